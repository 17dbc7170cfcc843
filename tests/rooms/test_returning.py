"""The returns desk: the laptop is looked at, the deposit settled, and the circle starts again."""

from datetime import timedelta

import pytest

from inventory.deposits.ledger import Account
from inventory.deposits.papers import ReceiptKind
from inventory.deposits.queries import balances, entries_of, gaps_in_receipts, receipts_of, unbalanced_entries
from inventory.devices.actions import media_of
from inventory.foundation.refusal import MayNot
from inventory.journey import Stage
from inventory.lending import actions as lending
from inventory.lending.models import Ending, LossKind
from inventory.returning import actions
from inventory.returning.rules import Check, Choice, ChoiceMissing, Files, FilesFirst, Finding
from tests.make import make_loan

pytestmark = pytest.mark.usefixtures("in_gent")
ALL_FINE = dict.fromkeys(Check, Finding.FINE)


def _back(world, loan, now, *, findings=None, choices=None, files=Files.MAY_GO, actor=None):
    return actions.take_back(
        actor or world.nele.actor, loan, files=files, findings=findings or ALL_FINE, choices=choices or {},
        now=now + timedelta(days=30),
    )  # fmt: skip


def test_a_returned_laptop_goes_back_to_the_wiping_bench(world, now):
    loan = make_loan(world)
    _back(world, loan, now)
    assert loan.device.stage is Stage.RETURNED
    assert loan.ending is Ending.RETURNED
    assert not any(medium.is_clean for medium in media_of(loan.device))
    assert loan.device.lap == 2


def test_when_all_is_fine_the_whole_deposit_goes_back(world, now):
    loan = make_loan(world)
    assert _back(world, loan, now).refund_cents == 3000
    assert balances()[Account.TILL] == balances()[Account.HELD] == 0
    assert [receipt.kind for receipt in receipts_of(loan)] == [ReceiptKind.DEPOSIT, ReceiptKind.RETURN]
    assert [receipt.number for receipt in receipts_of(loan)] == [1, 2]
    assert gaps_in_receipts() == []
    assert unbalanced_entries() == []


def test_files_come_first(world, now):
    loan = make_loan(world)
    with pytest.raises(FilesFirst):
        _back(world, loan, now, files=Files.COPY_FIRST)
    assert loan.is_open


def test_something_broken_needs_a_choice(world, now):
    loan = make_loan(world)
    with pytest.raises(ChoiceMissing):
        _back(world, loan, now, findings={**ALL_FINE, Check.SCREEN: Finding.BROKEN})
    assert loan.is_open


def test_without_a_price_list_nothing_is_kept(world, now):
    loan = make_loan(world)
    seen = {**ALL_FINE, Check.CHARGER: Finding.MISSING}
    inspection = _back(world, loan, now, findings=seen, choices={Check.CHARGER: Choice.CHARGE})
    assert (inspection.kept_cents, inspection.refund_cents) == (0, 3000)


def test_what_is_kept_has_a_reason_in_words(world, now):
    from inventory.deposits.queries import notes_of
    from tests.make import make_policy

    make_policy(world)
    loan = make_loan(world)
    seen = {**ALL_FINE, Check.CHARGER: Finding.MISSING}
    inspection = _back(world, loan, now, findings=seen, choices={Check.CHARGER: Choice.CHARGE})
    assert (inspection.kept_cents, inspection.refund_cents) == (2000, 3000)
    assert balances()[Account.RETAINED] == -2000
    kept = notes_of(entries_of(loan))
    assert len(kept) == 1
    assert all(kept.values())


def test_what_comes_later_waits_and_then_goes_back(world, now):
    from tests.make import make_policy

    make_policy(world)
    loan = make_loan(world)
    seen = {**ALL_FINE, Check.CHARGER: Finding.MISSING}
    _back(world, loan, now, findings=seen, choices={Check.CHARGER: Choice.LATER})
    assert balances()[Account.HELD] == -2000
    actions.settle_later(world.nele.actor, loan, brought=True, now=now + timedelta(days=35))
    assert balances()[Account.HELD] == balances()[Account.TILL] == 0


def test_a_laptop_comes_back_once(world, now):
    loan = make_loan(world)
    _back(world, loan, now)
    with pytest.raises(lending.LoanOver):
        _back(world, loan, now)


def test_a_stolen_laptop_that_turns_up_is_taken_back(world, now):
    loan = make_loan(world)
    lending.report_loss(world.nele.actor, loan, LossKind.STOLEN, now=now)
    _back(world, loan, now)
    assert loan.device.stage is Stage.RETURNED


def test_a_technician_takes_nothing_back(world, now):
    loan = make_loan(world)
    with pytest.raises(MayNot):
        _back(world, loan, now, actor=world.tom.actor)


def test_money_goes_back_to_the_organisation_that_paid(world, now):
    from inventory.deposits.ledger import DepositWay
    from inventory.foundation.audit import record
    from inventory.foundation.database import db
    from inventory.foundation.transaction import transaction
    from inventory.partners.models import Partner, PartnerKind

    with transaction():
        service = Partner(name="OCMW Voorbeeld", kind=PartnerKind.REFERRER)
        db.session.add(service)
        db.session.flush()
        record(world.fatima.actor, "partners.added", service, now=now)
    loan = make_loan(world, way=DepositWay.THIRD_PARTY, partner=service)
    assert balances()[Account.THIRD_PARTY] == 3000
    _back(world, loan, now)
    assert balances()[Account.THIRD_PARTY] == balances()[Account.TILL] == balances()[Account.HELD] == 0
    assert actions.payer_of(loan) == "OCMW Voorbeeld"
