"""Bank accounts: the treasurer keeps them, the desk does not see them, and a line on the bank names one."""

import pytest
from sqlalchemy.exc import DatabaseError, IntegrityError

from inventory.banking import actions, queries
from inventory.banking.models import BankAccount
from inventory.deposits.ledger import (
    Account,
    Booking,
    Reason,
    WhichBankAccount,
    countering,
    must_name_account,
)
from inventory.deposits.models import LedgerEntry, Posting
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction
from tests.cast import NOW
from tests.make import make_loan
from tests.make_bank import make_bank_account

TYPED = {
    "iban": "BE71 0961 2345 6769", "holder_name": "Digibank Gent vzw", "nickname": "Waarborgen", "bic": "",
    "pain_version": "09",
}  # fmt: skip


def test_the_treasurer_adds_an_account(client, world):
    client.sign_in(world.karim)
    assert b"No bank account yet" in client.get("/gent/bank/accounts").data
    added = client.post("/gent/bank/accounts/new", data={**TYPED, "once": "a"})
    assert added.location == "/gent/bank/accounts"
    page = client.get(added.location).data
    assert b"BE71 0961 2345 6769" in page
    assert b"GKCCBEBB" in page
    assert b"we do not know the bank" not in page
    assert client.post("/gent/bank/accounts/new", data={**TYPED, "once": "a"}).location == added.location
    assert client.get("/gent/bank/accounts").data.count(b"BE71 0961 2345 6769") == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"iban": "BE71 0961 2345 6768"}, b"not a right IBAN"),
        ({"bic": "GKCC"}, b"not a right BIC"),
        ({"iban": "BE68539007547034"}, b"do not know this bank"),
        ({"holder_name": " "}, b"exactly as the bank writes it"),
        ({"holder_name": "x" * 71}, b"holder_name-error"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(client, world, wrong, sentence):
    client.sign_in(world.karim)
    refused = client.post("/gent/bank/accounts/new", data={**TYPED, **wrong, "once": "b"})
    assert refused.status_code == 422
    assert sentence in refused.data
    assert b'value="Waarborgen"' in refused.data


def test_a_bank_that_is_not_on_the_list_is_remarked_upon(client, world):
    client.sign_in(world.karim)
    told = {**TYPED, "iban": "BE68539007547034", "bic": "KREDBEBB", "once": "c"}
    assert client.post("/gent/bank/accounts/new", data=told).status_code == 303
    assert b"we do not know the bank" in client.get("/gent/bank/accounts").data


def test_the_same_number_twice_is_refused_in_one_digibank_and_not_in_two(in_gent, world, app):
    make_bank_account(world)
    with pytest.raises(actions.AccountKnown):
        make_bank_account(world, iban="be71 0961 2345 6769")
    with inside(world.luik):
        assert make_bank_account(world).iban == "BE71096123456769"


def test_it_is_put_right_and_closed_and_opened_again(client, world, app):
    with app.test_request_context(), inside(world.gent):
        number = make_bank_account(world, nickname="Oud").id
    client.sign_in(world.karim)
    at = f"/gent/bank/accounts/{number}"
    assert b"Oud" in client.get(at).data
    changed = {**TYPED, "holder_name": "Digibank Gent", "pain_version": "03", "nickname": "Nieuw"}
    assert client.post(at, data={**changed, "once": "d"}).status_code == 303
    assert client.post(f"{at}/close", data={"once": "e"}).status_code == 303
    assert b"Nieuw \xc2\xb7 closed" in client.get("/gent/bank/accounts").data
    with app.test_request_context(), inside(world.gent):
        assert queries.account_for_deposits() is None
    assert client.post(f"{at}/open", data={"once": "f"}).status_code == 303
    with app.test_request_context(), inside(world.gent):
        found = queries.account_for_deposits()
        assert (found.holder_name, found.pain_version, found.iban) == (
            "Digibank Gent",
            "03",
            "BE71096123456769",
        )


def test_the_desk_and_the_bench_do_not_see_the_bank(client, world):
    for person in (world.nele, world.tom, world.sofie, world.lotte):
        client.sign_in(person)
        for address in ("/gent/bank/accounts", "/gent/bank/accounts/new"):
            assert client.get(address).status_code == 403, (person.name, address)
    details = actions.AccountDetails(holder_name="Digibank Gent")
    with pytest.raises(MayNot):
        actions.add_account(world.nele.actor, iban="BE71096123456769", details=details, now=NOW)


def test_nobody_reaches_an_account_of_another_digibank(client, world, app):
    with app.test_request_context(), inside(world.gent):
        number = make_bank_account(world, nickname="Gentse").id
    client.sign_in(world.bram)
    assert b"Gentse" not in client.get("/luik/bank/accounts").data
    assert client.get(f"/luik/bank/accounts/{number}").status_code == 404
    for deed in ("close", "open"):
        assert client.post(f"/luik/bank/accounts/{number}/{deed}").status_code == 404


def test_the_database_keeps_the_number_of_an_account(in_gent, world):
    account = make_bank_account(world)
    with pytest.raises(DatabaseError, match="keeps its iban"), db.session.begin_nested():
        db.session.execute(
            db.update(BankAccount).where(BankAccount.id == account.id).values(iban="BE43068999999501")
        )


# --- the ledger ---


def test_a_line_on_the_bank_names_its_account_and_no_other_line_does():
    must_name_account((Booking(Account.BANK, 100, bank_account_id=7), Booking(Account.HELD, -100)))
    for lines in (
        (Booking(Account.BANK, 100), Booking(Account.HELD, -100)),
        (Booking(Account.TILL, 100, bank_account_id=7), Booking(Account.HELD, -100)),
    ):
        with pytest.raises(WhichBankAccount):
            must_name_account(lines)


def test_what_undoes_a_line_on_the_bank_names_the_same_account():
    class Booked:
        reason = Reason.RECEIVED
        postings = (Booking(Account.BANK, 100, bank_account_id=7), Booking(Account.HELD, -100))

    assert Booking(Account.BANK, -100, bank_account_id=7) in countering(Booked(), held=100)


def _write_line(world, account, number):
    entry = db.session.scalars(db.select(LedgerEntry).where(LedgerEntry.loan_id == make_loan(world).id)).one()
    with transaction():
        db.session.add(Posting(entry=entry, account=account, amount_cents=5, bank_account_id=number))


@pytest.mark.parametrize(("account", "names"), [(Account.BANK, False), (Account.CARD, True)])
def test_the_database_refuses_a_line_that_does_not(in_gent, world, account, names):
    number = make_bank_account(world).id
    with pytest.raises(IntegrityError):
        _write_line(world, account, number if names else None)


def test_the_database_refuses_an_account_of_another_digibank(in_gent, world):
    with inside(world.luik):
        theirs = make_bank_account(world).id
    with pytest.raises(IntegrityError):
        _write_line(world, Account.BANK, theirs)
