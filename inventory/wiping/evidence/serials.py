"""Serial numbers as makers and tools print them: made comparable, and told apart from placeholders.

A wipe is bound to a drive by its serial alone (device names change at every boot), so what is not a real
serial must never bind anything.
"""

import re

#: what firmware and tools print where a serial is missing (seen in real dmidecode, lshw and nwipe output)
PLACEHOLDERS = frozenset(
    {
        "",
        "0",
        "123456789",
        "0123456789",
        "1234567890",
        "BADINDEX",
        "CENSORED",
        "CHASSISSERIALNUMBER",
        "DEFAULTSTRING",
        "EMPTY",
        "INVALID",
        "NA",
        "NONE",
        "NOTAPPLICABLE",
        "NOTAVAILABLE",
        "NOTSPECIFIED",
        "NULL",
        "OEM",
        "SERIALNUMBER",
        "SYSTEMSERIALNUMBER",
        "TOBEFILLEDBYOEM",
        "UNKNOWN",
        "UNAVAILABLE",
    }
)
#: longer than any real serial (ATA: 20, NVMe: 20, eMMC CID: 32), so a longer one is somebody's text
LONGEST = 64


def normalised(serial: str) -> str:
    """The serial for comparing: capitals, no white space. Dashes stay: they may tell two drives apart."""
    return re.sub(r"\s+", "", serial).upper()


def is_usable(serial: str | None) -> bool:
    """May this serial bind a report to a thing? Placeholders, masks and repeated characters may not."""
    if serial is None:
        return False
    whole = normalised(serial)
    bare = re.sub(r"[^0-9A-Z]", "", whole)
    if bare in PLACEHOLDERS or len(bare) < 4 or len(whole) > LONGEST:
        return False
    return len(set(bare)) > 1 and "XXXXX" not in bare and "BLEEEEEP" not in bare


def is_hidden(serial: str) -> bool:
    """Was the serial blotted out on purpose, as nwipe does in quiet mode?"""
    return bool(re.fullmatch(r"[X*#]{4,}", normalised(serial)))
