"""What a drive's name gives away: who made it, and whether it turns."""

import re

_TURNS = re.compile(
    r"^(?:ST\d{2,}(?:LM|LT|LX|DM|DX|VX|AS|NM|\d{2,}AS)|(?:WDC )?WD\d{2,4}[A-Z]|(?:HGST )?HTS\d"
    r"|(?:HITACHI )?H[TD][SP]\d|(?:TOSHIBA )?M[QK]\d{2}|(?:TOSHIBA )?DT01|HUA\d)",
    re.IGNORECASE,
)
_FLASH = re.compile(
    r"\bSSD|^(?:WDC )?WDS\d|SAMSUNG MZ|^MZ[7NVM]|KINGSTON S[AUVM]|^CT\d+(?:M|B|P)X?|CRUCIAL[_ ]CT|LITEON"
    r"|INTEL SSD|SANDISK SD|^THNS|TOSHIBA THNS|SK ?HYNIX|^HFS\d|MICRON[_ ]|MTFD|KINGSTON SA400|^TS\d+GSSD",
    re.IGNORECASE,
)
_MAKERS = (
    ("samsung", "Samsung"),
    ("mz", "Samsung"),
    ("wd", "Western Digital"),
    ("hgst", "HGST"),
    ("hitachi", "Hitachi"),
    ("toshiba", "Toshiba"),
    ("kioxia", "KIOXIA"),
    ("seagate", "Seagate"),
    ("st", "Seagate"),
    ("kingston", "Kingston"),
    ("crucial", "Crucial"),
    ("ct", "Crucial"),
    ("intel", "Intel"),
    ("micron", "Micron"),
    ("sk hynix", "SK hynix"),
    ("skhynix", "SK hynix"),
    ("lite", "LITE-ON"),
    ("sandisk", "SanDisk"),
    ("apple", "Apple"),
    ("ts", "Transcend"),
)


def kind_of(model: str | None, *, turns: bool | None = None, interface: str | None = None) -> str:
    """hdd, ssd, nvme, emmc or other; what the tool says (`turns`, `interface`) before what the name hints."""
    if interface in ("nvme", "emmc"):
        return interface
    if turns is not None:
        return "hdd" if turns else "ssd"
    if model and _FLASH.search(model):
        return "ssd"
    return "hdd" if model and _TURNS.search(model) else "other"


def maker_of(model: str | None) -> str | None:
    """The maker as the model name begins; None when it gives no hint."""
    bare = (model or "").casefold()
    for beginning, maker in _MAKERS:
        # Short beginnings count only before a digit or capital code: ST500 is Seagate, Stec is not.
        if bare.startswith(beginning) and (len(beginning) > 2 or bare[len(beginning) :][:1].isdigit()):
            return maker
    return next((maker for beginning, maker in _MAKERS if bare.startswith(f"{beginning}c ")), None)
