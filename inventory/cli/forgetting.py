"""What the night does about retention, by hand: tell what goes in a week, or let go what was told."""

import argparse
from collections.abc import Callable
from datetime import date, datetime

from inventory.cli.house import standing
from inventory.cli.main import Trouble
from inventory.foundation.actor import Actor

Work = Callable[..., dict[str, int]]


def plan(asked: argparse.Namespace) -> int:
    """How many of each kind are told anew."""
    from inventory.retention import actions

    return _in_each(asked, actions.plan, "goes in a week")


def run(asked: argparse.Namespace) -> int:
    """How many of each kind went."""
    from inventory.retention import actions

    return _in_each(asked, actions.run, "is gone")


def _in_each(asked: argparse.Namespace, work: Work, told: str) -> int:
    from sqlalchemy import select

    from inventory.digibank.models import Digibank
    from inventory.foundation import clock
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside

    with standing():
        banks = db.session.execute(select(Digibank.id, Digibank.slug).order_by(Digibank.id)).all()
        chosen = [(at, slug) for at, slug in banks if asked.digibank in (None, slug)]
        if not chosen:
            raise Trouble(f"there is no digibank {asked.digibank}")
        for digibank_id, slug in chosen:
            with inside(digibank_id):
                _tell(slug, work, digibank_id, clock.today(), clock.now(), told)
    return 0


def _tell(slug: str, work: Work, digibank_id: int, today: date, now: datetime, told: str) -> None:
    from inventory.permissions import Permission

    counted = work(Actor.house("keeper's command", digibank_id, Permission), today, now=now)
    for key, count in counted.items():
        if count:
            print(f"{slug}: {count} {key} {told}")
    if not any(counted.values()):
        print(f"{slug}: nothing {told}")
