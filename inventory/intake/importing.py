"""A giver's list comes in: kept as uploaded, reported on row by row, and saved only when someone says yes.

What is confirmed is what was shown: the rows wait in a draft, and if anything in the register changed in the
meantime so that the report would read differently, nothing is saved and the new report is shown.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select

from inventory.devices.actions import NewDevice, register_many
from inventory.devices.models import serial_key
from inventory.devices.scanned import labels_among
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.lists_in import read_list
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import transaction
from inventory.intake.lists import MOST
from inventory.intake.models import ImportDraft, Lot, LotKind, LotLine, LotState
from inventory.intake.queries import known_devices
from inventory.intake.rows import (
    COMES_IN,
    ListField,
    ReportedRow,
    RowVerdict,
    guess_mapping,
    has_headings,
    report_on,
    without_national_numbers,
)
from inventory.intake.rules import must_be_open
from inventory.journey import Stage
from inventory.partners.actions import contact_for
from inventory.permissions import Permission

#: mark in a draft's mapping that the first row is headings
_HEADED = "headed"


class ReportChanged(Refusal):
    """Something in the register changed since the report was shown."""


class NothingComesIn(Refusal):
    """Not one row of the list can come in."""


class NoColumnChosen(Refusal):
    """Without a column of serial numbers, or of own numbers, there is nothing to know devices by."""

    status = 422


def _must_bring(actor: Actor, lot: Lot, draft: ImportDraft | None = None) -> None:
    """Whoever receives may bring a list, and the giver of a gift that is still with them: their own list."""
    if actor.may(Permission.LOT_RECEIVE):
        return
    actor.must(Permission.OWN_LOT_ANNOUNCE)
    is_own = draft is None or draft.uploaded_by_id == actor.user_id
    if not is_own or not is_theirs_to_tell(actor.user_id, lot):
        raise NotHere


def is_theirs_to_tell(user_id: int | None, lot: Lot) -> bool:
    """May this person of the giver still say what comes? Not once it was handed over."""
    is_open = lot.kind is LotKind.DONATION and lot.state is LotState.ANNOUNCED and lot.handed_over_at is None
    return is_open and contact_for(user_id, lot.partner_id) is not None


def upload_list(actor: Actor, lot: Lot, content: bytes, file_name: str, *, now: datetime) -> ImportDraft:
    """Keep a list as rows of text, with a guess at what its columns mean; nothing of it counts yet."""
    _must_bring(actor, lot)
    rows = without_national_numbers(read_list(content, file_name, MOST), has_national_number)
    mapping: dict[str, int | bool] = {_HEADED: has_headings(rows)}
    if mapping[_HEADED]:
        mapping |= {str(field): index for field, index in guess_mapping(rows[0]).items()}
    elif len(rows[0]) == 1:
        mapping |= {str(ListField.SERIAL): 0}
    with transaction():
        must_be_open(lot.state, lot.spoken)
        draft = ImportDraft(
            lot=lot, lot_id=lot.id, file_name=file_name[:120], uploaded_at=now, uploaded_by_id=actor.user_id,
            content=rows, mapping=mapping,
        )  # fmt: skip
        db.session.add(draft)
        db.session.flush()  # its id is the trace's
        record(actor, "intake.list_uploaded", draft, now=now, lot=lot.code, rows=len(rows))
    return draft


def map_columns(
    actor: Actor, draft: ImportDraft, columns: Mapping[ListField, int], *, headed: bool, now: datetime
) -> ImportDraft:
    """Say what the columns mean. NoColumnChosen without serial numbers and own numbers."""
    _must_bring(actor, draft.lot, draft)
    with transaction():
        if not {ListField.SERIAL, ListField.ASSET_NUMBER} & columns.keys():
            raise NoColumnChosen(field="serial")
        draft.mapping = {_HEADED: headed, **{str(field): index for field, index in columns.items()}}
        record(actor, "intake.columns_mapped", draft, now=now, columns=sorted(columns))
    return draft


def columns_of(draft: ImportDraft) -> dict[ListField, int]:
    """What each column of a draft means."""
    return {field: draft.mapping[field] for field in ListField if field in draft.mapping}


def is_headed(draft: ImportDraft) -> bool:
    """Is the first row of a draft headings?"""
    return bool(draft.mapping.get(_HEADED))


def report_of(draft: ImportDraft) -> list[ReportedRow]:
    """What will become of each row, as the register stands now; empty until the columns are known."""
    columns = columns_of(draft)
    if not {ListField.SERIAL, ListField.ASSET_NUMBER} & columns.keys():
        return []
    skipped = 1 if is_headed(draft) else 0
    rows = draft.content[skipped:]
    index = columns.get(ListField.SERIAL)
    serials = [row[index] for row in rows if index < len(row)] if index is not None else []
    return report_on(
        rows, columns, known_devices(serials), lot_id=draft.lot_id, first_number=skipped + 1,
        key_of=serial_key, labels=labels_among(serials),
    )  # fmt: skip


def seal_of(report: Sequence[ReportedRow]) -> str:
    """A short fingerprint of a report, to see that the one confirmed is the one that was shown."""
    facts = hashlib.sha256()
    for row in report:
        facts.update(f"{row.number}|{row.verdict}|{row.device_id}|{row.serial}|{row.named}\n".encode())
    return facts.hexdigest()[:32]


def confirm_list(actor: Actor, draft: ImportDraft, *, seal: str, now: datetime) -> int:
    """Save the rows that can come in, exactly as reported, all or none; their number.

    New devices are announced; what is here already is ticked off on the list. ReportChanged when the report
    would read differently now.
    """
    _must_bring(actor, draft.lot, draft)
    with transaction():
        lot = draft.lot
        must_be_open(lot.state, lot.spoken)
        report = report_of(draft)
        if draft.confirmed_at is not None or seal_of(report) != seal:
            raise ReportChanged
        coming = [row for row in report if row.verdict in COMES_IN]
        if not coming:
            raise NothingComesIn
        _save(actor, lot, coming, now)
        # What else stood on the giver's list is none of our business any more.
        draft.confirmed_at, draft.content = now, []
        record(
            actor, "intake.list_confirmed", lot, now=now, rows=len(coming), left_out=len(report) - len(coming)
        )
    return len(coming)


def _save(actor: Actor, lot: Lot, coming: Sequence[ReportedRow], now: datetime) -> None:
    new = [row for row in coming if row.verdict == RowVerdict.NEW]
    devices = [
        NewDevice(
            serial=row.serial, maker=row.maker, model=row.model, donor_asset_number=row.donor_asset_number,
            details={"processor": row.processor, "memory_mb": row.memory_mb},
        )
        for row in new
    ]  # fmt: skip
    ids = register_many(
        actor, devices, now=now, stage=Stage.ANNOUNCED, because=lot, lot_id=lot.id, donor_id=lot.partner_id
    )
    device_ids = dict(zip((row.number for row in new), ids, strict=True))
    lines = [
        {
            "digibank_id": current_digibank_id(), "lot_id": lot.id, "serial": row.serial,
            "serial_key": serial_key(row.serial), "maker": row.maker, "model": row.model,
            "donor_asset_number": row.donor_asset_number,
            "processor": row.processor, "memory_mb": row.memory_mb,
            "device_id": device_ids.get(row.number, row.device_id),
        }
        for row in coming
    ]  # fmt: skip
    db.session.execute(insert(LotLine.__table__), lines)


def get_draft(lot: Lot, draft_id: int) -> ImportDraft:
    """A draft of this lot that still waits for its yes; NotHere otherwise."""
    query = select(ImportDraft).where(ImportDraft.id == draft_id, ImportDraft.lot_id == lot.id)
    draft = db.session.execute(query.where(ImportDraft.confirmed_at.is_(None))).scalar_one_or_none()
    if draft is None:
        raise NotHere
    return draft


def forget_drafts(actor: Actor, *, before: datetime, now: datetime) -> int:
    """Empty what was uploaded before `before` and never confirmed; the number of drafts."""
    with transaction():
        query = select(ImportDraft).where(
            ImportDraft.confirmed_at.is_(None), ImportDraft.uploaded_at < before
        )
        drafts = list(db.session.execute(query).scalars())
        for draft in drafts:
            draft.confirmed_at, draft.content = now, []
            record(actor, "intake.draft_forgotten", draft, now=now)
    return len(drafts)
