"""What a digibank fills in on its privacy notice and its registers. Each change is a new edition; old ones stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.refusal import NationalNumber, NotHere
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission
from inventory.rights.models import NoticeEdition
from inventory.rights.rules import LegalForm


@dataclass(frozen=True)
class Filled:
    """What is filled in; all but the legal form may be empty."""

    legal_form: LegalForm = LegalForm.ASSOCIATION
    controller: str = ""
    contact: str = ""
    partners: str = ""
    host: str = ""
    more_nl: str = ""
    more_fr: str = ""
    more_en: str = ""

    def more(self, locale: str) -> str:
        """What the digibank adds in this language, else in the first in which it adds something."""
        said = {"nl": self.more_nl, "fr": self.more_fr, "en": self.more_en}
        return said.get(locale) or ""


def issue(actor: Actor, filled: Filled, *, now: datetime) -> NoticeEdition:
    """A new edition; the same as the newest is the newest."""
    actor.must(Permission.DIGIBANK_SETTINGS)
    kept = Filled(
        **{name: value if name == "legal_form" else value.strip() for name, value in vars(filled).items()}
    )
    if any(has_national_number(str(value)) for value in vars(kept).values()):
        raise NationalNumber
    with transaction():
        newest = newest_edition()
        if newest is not None and filled_of(newest) == kept:
            return newest
        number = (db.session.scalar(select(func.max(NoticeEdition.number))) or 0) + 1
        edition = NoticeEdition(number=number, made_at=now, made_by_id=actor.user_id, **vars(kept))
        db.session.add(edition)
        db.session.flush()  # the trace names its id; of two at once one is told that the other was first
        record(actor, "rights.notice_issued", edition, now=now, number=number)
    return edition


def newest_edition() -> NoticeEdition | None:
    """What holds now; None while nobody filled in anything."""
    return db.session.scalar(select(NoticeEdition).order_by(NoticeEdition.number.desc()).limit(1))


def editions() -> Sequence[NoticeEdition]:
    """Every edition, newest first."""
    query = select(NoticeEdition).options(joinedload(NoticeEdition.made_by))
    return db.session.scalars(query.order_by(NoticeEdition.number.desc()).limit(100)).all()


def get_edition(edition_id: int) -> NoticeEdition:
    """The edition with this id in the digibank we are inside of; NotHere otherwise."""
    found = db.session.scalar(select(NoticeEdition).where(NoticeEdition.id == edition_id))
    if found is None:
        raise NotHere
    return found


def filled_of(edition: NoticeEdition | None) -> Filled:
    """What an edition holds; what is usual where there is none."""
    if edition is None:
        return Filled()
    return Filled(**{name: getattr(edition, name) for name in vars(Filled())})
