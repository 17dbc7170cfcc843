"""Lots of the example: promised, some with a list, brought, counted, closed; and every laptop's life from there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from inventory.devices.models import Device
from inventory.dossiers import actions as dossiers
from inventory.dossiers import gathering
from inventory.insight.example import bench, borrowing
from inventory.insight.example.cast import Cast
from inventory.insight.example.machines import MACHINES, Machine, thrown
from inventory.insight.example.plan import Fate, mornings
from inventory.intake import actions as intake
from inventory.intake import importing
from inventory.intake.findings import Finding, RefusedBecause
from inventory.intake.models import Lot, LotKind
from inventory.journey import Move, Stage
from inventory.partners.models import PartnerKind
from inventory.permissions import Role

#: so long after it came in a giver asks for the attest of a whole lot
_PROVEN_AFTER = timedelta(days=60)

Life = Iterator[datetime]
#: how a story asks for another one to be told beside it
Begin = Callable[[Life], None]

_WORDS = {
    RefusedBecause.LOCKED: "BIOS-wachtwoord, de schenker kent het niet",
    RefusedBecause.TOO_OLD: "uit 2009, te oud voor een nieuw systeem",
    RefusedBecause.BROKEN: "moederbord stuk",
}


@dataclass(frozen=True)
class Coming:
    """One laptop on its way to us."""

    fate: Fate
    machine: Machine
    serial: str
    #: on the giver's list?
    listed: bool
    asset_number: str


def expected(cast: Cast, fates: Sequence[Fate], *, listed: bool) -> list[Coming]:
    """The laptops of one lot: mostly a few models of one maker; one in ten is not on the list."""
    dice = cast.dice
    models = dice.sample(MACHINES, 3)
    coming = []
    for fate in fates:
        machine = dice.choice(models)
        on_list = listed and (fate.stage is Stage.ANNOUNCED or dice.random() < 0.9)
        number = f"PC-{dice.randint(1000, 9999)}" if on_list else ""
        coming.append(Coming(fate, machine, thrown(machine.serial, dice), on_list, number))
    return coming


def lot(cast: Cast, coming: Sequence[Coming], at: datetime, begin: Begin, *, sealed: bool = False) -> Life:
    """One lot from promise to receipt. Those announced only stay away."""
    yield at - timedelta(days=6)
    here = [one for one in coming if one.fate.stage is not Stage.ANNOUNCED]
    received_in = _announce(cast, len(coming), at - timedelta(days=6), sealed)
    if any(one.listed for one in coming):
        yield at - timedelta(days=5)
        _send_list(cast, received_in, [one for one in coming if one.listed], at - timedelta(days=5))
    if not here:
        return
    yield at
    technician = cast.one(Role.TECHNICIAN)
    if received_in.kind is LotKind.DONATION:
        intake.sign_for(
            technician, received_in, by="Chauffeur van de schenker", now=at, chargers=len(here) - 1,
            counted=len(here),
        )  # fmt: skip
    for number, one in enumerate(here, start=1):
        moment = at + timedelta(minutes=number)
        yield moment
        device = _receive(cast, received_in, one, moment, technician)
        begin(life(cast, device, one.fate, moment))
    if (cast.until - at).days > 3:
        moment = at + timedelta(hours=3)
        yield moment
        intake.close(cast.one(Role.SUPERVISOR), received_in, now=moment)
    if received_in.kind is LotKind.DONATION and (cast.until - at) > 2 * _PROVEN_AFTER:
        moment = at + _PROVEN_AFTER
        yield moment
        _prove(cast, received_in, moment)


def _prove(cast: Cast, received_in: Lot, now: datetime) -> None:
    """The giver asks for one paper; it is printed when somebody looks after the house."""
    if gathering.overview(received_in)["attested"]:
        dossiers.issue(cast.one(Role.SUPERVISOR), received_in, with_open=True, now=now)


def _announce(cast: Cast, count: int, now: datetime, sealed: bool) -> Lot:
    dice = cast.dice
    if sealed or dice.random() < 0.12:
        return intake.announce(
            cast.coordinator, kind=LotKind.PURCHASE, partner=dice.choice(cast.partners[PartnerKind.SUPPLIER]),
            now=now, expected_count=count, sealed=sealed, invoice_number=f"F{dice.randint(10000, 99999)}",
            price_cents=count * dice.choice((14900, 17500, 21000)), funding_source="Vlaamse subsidie e-inclusie",
        )  # fmt: skip
    partner = dice.choice(cast.partners[PartnerKind.DONOR])
    return intake.announce(
        cast.coordinator, kind=LotKind.DONATION, partner=partner, now=now, expected_count=count,
        contact=cast.contacts.get(partner.id),
    )  # fmt: skip


def _send_list(cast: Cast, received_in: Lot, coming: Sequence[Coming], now: datetime) -> None:
    """The giver's list as a CSV, uploaded and confirmed as reported."""
    rows = ["Serial number;Maker;Model;Asset number"]
    rows += [f"{one.serial};{one.machine.maker};{one.machine.model};{one.asset_number}" for one in coming]
    supervisor = cast.one(Role.SUPERVISOR)
    content = "\r\n".join(rows).encode()
    draft = importing.upload_list(supervisor, received_in, content, "laptops.csv", now=now)
    seal = importing.seal_of(importing.report_of(draft))
    importing.confirm_list(supervisor, draft, seal=seal, now=now)


def _receive(cast: Cast, received_in: Lot, one: Coming, now: datetime, technician: Any) -> Device:
    seen = [Finding.NO_CHARGER] if cast.dice.random() < 0.06 else []
    return intake.receive(
        technician, received_in, one.serial, now=now, maker=one.machine.maker, model=one.machine.model,
        findings=seen, is_sure=True,  # a maker's number may have the form of a code by chance
    )  # fmt: skip


def life(cast: Cast, device: Device, fate: Fate, received: datetime) -> Life:
    """Everything that happens to one laptop after it came through the door."""
    if fate.stage is Stage.REFUSED:
        moment = received + timedelta(minutes=40)
        yield moment
        because = cast.dice.choice(list(_WORDS))
        intake.refuse(cast.one(Role.TECHNICIAN), device, because, words=_WORDS[because], now=moment)
        return
    machine = next(one for one in MACHINES if one.model == device.model)
    moment = received + timedelta(hours=1, minutes=cast.dice.randint(0, 59))
    yield moment
    bench.look_inside(cast, device, machine, moment)
    chapters = chapters_of(fate, sealed=device.sealed)
    for chapter, at in zip(chapters, mornings(received, cast.until, len(chapters), cast.dice), strict=False):
        yield from chapter(cast, device, at)


Chapter = Callable[[Cast, Device, datetime], Life]


def chapters_of(fate: Fate, *, sealed: bool) -> list[Chapter]:
    """What happens to a laptop in its rounds, in order, until it is where it is today."""
    wiped: Chapter = bench.skip_wipe if sealed else bench.wipe
    chapters: list[Chapter] = []
    for _lap in range(1, fate.laps):
        chapters += [wiped, bench.refurbish, borrowing.take_home, borrowing.bring_back]
        wiped = bench.wipe
    return chapters + _last_chapters(fate.stage, wiped)


def _last_chapters(stage: Stage, wiped: Chapter) -> list[Chapter]:
    readied = [wiped, bench.refurbish]
    chapters: dict[Stage, list[Chapter]] = {
        Stage.RECEIVED: [],
        Stage.WIPING: [_half_wiped],
        Stage.WIPED: [wiped],
        Stage.REFURBISHING: [wiped, _half_refurbished],
        Stage.READY: readied,
        Stage.RESERVED: [*readied, borrowing.set_apart],
        Stage.LENT: [*readied, borrowing.take_home, borrowing.stay],
        Stage.RETURNED: [*readied, borrowing.take_home, borrowing.bring_back],
        Stage.MISSING: [*readied, borrowing.take_home, borrowing.lose],
        Stage.PARTS: [wiped, _leaving(Move.TAKE_APART)],
        Stage.RECYCLED: [wiped, _leaving(Move.RECYCLE)],
        Stage.TRANSFERRED: [*readied, _leaving(Move.TRANSFER)],
    }
    return chapters[stage]


def _half_wiped(cast: Cast, device: Device, at: datetime) -> Life:
    return bench.wipe(cast, device, at, whole=False)


def _half_refurbished(cast: Cast, device: Device, at: datetime) -> Life:
    return bench.refurbish(cast, device, at, whole=False)


def _leaving(made: Move) -> Chapter:
    return lambda cast, device, at: bench.leave(cast, device, made, at)
