"""The machines' door: tokens in, JSON out; behind it the same questions and actions as behind every page.

A token belongs to one person in one digibank, so a machine sees and may do what that person may, and its
deeds stand in the journal as done by that person's token. Cookies open nothing here. `docs/api.md` tells of
every address; a test holds the two together.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.exceptions import RequestEntityTooLarge

from inventory import codes
from inventory.devices.models import Device, Medium
from inventory.devices.queries import get_for_page
from inventory.devices.search import holding, order_of
from inventory.digibank.doorman import admit, limiter
from inventory.digibank.numbers import get_by_code
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import clean_file_name, read_at_most
from inventory.foundation.refusal import NotHere, Refusal, TooLarge
from inventory.foundation.web import needs
from inventory.hardware import actions as hardware
from inventory.intake.hardware.report import describe as describe_hardware
from inventory.intake.hardware.report import described
from inventory.journey import Stage
from inventory.permissions import Permission
from inventory.wiping import bench, queries
from inventory.wiping.describing import describe
from inventory.wiping.evidence.text import LARGEST_BYTES
from inventory.wiping.models import Certificate
from inventory.wording import say, says

room = Blueprint("api", __name__, url_prefix="/api/v1")

_PAGE = 100
#: what one key may send: a whole bench that is done at once, and a queue of a day without network
_PACE = "60 per minute; 1500 per hour"
#: what multipart wraps around one file
_WRAPPING = 64 * 1024
#: how a report may be sent as it is; `curl --data-binary` says the last, unless it is told better
_AS_IT_IS = frozenset(
    {
        "",
        "application/octet-stream",
        "text/plain",
        "text/xml",
        "application/xml",
        "application/json",
        "application/pdf",
        "application/x-www-form-urlencoded",
    }
)


class NoToken(Refusal):
    """The machine brought no key, or one that opens nothing."""

    status = 401


class NoSuchStage(Refusal):
    """A stage was asked for that is not on the map."""

    status = 422


class KeyMissing(Refusal):
    """A writing request came without Idempotency-Key, so a retry would do it twice."""

    status = 422


class NotSentSo(Refusal):
    """The body is neither a report as it is, nor a form with one file in it."""

    status = 415


class OneFileAtATime(Refusal):
    """A form came with no file, or with several."""

    status = 422


says(
    {
        NoToken: _l("This key opens nothing. Make a key under Settings, and send it as Bearer token."),
        NoSuchStage: _l("There is no such stage. These exist: %(stages)s."),
        KeyMissing: _l("Send a header Idempotency-Key of your own, so that sending twice does it once."),
        NotSentSo: _l("Send the report as it is, or as one file in multipart/form-data. Do not compress it."),
        OneFileAtATime: _l("Send one report per request."),
    }
)


@room.before_request
def _let_in() -> None:
    """A machine brings its token in the header `Authorization: Bearer lk_…`."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not admit(token.strip()):
        raise NoToken


@room.before_request
def _weigh() -> None:
    """What says itself that it is too large is refused before anything of it is read."""
    most = LARGEST_BYTES + (_WRAPPING if request.mimetype == "multipart/form-data" else 0)
    if (request.content_length or 0) > most:
        raise _too_large()
    request.max_content_length = most + 1  # one more, so that a body without a length is weighed by us too


def _too_large() -> TooLarge:
    return TooLarge(limit=f"{LARGEST_BYTES // 1024 // 1024} MB")


def _whose_key() -> str:
    """One pace per key, wherever it is used from."""
    return hashlib.sha256(request.headers.get("Authorization", "").encode()).hexdigest()


@room.after_request
def _keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


@room.get("/devices")
@needs(Permission.DEVICE_SEE)
def devices() -> Any:
    """The stock in the order in which it came, a hundred at a time; `next` is where it goes on."""
    stage, after = request.args.get("stage", ""), request.args.get("after", "")
    if stage and stage not in set(Stage):
        raise NoSuchStage(stages=", ".join(Stage))
    search = request.args.get("search", "").strip()[:100]
    place = order_of(search)
    query = holding(select(Device), search).order_by(place).limit(_PAGE + 1)
    if stage:
        query = query.where(Device.stage == stage)
    if after:
        query = query.where(place > get_by_code(Device, after).id)
    found = list(db.session.execute(query).scalars())
    answer: dict[str, Any] = {"devices": [_device(device) for device in found[:_PAGE]], "next": None}
    if len(found) > _PAGE:
        kept = {"stage": stage or None, "search": search or None}
        answer["next"] = url_for(".devices", after=str(found[_PAGE - 1].code), **kept, _external=True)
    return answer


@room.get("/devices/<code>")
@needs(Permission.DEVICE_SEE)
def device(code: str) -> Any:
    """One device with its storage media and, for who may see them, its attests of data erasure."""
    found = get_for_page(_read(code)).device
    answer = _device(found)
    answer["media"] = [_medium(medium) for medium in found.media]
    if g.actor.may(Permission.CERTIFICATE_SEE):
        answer["certificates"] = [str(one.code) for one in queries.certificates_of(found.id)]
    return answer


@room.get("/certificates/<code>")
@needs(Permission.CERTIFICATE_SEE)
def certificate(code: str) -> Any:
    """One attest: what it is worth today, and the facts that stand on it."""
    found = get_by_code(Certificate, code)
    change = found.last_change
    return {
        "code": str(found.code),
        "state": found.state,
        "reason": change.reason if change else "",
        "replaced_by": str(change.successor.code) if change and change.successor else None,
        "issued_at": found.issued_at.isoformat(),
        "level": "medium" if found.medium_id else "device",
        "device": str(found.device.code),
        "round": found.lap,
        "facts": found.snapshot,
    }


@room.post("/evidence")
@limiter.limit(_PACE, key_func=_whose_key)
@needs(Permission.EVIDENCE_SEND)
def evidence() -> Any:
    """One wipe report, as it is or as one file of a form. It proves nothing until a person confirms it."""
    if not request.headers.get("Idempotency-Key"):
        raise KeyMissing
    try:
        name, content = _sent()
    except RequestEntityTooLarge as error:
        raise _too_large() from error
    [told] = bench.take_evidence(g.actor, [(name, content)], now=now()).files
    if told.refused:
        raise told.refused
    return _told(told), 201 if told.fresh else 200


@room.post("/hardware")
@limiter.limit(_PACE, key_func=_whose_key)
@needs(Permission.EVIDENCE_SEND)
def hardware_report() -> Any:
    """One hardware report, as it is or as one file of a form. It says which laptop it found, and no more of ours."""
    if not request.headers.get("Idempotency-Key"):
        raise KeyMissing
    try:
        name, content = _sent()
    except RequestEntityTooLarge as error:
        raise _too_large() from error
    taken = hardware.take(g.actor, content, name, now=now())
    kept = taken.record
    step = "nothing" if kept.device_id is not None or kept.set_aside_at is not None else "scan_device"
    told = {"known": taken.is_known, "file_name": kept.file_name, "next_step": step, "said": str(_SAID[step])}
    return {**told, **describe_hardware(described(kept.told))}, 200 if taken.is_known else 201


_SAID = {
    "nothing": _l("Kept with its laptop."),
    "scan_device": _l("No laptop of ours has this serial number. Scan the laptop at the bench."),
}


def _sent() -> tuple[str, bytes]:
    """The name and the bytes of the one report in this request."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise NotSentSo
    if request.mimetype in _AS_IT_IS:
        return clean_file_name(request.args.get("name", "report.log")), _read_all(request.stream.read)
    if request.mimetype != "multipart/form-data":
        raise NotSentSo
    uploads = [upload for _field, upload in request.files.items(multi=True)]
    if len(uploads) != 1:
        raise OneFileAtATime
    return clean_file_name(uploads[0].filename or "report.log"), _read_all(uploads[0].stream.read)


def _read_all(read: Callable[[int], bytes]) -> bytes:
    content = read_at_most(read, LARGEST_BYTES)
    if content is None:
        raise _too_large()
    return content


def _told(told: bench.FileRead) -> dict[str, Any]:
    """The report as `leenkring evidence read` tells it, and of each medium how it stands here."""
    assert told.report is not None
    matches = {one.finding.id: one for one in bench.match(dict.fromkeys(told.findings))}
    steps = bench.next_steps(list(matches.values()))
    document = describe(told.report)
    for medium, finding in zip(document["media"], told.findings, strict=True):
        medium["said"] = say(finding.verdict)
        medium["here"] = _here(matches[finding.id], steps[finding.id])
    return {"known": not told.fresh, "file_name": told.file_name, **document}


def _here(match: bench.Match, step: Any) -> dict[str, Any]:
    """Which device the medium sits in, what the report proves here, and what to do next."""
    device = match.device
    return {
        "device": str(device.code) if device else None,
        "stage": device.stage if device else None,
        "place": str(device.place.code) if device and device.place else None,
        "state": match.finding.state,
        "verdict": match.verdict,
        "reasons": match.reasons,
        "next_step": step,
        "said": say(step),
    }


def _read(code: str) -> codes.Code | None:
    try:
        return codes.read(code)
    except codes.WrongDigit:
        raise NotHere from None


def _device(device: Device) -> dict[str, Any]:
    return {
        "code": str(device.code),
        "kind": device.kind,
        "stage": device.stage,
        "stage_since": device.stage_since.isoformat(),
        "round": device.lap,
        "maker": device.maker,
        "model": device.model,
        "serial": device.serial,
        "donor_asset_number": device.donor_asset_number,
        "grade": device.grade,
        "battery_percent": device.battery_percent,
    }


def _medium(medium: Medium) -> dict[str, Any]:
    return {
        "kind": medium.kind,
        "serial": medium.serial,
        "model": medium.model,
        "size_bytes": medium.size_bytes,
        "is_clean": medium.is_clean,
    }
