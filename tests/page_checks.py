"""What every page that any test ever receives must have: one h1 in its title, unique ids, labels, alt texts."""

import re
from functools import lru_cache
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_UNLABELLED = {"hidden", "submit", "button", "reset", "image"}


class PageReader(HTMLParser):
    """Reads a page once and notes what is wrong with it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.sends_files = False
        self.texts: dict[str, list[str]] = {"title": [], "h1": []}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if len(attributes) != len(attrs):
            self.problems.append(f"<{tag}> has an attribute twice")
        if "style" in attributes:
            self.problems.append(f"<{tag}> has an inline style, which our content policy drops")
        if any(name.startswith("on") for name in attributes):
            self.problems.append(f"<{tag}> has an inline script, which our content policy drops")
        if tag == "script" and not attributes.get("src") and attributes.get("type") != "application/json":
            self.problems.append("an inline <script>, which our content policy drops")
        if found := attributes.get("id"):
            self.ids.append(found)
        if tag == "label" and attributes.get("for"):
            self.labels.add(str(attributes["for"]))
        if tag == "img" and "alt" not in attributes:
            self.problems.append("an <img> without alt")
        if tag in ("input", "select", "textarea") and attributes.get("type") not in _UNLABELLED:
            self.fields.append(attributes | {"_in_label": "yes" if "label" in self.open else None})
        if tag == "form":
            self.sends_files = attributes.get("enctype") == "multipart/form-data"
        # A field may belong to a form elsewhere on the page, by its id.
        is_own = "form" in self.open and "form" not in attributes
        if is_own and attributes.get("type") == "file" and attributes.get("name") and not self.sends_files:
            self.problems.append(f"the file {attributes['name']} is in a form that sends no files")
        if tag in self.texts:
            self.texts[tag].append("")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> closes <{self.open[-1] if self.open else 'nothing'}>")
            if tag in self.open:
                while self.open.pop() != tag:
                    pass
            return
        self.open.pop()

    def handle_data(self, text: str) -> None:
        for tag in self.texts:
            # An svg has titles of its own.
            if tag in self.open and "svg" not in self.open:
                self.texts[tag][-1] += text


@lru_cache(maxsize=64)
def problems_of(html: str) -> tuple[str, ...]:
    """Everything that is wrong with a page, in words; of the same page, as many tests get it, read once."""
    page = PageReader()
    page.feed(html)
    problems = page.problems
    if not html.lstrip().lower().startswith("<!doctype html>"):
        return ()  # a fragment for a script
    if page.open:
        problems.append(f"never closed: {page.open}")
    twice = {one for one in page.ids if page.ids.count(one) > 1}
    if twice:
        problems.append(f"ids used twice: {sorted(twice)}")
    if len(page.texts["h1"]) != 1:
        problems.append(f"{len(page.texts['h1'])} h1 on the page")
    heading = " ".join(" ".join(page.texts["h1"]).split())
    title = " ".join(" ".join(page.texts["title"]).split())
    if not title:
        problems.append("no title")
    elif heading and not title.replace(" ", "").startswith(heading.replace(" ", "")[:12]):
        problems.append(f"the title {title!r} does not begin with the heading {heading!r}")
    for field in page.fields:
        named = field.get("aria-label") or field.get("aria-labelledby") or field.get("_in_label")
        if not named and field.get("id") not in page.labels:
            problems.append(f"no label for the field {field.get('name')!r}")
    return tuple(problems)


def filled_in(page: str) -> dict[str, list[str]]:
    """What a browser would send for this page: its boxes, texts and ticks."""
    sent: dict[str, list[str]] = {}
    main = page[page.index("<main") :]
    for tag in re.findall(r"<input[^>]*>", main):
        read = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_box = read.get("type") in ("radio", "checkbox")
        if is_box and not re.search(r"\schecked", tag):
            continue
        if read.get("name") not in (None, "search", "text"):
            sent.setdefault(read["name"], []).append(read.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', main, re.S):
        chosen = re.findall(r'<option selected value="([^"]*)"', options)
        sent[name] = chosen or re.findall(r'<option value="([^"]*)"', options)[:1]
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s*(.*?)</textarea>', main, re.S):
        sent[name] = [text.replace("&#39;", "'")]
    return sent
