"""What people take home from a workshop: papers that a digibank keeps with a kind, and links to what others keep."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from flask import send_file
from sqlalchemy import func, select

from inventory.borrowers.models import Borrower
from inventory.foundation import papers_in
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.permissions import Permission
from workshop.models import MaterialFile, Seat, Session, WorkshopKind
from workshop.rules import SeatState

#: papers of one kind: nobody takes more home
MOST = 10


class TooManyPapers(Refusal):
    """More papers than anyone takes home."""

    status = 422


def keep(actor: Actor, kind: WorkshopKind, content: bytes, *, title: str, now: datetime) -> MaterialFile:
    """Keep a paper with this kind; the same file again is the one we have.

    Unreadable, PdfActs or PdfLocked at the field `file`, TooManyPapers.
    """
    actor.must(Permission.WORKSHOP_SET)
    mime_type, kept = papers_in.as_kept(content)
    sha256 = hashlib.sha256(kept).hexdigest()
    with transaction():
        hold(kind)
        same = select(MaterialFile).where(MaterialFile.kind_id == kind.id, MaterialFile.sha256 == sha256)
        if (known := db.session.scalar(same)) is not None:
            return known
        count = select(func.count(MaterialFile.id)).where(MaterialFile.kind_id == kind.id)
        if db.session.execute(count).scalar_one() >= MOST:
            raise TooManyPapers(field="file", most=MOST)
        paper = MaterialFile(
            kind=kind, kind_id=kind.id, title=title.strip(), mime_type=mime_type, content=kept, size=len(kept),
            sha256=sha256, kept_at=now, kept_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(paper)
        db.session.flush()  # the trace names its id
        record(actor, "workshop.paper_kept", paper, now=now, kind=kind.id, sha256=sha256)
    return paper


def take_away(actor: Actor, paper: MaterialFile, *, now: datetime) -> None:
    """It is not given any more."""
    actor.must(Permission.WORKSHOP_SET)
    with transaction():
        record(actor, "workshop.paper_taken_away", paper, now=now, kind=paper.kind_id, sha256=paper.sha256)
        db.session.delete(paper)


def papers_of(kind_ids: Collection[int]) -> dict[int, Sequence[MaterialFile]]:
    """The papers of each of these kinds, in the order in which they were kept; one question."""
    query = select(MaterialFile).where(MaterialFile.kind_id.in_(kind_ids)).order_by(MaterialFile.id)
    found: dict[int, list[MaterialFile]] = {kind_id: [] for kind_id in kind_ids}
    for paper in db.session.scalars(query) if kind_ids else ():
        found[paper.kind_id].append(paper)
    return dict(found)


def get(paper_id: int) -> MaterialFile:
    """The paper with this id in this digibank, or NotHere."""
    paper = db.session.scalar(select(MaterialFile).where(MaterialFile.id == paper_id))
    if paper is None:
        raise NotHere
    return paper


def of_guest(borrower: Borrower, paper_id: int) -> MaterialFile:
    """A paper of a kind in which this person has or had a seat; NotHere for any other."""
    seat = (
        select(Seat.id)
        .join(Session, Session.id == Seat.session_id)
        .where(
            Seat.borrower_id == borrower.id,
            Seat.state != SeatState.RELEASED,
            Session.kind_id == MaterialFile.kind_id,
        )
    )
    paper = db.session.scalar(select(MaterialFile).where(MaterialFile.id == paper_id, seat.exists()))
    if paper is None:
        raise NotHere
    return paper


def as_download(paper: MaterialFile) -> Any:
    """To be saved, never opened in the page."""
    ending = "pdf" if paper.mime_type == "application/pdf" else "jpg"
    return send_file(
        BytesIO(paper.content), paper.mime_type, as_attachment=True, download_name=f"{paper.title}.{ending}"
    )
