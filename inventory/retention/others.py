"""What else is kept: letters that hang on nobody, what stays because the law wants it, and what is gone within days."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, or_, select

from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.expiring import SEVEN_YEARS, TEN_YEARS, Basis, Keeping, Lapsed, RecordType, Told
from inventory.foundation.offers import offers
from inventory.foundation.outbox import Letter, blank
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission
from inventory.retention.rules import PROOFS
from inventory.wording import say

#: letters about these go with the person they were written to
_OF_A_PERSON = ("loan", "application", "seat", "borrower")


def letters_due(lapsed: Lapsed) -> Select[Any]:
    """Letters that left or never will, on nothing that a person is known for."""
    is_over = or_(Letter.sent_at.is_not(None), Letter.withdrawn_at.is_not(None), Letter.try_after.is_(None))
    hangs_elsewhere = or_(Letter.thing.is_(None), Letter.thing.not_in(_OF_A_PERSON))
    return select(Letter.id).where(
        Letter.written_at < lapsed["letters"], Letter.body != "", is_over, hangs_elsewhere
    )


def blank_letter(actor: Actor, letter_id: int, now: datetime) -> None:
    """Words and address go; that it was written stays."""
    actor.must(Permission.RETENTION_MANAGE)
    with transaction():
        letter = db.session.get_one(Letter, letter_id)
        blank(letter)
        record(actor, "retention.letter_blanked", letter, now=now)


def told(ids: Sequence[int]) -> dict[int, Told]:
    """When each was written; to whom stands in the correspondence."""
    query = select(Letter.id, Letter.written_at).where(Letter.id.in_(ids))
    return {
        letter_id: Told(_("Letter of %(day)s", day=say(written_at)), "")
        for letter_id, written_at in db.session.execute(query)
    }


@offers("retention.records")
def others() -> list[RecordType]:
    """Letters, and what stays."""
    return [
        RecordType(
            "letters", _l("Letters to partners and colleagues"), what_goes=_l("the words and the address"),
            counts_from=_l("the day on which it was written"),
            reason=_l("For a year we can look up what we wrote. Letters to a borrower go with the borrower."),
            basis=Basis.LEGITIMATE_INTEREST, usual_days=365, fewest_days=30, most_days=1096,
            due=letters_due, erase=blank_letter, told=told,
        ),
        RecordType(
            PROOFS, _l("Attests of data erasure"), what_goes=_l("nothing: they name no borrower"),
            counts_from=_l("the day on which it was issued"),
            reason=_l("A giver may have to show for ten years that the data were erased. An attest never changes."),
            basis=Basis.LEGAL_DUTY, usual_days=TEN_YEARS, fewest_days=TEN_YEARS, keeping=Keeping.STAYS,
        ),
        RecordType(
            "ledger", _l("The ledger of deposits"), what_goes=_l("nothing: it holds numbers of loans, and no names"),
            counts_from=_l("the end of the year"),
            reason=_l("Books are kept for seven years. Receipts and signatures go with the borrower."),
            basis=Basis.LEGAL_DUTY, usual_days=SEVEN_YEARS, fewest_days=SEVEN_YEARS, keeping=Keeping.STAYS,
        ),
        RecordType(
            "journal", _l("The journal of what was done"), what_goes=_l("nothing: it holds numbers, and no names"),
            counts_from=_l("the deed"),
            reason=_l("It proves that nothing was changed afterwards. It points at people by a number only."),
            basis=Basis.LEGITIMATE_INTEREST, usual_days=TEN_YEARS, keeping=Keeping.STAYS,
        ),
        RecordType(
            "typed_forms", _l("Forms that waited for a sign-in"), what_goes=_l("everything"),
            counts_from=_l("the moment at which it was sent"),
            reason=_l("Nothing that was typed may be lost when a sign-in runs out."),
            basis=Basis.LEGITIMATE_INTEREST, usual_days=1, keeping=Keeping.SOON,
        ),
    ]  # fmt: skip
