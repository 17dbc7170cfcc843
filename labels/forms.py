"""What is asked before a print."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange

from inventory.foundation.forms import HouseForm, Needed, choices_of
from inventory.wording import say
from labels.models import Printer, PrinterKind
from labels.profile import Told
from labels.rules import RAW_PORTS
from labels.stocks import STOCKS, Family
from labels.words import STOCKS as STOCK_NAMES

#: not a Zebra: the labels come as PDF
PDF = "pdf"


def papers() -> dict[str, list[tuple[str, str]]]:
    """The papers as the choices of a select, in the reader's language."""
    return {
        str(say(family)): [
            (key, str(STOCK_NAMES[key])) for key, stock in STOCKS.items() if stock.family is family
        ]
        for family in Family
    }


def network_choice(printer: Printer) -> str:
    """A printer of the network among the choices: its id alone might be a number of dots."""
    return f"printer-{printer.id}"


#: what there is in every house: a file to print oneself
_EVERYWHERE = [
    (PDF, _l("Any printer (PDF)")),
    ("203", _l("Zebra, 203 dots per inch (ZPL)")),
    ("300", _l("Zebra, 300 dots per inch (ZPL)")),
]


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
        choices=[],
    )
    barcode = BooleanField(
        _l("With a barcode, for scanners that read no QR"),
        description=_l("Only on labels that are large enough."),
    )
    centre = BooleanField(
        _l("With the name of the reuse centre"), description=_l("OVAM asks this of a proof of reuse.")
    )

    def __init__(self, *args: Any, printers: Sequence[Printer] = (), **options: Any) -> None:
        """Fill in the papers in the reader's language, and the printers of this digibank before the others."""
        super().__init__(*args, **options)
        self.stock.choices = papers()
        self.printer.choices = [*((network_choice(one), one.name) for one in printers), *_EVERYWHERE]


class LotPrintForm(PrintForm):
    """The same for a whole lot, of which nobody types the codes."""

    codes = None


class ProfileForm(HouseForm):
    """How the labels of this digibank look, and what they come out of."""

    stock = SelectField(_l("Which paper?"), validators=[Needed(_l("Choose the paper."))])
    barcode = BooleanField(
        _l("With a barcode, for scanners that read no QR"),
        description=_l("Only on labels that are large enough."),
    )
    centre = BooleanField(
        _l("With the name of the reuse centre"), description=_l("OVAM asks this of a proof of reuse.")
    )
    found = BooleanField(_l("With “Found? Call” and our phone number"))
    printer = SelectField(_l("Which printer?"))
    on_receipt = BooleanField(
        _l("A label by itself for each laptop that comes in"),
        description=_l("One label comes out of the printer at each scan."),
    )

    def __init__(self, *args: Any, printers: Sequence[Printer] = (), **options: Any) -> None:
        """Fill in the papers and the printers."""
        super().__init__(*args, **options)
        self.stock.choices = papers()
        self.printer.choices = [("", _l("Any printer (PDF)")), *((str(one.id), one.name) for one in printers)]


class PrinterForm(HouseForm):
    """A label printer in the network: what it is, where it is, and the paper that lies in it."""

    name = StringField(
        _l("Name of the printer"),
        [Needed(_l("Give the printer a name.")), Length(max=60, message=_l("Use at most 60 characters."))],
    )
    kind = RadioField(_l("What sort of printer?"), [Needed(_l("Choose what sort of printer it is."))])
    host = StringField(
        _l("Address in the network"),
        [Needed(_l("Type the address of the printer.")), Length(max=253)],
        description=_l("It stands on the printer's own screen or test print, like 192.168.7.20."),
    )
    port = SelectField(
        _l("Port"), default=str(RAW_PORTS[0]), description=_l("Only for a Zebra. Almost always 9100.")
    )
    queue = StringField(
        _l("Queue"), [Length(max=120)], default="ipp/print",
        description=_l("Only for IPP: ipp/print on a printer itself, printers/labels on a print server."),
    )  # fmt: skip
    stock = SelectField(_l("Which paper lies in it?"), validators=[Needed(_l("Choose the paper."))])

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill in what can be chosen."""
        super().__init__(*args, **options)
        self.kind.choices = choices_of(PrinterKind, say)
        self.port.choices = [(str(one), str(one)) for one in RAW_PORTS]
        self.stock.choices = papers()

    def told(self) -> Told:
        """What was filled in, as the house keeps it."""
        kind = PrinterKind(self.kind.data)
        return Told(
            self.name.data, kind, self.host.data, int(self.port.data), self.queue.data, self.stock.data
        )


class ElsewhereForm(HouseForm):
    """Which printer prints it instead."""

    printer = SelectField(_l("Which printer?"), validators=[Needed(_l("Choose the printer."))])

    def __init__(self, *args: Any, printers: Sequence[Printer] = (), **options: Any) -> None:
        """Fill in the other printers."""
        super().__init__(*args, **options)
        self.printer.choices = [(str(one.id), one.name) for one in printers]
