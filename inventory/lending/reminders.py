"""Nightly: friendly letters before and after the agreed day, each once, however often the night runs."""

from datetime import date, datetime, timedelta

from inventory.applications.queries import rules_in_force
from inventory.borrowers.rules import letter_language
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.outbox import already_wrote, post
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import transaction
from inventory.lending.models import Loan
from inventory.lending.queries import link_to, loans_due_by
from inventory.lending.rules import LADDER, letter_of, reminder_due
from inventory.permissions import Permission

_SUNDAY = 6


def letters_due(actor: Actor, today: date, *, now: datetime) -> int:
    """Write every reminder that should have been written by `today`; the number written.

    Nobody is written to on a Sunday; Monday's night makes up for it. Who has no e-mail address stands on the
    desk's list of late loans, and is called.
    """
    actor.must(Permission.LOAN_EXTEND)
    if today.weekday() == _SUNDAY:
        return 0
    days = rules_in_force().reminder_days
    ladder = LADDER if days is None else days
    if not ladder:
        return 0
    furthest = today - timedelta(days=min(ladder))
    return sum(_write_if_due(actor, loan, today, ladder, now) for loan in loans_due_by(furthest))


def _write_if_due(actor: Actor, loan: Loan, today: date, ladder: tuple[int, ...], now: datetime) -> bool:
    rung = reminder_due(loan.due_on, started_on=loan.started_on, today=today, ladder=ladder)
    borrower = loan.borrower
    if rung is None or not borrower.email:
        return False
    about = f"loan:{loan.id}:due:{loan.due_on}:{rung}"
    with transaction():
        if already_wrote(about):
            return False
        ours = db.session.get_one(Digibank, current_digibank_id())
        letter = letter_of(rung)
        post(
            f"lending/{letter}",
            to_email=borrower.email,
            locale=letter_language(borrower.language, fallback=ours.locale),
            now=now,
            about=about,
            first_name=borrower.first_name,
            due_on=loan.due_on,
            link=link_to(loan.token),
            digibank=ours,
        )
        record(actor, "lending.reminder_written", loan, now=now, device=loan.device, letter=letter, rung=rung)
    return True
