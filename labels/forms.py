"""What is asked before a print."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import NumberRange

from inventory.foundation.forms import HouseForm, Needed
from inventory.wording import say
from labels.stocks import STOCKS, Family
from labels.words import STOCKS as STOCK_NAMES

#: not a Zebra: the labels come as PDF
PDF = "pdf"


class PrintForm(HouseForm):
    """Which things, which paper, and at which label of the sheet to begin."""

    codes = TextAreaField(_l("Codes"), validators=[Needed(_l("Type or scan at least one code."))])
    stock = SelectField(_l("Which paper?"), validators=[Needed(_l("Choose the paper."))])
    start = IntegerField(
        _l("Begin at label number"),
        default=1,
        validators=[
            Needed(_l("Type the number of the first free label.")),
            NumberRange(1, 65, _l("Type a number from 1 to 65.")),
        ],
    )

    printer = RadioField(
        _l("Which printer?"),
        default=PDF,
        choices=[
            (PDF, _l("Any printer (PDF)")),
            ("203", _l("Zebra, 203 dots per inch (ZPL)")),
            ("300", _l("Zebra, 300 dots per inch (ZPL)")),
        ],
    )
    barcode = BooleanField(
        _l("With a barcode, for scanners that read no QR"),
        description=_l("Only on labels that are large enough."),
    )
    centre = BooleanField(
        _l("With the name of the reuse centre"), description=_l("OVAM asks this of a proof of reuse.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill in the papers in the reader's language."""
        super().__init__(*args, **options)
        self.stock.choices = {
            str(say(family)): [
                (key, str(STOCK_NAMES[key])) for key, stock in STOCKS.items() if stock.family is family
            ]
            for family in Family
        }


class LotPrintForm(PrintForm):
    """The same for a whole lot, of which nobody types the codes."""

    codes = None
