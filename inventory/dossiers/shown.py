"""What this room shows on other rooms' pages: the proof on a lot's page, and where a code leads."""

import hashlib
from collections.abc import Iterator

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import undefer

from inventory.codes import Code, Kind
from inventory.digibank.numbers import find_by_code
from inventory.dossiers import actions, gathering
from inventory.dossiers.models import Dossier, LotAttest, LotAttestPaper
from inventory.foundation.actor import Actor
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.foundation.offers import Panel, offers
from inventory.intake.models import Lot, LotKind
from inventory.permissions import Permission
from inventory.wiping.issuing import hash_of_snapshot


def file_name(dossier: Dossier) -> str:
    """What a dossier is called on the reader's own disk."""
    return f"dossier-{dossier.lot.code}-{dossier.id}-{dossier.locale}.zip"


@offers("lot.panels")
def proof_of_lot(lot: Lot, actor: Actor) -> Panel | None:
    """How the proof of a gift stands, and the way to it."""
    if lot.kind is not LotKind.DONATION or not actor.may(Permission.LOT_SEE):
        return None
    latest = gathering.latest_of(lot)
    is_printed = latest is not None and actions.is_printed(latest)
    may_ask = actor.may(Permission.DOSSIER_MAKE)
    dossier = next(iter(gathering.dossiers_of(lot, limit=1)), None) if may_ask else None
    told = {"attest": latest, "is_printed": is_printed, "dossier": dossier}
    return Panel("inventory/dossiers/_panel.html", told, weight=40)


@offers("scan.lands")
def lands(code: Code, actor: Actor) -> str | None:
    """The code of a lot's attest leads to it."""
    if code.kind not in (None, Kind.CERTIFICATE) or not actor.may(Permission.LOT_SEE):
        return None
    return url_for("dossiers.attest", code=code) if find_by_code(LotAttest, code) else None


@offers("check")
def what_does_not_hold() -> Iterator[str]:
    """Papers and facts of lots' attests that are not what was issued."""
    papers = select(LotAttestPaper).options(undefer(LotAttestPaper.content)).order_by(LotAttestPaper.id)
    for paper in db.session.execute(papers.execution_options(yield_per=20)).scalars():
        if hashlib.sha256(paper.content).hexdigest() != paper.sha256:
            yield f"paper {paper.id} of the attest of a lot: its bytes were altered"
    issued = select(AuditEvent).where(AuditEvent.deed == "dossiers.attest_issued")
    told = {one.thing_id: one.particulars["snapshot"] for one in db.session.execute(issued).scalars()}
    attests = select(LotAttest).options(undefer(LotAttest.snapshot)).order_by(LotAttest.id)
    for attest in db.session.execute(attests.execution_options(yield_per=20)).scalars():
        if told.get(attest.id) != hash_of_snapshot(attest.snapshot):
            yield f"{attest.code}: the journal knows other facts of the attest of this lot"
