"""Which cash box: the tills of a digibank, and the one from which a colleague works."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from inventory.deposits.ledger import Account, Booking, Reason
from inventory.deposits.models import LedgerEntry
from inventory.deposits.till_models import CashSignature, Till, TillChoice
from inventory.deposits.till_rules import TillPutAway, WhichTill, must_be_open, must_hold, which
from inventory.digibank.models import Digibank, User
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import hold, transaction
from inventory.permissions import Permission


class TillNamed(Refusal):
    """A cash box needs a name, and one of its own."""

    status = 422


class HasATill(Refusal):
    """This person has a cash box along already."""


def tills_in_use() -> Sequence[Till]:
    """The tills that are in use, in the order in which they came."""
    return db.session.scalars(db.select(Till).where(Till.is_open).order_by(Till.id)).all()


def get_till(till_id: int) -> Till:
    """This till of our digibank; NotHere otherwise."""
    till = db.session.scalar(db.select(Till).where(Till.id == till_id))
    if till is None:
        raise NotHere
    return till


def name_of_till(entry: LedgerEntry | None) -> str:
    """The till out of which or into which an entry went; empty when no coin moved."""
    if entry is None:
        return ""
    return next((line.till.name for line in entry.postings if line.till is not None), "")


def to_sign(entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """Those of one loan's `entries` by which cash went back, and for which nobody signed yet.

    Nothing once the borrower is forgotten: a signature would be a new trace of them.
    """
    cash = [entry for entry in entries if went_back_in_cash(entry)]
    if not cash:
        return []
    ids = [entry.id for entry in cash]
    query = db.select(CashSignature.entry_id).where(CashSignature.entry_id.in_(ids))
    signed = set(db.session.scalars(query))
    unsigned = [entry for entry in cash if entry.id not in signed]
    return [] if unsigned and unsigned[0].loan.borrower.is_forgotten else unsigned


def went_back_in_cash(entry: LedgerEntry) -> bool:
    """Did coins and notes go back to a borrower with this entry, and was it not undone?"""
    if entry.reason is not Reason.REFUNDED or entry.corrects_id is not None or entry.corrected_by is not None:
        return False
    return any(line.account is Account.TILL for line in entry.postings)


def choice_of(actor: Actor) -> TillChoice | None:
    """What this colleague chose last, if they ever had to."""
    if actor.user_id is None:
        return None
    return db.session.scalar(db.select(TillChoice).where(TillChoice.user_id == actor.user_id))


def till_of(actor: Actor) -> Till | None:
    """The till from which this colleague works; None when they have to choose first, or when there is none yet."""
    boxes = tills_in_use()
    if len(boxes) < 2:
        return boxes[0] if boxes else None
    chosen = choice_of(actor)
    return which(
        boxes,
        user_id=actor.user_id,
        chosen_id=chosen.till_id if chosen is not None else None,
        travels=any(offered("till.travels", actor)),
    )


def make_till(
    actor: Actor, *, name: str, now: datetime, holder: User | None = None, float_cents: int = 0
) -> Till:
    """One more cash box: on a desk, or with `holder` on the road; nothing is in it yet.

    `float_cents` is what should be in it in the morning. TillNamed without a name or with one that is taken,
    HasATill when `holder` has one already.
    """
    actor.must(Permission.TILL_MANAGE)
    with transaction():
        name = " ".join(name.split())[:60]
        named_so = db.select(Till.id).where(db.func.lower(Till.name) == name.lower())
        if not name or db.session.execute(named_so).first():
            raise TillNamed(field="name", name=name)
        if holder is not None and any(box.holder_id == holder.id for box in tills_in_use()):
            raise HasATill(field="holder", name=holder.name)
        holder_id = holder.id if holder is not None else None
        return write_till(actor, name=name, holder_id=holder_id, float_cents=float_cents, now=now)


def work_from(actor: Actor, till: Till, *, now: datetime) -> None:
    """From now on this colleague's cash goes into and comes out of `till`. TillPutAway when it is not in use."""
    actor.must(Permission.DEPOSIT_RECEIVE)
    with transaction():
        hold(till)
        if not till.is_open:
            raise TillPutAway(name=till.name)
        choice = choice_of(actor)
        if choice is None:
            assert actor.user_id is not None, "only people choose"
            db.session.add(TillChoice(user_id=actor.user_id, till=till, till_id=till.id))
        elif choice.till_id != till.id:
            choice.till, choice.till_id = till, till.id
        record(actor, "deposits.till_chosen", till, now=now)


def named(
    actor: Actor, lines: Sequence[Booking], till: Till | None, *, now: datetime
) -> tuple[Sequence[Booking], list[Till]]:
    """The lines with their till named, and those tills, held until the deed is done and found to allow it.

    A line on TILL without one gets `till`, or else the till from which the actor works. The first cash of a
    digibank makes its first till. Raises WhichTill, TillPutAway, TillDayClosed or TillTooLow.
    """
    if all(line.account is not Account.TILL for line in lines):
        return lines, []
    if any(line.account is Account.TILL and line.till_id is None for line in lines):
        box = till or till_of(actor) or _first_till(actor, now)
        lines = [
            replace(line, till_id=box.id) if line.account is Account.TILL and line.till_id is None else line
            for line in lines
        ]
    # Always in the same order, so that two deeds never wait for each other.
    tills = [get_till(till_id) for till_id in sorted({line.till_id for line in lines if line.till_id})]
    for box in tills:
        hold(box)
        if not box.is_open:
            raise TillPutAway(field="till", name=box.name)
        must_be_open(box.closed_on, day(now), name=box.name)
        change = sum(line.amount_cents for line in lines if line.till_id == box.id)
        must_hold(box.balance_cents, change, name=box.name)
    return lines, tills


def _first_till(actor: Actor, now: datetime) -> Till:
    """The one box that every desk has; WhichTill when there are several."""
    if tills_in_use():
        raise WhichTill(field="till")
    with force_locale(db.session.get_one(Digibank, current_digibank_id()).locale):
        return write_till(actor, name=_("Cash box at the desk"), now=now)


def write_till(
    actor: Actor, *, name: str, now: datetime, holder_id: int | None = None, float_cents: int = 0
) -> Till:
    """A new till with nothing in it; part of another deed, which asked whether it may."""
    till = Till(name=name, holder_id=holder_id, float_cents=float_cents)
    db.session.add(till)
    db.session.flush()
    record(actor, "deposits.till_made", till, now=now, float_cents=float_cents)
    return till
