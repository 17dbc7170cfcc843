"""On the day of the hand-over: where to find one's own page, and the agreement to read again.

Who can be reached by mail or text gets it so, in their own language; everybody else has it on paper. The agreement
stands behind the borrower's own link for a month: long enough to keep a copy, and no longer than it must, for it
bears a whole name.
"""

from datetime import date, datetime, timedelta

from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import ContactChannel, letter_language
from inventory.digibank.models import Digibank
from inventory.foundation import outbox, sms
from inventory.foundation.database import db
from inventory.foundation.outbox import Medium, post
from inventory.foundation.tenancy import current_digibank_id
from inventory.lending.calling import objects_to_texts
from inventory.lending.ladder import can_text
from inventory.lending.models import Loan, LoanPaper, PaperKind
from inventory.lending.queries import link_to, papers_of

#: this room's letter of the first day
KIND = "lending/handed_over"
#: so long the agreement can be read behind the borrower's own link
_READABLE = timedelta(days=30)
#: it leaves this much later, so that a hand-over that is undone at once tells nobody
_TO_THINK = timedelta(minutes=5)


def write(loan: Loan, *, now: datetime) -> None:
    """Tell the borrower of their page, inside the deed that lends; once, and only where that is possible."""
    borrower = loan.borrower
    medium = medium_for(borrower)
    if medium is None:
        return
    ours = db.session.get_one(Digibank, current_digibank_id())
    post(
        KIND, medium=medium, locale=letter_language(borrower.language, fallback=ours.locale),
        to_email=borrower.email if medium is Medium.MAIL else "",
        to_phone=borrower.phone if medium is Medium.SMS else "",
        now=now, waits=_TO_THINK, about=_about(loan), once=_about(loan), of=loan, by_day=True,
        keeps_link=True,
        first_name=borrower.first_name, due_on=loan.due_on, link=link_to(loan.token),
        readable_until=readable_until(loan), digibank=ours,
    )  # fmt: skip


def hold_back(loan: Loan) -> None:
    """The laptop did not go along after all: what did not leave yet does not leave."""
    outbox.hold_back(_about(loan))


def readable_until(loan: Loan) -> date:
    """The last day on which the agreement can be read behind the borrower's own link."""
    return loan.started_on + _READABLE


def is_readable(loan: Loan, today: date) -> bool:
    """Does the agreement still stand behind the borrower's own link?"""
    return loan.is_open and today <= readable_until(loan)


def agreement_of(loan: Loan, locale: str, today: date) -> LoanPaper | None:
    """The agreement in this language, else in Dutch; None once the month is over, or when it was blanked."""
    if not is_readable(loan, today):
        return None
    papers = {
        paper.locale: paper
        for paper in papers_of(loan)
        if paper.kind is PaperKind.AGREEMENT and paper.pdf is not None
    }
    return papers.get(locale) or papers.get("nl")


def _about(loan: Loan) -> str:
    return f"loan:{loan.id}:handed_over"


def medium_for(borrower: Borrower) -> Medium | None:
    """How something is best written to this person, by mail or text; None where neither reaches them."""
    texts = sms.gateway() is not None and can_text(borrower.phone) and not objects_to_texts(borrower)
    if borrower.email and (borrower.contact_channel is ContactChannel.EMAIL or not texts):
        return Medium.MAIL
    return Medium.SMS if texts else None
