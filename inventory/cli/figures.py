"""What is kept of the twelve indicators, in every digibank: held against the facts, or made anew from them."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from inventory.cli.house import standing


@contextmanager
def _digibanken() -> Iterator[list[tuple[int, str]]]:
    """The house, and the digibanken in it by number and address."""
    from sqlalchemy import select

    from inventory.digibank.models import Digibank
    from inventory.foundation.database import db

    with standing():
        query = select(Digibank.id, Digibank.slug).order_by(Digibank.slug)
        yield [(digibank_id, slug) for digibank_id, slug in db.session.execute(query)]


def check(_asked: argparse.Namespace) -> int:
    """One line per kept answer that is not what the facts say; 1 when there is one."""
    from inventory.foundation.clock import today
    from inventory.foundation.tenancy import inside
    from inventory.indicators import kept
    from inventory.indicators.asking import wrong

    looked_at = found = 0
    with _digibanken() as digibanken:
        for digibank_id, slug in digibanken:
            with inside(digibank_id):
                looked_at += len(kept.every())
                for sentence in wrong(today()):
                    found += 1
                    print(f"{slug}: {sentence}")
    print(f"{looked_at} kept answers, {found} otherwise than they are counted")
    return 1 if found else 0


def rebuild(_asked: argparse.Namespace) -> int:
    """Every digibank in turn; says how many answers were made anew."""
    from inventory.foundation.clock import today
    from inventory.foundation.tenancy import inside
    from inventory.indicators.asking import rebuild as make_anew

    made = 0
    with _digibanken() as digibanken:
        for digibank_id, _slug in digibanken:
            with inside(digibank_id):
                made += make_anew(today())
    print(f"{made} answers made anew")
    return 0
