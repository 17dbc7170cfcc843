"""A row of each thing around a loan: who asks, workshops, loans, reminders and days on the road."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from inventory.foundation.actor import Actor
from tests import make, make_outings
from tests.cast import NOW, World
from tests.house.filling_names import PERSON, PHONE


def fill_lending(world: World, boss: Actor, word: str) -> Any:
    """Who borrows here and what became of it; one of the borrowers."""
    borrower = _people(world, boss, word)
    _loans(world, boss, word, borrower)
    _workshop_day(world, boss, word)
    _reminders(world, boss, word)
    _outings(world, boss, word)
    return borrower


def _people(world: World, boss: Actor, word: str) -> Any:
    from inventory.applications import asking
    from inventory.applications.assessment import Outcome
    from inventory.applications.deciding import Result
    from inventory.applications.policy import ExceptionRoad, ProofKind, Screening, ScreeningStep
    from inventory.applications.presets import DEFAULT
    from inventory.borrowers import actions as borrowers

    steps, roads = (Screening(ScreeningStep.TALK),), (ExceptionRoad.MOTIVATION,)
    make.make_policy(world, replace(DEFAULT, screening=steps, exceptions=roads))
    borrower = make.make_borrower(
        world,
        first_name=f"{word}{PERSON}",
        last_name=f"{PERSON}s{word}",
        email=f"{PERSON}@{word}.example".lower(),
        phone=PHONE,
        note=f"{word} {PERSON} note",
    )
    borrowers.replace_pass(boss, borrower, now=NOW)
    waiting = make.make_application(world, borrower)
    asking.answer(boss, waiting, "resident", Outcome.MET, proof=ProofKind.ADDRESS, now=NOW)
    talk = f"{word} {PERSON} talk"
    asking.take_step(boss, waiting, ScreeningStep.TALK, Result.YES, why=talk, now=NOW)
    told = {"by_whom": f"{word} {PERSON} service", "why": f"{word} {PERSON} words"}
    asking.take_road(boss, waiting, ExceptionRoad.MOTIVATION, **told, now=NOW)
    other = make.make_borrower(
        world,
        first_name=f"{word}{PERSON}a",
        last_name=f"{PERSON}{word}",
        email=f"d{PERSON}@{word}.example".lower(),
        phone=PHONE,
    )
    make.make_application(world, other, state="refused")
    borrowers.live_together(boss, borrower, other, now=NOW)
    _begin_a_form(boss, word)
    _workshops(world, boss, word, borrower, other)
    return borrower


def _workshops(world: World, boss: Actor, word: str, borrower: Any, other: Any) -> None:
    """A series, a seat with who came, someone on the waiting list whom nobody can write to, and when they are free."""
    from datetime import date, time

    from inventory.foundation.audit import record
    from inventory.foundation.transaction import transaction
    from tests.made_papers import pdf
    from workshop import actions, materials, planning
    from workshop.calls import ask_to_call
    from workshop.rules import CallBecause, Presence

    plan = planning.Plan(make.make_kind(world), make.make_venue(world, f"Bib {word}"))
    materials.keep(boss, plan.kind, pdf(), title=word, now=NOW)
    planning.plan_series(
        boss, plan, starts_on=date(2027, 3, 3), ends_on=date(2027, 3, 10), at=time(14), now=NOW
    )
    session = make.make_session(world, days=3, capacity=1, place=f"Zaal {word}")
    seat = actions.enrol(boss, session, borrower, now=NOW)
    actions.enrol(boss, session, other, now=NOW)
    actions.note(boss, seat, session.lessons[0], Presence.PRESENT, now=session.starts_at)
    actions.tell_free(boss, borrower, ["1-morning"], now=NOW)
    with transaction():
        ask_to_call(
            borrower, CallBecause.FOLLOW_UP, once=f"{word}:filled", on=NOW.date(), now=NOW, session=session
        )
        record(boss, "workshop.call_asked", borrower, now=NOW)


def _begin_a_form(boss: Actor, word: str) -> None:
    """An applicant began to ask, and did not send it yet."""
    from inventory.portal import applying_deeds

    begun = applying_deeds.begin(boss, {"for_whom": "myself"}, locale="nl", now=NOW)
    name = {"first_name": f"{word}{PERSON}", "last_name": PERSON}
    applying_deeds.keep(boss, begun, "name", name, locale="nl", now=NOW)


def _loans(world: World, boss: Actor, word: str, borrower: Any) -> None:
    from inventory.deposits.queries import entries_of
    from inventory.deposits.till_rules import SignedHow
    from inventory.deposits.tills import to_sign
    from inventory.lending import actions, longer, meanwhile, quittance
    from inventory.lending.models import LossKind
    from inventory.lending.rules import ChargerAtSwap, SwapReason, VisitFinding
    from inventory.returning.actions import take_back
    from inventory.returning.rules import Check, Choice, Files, Finding

    def lend(name: str) -> Any:
        who = make.make_approved_borrower(
            world, first_name=f"{word}{PERSON}{name}", last_name=f"{PERSON}{word}", phone=PHONE
        )
        return make.make_loan(world, borrower=who, device=make.make_ready_device(world, model=word))

    running, lost, ended = lend("x"), lend("y"), lend("z")
    actions.extend(boss, running, until=running.due_on + timedelta(days=30), now=NOW)
    longer.ask(boss, running, until=longer.may_be_asked(running, NOW.date())[0], now=NOW)
    meanwhile.note_visit(boss, running, VisitFinding.FINE, now=NOW)
    another, old = make.make_ready_device(world, model=word), str(running.device.code)
    meanwhile.swap(
        boss, running, another, SwapReason.SCREEN, instead_of=old, charger=ChargerAtSwap.STAYS, now=NOW
    )
    actions.report_loss(boss, lost, LossKind.STOLEN, police_report=f"{word} {PERSON} PV", now=NOW)
    findings = {**dict.fromkeys(Check, Finding.FINE), Check.CHARGER: Finding.MISSING}
    later = NOW + timedelta(hours=1)
    take_back(
        boss, ended, files=Files.MAY_GO, findings=findings, choices={Check.CHARGER: Choice.CHARGE}, now=later
    )
    (given,) = to_sign(entries_of(ended))
    quittance.sign(boss, ended, given, SignedHow.SCREEN, ink=make.make_ink(), now=later)
    comes = make.make_approved_borrower(
        world, first_name=f"{word}{PERSON}h", last_name=f"{PERSON}{word}", phone=PHONE
    )
    make.make_hand_over(world, borrower=comes, device=make.make_ready_device(world, model=word))


def _workshop_day(world: World, boss: Actor, word: str) -> None:
    """A start workshop as it was held, what was said of it, who was sent on and asked, and a link to its calendar."""
    from inventory.foundation.database import db
    from inventory.lending.models import Loan
    from workshop import actions, calendar_feeds, day, followup, referrals
    from workshop.day_models import Destination
    from workshop.day_rules import Level, When
    from workshop.rules import Presence

    who = make.make_borrower(world, first_name=f"{word}{PERSON}w", last_name=f"{PERSON}{word}", phone=PHONE)
    session = make.make_session(world, hours=0.01, place=f"Lokaal {word}")
    seat = actions.enrol(boss, session, who, now=NOW)
    (lesson,), later = session.lessons, NOW + timedelta(hours=1)
    day.mark(boss, seat, lesson, Presence.PRESENT, now=later)
    day.tell_topic(boss, lesson, "wifi", now=later, words=f"{word} nota")
    day.set_level(boss, seat, When.BEFORE, Level.TWO, now=later)
    referrals.refer(boss, seat, Destination.COURSE, now=later)
    followup.ask(boss, db.session.scalars(db.select(Loan).order_by(Loan.id)).first(), now=later)
    calendar_feeds.make(boss, now=later, venue=session.venue)


def _reminders(world: World, boss: Actor, word: str) -> None:
    """A night in which one gets a letter on paper and one a call; a pause, and who wants no text messages."""
    from inventory.foundation.clock import day
    from inventory.lending import calling, reminders, unpaid
    from inventory.lending.ladder import Way
    from inventory.lending.reaching import PauseReason

    began = NOW - timedelta(days=400)

    def lend(name: str, **who: str) -> Any:
        person = make.make_approved_borrower(
            world,
            first_name=f"{word}{PERSON}{name}",
            last_name=f"{PERSON}{word}",
            phone=PHONE,
            now=began,
            **who,
        )
        device = make.make_ready_device(world, model=word, now=began)
        return make.make_loan(world, borrower=person, device=device, now=began)

    reminders.set_plan(boss, {7: Way.PAPER}, 3, now=NOW)
    written = lend("w", street=f"{PERSON} 1", postcode="9000", municipality=word)
    called, rests = lend("c"), lend("r")
    calling.pause(boss, rests, PauseReason.AWAY, now=NOW)
    calling.no_texts(boss, called, now=NOW)
    late = calling.working_day(written.due_on + timedelta(days=1))
    reminders.letters_due(boss, late, now=began + (late - day(began)))
    unpaid.set_plan(boss, {3: Way.MAIL}, words={"nl": word}, now=NOW)
    make.make_unpaid(world, 1)


def _outings(world: World, boss: Actor, word: str) -> None:
    """A day on the road with someone of this digibank, and one that is planned."""
    from inventory.applications.queries import approved_application_of
    from inventory.digibank.models import User
    from inventory.foundation.database import db
    from inventory.outings import coming_home, packing, queries
    from inventory.outings.rules import NoteKind

    who = make.make_approved_borrower(
        world, first_name=f"{word}{PERSON}o", last_name=f"{PERSON}{word}", phone=PHONE
    )
    laptop = make.make_ready_device(world, model=word)
    told = {
        "municipality": word, "venue": f"{word} zaal", "spares": 0,
        "travellers": (db.session.get_one(User, boss.user_id),),
    }  # fmt: skip
    outing = make_outings.make_outing(world, visits=[approved_application_of(who)], **told)
    visit = queries.visits_of(outing)[0]
    packing.make_list(boss, outing, now=NOW)
    for row in queries.devices_of(outing):
        packing.pack(boss, outing, row.device, now=NOW)
    if queries.open_row_of(laptop) is None:
        packing.pack(boss, outing, laptop, now=NOW)
    packing.depart(boss, outing, now=NOW)
    coming_home.note(boss, outing, NoteKind.HANDED_OVER, laptop, cash_cents=3000, visit=visit, now=NOW)
    make_outings.make_outing(world, days=9, municipality=word, venue=f"{word} zaal")
