"""A digibank filled with a row of every model, through the real actions; every name in it bears one word."""

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

from PIL import Image

from inventory.foundation.actor import Actor
from inventory.parts.rules import Fit
from inventory.permissions import Role
from tests import make, make_contact_lists, make_contacts, make_outings
from tests.cast import NOW, Person, World
from tests.house.filling_reports import fill_reports
from tests.house.filling_retention import fill_retention
from tests.house.filling_rights import fill_rights
from tests.learners import PIN, begins, buddy, may

#: the words by which each digibank's rows are known on a page
GENT, LUIK = "Zeppelin", "Ballon"
#: every borrower's name, address and note holds this too
PERSON = "Quirijn"
#: and every borrower is called at this number
PHONE = "0470 98 76 54"


def fill(world: World, word: str) -> None:
    """Fill the digibank we are inside of."""
    from inventory.foundation.tenancy import current_digibank_id

    first, second = make.bench_of(world)
    boss = make.anyone(current_digibank_id(), (world.fatima if first is world.tom else world.bram).user_id)
    _members(world, boss, word)
    lot = _intake(world, boss, word)
    _bench(world, boss, first, second, word, lot)
    _learning(world, boss, first, second, word)
    _shifts(world, boss, first, second, word)
    _labels(world, boss, word)
    borrower = _people(world, boss, word)
    _loans(world, boss, word, borrower)
    _workshop_day(world, boss, word)
    _reminders(world, boss, word)
    _outings(world, boss, word)
    _asked(world, boss, word)
    make_contacts.fill(world, boss, word, borrower)
    make_contact_lists.fill(boss, word, PERSON)
    _money(world, boss, word)
    _bank(world, boss, word)
    _refunds(world, boss, word)
    _books(world, boss, word)
    fill_retention(boss)
    make.make_form_invitations(world, 1, name=f"{word} {PERSON}", contact=PHONE)
    fill_rights(world, boss, word, borrower)
    fill_reports(boss, word)
    _figures(boss, word)


def _figures(boss: Actor, word: str) -> None:
    """A target, answers that were kept of this year and the last, what we think of one, and what observers see."""
    from inventory.figures import actions as figures
    from inventory.foundation.clock import day
    from inventory.foundation.period import year_of
    from inventory.indicators import actions, asking
    from inventory.indicators.answer import Indicator, Question

    actions.set_target(boss, 500, now=NOW)
    for year in (year_of(NOW.year - 1), year_of(NOW.year)):
        for indicator in (Indicator.UNIQUE_VISITORS, Indicator.LOANS):
            asking.answer(indicator, Question(year.since, year.until), today=day(NOW))
    figures.reflect(boss, Indicator.LOANS, year_of(NOW.year), f"{word} thinks", now=NOW)
    figures.share(boss, Indicator.BORROWERS, True, now=NOW)
    figures.publish(boss, now=NOW)


def _refunds(world: World, boss: Actor, word: str) -> None:
    """Orders to give back by bank: one that waits, one in a file that was downloaded, one that came back."""
    from inventory.banking.queries import account_for_deposits
    from inventory.deposits import payment_files, refunds
    from inventory.deposits.refund_rules import Payee

    def order(name: str) -> Any:
        who = make.make_approved_borrower(
            world, first_name=f"{word}{PERSON}{name}", last_name=f"{PERSON}{word}", phone=PHONE
        )
        loan = make.make_loan(world, borrower=who, device=make.make_ready_device(world, model=word))
        payee = Payee(f"{word} {PERSON}", "BE43068999999501")
        return refunds.ask_refund(boss, loan, cents=3000, payee=payee, now=NOW)

    account, second = account_for_deposits(), make.anyone(boss.digibank_id, make.bench_of(world)[1].user_id)
    assert account is not None
    sent, back = order("s"), order("t")
    file = payment_files.make_file(boss, account, now=NOW)
    payment_files.approve(second, file, now=NOW)
    payment_files.fetch(boss, file, now=NOW)
    refunds.declare_not_executed(boss, sent, because=f"{word} {PERSON} says so", now=NOW)
    refunds.settle(boss, back, bank_account=account, cents=3000, now=NOW)
    refunds.came_back(boss, back, bank_account=account, cents=3000, reason_code="AC04", now=NOW)
    order("u")
    payment_files.make_file(boss, account, now=NOW)
    order("w")


def _bank(world: World, boss: Actor, word: str) -> None:
    """What the bank says of the account: a statement, and one that waits for a yes."""
    from inventory.banking import importing
    from tests.bank_files import Paid, as_bytes, coda

    make.make_statement(world, name=word)
    content = as_bytes(coda([Paid(100)], sequence=2, opening=6000))
    importing.upload(boss, content, f"{word}.cod", now=NOW)


def _books(world: World, boss: Actor, word: str) -> None:
    """Numbers of accounts of its own, days of its own, and a deposit that nobody fetched."""
    from inventory.bookkeeping import ageing, numbers
    from inventory.bookkeeping.ageing_rules import USUAL_DAYS, How, Outcome, Step
    from inventory.bookkeeping.books import Names
    from inventory.bookkeeping.forms import DAY_FIELDS

    names = Names().all()
    numbers.set_numbers(boss, {one.book: f"{one.number}01" for one in names}, now=NOW)
    ageing.set_rule(boss, USUAL_DAYS, words=f"{word} rule", fields=DAY_FIELDS, now=NOW)
    who = make.make_approved_borrower(
        world, first_name=f"{word}{PERSON}u", last_name=f"{PERSON}{word}", phone=PHONE
    )
    loan = make.make_unclaimed(world, borrower=who, device=make.make_ready_device(world, model=word))
    taken = {"how": How.LETTER, "outcome": Outcome.WAITING, "done_on": NOW.date(), "now": NOW}
    ageing.note(boss, loan, Step.LETTER, **taken)


def _members(world: World, boss: Actor, word: str) -> None:
    from inventory.digibank import actions, badges
    from inventory.digibank.models import User
    from inventory.foundation.database import db
    from inventory.seals.actions import rotate

    rotate(boss, now=NOW)
    badges.replace_badge(boss, badges.make_badge(boss, boss.user_id, now=NOW), now=NOW)
    actions.invite(boss, email=f"{word}@voorbeeld.example".lower(), role=Role.TECHNICIAN, now=NOW)
    actions.make_token(boss, db.session.get_one(User, boss.user_id), name=f"{word} token", now=NOW)


def _learning(world: World, boss: Actor, first: Person, second: Person, word: str) -> None:
    """Someone learns, a colleague stood beside once, and one word was given and not used."""
    from inventory.learning import actions, guiding, queries
    from inventory.learning.rules import Level, Trade
    from inventory.wiping import actions as wiping
    from inventory.wiping.evidence.facts import Technique

    actions.add_skill(boss, f"{word} skill", now=NOW)
    learner = begins(second, first)
    may(second, learner, Trade.CLEANING, Level.ALONE)
    actions.ask(first.actor, queries.skills()[0], now=NOW)
    code = buddy(second)
    for _deed in range(2):
        guiding.give_word(first.actor, Trade.WIPING, badge=code, pin=PIN, now=NOW)
    medium = make.make_device(world, model=word).media[0]
    told = {"technique": Technique.OVERWRITE, "statement": f"{word} seen"}
    wiping.record_by_hand(first.actor, medium, **told, now=NOW)
    actions.end(second.actor, learner, now=NOW)


def _shifts(world: World, boss: Actor, first: Person, second: Person, word: str) -> None:
    """Hours that ended and hours that run, and a device that someone took."""
    from inventory.shifts import actions
    from inventory.shifts.rules import Work

    actions.write_hours(boss, first.user_id, NOW - timedelta(hours=4), NOW - timedelta(hours=2), now=NOW)
    actions.begin_day(second.actor, now=NOW)
    make.make_device(world, model=f"{word} taken")
    actions.take_next(first.actor, Work.WIPE, now=NOW)


def _intake(world: World, boss: Actor, word: str) -> Any:
    from inventory.digibank.models import User
    from inventory.foundation.database import db
    from inventory.intake import actions, importing
    from inventory.intake.findings import Finding
    from inventory.intake.models import LotKind
    from inventory.partners import actions as partners
    from inventory.partners.models import PartnerKind

    partner = make.make_partner(world, name=f"{word} nv", municipality=word)
    contact = partners.add_contact(boss, partner, name=f"{word} Contact", email=f"c@{word}.example", now=NOW)
    giver = world.dirk if word == GENT else world.denis
    _agree(world, boss, word, partner)
    partners.link_account(boss, partner, db.session.get_one(User, giver.user_id), now=NOW)
    _announce(giver, partner, word)
    lot = make.make_lot(world, partner=partner, contact=contact, note=f"{word} note")
    rows = f"serial;maker;model;donor_asset_number\n{word}L1;Dell;{word} 1;{word}-1\n".encode()
    draft = importing.upload_list(boss, lot, rows, f"{word}.csv", now=NOW)
    importing.confirm_list(boss, draft, seal=importing.seal_of(importing.report_of(draft)), now=NOW)
    importing.upload_list(boss, lot, f"serial\n{word}L2\n".encode(), f"{word}2.csv", now=NOW)
    actions.receive(boss, lot, f"{word}L1", now=NOW)
    closed = make.make_lot(world, partner=partner)
    locked = actions.receive(boss, closed, f"{word}L3", findings=[Finding.LOCK], now=NOW)
    _told(boss, word, locked)
    actions.sign_for(boss, closed, by=f"{word} Giver", now=NOW)
    actions.close(boss, closed, now=NOW)
    make.make_lot(
        world, partner=make.make_partner(world, name=f"{word} shop", kind=PartnerKind.SUPPLIER),
        kind=LotKind.PURCHASE, price_cents=123_456, invoice_number=f"{word} invoice",
    )  # fmt: skip
    return lot


def _announce(giver: Person, partner: Any, word: str) -> None:
    from inventory.intake import announcing
    from inventory.intake.models import Confidentiality, Way

    wish = announcing.Wish(
        Way.FETCHED, Confidentiality.STRICT, None, 3, street=word, days=word, contact_name=word
    )
    announcing.announce_own(giver.actor, partner, wish, now=NOW)


def _agree(world: World, boss: Actor, word: str, partner: Any) -> None:
    from inventory.agreements import actions
    from inventory.agreements.rules import AgreementKind

    actions.add_clause(boss, AgreementKind.DONATION, f"{word} clause", now=NOW)
    agreement = make.make_agreement(world, partner, signed=False)
    actions.sign(boss, agreement, by=f"{word} Signer", function=word, signature=make.make_ink(), now=NOW)
    actions.renew(boss, agreement, now=NOW)
    make.make_agreement(world, partner, kind=AgreementKind.PROCESSING)


def _bench(world: World, boss: Actor, first: Person, second: Person, word: str, lot: Any) -> None:
    from inventory.devices import actions as devices
    from inventory.devices import blanks
    from inventory.places.models import PlaceKind
    from inventory.portal import card_deeds, finders
    from inventory.wiping import actions, bench, issuing, queries
    from inventory.wiping.sample_log import SampleDrive, nwipe_log
    from inventory.wiping.stations import open_station

    rig = make.make_place(world, name=f"Wisplek {word}", kind=PlaceKind.BENCH)
    station, _secret = open_station(boss, rig, name=f"{word} stick", now=NOW)
    place = make.make_place(world, name=f"Rek {word}")
    card_deeds.make_cards(boss, now=NOW)
    blanks.reserve(boss, 2, now=NOW)
    device = make.make_device(
        world, media=2, serial=f"{word}D1", model=word, lot_id=lot.id, donor_id=lot.partner_id
    )
    devices.place(boss, device, place, now=NOW)
    card_deeds.call_for_help(first.actor, device, now=NOW)
    finders.leave(boss, device.code, words=f"{word} at the station", reply_to=f"f@{word}.example", now=NOW)
    picture = io.BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "PNG")
    devices.take_photo(boss, device, picture.getvalue(), now=NOW)
    medium = devices.media_of(device)[0]
    actions.record_destruction(first.actor, medium, statement=f"{word} hammer", now=NOW)
    strange = nwipe_log([SampleDrive(f"{word}STRANGE")], started_at=NOW, host_serial=f"{word}HOST")
    bench.take_evidence(make.actor_of(station), [(f"{word}.log", strange)], now=NOW)
    wiped = make.make_wiped_device(world, serial=f"{word}D2", model=word)
    issuing.reissue(second.actor, queries.certificates_of(wiped.id)[0], reason="A typing error", now=NOW)
    _validate(world, boss, word)
    _check_up(world, first, second, word)
    _repair(world, boss, first, word)
    _count(world, boss, word)
    _sheets(world, boss, word)
    _visitors(world, boss, word)
    _proof(world, boss, second, lot)


def _repair(world: World, boss: Actor, first: Person, word: str) -> None:
    """A repair with a line, a photo and a part in it, one at a repairer, and a disk that lies loose."""
    from inventory.parts import actions as parts
    from inventory.repairing import actions, outside
    from inventory.repairing.rules import LineKind
    from tests import make_repairs

    donor = make_repairs.make_donor_device(world, model=word)
    part = make_repairs.make_part(world, donor)
    make_repairs.make_part(world, donor, place=make.make_place(world, name=f"Bak {word}"))
    make_repairs.make_part_type(world, name=f"{word} keyboard", minimum=9, fits=(Fit("Dell", word),))
    ticket = make_repairs.make_ticket(world, what=f"{word} screen", now=NOW)
    actions.write(first.actor, ticket, LineKind.DIAGNOSIS, f"{word} cable", minutes=5, now=NOW)
    actions.set_cost(boss, ticket, 123_456, now=NOW)
    picture = io.BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "PNG")
    actions.take_photo(first.actor, ticket, picture.getvalue(), now=NOW)
    parts.build_in(first.actor, part, ticket.device, ticket_id=ticket.id, is_sure=True, now=NOW)
    away = make_repairs.make_ticket(world, what=f"{word} board", now=NOW)
    repairer = make_repairs.make_repairer(world, name=f"{word} repairs")
    outside.send_out(first.actor, away, repairer, sent_on=NOW.date(), now=NOW)
    make_repairs.make_loose_disk(world)


def _proof(world: World, boss: Actor, second: Person, lot: Any) -> None:
    from inventory.dossiers import actions, making

    given = make.make_wiped_lot(world, count=1, partner=lot.partner, contact=lot.contact)
    actions.revoke(second.actor, make.make_lot_attest(world, given), reason="Made anew", now=NOW)
    make.make_lot_attest(world, given)
    actions.ask_for_dossier(boss, given, locale="nl", now=NOW)
    making.make_waiting()


def _validate(world: World, boss: Actor, word: str) -> None:
    """A company that checks its wipes itself: one answered, one that waits."""
    from inventory.digibank.models import User
    from inventory.foundation.database import db
    from inventory.partners import actions as partners
    from inventory.portal import yearly
    from inventory.validating import actions
    from inventory.wiping import queries

    giver = world.dirk if word == GENT else world.denis
    partner = make.make_partner(world, name=f"{word} bv")
    contact = partners.link_account(boss, partner, db.session.get_one(User, giver.user_id), now=NOW)
    actions.appoint(boss, contact, mandate=f"{word} mail", now=NOW)
    lot = make.make_lot(world, partner=partner)
    given = [
        make.make_wiped_device(world, serial=f"{word}V{at}", model=word, lot_id=lot.id, donor_id=partner.id)
        for at in range(2)
    ]
    actions.accept(giver.actor, queries.certificates_of(given[0].id)[0], now=NOW)
    yearly.write(boss, partner, NOW.year, now=NOW)
    _recycle(
        world, boss, word, make.make_wiped_device(world, serial=f"{word}R1", lot_id=_other_lot(world, word))
    )


def _other_lot(world: World, word: str) -> int:
    return make.make_lot(world, partner=make.make_partner(world, name=f"{word} cv")).id


def _told(boss: Actor, word: str, device: Any) -> None:
    """What a laptop told, a report that waits for its laptop, what is asked at least, and what a person decided."""
    from inventory.hardware import actions
    from inventory.hardware.fitness import Fit
    from tests.rules.test_hardware_told import bundle

    actions.take(boss, bundle(device.serial), f"{word}.txt", device=device, now=NOW)
    actions.take(boss, bundle(f"{word}UNKNOWN"), f"{word} 2.txt", now=NOW)
    actions.set_floor(boss, memory_gb=8, now=NOW)
    actions.decide(boss, device, Fit.LINUX, now=NOW)


def _recycle(world: World, boss: Actor, word: str, device: Any) -> None:
    from inventory.devices import actions as devices
    from inventory.foundation.database import db
    from inventory.intake.models import Lot
    from inventory.journey import Move
    from inventory.partners.models import PartnerKind
    from inventory.recycling import actions

    devices.discard(boss, device, Move.RECYCLE, reason="too_old", now=NOW)
    paper = io.BytesIO()
    Image.new("RGB", (40, 30)).save(paper, "PNG")
    actions.keep(
        boss, db.session.get_one(Lot, device.lot_id), [device], taken_on=NOW.date(), number=f"{word} 1",
        recycler=make.make_partner(world, name=f"{word} recycler", kind=PartnerKind.RECYCLER),
        content=paper.getvalue(), file_name=f"{word}.png", now=NOW,
    )  # fmt: skip


def _sheets(world: World, boss: Actor, word: str) -> None:
    """A device that stood on the scale, one in a batch that left with its paper, and one in a batch that is here."""
    from inventory.devices import actions as devices
    from inventory.journey import Move
    from inventory.partners.models import PartnerKind
    from inventory.recycling import batches
    from inventory.reuse_sheets import actions

    recycler = make.make_partner(world, name=f"{word} metals", kind=PartnerKind.RECYCLER)
    paper = io.BytesIO()
    Image.new("RGB", (40, 30)).save(paper, "PNG")
    for leaves in (True, False):
        device = make.make_wiped_device(world, serial=f"{word}B{leaves}", model=word)
        actions.complete(boss, device, grams=1430, made_in=2020, for_the_model=True, now=NOW)
        devices.discard(boss, device, Move.RECYCLE, reason="too_old", now=NOW)
        batch = batches.begin(boss, recycler, now=NOW)
        batches.put_in(boss, batch, [device], now=NOW)
        if leaves:
            batches.hand_over(boss, batch, taken_on=NOW.date(), now=NOW)
            content, name = paper.getvalue(), f"{word}.png"
            batches.keep_paper(boss, batch, content=content, file_name=name, number=f"{word} 2", now=NOW)


def _visitors(world: World, boss: Actor, word: str) -> None:
    """A visitor's laptop with a price agreed to and paid, and terms of its own."""
    from inventory.repair_desk import actions, paying
    from inventory.repair_desk.rules import Payment
    from tests.visitors import make_ticket

    actions.set_terms(
        boss, terms=dict.fromkeys(("nl", "fr", "en"), f"{word} terms"), forget_after_days=60, now=NOW
    )
    ticket = make_ticket(
        world, first_name=word, last_name=f"{PERSON}{word}", phone=PHONE, what=word, complaint=f"{word} is broken",
        email=f"v{PERSON}@{word}.example".lower(),
    )  # fmt: skip
    actions.take_up(boss, ticket, now=NOW)
    actions.ask(boss, ticket, f"{word} battery", now=NOW)
    quote = actions.name_price(boss, ticket, 2500, now=NOW)
    actions.answer(boss, quote, accepts=True, now=NOW)
    paying.pay(boss, ticket, Payment.PARTS, 2500, by_card=True, now=NOW)


def _count(world: World, boss: Actor, word: str) -> None:
    """A count that is closed and one that is under way, with something odd in each."""
    from inventory import scanning
    from inventory.devices import actions as devices
    from inventory.stocktaking import actions
    from inventory.stocktaking.rules import Decision

    for is_closed in (True, False):
        place = make.make_place(world, name=f"{word} {is_closed}")
        there = make.make_device(world, serial=f"{word}C{is_closed}", model=word)
        devices.place(boss, there, place, now=NOW)
        count = actions.begin(boss, place, now=NOW)
        stray = make.make_device(world, serial=f"{word}S{is_closed}", model=word)
        for text in (str(stray.code), f"{word} unknown"):
            reading = scanning.read(text, hosts=frozenset())
            actions.scan(boss, count, reading, key=text, now=NOW)
        actions.decide(boss, count, there.id, Decision.ELSEWHERE, now=NOW)
        if is_closed:
            actions.close(boss, count, now=NOW)


def _check_up(world: World, first: Person, second: Person, word: str) -> None:
    from inventory.devices.models import DeviceKind, Grade
    from inventory.refurbishing import actions, editing, grading
    from inventory.refurbishing.checklist import Answer, Step
    from inventory.refurbishing.rules import Use

    boss = make.anyone(second.digibank_id, second.user_id)
    step = Step("", required=False, titles={"nl": f"{word} step"}, how={"nl": f"{word} how"})
    editing.write_step(boss, DeviceKind.LAPTOP, step, now=NOW)
    grading.set_grade(boss, Grade.C, use=Use.LENT, words={"nl": f"{word} grade"}, now=NOW)
    grading.add_example(boss, Grade.C, make.make_picture(), now=NOW)
    device = make.make_wiped_device(world, serial=f"{word}D3", model=word)
    actions.start(first.actor, device, now=NOW)
    actions.fill_in(first.actor, device, "image", f"{word} 24H2", now=NOW)
    actions.add_photo(first.actor, device, "picture", make.make_picture(), now=NOW)
    # one who had not seen what the other said
    actions.answer(first.actor, device, "screen", Answer.FINE, now=NOW)
    actions.answer(second.actor, device, "screen", Answer.REPAIR, having_seen=0, now=NOW)
    actions.wait_for_part(first.actor, device, f"{word} hinge", now=NOW)


def _labels(world: World, boss: Actor, word: str) -> None:
    """A printer that is never reached, and a label that waits for it."""
    from labels import profile, queue, sheets

    printer = make.make_printer(world, name=f"{word} Zebra", host=f"{word}.example".lower())
    make.make_printer(world, name=f"{word} other", host=f"{word}.example".lower())
    profile.save_profile(
        boss, stock="roll-62", barcode=False, centre=False, found=True, printer=printer, on_receipt=False,
        now=NOW,
    )  # fmt: skip
    device = make.make_device(world, serial=f"{word}P1", model=word)
    queue.ask(boss, printer, [device], barcode=False, centre=False, now=NOW)
    sheets.ask(boss, [device], stock="a4-24", start=1, barcode=False, centre=False, now=NOW)


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


def _money(world: World, boss: Actor, word: str) -> None:
    """A box for the road beside the one of the desk, from which one colleague works."""
    from inventory.deposits import till_deeds, tills
    from inventory.deposits.till_rules import CountKind
    from inventory.digibank.models import User
    from inventory.foundation.database import db

    holder = db.session.get_one(User, boss.user_id)
    till = tills.make_till(boss, name=f"Kas {word}", holder=holder, float_cents=5000, now=NOW)
    tills.work_from(boss, till, now=NOW)
    till_deeds.fetch_from_bank(boss, till, cents=5000, slip=f"{word}", now=NOW)
    till_deeds.count(boss, till, CountKind.COUNT, {2000: 2}, because=f"{word} lost ten", now=NOW)


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


def _asked(world: World, boss: Actor, word: str) -> None:
    """A bank account; a deposit asked of its borrower, and one of an organisation that got a statement."""
    from inventory.deposits import asking
    from inventory.deposits.asked import requests_of
    from inventory.deposits.ledger import DepositWay
    from inventory.partners.models import PartnerKind

    make.make_bank_account(world, holder_name=f"{word} vzw", nickname=f"{word} rekening")
    pays = make.make_partner(world, name=f"{word} OCMW", kind=PartnerKind.REFERRER)
    for name, deposit in (
        ("b", {"way": DepositWay.LATER, "promised_on": NOW.date()}),
        ("p", {"way": DepositWay.THIRD_PARTY, "partner": pays}),
    ):
        person = make.make_approved_borrower(
            world, first_name=f"{word}{PERSON}{name}", last_name=f"{PERSON}{word}", phone=PHONE
        )
        device = make.make_ready_device(world, model=word)
        loan = make.make_loan(world, borrower=person, device=device, **deposit)
        if not requests_of(loan):
            asking.ask(boss, loan, now=NOW)
    asking.ask_for_many(boss, pays, now=NOW)


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
