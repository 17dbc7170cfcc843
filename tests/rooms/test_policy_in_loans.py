"""A loan asks the policy: how long for this sort of device, how much deposit, and whether it may go on."""

from datetime import date, timedelta
from typing import Any

import pytest

from inventory.applications.policy import (
    Deposit,
    Extensions,
    ForKind,
    LendingPolicy,
    LentKind,
    Term,
    TermKind,
)
from inventory.applications.presets import NO_CONDITIONS, PRESETS
from inventory.devices.models import DeviceKind
from inventory.lending import actions, drafts, queries
from inventory.lending.drafts import asked_cents
from inventory.lending.rules import NoLonger
from tests.make import (
    make_application,
    make_approved_borrower,
    make_loan,
    make_policy,
    make_ready_device,
)

WAITING = LendingPolicy(
    criteria=NO_CONDITIONS,
    term=Term(TermKind.MONTHS, 6),
    extensions=Extensions(only_when_nobody_waits=True),
)
TABLETS = LendingPolicy(
    criteria=NO_CONDITIONS,
    term=Term(TermKind.MONTHS, 12),
    deposit=Deposit(5000, 2000),
    kinds=(
        ForKind(LentKind.TABLET, (("term", Term(TermKind.MONTHS, 1)), ("deposit", Deposit(1000, 500)))),
        ForKind(LentKind.ASSISTIVE, (("term", Term(TermKind.TRIAL)),)),
    ),
)


def test_the_sorts_of_device_of_a_policy_are_those_of_the_house() -> None:
    assert {kind.value for kind in LentKind} == {kind.value for kind in DeviceKind}


def test_each_sort_of_device_goes_along_for_its_own_term_and_deposit(
    world: Any, in_gent: int, now: Any
) -> None:
    make_policy(world, TABLETS)
    for kind, due, cents in (
        (DeviceKind.LAPTOP, date(2027, 11, 23), 5000),
        (DeviceKind.TABLET, date(2026, 12, 23), 1000),
        (DeviceKind.ASSISTIVE, None, 5000),
    ):
        device = make_ready_device(world, kind=kind)
        draft = drafts.start(world.nele.actor, now=now, borrower=make_approved_borrower(world), device=device)
        assert (draft.due_on, draft.has_no_end) == (due, False), kind
        rules = drafts.rules_for(draft)
        assert asked_cents(rules, drafts.DepositWay.CASH, drafts.Tariff.NORMAL, None) == cents


def test_a_running_loan_is_extended_as_the_version_says_that_it_began_under(
    world: Any, in_gent: int, now: Any
) -> None:
    make_policy(world, PRESETS["maasland"].policy)
    loan = make_loan(world)
    make_policy(world, LendingPolicy(term=Term(TermKind.MONTHS, 3), extensions=Extensions(at_most=0)))
    assert queries.rules_of(loan).term == Term(TermKind.MONTHS, 3)
    actions.extend(world.nele.actor, loan, until=loan.due_on + timedelta(days=90), now=now)
    other = make_loan(world)
    with pytest.raises(actions.NotExtended) as refusal:
        actions.extend(world.nele.actor, other, until=other.due_on + timedelta(days=90), now=now)
    assert refusal.value.reasons == [NoLonger.NOT_ALLOWED]


def test_a_loan_is_not_extended_while_someone_else_waits_and_the_page_says_so(
    client: Any, world: Any, in_gent: int, now: Any
) -> None:
    make_policy(world, WAITING)
    loan = make_loan(world)
    make_application(world, loan.borrower)  # who asks for a second one does not stand in their own way
    page = f"/gent/loans/{loan.code}/extend"
    client.sign_in(world.nele)
    assert "Someone else waits" not in client.get(page).text
    waiting = make_application(world)
    assert "Someone else waits for a laptop" in client.get(page).text
    until = loan.due_on + timedelta(days=30)
    with pytest.raises(actions.NotExtended) as refusal:
        actions.extend(world.nele.actor, loan, until=until, now=now)
    assert refusal.value.reasons == [NoLonger.SOMEONE_WAITS]
    from inventory.applications.actions import approve, withdraw

    approve(world.nele.actor, waiting, device=None, reason="Agreed.", now=now)
    with pytest.raises(actions.NotExtended):
        actions.extend(world.nele.actor, loan, until=until, now=now)
    withdraw(world.nele.actor, waiting, now=now)
    actions.extend(world.nele.actor, loan, until=until, now=now)
    assert loan.due_on == until


def test_where_the_policy_does_not_look_at_who_waits_nobody_does(world: Any, in_gent: int, now: Any) -> None:
    make_policy(world, PRESETS["maasland"].policy)
    loan = make_loan(world)
    make_application(world)
    actions.extend(world.nele.actor, loan, until=loan.due_on + timedelta(days=30), now=now)


def test_the_extend_page_says_what_was_agreed(client: Any, world: Any, in_gent: int) -> None:
    make_policy(world, PRESETS["sint_niklaas"].policy)
    loan = make_loan(world)
    client.sign_in(world.nele)
    assert "Only after the borrower came by." in client.get(f"/gent/loans/{loan.code}/extend").text
