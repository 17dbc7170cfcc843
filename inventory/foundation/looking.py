"""That someone's file was opened: a page says so in one line, and it is written down after the page is answered.

A page only says whose file and which sort of page; who looks and when is known. The room *rights* keeps it.
"""

from enum import StrEnum

from flask import g


class PageKind(StrEnum):
    """Which part of a person's file a page shows."""

    #: the person: name, address, phone
    FILE = "file"
    APPLICATION = "application"
    LOAN = "loan"
    #: what was written to the person
    LETTERS = "letters"
    #: everything at once, to hand over
    COPY = "copy"


def looked_at(person_id: int, kind: PageKind) -> None:
    """The page under way shows this part of this person's file."""
    g.setdefault("looked_at", set()).add((person_id, kind))


def looks() -> set[tuple[int, PageKind]]:
    """Whose files the page under way showed."""
    seen: set[tuple[int, PageKind]] = g.get("looked_at", set())
    return seen
