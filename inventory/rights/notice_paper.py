"""The three texts on paper: the same chapters as on the page, in one language."""

from collections.abc import Iterator, Sequence

from flask_babel import force_locale
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.foundation import papers
from inventory.rights.letter import Sender
from inventory.rights.notice import Chapter, House


def draw(
    title: str, chapters: Sequence[Chapter], ours: House, sender: Sender, *, locale: str, signed: bool = False
) -> bytes:
    """A text as PDF; `signed` leaves room for two signatures. The same text gives the same bytes."""
    with force_locale(locale):
        furniture = papers.Furniture(
            house=sender.name, title=title, locale=locale, footer=sender.footer,
            version=_("edition %(number)s", number=ours.number),
            page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
        )  # fmt: skip
        return papers.paper(furniture, list(_story(chapters, ours, signed)))


def _story(chapters: Sequence[Chapter], ours: House, signed: bool) -> Iterator[Flowable]:
    yield papers.gap(2)
    for chapter in chapters:
        yield papers.heading(chapter.title, 12)
        for sentence in chapter.sentences:
            yield papers.text(sentence, 10.5)
        if chapter.rows:
            yield papers.facts(list(chapter.rows), size=9.5, label_width=62)
    if signed:
        yield papers.gap(6)
        under = _("Name, function, day")
        yield papers.signatures((ours.controller, under, None), (_("The processor"), under, None))
