"""Someone asks something about the own data: it is written down, answered in time, and done."""

from datetime import date, datetime

from sqlalchemy import select

from inventory.borrowers import actions as borrowers
from inventory.borrowers.actions import AlreadyForgotten
from inventory.borrowers.models import Borrower
from inventory.borrowers.queries import lock
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.offers import Part, offered
from inventory.foundation.refusal import NationalNumber, NotHere, Refusal
from inventory.foundation.transaction import each_by_itself, hold, transaction
from inventory.lending import calling
from inventory.permissions import Permission
from inventory.retention import holds as kept_here
from inventory.rights import rules
from inventory.rights.models import FileLook, PersonRequest
from inventory.rights.rules import Answer, Asker, PartThatWent, RequestKind

#: the card that was looked at is said in words: so many digits in a row are its number
_A_NUMBER = 7


def ask(
    actor: Actor, borrower: Borrower, kind: RequestKind, *, asker: Asker, identity: str, received_on: date,
    now: datetime, asked: str = "",
) -> PersonRequest:  # fmt: skip
    """Write down that someone asks this, and how it was checked who they are; the term begins on the day of receipt."""
    actor.must(Permission.RIGHTS_ASK)
    with transaction():
        lock(borrower)
        if borrower.is_forgotten:
            raise AlreadyForgotten
        if received_on > day(now):
            raise rules.NotADayYet(field="received_on")
        request = PersonRequest(
            borrower=borrower, borrower_id=borrower.id, kind=kind, asker=asker, identity=_identity(identity),
            asked=_words(asked), received_on=received_on, due_on=rules.due_on(received_on), noted_at=now,
            noted_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(request)
        db.session.flush()  # the trace names its id
        record(
            actor, "rights.asked", request, now=now, kind=kind, asker=asker, received_on=received_on,
            due_on=request.due_on,
        )  # fmt: skip
    return request


def _identity(text: str) -> str:
    words = _words(text)
    if not words:
        raise rules.IdentityNeeded(field="identity")
    if sum(sign.isdigit() for sign in words) >= _A_NUMBER:
        raise rules.NumberNotKept(field="identity")
    return words


def _words(text: str) -> str:
    if has_national_number(text):
        raise NationalNumber
    return text.strip()


def make_longer(actor: Actor, request: PersonRequest, *, because: str, now: datetime) -> None:
    """It takes two months longer, and the person hears why within the first month (art. 12 §3). Once."""
    actor.must(Permission.RIGHTS_ANSWER)
    with transaction():
        _hold_open(request)
        if request.longer_since is not None:
            raise rules.LongerBefore
        if day(now) > request.due_on:
            raise rules.TooLateForLonger
        if not (words := _words(because)):
            raise rules.WhyNeeded(field="because")
        request.longer_since, request.longer_because = day(now), words
        request.due_on = rules.due_on(request.received_on, is_longer=True)
        record(actor, "rights.made_longer", request, now=now, due_on=request.due_on)


def answer(actor: Actor, request: PersonRequest, said: Answer, *, words: str, now: datetime) -> PersonRequest:
    """Answer a request, and do what is granted: restrict, stop texts or calls, forget as soon as nothing holds it.

    A copy and a correction are handed over and made on their own pages. A no, or a yes in part, says why. Who is
    forgotten in part loses what is needed for nothing any more, and the rest when what holds it is over.
    """
    actor.must(Permission.RIGHTS_ANSWER)
    with transaction():
        lock(request.borrower)
        _hold_open(request)
        told = _words(words)
        if said in (Answer.REFUSED, Answer.PARTLY) and not told:
            raise rules.WhyNeeded(field="in_words")
        request.answer, request.answered, request.answered_on = said, told, day(now)
        request.answered_by_id = actor.user_id
        if said is Answer.PARTLY and request.kind is RequestKind.ERASURE:
            request.went = _let_parts_go(request.borrower, now)
            request.waits_to_forget = bool(holds_of(request.borrower))
        record(actor, "rights.answered", request, now=now, kind=request.kind, answer=said, went=request.went)
        if said is Answer.GRANTED or (said is Answer.PARTLY and request.kind is not RequestKind.ERASURE):
            _do(actor, request, now)
    return request


def _hold_open(request: PersonRequest) -> None:
    hold(request)
    if not request.is_open:
        raise rules.AnsweredBefore
    if request.borrower.is_forgotten:
        raise rules.NothingOpen


def _do(actor: Actor, request: PersonRequest, now: datetime) -> None:
    borrower = request.borrower
    match request.kind:
        case RequestKind.RESTRICTION:
            borrowers.restrict(actor, borrower, now=now)
        case RequestKind.NO_TEXTS:
            calling.object_to_texts(actor, borrower, now=now)
        case RequestKind.NO_CALLS:
            borrowers.no_calls(actor, borrower, now=now)
            calling.turn_calls(borrower)
        case RequestKind.ERASURE if holds_of(borrower):
            request.waits_to_forget = True
        case RequestKind.ERASURE:
            borrowers.forget(actor, borrower, now=now)
        case _:
            pass


def parts_of(borrower: Borrower, today: date) -> list[Part]:
    """What of this person can go now, whatever keeps the rest; nothing that a colleague keeps."""
    held = {one.record_type for one in kept_here.of(borrower, today)}
    found: list[Part] = offered("borrower.parts", borrower)
    return [part for part in found if part.record_type not in held]


def _let_parts_go(borrower: Borrower, now: datetime) -> list[str]:
    parts = parts_of(borrower, day(now))
    if not parts:
        raise rules.NothingGoesApart(field="answer")
    for part in parts:
        part.let_go(now)
    return [str(PartThatWent(part.key)) for part in parts]


def holds_of(borrower: Borrower) -> list[Refusal]:
    """What keeps this person known for now, by law or because a laptop or money of theirs is still here."""
    found: list[Refusal] = offered("borrower.holds", borrower)
    return found


def forget_who_waited(actor: Actor, *, now: datetime) -> int:
    """Of those whose erasure waited: forget whom nothing holds any more. How many were.

    Each by itself: one that stumbles keeps no other waiting.
    """
    query = select(PersonRequest.id).where(PersonRequest.waits_to_forget).order_by(PersonRequest.id)
    done: list[int] = []

    def forget_one(request_id: int) -> None:
        borrower = db.session.get_one(PersonRequest, request_id).borrower
        if borrower.is_forgotten or holds_of(borrower):
            return
        borrowers.forget(actor, borrower, now=now)
        done.append(borrower.id)

    each_by_itself(forget_one, db.session.scalars(query).all())
    return len(done)


def blank_for(borrower: Borrower, now: datetime) -> None:
    """Someone is being forgotten: words go, and what waited is done; that they asked and what came of it stays.

    What is still open ends with the person: nobody can be answered any more.
    """
    for request in db.session.scalars(
        select(PersonRequest).where(PersonRequest.borrower_id == borrower.id)
    ).all():
        request.identity = request.asked = request.longer_because = request.answered = ""
        request.waits_to_forget = False
        if request.is_open:
            is_done = request.kind is RequestKind.ERASURE
            request.answer = Answer.GRANTED if is_done else Answer.WITHDRAWN
            request.answered_on = day(now)


def move_to(stays: Borrower, goes: Borrower) -> None:
    """What was asked under the entry that goes was asked by the one that stays; part of that deed."""
    for request in db.session.scalars(
        select(PersonRequest).where(PersonRequest.borrower_id == goes.id)
    ).all():
        request.borrower, request.borrower_id = stays, stays.id
    for look in db.session.scalars(select(FileLook).where(FileLook.borrower_id == goes.id)).all():
        taken = select(FileLook.id).where(
            FileLook.borrower_id == stays.id, FileLook.user_id == look.user_id, FileLook.kind == look.kind,
            FileLook.hour == look.hour,
        )  # fmt: skip
        if db.session.scalar(taken) is None:
            look.borrower_id = stays.id


def get_request(request_id: int) -> PersonRequest:
    """The request with this id in the digibank we are inside of; NotHere otherwise."""
    found = db.session.scalar(select(PersonRequest).where(PersonRequest.id == request_id))
    if found is None:
        raise NotHere
    return found
