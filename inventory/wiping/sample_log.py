"""Writes an nwipe log as the tool would, for the example data and the tests; never for a real device.

Makers, serials and sizes are the caller's. What comes out is read by the same reader and weighed by the same
rules as a real log, so the example digibank shows true verdicts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

_CODES = {"off": "NV", "last": "VL", "all": "VA"}
_LEVELS = {"off": "0 (off)", "last": "1 (last pass)", "all": "2 (all passes)"}
_ENDS = {
    "Erased": "Nwipe successfully completed. See summary table for details.",
    "-FAILED-": "Nwipe exited with errors, check the log & summary table for individual drive status.",
    "UABORTED": "Nwipe was aborted by the user. Check the summary table for the drive status.",
}


class Outcome(StrEnum):
    """How a drive of the example ends."""

    ERASED = "Erased"
    FAILED = "-FAILED-"
    ABORTED = "UABORTED"


@dataclass(frozen=True)
class SampleDrive:
    """A drive of the example. Size in bytes; `bus` as nwipe prints it (ATA, ATA-SSD, NVME)."""

    serial: str
    model: str = "VOORBEELD HD500"
    bus: str = "ATA"
    size_bytes: int = 500_107_862_016
    device: str = "sda"
    outcome: Outcome = Outcome.ERASED

    @property
    def seconds(self) -> int:
        """How long one pass takes at 150 MB a second."""
        return max(2, self.size_bytes // 150_000_000)


class _Writer:
    """Lines with a clock that runs on."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.lines: list[str] = []

    def say(self, words: str, level: str = "notice", *, after: int = 0) -> None:
        self.at += timedelta(seconds=after)
        self.lines.append(f"[{self.at:%Y/%m/%d %H:%M:%S}] {level:>7}: {words}")


def nwipe_log(
    drives: Sequence[SampleDrive],
    *,
    started_at: datetime,
    host_serial: str,
    host_maker: str = "Voorbeeld",
    host_model: str = "Model 1",
    host_uuid: str = "",
    verify: str = "last",
    version: str = "0.38",
) -> bytes:
    """One run of zeros over all `drives`, one after another. `verify`: off, last or all."""
    log = _Writer(started_at)
    _head(log, drives, version, {"manufacturer": host_maker, "product-name": host_model,
                                 "serial-number": host_serial, "uuid": host_uuid}, verify)  # fmt: skip
    took = {drive.device: _wipe(log, drive, read_back=verify != "off") for drive in drives}
    _tables(log, drives, took, _CODES[verify])
    worst = max((drive.outcome for drive in drives), key=list(Outcome).index, default=Outcome.ERASED)
    log.say(_ENDS[worst], "info", after=1)
    return "\n".join([*log.lines, ""]).encode()


def _head(
    log: _Writer, drives: Sequence[SampleDrive], version: str, host: dict[str, str], verify: str
) -> None:
    log.say(f"nwipe {version}", "info")
    for drive in drives:
        unit, name = (10**9, "GB") if drive.size_bytes >= 10**10 else (10**6, "MB")
        size = f"{drive.size_bytes // unit:>4} {name}"
        log.say(
            f"Found /dev/{drive.device},  {drive.bus:<7}, {drive.model[:16]}, {size}, S/N={drive.serial}",
            after=1,
        )
        log.say(f"No hidden sectors on /dev/{drive.device}", "info")
    for key, value in host.items():
        log.say(f"system-{key} = {value}", "info")
    log.say("Program options are set as follows...", after=1)
    log.say("  do not perform a final blank pass")
    options = {"banner": f"nwipe {version}", "method": "Fill With Zeros", "quiet": "0", "rounds": "1"}
    for key, value in {**options, "verify": _LEVELS[verify]}.items():
        log.say(f"  {key:<8} = {value}")
    for drive in drives:
        log.say(f"/dev/{drive.device} has serial number {drive.serial}")
        log.say(f"/dev/{drive.device}, sect/blk/dev 512/4096/{drive.size_bytes}")


def _wipe(log: _Writer, drive: SampleDrive, *, read_back: bool) -> int:
    """The lines of one drive's wipe; answers how many seconds it took."""
    begun, path, size = log.at, f"/dev/{drive.device}", drive.size_bytes
    log.say(f"Invoking method 'Fill With Zeros' on {path}")
    log.say(f"Starting round 1 of 1 on {path}")
    log.say(f"Starting pass 1/1, round 1/1, on {path}")
    if drive.outcome is Outcome.FAILED:
        log.say(f"Buffer flush failure on '{path}'.", "warning", after=drive.seconds)
        log.say(f"Nwipe exited with errors on device = {path}, see log for specific error", "fatal")
    elif drive.outcome is Outcome.ERASED:
        log.say(f"{size} bytes written to {path}", after=drive.seconds)
        if read_back:
            log.say(f"Verifying pass 1 of 1, round 1 of 1, on {path}")
            log.say(f"{size} bytes read from {path}", after=drive.seconds)
            log.say(f"Verified pass 1 of 1, round 1 of 1, on '{path}'.")
        log.say(f"Finished pass 1/1, round 1/1, on {path}")
        log.say(f"Finished final round 1 of 1 on {path}")
    return int((log.at - begun).total_seconds())


def _tables(log: _Writer, drives: Sequence[SampleDrive], took: dict[str, int], code: str) -> None:
    rule, stars = "-" * 80, "*" * 80
    log.lines += ["", f"{'*' * 32} Error Summary {'*' * 33}"]
    log.lines += ["!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors", rule]
    for drive in drives:
        failed = int(drive.outcome is Outcome.FAILED)
        log.lines.append(f"{_mark(drive, failed)} | {failed:>11} | {0:>20} | {failed:>20}")
    log.lines += [stars, "", f"{'*' * 33} Drive Status {'*' * 33}"]
    log.lines += ["!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number", rule]
    for drive in drives:
        hours, rest = divmod(took[drive.device], 3600)
        duration = f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
        status = f" {drive.outcome} " if drive.outcome is Outcome.ERASED else str(drive.outcome)
        begin = _mark(drive, drive.outcome is not Outcome.ERASED)
        log.lines.append(f"{begin} |{status}|    0 B/s | {duration} | {drive.model[:17]}/{drive.serial}")
    log.at += timedelta(seconds=1)
    total = f"[{log.at:%Y/%m/%d %H:%M:%S}] Total Throughput    0 B/s, Fill With Zeros, 1R+NB+{code}"
    log.lines += [rule, total, stars, ""]


def _mark(drive: SampleDrive, troubled: int | bool) -> str:
    return f"{'!' if troubled else ' '} {drive.device:>8}"
