"""Small marks that stand on every page: an icon, a code's badge, a chip, a tile.

Plain functions and no macros, for a list shows them hundreds of times: each is drawn once for the same words,
and where a template names all of them, it is drawn when the template is read (`templating.py`).
templates/_kit/ui.html hands them on to the pages, which need not know.
"""

from functools import lru_cache

from markupsafe import Markup, escape

from inventory.foundation.assets import asset

#: as many different marks as the pages of one process show over and over. They are kept by type, too: words that
#: are markup already are not escaped again, and the same words from a stranger are
_KEPT = 4000

_HIDDEN = Markup(' aria-hidden="true" focusable="false"')
_NAMED = Markup(' role="img" aria-label="{}"')
_PICTURE = Markup('<svg class="{}"{}><use href="{}#{}"/></svg>')
_LINK = Markup('<a class="code-link" href="{}">{}</a>')
_CHIP = Markup('<span class="st st-{}{}">{}{}</span>')
_TILE = Markup('<span class="ib{}{}">{}</span>')
_LOGO = Markup('<img class="logo" src="{}" alt="" width="36" height="36">')


@lru_cache(_KEPT, typed=True)
def icon(name: str, size: str = "", title: str = "", cls: str = "") -> Markup:
    """A line icon of static/src/icons.svg in the colour of the text; `size` lg or xl.

    Without a title it is decoration, and a screen reader skips it.
    """
    shape = " ".join(part for part in ("ic", size and f"ic-{size}", cls) if part)
    return _PICTURE.format(shape, _spoken(title), asset("icons.svg"), name)


@lru_cache(_KEPT, typed=True)
def pic(name: str, label: str = "", cls: str = "") -> Markup:
    """A borrower's pictogram of static/src/pictograms.svg; always beside one short sentence."""
    return _PICTURE.format(f"pic {cls}".strip(), _spoken(label), asset("pictograms.svg"), name)


def _spoken(title: str) -> Markup:
    return _NAMED.format(title) if title else _HIDDEN


def logo() -> Markup:
    """The two arrows that go round a laptop."""
    return _LOGO.format(asset("logo.svg"))


def initials(name: str) -> str:
    """Up to two letters for the round badge of a person."""
    words = (name or "?").split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"


def code(code: object, big: bool = False, url: str = "") -> Markup:
    """The badge T 041 825, of a Code or of its text; a link when it is told where to."""
    badge = _badge(str(code).replace(" ", ""), big)
    return _LINK.format(url, badge) if url else badge


@lru_cache(_KEPT, typed=True)
def _badge(text: str, big: bool) -> Markup:
    letter, digits = (text[0], text[1:]) if text[:1].isalpha() else ("", text)
    head = len(digits) % 3
    groups = [digits[:head], *(digits[at : at + 3] for at in range(head, len(digits), 3))]
    spoken = " ".join(group for group in groups if group)
    if not text.isalnum():
        spoken = escape(spoken)
    size = " code-lg" if big else ""
    return Markup(f'<span class="code{size}">{f"<b>{letter}</b>" if letter else ""}{spoken}</span>')  # noqa: S704 -- a letter, and what was escaped or has only letters and digits


def chip(text: object, icon_name: str, tone: str = "plain", big: bool = False) -> Markup:
    """Icon and word in a colour; the tones are in inventory/look.py."""
    return _chip(text if isinstance(text, str) else str(text), icon_name, tone, big)


@lru_cache(_KEPT, typed=True)
def _chip(text: str, icon_name: str, tone: str, big: bool) -> Markup:
    return _CHIP.format(tone, " st-lg" if big else "", icon(icon_name), text)


@lru_cache(_KEPT, typed=True)
def tile(icon_name: str, tone: str = "", big: bool = False, title: str = "") -> Markup:
    """An icon on a coloured square."""
    return _TILE.format(f" st-{tone}" if tone else "", " ib-lg" if big else "", icon(icon_name, title=title))


#: what looks alike whenever it is named alike, in every language: drawn when a template is read
ALWAYS_ALIKE = {mark.__name__: mark for mark in (asset, icon, pic, logo, code, chip, tile)}
