"""Numbers that identify a machine or a drive, and the fillers that only look like one.

Makers ship boards with "To Be Filled By O.E.M." as serial number. Two laptops with that serial are not the
same laptop, so a filler counts as no serial at all.
"""

import re

_FILLERS = {
    "",
    "0",
    "00000000-0000-0000-0000-000000000000",
    "0123456789",
    "03000200-0400-0500-0006-000700080009",
    "1234567",
    "12345678",
    "123456789",
    "1234567890",
    "<bad index>",
    "bad index",
    "censored",
    "chassis serial number",
    "default",
    "default string",
    "empty",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "filled by oem",
    "fill by oem",
    "invalid",
    "n/a",
    "na",
    "no enclosure",
    "none",
    "not applicable",
    "not available",
    "not defined",
    "not present",
    "not settable",
    "not specified",
    "null",
    "o.e.m.",
    "oem",
    "oem string",
    "oemstring",
    "redacted",
    "serial",
    "serial number",
    "sku",
    "sku number",
    "system manufacturer",
    "system product name",
    "system serial number",
    "system sku",
    "system sku#",
    "system sku number",
    "system version",
    "system uuid",
    "tbd",
    "tbd by oem",
    "to be filled by o.e.m",
    "to be filled by o.e.m.",
    "to be filled by oem",
    "type1family",
    "type1productconfigid",
    "type1sku0",
    "undefined",
    "unknow",
    "unknown",
    "unspecified",
    "x.x",
    "xxxxxxxx",
}
_ONE_CHARACTER = re.compile(r"([0xXfF.\-])(?:[\s:_-]*\1)*")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
#: how Windows shows the address of an NVMe namespace where its serial number should stand
_NAMESPACE_ADDRESS = re.compile(r"(?:[0-9A-Fa-f]{4}_){3,7}[0-9A-Fa-f]{4}\.?")


def is_filler(text: str | None) -> bool:
    """Is this a text that makers leave where a number belongs? None and blank are."""
    bare = " ".join((text or "").split()).casefold()
    return bare in _FILLERS or _ONE_CHARACTER.fullmatch(bare) is not None


def real(text: str | None) -> str | None:
    """`text` when it says something, None when it is a filler."""
    return None if is_filler(text) else text


def drive_serial(text: str | None) -> str | None:
    """A drive's serial number, None for a filler or for the namespace address that Windows shows."""
    serial = real(text)
    return None if serial and _NAMESPACE_ADDRESS.fullmatch(serial) else serial


def card_serial(text: str | None) -> str | None:
    """An eMMC serial in the form of udev: lshw writes 305419896 where lsblk writes 0x12345678."""
    serial = real(text)
    if serial and serial.isascii() and serial.isdigit() and int(serial[:12]) < 2**32 and len(serial) <= 10:
        return f"0x{int(serial):08x}"
    return serial.lower() if serial else None


def machine_uuid(text: str | None) -> str | None:
    """A UUID in small letters, None when it is none or a filler."""
    bare = (text or "").strip().casefold()
    return bare if _UUID.fullmatch(bare) and not is_filler(bare) else None


def uuid_forms(uuid: str) -> frozenset[str]:
    """Both spellings of one SMBIOS UUID: its first three groups were read big-endian before version 2.6."""
    first, second, third, *rest = uuid.casefold().split("-")
    swapped = [bytes.fromhex(group)[::-1].hex() for group in (first, second, third)]
    return frozenset({uuid.casefold(), "-".join([*swapped, *rest])})


def match_key(serial: str | None) -> str:
    """What two spellings of one serial number share: no spaces, capitals, no label `S/N`."""
    bare = re.sub(r"\s+", "", serial or "").upper()
    return re.sub(r"^(?:S/N|SN)[:.]", "", bare)
