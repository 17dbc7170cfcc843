"""Take a laptop back: look at it together, settle the deposit, and send the laptop to the wiping bench."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime

from flask_babel import gettext as _

from inventory.applications.policy import LendingPolicy
from inventory.applications.policy import price_of as listed_price
from inventory.deposits import actions as deposits
from inventory.deposits.giving_back import Back, give_back
from inventory.deposits.ledger import DepositWay, NothingToBook, is_promised, standing_of
from inventory.deposits.models import LedgerEntry
from inventory.deposits.papers import ReceiptKind
from inventory.deposits.queries import deposit_of, entries_of
from inventory.deposits.refund_orders import account_of
from inventory.deposits.tills import name_of_till
from inventory.devices.actions import move
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.foundation.transaction import hold, transaction
from inventory.journey import Stage
from inventory.lending import contact
from inventory.lending.actions import LoanOver, end, give_back_all, receipt_facts, way_back
from inventory.lending.models import Accessory, Ending, Loan
from inventory.lending.queries import rules_of
from inventory.permissions import Permission
from inventory.repairing import actions as repairing
from inventory.repairing.rules import NO_REPAIRS, Source
from inventory.returning.models import Inspection
from inventory.returning.paper import ReturnFacts, return_receipt
from inventory.returning.rules import (
    Check,
    Choice,
    Deduction,
    Files,
    FilesFirst,
    Finding,
    Settlement,
    must_be_complete,
    settle,
)
from inventory.wording import say


def take_back(
    actor: Actor,
    loan: Loan,
    *,
    files: Files,
    findings: Mapping[Check, Finding],
    choices: Mapping[Check, Choice],
    now: datetime,
    back: Back | None = None,
) -> Inspection:
    """End `loan`: the laptop is back and looked at, the deposit settled, the receipt written; or nothing.

    The deposit goes back as `back` says, or the way it came. Raises LoanOver, FilesFirst while the borrower wants to
    copy files, NotLookedAt, or ChoiceMissing when something is broken or gone and nobody chose what that costs.
    """
    actor.must(Permission.LOAN_TAKE_BACK)
    with transaction():
        hold(loan)
        if not loan.is_open:
            raise LoanOver
        if files is not Files.MAY_GO:
            raise FilesFirst(field="files")
        findings = {**dict.fromkeys(set(Check) - set(checks_for(loan)), Finding.FINE), **findings}
        must_be_complete(findings)
        settlement = settlement_of(loan, findings, choices)
        paid = standing_of(entries_of(loan, locked=True)).received
        entry = _settle_deposit(actor, loan, settlement, back, now)
        inspection = _write_inspection(actor, loan, findings, settlement, now)
        end(loan, Ending.RETURNED, now=now)
        contact.brought_back(actor, loan, now=now)
        if loan.device.stage in {Stage.LENT, Stage.MISSING}:
            move(actor, loan.device, way_back(loan.device), now=now, because=loan)
        _ask_for_repairs(actor, loan, findings, now)
        _write_receipt(actor, loan, entry, dict(findings), settlement, paid, now)
        record(
            actor,
            "returning.taken_back",
            loan,
            now=now,
            device=loan.device,
            loan=str(loan.code),
            refund_cents=settlement.refund_cents,
            kept_cents=settlement.kept_cents,
        )
    return inspection


def payer_of(loan: Loan) -> str:
    """The organisation that paid the deposit of `loan`; empty when the borrower did."""
    agreed = deposit_of(loan)
    if agreed is None or agreed.way is not DepositWay.THIRD_PARTY or agreed.partner is None:
        return ""
    if not is_promised(entries_of(loan)):
        return ""
    return agreed.partner.name


def settlement_of(
    loan: Loan, findings: Mapping[Check, Finding], choices: Mapping[Check, Choice]
) -> Settlement:
    """What these findings and choices mean for the deposit of `loan`, as it stands now."""
    rules = rules_of(loan)
    return settle(
        findings,
        choices,
        prices=prices_for(loan, rules),
        held_cents=standing_of(entries_of(loan)).held,
        cap_cents=rules.deduction_cap_cents,
    )


def prices_for(loan: Loan, rules: LendingPolicy) -> dict[str, int]:
    """The price list by check, in cents; of the extras only what went along with this loan counts."""
    prices = {price.code: price.cents for price in rules.deductions or ()}
    extras = [
        listed_price(rules, accessory)
        for accessory in loan.accessory_list
        if accessory is not Accessory.CHARGER
    ]
    prices[Check.EXTRAS.value] = sum(price.cents for price in extras if price is not None)
    return prices


def checks_for(loan: Loan) -> tuple[Check, ...]:
    """What is looked at: the extras only when there are any, the charger only when it went along."""
    has_extras = any(accessory is not Accessory.CHARGER for accessory in loan.accessory_list)
    left_out = set() if has_extras else {Check.EXTRAS}
    if Accessory.CHARGER not in loan.accessory_list:
        left_out.add(Check.CHARGER)
    return tuple(check for check in Check if check not in left_out)


def settle_later(
    actor: Actor, loan: Loan, *, brought: bool, because: str = "", now: datetime, back: Back | None = None
) -> LedgerEntry:
    """What waited is settled: it was brought and the money goes back, or it is kept with a reason.

    NotHere while the laptop is out: nothing waits yet. Raises NothingToBook when nothing is held (any more).
    """
    with transaction():
        hold(loan)
        if loan.is_open:
            raise NotHere
        held = standing_of(entries_of(loan, locked=True)).held
        if not brought:
            return deposits.retain(actor, loan, cents=held, because=because, now=now)
        if not held:
            raise NothingToBook(cents=0)
        give_back_all(actor, loan, now=now, back=back)
        return entries_of(loan)[-1]


def _settle_deposit(
    actor: Actor, loan: Loan, settlement: Settlement, back: Back | None, now: datetime
) -> LedgerEntry | None:
    """Keep what was chosen, give back the rest; the entry of what went back, if anything did."""
    for deduction in settlement.deductions:
        if deduction.kept_cents:
            words = _words_of(deduction)
            deposits.retain(actor, loan, cents=deduction.kept_cents, because=words, now=now)
    if not settlement.refund_cents:
        return None
    return give_back(actor, loan, cents=settlement.refund_cents, back=back, now=now)


def _ask_for_repairs(actor: Actor, loan: Loan, findings: Mapping[Check, Finding], now: datetime) -> None:
    """What is broken on the laptop itself waits for the bench; nothing of the borrower goes along."""
    if loan.device.stage in NO_REPAIRS:
        return  # found long ago, and gone since
    for check in (Check.STARTS, Check.SCREEN, Check.KEYBOARD):
        if findings.get(check) is Finding.BROKEN:
            what = _("%(what)s: %(how)s", what=say(check), how=say(Finding.BROKEN))
            repairing.open_ticket(actor, loan.device, what, source=Source.RETURN, now=now)


def _words_of(deduction: Deduction) -> str:
    """Why a part was kept, in the language of who keeps the books."""
    return _("%(what)s: %(how)s", what=say(deduction.check), how=say(deduction.finding))


def _write_inspection(
    actor: Actor, loan: Loan, findings: Mapping[Check, Finding], settlement: Settlement, now: datetime
) -> Inspection:
    inspection = Inspection(
        loan=loan,
        loan_id=loan.id,
        answers={str(check): str(finding) for check, finding in findings.items()},
        deductions=[
            {
                key: str(value) if key in {"check", "finding", "choice"} else value
                for key, value in asdict(one).items()
            }
            for one in settlement.deductions
        ],
        held_cents=settlement.held_cents,
        refund_cents=settlement.refund_cents,
        kept_cents=settlement.kept_cents,
        waiting_cents=settlement.waiting_cents,
        inspected_by_id=actor.user_id,
        inspected_at=now,
    )
    db.session.add(inspection)
    return inspection


def _write_receipt(
    actor: Actor,
    loan: Loan,
    entry: LedgerEntry | None,
    findings: dict[Check, Finding],
    settlement: Settlement,
    paid_cents: int,
    now: datetime,
) -> None:
    year, number = deposits.next_number(day(now).year)
    base = receipt_facts(actor, loan, ReceiptKind.RETURN, now)
    facts = ReturnFacts(
        receipt=replace(
            base,
            number=f"{year}-{number:04d}",
            cents=settlement.refund_cents,
            till=name_of_till(entry),
            account=account_of(entry),
        ),
        findings=findings,
        settlement=settlement,
        paid_cents=paid_cents,
        payer=payer_of(loan),
        checks=checks_for(loan),
    )
    deposits.keep_receipt(
        actor,
        loan,
        entry,
        kind=ReceiptKind.RETURN,
        year=year,
        number=number,
        cents=settlement.refund_cents,
        locale=base.locale,
        pdf=return_receipt(facts),
        now=now,
    )
