"""What stands on a sticker: its code as link and in words, a name, and whom to call.

Nothing of a borrower, of a donor, and no serial number: a sticker is read by strangers.
"""

from dataclasses import dataclass

from inventory import codes
from inventory.codes import Code, Kind


@dataclass(frozen=True)
class Tag:
    """One sticker's words, in the language of the digibank."""

    letter: str
    #: the digits as people read them: `041 825`
    digits: str
    #: what the QR says
    link: str
    #: maker and model, or the name of a shelf
    name: str
    #: "Found? Call"
    found: str
    phone: str
    owner: str
    #: who wiped and repaired it, where a label must say so (OVAM); empty where not
    centre: str = ""

    @property
    def whose(self) -> str:
        """Whose it is, and who made it ready: on one line."""
        return " · ".join(part for part in (self.owner, self.centre) if part)

    @property
    def bare(self) -> str:
        """The code without spaces, for a barcode: `T041825`."""
        return self.letter + self.digits.replace(" ", "")


def link_to(base: str, code: Code) -> str:
    """The link in the QR of `code`: all capitals, for which a QR has a compact alphabet.

    `base` is our address, like `https://leen.example`.
    """
    return f"{base.rstrip('/')}/i/{code}".upper()


def tag_for(code: Code, *, base: str, name: str, found: str, phone: str, owner: str, centre: str = "") -> Tag:
    """The sticker of the thing with `code`. A code on paper always has its letter."""
    kind = code.kind or Kind.DEVICE
    whole = Code(kind, code.serial)
    return Tag(
        kind.value, codes.grouped(code.serial), link_to(base, whole), name, found, phone, owner, centre
    )
