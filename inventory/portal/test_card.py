"""The test card of a scanner: scanned once, the browser knows which keyboard the scanner thinks it has.

A serial number has no check digit, so one that comes through a wrong keyboard cannot be put right for certain.
The card says what is on it, so what arrives tells how the keys lie. The browser reads it and remembers it, for a
scanner hangs on a computer and not on a person; the server only prints the card.
"""

from dataclasses import dataclass

from flask import Blueprint
from flask_babel import gettext as _

from inventory.foundation import qr
from inventory.foundation.web import needs, page
from inventory.permissions import Permission
from labels.code import bars_of

room = Blueprint("test_card", __name__, url_prefix="/<digibank>/scan")

#: every key that lies elsewhere on a Belgian keyboard, in both cases, and all digits; static/src/js/burst.js knows it
TEXT = "LEENKRING-TEST:AQZWM/aqzwm.0123456789"


@dataclass(frozen=True)
class Bars:
    """A barcode as a page draws it: its width in modules with the quiet zones, and start and width of each bar."""

    width: int
    bars: list[tuple[int, int]]


#: modules on both sides that stay white (ISO/IEC 15417)
_QUIET = 10


@room.route("/test-card")
@needs(Permission.SCAN)
def show():
    """The card, on the screen or on paper, and what this browser knows of its scanner."""
    width, bars = bars_of(TEXT)
    barcode = Bars(width + 2 * _QUIET, [(start + _QUIET, wide) for start, wide in bars])
    square = qr.svg(TEXT, _("Test card as QR"))
    return page("inventory/portal/test_card.html", text=TEXT, square=square, barcode=barcode)
