"""Mobile days on the road and home again: what is lent, brought back and swapped, and what does not add up is kept."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inventory.devices import actions as devices
from inventory.digibank.models import User
from inventory.foundation.audit import AuditEvent, verify
from inventory.foundation.database import db
from inventory.foundation.transaction import transaction, upkeep
from inventory.journey import Move, Stage
from inventory.lending.queries import elsewhere
from inventory.outings import actions, coming_home, packing, queries
from inventory.outings.coming_home import NotedBefore, NotOutOfTheCrate, PaperWaits
from inventory.outings.offered import check
from inventory.outings.packing import NotAlong
from inventory.outings.rules import (
    Answer,
    NoteKind,
    TravelEnd,
    Unpacked,
    VisitEnd,
)
from inventory.returning.actions import take_back
from inventory.returning.rules import Check, Files, Finding
from tests import make, make_outings
from tests.cast import NOW
from tests.make_outings import EVENING, LATER, lend, listed, swap

# --- on the road ---


def test_a_usual_hand_over_on_the_road_counts_in_the_cash_box(world: Any, in_gent: int) -> None:
    outing = make_outings.make_outing_on_the_road(world, now=NOW)
    lend(world, queries.devices_of(outing)[0])
    make.make_loan(world, now=LATER)  # at the desk at home, so in another cash box
    box = queries.cash_box_of(outing)
    assert (box.float_cents, box.received, box.refunded, box.noted) == (5000, 3000, 0, 0)
    assert box.expected == 8000


def test_a_paper_hand_over_counts_until_the_desk_completes_it(world: Any, in_gent: int) -> None:
    outing = make_outings.make_outing_on_the_road(world)
    row = queries.devices_of(outing)[0]
    coming_home.note(
        world.nele.actor,
        outing,
        NoteKind.HANDED_OVER,
        row.device,
        cash_cents=3000,
        visit=row.visit,
        now=LATER,
    )
    assert queries.cash_box_of(outing).noted == 3000
    assert row.device.stage is Stage.READY  # nothing is lent by a note
    with pytest.raises(PaperWaits):
        coming_home.close(world.nele.actor, outing, counted_cents=8000, now=EVENING)
    lend(world, row, now=EVENING)
    box = queries.cash_box_of(outing)
    assert (box.received, box.noted, box.expected) == (3000, 0, 8000)
    assert queries.open_notes(outing) == []


def test_the_same_is_noted_once_and_only_of_what_went_along(world: Any, in_gent: int) -> None:
    outing = make_outings.make_outing_on_the_road(world)
    row = queries.devices_of(outing)[0]
    written = coming_home.note(world.nele.actor, outing, NoteKind.HANDED_OVER, row.device, now=LATER)
    with pytest.raises(NotedBefore):
        coming_home.note(world.nele.actor, outing, NoteKind.HANDED_OVER, row.device, now=LATER)
    with pytest.raises(NotAlong):
        coming_home.note(
            world.nele.actor, outing, NoteKind.HANDED_OVER, make.make_ready_device(world), now=LATER
        )
    coming_home.withdraw(world.nele.actor, written, now=LATER)
    assert queries.notes_of(outing) == []
    coming_home.note(world.nele.actor, outing, NoteKind.HANDED_OVER, row.device, now=LATER)


def test_a_laptop_that_is_brought_back_on_the_road_comes_home_to_be_wiped(world: Any, in_gent: int) -> None:
    loan = make.make_loan(world, now=NOW - timedelta(days=30))
    outing = make_outings.make_outing_on_the_road(world)
    coming_home.note(world.nele.actor, outing, NoteKind.CAME_BACK, loan.device, cash_cents=3000, now=LATER)
    assert queries.cash_box_of(outing).expected == 2000
    with pytest.raises(NotOutOfTheCrate):
        coming_home.unpack(world.tom.actor, outing, loan.device, now=EVENING)
    findings = dict.fromkeys(Check, Finding.FINE)
    take_back(world.nele.actor, loan, files=Files.MAY_GO, findings=findings, choices={}, now=EVENING)
    assert queries.cash_box_of(outing).expected == 2000
    shelf = make.make_place(world)
    assert (
        coming_home.unpack(world.tom.actor, outing, loan.device, shelf=shelf, now=EVENING)
        is Unpacked.BROUGHT_IN
    )
    assert loan.device.place_id == shelf.id
    assert queries.cash_box_of(outing).expected == 2000


# --- home again ---


def test_unpacking_puts_each_back_where_it_stood_or_on_the_shelf(world: Any, in_gent: int) -> None:
    stood, shelf = make.make_place(world), make.make_place(world)
    outing = listed(world, guests=0, spares=2)
    for row in queries.devices_of(outing):
        devices.place(world.tom.actor, row.device, stood, now=NOW)
        packing.pack(world.tom.actor, outing, row.device, now=NOW)
    packing.depart(world.nele.actor, outing, now=LATER)
    first, second = (row.device for row in queries.devices_of(outing))
    assert coming_home.unpack(world.tom.actor, outing, first, now=EVENING) is Unpacked.BACK
    assert coming_home.unpack(world.tom.actor, outing, first, now=EVENING) is Unpacked.ALREADY
    coming_home.unpack(world.tom.actor, outing, second, shelf=shelf, now=EVENING)
    assert (first.place_id, second.place_id) == (stood.id, shelf.id)
    stranger = make.make_ready_device(world)
    with pytest.raises(NotOutOfTheCrate) as refused:
        coming_home.unpack(world.tom.actor, outing, stranger, now=EVENING)
    assert refused.value.particulars["because"] is Unpacked.STAYED_HOME


def test_differences_are_answered_and_stay_in_the_journal(world: Any, in_gent: int) -> None:
    outing = make_outings.make_outing_on_the_road(world, lent=1, spares=2)
    lent, back, gone = queries.devices_of(outing)
    lend(world, lent)
    coming_home.unpack(world.tom.actor, outing, back.device, now=EVENING)
    assert [row.id for row in coming_home.questions(outing)] == [gone.id]
    coming_home.close(
        world.nele.actor, outing, counted_cents=7500, answers={gone.id: Answer.MISSING}, now=EVENING
    )
    assert [row.ended for row in (lent, back, gone)] == [TravelEnd.LENT, TravelEnd.BACK, TravelEnd.MISSING]
    assert (gone.device.stage, gone.device.place) == (Stage.MISSING, None)
    assert (outing.expected_cents, outing.counted_cents) == (8000, 7500)
    told = db.session.execute(select(AuditEvent).where(AuditEvent.deed == "outings.closed")).scalar_one()
    assert told.particulars["difference_cents"] == -500
    assert [visit.ended for visit in queries.visits_of(outing)] == [VisitEnd.HELPED]
    assert lent.device.place is None
    assert check() == []
    assert list(verify()) == []


def test_what_is_looked_for_later_stands_in_the_crate_no_longer(world: Any, in_gent: int) -> None:
    outing = make_outings.make_outing_on_the_road(world, lent=0, spares=1)
    row = queries.devices_of(outing)[0]
    coming_home.close(world.nele.actor, outing, counted_cents=5000, now=EVENING)
    assert (row.ended, row.device.stage, row.device.place) == (TravelEnd.LOOKED_FOR, Stage.READY, None)
    with transaction():
        devices.move(world.fatima.actor, row.device, Move.SEND_BACK, now=EVENING)
        devices.correct(world.tom.actor, row.device, defect="", now=EVENING)


def test_what_somebody_did_behind_our_back_is_found(world: Any, in_gent: int) -> None:
    from inventory.foundation.transaction import upkeep

    outing = make_outings.make_outing_on_the_road(world, lent=1, spares=1)
    row = queries.devices_of(outing)[1]
    assert check() == []
    with upkeep():
        row.packed_at = None
    assert [sentence for sentence in check() if "never packed" in sentence]
    with upkeep():
        row.packed_at, row.ended, row.ended_at = NOW, TravelEnd.LENT, EVENING
    assert [sentence for sentence in check() if "no loan began" in sentence]


# --- another laptop for the same loan, on the road or after it ---


@pytest.fixture
def on_the_road(world: Any, in_gent: int) -> Any:
    """Nele is on the road with a laptop for a guest and a spare."""
    return make_outings.make_outing_on_the_road(
        world, now=NOW, travellers=(db.session.get_one(User, world.nele.user_id),)
    )


def test_a_swap_on_the_road_sends_one_home_and_brings_the_other(world: Any, on_the_road: Any) -> None:
    loan = make.make_loan(world, now=NOW - timedelta(days=30))
    old, guest, spare = loan.device, *(row for row in queries.devices_of(on_the_road))
    swap(world, loan, spare.device)
    assert queries.swapped_in(on_the_road) == [old]
    assert coming_home.unpack(world.tom.actor, on_the_road, old, now=EVENING) is Unpacked.BROUGHT_IN
    assert queries.swapped_in(on_the_road) == []
    assert coming_home.questions(on_the_road) == [guest]
    coming_home.unpack(world.tom.actor, on_the_road, guest.device, now=EVENING)
    assert queries.cash_box_of(on_the_road).expected == 5000
    coming_home.close(world.nele.actor, on_the_road, counted_cents=5000, now=EVENING)
    assert spare.ended is TravelEnd.LENT
    assert check() == []


def test_the_check_still_finds_what_nobody_was_given(world: Any, on_the_road: Any) -> None:
    guest, spare = queries.devices_of(on_the_road)
    lend(world, guest)
    coming_home.unpack(world.tom.actor, on_the_road, spare.device, now=EVENING)
    coming_home.close(world.nele.actor, on_the_road, counted_cents=8000, now=EVENING)
    assert check() == []
    with upkeep():
        spare.ended = TravelEnd.LENT
        db.session.flush()
    assert [line.split()[0] for line in check()] == [str(spare.device.code)]


def test_what_was_lent_on_the_road_and_swapped_since_stays_in_the_cash_box(
    world: Any, on_the_road: Any
) -> None:
    guest, spare = queries.devices_of(on_the_road)
    written = coming_home.note(
        world.nele.actor, on_the_road, NoteKind.HANDED_OVER, guest.device,
        cash_cents=3000, visit=guest.visit, now=LATER,
    )  # fmt: skip
    loan = lend(world, guest)
    swap(world, loan, make.make_ready_device(world), now=LATER + timedelta(hours=1))
    box = queries.cash_box_of(on_the_road)
    assert (box.received, box.noted, box.expected) == (3000, 0, 8000)
    assert queries.open_notes(on_the_road) == []
    assert queries.is_completed(written, queries.stays_since(on_the_road, [guest.device_id]), LATER)
    for row in (guest, spare):
        coming_home.unpack(world.tom.actor, on_the_road, row.device, now=EVENING)
    coming_home.close(world.nele.actor, on_the_road, counted_cents=8000, now=EVENING)
    assert on_the_road.expected_cents == 8000
    assert check() == []


def test_swapped_after_the_day_it_still_went_home_that_day(world: Any, on_the_road: Any) -> None:
    guest, spare = queries.devices_of(on_the_road)
    loan = lend(world, guest)
    coming_home.unpack(world.tom.actor, on_the_road, spare.device, now=EVENING)
    coming_home.close(world.nele.actor, on_the_road, counted_cents=8000, now=EVENING)
    swap(world, loan, spare.device, now=EVENING + timedelta(days=2))
    assert guest.ended is TravelEnd.LENT
    assert check() == []
    assert queries.cash_box_of(on_the_road).expected == 8000


def test_money_from_before_a_swap_on_the_road_is_in_the_box_of_the_desk(world: Any, on_the_road: Any) -> None:
    loan = make.make_loan(
        world, now=NOW + timedelta(hours=1)
    )  # at the desk at home, with the van on the road
    swap(world, loan, queries.devices_of(on_the_road)[1].device)
    assert queries.cash_box_of(on_the_road).expected == 5000


def test_what_is_bound_to_a_day_is_not_at_hand_but_for_who_travels_with_it(
    world: Any, on_the_road: Any
) -> None:
    in_van = {row.device_id for row in queries.devices_of(on_the_road)}
    planned = listed(world, guests=0, spares=2)
    on_list = {row.device_id for row in queries.devices_of(planned)}
    packing.pack(world.tom.actor, planned, queries.devices_of(planned)[0].device, now=NOW)
    every = {*in_van, *on_list, make.make_ready_device(world).id}
    assert len(every) == 5
    assert elsewhere(every) == in_van | on_list
    assert elsewhere(every, actor=world.nele.actor) == on_list
    assert elsewhere(every, actor=world.fatima.actor) == in_van | on_list
    actions.call_off(world.fatima.actor, planned, now=NOW)
    assert elsewhere(every) == in_van
    assert elsewhere([]) == set()
    lend(world, next(row for row in queries.devices_of(on_the_road) if row.visit))  # handed over as ever
