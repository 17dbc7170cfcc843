"""Questions about agreements: the text in use, what is signed with whom, what waits."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, undefer

from inventory.agreements.models import Agreement, AgreementSigning, AgreementText
from inventory.agreements.rules import AgreementKind, AgreementState, Minimum, covers
from inventory.foundation.database import db
from inventory.foundation.tenancy import row_here


def get_agreement(agreement_id: int) -> Agreement:
    """The agreement with this id; NotHere otherwise."""
    return row_here(Agreement, agreement_id)


def get_text(kind: AgreementKind, text_id: int) -> AgreementText:
    """One version of a text; NotHere when there is none of this kind."""
    return row_here(AgreementText, text_id, kind=kind)


def latest_text(kind: AgreementKind) -> AgreementText | None:
    """The newest version of a text; None before the first agreement of this kind."""
    query = select(AgreementText).where(AgreementText.kind == kind).order_by(AgreementText.number.desc())
    return db.session.execute(query.limit(1)).scalar_one_or_none()


def texts_of(kind: AgreementKind) -> list[AgreementText]:
    """Every version of a text, newest first."""
    query = select(AgreementText).where(AgreementText.kind == kind).options(joinedload(AgreementText.made_by))
    return list(db.session.execute(query.order_by(AgreementText.number.desc())).scalars())


def next_number(kind: AgreementKind) -> int:
    """The number of the next agreement of this kind; asked inside the transaction that gives it."""
    query = select(func.coalesce(func.max(Agreement.number), 0)).where(Agreement.kind == kind)
    return db.session.execute(query).scalar_one() + 1


def agreements_of(partner_id: int) -> list[Agreement]:
    """Every agreement with a partner, newest first."""
    query = select(Agreement).where(Agreement.partner_id == partner_id).order_by(Agreement.id.desc())
    return list(db.session.execute(query.options(joinedload(Agreement.signing))).scalars())


def signed_with(partner_id: int, kind: AgreementKind) -> Agreement | None:
    """The agreement of this kind that is signed and not ended, whatever its period says."""
    query = select(Agreement).where(
        Agreement.partner_id == partner_id, Agreement.kind == kind, Agreement.state == AgreementState.SIGNED
    )
    return db.session.execute(query).scalar_one_or_none()


def in_force(partner_id: int, on: date) -> dict[AgreementKind, Agreement]:
    """What holds with a partner on this day, by kind; a kind without an agreement is not in it."""
    query = select(Agreement).where(
        Agreement.partner_id == partner_id, Agreement.state == AgreementState.SIGNED
    )
    signed = db.session.execute(query).scalars()
    return {one.kind: one for one in signed if covers(one.valid_from, one.valid_until, on)}


def drafts_with(partner_id: int) -> dict[AgreementKind, Agreement]:
    """The newest draft with a partner, by kind."""
    query = select(Agreement).where(
        Agreement.partner_id == partner_id, Agreement.state == AgreementState.DRAFT
    )
    return {one.kind: one for one in db.session.execute(query.order_by(Agreement.id)).scalars()}


def draft_that_renews(agreement: Agreement) -> Agreement | None:
    """The draft that is to take this one's place, if there is one."""
    query = select(Agreement).where(
        Agreement.renews_id == agreement.id, Agreement.state == AgreementState.DRAFT
    )
    return db.session.execute(query.limit(1)).scalar_one_or_none()


def over_on(today: date) -> Sequence[Agreement]:
    """Signed agreements whose last day lies before today."""
    query = select(Agreement).where(
        Agreement.state == AgreementState.SIGNED, Agreement.valid_until.is_not(None), Agreement.valid_until < today
    )  # fmt: skip
    return db.session.execute(query).scalars().all()


def paper_of(agreement: Agreement) -> bytes | None:
    """The signed paper, byte for byte; None while it is a draft."""
    query = select(AgreementSigning).where(AgreementSigning.agreement_id == agreement.id)
    signing = db.session.execute(query.options(undefer(AgreementSigning.paper))).scalar_one_or_none()
    return signing.paper if signing else None


def broken_promises() -> Iterable[str]:
    """Sentences on signed papers that are not what was signed, and agreements that say something else now."""
    query = select(AgreementSigning).options(
        undefer(AgreementSigning.paper), joinedload(AgreementSigning.agreement)
    )
    for signing in db.session.execute(query.execution_options(yield_per=50)).scalars():
        agreement = signing.agreement
        if hashlib.sha256(signing.paper).hexdigest() != signing.sha256:
            yield f"agreement {agreement.reference}: its signed paper was altered"
        if facts_of(agreement) != signing.facts:
            yield f"agreement {agreement.reference}: it no longer says what was signed"
        if agreement.state is AgreementState.DRAFT:
            yield f"agreement {agreement.reference}: was signed and is a draft"


def facts_of(agreement: Agreement) -> dict[str, str | int | None]:
    """What is agreed on, as it is kept with the signature."""
    return {
        "reference": agreement.reference,
        "kind": str(agreement.kind),
        "partner_id": agreement.partner_id,
        "text_id": agreement.text_id,
        "locale": agreement.locale,
        "minimum": str(agreement.minimum),
        "valid_from": agreement.valid_from.isoformat(),
        "valid_until": agreement.valid_until.isoformat() if agreement.valid_until else None,
    }


def minima_of(agreements: Iterable[Agreement | None]) -> Iterator[Minimum]:
    """What each of these agreements demands."""
    return (agreement.minimum for agreement in agreements if agreement is not None)
