"""Register someone, correct it, note the start workshop, and forget: the person goes, the numbers stay."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from inventory.borrowers import rules
from inventory.borrowers.models import PERSONAL, Borrower, Household, ReplacedPass
from inventory.borrowers.queries import lock
from inventory.borrowers.rules import ContactChannel, Language, WaiverReason
from inventory.digibank.numbers import give_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.offers import offered
from inventory.foundation.outbox import blank_letters_to
from inventory.foundation.refusal import NationalNumber, Refusal
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission


class NoName(Refusal):
    """Someone without any name cannot be called at the desk."""

    status = 422


class TooLong(Refusal):
    """Longer than any name, address or note of a person has to be."""

    status = 422


class AlreadyForgotten(Refusal):
    """This person was made anonymous; nothing can be written about nobody."""


class IsRestricted(Refusal):
    """This person asked us to keep what we know and do nothing with it."""


class LivesAlone(Refusal):
    """Nobody lives with themselves."""

    status = 422


@dataclass(frozen=True)
class Details:
    """What is asked of a borrower; everything but a first name may be unknown."""

    first_name: str
    last_name: str = ""
    birth_year: int | None = None
    street: str = ""
    postcode: str = ""
    municipality: str = ""
    phone: str = ""
    email: str = ""
    language: Language = Language.DUTCH
    contact_channel: ContactChannel = ContactChannel.PHONE
    note: str = ""


#: letters about these are blanked by the room that keeps them, also those to an address of before
_OF_ONE_PERSON = ("application", "loan", "seat", "visitor_ticket", "form_invitation", "begun_form")
#: as many characters as the columns hold; a phone and a postcode are checked by their form
_LONGEST = {"first_name": 80, "last_name": 80, "street": 120, "municipality": 80, "email": 254, "note": 500}


def register(actor: Actor, details: Details, *, now: datetime) -> Borrower:
    """A new borrower with a pass code. Whether someone looks alike is asked before, by the view.

    Whoever may write down an application may write down who asks.
    """
    if not actor.may(Permission.APPLICATION_REGISTER):
        actor.must(Permission.BORROWER_EDIT)
    with transaction():
        borrower = Borrower(registered_at=now)
        _fill(borrower, details, now)
        give_code(borrower)
        db.session.add(borrower)
        db.session.flush()  # the trace names its id
        record(actor, "borrowers.registered", borrower, now=now)
    return borrower


def edit(actor: Actor, borrower: Borrower, details: Details, *, now: datetime) -> None:
    """Correct what is known of someone; the trace says which fields, never what stood in them."""
    actor.must(Permission.BORROWER_EDIT)
    with transaction():
        _refuse_forgotten(borrower)
        changed = _fill(borrower, details, now)
        offered("borrower.edited", borrower, changed, now)
        record(actor, "borrowers.edited", borrower, now=now, changed=changed)


def replace_pass(actor: Actor, borrower: Borrower, *, now: datetime) -> Borrower:
    """Another number for someone whose pass was lost; the old number says so from now on, and does nothing.

    Loans, seats and letters stay: they hang on the person and not on the card.
    """
    actor.must(Permission.BORROWER_EDIT)
    with transaction():
        _refuse_forgotten(borrower)
        old = ReplacedPass(
            borrower_id=borrower.id, code_serial=borrower.code_serial, replaced_at=now,
            replaced_by_id=actor.user_id,
        )  # fmt: skip
        was = borrower.code
        db.session.add(old)
        give_code(borrower)
        db.session.flush()  # of two who do this at once one is told that the other was first
        record(actor, "borrowers.pass_replaced", borrower, now=now, was=was, code=borrower.code)
    return borrower


def note_workshop(actor: Actor, borrower: Borrower, *, on: date, now: datetime) -> None:
    """`borrower` followed the start workshop on that day; the first time stays the day that counts."""
    actor.must(Permission.WORKSHOP_ATTENDANCE)
    with transaction():
        _refuse_forgotten(borrower)
        borrower.workshop_on = min(on, borrower.workshop_on or on)
        record(actor, "borrowers.workshop_noted", borrower, now=now, on=on)


def take_back_workshop(actor: Actor, borrower: Borrower, *, now: datetime) -> None:
    """Undo: the start workshop was ticked for the wrong person."""
    actor.must(Permission.WORKSHOP_ATTENDANCE)
    with transaction():
        _refuse_forgotten(borrower)
        borrower.workshop_on = None
        record(actor, "borrowers.workshop_taken_back", borrower, now=now)


def waive_workshop(
    actor: Actor, borrower: Borrower, reason: WaiverReason, *, now: datetime, was_agreed: bool = False
) -> None:
    """`borrower` needs no start workshop, and why. The policy may leave that to the coordinator.

    `was_agreed`: who may say so was asked when it was said, at an earlier step of a hand-over.
    """
    actor.must(Permission.BORROWER_EDIT)
    if not was_agreed:
        must_be_waivable(actor)
    with transaction():
        _refuse_forgotten(borrower)
        borrower.workshop_waived = reason
        record(actor, "borrowers.workshop_waived", borrower, now=now, reason=reason)


def take_back_waiver(actor: Actor, borrower: Borrower, *, now: datetime) -> None:
    """Undo: that this person needs no start workshop was said at a hand-over that did not take place."""
    actor.must(Permission.BORROWER_EDIT)
    with transaction():
        _refuse_forgotten(borrower)
        borrower.workshop_waived = None
        record(actor, "borrowers.waiver_taken_back", borrower, now=now)


def must_be_waivable(actor: Actor) -> None:
    """Refuse whoever may not say that someone needs no start workshop."""
    for refusal in offered("workshop.waiving", actor):
        raise refusal


def live_together(actor: Actor, borrower: Borrower, other: Borrower, *, now: datetime) -> None:
    """`borrower` lives with `other`, and with whoever that one lives with; an earlier household is left.

    The trace points at both and says no more.
    """
    actor.must(Permission.BORROWER_EDIT)
    with transaction():
        for one in (borrower, other):
            _refuse_forgotten(one)
            must_be_usable(one)
        if borrower.id == other.id:
            raise LivesAlone(field="who")
        if other.household_id is None:
            other.household_id = borrower.household_id or _new_household(now)
        borrower.household_id = other.household_id
        record(actor, "borrowers.live_together", borrower, now=now, other_id=other.id)


def live_alone(actor: Actor, borrower: Borrower, *, now: datetime) -> None:
    """`borrower` lives with nobody we know; the others stay together."""
    actor.must(Permission.BORROWER_EDIT)
    with transaction():
        _refuse_forgotten(borrower)
        borrower.household_id = None
        record(actor, "borrowers.live_alone", borrower, now=now)


def _new_household(now: datetime) -> int:
    household = Household(made_at=now)
    db.session.add(household)
    db.session.flush()  # the people in it point to it
    return household.id


def restrict(actor: Actor, borrower: Borrower, *, now: datetime) -> None:
    """From now on we keep what we know of this person, and do nothing else with it; a laptop may come back."""
    actor.must(Permission.RIGHTS_ANSWER)
    with transaction():
        lock(borrower)
        _refuse_forgotten(borrower)
        borrower.restricted_at = borrower.restricted_at or now
        record(actor, "borrowers.restricted", borrower, now=now)


def lift_restriction(actor: Actor, borrower: Borrower, *, now: datetime) -> None:
    """What we know of this person may be used again."""
    actor.must(Permission.RIGHTS_ANSWER)
    with transaction():
        lock(borrower)
        _refuse_forgotten(borrower)
        borrower.restricted_at = None
        record(actor, "borrowers.restriction_lifted", borrower, now=now)


def no_calls(actor: Actor, borrower: Borrower, *, now: datetime) -> None:
    """This person wants no telephone calls."""
    actor.must(Permission.RIGHTS_ANSWER)
    with transaction():
        lock(borrower)
        _refuse_forgotten(borrower)
        borrower.no_calls_at = borrower.no_calls_at or now
        record(actor, "borrowers.no_calls", borrower, now=now)


def calls_again(actor: Actor, borrower: Borrower, *, now: datetime) -> None:
    """This person may be called again."""
    actor.must(Permission.RIGHTS_ANSWER)
    with transaction():
        lock(borrower)
        _refuse_forgotten(borrower)
        borrower.no_calls_at = None
        record(actor, "borrowers.calls_again", borrower, now=now)


def must_be_usable(borrower: Borrower) -> None:
    """Refuse to begin anything with what someone asked us only to keep."""
    if borrower.is_restricted:
        raise IsRestricted


def forget(actor: Actor, borrower: Borrower, *, now: datetime) -> None:
    """Make a person nobody: what is personal is blank in every room, what counts stays (GDPR art. 17).

    Rooms ahead say at `borrower.holds` why this cannot be yet (a running loan), and blank at
    `borrower.forgotten` what they keep of the person, in this same transaction.
    """
    actor.must(Permission.BORROWER_FORGET)
    with transaction():
        lock(borrower)
        _refuse_forgotten(borrower)
        for hold in offered("borrower.holds", borrower):
            raise hold
        offered("borrower.forgotten", borrower, now)
        blank_letters_to(borrower.email, borrower.phone, but_about=_OF_ONE_PERSON)
        for column in PERSONAL:
            setattr(borrower, column, "")
        borrower.birth_year = borrower.household_id = None
        borrower.contact_channel = ContactChannel.REFERRER
        borrower.anonymised_at = now
        borrower.restricted_at = borrower.no_calls_at = None
        record(actor, "borrowers.forgotten", borrower, now=now)


def check(details: Details, *, this_year: int) -> Details:
    """`details` as they are kept: the phone in one form, spaces trimmed. Refuses what cannot be so."""
    trimmed: dict[str, Any] = {
        name: value.strip() if type(value) is str else value for name, value in vars(details).items()
    }
    if any(has_national_number(value) for value in trimmed.values() if type(value) is str):
        # Law of 8 August 1983, art. 8: kept nowhere, not even in a note.
        raise NationalNumber
    for name, most in _LONGEST.items():
        if len(trimmed[name]) > most:
            raise TooLong(field=name, most=most)
    if not trimmed["first_name"] and not trimmed["last_name"]:
        raise NoName(field="first_name")
    trimmed["phone"] = rules.phone_number(trimmed["phone"])
    rules.check_birth_year(details.birth_year, this_year=this_year)
    rules.check_postcode(trimmed["postcode"])
    rules.check_reachable(details.contact_channel, phone=trimmed["phone"], email=trimmed["email"])
    return Details(**trimmed)


def _fill(borrower: Borrower, details: Details, now: datetime) -> list[str]:
    """Write `details` on the row; the names of the columns that changed."""
    kept = check(details, this_year=day(now).year)
    changed = [name for name, value in vars(kept).items() if getattr(borrower, name) != value]
    for name, value in vars(kept).items():
        setattr(borrower, name, value)
    borrower.name_key = rules.name_key(kept.first_name, kept.last_name)
    borrower.birth_decade = rules.decade(kept.birth_year)
    return changed


def _refuse_forgotten(borrower: Borrower) -> None:
    if borrower.is_forgotten:
        raise AlreadyForgotten
