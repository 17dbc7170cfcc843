"""A giver announces a gift in the portal; we say yes, with a day or without, and they are told."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from inventory.agreements.rules import Minimum
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
        told = lot.announcement
        if told is None:
            raise NotHere
        if told.accepted_at is not None:
            return told
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


def forget_whom_to_ask(lot: Lot) -> None:
    """The gift is here: who stood at the door is nobody's business any more."""
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
    return query.where(Announcement.accepted_at.is_(None), Lot.state != LotState.CLOSED).order_by(Lot.id)
