"""Add a bank account of ours, put what the bank calls it right, close it, open it again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from inventory.banking.iban import bic_from, iban_from
from inventory.banking.models import BankAccount, PainVersion
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission


class AccountKnown(Refusal):
    """This digibank has an account with this IBAN already."""


class HolderMissing(Refusal):
    """An account without the name of its holder cannot be paid to."""

    status = 422


@dataclass(frozen=True)
class AccountDetails:
    """What may be put right of an account. An empty BIC is looked up; an empty nickname is the holder's name."""

    holder_name: str
    bic: str = ""
    nickname: str = ""
    pain_version: PainVersion = PainVersion.V09


def add_account(actor: Actor, *, iban: str, details: AccountDetails, now: datetime) -> BankAccount:
    """A bank account of this digibank. Raises WrongIban, AccountKnown, and what `change_account` raises."""
    actor.must(Permission.BANK_EDIT)
    with transaction():
        number = iban_from(iban)
        if db.session.scalar(select(BankAccount.id).where(BankAccount.iban == number)) is not None:
            raise AccountKnown(field="iban")
        account = _filled(BankAccount(iban=number), details)
        db.session.add(account)
        db.session.flush()  # its id is the trace's
        record(
            actor,
            "banking.account_added",
            account,
            now=now,
            iban=number,
            holder_name=account.holder_name,
            bic=account.bic,
        )
    return account


def change_account(
    actor: Actor, account: BankAccount, *, details: AccountDetails, now: datetime
) -> BankAccount:
    """Put an account right, all but its number. Raises HolderMissing, WrongBic or BicUnknown."""
    actor.must(Permission.BANK_EDIT)
    with transaction():
        _filled(account, details)
        record(
            actor,
            "banking.account_changed",
            account,
            now=now,
            holder_name=account.holder_name,
            bic=account.bic,
            pain_version=account.pain_version,
        )
    return account


def close_account(actor: Actor, account: BankAccount, *, now: datetime) -> None:
    """Nothing new is asked on this account; what comes in on it can still be booked."""
    _set_open(actor, account, False, "banking.account_closed", now)


def open_account_again(actor: Actor, account: BankAccount, *, now: datetime) -> None:
    """A closed account takes new requests again."""
    _set_open(actor, account, True, "banking.account_opened", now)


def _filled(account: BankAccount, details: AccountDetails) -> BankAccount:
    holder = " ".join(details.holder_name.split())
    if not holder:
        raise HolderMissing(field="holder_name")
    account.bic = bic_from(details.bic, account.iban)
    account.holder_name, account.pain_version = holder, details.pain_version
    account.nickname = " ".join(details.nickname.split()) or holder[:40]
    return account


def _set_open(actor: Actor, account: BankAccount, is_open: bool, deed: str, now: datetime) -> None:
    actor.must(Permission.BANK_EDIT)
    with transaction():
        if account.is_open is not is_open:
            account.is_open = is_open
            record(actor, deed, account, now=now)
