"""A digibank filled with a row of every model, through the real actions; every name in it bears one word."""

import io
from datetime import timedelta
from typing import Any

from PIL import Image

from inventory.foundation.actor import Actor
from inventory.permissions import Role
from tests import make
from tests.cast import NOW, Person, World

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
    _labels(world, boss, word)
    borrower = _people(world, boss, word)
    _loans(world, boss, word, borrower)
    _outings(world, boss, word)


def _members(world: World, boss: Actor, word: str) -> None:
    from inventory.digibank import actions, badges
    from inventory.digibank.models import User
    from inventory.foundation.database import db
    from inventory.seals.actions import rotate

    rotate(boss, now=NOW)
    badges.replace_badge(boss, badges.make_badge(boss, boss.user_id, now=NOW), now=NOW)
    actions.invite(boss, email=f"{word}@voorbeeld.example".lower(), role=Role.TECHNICIAN, now=NOW)
    actions.make_token(boss, db.session.get_one(User, boss.user_id), name=f"{word} token", now=NOW)


def _intake(world: World, boss: Actor, word: str) -> Any:
    from inventory.digibank.models import User
    from inventory.foundation.database import db
    from inventory.intake import actions, importing
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
    actions.receive(boss, closed, f"{word}L3", now=NOW)
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
    _count(world, boss, word)
    _proof(world, boss, second, lot)


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
    from inventory.refurbishing import actions

    device = make.make_wiped_device(world, serial=f"{word}D3", model=word)
    actions.start(first.actor, device, now=NOW)
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
    from inventory.applications import actions
    from inventory.applications.assessment import Outcome
    from inventory.applications.policy import ProofKind
    from inventory.borrowers import actions as borrowers
    from workshop import actions as workshop

    make.make_policy(world)
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
    actions.answer(boss, waiting, "resident", Outcome.MET, proof=ProofKind.ADDRESS, now=NOW)
    other = make.make_borrower(
        world,
        first_name=f"{word}{PERSON}a",
        last_name=f"{PERSON}{word}",
        email=f"d{PERSON}@{word}.example".lower(),
        phone=PHONE,
    )
    make.make_application(world, other, state="refused")
    session = make.make_session(world, days=3, place=f"Zaal {word}")
    workshop.enrol(boss, session, borrower, now=NOW)
    return borrower


def _loans(world: World, boss: Actor, word: str, borrower: Any) -> None:
    from inventory.lending import actions, longer
    from inventory.lending.models import LossKind
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
    actions.report_loss(boss, lost, LossKind.STOLEN, police_report=f"{word} {PERSON} PV", now=NOW)
    findings = {**dict.fromkeys(Check, Finding.FINE), Check.CHARGER: Finding.MISSING}
    later = NOW + timedelta(hours=1)
    take_back(
        boss, ended, files=Files.MAY_GO, findings=findings, choices={Check.CHARGER: Choice.CHARGE}, now=later
    )
    comes = make.make_approved_borrower(
        world, first_name=f"{word}{PERSON}h", last_name=f"{PERSON}{word}", phone=PHONE
    )
    make.make_hand_over(world, borrower=comes, device=make.make_ready_device(world, model=word))


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
    outing = make.make_outing(world, visits=[approved_application_of(who)], **told)
    visit = queries.visits_of(outing)[0]
    packing.make_list(boss, outing, now=NOW)
    for row in queries.devices_of(outing):
        packing.pack(boss, outing, row.device, now=NOW)
    if queries.open_row_of(laptop) is None:
        packing.pack(boss, outing, laptop, now=NOW)
    packing.depart(boss, outing, now=NOW)
    coming_home.note(boss, outing, NoteKind.HANDED_OVER, laptop, cash_cents=3000, visit=visit, now=NOW)
    make.make_outing(world, days=9, municipality=word, venue=f"{word} zaal")
