"""A giver announces a gift in the portal; we say yes, with a day or without, or no and why, and they are told.

Either side may call it off while none of it is here; then the other is told.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from inventory.agreements.rules import Minimum
from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.digibank.models import Digibank
from inventory.digibank.numbers import give_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.outbox import post
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.transaction import transaction
from inventory.intake import agreeing
from inventory.intake.models import Announcement, Confidentiality, Lot, LotKind, LotState, Way
from inventory.intake.rules import NeedsAReason, SomethingCame, may_stay_away, must_be_open
from inventory.journey import Move, Stage
from inventory.partners.actions import contact_for
from inventory.partners.models import Partner, PartnerKind
from inventory.permissions import Permission


class DayIsOver(Refusal):
    """Nobody comes yesterday."""

    status = 422


@dataclass(frozen=True)
class Wish:
    """What a giver says of a gift that is still with them."""

    way: Way
    confidentiality: Confidentiality
    #: None: what was agreed is enough
    asked_minimum: Minimum | None
    #: None: a list tells
    expected_count: int | None
    street: str = ""
    postcode: str = ""
    municipality: str = ""
    days: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    note: str = ""


def announce_own(actor: Actor, partner: Partner, wish: Wish, *, now: datetime) -> Lot:
    """Someone at a giver announces a gift. NotHere for a partner that is not theirs."""
    actor.must(Permission.OWN_LOT_ANNOUNCE)
    with transaction():
        contact = contact_for(actor.user_id, partner.id)
        if contact is None or contact.user_id is None or partner.kind is not PartnerKind.DONOR:
            raise NotHere
        lot = Lot(
            kind=LotKind.DONATION, partner=partner, partner_id=partner.id, contact=contact, contact_id=contact.id,
            announced_at=now, state=LotState.ANNOUNCED, expected_count=wish.expected_count, note=wish.note,
            confidentiality=wish.confidentiality, asked_minimum=wish.asked_minimum,
        )  # fmt: skip
        agreeing.bind(lot, now=now)
        db.session.add(give_code(lot))
        db.session.flush()  # its id is the announcement's
        db.session.add(
            Announcement(
                lot_id=lot.id,
                announced_by_id=contact.user_id,
                way=wish.way,
                street=wish.street,
                postcode=wish.postcode,
                municipality=wish.municipality,
                days=wish.days,
                contact_name=wish.contact_name,
                contact_phone=wish.contact_phone,
            )
        )
        db.session.flush()
        db.session.expire(lot, ["announcement"])
        record(
            actor, "intake.announced_by_giver", lot, now=now, partner_id=partner.id, expected=wish.expected_count,
            way=wish.way, confidentiality=wish.confidentiality, minimum=lot.minimum,
        )  # fmt: skip
    return lot


def accept(actor: Actor, lot: Lot, *, comes_on: date | None, now: datetime) -> Announcement:
    """Say yes, once; whoever announced it is told. A second yes changes nothing."""
    actor.must(Permission.LOT_EDIT)
    with transaction():
        told = _announcement_of(lot)
        if told.accepted_at is not None:
            return told
        must_be_open(lot.state, lot.spoken)
        if comes_on is not None and comes_on < day(now):
            raise DayIsOver(field="comes_on")
        told.accepted_at, told.accepted_by_id, told.comes_on = now, actor.user_id, comes_on
        _answer(lot, told, now)
        record(actor, "intake.announcement_accepted", lot, now=now, comes_on=comes_on)
    return told


def _answer(lot: Lot, told: Announcement, now: datetime) -> None:
    digibank = db.session.get_one(Digibank, lot.digibank_id)
    post(
        "intake/accepted", to_email=told.announced_by.email, locale=told.announced_by.locale, now=now,
        about=f"lot:{lot.id}:accepted", lot=lot, told=told, digibank=digibank, name=told.announced_by.name,
        missing=agreeing.standing_of(lot),
    )  # fmt: skip


def decline(actor: Actor, lot: Lot, *, reason: str, now: datetime) -> Announcement:
    """Say no, and why; whoever announced it is told. A second no changes nothing.

    NeedsAReason without one, SomethingCame once any of it is here. A yes may be taken back so, too.
    """
    actor.must(Permission.LOT_EDIT)
    with transaction():
        told = _announcement_of(lot)
        if told.declined_at is None:
            _call_off(actor, lot, told, reason, now)
            digibank = db.session.get_one(Digibank, lot.digibank_id)
            post(
                "intake/declined", to_email=told.announced_by.email, locale=told.announced_by.locale, now=now,
                about=f"lot:{lot.id}:declined", lot=lot, reason=told.decline_reason, digibank=digibank,
                name=told.announced_by.name,
            )  # fmt: skip
    return told


def withdraw_own(actor: Actor, lot: Lot, *, reason: str, now: datetime) -> Announcement:
    """Its giver takes the announcement back, and says why; the house is told, for a van may be on its way."""
    actor.must(Permission.OWN_LOT_ANNOUNCE)
    with transaction():
        if contact_for(actor.user_id, lot.partner_id) is None:
            raise NotHere
        told = _announcement_of(lot)
        if told.declined_at is None:
            told.withdrawn = True
            _call_off(actor, lot, told, reason, now)
            digibank = db.session.get_one(Digibank, lot.digibank_id)
            if digibank.email:
                post(
                    "intake/withdrawn", to_email=digibank.email, locale=digibank.locale, now=now,
                    about=f"lot:{lot.id}:withdrawn", lot=lot, reason=told.decline_reason, told=told,
                )  # fmt: skip
    return told


def _announcement_of(lot: Lot) -> Announcement:
    if lot.announcement is None:
        raise NotHere
    return lot.announcement


def _call_off(actor: Actor, lot: Lot, told: Announcement, reason: str, now: datetime) -> None:
    """None of it will come: what was listed is refused, and whom to ask for is forgotten."""
    if not reason.strip():
        raise NeedsAReason(field="reason")
    promised = list(db.session.execute(select(Device).where(Device.lot_id == lot.id)).scalars())
    came = sum(device.stage is not Stage.ANNOUNCED for device in promised)
    if not may_stay_away(lot.state, is_handed_over=lot.handed_over_at is not None, came=came):
        raise SomethingCame
    for device in promised:
        devices.move(actor, device, Move.REFUSE, now=now, because=lot)
    lot.state = LotState.DECLINED
    told.declined_at, told.declined_by_id, told.decline_reason = now, actor.user_id, reason.strip()
    forget_whom_to_ask(lot)
    record(actor, "intake.announcement_declined", lot, now=now, promised=len(promised))


def may_be_called_off(lot: Lot) -> bool:
    """Is there an announcement of which nothing came yet?"""
    if lot.announcement is None:
        return False
    came = select(func.count(Device.id)).where(Device.lot_id == lot.id, Device.stage != Stage.ANNOUNCED)
    return may_stay_away(
        lot.state,
        is_handed_over=lot.handed_over_at is not None,
        came=db.session.execute(came).scalar_one() if lot.state is LotState.ANNOUNCED else 0,
    )


def forget_whom_to_ask(lot: Lot) -> None:
    """The gift is here, or will never come: who stood at the door is nobody's business any more."""
    if lot.announcement is not None:
        lot.announcement.contact_name = lot.announcement.contact_phone = ""


def forget_old(actor: Actor, *, before: datetime, now: datetime) -> int:
    """Whom to ask for is forgotten also where a lot was never closed; the number of lots announced before `before`."""
    with transaction():
        query = select(Announcement).join(Lot, Lot.id == Announcement.lot_id)
        query = query.where(Lot.announced_at < before, Announcement.contact_name != "")
        old = list(db.session.execute(query.options(joinedload(Announcement.lot))).scalars())
        for told in old:
            told.contact_name = told.contact_phone = ""
            record(actor, "intake.announcement_forgotten", told.lot, now=now)
    return len(old)


def waiting() -> Select[Lot]:
    """Gifts that a giver announced and nobody answered, as a query; oldest first."""
    query = select(Lot).join(Announcement, Announcement.lot_id == Lot.id).options(joinedload(Lot.partner))
    return query.where(
        Announcement.accepted_at.is_(None),
        Announcement.declined_at.is_(None),
        Lot.state == LotState.ANNOUNCED,
    ).order_by(Lot.id)
