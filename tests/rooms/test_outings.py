"""Mobile days: planned, packed by scanning, on the road, home again; and what does not add up is kept."""

import shutil
import subprocess
from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from inventory.applications.queries import approved_application_of
from inventory.deposits.ledger import DepositWay
from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.digibank.models import User
from inventory.digibank.numbers import get_by_code
from inventory.foundation.audit import AuditEvent, verify
from inventory.foundation.clock import local
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction, upkeep
from inventory.journey import Move, Stage
from inventory.lending import meanwhile
from inventory.lending.actions import hand_over
from inventory.lending.queries import elsewhere
from inventory.lending.rules import ChargerAtSwap, SwapReason
from inventory.outings import actions, coming_home, packing, queries
from inventory.outings.actions import InvitedElsewhere, NotPlanned, OnTheRoad
from inventory.outings.coming_home import NotedBefore, NotOutOfTheCrate, PaperWaits
from inventory.outings.models import Outing, OutingDevice
from inventory.outings.offered import check
from inventory.outings.packing import NotAlong, NothingPacked, NotIntoTheCrate, OtherDayOnTheRoad
from inventory.outings.rules import (
    Answer,
    NoteKind,
    OutingState,
    Packed,
    TravelEnd,
    Unpacked,
    VisitEnd,
)
from inventory.returning.actions import take_back
from inventory.returning.rules import Check, Files, Finding
from tests import make
from tests.cast import NOW

LATER = NOW + timedelta(days=1)
EVENING = LATER + timedelta(hours=9)


def _guest(world: Any, **details: Any) -> Any:
    return approved_application_of(make.make_approved_borrower(world, **details))


def _listed(world: Any, *, guests: int = 1, spares: int = 1) -> Any:
    visits = [_guest(world, first_name=f"Gast{at}") for at in range(guests)]
    for _one in range(guests + spares):
        make.make_ready_device(world)
    outing = make.make_outing(world, visits=visits, spares=spares)
    packing.make_list(world.nele.actor, outing, now=NOW)
    return outing


def _lend(world: Any, row: OutingDevice, *, now: Any = LATER, cents: int = 3000) -> Any:
    """The usual hand-over of a packed laptop to the person it is for."""
    draft = make.make_hand_over(
        world,
        now=now,
        device=row.device,
        borrower=row.visit.application.borrower,
        way=DepositWay.CASH,
        cents=cents,
    )
    return hand_over(world.nele.actor, draft, now=now)


# --- plan ---


def test_fatima_plans_a_day_and_it_gets_a_crate_of_its_own(world: Any, in_gent: int) -> None:
    first, second = make.make_outing(world), make.make_outing(world, days=8)
    assert first.place.name != second.place.name
    assert str(first.place.code).startswith("D")
    assert list(verify()) == []


def test_only_the_coordinator_plans_and_only_who_goes_along_departs(world: Any, in_gent: int) -> None:
    outing = _listed(world)
    with pytest.raises(MayNot):
        actions.change(world.nele.actor, outing, actions.Plan("Gent", NOW, EVENING), now=NOW)
    with pytest.raises(MayNot):
        packing.depart(world.tom.actor, outing, now=NOW)
    with pytest.raises(MayNot):
        packing.make_list(world.lotte.actor, outing, now=NOW)


def test_one_person_is_expected_on_one_day(world: Any, in_gent: int) -> None:
    guest = _guest(world)
    make.make_outing(world, visits=[guest])
    with pytest.raises(InvitedElsewhere):
        make.make_outing(world, days=8, visits=[guest])


def test_who_gets_no_time_any_more_leaves_the_day_and_the_list(world: Any, in_gent: int) -> None:
    outing = _listed(world, guests=2, spares=0)
    visits = queries.visits_of(outing)
    actions.set_visits(world.fatima.actor, outing, {visits[0].application: visits[0].visit_at}, now=NOW)
    assert [visit.id for visit in queries.visits_of(outing)] == [visits[0].id]
    assert len(queries.devices_of(outing)) == 1


def test_on_another_day_the_appointments_keep_their_hour(world: Any, in_gent: int) -> None:
    outing = make.make_outing(world, visits=[_guest(world)])
    before = local(queries.visits_of(outing)[0].visit_at)
    # Over the change of the clocks, so that a fixed number of hours would be an hour off.
    starts_at = before.replace(year=before.year + 1, month=7)
    told = actions.Plan("Leenhove", starts_at, starts_at + timedelta(hours=3))
    actions.change(world.fatima.actor, outing, told, now=NOW)
    after = local(queries.visits_of(outing)[0].visit_at)
    assert (after.date(), after.time()) == (starts_at.date(), before.time())


# --- the list ---


def test_the_list_names_what_is_set_apart_then_the_oldest_then_spares(world: Any, in_gent: int) -> None:
    apart = make.make_ready_device(world)
    oldest = make.make_ready_device(world, now=NOW - timedelta(days=9))
    spare = make.make_ready_device(world, now=NOW - timedelta(days=2))
    first, second = _guest(world), _guest(world, first_name="Bo")
    from inventory.applications.actions import reserve

    reserve(world.fatima.actor, first, apart, now=NOW)
    outing = make.make_outing(world, visits=[first, second], spares=1)
    rows = packing.make_list(world.nele.actor, outing, now=NOW)
    assert [row.device_id for row in rows] == [apart.id, oldest.id, spare.id]
    assert [row.visit is None for row in rows] == [False, False, True]


def test_made_anew_the_list_keeps_what_is_in_the_crate(world: Any, in_gent: int) -> None:
    outing = _listed(world, guests=1, spares=1)
    row = queries.devices_of(outing)[0]
    packing.pack(world.tom.actor, outing, row.device, now=NOW)
    rows = packing.make_list(world.nele.actor, outing, now=NOW)
    assert len(rows) == 2
    assert {one.id: one.packed_at for one in rows}[row.id] is not None


def test_a_laptop_on_one_list_is_on_no_other(world: Any, in_gent: int) -> None:
    first = _listed(world, guests=0, spares=1)
    second = make.make_outing(world, days=8, spares=1)
    assert packing.make_list(world.nele.actor, second, now=NOW) == []
    taken = queries.devices_of(first)[0].device
    with pytest.raises(NotIntoTheCrate) as refused:
        packing.pack(world.nele.actor, second, taken, now=NOW)
    assert refused.value.particulars["because"] is Packed.ELSEWHERE


def test_the_database_itself_binds_a_laptop_to_one_open_day(world: Any, in_gent: int) -> None:
    first, second = _listed(world, guests=0), make.make_outing(world, days=8)
    taken = queries.devices_of(first)[0]
    db.session.add(OutingDevice(outing_id=second.id, device_id=taken.device_id, digibank_id=in_gent))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


# --- pack ---


def test_packing_puts_it_in_the_crate_and_an_extra_is_told_apart(world: Any, in_gent: int) -> None:
    shelf = make.make_place(world)
    outing = _listed(world, guests=1, spares=0)
    row = queries.devices_of(outing)[0]
    devices.place(world.tom.actor, row.device, shelf, now=NOW)
    assert packing.pack(world.tom.actor, outing, row.device, now=NOW) is Packed.AS_LISTED
    assert packing.pack(world.tom.actor, outing, row.device, now=NOW) is Packed.ALREADY
    extra = make.make_ready_device(world)
    assert packing.pack(world.tom.actor, outing, extra, now=NOW) is Packed.EXTRA
    assert {one.device.place_id for one in queries.devices_of(outing)} == {outing.place_id}
    load = queries.load_of(queries.devices_of(outing))
    assert (load.listed, load.packed, load.extras, load.missing) == (1, 1, 1, 0)
    packing.take_out(world.tom.actor, outing, row.device, now=NOW)
    assert row.device.place_id == shelf.id
    packing.take_out(world.tom.actor, outing, extra, now=NOW)
    assert [one.packed_at for one in queries.devices_of(outing)] == [None]


@pytest.mark.parametrize("why", [Packed.NOT_READY, Packed.BROKEN, Packed.KEPT_FOR_OTHER])
def test_what_may_not_be_lent_stays_here(world: Any, in_gent: int, why: Packed) -> None:
    outing = make.make_outing(world)
    device = make.make_ready_device(world)
    if why is Packed.NOT_READY:
        device = make.make_device(world)
    elif why is Packed.BROKEN:
        devices.correct(world.tom.actor, device, defect="hinge", now=NOW)
    else:
        make.make_application(world, state="approved", device=device)
    with pytest.raises(NotIntoTheCrate) as refused:
        packing.pack(world.tom.actor, outing, device, now=NOW)
    assert refused.value.particulars["because"] is why
    assert device.place is None


def test_a_day_that_is_called_off_puts_everything_back(world: Any, in_gent: int) -> None:
    outing = _listed(world, guests=1, spares=1)
    shelf = make.make_place(world)
    row = queries.devices_of(outing)[0]
    devices.place(world.tom.actor, row.device, shelf, now=NOW)
    packing.pack(world.tom.actor, outing, row.device, now=NOW)
    actions.call_off(world.fatima.actor, outing, now=NOW)
    assert row.device.place_id == shelf.id
    assert {one.ended for one in queries.devices_of(outing)} == {TravelEnd.STAYED}
    assert queries.open_row_of(row.device) is None
    with pytest.raises(NotPlanned):
        packing.pack(world.tom.actor, outing, row.device, now=NOW)


# --- depart ---


def test_nothing_leaves_with_an_empty_crate(world: Any, in_gent: int) -> None:
    outing = _listed(world)
    with pytest.raises(NothingPacked):
        packing.depart(world.nele.actor, outing, now=NOW)
    assert outing.state is OutingState.PLANNED


def test_what_is_not_packed_stays_and_is_free_again(world: Any, in_gent: int) -> None:
    outing = _listed(world, guests=1, spares=1)
    first, second = queries.devices_of(outing)
    packing.pack(world.nele.actor, outing, first.device, now=NOW)
    packing.depart(world.nele.actor, outing, now=LATER)
    assert (first.ended, second.ended) == (None, TravelEnd.STAYED)
    assert queries.open_row_of(second.device) is None


def test_a_crate_is_on_one_road(world: Any, in_gent: int) -> None:
    first = make.make_outing_on_the_road(world)
    second = make.make_outing(world, days=2, place=first.place)
    device = make.make_ready_device(world)
    packing.pack(world.nele.actor, second, device, now=NOW)
    with pytest.raises(OtherDayOnTheRoad):
        packing.depart(world.nele.actor, second, now=LATER)


@pytest.mark.parametrize("made", [Move.SEND_BACK, Move.TAKE_APART, Move.RESERVE])
def test_what_is_in_a_van_cannot_be_taken_in_hand_at_home(world: Any, in_gent: int, made: Move) -> None:
    outing = make.make_outing_on_the_road(world, lent=0, spares=1)
    device = queries.devices_of(outing)[0].device
    with pytest.raises(OnTheRoad), transaction():
        devices.move(world.fatima.actor, device, made, now=LATER)
    assert device.stage is Stage.READY


# --- on the road ---


def test_a_usual_hand_over_on_the_road_counts_in_the_cash_box(world: Any, in_gent: int) -> None:
    outing = make.make_outing_on_the_road(world, now=NOW)
    _lend(world, queries.devices_of(outing)[0])
    make.make_loan(world, now=LATER)  # at the desk at home, so in another cash box
    box = queries.cash_box_of(outing)
    assert (box.float_cents, box.received, box.refunded, box.noted) == (5000, 3000, 0, 0)
    assert box.expected == 8000


def test_a_paper_hand_over_counts_until_the_desk_completes_it(world: Any, in_gent: int) -> None:
    outing = make.make_outing_on_the_road(world)
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
    _lend(world, row, now=EVENING)
    box = queries.cash_box_of(outing)
    assert (box.received, box.noted, box.expected) == (3000, 0, 8000)
    assert queries.open_notes(outing) == []


def test_the_same_is_noted_once_and_only_of_what_went_along(world: Any, in_gent: int) -> None:
    outing = make.make_outing_on_the_road(world)
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
    outing = make.make_outing_on_the_road(world)
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
    outing = _listed(world, guests=0, spares=2)
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
    outing = make.make_outing_on_the_road(world, lent=1, spares=2)
    lent, back, gone = queries.devices_of(outing)
    _lend(world, lent)
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
    outing = make.make_outing_on_the_road(world, lent=0, spares=1)
    row = queries.devices_of(outing)[0]
    coming_home.close(world.nele.actor, outing, counted_cents=5000, now=EVENING)
    assert (row.ended, row.device.stage, row.device.place) == (TravelEnd.LOOKED_FOR, Stage.READY, None)
    with transaction():
        devices.move(world.fatima.actor, row.device, Move.SEND_BACK, now=EVENING)
        devices.correct(world.tom.actor, row.device, defect="", now=EVENING)


def test_what_somebody_did_behind_our_back_is_found(world: Any, in_gent: int) -> None:
    from inventory.foundation.transaction import upkeep

    outing = make.make_outing_on_the_road(world, lent=1, spares=1)
    row = queries.devices_of(outing)[1]
    assert check() == []
    with upkeep():
        row.packed_at = None
    assert [sentence for sentence in check() if "never packed" in sentence]
    with upkeep():
        row.packed_at, row.ended, row.ended_at = NOW, TravelEnd.LENT, EVENING
    assert [sentence for sentence in check() if "no loan began" in sentence]


# --- pages ---


@pytest.fixture
def day(app: Any, world: Any) -> dict[str, Any]:
    """A day with one appointment and one spare, listed; what stands in addresses."""
    with app.test_request_context(), inside(world.gent):
        outing = _listed(world, guests=1, spares=1)
        rows = queries.devices_of(outing)
        return {
            "url": f"/gent/outings/{outing.id}",
            "id": outing.id,
            "crate": str(outing.place.code),
            "codes": [str(row.device.code) for row in rows],
            "name": queries.visits_of(outing)[0].application.borrower.first_name,
        }


def _form(**more: str) -> dict[str, str]:
    return {
        "municipality": "Leenhove", "venue": "Bib", "on": "2026-12-03", "begins": "09:00", "until": "12:00",
        "place": "", "spares": "2", "float_amount": "50", "once": "a", **more,
    }  # fmt: skip


def test_fatima_plans_a_day_on_the_page(client: Any, world: Any) -> None:
    client.sign_in(world.fatima)
    assert b"No mobile days here" in client.get("/gent/outings/").data
    planned = client.post("/gent/outings/new", data=_form(travellers=str(world.nele.user_id)))
    assert planned.status_code == 303
    assert client.post("/gent/outings/new", data=_form()).location == planned.location
    page = client.get(planned.location.replace("/appointments", "")).text
    assert "Leenhove" in page
    assert "Nele" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"until": "08:00"}, "ends before it begins"),
        ({"spares": "many"}, "from 0 to 20"),
        ({"spares": "21"}, "from 0 to 20"),
        ({"float_amount": "much"}, "amount"),
        ({"municipality": ""}, "Fill in the town"),
        ({"place": "999"}, "Not a valid choice"),
    ],
)
def test_a_plan_that_cannot_be_keeps_what_was_typed(
    client: Any, world: Any, wrong: dict, sentence: str
) -> None:
    client.sign_in(world.fatima)
    refused = client.post("/gent/outings/new", data=_form(**wrong))
    assert refused.status_code == 422
    assert 'value="Bib"' in refused.text


def test_appointments_are_times_beside_names(client: Any, app: Any, world: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        near = _guest(world, first_name="Dicht", municipality="Leenhove").id
        far = _guest(world, first_name="Ver", municipality="Gent").id
        url = f"/gent/outings/{make.make_outing(world).id}/appointments"
    client.sign_in(world.fatima)
    shown = client.get(f"{url}?propose=1").text
    assert shown.index("Dicht") < shown.index("Ver")
    assert shown.count('value="09:00') == 1
    assert client.post(url, data={f"at_{near}": "09:30", f"at_{far}": "", "once": "b"}).status_code == 303
    page = client.get(url.replace("/appointments", "")).text
    assert "09:30" in page
    assert "Ver" not in page


def test_tom_packs_by_scanning_and_meets_no_name_and_no_money(client: Any, world: Any, day: Any) -> None:
    client.sign_in(world.tom)
    assert client.get(f"/gent/scan?text={day['crate']}").location == f"{day['url']}/pack"
    for number, code in enumerate((day["crate"], *day["codes"])):
        packed = client.post(f"{day['url']}/pack", data={"code": code, "once": str(number)})
        assert packed.location == f"{day['url']}/pack", code
    page = client.get(f"{day['url']}/pack").text
    assert "2 of 2 packed" in page
    for path in ("", "/pack"):
        shown = client.get(day["url"] + path).text
        assert day["name"] not in shown
        assert "€" not in shown
    assert client.get(f"{day['url']}/pack-list.pdf").data.startswith(b"%PDF-")
    for door in ("/on-site", "/papers.pdf", "/close"):
        assert client.get(day["url"] + door).status_code == 403
    assert client.post(f"{day['url']}/depart", data={"once": "d"}).status_code == 403


def test_an_unknown_scan_stays_in_the_field(client: Any, world: Any, day: Any) -> None:
    client.sign_in(world.tom)
    refused = client.post(f"{day['url']}/pack", data={"code": "NOSUCH", "once": "x"})
    assert refused.status_code == 422
    assert 'value="NOSUCH"' in refused.text


def test_a_scan_that_is_sent_twice_packs_once(client: Any, app: Any, world: Any, day: Any) -> None:
    client.sign_in(world.tom)
    for _again in range(2):
        assert (
            client.post(f"{day['url']}/pack", data={"code": day["codes"][0], "once": "same"}).status_code
            == 303
        )
    with app.test_request_context(), inside(world.gent):
        events = (
            db.session.execute(select(AuditEvent).where(AuditEvent.deed == "outings.packed")).scalars().all()
        )
        assert len(events) == 1


def test_a_whole_day_by_the_pages(client: Any, app: Any, world: Any, day: Any) -> None:
    client.sign_in(world.nele)
    for number, code in enumerate(day["codes"]):
        client.post(f"{day['url']}/pack", data={"code": code, "once": f"p{number}"})
    left = client.post(f"{day['url']}/depart", data={"once": "d"})
    assert left.location == f"{day['url']}/on-site"
    page = client.get(left.location).text
    assert day["name"] in page
    assert f'data-offline="outing-{day["id"]}"' in page
    assert "data-unsent" in page
    assert b"On the road to Leenhove" in client.get(f"/gent/devices/{day['codes'][0]}").data
    noted = client.post(
        f"{day['url']}/notes",
        data={"kind": "handed_over", "visit": "", "code": day["codes"][0], "cash": "30", "once": "n"},
    )
    assert noted.status_code == 303
    assert b"Complete" in client.get(left.location).data
    waits = client.post(f"{day['url']}/close", data={"counted": "50", "once": "c1"})
    assert waits.status_code == 422
    assert b"First complete what was done on paper" in waits.data
    with app.test_request_context(), inside(world.gent):
        note_id = queries.notes_of(queries.get_outing(day["id"]))[0].id
    client.post(f"{day['url']}/notes/{note_id}/withdraw", data={"once": "w"})
    assert client.get(f"/gent/scan?text={day['crate']}").location == f"{day['url']}/unpack"
    back = client.post(f"{day['url']}/unpack", data={"code": day["codes"][1], "once": "u"})
    assert back.location == f"{day['url']}/unpack"
    asked = client.get(f"{day['url']}/close").text
    assert "What is not in the van" in asked
    closed = client.post(f"{day['url']}/close", data={"counted": "48,50", "once": "c2"})
    assert closed.location == day["url"]
    page = client.get(closed.location).text
    assert "1.50 too little" in page.replace(",", ".")
    assert f'data-unsent-erase="outing-{day["id"]}"' in page
    assert client.get("/gent/outings/?when=past").text.count("Leenhove") >= 1


def test_a_shelf_that_is_scanned_takes_what_comes_after(client: Any, app: Any, world: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        outing = make.make_outing_on_the_road(world, lent=0, spares=1)
        url, device = f"/gent/outings/{outing.id}/unpack", str(queries.devices_of(outing)[0].device.code)
        shelf = make.make_place(world)
        code, shelf_id = str(shelf.code), shelf.id
    client.sign_in(world.tom)
    onto = client.post(url, data={"code": code, "shelf": "", "once": "1"})
    assert onto.location == f"{url}?shelf={code}"
    client.get(onto.location)
    client.post(onto.location, data={"code": device, "shelf": code, "once": "2"})
    with app.test_request_context(), inside(world.gent):
        assert get_by_code(Device, device).place_id == shelf_id


def test_a_note_of_a_kind_that_there_is_not_is_no_note(client: Any, app: Any, world: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        url = f"/gent/outings/{make.make_outing_on_the_road(world).id}/notes"
    client.sign_in(world.nele)
    assert client.post(url, data={"kind": "stolen", "code": "T1", "once": "1"}).status_code == 404
    refused = client.post(url, data={"kind": "came_back", "code": "NOSUCH", "cash": "x", "once": "2"})
    assert refused.status_code == 422


def test_bram_meets_no_day_of_gent(client: Any, world: Any, day: Any) -> None:
    client.sign_in(world.bram)
    assert "Leenhove" not in client.get("/luik/outings/").text
    for path in ("", "/edit", "/pack", "/on-site", "/unpack", "/close", "/papers.pdf"):
        assert client.get(f"/luik/outings/{day['id']}{path}").status_code == 404


def test_today_shows_the_day_that_is_near(client: Any, app: Any, world: Any) -> None:
    from inventory.foundation.clock import now

    with app.test_request_context(), inside(world.gent):
        make.make_outing(world, now=now(), municipality="Nabij")
        make.make_outing(world, now=now(), days=20, municipality="Later")
    for person in (world.tom, world.nele, world.fatima):
        client.sign_in(person)
        shown = client.get("/gent/today/").text
        assert shown.count("Nabij") == 1
        assert "Later ·" not in shown


# --- papers ---


def _text(pdf: bytes) -> str:
    from io import BytesIO

    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_the_pack_list_names_nobody_and_the_day_list_only_first_names(world: Any, in_gent: int) -> None:
    from inventory.outings import papers

    who = make.make_approved_borrower(world, first_name="Şeyma", last_name="Yıldız", phone="0470 55 66 77")
    device = make.make_ready_device(world)
    outing = make.make_outing(world, visits=[approved_application_of(who)], spares=0)
    packing.make_list(world.nele.actor, outing, now=NOW)
    bare = _text(papers.pack_list(papers.facts_of(outing, locale="nl", base="https://leen.example")))
    assert device.spoken in bare
    assert "Şeyma" not in bare
    assert "€" not in bare
    whole = papers.facts_of(outing, locale="nl", base="https://leen.example", with_people=True)
    told = _text(papers.day_papers(whole))
    assert "Şeyma" in told
    assert "€ 50" in told.replace("\u00a0", " ")
    assert device.spoken in told
    for never in ("Yıldız", "0470", "55 66 77", "training"):
        assert never not in told
    assert papers.day_papers(whole) == papers.day_papers(whole)


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm (poppler-utils) is not on this machine")
def test_the_pack_list_is_scanned_from_the_paper(world: Any, in_gent: int, tmp_path: Any) -> None:
    """The crate and each laptop, read back from what a printer would print, with the words of the label."""
    from inventory.outings import papers
    from labels.tag import link_to

    outing = _listed(world, guests=2, spares=1)
    base = "https://leen.example"
    (tmp_path / "list.pdf").write_bytes(papers.pack_list(papers.facts_of(outing, locale="nl", base=base)))
    subprocess.run(["pdftoppm", "-r", "150", "-png", "list.pdf", "list"], cwd=tmp_path, check=True)
    [page] = tmp_path.glob("list*.png")
    laptops = [row.device.code for row in queries.devices_of(outing)]
    assert len(laptops) == 3
    wanted = {link_to(base, code) for code in [outing.place.code, *laptops]}
    assert {found.text for found in zxingcpp.read_barcodes(Image.open(page))} == wanted


def test_a_long_list_goes_on_on_the_next_page(world: Any, in_gent: int) -> None:
    from dataclasses import replace

    from inventory.outings import papers

    outing = _listed(world, guests=1, spares=0)
    facts = papers.facts_of(outing, locale="fr", base="https://leen.example", with_people=True)
    many = replace(facts, laptops=facts.laptops * 60, guests=facts.guests * 60)
    assert papers.day_papers(many).startswith(b"%PDF-")


def test_outings_leave_no_personal_word_in_the_journal(world: Any, in_gent: int) -> None:
    outing = make.make_outing_on_the_road(world)
    name = queries.visits_of(outing)[0].application.borrower.first_name
    for told in db.session.execute(
        select(AuditEvent.particulars_text).where(AuditEvent.thing == "outing")
    ).scalars():
        assert name not in told
    assert db.session.execute(select(Outing)).scalar_one().id == outing.id


def test_a_note_that_waited_in_a_browser_is_answered_to_a_script(client: Any, app: Any, world: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        outing = make.make_outing_on_the_road(world)
        number, code = outing.id, str(queries.devices_of(outing)[0].device.code)
    url = f"/gent/outings/{number}/notes"
    client.sign_in(world.nele)
    sent = {
        "kind": "handed_over",
        "visit": "",
        "code": code,
        "cash": "30",
        "sent_by": str(world.nele.user_id),
    }
    script = {"Accept": "application/json"}
    for _again in range(2):
        taken = client.post(url, data={**sent, "once": "first"}, headers=script)
        assert (taken.status_code, taken.json) == (200, {"noted": code})
    again = client.post(url, data={**sent, "once": "second"}, headers=script)
    assert again.status_code == 422
    assert "was noted already" in again.text
    with app.test_request_context(), inside(world.gent):
        assert len(queries.notes_of(queries.get_outing(number))) == 1


def test_an_agreement_can_be_printed_before_the_day_and_lends_nothing(
    client: Any, app: Any, world: Any
) -> None:
    with app.test_request_context(), inside(world.gent):
        make.make_policy(world)
        outing = _listed(world, guests=1, spares=0)
        visit = queries.visits_of(outing)[0]
        spoken = queries.devices_of(outing)[0].device.spoken
        name, url = visit.application.borrower.name, f"/gent/outings/{outing.id}"
        paper = f"{url}/appointments/{visit.id}/agreement-nl.pdf"
    client.sign_in(world.nele)
    assert f"{paper.removesuffix('nl.pdf')}" in client.get(url).text
    normal, social = _text(client.get(paper).data), _text(client.get(f"{paper}?tariff=social").data)
    assert name in normal
    assert spoken in normal
    assert normal != social
    assert client.get(paper.replace("-nl.", "-de.")).status_code == 404
    client.sign_in(world.tom)
    assert client.get(paper).status_code == 403
    with app.test_request_context(), inside(world.gent):
        from inventory.lending.models import HandOver, Loan

        assert not db.session.execute(select(HandOver.id)).first()
        assert not db.session.execute(select(Loan.id)).first()


# --- another laptop for the same loan, on the road or after it ---


@pytest.fixture
def on_the_road(world: Any, in_gent: int) -> Any:
    """Nele is on the road with a laptop for a guest and a spare."""
    return make.make_outing_on_the_road(
        world, now=NOW, travellers=(db.session.get_one(User, world.nele.user_id),)
    )


def _swap(world: Any, loan: Any, device: Device, *, now: Any = LATER) -> None:
    old = str(loan.device.code)
    meanwhile.swap(
        world.nele.actor,
        loan,
        device,
        SwapReason.SCREEN,
        instead_of=old,
        charger=ChargerAtSwap.STAYS,
        now=now,
    )


def test_a_swap_on_the_road_sends_one_home_and_brings_the_other(world: Any, on_the_road: Any) -> None:
    loan = make.make_loan(world, now=NOW - timedelta(days=30))
    old, guest, spare = loan.device, *(row for row in queries.devices_of(on_the_road))
    _swap(world, loan, spare.device)
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
    _lend(world, guest)
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
    loan = _lend(world, guest)
    _swap(world, loan, make.make_ready_device(world), now=LATER + timedelta(hours=1))
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
    loan = _lend(world, guest)
    coming_home.unpack(world.tom.actor, on_the_road, spare.device, now=EVENING)
    coming_home.close(world.nele.actor, on_the_road, counted_cents=8000, now=EVENING)
    _swap(world, loan, spare.device, now=EVENING + timedelta(days=2))
    assert guest.ended is TravelEnd.LENT
    assert check() == []
    assert queries.cash_box_of(on_the_road).expected == 8000


def test_money_from_before_a_swap_on_the_road_is_in_the_box_of_the_desk(world: Any, on_the_road: Any) -> None:
    loan = make.make_loan(
        world, now=NOW + timedelta(hours=1)
    )  # at the desk at home, with the van on the road
    _swap(world, loan, queries.devices_of(on_the_road)[1].device)
    assert queries.cash_box_of(on_the_road).expected == 5000


def test_what_is_bound_to_a_day_is_not_at_hand_but_for_who_travels_with_it(
    world: Any, on_the_road: Any
) -> None:
    in_van = {row.device_id for row in queries.devices_of(on_the_road)}
    planned = _listed(world, guests=0, spares=2)
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
    _lend(world, next(row for row in queries.devices_of(on_the_road) if row.visit))  # handed over as ever


def test_the_page_of_unpacking_names_what_was_swapped(client: Any, world: Any, app: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        loan = make.make_loan(world, now=NOW - timedelta(days=30))
        old = loan.device.spoken
        outing = make.make_outing_on_the_road(
            world, now=NOW, travellers=(db.session.get_one(User, world.nele.user_id),)
        )
        _swap(world, loan, queries.devices_of(outing)[1].device)
        outing_id = outing.id
    page = client.sign_in(world.tom).get(f"/gent/outings/{outing_id}/unpack").text
    assert f"{old} was swapped on the road" in page
