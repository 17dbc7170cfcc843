"""The borrower's own page behind an unguessable link: until when, and whom to call. No account, no debts.

Whoever holds the link sees a first name, a laptop and a day, and for a month what was signed. An ended loan
says so, and nothing else; a link that is not ours says whom nobody has to explain: that it is old or has a
typing error.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, request, session, url_for
from flask_babel import force_locale, get_locale

from inventory.borrowers.rules import letter_language
from inventory.deposits.ledger import held_of
from inventory.deposits.papers import as_response
from inventory.deposits.queries import entries_of
from inventory.digibank.doorman import limiter
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now, today
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import everywhere, inside
from inventory.foundation.web import open_to_anyone, page, told_on
from inventory.lending import longer, welcome
from inventory.lending.longer_words import WHY_NOT
from inventory.lending.models import Ending, Loan
from inventory.lending.rules import LongerAnswer, WorkshopAnswer, is_late
from inventory.permissions import Permission

room = Blueprint("my_loan", __name__)

#: nobody asks more often; whoever tries all links is slowed down long before
_PACE_OF_ASKING = "10 per hour; 30 per day"


@room.get("/m/<token>")
@room.get("/M/<token>", endpoint="show_capitals")
@open_to_anyone(because="a borrower has no account; the link itself is the key, and cannot be guessed")
def show(token: str) -> Any:
    """My laptop: until when, what to do when something is wrong, whom to call."""
    return _as_theirs(token, lambda loan, owner, language: _page_of(loan, owner, language))


@room.route("/m/<token>/longer", methods=["GET", "POST"])
@limiter.limit(_PACE_OF_ASKING, methods=["POST"])
@open_to_anyone(because="a borrower has no account; the link itself is the key, and cannot be guessed")
def ask_longer(token: str) -> Any:
    """May I keep it longer? Each day that is possible is a button."""
    return _as_theirs(token, _ask_longer)


@room.get("/m/<token>/agreement.pdf")
@open_to_anyone(because="a borrower has no account; the link itself is the key, and cannot be guessed")
def agreement(token: str) -> Any:
    """What I signed, to keep; for a month after the hand-over."""
    return _as_theirs(token, _agreement)


def _agreement(loan: Loan, _owner: Digibank, language: str) -> Any:
    paper = welcome.agreement_of(loan, language, today())
    if paper is None or paper.pdf is None:
        raise NotHere
    return as_response(paper.pdf, str(loan.code))


def _as_theirs(token: str, answer: Callable[[Loan, Digibank, str], Any]) -> Any:
    """What `answer` says about the loan of this link, inside its digibank and in its borrower's language."""
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
            response: Response = make_response(answer(loan, owner, language))
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _page_of(loan: Loan, owner: Digibank, language: str) -> Any:
    return page("inventory/portal/my_loan.html", **_shown(loan, owner, language))


def _ask_longer(loan: Loan, owner: Digibank, language: str) -> Any:
    form, here = ButtonForm(), url_for(".show", token=loan.token)
    if form.validate_on_submit():
        borrower = Actor.house("the borrower", owner.id, [Permission.LOAN_SEE])
        with told_on(form):
            longer.ask(borrower, loan, until=_day_of(request.form.get("until", "")), now=now())
            return redirect(here, 303)
    days = longer.may_be_asked(loan, today()) if loan.is_open else []
    if not days and not form.errors:
        return redirect(here, 303)
    return page(
        "inventory/portal/my_loan_longer.html", form=form, owner=owner, days=days, due_on=loan.due_on, here=here,
        locale=language,
    )  # fmt: skip


def _day_of(text: str) -> date:
    """The day on the button that was pressed; a made-up one is refused like any that cannot be."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


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
        return {**shown, "is_theirs": loan.ending in {Ending.TRANSFERRED, Ending.WRITTEN_OFF}}
    planned = loan.workshop is WorkshopAnswer.PLANNED
    asked = longer.last_of(loan)
    waits = asked is not None and asked.answer is LongerAnswer.WAITS
    return shown | {
        "first_name": loan.borrower.first_name,
        "device": loan.device.name,
        "spoken": loan.device.spoken,
        "due_on": loan.due_on,
        "late": is_late(loan.due_on, today()),
        "workshop_on": loan.workshop_on if planned else None,
        "held": held_of(entries_of(loan)),
        "asked": asked,
        "asks": waits,
        "because": WHY_NOT.get(asked.answer, "") if asked is not None else "",
        "may_ask": not waits and bool(longer.may_be_asked(loan, today())),
        "ask_url": url_for(".ask_longer", token=loan.token),
        "agreement_url": url_for(".agreement", token=loan.token)
        if welcome.is_readable(loan, today())
        else "",
        "readable_until": welcome.readable_until(loan),
    }
