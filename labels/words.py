"""What is said of stickers."""

from flask_babel import lazy_gettext as _l

from inventory.wording import says
from labels import choosing, rules, sheet, zpl
from labels.models import PrinterKind
from labels.rules import PrintState, Trouble
from labels.stocks import Family

says(
    {
        zpl.NotOnARoll: _l("A label printer takes a roll or a tape. Choose one of those."),
        sheet.NoSuchCell: _l("This paper has labels 1 to %(cells)s. Choose one of those."),
        sheet.LargerThanThePage: _l(
            "The labels of this paper are larger than its page. Choose another paper."
        ),
        sheet.TooManyLabels: _l("That is more than %(most)s labels. Print them in parts."),
        choosing.UnknownCodes: _l("We do not know: %(codes)s. Check the digits."),
        choosing.NothingChosen: _l("Choose at least one thing to print a label for."),
        Family.ROLL: _l("Rolls"),
        Family.SHEET: _l("Sheets"),
        Family.TAPE: _l("Tapes"),
        "labels.printed": _l("Label printed"),
    }
)
says(
    {
        PrinterKind.ZEBRA_203: _l("Zebra, 203 dots per inch"),
        PrinterKind.ZEBRA_300: _l("Zebra, 300 dots per inch"),
        PrinterKind.IPP: _l("Another printer, or a print server (IPP)"),
    }
)
says(
    {
        PrintState.WAITING: _l("Waits"),
        PrintState.SENDING: _l("Is being printed"),
        PrintState.DONE: _l("Printed"),
        PrintState.UNSURE: _l("Did it come out?"),
        PrintState.FAILED: _l("Not printed"),
        PrintState.CANCELLED: _l("Cancelled"),
    }
)
says(
    {
        rules.SheetsGone: _l("This file was not kept any longer. Print the labels again."),
        rules.SheetsReady: _l("This is made already, so there is nothing to cancel."),
        "labels.sheets_asked": _l("Large print of labels asked for"),
        "labels.sheets_cancelled": _l("Large print of labels cancelled"),
        "labels.sheets_made": _l("Large print of labels made"),
        "labels.sheets_removed": _l("Large print of labels removed"),
    }
)
says(
    {
        Trouble.OFF: _l("The printer does not answer. Is it on?"),
        Trouble.NO_NAME: _l("No printer has this name in the network."),
        Trouble.FORBIDDEN: _l("No printer may be at this address. Ask the keeper of Leenkring."),
        Trouble.BUSY: _l("The printer takes no work now. Look at its screen."),
        Trouble.REFUSED: _l("The printer does not print this. Is its kind right?"),
        Trouble.BROKE_OFF: _l("The connection broke while it was being printed."),
        Trouble.STOPPED: _l("We were stopped while it was being printed."),
        Trouble.GONE: _l("What the label is for is not there any more."),
    }
)
says(
    {
        rules.NotAPrinterAddress: _l("This is no name or address of a printer. It looks like 192.168.7.20."),
        rules.AddressForbidden: _l("No printer may be at this address. Ask the keeper of Leenkring."),
        rules.NotAQueueName: _l("This is no queue. It looks like printers/labels."),
        rules.PrinterHasWork: _l(
            "Labels wait for %(name)s. Send them to another printer first, or cancel them."
        ),
        rules.PrinterKnown: _l("There is a printer %(name)s already. Choose another name."),
        rules.NotWaiting: _l("This is not waiting any more. Look at how it stands now."),
        rules.NotUnsure: _l("Someone has told already whether this came out."),
        rules.NotPrinted: _l("This is not printed yet, so it cannot be printed again."),
        rules.NeedsAPrinter: _l("Choose the printer that the labels come out of."),
        "labels.profile_changed": _l("Look of the labels changed"),
        "labels.printer_added": _l("Label printer added"),
        "labels.printer_changed": _l("Label printer changed"),
        "labels.printer_removed": _l("Label printer removed"),
        "labels.printer_tried": _l("Label printer tried again"),
        "labels.print_asked": _l("Labels sent to a printer"),
        "labels.print_done": _l("Labels came out of the printer"),
        "labels.print_cancelled": _l("Labels for a printer cancelled"),
        "labels.print_sent_elsewhere": _l("Labels sent to another printer"),
        "labels.print_broke_off": _l("Labels broke off on the way to the printer"),
        "labels.print_failed": _l("Labels given up for a printer"),
        "labels.print_answered": _l("Told whether labels came out"),
    }
)

#: the papers, as one asks for them in a shop
STOCKS = {
    "roll-62": _l("Roll of 62 mm: laptop, charger, box"),
    "roll-29": _l("Roll of 29 mm (Brother DK-22210)"),
    "roll-57x32": _l("Roll of 57 × 32 mm: laptop"),
    "dymo-11354": _l("Dymo 11354 (57 × 32 mm)"),
    "dymo-99010": _l("Dymo 99010 (89 × 28 mm)"),
    "dymo-99012": _l("Dymo 99012 (89 × 36 mm)"),
    "dymo-30252": _l("Dymo 30252 (89 × 28 mm)"),
    "a4-24": _l("A4 sheet with 24 labels (70 × 37 mm)"),
    "a4-65": _l("A4 sheet with 65 small labels (38 × 21 mm)"),
    "l7160": _l("A4 sheet with 21 labels (Avery L7160)"),
    "l7163": _l("A4 sheet with 14 large labels (Avery L7163)"),
    "l4736": _l("A4 sheet with 48 small labels (Avery L4736)"),
    "tze-24": _l("Tape of 24 mm (Brother TZe)"),
    "tze-12": _l("Tape of 12 mm (Brother TZe)"),
    "roll-62-shelf": _l("Roll of 62 mm, long: shelf, to read from 3 metres"),
}
