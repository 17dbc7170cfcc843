"""Where a scan lands: for every role, at every stage, on the next sensible action."""

from typing import Any

import pytest

from inventory.foundation.tenancy import inside
from inventory.journey import Stage
from tests.cast import NOW
from tests.make import (
    make_application,
    make_borrower,
    make_device,
    make_loan,
    make_lot,
    make_place,
    make_ready_device,
    make_session,
    make_signed_off_device,
    make_wiped_device,
)


def _announced(world: Any) -> Any:
    from inventory.devices import actions
    from tests.make import anyone

    lot = make_lot(world)
    new = [actions.NewDevice("SN-SOON", "Dell", "Latitude 5400")]
    actions.register_many(
        anyone(world.gent), new, now=NOW, stage=Stage.ANNOUNCED, lot_id=lot.id, donor_id=lot.partner_id
    )
    return actions.find_by_serial("SN-SOON")


def _received(world: Any) -> Any:
    return make_device(world)


def _wiping(world: Any) -> Any:
    return _moved(world, make_device(world), "start_wipe")


def _refurbishing(world: Any) -> Any:
    from inventory.refurbishing import actions

    device = make_wiped_device(world)
    actions.start(world.tom.actor, device, now=NOW)
    return device


def _to_look_again(world: Any) -> Any:
    from inventory.devices.models import Grade
    from inventory.refurbishing import actions
    from inventory.refurbishing.checklist import Answer, rows_for

    device = _refurbishing(world)
    for row in rows_for(device.kind):
        actions.answer(world.tom.actor, device, row.point, Answer.FINE, now=NOW)
    actions.finish(world.tom.actor, device, grade=Grade.B, battery_percent=84, now=NOW)
    return device


def _reserved(world: Any) -> Any:
    device = make_ready_device(world)
    make_application(world, state="approved", device=device)
    return device


def _lent(world: Any) -> Any:
    return make_loan(world).device


def _returned(world: Any) -> Any:
    from inventory.returning import actions
    from inventory.returning.rules import Check, Files, Finding

    loan = make_loan(world)
    fine = dict.fromkeys(Check, Finding.FINE)
    actions.take_back(world.nele.actor, loan, files=Files.MAY_GO, findings=fine, choices={}, now=NOW)
    return loan.device


def _found_again(world: Any) -> Any:
    """Reported missing while it was lent; someone put it on the counter."""
    from inventory.devices import actions

    device = _lent(world)
    actions.miss(world.fatima.actor, device, now=NOW)
    return actions.find(world.fatima.actor, device, now=NOW)


def _missing(world: Any) -> Any:
    from inventory.devices import actions

    device = make_device(world)
    actions.miss(world.fatima.actor, device, now=NOW)
    return device


def _gone(world: Any) -> Any:
    return _moved(world, make_ready_device(world), "recycle")


def _moved(world: Any, device: Any, move: str) -> Any:
    from inventory.devices import actions
    from inventory.foundation.audit import record
    from inventory.foundation.transaction import transaction
    from inventory.journey import Move
    from tests.make import anyone

    actor = anyone(world.gent, world.fatima.user_id)
    with transaction():
        actions.move(actor, device, Move(move), now=NOW)
        record(actor, "devices.corrected", device, now=NOW)
    return device


PAGE = "/gent/devices/{code}"
WIPING = "/gent/wiping/devices/{code}"
CHECKLIST = "/gent/bench/{code}"
SHELF = "/gent/carry/{code}"
LEND = "/gent/loans/hand-over?device={code}"
#: stage, how it comes there, and where it leads: the technician, the desk, the coordinator, the treasurer
LANDINGS = {
    "announced": (_announced, "/gent/lots/{lot}/receive?scanned={code}", PAGE, PAGE, PAGE),
    "received": (_received, WIPING, PAGE, PAGE, PAGE),
    "wiping": (_wiping, WIPING, PAGE, PAGE, PAGE),
    "wiped": (make_wiped_device, CHECKLIST, PAGE, PAGE, PAGE),
    "refurbishing": (_refurbishing, CHECKLIST, PAGE, PAGE, PAGE),
    "to look at again": (_to_look_again, CHECKLIST, PAGE, PAGE, PAGE),
    "ready": (make_signed_off_device, SHELF, LEND, PAGE, PAGE),
    "reserved": (_reserved, SHELF, LEND, LEND, PAGE),
    "lent": (_lent, SHELF + "/to-the-desk", "/gent/returns/{loan}", "/gent/loans/{loan}", PAGE),
    "returned": (_returned, WIPING, "/gent/returns/{loan}/done", PAGE, PAGE),
    "found again": (_found_again, WIPING, "/gent/returns/{loan}", "/gent/loans/{loan}", PAGE),
    "missing": (_missing, PAGE, PAGE, PAGE, PAGE),
    "recycled": (_gone, PAGE, PAGE, PAGE, PAGE),
}
WHO = ("tom", "nele", "fatima", "karim")


@pytest.mark.parametrize("stage", LANDINGS)
@pytest.mark.parametrize("at", range(len(WHO)), ids=WHO)
def test_a_laptop_leads_to_the_next_sensible_action(client, app, world, stage, at):
    make, *urls = LANDINGS[stage]
    with app.test_request_context(), inside(world.gent):
        device = make(world)
        names = {"code": str(device.code), "lot": _code_of_lot(device), "loan": _code_of_loan(device)}
    client.sign_in(getattr(world, WHO[at]))
    landed = client.get(f"/gent/scan?text={names['code']}")
    assert (landed.status_code, landed.location) == (303, urls[at].format(**names))
    assert client.get(landed.location).status_code == 200


def test_every_stage_has_a_row():
    not_reached = {Stage.PARTS, Stage.TRANSFERRED, Stage.REFUSED}  # ends, as recycled is
    assert {Stage(stage) for stage in LANDINGS if stage in set(Stage)} == set(Stage) - not_reached


def _code_of_lot(device: Any) -> str:
    from inventory.intake.actions import lot_of

    lot = lot_of(device)
    return str(lot.code) if lot else ""


def _code_of_loan(device: Any) -> str:
    from sqlalchemy import select

    from inventory.foundation.database import db
    from inventory.lending.models import Loan

    loan = db.session.scalar(select(Loan).where(Loan.device_id == device.id))
    return str(loan.code) if loan else ""


def test_the_second_person_lands_on_the_second_look_and_not_on_her_own_work(client, app, world):
    with app.test_request_context(), inside(world.gent):
        code = str(_to_look_again(world).code)
    client.sign_in(world.sofie)
    assert client.get(f"/gent/scan?text={code}").location == f"/gent/bench/{code}/second-check"


@pytest.mark.parametrize("name", ["tom", "nele", "fatima"])
def test_a_missing_laptop_is_found_with_one_press(client, app, world, name):
    with app.test_request_context(), inside(world.gent):
        code = str(_missing(world).code)
    client.sign_in(getattr(world, name))
    page = client.get(client.get(f"/gent/scan?text={code}").location).text
    assert f'/gent/devices/{code}/find"' in page


def test_the_bench_puts_a_ready_laptop_on_a_shelf(client, app, world):
    with app.test_request_context(), inside(world.gent):
        code = str(make_ready_device(world).code)
        shelf, other = (str(make_place(world, name=name).code) for name in ("Rek 8", "Rek 9"))
    client.sign_in(world.tom)
    assert client.post(f"/gent/carry/{code}", data={"once": "a", "code": "T999"}).status_code == 422
    assert client.post(f"/gent/carry/{code}", data={"once": "b"}).status_code == 422
    assert client.post(f"/gent/carry/{code}", data={"once": "c", "place": shelf}).status_code == 303
    assert "Rek 8" in client.get(f"/gent/carry/{code}").text
    assert client.post(f"/gent/carry/{code}", data={"once": "d", "code": other}).status_code == 303
    assert "Rek 9" in client.get(f"/gent/devices/{code}").text


def test_a_pass_leads_to_the_loan_or_to_what_was_asked_or_to_the_person(client, app, world):
    with app.test_request_context(), inside(world.gent):
        loan = make_loan(world)
        waiting = make_application(world)
        people = [loan.borrower, waiting.borrower, make_borrower(world)]
        codes = [str(person.code) for person in people]
        urls = [f"/gent/loans/{loan.code}", f"/gent/applications/{waiting.id}", f"/gent/borrowers/{codes[2]}"]
    client.sign_in(world.nele)
    for code, url in zip(codes, urls, strict=True):
        assert client.get(f"/gent/scan?text={code}").location == url
    client.sign_in(world.tom)
    for code in codes:
        assert "Your role has no page for this" in client.get(f"/gent/scan?text={code}").text


def test_a_pass_joins_the_hand_over_that_this_person_has_in_hand(client, app, world):
    with app.test_request_context(), inside(world.gent):
        device = str(make_ready_device(world).code)
        borrower = str(make_application(world, state="approved").borrower.code)
        from inventory.devices.models import Device
        from inventory.digibank.numbers import get_by_code
        from inventory.foundation.clock import now
        from inventory.lending import drafts

        draft = drafts.start(world.nele.actor, now=now(), device=get_by_code(Device, device)).id
    client.sign_in(world.nele)
    landed = client.get(f"/gent/scan?text={borrower}").location
    assert landed == f"/gent/loans/hand-over/{draft}/who?text={borrower}"


def test_lots_places_and_workshops_lead_where_their_people_work(client, app, world):
    with app.test_request_context(), inside(world.gent):
        lot, place, session = (str(make(world).code) for make in (make_lot, make_place, make_session))
    wanted = {
        "tom": {lot: f"/gent/lots/{lot}/receive", place: f"/gent/places/{place}", session: None},
        "nele": {lot: None, place: f"/gent/places/{place}", session: f"/gent/workshops/{session}"},
        "lotte": {lot: None, place: None, session: f"/gent/workshops/{session}"},
    }
    for name, urls in wanted.items():
        client.sign_in(getattr(world, name))
        for code, url in urls.items():
            assert client.get(f"/gent/scan?text={code}").location == url, (name, code)
