"""The borrower's own page behind an unguessable link: until when, and whom to call. No account, no debts.

Whoever holds the link sees a first name, a laptop and a day. An ended loan says so, and nothing else; a link
that is not ours says whom nobody has to explain: that it is old or has a typing error.
"""

from typing import Any

from flask import Blueprint, g, make_response, session
from flask_babel import force_locale, get_locale

from inventory.borrowers.rules import letter_language
from inventory.deposits.ledger import held_of
from inventory.deposits.queries import entries_of
from inventory.digibank.models import Digibank
from inventory.foundation.clock import today
from inventory.foundation.database import db
from inventory.foundation.tenancy import everywhere, inside
from inventory.foundation.web import open_to_anyone, page
from inventory.lending.models import Loan
from inventory.lending.rules import WorkshopAnswer, is_late

room = Blueprint("my_loan", __name__)


@room.get("/m/<token>")
@room.get("/M/<token>", endpoint="show_capitals")
@open_to_anyone(because="a borrower has no account; the link itself is the key, and cannot be guessed")
def show(token: str) -> Any:
    """My laptop: until when, what to do when something is wrong, whom to call."""
    found = _find(token)
    if found is None:
        return page("inventory/portal/my_loan_unknown.html")[0], 404
    loan_id, owner = found
    g.digibank = owner
    with inside(owner.id):
        loan = db.session.get_one(Loan, loan_id)
        get_locale()  # keeps a language that was chosen on this page in the session
        language = session.get("lang") or letter_language(loan.borrower.language, fallback=owner.locale)
        with force_locale(language):
            response = make_response(page("inventory/portal/my_loan.html", **_shown(loan, owner, language)))
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _find(token: str) -> tuple[int, Digibank] | None:
    """The loan of this link and whose it is, or None."""
    if not token.isascii() or not token.isalnum() or not 10 <= len(token) <= 32:
        return None
    with everywhere(because="the link says which loan, and only the loan says which digibank"):
        loan = db.session.scalar(db.select(Loan).where(Loan.token == token.upper()))
        return (loan.id, db.session.get_one(Digibank, loan.digibank_id)) if loan is not None else None


def _shown(loan: Loan, owner: Digibank, language: str) -> dict[str, Any]:
    """All that stands on the page; of an ended or forgotten loan nothing but that it is over."""
    dial = "".join(character for character in owner.phone if character in "+0123456789")
    shown: dict[str, Any] = {"owner": owner, "dial": dial, "is_open": loan.is_open, "locale": language}
    if not loan.is_open:
        return shown
    planned = loan.workshop is WorkshopAnswer.PLANNED
    return shown | {
        "first_name": loan.borrower.first_name,
        "device": loan.device.name,
        "spoken": loan.device.spoken,
        "due_on": loan.due_on,
        "late": is_late(loan.due_on, today()),
        "workshop_on": loan.workshop_on if planned else None,
        "held": held_of(entries_of(loan)),
    }
