"""Everything that must always hold, held against the data as it stands: what `leenkring check` walks.

The database and the deeds keep each of these; this looks whether somebody reached behind them. What the rooms
promise of their own papers and books they say themselves at the offer `check`; here is what joins several
rooms. Every broken promise has a name, the code of the thing, and a reason.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from inventory.applications.models import Application
from inventory.applications.states import ApplicationState
from inventory.borrowers.actions import PERSONAL
from inventory.borrowers.models import Borrower
from inventory.codes import Code
from inventory.deposits.models import LedgerEntry, Receipt
from inventory.devices.models import Device, Medium, Passage
from inventory.digibank.models import Digibank
from inventory.digibank.numbers import Coded, GivenCode
from inventory.foundation import audit, copying
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import Model, db
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.offers import offered
from inventory.foundation.tenancy import BelongsToDigibank, inside
from inventory.journey import JOURNEY, Move, Stage
from inventory.lending.models import Loan, LoanPaper, LoanState
from inventory.refurbishing.models import Checkup, CheckupState
from inventory.returning.models import Inspection
from inventory.wiping.issuing import hash_of_snapshot
from inventory.wiping.models import Certificate, CertificatePaper, Evidence


@dataclass(frozen=True)
class Broken:
    """One promise that does not hold."""

    digibank: str
    #: the promise, as `docs/commands.md` lists them
    promise: str
    #: the code of the thing, or its table and id
    thing: str
    reason: str

    def __str__(self) -> str:
        """As the keeper reads it."""
        return f"{self.digibank}: {self.promise}: {self.thing}: {self.reason}"


Found = Iterator[tuple[str, str]]


def everywhere_broken() -> Iterator[Broken]:
    """Every broken promise in every digibank."""
    for digibank in list(db.session.scalars(select(Digibank).order_by(Digibank.id))):
        slug = digibank.slug
        with inside(digibank.id):
            for promise, walk in PROMISES.items():
                for thing, reason in walk():
                    yield Broken(slug, promise, thing, reason)
            for sentence in _told_by_the_rooms():
                yield Broken(slug, "room", "-", sentence)
        db.session.expunge_all()
    for sentence in copying.broken_keys(db.engine):
        yield Broken("-", "walls", "-", sentence)


def _told_by_the_rooms() -> Iterator[str]:
    for answer in offered("check"):
        if isinstance(answer, str):
            yield answer
        elif isinstance(answer, Iterable):
            yield from answer


def chain() -> Found:
    """The journal is whole."""
    for found in audit.verify():
        yield f"event {found.number}", found.reason


def no_exposed_medium_leaves() -> Found:
    """A device that may be lent holds only clean media; one that is out had them clean when it went."""
    query = (
        select(Device, Medium)
        .join(Medium, Medium.device_id == Device.id)
        .where(Device.stage.in_([Stage.READY, Stage.RESERVED, Stage.TRANSFERRED, Stage.LENT]))
    )
    lent_at = _last_passages(Move.LEND)
    for device, medium in _streamed(query):
        if device.stage is Stage.LENT:
            went = lent_at.get(device.id)
            if medium.clean_at is None or went is None or medium.exposed_at > went or medium.clean_at > went:
                yield (
                    str(device.code),
                    f"went home while medium {medium.serial or medium.id} was not proven clean",
                )
        elif not medium.is_clean:
            yield (
                str(device.code),
                f"is {device.stage} while medium {medium.serial or medium.id} is not clean",
            )


def _last_passages(made: Move) -> dict[int, datetime]:
    query = (
        select(Passage.device_id, func.max(Passage.passed_at))
        .where(Passage.move == made)
        .group_by(Passage.device_id)
    )
    return {row[0]: copying.aware(row[1]) for row in db.session.execute(query)}


def one_open_loan() -> Found:
    """A laptop that is out has one open loan; an open loan has a laptop that is out, or missing."""
    query = select(Loan, Device).join(Device, Device.id == Loan.device_id).where(Loan.state == LoanState.OPEN)
    seen: set[int] = set()
    for loan, device in _streamed(query):
        if device.stage not in (Stage.LENT, Stage.MISSING):
            yield str(loan.code), f"is open while device {device.code} is {device.stage}"
        if device.id in seen:
            yield str(device.code), "has more than one open loan"
        seen.add(device.id)
    for device in _streamed(select(Device).where(Device.stage == Stage.LENT)):
        if device.id not in seen:
            yield str(device.code), "is lent without an open loan"


def reserved_for_someone() -> Found:
    """A device set apart waits for exactly one approved application."""
    kept = select(Application.device_id).where(Application.state == ApplicationState.APPROVED)
    for device in _streamed(select(Device).where(Device.stage == Stage.RESERVED, Device.id.not_in(
        kept.where(Application.device_id.is_not(None))
    ))):  # fmt: skip
        yield str(device.code), "is reserved for nobody"


def passages_lead_here() -> Found:
    """Every step follows from the one before, is on the map, and the last one leads to where the device is."""
    query = select(Passage).order_by(Passage.device_id, Passage.id)
    at: dict[int, Passage] = {}
    for passage in _streamed(query):
        before = at.get(passage.device_id)
        if problem := step_problem(passage, before):
            yield f"passage {passage.id}", problem
        at[passage.device_id] = passage
    for device in _streamed(select(Device)):
        last = at.get(device.id)
        if last is None:
            yield str(device.code), "has no passage at all"
        elif (device.stage, device.lap) != (last.end, last.lap):
            yield str(device.code), f"stands at {device.stage}, but its last passage ends at {last.end}"


def step_problem(passage: Any, before: Any) -> str:
    """What is wrong with one step after another; empty when nothing is."""
    if passage.start != (before.end if before else None):
        return f"starts at {passage.start}, where its device was not"
    if before is None:
        return "" if passage.end in (Stage.ANNOUNCED, Stage.RECEIVED) else "is a first step from nowhere"
    step = JOURNEY.get(passage.move)
    if step is None or passage.start not in step.starts or passage.end != step.ends:
        return f"is no road of the map: {passage.move} from {passage.start} to {passage.end}"
    if passage.lap != before.lap + (1 if step.new_lap else 0):
        return f"is in round {passage.lap} after round {before.lap}"
    return ""


def papers_unchanged() -> Found:
    """What an attest said when it was issued is what it says now; the journal holds its hashes."""
    told = {event.thing_id: event.particulars for event in _events("wiping.certificate_issued")}
    papers: dict[int, set[str]] = {}
    for certificate_id, sha256 in db.session.execute(
        select(CertificatePaper.certificate_id, CertificatePaper.sha256)
    ):
        papers.setdefault(certificate_id, set()).add(sha256)
    for certificate in _streamed(select(Certificate)):
        journal = told.get(certificate.id)
        if journal is None:
            yield str(certificate.code), "was never issued, says the journal"
            continue
        if journal.get("snapshot", "") != hash_of_snapshot(certificate.snapshot):
            yield str(certificate.code), "its facts were altered after it was issued"
        if papers.get(certificate.id, set()) != set(journal.get("papers", ())):
            yield str(certificate.code), "its papers were altered after it was issued"


def evidence_unchanged() -> Found:
    """A report is byte for byte what was dropped; the journal holds its hash too."""
    told = {event.thing_id: event.particulars["sha256"] for event in _events("wiping.evidence_taken")}
    for evidence_id, sha256 in db.session.execute(select(Evidence.id, Evidence.sha256)):
        if told.get(evidence_id) != sha256:
            yield f"evidence {evidence_id}", "is not the report that was taken in, says the journal"


def other_papers_unchanged() -> Found:
    """Agreements and receipts are byte for byte what was handed out; those of people forgotten are blank."""
    for model in (LoanPaper, Receipt):
        query = select(model.id, model.pdf, model.sha256).where(model.pdf.is_not(None))
        for paper_id, pdf, sha256 in db.session.execute(query.execution_options(yield_per=50)):
            if pdf is not None and hashlib.sha256(pdf).hexdigest() != sha256:
                yield f"{model.__tablename__} {paper_id}", "its bytes were altered"


#: every deed that writes an entry in the ledger
_BOOKING = (
    "deposits.received", "deposits.refunded", "deposits.retained", "deposits.corrected",
    "deposits.till_differed", "deposits.cash_to_bank", "deposits.cash_from_bank", "deposits.cash_moved",
    "reconciling.booked", "reconciling.kept_apart",
    "deposits.refund_asked", "deposits.refund_called_off", "deposits.refund_paid", "deposits.refund_returned",
)  # fmt: skip


def money_as_told() -> Found:
    """Every amount in the ledger is the amount in the journal, and what was held is kept, waiting or given back."""
    told: dict[int, int] = {}
    for deed in _BOOKING:
        told |= {event.thing_id: event.particulars["amount_cents"] for event in _events(deed)}
    for entry in _streamed(select(LedgerEntry)):
        if told.get(entry.id) != entry.cents:
            yield (
                f"ledger entry {entry.id}",
                f"moves {entry.cents} cents, the journal says {told.get(entry.id)}",
            )
    for receipt in _streamed(select(Receipt).where(Receipt.entry_id.is_not(None))):
        if receipt.entry is not None and receipt.amount_cents != receipt.entry.cents:
            yield f"receipt {receipt.full_number}", "names another amount than was booked"
    for one in _streamed(select(Inspection)):
        if one.held_cents != one.kept_cents + one.waiting_cents + one.refund_cents:
            yield f"inspection {one.id}", "what was held is not kept + waiting + given back"


def two_people() -> Found:
    """Nobody signed off own work."""
    for checkup in _streamed(select(Checkup).where(Checkup.signed_off_by_id == Checkup.done_by_id)):
        yield f"checkup {checkup.id}", "was signed off by who did it"


def ready_by_a_list() -> Found:
    """What is ready or set apart has a list of this round that two people stand for, done to the end."""
    signed = select(Checkup.device_id).where(
        Checkup.device_id == Device.id,
        Checkup.lap == Device.lap,
        Checkup.state == CheckupState.SIGNED_OFF,
        Checkup.left_count == 0,
        Checkup.done_by_id != Checkup.signed_off_by_id,
    )
    on_the_shelf = Device.stage.in_([Stage.READY, Stage.RESERVED])
    for device in _streamed(select(Device).where(on_the_shelf, ~signed.exists())):
        yield str(device.code), f"is {device.stage}, and no list of this round was signed off by two people"


def codes_are_given() -> Found:
    """Every printed number was given out, once, for this kind of thing and by this digibank."""
    given = {
        row.serial: (row.kind, row.digibank_id)
        for row in db.session.execute(select(GivenCode.serial, GivenCode.kind, GivenCode.digibank_id))
    }
    for mapper in Model.registry.mappers:
        model: Any = mapper.class_
        if issubclass(model, Coded) and issubclass(model, BelongsToDigibank):
            letters = model.letters or {model.letter}
            for digibank_id, serial in db.session.execute(select(model.digibank_id, model.code_serial)):
                kind, owner = given.get(serial, (None, None))
                if kind not in letters or owner != digibank_id:
                    yield str(Code(model.letter, serial)), "this code was never given out to it"


#: columns that machines fill: a serial number may look like anything
_NOT_WRITTEN_BY_PEOPLE = (
    "serial", "uuid", "hash", "sha256", "token", "fingerprint", "search_text", "phone", "slip", "invoice", "clock",
    "code", "asset_number", "content_type", "location",
)  # fmt: skip


def no_national_numbers() -> Found:
    """No number of the state, in any text that a person wrote."""
    for mapper in Model.registry.mappers:
        model: Any = mapper.class_
        if not issubclass(model, BelongsToDigibank):
            continue
        columns = [
            column for column in mapper.column_attrs
            if column.columns[0].type.python_type is str and not any(w in column.key for w in _NOT_WRITTEN_BY_PEOPLE)
        ]  # fmt: skip
        if not columns:
            continue
        query = select(model.id, *(getattr(model, column.key) for column in columns))
        for row in db.session.execute(query.execution_options(yield_per=500)):
            if any(isinstance(text, str) and has_national_number(text) for text in row[1:]):
                yield f"{model.__tablename__} {row[0]}", "holds a national register number"


def forgotten_is_blank() -> Found:
    """Of who was forgotten nothing personal is left."""
    for borrower in _streamed(select(Borrower).where(Borrower.anonymised_at.is_not(None))):
        if any(getattr(borrower, column) for column in PERSONAL):
            yield str(borrower.code), "was forgotten, but something personal still stands there"
    kept = (
        select(LoanPaper.loan_id)
        .join(Loan, Loan.id == LoanPaper.loan_id)
        .join(Borrower, Borrower.id == Loan.borrower_id)
        .where(Borrower.anonymised_at.is_not(None), LoanPaper.pdf.is_not(None))
    )
    for loan_id in db.session.scalars(kept):
        yield f"loan {loan_id}", "its borrower was forgotten, but the agreement is still kept"


def _events(deed: str) -> Iterator[AuditEvent]:
    return _streamed(select(AuditEvent).where(AuditEvent.deed == deed))


def _streamed(query: Any) -> Iterator[Any]:
    """One by one, or pair by pair, without holding everything in memory."""
    found = db.session.execute(query.execution_options(yield_per=500))
    wide = len(query.column_descriptions) > 1
    for row in found:
        yield row if wide else row[0]


#: journey.md §3, by a name each; `docs/commands.md` tells what they mean
PROMISES: dict[str, Callable[[], Found]] = {
    "journal": chain,
    "media": no_exposed_medium_leaves,
    "loans": one_open_loan,
    "reservations": reserved_for_someone,
    "journey": passages_lead_here,
    "certificates": papers_unchanged,
    "evidence": evidence_unchanged,
    "papers": other_papers_unchanged,
    "money": money_as_told,
    "two-people": two_people,
    "ready": ready_by_a_list,
    "codes": codes_are_given,
    "national-numbers": no_national_numbers,
    "forgotten": forgotten_is_blank,
}
