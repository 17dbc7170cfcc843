"""The one box that understands every code, and where a scan lands.

It lands on the next sensible action for who scans, not on a record. Two scans within a minute make a
sentence: a laptop and a shelf is a move.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from inventory import scanning
from inventory.borrowers.models import ReplacedPass
from inventory.codes import Code, Kind, WrongDigit, number_of
from inventory.devices import actions as devices
from inventory.devices import blanks
from inventory.devices.models import Device, Medium, serial_key
from inventory.digibank.numbers import GivenCode, find_by_code, get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm, HouseForm, Needed, UploadField
from inventory.foundation.offers import offered, offers
from inventory.foundation.transaction import transaction
from inventory.foundation.web import needs, our_hosts, page, say_done, say_problem, told_on
from inventory.permissions import Permission
from inventory.places.models import LETTERS, Place, PlaceKind
from inventory.places.rules import check_takes
from inventory.portal import photographed, trail
from inventory.scanning import Meaning, Reading
from inventory.wiping import actions as wiping
from inventory.wiping.queries import way_to_the_bench
from inventory.wording import say

room = Blueprint("scan", __name__, url_prefix="/<digibank>/scan")

_RECEIVE = Permission.LOT_RECEIVE
#: a serial number that fits more than this is no way to find a device
_MOST_HITS = 20


class PhotoForm(HouseForm):
    """A photo of a code, from a phone."""

    photo = UploadField(
        _l("Photo of a code"),
        max_bytes=photographed.MOST_BYTES,
        kinds=(".jpg", ".jpeg", ".png", ".webp"),
        validators=[Needed(_l("Take or choose a photo first."))],
    )


@dataclass(frozen=True)
class Outcome:
    """What a scan that leads nowhere says: a sentence, the text for the box, or devices to choose from."""

    sentence: str = ""
    text: str = ""
    choices: tuple[Device, ...] = ()
    #: may be a serial number that nobody knows yet
    is_serial: bool = False


@room.route("", methods=["GET", "POST"])
@needs(Permission.SCAN)
def scan():
    """Where a scanned or typed text, or a photographed code, leads."""
    form = PhotoForm()
    if form.is_submitted():
        return _land_photo(form)
    text = request.args.get("text") or request.args.get("c") or ""
    return _land(text, form)


def _land_photo(form: PhotoForm) -> Any:
    outcome = Outcome()
    if form.validate():
        with told_on(form):
            texts = photographed.codes_in(form.photo.content) if form.photo.content else []
            if texts:
                return redirect(url_for(".scan", text=_likeliest(texts)), 303)
            outcome = Outcome(_("No code is readable in this photo. Go closer, or type the digits."))
    return _page(form, outcome)


def _page(form: PhotoForm, outcome: Outcome) -> Any:
    return page(
        "inventory/portal/scan.html", form=form, outcome=outcome, last=trail.last_scans(), moment=_moment_of
    )


def _moment_of(scan: trail.Scan) -> datetime:
    return datetime.fromtimestamp(scan.at, UTC)


def _likeliest(texts: list[str]) -> str:
    """Of several codes in one photo, our own before a maker's serial number."""
    ours = [text for text in texts if _read(text).meaning is not Meaning.SERIAL]
    return (ours or texts)[0]


def _land(text: str, form: PhotoForm) -> Any:
    reading = _read(text)
    landed = _follow(reading)
    if isinstance(landed, str):
        return redirect(landed, 303)
    return _page(form, landed)


def _read(text: str) -> Reading:
    return scanning.read(text, hosts=our_hosts())


def _follow(reading: Reading) -> str | Outcome:
    """The URL where this reading leads, or what to say instead."""
    match reading.meaning:
        case Meaning.NOTHING:
            return Outcome()
        case Meaning.NATIONAL_NUMBER:
            # Said on a page with another address: this one would be in every link of it.
            say_problem(_("This looks like a national register number. We do not keep it."))
            return url_for(".scan")
        case Meaning.PERSONAL_LINK:
            return f"/m/{quote(reading.rest, safe='')}"
        case Meaning.ELSEWHERE:
            # Makers print links with the serial number in them: read, and never followed.
            found = devices_known_as(reading.text) if g.actor.may(Permission.DEVICE_SEE) else []
            if len(found) == 1 and (landing := landing_of(found[0].code)):
                return landing
            return Outcome(_("This link is not ours. We do not open it."), reading.text)
        case Meaning.CODE | Meaning.CERTIFICATE:
            return _follow_code(reading)
    return _follow_serial(reading)


def _follow_code(reading: Reading) -> str | Outcome:
    assert reading.code is not None
    code = _given(reading.code)
    if code is None and reading.meaning is Meaning.CERTIFICATE:
        # Another digibank's certificate may be checked by anyone, so by us too.
        return f"/c/{number_of(reading.code.serial)}/{quote(reading.rest, safe='')}"
    if code is None:
        # A serial number may have the form of a code by chance.
        return _follow_serial(reading)
    if code.kind is Kind.DEVICE and blanks.blank_with(code) is not None and not g.actor.may(_RECEIVE):
        return Outcome(
            _("This label is not on a laptop yet. Bring it to who receives laptops."), reading.text
        )
    sentence = _sentence_with(code)
    return (
        sentence
        or landing_of(code)
        or Outcome(
            _("Your role has no page for this: %(kind)s %(code)s.", kind=say(code.kind), code=str(code)),
            reading.text,
        )
    )


def _given(code: Code) -> Code | None:
    """`code` with its kind as this digibank gave it out; None when it is not ours."""
    given = db.session.get(GivenCode, code.serial)
    if given is None or given.digibank_id != g.actor.digibank_id or code.kind not in (None, given.kind):
        return None
    return Code(given.kind, given.serial)


def landing_of(code: Code) -> str | None:
    """The page for this code and this actor: what a room offers, or else the thing's own page."""
    urls = offered("scan.lands", code, g.actor)
    if urls:
        return urls[-1]  # the room furthest along the walk knows most of it
    is_laptop = code.kind is Kind.DEVICE and find_by_code(Device, code) is not None
    if is_laptop and g.actor.may(Permission.DEVICE_SEE):
        return url_for("devices.show", code=code)
    return None


def _follow_serial(reading: Reading) -> str | Outcome:
    """A device by its serial, its disk's serial, or the donor's own number."""
    text = reading.text
    found = devices_known_as(text) if g.actor.may(Permission.DEVICE_SEE) else []
    if len(found) == 1:
        return landing_of(found[0].code) or Outcome()
    if found:
        return Outcome(_("More than one device has this number. Choose one."), text, tuple(found))
    if reading.meaning is Meaning.WRONG_DIGIT:
        return Outcome(say(WrongDigit()), text)
    return Outcome(
        _("We do not know this code. Is it a serial number?"),
        text,
        is_serial=reading.meaning is Meaning.SERIAL,
    )


def devices_known_as(text: str) -> list[Device]:
    """The devices with this serial number, asset number of the donor, or disk.

    Only when nothing bears the text as it is, what a maker's barcode has around its number is taken away.
    """
    first, *looser = scanning.numbers_meant(text) or ("",)
    return _devices_with([first]) or _devices_with(looser)


def _devices_with(numbers: list[str]) -> list[Device]:
    keys = {key for number in numbers if (key := serial_key(number))}
    if not keys:
        return []
    inside = select(Medium.device_id).where(Medium.serial_key.in_(keys), Medium.device_id.is_not(None))
    of_the_donor = Device.donor_asset_number.in_({*numbers, *(number.upper() for number in numbers)})
    query = (
        select(Device)
        .where(or_(Device.serial_key.in_(keys), of_the_donor, Device.id.in_(inside)))
        .order_by(Device.id.desc())
        .limit(_MOST_HITS)
    )
    return list(db.session.execute(query).scalars())


# --- two scans make a sentence ---

#: nothing goes with these when they come first: a card that does one thing, and a badge
_SAY_NOTHING_MORE = frozenset({Kind.ACTION, Kind.MEMBER})


def _sentence_with(code: Code) -> str | None:
    """With the scan of a moment ago this may be a sentence: the room that knows what it means says where it leads."""
    trail.note_scan(code)
    words = [word for kept in trail.first_words() if (word := _given(kept)) is not None]
    for first in words:
        if urls := offered("scan.sentences", first, code, g.actor):
            trail.remember_words(*_words_after(first, code))
            return str(urls[-1])
    if code.kind not in _SAY_NOTHING_MORE and not _is_replaced(code):
        trail.remember_words(code)
    return None


def _is_replaced(code: Code) -> bool:
    return code.kind is Kind.PASS and find_by_code(ReplacedPass, code) is not None


def _words_after(first: Code, code: Code) -> list[Code]:
    """What the next scan may go with: a shelf stays, and so does the laptop that was scanned after it."""
    stays = trail.staying(first, code)
    if code.kind is Kind.ACTION:
        return [first]
    return [code, *stays] if stays and code not in stays else stays


@offers("scan.sentences")
def put_there(first: Code, second: Code, actor: Actor) -> str | None:
    """A laptop and a place or a box, in whichever order: put it there."""
    what = next((code for code in (first, second) if code.kind is Kind.DEVICE), None)
    where = next((code for code in (first, second) if code.kind in LETTERS), None)
    if what is None or where is None or not actor.may(Permission.DEVICE_MOVE):
        return None
    return url_for("scan.move", device=what, place=where)


@room.route("/move/<device>/<place>", methods=["GET", "POST"])
@needs(Permission.DEVICE_MOVE)
def move(device: str, place: str):
    """A laptop and a place were scanned: put it there."""
    laptop, where, form = get_by_code(Device, device), get_by_code(Place, place), ButtonForm()
    if form.validate_on_submit():
        with told_on(form):
            check_takes(where.closed, where.name)
            before = laptop.place
            _put(laptop, where)
            trail.note_move(laptop, before, where)
            trail.remember_words(where.code)
            return redirect(landing_of(where.code) or url_for(".scan"), 303)
    instead, is_said = landing_of(laptop.code), trail.says_move(where.code)
    return page(
        "inventory/portal/move.html", form=form, device=laptop, place=where, instead=instead, is_said=is_said
    )


def _put(laptop: Device, where: Place) -> None:
    """Move it; and what the scan of a moment ago took to the wiping bench was meant for this shelf."""
    moment = now()
    came = way_to_the_bench(laptop) if where.kind is not PlaceKind.BENCH else None
    is_fresh = came is not None and (moment - came.passed_at).total_seconds() <= trail.A_MINUTE
    with transaction():
        if is_fresh and g.actor.may(Permission.WIPE_RECORD):
            wiping.undo_start(g.actor, laptop, now=moment)
        devices.place(g.actor, laptop, where, now=moment)
    say_done(_("Moved to %(place)s.", place=where.name))
