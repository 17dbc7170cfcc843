"""The hand-over manifest: what went from hand to hand, who gave and who took, with two signatures.

Made at the moment of signing and kept; what is scanned later is held against it (GBA recommendation 2020, §240).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from flask_babel import force_locale, format_datetime
from flask_babel import gettext as _
from reportlab.platypus import Flowable
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from inventory.digibank.models import Digibank, User
from inventory.foundation import papers
from inventory.foundation.actor import Actor
from inventory.foundation.clock import BRUSSELS
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.intake import queries
from inventory.intake.models import Lot, Manifest
from inventory.intake.queries import Reconciled
from inventory.intake.receipt import lines_of
from inventory.permissions import Permission
from inventory.wording import say

#: raised with every change of the words, so that an old paper can be told from a new one
EDITION = "1"


@dataclass(frozen=True)
class Item:
    """One device on the manifest."""

    name: str
    serial: str
    donor_asset_number: str
    #: was it scanned when both signed, or does it stand on the giver's list only?
    was_scanned: bool


@dataclass(frozen=True)
class ManifestFacts:
    """Everything that stands on a manifest."""

    locale: str
    #: letter and spoken digits of the lot
    lot_code: tuple[str, str]
    number: int
    house: str
    house_lines: tuple[str, ...]
    reuse_centre: str
    footer: str
    giver: str
    giver_lines: tuple[str, ...]
    made_at: datetime
    given_by: str
    taken_by: str
    #: drawn on screen, as PNG; None: signed by pen on this paper
    given_signature: bytes | None
    taken_signature: bytes | None
    counted: int | None
    seals: str
    chargers: int | None
    #: numbers of the agreements; empty: there is none
    agreements: tuple[str, ...]
    #: the least that a wipe reaches, in words; empty: nothing was agreed
    minimum: str
    items: tuple[Item, ...]


def make(
    actor: Actor, lot: Lot, *, given_by: str, given_signature: bytes | None, taken_signature: bytes | None,
    counted: int | None, seals: str, now: datetime,
) -> Manifest:  # fmt: skip
    """Draw the manifest of this hand-over, and keep it; part of the transaction of the signing."""
    person = db.session.get(User, actor.user_id) if actor.user_id else None
    if person is None:
        raise MayNot(permission=Permission.LOT_RECEIVE)
    number = (
        db.session.execute(select(func.count(Manifest.id)).where(Manifest.lot_id == lot.id)).scalar_one() + 1
    )
    house = db.session.get_one(Digibank, lot.digibank_id)
    items = tuple(_items(lot))
    facts = ManifestFacts(
        locale=house.locale,
        lot_code=(lot.letter, lot.spoken.removeprefix(f"{lot.letter} ")),
        number=number,
        house=house.name,
        house_lines=lines_of(house),
        reuse_centre=house.reuse_centre,
        footer=" · ".join(part for part in (house.name, house.phone, house.email) if part),
        giver=lot.partner.name,
        giver_lines=lines_of(lot.partner),
        made_at=now,
        given_by=given_by,
        taken_by=person.name,
        given_signature=given_signature,
        taken_signature=taken_signature,
        counted=counted,
        seals=seals,
        chargers=lot.charger_count,
        agreements=tuple(one.reference for one in (lot.donation, lot.processing) if one),
        minimum=str(say(lot.minimum)) if lot.minimum else "",
        items=items,
    )
    content = draw(facts)
    kept = Manifest(
        lot=lot, lot_id=lot.id, number=number, made_at=now, taken_by_id=person.id, counted=counted, seals=seals,
        listed=[asdict(item) for item in items], paper=content, sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()  # its number is taken
    return kept


def _items(lot: Lot) -> Iterator[Item]:
    """What is on the list or was scanned by now; what went back at the door did not change hands."""
    for row in queries.reconciled(lot):
        if row.verdict is not Reconciled.SENT_BACK:
            name = f"{row.maker} {row.model}".strip()
            yield Item(name, row.serial, row.donor_asset_number, row.verdict is not Reconciled.MISSING)


def latest(lot: Lot) -> Manifest | None:
    """The manifest that was signed last, without its bytes; None before the hand-over."""
    query = select(Manifest).where(Manifest.lot_id == lot.id).order_by(Manifest.number.desc()).limit(1)
    return db.session.execute(query).scalar_one_or_none()


def last_of(lot: Lot) -> Manifest | None:
    """The manifest that was signed last."""
    query = select(Manifest).where(Manifest.lot_id == lot.id).order_by(Manifest.number.desc()).limit(1)
    return db.session.execute(query).scalar_one_or_none()


def paper_of(lot: Lot) -> bytes | None:
    """The manifest that was signed last, byte for byte."""
    found = last_of(lot)
    return found.paper if found else None


def broken_promises() -> Iterator[str]:
    """Manifests that are not what was signed."""
    query = select(Manifest).options(undefer(Manifest.paper)).execution_options(yield_per=50)
    for kept in db.session.execute(query).scalars():
        if hashlib.sha256(kept.paper).hexdigest() != kept.sha256:
            yield f"manifest {kept.number} of lot {kept.lot.code} was altered"


# --- the paper ----------------------------------------------------------------------------------------


def draw(facts: ManifestFacts) -> bytes:
    """The manifest as PDF in its own language; the same facts give the same bytes."""
    with force_locale(facts.locale):
        furniture = papers.Furniture(
            house=facts.house,
            house_too=facts.reuse_centre,
            title=_("Hand-over manifest"),
            locale=facts.locale,
            footer=facts.footer,
            version=_("manifest %(edition)s, number %(number)s", edition=EDITION, number=facts.number),
            page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
            code=facts.lot_code,
        )
        return papers.paper(furniture, list(_story(facts)))


def _story(facts: ManifestFacts) -> Iterator[Flowable]:
    yield papers.gap(2)
    yield papers.boxes(
        _who(_("Given by"), facts.giver, facts.giver_lines), _who(_("Taken by"), facts.house, facts.house_lines),
        label_width=37,
    )  # fmt: skip
    yield papers.gap(3)
    yield papers.grid(_terms(facts))
    yield papers.heading(_("What changes hands"))
    if facts.items:
        yield _table(facts.items)
    else:
        yield papers.text(
            _("Nothing was listed or counted at that moment.")
            if facts.counted is None
            else _("There is no list. The count above is what both agree on.")
        )
    yield papers.gap(2)
    for sentence in _statements(facts):
        yield papers.small(sentence)
    yield papers.heading(_("Signed"))
    yield papers.signatures(
        (_("Who gives"), _signed(facts, facts.given_by, facts.given_signature), facts.given_signature),
        (_("Who takes"), _signed(facts, facts.taken_by, facts.taken_signature), facts.taken_signature),
    )


def _who(label: str, name: str, lines: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(label, name), *(("", line) for line in lines)]


def _terms(facts: ManifestFacts) -> list[tuple[str, str, int]]:
    scanned = sum(item.was_scanned for item in facts.items)
    return [
        (_("Day and hour"), _moment(facts), 1),
        (_("Counted by hand"), _("not counted") if facts.counted is None else str(facts.counted), 1),
        (_("Scanned so far"), _("%(count)s of %(expected)s", count=scanned, expected=len(facts.items)), 1),
        (_("Seals and boxes"), facts.seals or _("none"), 1),
        (_("Chargers"), _("not counted") if facts.chargers is None else str(facts.chargers), 1),
        (_("Agreements"), ", ".join(facts.agreements) or _("no written agreement"), 1),
    ]


def _table(items: tuple[Item, ...]) -> Flowable:
    head = (_("No."), _("Device"), _("Serial number"), _("Giver's number"), _("Scanned"))
    rows = [
        (str(number), item.name or "–", item.serial or "–", item.donor_asset_number or "–",
         _("yes") if item.was_scanned else _("no"))
        for number, item in enumerate(items, start=1)
    ]  # fmt: skip
    return papers.table(head, rows, (1, 5, 4, 3, 2))


def _statements(facts: ManifestFacts) -> list[str]:
    told = [_("With these signatures the devices become the property of the digibank, for free.")]
    if any(not item.was_scanned for item in facts.items):
        told.append(
            _("What was not scanned yet is compared with the list afterwards; the giver sees the outcome.")
        )
    if facts.minimum:
        told.append(
            _("Every data carrier is erased to at least %(minimum)s, or destroyed.", minimum=facts.minimum)
        )
    return told


def _signed(facts: ManifestFacts, name: str, signature: bytes | None) -> str:
    how = _("signed on screen") if signature else _("signed by pen")
    return f"{name}\n{_moment(facts)}, {how}"


def _moment(facts: ManifestFacts) -> str:
    here = facts.made_at.astimezone(BRUSSELS)
    return format_datetime(here, "d MMM yyyy, HH:mm", rebase=False)
