"""A bank's file comes in: shown first, and kept whole or not at all, in one transaction.

The same file counts once, by its bytes; so does the same statement, by its account, year and number, whatever file
it comes in. A statement that has the number of another, or does not begin where its neighbour ended, is refused. One
that is missing in between is said and stops nothing: it may still come.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, select

from inventory.banking.keeping import Tell, keep_statement, quietly
from inventory.banking.models import BankAccount, BankFile, BankMovement, BankStatement, StatementDraft
from inventory.banking.queries import Gap
from inventory.banking.reading import read_statements
from inventory.banking.statement import Statement
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.money import Cents
from inventory.foundation.offers import offered
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.permissions import Permission


class UnknownAccount(Refusal):
    """The file is of an account that this digibank does not have."""

    status = 422


class OtherStatement(Refusal):
    """A statement with this number is here, and says something else."""


class DoesNotFollow(Refusal):
    """The statement does not begin where the one before it ended, or the one after it begins elsewhere."""


class Verdict(StrEnum):
    """What becomes of a statement of a file."""

    NEW = "new"
    #: the same is here already: it counts once
    KNOWN = "known"


@dataclass(frozen=True)
class Outline:
    """A statement without its movements: enough to say what will become of it."""

    format: str
    line: int
    iban: str
    year: int
    sequence: int
    opening_cents: int
    opening_date: date | None
    closing_cents: int
    closing_date: date
    credit_cents: int
    debit_cents: int
    movement_count: int

    @property
    def full_number(self) -> str:
        """As spoken: 2026-048."""
        return f"{self.year}-{self.sequence:03d}"


@dataclass(frozen=True)
class Planned:
    """What will become of one statement of a file, and which are missing just before it."""

    outline: Outline
    account: BankAccount
    verdict: Verdict
    gap: Gap | None = None


@dataclass(frozen=True)
class Imported:
    """What became of a file."""

    #: None when every byte of it was here already
    file_id: int | None
    new: int
    known: int
    #: rows that were written: movements, and the payments of batches
    movements: int
    gaps: tuple[Gap, ...] = ()
    #: movements that were booked with it, for they were beyond doubt
    booked: int = 0


def outline_of(one: Statement) -> Outline:
    """A statement without its movements."""
    return Outline(
        format=str(one.format),
        line=one.line,
        iban=one.iban,
        year=one.year,
        sequence=one.sequence,
        opening_cents=one.opening_cents,
        opening_date=one.opening_date,
        closing_cents=one.closing_cents,
        closing_date=one.closing_date,
        credit_cents=one.credit_cents,
        debit_cents=one.debit_cents,
        movement_count=len(one.movements),
    )


def _kept(outline: Outline) -> dict[str, Any]:
    days = {"opening_date", "closing_date"}
    return {
        name: value.isoformat() if name in days and value else value
        for name, value in asdict(outline).items()
    }


def _found(kept: dict[str, Any]) -> Outline:
    opened = kept["opening_date"]
    return Outline(
        **kept
        | {
            "opening_date": date.fromisoformat(opened) if opened else None,
            "closing_date": date.fromisoformat(kept["closing_date"]),
        }
    )


# --- first shown ----------------------------------------------------------------------------------------


def upload(actor: Actor, content: bytes, file_name: str, *, now: datetime) -> StatementDraft:
    """Read a file and keep it until someone says yes. A kind of Crooked when it does not add up."""
    actor.must(Permission.BANK_IMPORT)
    outlines = [outline_of(one) for one in read_statements(content)]
    with transaction():
        draft = StatementDraft(
            file_name=file_name[:120],
            uploaded_at=now,
            uploaded_by_id=actor.user_id,
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            outline=[_kept(one) for one in outlines],
        )
        db.session.add(draft)
        db.session.flush()  # its id is the trace's
        record(actor, "banking.statement_uploaded", draft, now=now, sha256=draft.sha256)
    return draft


def get_draft(draft_id: int) -> StatementDraft:
    """The draft with this id; NotHere when there is none, or no longer."""
    found = db.session.scalar(select(StatementDraft).where(StatementDraft.id == draft_id))
    if found is None:
        raise NotHere
    return found


def plan_of(draft: StatementDraft) -> list[Planned]:
    """What will become of each statement of a draft, as the register stands now; refuses as the import would."""
    return _planned([_found(kept) for kept in draft.outline])


def is_known(sha256: str) -> bool:
    """Was a file with these bytes imported before?"""
    return db.session.scalar(select(BankFile.id).where(BankFile.sha256 == sha256)) is not None


def confirm(actor: Actor, draft: StatementDraft, *, now: datetime) -> Imported:
    """Import what was shown; the draft goes."""
    with transaction():
        done = import_file(actor, draft.content, draft.file_name, now=now)
        record(actor, "banking.draft_removed", draft, now=now)
        db.session.delete(draft)
    return done


def remove_drafts(actor: Actor, before: datetime, *, now: datetime) -> int:
    """Drafts to which nobody said yes go; their number."""
    old = select(StatementDraft.id).where(StatementDraft.uploaded_at < before)
    with transaction():
        ids = db.session.scalars(old).all()
        for draft in db.session.scalars(select(StatementDraft).where(StatementDraft.id.in_(ids))):
            record(actor, "banking.draft_removed", draft, now=now)
        if ids:
            db.session.execute(delete(StatementDraft).where(StatementDraft.id.in_(ids)))
    return len(ids)


# --- and then kept --------------------------------------------------------------------------------------


def import_file(
    actor: Actor, content: bytes, file_name: str, *, now: datetime, tell: Tell = quietly
) -> Imported:
    """Keep every statement of a file that is not here yet, all or none. May be called again without harm.

    `tell` hears how many movements were kept, and then how many were looked at for what they pay.

    Raises a kind of Crooked, UnknownAccount, OtherStatement or DoesNotFollow; then nothing of it is kept.
    """
    actor.must(Permission.BANK_IMPORT)
    sha256 = hashlib.sha256(content).hexdigest()
    if is_known(sha256):
        return Imported(None, new=0, known=_count_in(sha256), movements=0)
    statements = read_statements(content)
    with transaction():
        for account in _accounts(outline_of(one) for one in statements).values():
            hold(account)  # two who import the same file at once: one waits, and finds it here
        if is_known(sha256):
            return Imported(None, new=0, known=len(statements), movements=0)
        plan = _planned([outline_of(one) for one in statements])
        for one, planned in zip(statements, plan, strict=True):
            if planned.verdict is Verdict.KNOWN:
                _must_be_the_same(one, planned)
        new = [
            (one, planned.account)
            for one, planned in zip(statements, plan, strict=True)
            if planned.verdict is Verdict.NEW
        ]
        file = BankFile(
            sha256=sha256,
            file_name=file_name[:120],
            size_bytes=len(content),
            format=statements[0].format,
            imported_at=now,
            imported_by_id=actor.user_id,
        )
        db.session.add(file)
        db.session.flush()
        count = sum(keep_statement(one, account, file, tell) for one, account in new)
        record(
            actor, "banking.statements_imported", file, now=now,
            sha256=sha256, statements=len(new), movements=count,
        )  # fmt: skip
        gaps = tuple(one.gap for one in plan if one.gap is not None)
        known = len(statements) - len(new)
        booked = sum(offered("bank.imported", file, actor, now, tell))
        return Imported(file.id, len(new), known, count, gaps, booked)


def _count_in(sha256: str) -> int:
    query = select(BankStatement.id).join(BankFile, BankFile.id == BankStatement.file_id)
    return len(db.session.scalars(query.where(BankFile.sha256 == sha256)).all())


def _accounts(outlines: Iterable[Outline]) -> dict[str, BankAccount]:
    """Our accounts of these statements by IBAN, always in the same order."""
    ibans = {one.iban for one in outlines}
    query = select(BankAccount).where(BankAccount.iban.in_(ibans)).order_by(BankAccount.id)
    found = {one.iban: one for one in db.session.scalars(query)}
    # Whether another digibank has it is nobody's business here.
    for iban in sorted(ibans - found.keys()):
        raise UnknownAccount(iban=iban)
    return found


def _planned(outlines: Sequence[Outline]) -> list[Planned]:
    accounts = _accounts(outlines)
    here = _balances(accounts)
    for one in outlines:
        _must_fit(one, here[accounts[one.iban].id])
    planned = []
    for one in outlines:
        account = accounts[one.iban]
        known = here[account.id]
        verdict = Verdict.KNOWN if (one.year, one.sequence) in known else Verdict.NEW
        planned.append(Planned(one, account, verdict))
    coming = {(accounts[one.iban].id, one.year, one.sequence) for one in outlines}
    return [
        replace(one, gap=_gap_before(one, here[one.account.id], coming))
        if one.verdict is Verdict.NEW
        else one
        for one in planned
    ]


_Balances = dict[tuple[int, int], tuple[int, int, int]]


def _balances(accounts: dict[str, BankAccount]) -> dict[int, _Balances]:
    """Per account: year and number of each statement that is here, with its balances and number of movements."""
    here: dict[int, _Balances] = {account.id: {} for account in accounts.values()}
    query = select(
        BankStatement.account_id, BankStatement.year, BankStatement.sequence, BankStatement.opening_cents,
        BankStatement.closing_cents, BankStatement.movement_count,
    ).where(BankStatement.account_id.in_(here))  # fmt: skip
    for account_id, year, sequence, opening, closing, count in db.session.execute(query):
        here[account_id][year, sequence] = (opening, closing, count)
    return here


def _must_fit(one: Outline, here: _Balances) -> None:
    told = (one.opening_cents, one.closing_cents, one.movement_count)
    same = here.get((one.year, one.sequence))
    if same is not None and same != told:
        raise OtherStatement(number=one.full_number, line=one.line)
    before, after = here.get((one.year, one.sequence - 1)), here.get((one.year, one.sequence + 1))
    if before is not None and before[1] != one.opening_cents:
        raise DoesNotFollow(
            number=one.full_number, told=Cents(one.opening_cents), counted=Cents(before[1]), line=one.line
        )
    if after is not None and after[0] != one.closing_cents:
        raise DoesNotFollow(
            number=one.full_number, told=Cents(one.closing_cents), counted=Cents(after[0]), line=one.line
        )


def _must_be_the_same(one: Statement, planned: Planned) -> None:
    """Refuse a statement that is here under its number with other amounts, though both lead to the same balance.

    Whatever their order: a bank may write it otherwise in CODA than in camt.
    """
    query = (
        select(func.sum(BankMovement.amount_cents))
        .join(BankStatement, BankStatement.id == BankMovement.statement_id)
        .where(
            BankStatement.account_id == planned.account.id,
            BankStatement.year == one.year,
            BankStatement.sequence == one.sequence,
        )
        .group_by(BankMovement.number)
    )
    here = sorted(int(cents) for cents in db.session.scalars(query))
    if here != sorted(movement.amount_cents for movement in one.movements):
        raise OtherStatement(number=planned.outline.full_number, line=one.line)


def _gap_before(one: Planned, here: _Balances, coming: set[tuple[int, int, int]]) -> Gap | None:
    """Which are missing between the nearest earlier statement and this one. The very first has none before it."""
    year, sequence = one.outline.year, one.outline.sequence
    with_us = {*here, *((each[1], each[2]) for each in coming if each[0] == one.account.id)}
    earlier = [number for number in with_us if number < (year, sequence)]
    if not earlier:
        return None
    latest = max(earlier)
    first = latest[1] + 1 if latest[0] == year else 1
    return Gap(one.account, year, first, sequence - 1) if first < sequence else None
