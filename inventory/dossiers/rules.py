"""What the attest of a whole lot covers, what it does not, and when it may be issued: plain values.

A gift of forty laptops is seldom done to the last one: some never came, one was sent back, one is still at the
bench. Whoever issues the attest sees these, says aloud that they stay out, and they stand on the paper.
"""

from collections.abc import Collection
from enum import StrEnum

from inventory.foundation.refusal import Refusal
from inventory.journey import Stage


class Why(StrEnum):
    """Why a device, or a disk of a device that is attested, is not attested as erased."""

    #: on the giver's list, and everything that would come has come
    NEVER_CAME = "never_came"
    #: on the giver's list; the lot is still coming in
    AWAITED = "awaited"
    #: sent back to the giver at the door
    REFUSED = "refused"
    #: here, and not at the wiping bench yet
    WAITS = "waits"
    #: at the wiping bench, and not done
    AT_THE_BENCH = "at_the_bench"
    #: gone before its disks were erased
    MISSING = "missing"
    #: came factory-sealed: there was nothing to erase
    SEALED = "sealed"
    #: its attest was revoked, and there is no other
    REVOKED = "revoked"
    #: it went on without an attest
    WITHOUT_ATTEST = "without_attest"
    #: the disk was destroyed, so nothing on it was erased
    DESTROYED = "destroyed"
    #: the disk was taken out: what becomes of it is told apart
    TAKEN_OUT = "taken_out"


#: what may still change by itself: the attest would soon say less than there is
OPEN = frozenset({Why.AWAITED, Why.WAITS, Why.AT_THE_BENCH, Why.REVOKED, Why.WITHOUT_ATTEST})


class Since(StrEnum):
    """What became of a disk after it was taken out."""

    ERASED = "erased"
    DESTROYED = "destroyed"
    #: it lies with us, with its data
    OPEN = "open"
    NOT_KNOWN = "not_known"


class Destination(StrEnum):
    """Where a device went after its disks were dealt with; never to whom."""

    #: lent out again, or waiting for that
    REUSE = "reuse"
    PARTS = "parts"
    RECYCLED = "recycled"
    SENT_BACK = "sent_back"
    MISSING = "missing"
    #: not decided yet
    OPEN = "open"


class Fit(StrEnum):
    """What a certificate says of a serial number that somebody typed."""

    ATTESTED = "attested"
    #: it stands on the certificate, as one that it does not cover
    LEFT_OUT = "left_out"
    NOT_THERE = "not_there"


_DESTINATIONS = {
    Stage.PARTS: Destination.PARTS,
    Stage.RECYCLED: Destination.RECYCLED,
    Stage.REFUSED: Destination.SENT_BACK,
    Stage.MISSING: Destination.MISSING,
    Stage.ANNOUNCED: Destination.OPEN,
    Stage.RECEIVED: Destination.OPEN,
    Stage.WIPING: Destination.OPEN,
}


class NotAGift(Refusal):
    """What was bought has no giver who asks for an attest."""


class NothingToAttest(Refusal):
    """No device of this lot has an attest that holds."""


class StillOpen(Refusal):
    """Devices of this lot are not done, and nobody said that they may stay out."""

    status = 422


class SaysTheSame(Refusal):
    """The attest that holds today says exactly this already."""


class StillPrinting(Refusal):
    """The attest that holds today is not printed yet."""


def why_not(stage: Stage, *, has_valid: bool, had_one: bool, sealed: bool, is_coming_in: bool) -> Why | None:
    """Why a device of a lot is not attested; None when it is. `had_one`: an attest that holds no more."""
    if has_valid:
        return None
    if stage is Stage.ANNOUNCED:
        return Why.AWAITED if is_coming_in else Why.NEVER_CAME
    if had_one:
        return Why.REVOKED
    told = {
        Stage.REFUSED: Why.REFUSED,
        Stage.MISSING: Why.MISSING,
        Stage.WIPING: Why.AT_THE_BENCH,
    }.get(stage)
    if told is not None:
        return told
    if sealed:
        return Why.SEALED
    return Why.WAITS if stage is Stage.RECEIVED else Why.WITHOUT_ATTEST


def destination_of(stage: Stage) -> Destination:
    """Where a device at this stage is bound for. Who has it, or whether anyone has, is not told."""
    return _DESTINATIONS.get(stage, Destination.REUSE)


def check_issuable(*, is_gift: bool, attested: int, open_ones: Collection[Why], with_open: bool) -> None:
    """May the attest of this lot be issued? `with_open`: somebody said that what is open may stay out."""
    if not is_gift:
        raise NotAGift
    if not attested:
        raise NothingToAttest
    if open_ones and not with_open:
        raise StillOpen(field="with_open", count=len(open_ones))


class DossierGone(Refusal):
    """This dossier was kept for a while, and is no longer here."""

    status = 410


# --- the auditor's dossier --------------------------------------------------------------------------

#: what belongs to the story of a giver's data: how it came in, who touched it, how it went
_CUSTODY = frozenset(
    {
        "devices.registered", "devices.placed", "devices.missed", "devices.medium_seen", "devices.medium_removed",
        "devices.medium_installed", "devices.medium_destroyed", "intake.announced", "intake.list_confirmed",
        "intake.reports_confirmed", "intake.received", "intake.received_by_report", "intake.receive_undone",
        "intake.refused", "intake.signed_for", "intake.closed", "intake.reopened", "wiping.started",
        "wiping.report_bound", "wiping.recorded", "wiping.verified", "wiping.declined", "wiping.finished",
        "wiping.skipped",
    }
)  # fmt: skip
#: about the giver's own certificates, also when they come later
_ABOUT_CERTIFICATES = frozenset({"wiping.certificate_issued", "wiping.certificate_revoked"})
#: the end of a device, whenever it comes
_ENDS = frozenset({"devices.discarded"})


def is_custody(deed: str, *, is_over: bool, is_own: bool) -> bool:
    """Does a deed stand in the chain of custody? `is_over`: the device is somebody's since. `is_own`: it is about a
    certificate of the giver's own data.
    """
    if deed in _ABOUT_CERTIFICATES:
        return is_own
    return deed in _ENDS or (deed in _CUSTODY and not is_over)


def own_reports(
    reports: Collection[int],
    told: Collection[tuple[int, int, str, bool]],
    *,
    own_findings: Collection[int | None],
    own_serials: Collection[str],
) -> tuple[list[int], list[int]]:
    """Which reports tell of disks of this lot alone, and which of others too: nobody may read of another's disks.

    `told`: of each report its findings, as (report, finding, serial key, became an attempt). A finding that became
    an attempt elsewhere, in another lot or a later round, is another's; so is one whose serial we do not know.
    """
    mixed = set()
    for report, finding, serial, became_attempt in told:
        if finding in own_findings:
            continue
        if became_attempt or not serial or serial not in own_serials:
            mixed.add(report)
    return [one for one in reports if one not in mixed], [one for one in reports if one in mixed]
