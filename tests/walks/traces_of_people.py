"""One person met in every corner of the house, and everything that is written down of them: for a search afterwards."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, Medium
from inventory.foundation.transaction import upkeep
from tests import make, make_bank
from tests.cast import NOW, World
from tests.make_contact_lists import make_list

#: no word of these stands anywhere else in the house
FIRST, LAST = "Wolfgangina", "Zwartenbergh"
PHONE, FORMER_PHONE = "+32477135792", "+32477246813"
MAIL, FORMER_MAIL = "wolfgangina@qzxpost.example", "vroeger@qzxpost.example"
STREET = "Krabbelhofstraat 77"
WORDS = (
    "qzxnota", "qzxmotief", "qzxtalk", "qzxdienst", "qzxreden", "qzxhelper", "qzxbewindvoerder", "qzxproces",
    "qzxvrijstelling", "qzxbegunstigde", "qzxbetaler", "qzxklacht", "qzxafhaler", "qzxgetypt",
    "qzxterugreden", "qzxvraag", "qzxpaspoort",
)  # fmt: skip
PAYER, PAYEE = "BE43068999999501", "BE68539007547034"
#: every text that may stand nowhere afterwards
PERSONAL = (
    FIRST, LAST, PHONE, "0477 13 57 92", FORMER_PHONE, MAIL, FORMER_MAIL, STREET, *WORDS, PAYER, PAYEE,
)  # fmt: skip


@dataclass(frozen=True)
class Traces:
    """Who was met, and with which ink they signed."""

    ids: tuple[int, ...]
    ink: bytes


def leave_traces(world: World) -> Traces:
    """Everything that can happen with someone here, until all of it is over."""
    boss = make.anyone(world.gent, world.fatima.user_id)
    borrower = _registered(world, boss)
    ink = make.make_ink()
    _screened(world, boss, borrower)
    _in_a_workshop(world, boss, borrower)
    _borrowed_and_brought_back(world, boss, borrower, ink)
    _paid_by_bank(world, boss, borrower)
    twin = _twin(world, boss, borrower)
    _at_the_repair_desk(world, boss, ink)
    refused = _refused(world, boss)
    _invited(world, boss)
    _asked_what_we_have(world, borrower)
    _on_a_list_that_waits(boss)
    return Traces((borrower.id, twin, refused), ink)


def _registered(world: World, boss: Any) -> Any:
    from inventory.borrowers import actions

    borrower = make.make_borrower(
        world, first_name=FIRST, last_name=LAST, phone=FORMER_PHONE, email=FORMER_MAIL, street=STREET,
        note="qzxnota: grote letters",
    )  # fmt: skip
    helped = make.make_application(world, borrower, state="refused", note="qzxnota over de laptop")
    with upkeep():
        helped.helped_by = helped.heard_from = "qzxhelper"
        db.session.add(
            Letter(kind="workshop/reminder", medium=Medium.SMS, thing="application", thing_id=helped.id,
                   to_phone=FORMER_PHONE, locale="nl", subject="", body=f"Dag {FIRST}", written_at=NOW)
        )  # fmt: skip
    details = actions.Details(
        first_name=FIRST, last_name=LAST, birth_year=1994, street=STREET, postcode="9000", municipality="Gent",
        phone=PHONE, email=MAIL, note="qzxnota: grote letters",
    )  # fmt: skip
    actions.edit(boss, borrower, details, now=NOW)
    return borrower


def _screened(world: World, boss: Any, borrower: Any) -> None:
    from inventory.applications import actions, asking
    from inventory.applications.assessment import Outcome
    from inventory.applications.deciding import Result
    from inventory.applications.policy import ExceptionRoad, ProofKind, Screening, ScreeningStep
    from inventory.applications.presets import DEFAULT

    steps, roads = (Screening(ScreeningStep.TALK),), (ExceptionRoad.MOTIVATION,)
    deposit = replace(DEFAULT.deposit, normal=3000, social=3000)
    make.make_policy(
        world, replace(DEFAULT, screening=steps, exceptions=roads, deposit=deposit, deduction_cap_cents=None)
    )
    application = make.make_application(world, borrower, note="qzxnota")
    asking.answer(boss, application, "resident", Outcome.MET, proof=ProofKind.ADDRESS, now=NOW)
    asking.take_step(boss, application, ScreeningStep.TALK, Result.YES, why="qzxtalk", now=NOW)
    told = {"by_whom": "qzxdienst", "why": "qzxmotief"}
    asking.take_road(boss, application, ExceptionRoad.MOTIVATION, **told, now=NOW)
    actions.approve(boss, application, now=NOW, reason="qzxreden")


def _in_a_workshop(world: World, boss: Any, borrower: Any) -> None:
    from workshop import actions
    from workshop import day as days
    from workshop.day_rules import Level, When
    from workshop.rules import Presence

    session = make.make_session(world, hours=0.01)
    seat = actions.enrol(boss, session, borrower, now=NOW)
    (lesson,), later = session.lessons, NOW + timedelta(hours=1)
    days.mark(boss, seat, lesson, Presence.PRESENT, now=later)
    days.set_level(boss, seat, When.BEFORE, Level.TWO, now=later)


def _borrowed_and_brought_back(world: World, boss: Any, borrower: Any, ink: bytes) -> None:
    """Signed on the screen by a legal administrator, late, lost and found, and paid back in cash."""
    from inventory.deposits.queries import entries_of
    from inventory.deposits.till_rules import SignedHow
    from inventory.deposits.tills import to_sign
    from inventory.lending import drafts, quittance, reminders
    from inventory.lending.actions import hand_over
    from inventory.lending.rules import Signing

    draft = make.make_hand_over(world, borrower=borrower)
    drafts.sign(
        boss, draft, now=NOW, signing=Signing.SCREEN, signature=ink, administrator="qzxbewindvoerder",
        explained=True, read_aloud=True,
    )  # fmt: skip
    loan = hand_over(boss, draft, now=NOW)
    late = NOW + timedelta(days=375)
    reminders.letters_due(boss, day(late), now=late)
    _taken_back(world, loan, late)
    (given,) = to_sign(entries_of(loan))
    quittance.sign(boss, loan, given, SignedHow.SCREEN, ink=ink, now=late)


def _taken_back(world: World, loan: Any, now: Any) -> None:
    from inventory.returning.actions import take_back
    from inventory.returning.rules import Check, Files, Finding

    actor = make.anyone(world.gent, world.nele.user_id)
    take_back(
        actor, loan, files=Files.MAY_GO, findings=dict.fromkeys(Check, Finding.FINE), choices={}, now=now
    )


def _paid_by_bank(world: World, boss: Any, borrower: Any) -> None:
    """A second loan: paid by someone else's account, given back to another, and a laptop that was stolen meanwhile."""
    from inventory.applications.actions import approve
    from inventory.banking.queries import account_for_deposits
    from inventory.deposits import payment_files, refunds
    from inventory.deposits.ledger import DepositWay
    from inventory.deposits.refund_rules import Payee
    from inventory.lending.actions import report_loss
    from inventory.lending.models import LossKind

    make_bank.make_bank_account(world)
    approve(boss, make.make_application(world, borrower), now=NOW, reason="qzxreden")
    loan = make_bank.make_paid_loan(world, borrower=borrower, name="qzxbetaler", iban=PAYER)
    payee = Payee("qzxbegunstigde", PAYEE, because="qzxterugreden")
    order = refunds.ask_refund(boss, loan, cents=3000, payee=payee, now=NOW)
    account = account_for_deposits()
    assert account is not None
    file = payment_files.make_file(boss, account, now=NOW)
    second = make.anyone(world.gent, make.bench_of(world)[1].user_id)
    payment_files.approve(second, file, now=NOW)
    payment_files.fetch(boss, file, now=NOW)
    refunds.settle(boss, order, bank_account=account, cents=3000, now=NOW)
    report_loss(boss, loan, LossKind.STOLEN, police_report="qzxproces 12", now=NOW)
    _taken_back(world, loan, NOW)
    approve(boss, make.make_application(world, borrower), now=NOW, reason="qzxreden")
    free = make.make_loan(
        world, borrower=borrower, way=DepositWay.WAIVED, cents=None, because="qzxvrijstelling"
    )
    _taken_back(world, free, NOW)


def _twin(world: World, boss: Any, borrower: Any) -> int:
    """The same person, written down twice, and made one."""
    from inventory.borrowers.merging import merge

    twin = make.make_borrower(
        world, first_name=FIRST, last_name=LAST, phone=PHONE, note="qzxnota", email=MAIL
    )
    number: int = twin.id
    merge(boss, borrower, twin, now=NOW)
    return number


def _at_the_repair_desk(world: World, boss: Any, ink: bytes) -> None:
    from inventory.repair_desk import actions
    from tests.visitors import make_ticket

    ticket = make_ticket(
        world, first_name=FIRST, last_name=LAST, phone="0477 13 57 92", email=MAIL, complaint="qzxklacht"
    )
    actions.take_up(boss, ticket, now=NOW)
    actions.done(boss, ticket, "qzxgetypt", now=NOW)
    actions.fetch(boss, ticket, by="qzxafhaler", is_owner=False, signed=actions.Ink(png=ink), now=NOW)


def _refused(world: World, boss: Any) -> int:
    """Someone else of the house, who asked alone and got a no."""
    who = make.make_borrower(world, first_name=FIRST, last_name=LAST, phone="+32477975310", email=MAIL)
    number: int = who.id
    make.make_application(world, who, state="refused", note="qzxnota")
    return number


def _invited(world: World, boss: Any) -> None:
    make.make_form_invitations(world, 1, name=f"{FIRST} {LAST}", contact=PHONE)


def _asked_what_we_have(world: World, borrower: Any) -> None:
    from inventory.rights import actions
    from inventory.rights.rules import Asker, RequestKind

    desk = make.anyone(world.gent, world.nele.user_id)
    actions.ask(
        desk, borrower, RequestKind.ACCESS, asker=Asker.PERSON, identity="qzxpaspoort gezien", asked="qzxvraag",
        received_on=day(NOW), now=NOW,
    )  # fmt: skip


def _on_a_list_that_waits(boss: Any) -> None:
    """A list of another service that nobody took in yet."""
    rows = f"Datum;Voornaam;Naam;Telefoon;Deelwerking\n20/11/2026;{FIRST};{LAST};{PHONE};Digipunt\n"
    make_list(boss, rows, name="digipunt.csv")
