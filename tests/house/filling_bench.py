"""A row of each thing at the bench: wipes, checks, repairs, counts, labels, who learns and who works when."""

import io
from datetime import timedelta
from typing import Any

from PIL import Image

from inventory.foundation.actor import Actor
from inventory.parts.rules import Fit
from tests import make, make_labels
from tests.cast import NOW, Person, World
from tests.house.filling_names import GENT, PERSON, PHONE
from tests.learners import PIN, begins, buddy, may


def fill_bench(world: World, boss: Actor, first: Person, second: Person, word: str, lot: Any) -> None:
    """What Tom and Sofie of this digibank do."""
    _bench(world, boss, first, second, word, lot)
    _learning(world, boss, first, second, word)
    _shifts(world, boss, first, second, word)
    _labels(world, boss, word)


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

    printer = make_labels.make_printer(world, name=f"{word} Zebra", host=f"{word}.example".lower())
    make_labels.make_printer(world, name=f"{word} other", host=f"{word}.example".lower())
    profile.save_profile(
        boss, stock="roll-62", barcode=False, centre=False, found=True, printer=printer, on_receipt=False,
        now=NOW,
    )  # fmt: skip
    device = make.make_device(world, serial=f"{word}P1", model=word)
    queue.ask(boss, printer, [device], barcode=False, centre=False, now=NOW)
    sheets.ask(boss, [device], stock="a4-24", start=1, barcode=False, centre=False, now=NOW)


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
