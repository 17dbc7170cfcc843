"""Where anyone who holds a wipe certificate can check it: by its QR, its number and code, or the PDF itself.

A certificate is about one device, one disk, or a whole gift; all are checked in the same place.

The PDF stays where it is: the browser sends its SHA-256, and the number that it found inside.

Who has the paper has the control code; who guesses is told no more than "unknown", and not often. The page
shows what the paper's holder needs to compare, never whose device it was or who did the work.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import HiddenField, StringField
from wtforms.validators import Length, Regexp, ValidationError

from inventory import codes
from inventory.codes import Kind
from inventory.devices.models import serial_key
from inventory.digibank.doorman import limiter
from inventory.digibank.models import Digibank
from inventory.dossiers import gathering
from inventory.dossiers.models import LotAttest, LotAttestPaper
from inventory.dossiers.rules import Fit
from inventory.dossiers.statement import from_snapshot as lot_statement
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import HouseForm, Needed
from inventory.foundation.tenancy import everywhere
from inventory.foundation.web import open_to_anyone, page
from inventory.wiping.attest import Attest, from_snapshot, lowest_category
from inventory.wiping.categories import Category
from inventory.wiping.models import Certificate, CertificatePaper, CertificateState

room = Blueprint("certificates", __name__)

#: a certificate of one device, or of a whole gift
Issued = Certificate | LotAttest

_BECAUSE = "a certificate is only worth something when anyone who holds it can check it"
#: guessing eight characters of twenty-four at this pace takes longer than the laptop lives
_PACE = "30 per minute; 300 per hour"


class NumberForm(HouseForm):
    """The number and the control code, as they stand on the paper."""

    number = StringField(
        _l("Number of the certificate"), validators=[Needed(_l("Fill in the number.")), Length(max=40)]
    )
    control = StringField(
        _l("Control code"), validators=[Needed(_l("Fill in the control code.")), Length(max=40)]
    )

    def validate_number(self, field: Any) -> None:
        """It must be a number of a certificate; its check digit catches a slip."""
        try:
            code = codes.read(field.data or "")
        except codes.WrongDigit:
            code = None
        if code is None or code.kind not in (None, Kind.CERTIFICATE):
            raise ValidationError(_("This number is not right. Check the digits."))


class FingerprintForm(HouseForm):
    """The SHA-256 of a PDF, worked out by the browser or by hand, and what the PDF says it is."""

    sha256 = StringField(
        _l("Fingerprint of the file (SHA-256)"),
        validators=[
            Needed(_l("Choose the PDF, or fill in its fingerprint.")),
            Regexp("[0-9a-fA-F]{64}$", message=_l("A fingerprint has 64 digits and letters from a to f.")),
        ],
    )
    number = HiddenField()
    control = HiddenField()


@dataclass(frozen=True)
class Check:
    """What anyone may know of a certificate. See wiping.md §2, privacy."""

    spoken: str
    state: CertificateState
    issued_at: datetime
    issuer: str
    category: Category
    key_id: str
    changed_at: datetime | None
    reason: str
    #: the last four characters of each disk's serial number; of a whole gift none are shown
    serial_ends: tuple[str, ...] = ()
    device_serial_end: str = ""
    #: about one disk that was dealt with outside a device
    is_disk: bool = False
    #: of a whole gift: devices and disks on it, and devices that stand on it as not attested
    devices: int = 0
    media: int = 0
    left_out: int = 0
    #: of a whole gift: the certificates of devices on it that were revoked since, and those that were replaced
    fallen: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()

    @property
    def is_lot(self) -> bool:
        """Is it about a whole gift?"""
        return bool(self.devices)


@room.route("/c", methods=["GET", "POST"])
@limiter.limit(_PACE, methods=["POST"])
@open_to_anyone(because=_BECAUSE)
def ask() -> Any:
    """Ask for a certificate by its number and control code."""
    form = NumberForm()
    if form.validate_on_submit():
        code = codes.read(form.number.data)
        assert code is not None
        return redirect(
            url_for(".show", number=codes.number_of(code.serial), control=_plain(form.control.data) or "-"),
            303,
        )
    return page("inventory/portal/certificate_ask.html", form=form, pdf_form=FingerprintForm(formdata=None))


@room.get("/c/<number>/<control>")
@room.get("/C/<number>/<control>", endpoint="show_capitals")
@limiter.limit(_PACE)
@open_to_anyone(because=_BECAUSE)
def show(number: str, control: str) -> Any:
    """Whether a certificate is ours and holds today."""
    found = find(number, control)
    return _unknown() if found is None else _answer(found)


@room.post("/c/file")
@limiter.limit(_PACE)
@open_to_anyone(because=_BECAUSE)
def compare() -> Any:
    """Compare a PDF with ours by its fingerprint; the file itself is never sent."""
    form = FingerprintForm()
    if not form.validate_on_submit():
        asked = NumberForm(formdata=None)
        return page("inventory/portal/certificate_ask.html", form=asked, pdf_form=form)[0], 422
    if found := find_by_hash(form.sha256.data.lower()):
        return _answer(found, by_file=True)
    if named := find(form.number.data or "", form.control.data or ""):
        return _changed(named)
    return _unknown(by_file=True)


def _changed(certificate: Issued) -> Any:
    """We issued a certificate with this number and control code, and not this file."""
    g.digibank = db.session.get(Digibank, certificate.digibank_id)
    return page(
        "inventory/portal/certificate_changed.html",
        spoken=certificate.spoken,
        checked_at=now(),
        address=url_for(".show", number=str(certificate.code)[1:], control=certificate.control_code),
    )


def _answer(certificate: Issued, *, by_file: bool = False) -> Any:
    typed = serial_key(request.args.get("serial", "")[:80])
    g.digibank = db.session.get(Digibank, certificate.digibank_id)
    with everywhere(because=_BECAUSE):
        check = check_of(certificate)
        fit = fit_of(certificate, typed) if typed else None
    return page(
        "inventory/portal/certificate.html",
        check=check,
        checked_at=now(),
        by_file=by_file,
        typed=typed,
        fit=fit,
        pdf_form=FingerprintForm(
            formdata=None, number=str(certificate.code)[1:], control=certificate.control_code
        ),
        address=url_for(".show", number=str(certificate.code)[1:], control=certificate.control_code),
    )


def _unknown(*, by_file: bool = False) -> Any:
    return page("inventory/portal/certificate_unknown.html", by_file=by_file)[0], 404


def find(number: str, control: str) -> Issued | None:
    """The certificate with this number, if the control code is its own; None does not tell which failed."""
    try:
        code = codes.read(number[:20])
    except codes.WrongDigit:
        return None
    if code is None or code.kind not in (None, Kind.CERTIFICATE):
        return None
    with everywhere(because=_BECAUSE):
        return _numbered(code.serial, _plain(control))


def _numbered(serial: int, control: str) -> Issued | None:
    """Both kinds are always asked for, and read only with the right control code.

    So a guess costs as much at a number that we gave out as at any other.
    """
    found: Issued | None = None
    kinds: tuple[Any, ...] = (Certificate, LotAttest)
    for model in kinds:
        query: Any = select(model.id, model.control_code).where(model.code_serial == serial)
        row = db.session.execute(query).one_or_none()
        if row is not None and hmac.compare_digest(
            row.control_code.encode(), control.encode("ascii", "replace")
        ):
            found = cast(Issued, db.session.get(model, row.id))
    return found


def find_by_hash(sha256: str) -> Issued | None:
    """The certificate of which we issued exactly this PDF, or None."""
    with everywhere(because=_BECAUSE):
        of_device = select(Certificate).join(
            CertificatePaper, CertificatePaper.certificate_id == Certificate.id
        )
        found = db.session.execute(of_device.where(CertificatePaper.sha256 == sha256)).scalars().first()
        if found is not None:
            return found
        of_lot = select(LotAttest).join(LotAttestPaper, LotAttestPaper.lot_attest_id == LotAttest.id)
        return db.session.execute(of_lot.where(LotAttestPaper.sha256 == sha256)).scalars().first()


def _plain(control: str | None) -> str:
    """A control code as kept: capitals, without dashes and spaces."""
    return "".join(character for character in (control or "").upper() if character.isalnum())[:20]


def fit_of(certificate: Issued, typed: str) -> Fit:
    """What the certificate says of a serial number, as compared."""
    if isinstance(certificate, LotAttest):
        statement = lot_statement(certificate.snapshot)
        attested, left_out = statement.serials, statement.serials_not_attested
    else:
        attest = from_snapshot(certificate.snapshot)
        # Of the laptop that a disk came out of, its paper says where the disk was, and no more.
        left_out = frozenset({attest.device_serial}) - {""} if attest.is_about_a_disk else frozenset()
        attested = serials_on(attest)
    if typed in {serial_key(serial) for serial in attested}:
        return Fit.ATTESTED
    return Fit.LEFT_OUT if typed in {serial_key(serial) for serial in left_out} else Fit.NOT_THERE


def serials_on(attest: Attest) -> frozenset[str]:
    """Every serial number that the paper of one device, or of one disk, speaks for."""
    device = "" if attest.is_about_a_disk else attest.device_serial
    return frozenset(one for one in (device, *(line.serial for line in attest.lines)) if one)


def check_of(certificate: Issued) -> Check:
    """What the page may show: status, date, category, issuer, and the ends of the serial numbers."""
    change = certificate.last_change
    told: dict[str, Any] = {
        "spoken": certificate.spoken, "state": certificate.state, "issued_at": certificate.issued_at,
        "changed_at": change.changed_at if change else None, "reason": change.reason if change else "",
    }  # fmt: skip
    if isinstance(certificate, LotAttest):
        fallen, replaced = gathering.fallen_and_replaced(certificate)
        return Check(
            **told, issuer=certificate.issuer, category=certificate.category, key_id=certificate.seal_key_id,
            devices=certificate.device_count, media=certificate.medium_count,
            left_out=certificate.left_out_count,
            fallen=tuple(one.spoken for one in fallen), replaced=tuple(one.spoken for one in replaced),
        )  # fmt: skip
    attest = from_snapshot(certificate.snapshot)
    return Check(
        **told, issuer=attest.issuer, category=lowest_category(attest.lines), key_id=attest.seal_key_id,
        serial_ends=tuple(line.serial[-4:] for line in attest.lines if line.serial),
        device_serial_end="" if attest.is_about_a_disk else attest.device_serial[-4:],
        is_disk=attest.is_about_a_disk,
    )  # fmt: skip
