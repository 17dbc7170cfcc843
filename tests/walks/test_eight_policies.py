"""Eight digibanken lend in eight ways: each from the application to the end of the loan, on the pages alone.

What each must do is what `inventory/applications/presets.py` has of the study, whose lines
`tests/rules/test_presets_of_the_study.py` quotes.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from inventory.applications.models import Application
from inventory.applications.policy import Door, LentKind, Tariff, months_after
from inventory.applications.presets import PRESETS, WELL_KNOWN
from inventory.applications.states import ApplicationState
from inventory.deposits.queries import deposit_of
from inventory.devices.models import DeviceKind
from inventory.digibank.models import User
from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.journey import Stage
from inventory.lending.models import HandOver, Loan, LoanState
from inventory.partners.actions import link_account
from tests.make import make_ready_device, make_service
from tests.page_checks import filled_in

WHO = {
    "first_name": "Noor", "last_name": "Tahiri", "phone": "0470 12 34 56", "municipality": "Gent",
    "postcode": "9000", "birth_year": "1994", "language": "nl", "contact_channel": "phone",
    "purpose": "training", "channel": "unknown", "referrer": "",
}  # fmt: skip


@dataclass(frozen=True)
class Lends:
    """How one digibank lends, as its pages must do it."""

    name: str
    #: how the application comes in; `referrer` goes through the portal of the social services
    door: Door = Door.DESK
    kind: LentKind = LentKind.LAPTOP
    #: the conditions that are asked in turn, and what is answered
    answers: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()
    #: who takes the steps and says yes: the desk, or the coordinator
    decided_by: str = "nele"
    #: what stands on the page before the answers and the steps, and when everything was asked
    at_first: str = "Can borrow, as the policy says"
    in_the_end: str = "Can borrow, as the policy says"
    #: the questions of the hand-over, in order
    asks: tuple[str, ...] = ("sign", "workshop")
    #: months from its first day on; None: the policy names none, and a person fills the day in
    months: int | None = None
    no_end: bool = False
    #: what stands on the page of the deposit, and what was agreed in cents; the desk asks € 20 where none is set
    deposit: str = ""
    tariff: Tariff = Tariff.NORMAL
    cents: int = 0
    #: what is said of the start workshop: where it goes together with the laptop, *planned* is no answer
    workshop: str = "planned"
    #: said on the loan's page or the page that extends it
    longer: str = ""


EIGHT = [
    Lends(
        "digbij", Door.DIGIHELPER, steps=("need",), decided_by="fatima", no_end=True,
        at_first="A step of the screening was not taken yet.",
        in_the_end="This digibank has not set its conditions.", asks=("what", "sign", "workshop"),
        workshop="followed",
    ),
    Lends(
        "sint_niklaas", answers=(("resident", "met:address"), ("training", "met:enrolment")), months=12,
        at_first="Not everything was asked yet.", longer="Only after the borrower came by.",
        workshop="followed",
    ),
    Lends("antwerpen_posthof", Door.INTERNAL, months=6, asks=("sign",)),
    Lends(
        "heusden_zolder", at_first="This digibank has not set its conditions.",
        in_the_end="This digibank has not set its conditions.", months=12,
        asks=("deposit", "sign", "workshop"), deposit="Social tariff", tariff=Tariff.SOCIAL, cents=2000,
    ),
    Lends("digibank_plus", kind=LentKind.ASSISTIVE, asks=("what", "sign", "workshop")),
    Lends(
        "maasland", answers=(("need", "met:own_word"),), steps=("talk",), decided_by="fatima", months=3,
        at_first="A step of the screening was not taken yet.",
    ),
    Lends("zora_werkt", Door.REFERRER, asks=("what", "sign", "workshop")),
    Lends(
        "dender_zuid", answers=(("uitpas_reduced", "met:card"),), steps=("digital_test",), months=24,
        at_first="A step of the screening was not taken yet.",
    ),
]  # fmt: skip


@pytest.fixture
def look(app: Any, world: Any) -> Any:
    """Ask or make something in Gent, beside the pages."""

    def ask(question: Any) -> Any:
        with app.test_request_context(), inside(world.gent):
            db.session.expunge_all()
            return question()

    return ask


def _the(model: Any) -> Any:
    return db.session.scalars(db.select(model)).one()


@pytest.mark.parametrize("lends", EIGHT, ids=lambda one: one.name)
def test_each_digibank_lends_from_the_application_to_the_end(
    client: Any, world: Any, look: Any, lends: Lends
) -> None:
    _set_policy(client, world, lends)
    device = look(lambda: str(make_ready_device(world, now=clock.now(), kind=DeviceKind(lends.kind)).code))
    number = _apply(client, world, look, lends)
    page = client.sign_in(world.nele).get(f"/gent/applications/{number}").text
    assert lends.at_first in page
    _screen(client, world, number, lends)
    page = client.get(f"/gent/applications/{number}").text
    assert lends.in_the_end in page
    assert "Approve with" in page  # one tap is enough now: the policy leaves nothing more to ask
    client.post(f"/gent/applications/{number}/approve", data={"device": device})
    assert look(lambda: _the(Application).state) is ApplicationState.APPROVED
    client.sign_in(world.nele)
    _hand_over(client, look, device, lends)
    _look_at_the_loan(client, look, lends)
    _end(client, look)


def _set_policy(client: Any, world: Any, lends: Lends) -> None:
    """The coordinator begins with the preset and saves it as it stands."""
    client.sign_in(world.fatima)
    page = client.get(f"/gent/applications/policy/edit?from={lends.name}").text
    answer = client.post(f"/gent/applications/policy/edit?from={lends.name}", data=filled_in(page))
    assert answer.status_code == 303
    with inside(world.gent):
        from inventory.applications.queries import rules_in_force

        assert rules_in_force() == PRESETS[lends.name].policy


def _apply(client: Any, world: Any, look: Any, lends: Lends) -> int:
    """Through the door that the policy names."""
    if lends.door is Door.REFERRER:
        service = look(lambda: _service_of(world))
        client.sign_in(world.rita)
        sent = {**WHO, "service": service, "need": "", "has_looked": "y"}
        assert client.post("/gent/referrer/new", data=sent).status_code == 303
    else:
        client.sign_in(world.nele)
        sent = {**WHO, "door": lends.door.value, "device_kind": lends.kind.value}
        assert client.post("/gent/applications/new", data=sent).status_code == 303
    return look(lambda: (_the(Application).id, _the(Application).door))[0]


def _service_of(world: Any) -> int:
    service = make_service()
    link_account(world.fatima.actor, service, db.session.get_one(User, world.rita.user_id), now=clock.now())
    return service.id


def _screen(client: Any, world: Any, number: int, lends: Lends) -> None:
    """Exactly these questions are asked, one after the other, and each step takes one tap."""
    for code, answer in lends.answers:
        page = client.get(f"/gent/applications/{number}/ask")
        assert page.status_code == 200
        assert WELL_KNOWN[code].text["en"] in page.text
        assert client.post(f"/gent/applications/{number}/ask", data={"answer": answer}).status_code == 303
    assert client.get(f"/gent/applications/{number}/ask").location.endswith(f"/applications/{number}")
    client.sign_in(getattr(world, lends.decided_by))
    for step in lends.steps:
        tap = client.post(f"/gent/applications/{number}/step/{step}", data={"result": "yes"})
        assert tap.status_code == 303


def _hand_over(client: Any, look: Any, device: str, lends: Lends) -> None:
    """Only the questions that this policy leaves are asked."""
    begin = client.get(f"/gent/loans/hand-over?device={device}").text
    who = re.search(r'name="who"[^>]*value="([^"]+)"[^>]*checked', begin)
    assert who is not None, "who this laptop is kept for is proposed"
    client.post(f"/gent/loans/hand-over?device={device}", data={"who": who.group(1)})
    base = f"/gent/loans/hand-over/{look(lambda: _the(HandOver).id)}"
    asked: list[str] = []
    while (step := client.get(base).location.rsplit("/", 1)[1]) != "ready":
        assert step not in asked, f"{step} is asked again"
        asked.append(step)
        page = client.get(f"{base}/{step}").text
        assert client.post(f"{base}/{step}", data=_answer(step, page, lends)).status_code == 303
    assert tuple(asked) == lends.asks
    assert client.post(f"{base}/ready", data={}).status_code == 303


def _answer(step: str, page: str, lends: Lends) -> dict[str, Any]:
    sent: dict[str, Any] = filled_in(page)
    if step == "what":
        ends = {"has_no_end": "y"} if lends.no_end else {"due_on": str(_day())}
        code = re.search(r'name="text"[^>]*value="([^"]+)"', page)
        assert code is not None
        return {**sent, "text": code.group(1), **ends}
    if step == "deposit":
        assert lends.deposit in page
        return {**sent, "way": "cash", "amount": "20"}
    if step == "sign":
        return {"signing": "paper"}
    return {"answer": lends.workshop, "planned_on": str(_day())}


def _day() -> date:
    """A day that a person fills in."""
    return clock.today() + timedelta(days=90)


def _look_at_the_loan(client: Any, look: Any, lends: Lends) -> None:
    def facts() -> tuple[Any, ...]:
        loan = _the(Loan)
        agreed = deposit_of(loan)
        return loan.code, loan.spoken, loan.started_on, loan.due_on, agreed.tariff, agreed.asked_cents

    code, spoken, started_on, due_on, tariff, cents = look(facts)
    if lends.months is not None:
        assert due_on == months_after(started_on, lends.months)
    else:
        assert (due_on is None) is lends.no_end
    assert (tariff, cents) == (lends.tariff, lends.cents)
    assert spoken in client.get(f"/gent/loans/{code}").text
    if lends.longer:
        assert lends.longer in client.get(f"/gent/loans/{code}/extend").text


def _end(client: Any, look: Any) -> None:
    """The laptop comes back in good order, and goes to the wiping bench."""
    code = look(lambda: str(_the(Loan).code))
    fine = dict.fromkeys(("starts", "screen", "keyboard", "charger", "extras"), "fine")
    assert client.post(f"/gent/returns/{code}", data={**fine, "files": "may_go"}).status_code == 303
    assert look(lambda: (_the(Loan).state, _the(Loan).device.stage)) == (LoanState.ENDED, Stage.RETURNED)
