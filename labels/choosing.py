"""Which things get a sticker: typed or scanned codes, or a whole lot; and what their stickers say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from inventory import codes
from inventory.codes import Code
from inventory.devices.models import BlankLabel, Device
from inventory.digibank.models import Digibank
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.intake.models import Lot
from inventory.journey import ENDS, Stage
from inventory.places.models import Place
from labels.sheet import MOST, TooManyLabels
from labels.tag import Tag, tag_for


class UnknownCodes(Refusal):
    """Some of these are not codes of devices or places of ours."""

    status = 422


class NothingChosen(Refusal):
    """There is nothing to print."""

    status = 422


#: a longer list than this does not fit in an address; a lot has no such limit
MOST_TYPED = 400


#: what gets a sticker: a laptop, a place, or a laptop still to come
Labelled = Device | Place | BlankLabel


@dataclass(frozen=True)
class Sender:
    """Whose stickers these are: our address, the digibank's name and phone, "Found? Call", and who made it ready."""

    base: str
    owner: str
    phone: str
    found: str
    #: the reuse centre, on stickers that must name it; else empty
    centre: str = ""


def sender_of(digibank: Digibank, base: str, *, centre: bool = False, found: bool = True) -> Sender:
    """What the stickers of a digibank say, in its language and not of who prints.

    With its reuse centre's name, and with whom to call when it is `found`.
    """
    with force_locale(digibank.locale):
        call = _("Found? Call") if found else ""
    phone = digibank.phone if found else ""
    return Sender(base, digibank.name, phone, call, digibank.reuse_centre if centre else "")


def numbers_in(text: str) -> list[str]:
    """The codes in a text, one per line or with commas; a code may have spaces in it."""
    return [part.strip() for part in re.split(r"[,;\n\r]+", text) if part.strip()]


def chosen(texts: Sequence[str]) -> list[Labelled]:
    """The things with these codes, in this order, each once. UnknownCodes names those that are not ours."""
    if len(texts) > MOST_TYPED:
        raise TooManyLabels(most=MOST_TYPED, field="codes")
    read = {text: _read(text) for text in texts}
    serials = {code.serial for code in read.values() if code}
    things = _things_with(serials)
    unknown = [text for text, code in read.items() if code is None or not _fits(code, things)]
    if unknown:
        raise UnknownCodes(codes=", ".join(unknown[:10]), field="codes")
    wanted = dict.fromkeys(code.serial for code in read.values() if code)
    if not wanted:
        raise NothingChosen(field="codes")
    return [things[serial] for serial in wanted]


def living(texts: Sequence[str]) -> list[Labelled]:
    """Of the things with these codes those that are still ours, in this order."""
    read = [code for text in texts if (code := _read(text)) is not None]
    things = _things_with({code.serial for code in read})
    return [things[code.serial] for code in read if _fits(code, things)]


def _read(text: str) -> Code | None:
    try:
        return codes.read(text)
    except codes.WrongDigit:
        return None


def _things_with(serials: set[int]) -> dict[int, Labelled]:
    found: dict[int, Labelled] = {}
    blank = select(BlankLabel).where(BlankLabel.code_serial.in_(serials), BlankLabel.device_id.is_(None))
    found |= {label.code_serial: label for label in db.session.execute(blank).scalars()}
    devices = select(Device).where(Device.code_serial.in_(serials))
    found |= {device.code_serial: device for device in db.session.execute(devices).scalars()}
    places = select(Place).where(Place.code_serial.in_(serials))
    found |= {place.code_serial: place for place in db.session.execute(places).scalars()}
    return found


def _fits(code: Code, things: dict[int, Labelled]) -> bool:
    thing = things.get(code.serial)
    return thing is not None and code.kind in (None, thing.own_letter)


def of_lot(lot: Lot) -> list[Device]:
    """Every device of a lot that is or may still come into the house, oldest number first."""
    gone = {*ENDS, Stage.MISSING}
    query = select(Device).where(Device.lot_id == lot.id, Device.stage.not_in(gone)).order_by(Device.id)
    found = list(db.session.execute(query.limit(MOST + 1)).scalars())
    if not found:
        raise NothingChosen(field="codes")
    return found


def tag_of(thing: Labelled, sender: Sender) -> Tag:
    """What stands on the sticker of a device or a place."""
    return tag_for(
        thing.code,
        base=sender.base,
        name=thing.name,
        found=sender.found,
        phone=sender.phone,
        owner=sender.owner,
        centre=sender.centre,
    )
