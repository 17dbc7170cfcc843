"""What a page asks of the database: a known number of questions, however many rows there are."""

from typing import Any

import pytest

from inventory import scanning
from inventory.foundation import clock
from inventory.foundation.tenancy import inside
from inventory.stocktaking import actions as stocktaking
from tests.counting import counted
from tests.make import (
    make_agreement,
    make_application,
    make_borrower,
    make_device,
    make_form_invitations,
    make_loan,
    make_lot,
    make_place,
    make_ready_device,
    make_reminders,
    make_session,
    make_unpaid,
)
from tests.make_bank import make_bank_account, make_statement
from tests.make_labels import make_waiting_label
from tests.make_outings import make_outing_on_the_road
from workshop import actions as workshops

#: the most questions a page may ask; a page that needs more says so here, and why it is worth it
MOST = {
    "/gent/devices/": 6,
    "/gent/devices/?stage=received": 6,
    "/gent/devices/?search=latitude": 7,
    "/gent/devices/{device}": 6,
    "/gent/devices/{device}/history": 4,
    # of these one asks who at the bench waits for help, one which mobile days are on the road or leave tomorrow, one
    # which finders wait for an answer, one who wants to keep a laptop longer, two what is or should be counted, and one
    # whom to call about a start workshop
    "/gent/today/": 24,
    "/gent/loans": 8,
    "/gent/loans/calls": 7,
    "/gent/loans/letters": 4,
    "/gent/loans/reminders": 5,
    # what is owed: of requests, in the ledger, and what of it is asked beside; and what was written about it
    "/gent/loans/unpaid": 12,
    "/gent/loans/payment-reminders": 3,
    "/gent/borrowers/": 3,
    "/gent/contacts/": 4,
    "/gent/applications/": 4,
    "/gent/applications/policy": 3,
    # the policy weighs all that is known: answers, steps, exceptions; and which laptop could go
    "/gent/applications/{application}": 11,
    "/gent/applications/{application}/approve": 9,
    "/gent/applications/{application}/refuse": 8,
    "/gent/borrowers/{borrower}": 9,
    "/gent/borrowers/{borrower}/household": 4,
    "/gent/borrowers/{borrower}/merge/{other}": 10,
    # two lists, for an answer and for a laptop: of each the order, then who stands on it
    "/gent/applications/waiting-list": 8,
    "/gent/applications/own-form": 3,
    "/gent/applications/invitations": 4,
    "/gent/wiping": 15,
    "/gent/bench": 5,
    # what lies on the wiping bench and what its reports say is asked as on the wiping bench itself
    "/gent/bench-day": 18,
    "/gent/indicators/bench/": 10,
    # each question is asked of another register: stages, passages, checklists, weights, stays, losses, repairs, factors
    "/gent/impact/": 24,
    "/gent/bench-day/hours": 3,
    "/gent/bench-day/hours/team": 4,
    "/gent/learning/": 8,
    "/gent/learning/mine": 4,
    "/gent/places/": 4,
    "/gent/stocktakes/": 3,
    "/gent/stocktakes/{open_count}": 8,
    "/gent/stocktakes/{open_count}/close": 8,
    "/gent/stocktakes/{closed_count}/report": 8,
    "/gent/deposits": 8,
    "/gent/bank/accounts": 3,
    # which are missing is asked apart
    "/gent/bank/statements": 5,
    "/gent/bank/statements/{statement}": 6,
    "/gent/bank/movements?search=waarborg": 6,
    # who paid before, the requests by reference, name and amount, what is paid of them, their loans and people; cash
    "/gent/reconciling": 16,
    "/gent/reconciling?aside=1": 6,
    "/gent/reconciling/{movement}": 18,
    # of these two ask who the digibank is and what came in
    "/gent/deposits/requests": 7,
    "/gent/deposits/tills": 6,
    # of these four ask for the nearest days before and after
    "/gent/deposits/tills/1?on=2026-11-23": 17,
    "/gent/agreements/": 3,
    "/gent/agreements/{agreement}": 7,
    "/gent/labels/waiting": 4,
    "/gent/labels/settings": 4,
    "/gent/labels/sheets": 3,
    "/gent/scan": 2,
    "/gent/scan/test-card": 2,
    "/gent/badges/": 4,
    "/gent/badges/mine": 3,
    # one asks what is clean, for what can be done with the pile
    "/gent/collect?codes={device}": 5,
    "/gent/collect/miss?codes={device}": 4,
    "/gent/lots/": 4,
    "/gent/lots/{lot}": 14,
    "/gent/workshops/planning": 7,
    "/gent/workshops/kinds": 3,
    "/gent/workshops/places": 3,
    "/gent/workshops/{session}": 10,
    "/gent/workshops/{session}/list": 9,
    "/gent/workshops/for/{guest}": 9,
    "/gent/outings/": 5,
    "/gent/outings/{outing}": 11,
    "/gent/outings/{outing}/pack": 4,
    "/gent/outings/{outing}/on-site": 12,
    "/gent/outings/{outing}/unpack": 11,
    # of these three ask what is kept of the twelve, for these days and those before, and three what one may choose
    "/gent/figures/": 12,
    "/gent/figures/loans": 12,
    "/gent/figures/sharing": 5,
    "/gent/figures/side-by-side": 5,
}


def fill(world: Any, times: int) -> dict[str, Any]:
    """As much of everything as a small digibank, or a larger one, has; one of each, by what stands in an address."""
    with inside(world.gent):
        place = make_place(world)
        for _one in range(times):
            make_device(world, place_id=place.id, media=2)
            make_ready_device(world)
            make_loan(world)
            make_borrower(world)
            make_waiting_label(world)
            agreement = make_agreement(world)
            lot = make_lot(world, partner=agreement.partner)
        for _one in range(times):
            make_device(world, lot_id=lot.id, donor_id=lot.partner_id)
        make_reminders(world, times)
        make_unpaid(world, times)
        make_form_invitations(world, times)
        outing = make_outing_on_the_road(world, lent=times, spares=times)
        session = make_session(world, now=clock.now(), days=1, capacity=1)
        for number in range(times):
            make_session(world, now=clock.now(), days=2 + number)
            guest = make_borrower(world, first_name=f"Gast {number}")
            workshops.enrol(world.nele.actor, session, guest, now=clock.now())
        guest = make_borrower(world, first_name="Nog niet")
        device = make_device(world)
        one, other = make_borrower(world, last_name="Solo"), make_borrower(world, last_name="Solo")
        waiting = make_application(world, one)
        make_bank_account(world)
        for number in range(times):
            statement = make_statement(
                world, sequence=number + 1, payments=times, opening=number * times * 3000
            )
        counts = {f"{state}_count": _count(world, times, state == "closed") for state in ("open", "closed")}
        return {
            "device": device.code, "lot": lot.code, "agreement": agreement.id, "outing": outing.id, **counts,
            "application": waiting.id, "borrower": one.code, "other": other.code,
            "session": session.code, "guest": guest.code,
            "statement": statement.id, "movement": _movement_of(statement),
        }  # fmt: skip


def _movement_of(statement: Any) -> int:
    """The first movement of a statement, which nobody booked."""
    from inventory.banking.models import BankMovement
    from inventory.foundation.database import db

    return db.session.scalars(
        db.select(BankMovement.id).where(BankMovement.statement_id == statement.id).order_by(BankMovement.id)
    ).first()


def _count(world: Any, times: int, is_closed: bool) -> int:
    """A count of a place, begun just now, with `times` devices scanned and as many not."""
    place = make_place(world)
    for _one in range(times):
        make_device(world, place_id=place.id)
    count = stocktaking.begin(world.fatima.actor, place, now=clock.now())
    for at in range(times):
        for text in (str(make_device(world).code), f"unknown {at}"):
            reading = scanning.read(text, hosts=frozenset())
            stocktaking.scan(world.fatima.actor, count, reading, key=text, now=clock.now())
    if is_closed:
        stocktaking.close(world.fatima.actor, count, now=clock.now())
    return count.id


#: what stands in an address of the house with so many of each; filled once in a run
_THINGS: dict[int, dict[str, Any]] = {}


def house_of(times: int, app: Any, world: Any, engine: Any) -> dict[str, Any]:
    """Put the house with so many of each in place; one of each, by what stands in an address."""
    name = f"house of {times}"
    if name not in engine.kept:
        engine.clean()
        with app.test_request_context():
            _THINGS[times] = fill(world, times)
        engine.keep(name)
    engine.clean(name)
    return _THINGS[times]


@pytest.mark.slow
@pytest.mark.parametrize("path", MOST)
def test_a_page_asks_no_more_when_there_is_more(
    client: Any, world: Any, app: Any, engine: Any, path: str
) -> None:
    client.sign_in(world.fatima)
    asked = []
    for times in (1, 6):
        shown = path.format(**house_of(times, app, world, engine))
        client.get(shown)  # the first time a template is compiled and a mapper configured
        with counted() as sent:
            assert client.get(shown).status_code == 200
        asked.append(sent)
    few, many = asked
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= MOST[path], f"{len(many)} questions:\n" + "\n".join(line[:120] for line in many)
