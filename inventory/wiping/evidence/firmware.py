"""What a transcript tells of an erasure by a medium's own firmware: the command, and the states round it.

hdparm, nvme-cli and sg_sanitize all leave the same story, or part of it: who the medium is, how it stood before,
which command was sent, what was answered, and how the medium stood afterwards.
"""

from dataclasses import dataclass
from enum import StrEnum

from inventory.wiping.evidence.facts import Drive, EvidenceReport, Marker


class Deed(StrEnum):
    """Which command was sent to the medium."""

    SECURITY_ERASE = "security_erase"
    SECURITY_ERASE_ENHANCED = "security_erase_enhanced"
    SANITIZE_BLOCK = "sanitize_block"
    SANITIZE_CRYPTO = "sanitize_crypto"
    SANITIZE_OVERWRITE = "sanitize_overwrite"
    #: a sanitize operation of which the transcript does not say which, or one that erases nothing
    SANITIZE_OTHER = "sanitize_other"
    FORMAT_USER_DATA = "format_user_data"
    FORMAT_CRYPTO = "format_crypto"
    #: a format that leaves the data where it is
    FORMAT_ONLY = "format_only"


SANITIZES = frozenset(
    {Deed.SANITIZE_BLOCK, Deed.SANITIZE_CRYPTO, Deed.SANITIZE_OVERWRITE, Deed.SANITIZE_OTHER}
)
#: these throw away the key: worth nothing for what was written before the encryption was on
ONLY_THE_KEY = frozenset({Deed.SANITIZE_CRYPTO, Deed.FORMAT_CRYPTO})


class Sanitizing(StrEnum):
    """How a medium says that its sanitize operation stands."""

    NEVER = "never"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    #: asked, and not answered in words that we know
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class SanitizeState:
    """One answer to the question how a sanitize operation stands."""

    line: int
    state: Sanitizing
    #: which operation the medium names; None where it names none
    deed: Deed | None = None
    #: the answer agrees with itself: done and at the end, or running and not
    agrees: bool = True
    #: something was written after the operation
    written_since: bool = False


@dataclass(frozen=True)
class SecurityState:
    """The ATA security block of `hdparm -I`; None where a line is missing."""

    line: int
    supported: bool | None = None
    enabled: bool | None = None
    locked: bool | None = None
    frozen: bool | None = None
    #: what the drive says an erasure takes, minutes: normal and enhanced
    minutes: int | None = None
    minutes_enhanced: int | None = None


@dataclass(frozen=True)
class FirmwareDrive(Drive):
    """One medium of a transcript, with one command that was sent to it."""

    deed: Deed | None = None
    #: the line of the command or of the tool's announcement; None: only states were asked
    command_line: int | None = None
    #: a name of the medium stands in the transcript: a model or a world-wide name, if no serial
    is_named: bool = False
    #: the page that carries the serial number was printed
    showed_identity: bool = False
    #: line of the words with which the tool says that the command went well; None where it says nothing
    success_line: int | None = None
    refused: tuple[Marker, ...] = ()
    not_supported: bool = False
    stopped: bool = False
    exit_status: int | None = None
    seconds: float | None = None
    sanitizing: tuple[SanitizeState, ...] = ()
    security: tuple[SecurityState, ...] = ()
    #: line on which a password was set, before a security erase
    password_line: int | None = None
    #: the controller can throw away its key; None: not told
    can_crypto: bool | None = None
    #: what the format answered: a namespace number, or ffffffff for all
    namespace: str | None = None


@dataclass(frozen=True)
class FirmwareReport(EvidenceReport):
    """One transcript."""

    drives: tuple[FirmwareDrive, ...] = ()
    #: lines with more than one command of a wiping tool: which answer belongs to which is unknown
    chained: tuple[Marker, ...] = ()
