"""The donors' door: own gifts, what became of each device, and the proof that its data is gone.

Who borrows a laptop is nobody's business here. Another donor's gift is not hidden: it does not exist.
"""

import tempfile
import zipfile
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, g, send_file
from flask_babel import get_locale
from flask_babel import gettext as _

from inventory.agreements.queries import paper_of as paper_of_agreement
from inventory.devices.models import Device
from inventory.dossiers import actions as attests
from inventory.dossiers import gathering
from inventory.dossiers.models import LotAttest
from inventory.dossiers.shown import file_name
from inventory.foundation.clock import day, now, today
from inventory.foundation.database import db
from inventory.foundation.listing import as_file, shelf
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page
from inventory.impact.words import told_source, weight_source
from inventory.intake import agreeing, announcing, importing, locking, manifest, queries, unlocking
from inventory.intake.models import Lot
from inventory.intake.views import reconciliation_rows
from inventory.permissions import Permission
from inventory.portal import donated, gifts, yearly
from inventory.portal.year_letters import own_letter
from inventory.recycling.queries import receipt_ids_in
from inventory.recycling.views import as_download
from inventory.validating import queries as validating
from inventory.validating.queries import Waiting
from inventory.wiping.issuing import paper_of
from inventory.wiping.models import Certificate, CertificateState
from inventory.wiping.queries import certificates_of_media
from inventory.wording import say

room = Blueprint("donors", __name__, url_prefix="/<digibank>/donor")

#: devices of a gift that the first page shows
_FIRST = 10


@room.get("/")
@needs(Permission.OWN_LOT_SEE)
def index() -> Any:
    """Every gift of this person's organisation, and what became of it."""
    donors = gifts.donors_of(g.actor.user_id)
    lots = gifts.lots_of(donors)
    tallies = gifts.tallies_of(lots)
    every = gifts.together(tallies.values())
    hides_use = donated.people_helped(every.stages) is None
    latest = lots[0] if lots else None
    first = (
        list(db.session.execute(gifts.devices_in(latest).order_by(Device.id).limit(_FIRST)).scalars())
        if latest
        else []
    )
    return page(
        "inventory/portal/donors.html",
        donors=donors,
        lots=lots,
        every=every,
        people=donated.people_helped(every.stages),
        tallies=tallies,
        agreements=gifts.agreements_of(donors),
        spreads={lot.id: donated.spread(tallies[lot.id].stages, hides_use=hides_use) for lot in lots},
        lines=_lines(latest, first, hides_use) if latest else [],
        to_check=_to_check(lots),
        letters=yearly.letters_of([donor.id for donor in donors]),
        impact=gifts.impact_of(lots, until=today()),
        sources=[told_source(gifts.co2_factor(today())), weight_source()],
        fewest=donated.FEWEST_PEOPLE,
    )


@room.get("/<code>")
@needs(Permission.OWN_LOT_SEE)
def lot(code: str) -> Any:
    """One gift, device by device."""
    own = gifts.get_own_lot(g.actor.user_id, code)
    found = shelf(gifts.devices_in(own), Device.id)
    tally = gifts.tallies_of([own])[own.id]
    return page(
        "inventory/portal/donors_lot.html",
        lot=own,
        tally=tally,
        told=own.announcement,
        locked=unlocking.grouped(locking.named(locking.waiting_for_givers(own))),
        may_send=importing.is_theirs_to_tell(g.actor.user_id, own),
        may_withdraw=announcing.may_be_called_off(own),
        agreed=agreeing.standing_of(own),
        standing=queries.standing_of(own),
        missing=queries.missing_lines(own),
        extra=queries.extra_devices(own),
        shelf=found,
        spread=donated.spread(tally.stages, hides_use=_hides_use()),
        lines=_lines(own, found.rows, _hides_use()),
        whole=_printed(gathering.valid_of(own)),
        dossier=gifts.ready_dossier_of(own, now()),
        to_check=_to_check([own]),
        disks=[one for one in certificates_of_media(own.id) if one.state is CertificateState.VALID],
    )


def _to_check(lots: list[Lot]) -> list[Waiting]:
    """What waits for this person's own answer, if the organisation appointed this person."""
    appointed = {
        partner_id
        for partner_id in {lot.partner_id for lot in lots}
        if validating.validator_for(g.actor.user_id, partner_id)
    }
    ids = {lot.id for lot in lots}
    return [one for one in validating.waiting_lots(partner_ids=appointed) if one.lot.id in ids]


def _printed(attest: LotAttest | None) -> LotAttest | None:
    """The attest of the whole gift, once it is on paper."""
    return attest if attest is not None and attests.is_printed(attest) else None


def _hides_use() -> bool:
    """Are so few of this donor's laptops in use that nobody may tell which?"""
    lots = gifts.lots_of(gifts.donors_of(g.actor.user_id))
    return donated.people_helped(gifts.together(gifts.tallies_of(lots).values()).stages) is None


def _lines(
    lot: Lot, devices: list[Device], hides_use: bool
) -> list[tuple[Device, donated.Where, Certificate | None, int | None]]:
    """Each device with where it is, its attest if it has one that holds, and its recycler's receipt."""
    attests = gifts.certificates_of(lot)
    receipts = receipt_ids_in(lot)
    lines = []
    for device in devices:
        attest = attests.get(device.id)
        holds = attest if attest and attest.state is CertificateState.VALID else None
        where = donated.where_of(device.stage, hides_use=hides_use)
        lines.append((device, where, holds, receipts.get(device.id)))
    return lines


@room.get("/<code>/list.<any(csv, xlsx):kind>")
@needs(Permission.OWN_LOT_SEE)
def export(code: str, kind: str) -> Any:
    """One gift as a list for the giver's own books."""
    own = gifts.get_own_lot(g.actor.user_id, code)
    devices = list(db.session.execute(gifts.devices_in(own).order_by(Device.id)).scalars())
    headings = [
        _("Your number"),
        _("Serial number"),
        _("Maker"),
        _("Model"),
        _("Received"),
        _("Data erased"),
        _("Now"),
        _("Attest"),
        _("Recycler's receipt"),
    ]
    rows = [
        (
            device.donor_asset_number,
            device.serial,
            device.maker,
            device.model,
            day(device.received_at).isoformat() if device.received_at else "",
            day(attest.issued_at).isoformat() if attest else "",
            say(where),
            attest.spoken if attest else "",
            _("yes") if recycler else "",
        )
        for device, where, attest, recycler in _lines(own, devices, _hides_use())
    ]
    return as_file(kind, str(own.code), headings, rows)


@room.get("/<code>/receipt.pdf")
@needs(Permission.OWN_LOT_SEE)
def receipt(code: str) -> Any:
    """The receipt for the gift, as it was made when the lot was closed."""
    own = gifts.get_own_lot(g.actor.user_id, code)
    if own.receipt is None:
        raise NotHere
    return _paper(own.receipt, f"{own.code}.pdf")


@room.get("/letters/<int:year_letter_id>.pdf")
@needs(Permission.OWN_LOT_SEE)
def year_letter(year_letter_id: int) -> Any:
    """The letter about one year, as it was written."""
    letter = own_letter(g.actor.user_id, year_letter_id)
    return _paper(letter.content, f"leenkring-{letter.year}.pdf")


@room.get("/recycler/<int:recycler_receipt_id>")
@needs(Permission.OWN_LOT_SEE)
def recycler_receipt(recycler_receipt_id: int) -> Any:
    """The paper of the recycler who took devices of one's own gift."""
    return as_download(gifts.get_own_recycler_receipt(g.actor.user_id, recycler_receipt_id))


@room.get("/<code>/manifest.pdf")
@needs(Permission.OWN_LOT_SEE)
def manifest_paper(code: str) -> Any:
    """The manifest of the hand-over, as both signed it."""
    own = gifts.get_own_lot(g.actor.user_id, code)
    content = manifest.paper_of(own)
    if content is None:
        raise NotHere
    return _paper(content, f"{own.code}-manifest.pdf")


@room.get("/<code>/reconciliation.<any(csv, xlsx):kind>")
@needs(Permission.OWN_LOT_SEE)
def reconciliation(code: str, kind: str) -> Any:
    """The list held against what came, as a file."""
    own = gifts.get_own_lot(g.actor.user_id, code)
    return as_file(kind, f"{own.code}-reconciliation", *reconciliation_rows(own))


@room.get("/agreements/<int:agreement_id>.pdf")
@needs(Permission.OWN_LOT_SEE)
def agreement(agreement_id: int) -> Any:
    """An agreement as it was signed, byte for byte."""
    own = gifts.get_own_agreement(g.actor.user_id, agreement_id)
    content = paper_of_agreement(own)
    if content is None:
        raise NotHere
    return _paper(content, f"{own.reference}.pdf")


@room.get("/certificates/<code>.pdf")
@needs(Permission.OWN_LOT_SEE)
def certificate(code: str) -> Any:
    """The attest of one device, as it was issued, in the reader's language."""
    own = gifts.get_own_certificate(g.actor.user_id, code)
    return _paper(paper_of(own, str(get_locale())).content, f"{own.code}.pdf")


def _paper(content: bytes, name: str) -> Response:
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@room.get("/whole/<code>.pdf")
@needs(Permission.OWN_LOT_SEE)
def whole(code: str) -> Any:
    """The attest of a whole gift, as it was issued, in the reader's language."""
    own = gifts.get_own_lot_attest(g.actor.user_id, code)
    kept = attests.paper_of(own, str(get_locale()))
    if kept is None:
        raise NotHere
    return _paper(kept.content, f"{own.code}.pdf")


@room.get("/dossiers/<int:dossier_id>.zip")
@needs(Permission.OWN_LOT_SEE)
def dossier(dossier_id: int) -> Any:
    """Everything about one gift in one file, as the coordinator had it made."""
    own, path = gifts.get_own_dossier(g.actor.user_id, dossier_id)
    return send_file(path, "application/zip", as_attachment=True, download_name=file_name(own))


@room.get("/<code>/attests.zip")
@needs(Permission.OWN_LOT_SEE)
def certificates(code: str) -> Any:
    """Every attest of one gift that holds today, in one file; one paper after the other, never all in memory."""
    own = gifts.get_own_lot(g.actor.user_id, code)
    packed = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it when it was sent
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _papers(own):
            archive.writestr(name, content)
    packed.seek(0)
    return send_file(packed, "application/zip", as_attachment=True, download_name=f"{own.code}.zip")


def _papers(lot: Lot) -> Iterator[tuple[str, bytes]]:
    locale = str(get_locale())
    whole = gathering.valid_of(lot)
    kept = attests.paper_of(whole, locale) if whole is not None else None
    if whole is not None and kept is not None:
        yield f"{whole.code}.pdf", kept.content
    for attest in gifts.certificates_of(lot).values():
        if attest.state is CertificateState.VALID:
            paper = paper_of(attest, locale)
            yield f"{attest.code}.pdf", paper.content
            db.session.expire(paper, ["content"])
