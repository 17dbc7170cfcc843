"""The bank's statements against the books: booked by themselves when beyond doubt, by hand otherwise; and undone."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from inventory.banking import importing
from inventory.banking.models import Aside, BankMovement, OpenMovement
from inventory.borrowers.rules import name_key
from inventory.deposits import actions, asked, asking, till_deeds, tills
from inventory.deposits.asking_rules import RequestState
from inventory.deposits.checking import wrong_books
from inventory.deposits.ledger import (
    Account,
    DepositWay,
    MoreThanOnTerminal,
    NothingOpen,
    PromisePaid,
    Reason,
    SeenAtBank,
)
from inventory.deposits.models import LedgerEntry, Posting
from inventory.deposits.queries import balances, entries_of
from inventory.foundation import audit
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction, upkeep
from inventory.reconciling import candidates, deeds, queries
from inventory.reconciling.rules import LaidAside, NothingLeftOfIt, NotThisCash, OtherDirection, Part, Why
from tests.bank_files import Paid, as_bytes, coda
from tests.cast import NOW
from tests.make import make_loan, make_service
from tests.make_bank import make_bank_account

TODAY = NOW.date()


@pytest.fixture
def account(in_gent: Any, world: Any) -> Any:
    """The bank account of Gent."""
    return make_bank_account(world)


@pytest.fixture
def bank(account: Any, world: Any) -> Callable[..., list[BankMovement]]:
    """Brings in the next statement with these movements; gives them in order."""
    stood = {"sequence": 0, "opening": 0}

    def send(*paid: Paid) -> list[BankMovement]:
        stood["sequence"] += 1
        content = as_bytes(coda(list(paid), **stood))
        stood["opening"] += sum(one.cents for one in paid)
        done = importing.import_file(world.karim.actor, content, "a.cod", now=NOW)
        return list(
            db.session.scalars(
                select(BankMovement)
                .where(BankMovement.statement.has(file_id=done.file_id))
                .order_by(BankMovement.id)
            )
        )

    return send


@pytest.fixture
def loan(account: Any, world: Any) -> Any:
    """€ 30 that was to be paid later."""
    return make_loan(world, way=DepositWay.LATER, promised_on=TODAY)


def _ask(world: Any, loan: Any, **how: Any) -> list[Any]:
    return list(asking.ask(world.nele.actor, loan, now=NOW, **how))


def _open(movement: BankMovement) -> OpenMovement:
    return queries.get_open(movement.id)


def _waiting() -> list[int]:
    return list(db.session.scalars(select(OpenMovement.left_cents).where(*queries.WAITS)))


def _proposed(movement: BankMovement) -> list[tuple[Why, ...]]:
    return [one.reasons for one in candidates.find([_open(movement)]).proposals[movement.id]]


def _all_is_well() -> None:
    assert wrong_books() == []
    assert queries.wrongly_open() == []
    assert list(audit.verify()) == []


# --- by itself ---


def test_reference_amount_and_an_open_request_book_themselves(world, loan, bank, account):
    [request] = _ask(world, loan)
    [movement] = bank(Paid(3000, reference=request.reference))
    [entry] = entries_of(loan)
    assert (entry.reason, entry.cents, entry.movement) == (Reason.RECEIVED, 3000, movement)
    assert (entry.request, entry.booked_by_id) == (request, world.karim.user_id)
    assert request.state is RequestState.PAID
    assert _open(movement).left_cents == 0
    assert _waiting() == []
    assert balances()[Account.BANK] == 3000
    _all_is_well()


def test_the_same_file_again_books_nothing_again(world, loan, bank):
    [request] = _ask(world, loan)
    bank(Paid(3000, reference=request.reference))
    content = as_bytes(coda([Paid(3000, reference=request.reference)]))
    assert importing.import_file(world.karim.actor, content, "b.cod", now=NOW).new == 0
    assert len(entries_of(loan)) == 1


@pytest.mark.parametrize("cents", [2999, 3001])
def test_another_amount_waits_for_a_person(world, loan, bank, cents):
    [request] = _ask(world, loan)
    bank(Paid(cents, reference=request.reference))
    assert entries_of(loan) == []
    assert _waiting() == [cents]


def test_a_reference_in_the_message_waits_for_a_person(world, loan, bank):
    [request] = _ask(world, loan)
    [movement] = bank(Paid(3000, text=f"WAARBORG {request.printed}"))
    assert entries_of(loan) == []
    assert _proposed(movement)[0][:1] == (Why.IN_TEXT,)


def test_who_pays_twice_in_one_file_is_booked_once(world, loan, bank):
    [request] = _ask(world, loan)
    first, second = bank(Paid(3000, reference=request.reference), Paid(3000, reference=request.reference))
    assert len(entries_of(loan)) == 1
    assert (_open(first).left_cents, _open(second).left_cents) == (0, 3000)
    found = candidates.find([_open(second)])
    assert (found.proposals[second.id], found.surplus[second.id]) == ([], request)


def test_a_request_on_another_account_waits_for_a_person(world, loan, bank, account):
    [request] = _ask(world, loan)
    other = make_bank_account(world, iban="BE72000000001616")
    content = as_bytes(coda([Paid(3000, reference=request.reference)], iban=other.iban))
    assert importing.import_file(world.karim.actor, content, "b.cod", now=NOW).booked == 0
    assert _waiting() == [3000]


def test_an_ended_loan_asks_nothing_so_nothing_is_booked_on_it(world, loan, bank):
    [request] = _ask(world, loan)
    asking.withdraw(world.nele.actor, request, now=NOW)
    bank(Paid(3000, reference=request.reference))
    assert entries_of(loan) == []


def test_what_an_organisation_promised_is_paid_not_held_twice(world, account, bank):
    partner = make_service()
    loan = make_loan(world, way=DepositWay.THIRD_PARTY, partner=partner)
    [request] = asked.requests_of(loan)
    bank(Paid(3000, reference=request.reference))
    assert [entry.reason for entry in entries_of(loan)] == [Reason.RECEIVED, Reason.PROMISE_PAID]
    stood = balances()
    assert (stood[Account.BANK], stood[Account.HELD], stood[Account.THIRD_PARTY]) == (3000, -3000, 0)
    _all_is_well()


def test_one_statement_for_many_loans_books_itself_whole(world, account, bank):
    partner = make_service()
    loans = [make_loan(world, way=DepositWay.THIRD_PARTY, partner=partner) for _one in range(3)]
    whole = asking.ask_for_many(world.nele.actor, partner, now=NOW)
    [movement] = bank(Paid(9000, reference=whole.reference))
    assert whole.state is RequestState.PAID
    assert _open(movement).left_cents == 0
    assert all(asked.owed_for(loan) == 0 for loan in loans)
    _all_is_well()


def test_a_single_one_of_a_statement_for_many_books_itself_and_ends_the_statement(world, account, bank):
    partner = make_service()
    loans = [make_loan(world, way=DepositWay.THIRD_PARTY, partner=partner) for _one in range(2)]
    whole = asking.ask_for_many(world.nele.actor, partner, now=NOW)
    [single] = asked.requests_of(loans[0])
    bank(Paid(3000, reference=single.reference))
    assert (single.state, whole.state) == (RequestState.PAID, RequestState.REPLACED)


def test_in_bulk_is_as_one_by_one(world, account, bank):
    """What is written in bulk differs in nothing from what the deed for one writes."""
    loans = [make_loan(world, way=DepositWay.LATER, promised_on=TODAY) for _one in range(2)]
    [bulk], [single] = (_ask(world, loan) for loan in loans)
    _first, movement = bank(Paid(3000, reference=bulk.reference), Paid(3000, text="for the other"))
    deeds.book_on(world.karim.actor, movement, [Part(single.id, 3000)], now=NOW)
    one, other = (entries_of(loan)[0] for loan in loans)
    told = {"reason", "booked_at", "booked_by_id", "partner_id", "slip", "corrects_id", "settles_id"}
    assert {name: getattr(one, name) for name in told} == {name: getattr(other, name) for name in told}
    assert [(line.account, line.amount_cents, line.bank_account_id) for line in one.postings] == [
        (line.account, line.amount_cents, line.bank_account_id) for line in other.postings
    ]
    traces = [
        db.session.scalars(
            select(audit.AuditEvent).where(
                audit.AuditEvent.thing == "ledger_entry", audit.AuditEvent.thing_id == entry.id
            )
        ).one()
        for entry in (one, other)
    ]
    assert traces[0].deed == traces[1].deed
    assert [trace.device_id for trace in traces] == [loan.device_id for loan in loans]
    assert traces[0].particulars.keys() == traces[1].particulars.keys()
    assert (bulk.version, bulk.state) == (single.version, single.state)


def test_what_the_actor_may_not_book_waits(world, loan, bank, monkeypatch):
    from inventory.foundation.actor import Actor
    from inventory.permissions import Permission

    [request] = _ask(world, loan)
    actor = Actor.house("command", world.gent, {Permission.BANK_IMPORT})
    content = as_bytes(coda([Paid(3000, reference=request.reference)]))
    assert importing.import_file(actor, content, "a.cod", now=NOW).booked == 0
    assert _waiting() == [3000]


# --- by a person ---


def test_less_than_was_asked_is_a_part_and_the_rest_is_still_asked(world, loan, bank):
    [request] = _ask(world, loan)
    [movement] = bank(Paid(1000, reference=request.reference))
    [best] = candidates.find([_open(movement)]).proposals[movement.id]
    deeds.book_on(world.karim.actor, movement, best.parts, now=NOW)
    assert (asked.left_in(request), request.state) == (2000, RequestState.OPEN)
    # The rest by the same paper is exact again.
    bank(Paid(2000, reference=request.reference))
    assert request.state is RequestState.PAID


def test_more_than_was_asked_is_booked_and_the_rest_is_owed_back(world, loan, bank):
    [request] = _ask(world, loan)
    [movement] = bank(Paid(5000, reference=request.reference))
    [best] = candidates.find([_open(movement)]).proposals[movement.id]
    deeds.book_on(world.karim.actor, movement, best.parts, now=NOW)
    assert _open(movement).left_cents == 2000
    deeds.keep_apart(world.karim.actor, movement, loan, cents=2000, now=NOW)
    stood = balances()
    assert (stood[Account.BANK], stood[Account.HELD], stood[Account.SURPLUS]) == (5000, -3000, -2000)
    assert _waiting() == []
    _all_is_well()


def test_one_payment_for_two_requests_of_two_people(world, account, bank):
    loans = [make_loan(world, way=DepositWay.LATER, promised_on=TODAY) for _one in range(2)]
    [one], [other] = (_ask(world, loan) for loan in loans)
    [movement] = bank(Paid(6000, text=f"{one.printed} EN {other.printed}"))
    best = candidates.find([_open(movement)]).proposals[movement.id][0]
    deeds.book_on(world.karim.actor, movement, best.parts, now=NOW)
    assert (one.state, other.state) == (RequestState.PAID, RequestState.PAID)
    _all_is_well()


def test_all_of_a_proposal_or_nothing(world, account, bank):
    loans = [make_loan(world, way=DepositWay.LATER, promised_on=TODAY) for _one in range(2)]
    [one], [other] = (_ask(world, loan) for loan in loans)
    [movement] = bank(Paid(6000))
    with pytest.raises(NotHere):
        deeds.book_on(world.karim.actor, movement, [Part(one.id, 3000), Part(other.id + 1000, 3000)], now=NOW)
    assert (entries_of(loans[0]), _open(movement).left_cents) == ([], 6000)


def test_two_payments_for_one_request_make_it_whole(world, loan, bank):
    [request] = _ask(world, loan)
    for movement in bank(Paid(1000, reference=request.reference), Paid(2000, reference=request.reference)):
        deeds.book_on(world.karim.actor, movement, [Part(request.id, movement.amount_cents)], now=NOW)
    assert request.state is RequestState.PAID


def test_an_old_paper_is_booked_on_what_is_asked_now(world, loan, bank):
    [old] = _ask(world, loan)
    new = asking.change(world.nele.actor, old, cents=2000, due_on=TODAY, now=NOW)
    [movement] = bank(Paid(2000, reference=old.reference))
    found = candidates.find([_open(movement)]).proposals[movement.id]
    assert found[0].parts == (Part(new.id, 2000),)
    assert found[0].reasons == (Why.REPLACED, Why.AMOUNT)


def test_an_account_that_paid_before_is_known_again(world, account, bank):
    loan = make_loan(world, way=DepositWay.LATER, promised_on=TODAY)
    first, second = _ask(world, loan, parts=2)
    for _one in range(4):
        _ask(world, make_loan(world, way=DepositWay.LATER, promised_on=TODAY), parts=2)
    bank(Paid(first.amount_cents, reference=first.reference))
    [movement] = bank(Paid(second.amount_cents, text="tweede deel"))
    [best] = candidates.find([_open(movement)]).proposals[movement.id]
    assert best.parts[0].request_id == second.id
    assert best.reasons == (Why.SAME_IBAN, Why.AMOUNT)


def test_the_borrowers_name_is_found_whatever_the_order_and_the_accents(world, account, bank):
    loan = make_loan(world, way=DepositWay.LATER, promised_on=TODAY)
    with upkeep():
        loan.borrower.name_key = name_key("Zoë", "Van den Bérgh")
    [request] = _ask(world, loan)
    for _one in range(4):
        _ask(world, make_loan(world, way=DepositWay.LATER, promised_on=TODAY))
    [movement] = bank(Paid(3000, name="ZOE VAN DEN BERGH"))
    [best] = candidates.find([_open(movement)]).proposals[movement.id]
    assert (best.parts[0].request_id, best.reasons) == (request.id, (Why.SAME_NAME, Why.AMOUNT))


def test_a_loan_without_a_request_is_booked_by_its_number(world, loan, bank):
    [movement] = bank(Paid(3000))
    deeds.book_on_loan(world.karim.actor, movement, loan, cents=3000, now=NOW)
    assert _open(movement).left_cents == 0
    [again] = bank(Paid(3000))
    with pytest.raises(NothingOpen):
        deeds.book_on_loan(world.karim.actor, again, loan, cents=3000, now=NOW)


# --- cash and cards ---


def test_cash_that_was_brought_is_seen_once(world, account, bank, loan):
    actions.receive_cash(world.nele.actor, loan, cents=3000, now=NOW)
    till = tills.tills_in_use()[0]
    brought = till_deeds.bring_to_bank(world.nele.actor, till, cents=3000, slip="S-1", now=NOW)
    one, two = bank(Paid(3000, text="STORTING"), Paid(3000))
    assert queries.cash_underway({3000}) == {3000: [brought]}
    deeds.see_cash(world.karim.actor, one, brought, now=NOW)
    assert balances()[Account.IN_TRANSIT] == 0
    assert queries.cash_underway({3000}) == {3000: []}
    with pytest.raises(NotThisCash):
        deeds.see_cash(world.karim.actor, two, brought, now=NOW)
    _all_is_well()


def test_a_wrong_sight_of_cash_is_undone_and_it_is_on_its_way_again(world, account, bank, loan):
    actions.receive_cash(world.nele.actor, loan, cents=3000, now=NOW)
    till = tills.tills_in_use()[0]
    brought = till_deeds.bring_to_bank(world.nele.actor, till, cents=3000, slip="S-1", now=NOW)
    one, two = bank(Paid(3000), Paid(3000))
    seen = deeds.see_cash(world.karim.actor, one, brought, now=NOW)
    actions.correct(world.karim.actor, seen, because="the other one", now=NOW)
    assert queries.cash_underway({3000}) == {3000: [brought]}
    assert _open(one).left_cents == 3000
    deeds.see_cash(world.karim.actor, two, brought, now=NOW)
    _all_is_well()


def test_cash_that_was_fetched_is_seen_going_out(world, account, bank):
    till = tills.make_till(world.fatima.actor, name="Kas balie", now=NOW)
    bank(Paid(9000))
    fetched = till_deeds.fetch_from_bank(world.nele.actor, till, cents=5000, slip="F-1", now=NOW)
    [movement] = bank(Paid(-5000))
    assert queries.cash_underway({-5000}) == {-5000: [fetched]}
    deeds.see_cash(world.karim.actor, movement, fetched, now=NOW)
    assert (balances()[Account.IN_TRANSIT], _open(movement).left_cents) == (0, 0)
    _all_is_well()


def test_the_terminal_pays_out_no_more_than_was_paid_there(world, account, bank, loan):
    actions.receive_card(world.nele.actor, loan, cents=3000, slip="77", now=NOW)
    one, two = bank(Paid(3000, text="WORLDLINE"), Paid(1))
    deeds.see_card(world.karim.actor, one, cents=3000, now=NOW)
    assert balances()[Account.CARD] == 0
    with pytest.raises(MoreThanOnTerminal):
        deeds.see_card(world.karim.actor, two, cents=1, now=NOW)
    _all_is_well()


# --- aside and undone ---


def test_what_is_no_deposit_is_laid_aside_and_taken_up_again(world, loan, bank):
    [movement] = bank(Paid(-1250, text="BANKKOSTEN"))
    deeds.lay_aside(world.karim.actor, movement, Aside.OTHER_MONEY, now=NOW)
    deeds.lay_aside(world.karim.actor, movement, Aside.OTHER_MONEY, now=NOW)
    assert _waiting() == []
    [other] = bank(Paid(3000))
    deeds.lay_aside(world.karim.actor, other, Aside.SENT_BACK, now=NOW)
    with pytest.raises(LaidAside):
        deeds.book_on_loan(world.karim.actor, other, loan, cents=3000, now=NOW)
    deeds.take_up(world.karim.actor, other, now=NOW)
    deeds.book_on_loan(world.karim.actor, other, loan, cents=3000, now=NOW)
    _all_is_well()


def test_a_match_is_undone_by_a_counter_entry_and_asks_for_someone_again(world, loan, bank):
    [request] = _ask(world, loan)
    [movement] = bank(Paid(3000, reference=request.reference))
    [entry] = entries_of(loan)
    undone = actions.correct(world.karim.actor, entry, because="it is another's", now=NOW)
    assert (undone.movement, undone.corrects) == (movement, entry)
    assert (_waiting(), request.state) == ([3000], RequestState.OPEN)
    assert _proposed(movement)[0] == (Why.REFERENCE, Why.AMOUNT)
    deeds.book_on(world.karim.actor, movement, [Part(request.id, 3000)], now=NOW)
    assert request.state is RequestState.PAID
    _all_is_well()


def test_what_is_undone_asks_for_someone_though_the_rest_was_laid_aside(world, loan, bank):
    [movement] = bank(Paid(5000))
    entry = deeds.book_on_loan(world.karim.actor, movement, loan, cents=3000, now=NOW)
    deeds.lay_aside(world.karim.actor, movement, Aside.OTHER_MONEY, now=NOW)
    assert _waiting() == []
    actions.correct(world.karim.actor, entry, because="another loan", now=NOW)
    assert _waiting() == [5000]
    _all_is_well()


def test_cash_that_the_bank_shows_is_undone_only_after_that(world, account, bank, loan):
    actions.receive_cash(world.nele.actor, loan, cents=3000, now=NOW)
    till = tills.tills_in_use()[0]
    brought = till_deeds.bring_to_bank(world.karim.actor, till, cents=3000, slip="", now=NOW)
    [movement] = bank(Paid(3000))
    seen = deeds.see_cash(world.karim.actor, movement, brought, now=NOW)
    with pytest.raises(SeenAtBank):
        actions.correct(world.karim.actor, brought, because="not brought", now=NOW)
    actions.correct(world.karim.actor, seen, because="another's", now=NOW)
    actions.correct(world.karim.actor, brought, because="not brought", now=NOW)
    # And what was undone is seen by no movement, whoever looked at it before.
    with pytest.raises(NotThisCash):
        deeds.see_cash(world.karim.actor, movement, brought, now=NOW)
    assert (balances()[Account.IN_TRANSIT], balances()[Account.TILL]) == (0, 3000)
    _all_is_well()


def test_a_promise_that_was_paid_is_undone_only_after_that(world, account, bank):
    loan = make_loan(world, way=DepositWay.THIRD_PARTY, partner=make_service())
    [promise] = entries_of(loan)
    [request] = asked.requests_of(loan)
    bank(Paid(3000, reference=request.reference))
    with pytest.raises(PromisePaid):
        actions.correct(world.nele.actor, promise, because="they do not pay", now=NOW)
    actions.correct(world.karim.actor, entries_of(loan)[-1], because="another loan", now=NOW)
    actions.correct(world.nele.actor, promise, because="they do not pay", now=NOW)
    assert (balances()[Account.THIRD_PARTY], balances()[Account.HELD]) == (0, 0)
    _all_is_well()


def test_who_paid_without_a_reference_is_forgotten_too(world, loan, bank):
    first, second, third = bank(Paid(2000), Paid(500), Paid(1000, name="PEETERS JAN"))
    deeds.book_on_loan(world.karim.actor, first, loan, cents=2000, now=NOW)
    deeds.keep_apart(world.karim.actor, second, loan, cents=500, now=NOW)
    # By mistake, and undone: this is somebody else.
    wrong = deeds.book_on_loan(world.karim.actor, third, loan, cents=1000, now=NOW)
    actions.correct(world.karim.actor, wrong, because="Jan's", now=NOW)
    with upkeep():
        actions.blank_for(loan)
    db.session.expire_all()
    assert (first.party.name, first.party.iban, first.party.account) == (None, None, None)
    assert (second.party.name, second.party.iban) == (None, None)
    assert third.party.name == "PEETERS JAN"


def test_the_desk_neither_books_nor_undoes_what_the_bank_shows(world, loan, bank):
    [request] = _ask(world, loan)
    [movement] = bank(Paid(3000, reference=request.reference))
    with pytest.raises(MayNot):
        actions.correct(world.nele.actor, entries_of(loan)[0], because="no", now=NOW)
    for deed in (
        lambda: deeds.book_on(world.nele.actor, movement, [Part(request.id, 1)], now=NOW),
        lambda: deeds.lay_aside(world.nele.actor, movement, Aside.SENT_BACK, now=NOW),
        lambda: deeds.keep_apart(world.nele.actor, movement, loan, cents=1, now=NOW),
        lambda: deeds.see_card(world.nele.actor, movement, cents=1, now=NOW),
    ):
        with pytest.raises(MayNot):
            deed()


def test_money_that_went_out_pays_nothing(world, loan, bank):
    [movement] = bank(Paid(-3000))
    with pytest.raises(OtherDirection):
        deeds.book_on_loan(world.karim.actor, movement, loan, cents=3000, now=NOW)


def test_no_cent_of_the_bank_is_booked_twice(world, loan, bank):
    [movement] = bank(Paid(1000))
    deeds.book_on_loan(world.karim.actor, movement, loan, cents=1000, now=NOW)
    with pytest.raises(NothingLeftOfIt):
        deeds.book_on_loan(world.karim.actor, movement, loan, cents=1, now=NOW)


def test_the_database_itself_refuses_a_cent_booked_twice(world, loan, bank, account):
    [movement] = bank(Paid(1000))
    entry_id = _raw_entry(movement, account, loan, 1000)
    assert entry_id
    with pytest.raises(DatabaseError):
        _raw_entry(movement, account, loan, 1)
    db.session.rollback()


def _raw_entry(movement: BankMovement, account: Any, loan: Any, cents: int) -> int:
    with transaction():
        entry = LedgerEntry(
            loan_id=loan.id, reason=Reason.PAID_TOO_MUCH, booked_at=NOW, movement_id=movement.id,
            postings=[
                Posting(account=Account.BANK, amount_cents=cents, bank_account_id=account.id),
                Posting(account=Account.SURPLUS, amount_cents=-cents),
            ],
        )  # fmt: skip
        db.session.add(entry)
        db.session.flush()
        from tests.make import anyone

        audit.record(anyone(entry.digibank_id), "reconciling.booked", entry, now=NOW)
        return entry.id


def test_what_a_movement_came_to_is_never_rewritten(world, bank):
    [movement] = bank(Paid(1000))
    with pytest.raises(DatabaseError):
        db.session.execute(
            update(OpenMovement.__table__)
            .values(amount_cents=9999)
            .where(OpenMovement.__table__.c.movement_id == movement.id)
        )
    db.session.rollback()


def test_another_digibank_sees_none_of_it(world, loan, bank):
    [request] = _ask(world, loan)
    [movement] = bank(Paid(2000, reference=request.reference))
    with inside(world.luik):
        with pytest.raises(NotHere):
            queries.get_open(movement.id)
        assert _waiting() == []
