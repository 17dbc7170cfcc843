"""Keep the stock of parts: name a kind, count it, take parts out of a device, build them in, throw them away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from sqlalchemy import delete, func, select

from inventory.devices.models import Device
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import hold, transaction
from inventory.parts import queries, rules
from inventory.parts.models import Part, PartFit, PartStay, PartType
from inventory.parts.rules import Fit, PartKind, Trial, Whereabouts
from inventory.permissions import Permission
from inventory.places.models import Place
from inventory.wording import say


@dataclass(frozen=True)
class TypeDetails:
    """What a person says of a kind of part."""

    kind: PartKind
    name: str
    fits: tuple[Fit, ...] = ()
    part_number: str = ""
    plug: str = ""
    watts: int | None = None
    minimum: int = 0
    place: Place | None = None


def add_type(actor: Actor, told: TypeDetails, *, now: datetime, counted: int = 0) -> PartType:
    """A kind of part that is kept in stock from now on. NoFit for a charger or battery that tells too little."""
    actor.must(Permission.PART_USE)
    with transaction():
        rules.check_number(counted, field="counted")
        one = PartType(counted=counted, **_columns(told, None))
        db.session.add(one)
        db.session.flush()  # its id is the fits'
        _write_fits(one, told.fits)
        record(actor, "parts.type_added", one, now=now, kind=told.kind, counted=counted)
    return one


def correct_type(actor: Actor, one: PartType, told: TypeDetails, *, now: datetime) -> PartType:
    """Put right what a kind is, for which devices, where it lies, and how many there should be."""
    actor.must(Permission.PART_USE)
    with transaction():
        hold(one)
        for column, value in _columns(told, one).items():
            setattr(one, column, value)
        db.session.execute(delete(PartFit).where(PartFit.type_id == one.id))
        _write_fits(one, told.fits)
        record(actor, "parts.type_corrected", one, now=now, minimum=told.minimum)
    return one


def _columns(told: TypeDetails, own: PartType | None) -> dict[str, object]:
    rules.check_number(told.minimum, field="minimum")
    if not told.fits:
        rules.check_fit_words(told.kind, plug=told.plug, watts=told.watts, part_number=told.part_number)
    name_key = rules.name_key(told.name)
    query = select(PartType.id).where(PartType.name_key == name_key)
    if db.session.execute(query).scalar_one_or_none() not in (None, own.id if own else None):
        raise rules.KindKnown(field="name")
    return {
        "kind": told.kind, "name": told.name.strip()[: rules.LONGEST_NAME], "name_key": name_key, "watts": told.watts,
        "part_number": told.part_number.strip(), "plug": told.plug.strip(), "minimum": told.minimum,
        "place_id": told.place.id if told.place else None,
    }  # fmt: skip


def _write_fits(one: PartType, fits: Collection[Fit]) -> None:
    db.session.add_all(
        PartFit(type_id=one.id, maker=fit.maker.strip(), model=fit.model.strip())
        for fit in dict.fromkeys(fits)
        if fit.maker.strip()
    )


def count(actor: Actor, one: PartType, counted: int, *, now: datetime) -> PartType:
    """So many lie in the bin: someone counted them, or some came in."""
    actor.must(Permission.PART_USE)
    with transaction():
        hold(one)
        rules.check_number(counted, field="counted")
        before, one.counted = one.counted, counted
        record(actor, "parts.counted", one, now=now, before=before, counted=counted)
    return one


# --- out of a device ---


def harvest(
    actor: Actor, device: Device, kinds: Collection[PartKind], *, now: datetime,
    tested: Trial = Trial.NOT_YET, place: Place | None = None,
) -> list[Part]:  # fmt: skip
    """Take parts out of a device that went to parts; each gets a number of its own, and remembers this device."""
    actor.must(Permission.PART_USE)
    with transaction():
        hold(device)
        rules.check_gives_parts(device.stage)
        last = db.session.execute(
            select(func.max(Part.number)).where(Part.from_device_id == device.id)
        ).scalar()
        parts = [
            Part(
                type_id=_type_for(actor, device, kind, now).id, from_device_id=device.id, number=number, tested=tested,
                place_id=place.id if place else None, taken_at=now, taken_by_id=_person(actor),
            )
            for number, kind in enumerate(dict.fromkeys(kinds), start=(last or 0) + 1)
        ]  # fmt: skip
        db.session.add_all(parts)
        db.session.flush()  # their ids are the traces'
        for part in parts:
            record(actor, "parts.taken_out", part, now=now, device=device, number=part.number, tested=tested)
    return parts


def _type_for(actor: Actor, device: Device, kind: PartKind, now: datetime) -> PartType:
    """The kind of part that this is in stock: one that names such a device, or a new one for this model."""
    for one in queries.stock(kind=kind):
        if one.fits and rules.fits(one.fits, device.maker, device.model):
            return one.type
    # In the words of the digibank, whoever takes it out: the next one finds it by the same name.
    with force_locale(db.session.get_one(Digibank, current_digibank_id()).locale):
        words = f"{say(kind)} {device.maker} {device.model}".strip()
    fit = Fit(device.maker or "–", device.model)
    known = db.session.execute(
        select(PartType).where(PartType.name_key == rules.name_key(words))
    ).scalar_one_or_none()
    return known or add_type(actor, TypeDetails(kind, words, (fit,)), now=now)


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise MayNot(permission=Permission.PART_USE)
    return actor.user_id


# --- into a device, and out again ---


def must_be_open(device: Device) -> None:
    """Refuse to build something into what does not stand open on a bench of ours."""
    rules.check_takes_parts(device.stage)
    must_be_here(device)


def must_be_here(device: Device) -> None:
    """Refuse to touch the inside of what is in other hands, by what these say of it."""
    for refusal in offered("device.closed", device):
        raise refusal


def build_in(
    actor: Actor, part: Part, device: Device, *, now: datetime, ticket_id: int | None = None,
    is_sure: bool = False,
) -> PartStay:  # fmt: skip
    """Build one single part into a device. BuiltInAlready, IsBroken, DoesNotFit unless someone is sure."""
    actor.must(Permission.PART_USE)
    with transaction():
        hold(part)
        must_be_open(device)
        if part.whereabouts is Whereabouts.BUILT_IN:
            raise rules.BuiltInAlready
        if part.whereabouts is Whereabouts.THROWN_AWAY:
            raise rules.NotInStock
        if part.tested is Trial.BROKEN:
            raise rules.IsBroken
        if not is_sure:
            _check_fit(part.type, device)
        part.whereabouts, part.device_id, part.place_id = Whereabouts.BUILT_IN, device.id, None
        stay = PartStay(
            type_id=part.type_id, part_id=part.id, device_id=device.id, ticket_id=ticket_id, built_at=now,
            built_by_id=_person(actor),
        )  # fmt: skip
        db.session.add(stay)
        db.session.flush()  # a part in two devices shows here
        record(
            actor, "parts.built_in", stay, now=now, device=device, part=part.id, source=part.from_device_id
        )
    return stay


def build_from_bin(
    actor: Actor, one: PartType, device: Device, *, now: datetime, number: int = 1,
    ticket_id: int | None = None, is_sure: bool = False,
) -> PartStay:  # fmt: skip
    """Build some of what lies counted in a bin into a device. NotInStock when there are fewer."""
    actor.must(Permission.PART_USE)
    with transaction():
        hold(one)
        must_be_open(device)
        rules.check_number(number, least=1, field="number")
        if number > one.counted:
            raise rules.NotInStock(field="number")
        if not is_sure:
            _check_fit(one, device)
        one.counted -= number
        stay = PartStay(
            type_id=one.id, device_id=device.id, count=number, ticket_id=ticket_id, built_at=now,
            built_by_id=_person(actor),
        )  # fmt: skip
        db.session.add(stay)
        db.session.flush()  # its id is the trace's
        record(actor, "parts.built_in", stay, now=now, device=device, type=one.id, count=number)
    return stay


def _check_fit(one: PartType, device: Device) -> None:
    if not rules.fits(queries.fits_of([one.id])[one.id], device.maker, device.model):
        raise rules.DoesNotFit


def take_out(actor: Actor, stay: PartStay, *, now: datetime) -> PartStay:
    """A part came out of a device again, or was never built in: back to stock. NotInParts out of a closed one."""
    actor.must(Permission.PART_USE)
    with transaction():
        hold(stay)
        rules.check_lets_go(stay.device.stage)
        must_be_here(stay.device)
        if stay.out_at is not None:
            raise rules.NotInStock
        stay.out_at, stay.out_by_id = now, _person(actor)
        if stay.part is not None:
            stay.part.whereabouts, stay.part.device_id = Whereabouts.IN_STOCK, None
            stay.part.place_id = stay.type.place_id
        else:
            hold(stay.type)
            stay.type.counted += stay.count
        record(actor, "parts.came_out", stay, now=now, device=stay.device)
    return stay


# --- what is known of one part ---


def test(actor: Actor, part: Part, tested: Trial, *, now: datetime) -> Part:
    """Say whether a part works."""
    actor.must(Permission.PART_USE)
    with transaction():
        hold(part)
        part.tested = tested
        record(actor, "parts.tested", part, now=now, device=part.source, tested=tested)
    return part


def lay(actor: Actor, part: Part, where: Place | None, *, now: datetime) -> Part:
    """Say where a part lies. BuiltInAlready while it sits in a device."""
    actor.must(Permission.PART_USE)
    with transaction():
        hold(part)
        _must_lie_in_stock(part)
        part.place_id = where.id if where else None
        record(actor, "parts.laid", part, now=now, device=part.source, place=str(where.code) if where else "")
    return part


def throw_away(actor: Actor, part: Part, *, now: datetime) -> Part:
    """A part is no more."""
    actor.must(Permission.PART_USE)
    with transaction():
        hold(part)
        _must_lie_in_stock(part)
        part.whereabouts, part.place_id, part.gone_at = Whereabouts.THROWN_AWAY, None, now
        record(actor, "parts.thrown_away", part, now=now, device=part.source)
    return part


def keep_after_all(actor: Actor, part: Part, *, now: datetime) -> Part:
    """It was not thrown away."""
    actor.must(Permission.PART_USE)
    with transaction():
        hold(part)
        if part.whereabouts is not Whereabouts.THROWN_AWAY:
            raise rules.BuiltInAlready
        part.whereabouts, part.gone_at = Whereabouts.IN_STOCK, None
        record(actor, "parts.kept_after_all", part, now=now, device=part.source)
    return part


def _must_lie_in_stock(part: Part) -> None:
    if part.whereabouts is Whereabouts.BUILT_IN:
        raise rules.BuiltInAlready
    if part.whereabouts is Whereabouts.THROWN_AWAY:
        raise rules.NotInStock
