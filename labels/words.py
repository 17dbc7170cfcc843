"""What is said of stickers."""

from flask_babel import lazy_gettext as _l

from inventory.wording import says
from labels import choosing, sheet, zpl
from labels.stocks import Family

says(
    {
        zpl.NotOnARoll: _l("A label printer takes a roll or a tape. Choose one of those."),
        sheet.NoSuchCell: _l("This paper has labels 1 to %(cells)s. Choose one of those."),
        sheet.TooManyLabels: _l("That is more than %(most)s labels. Print them in parts."),
        choosing.UnknownCodes: _l("We do not know: %(codes)s. Check the digits."),
        choosing.NothingChosen: _l("Choose at least one thing to print a label for."),
        Family.ROLL: _l("Rolls"),
        Family.SHEET: _l("Sheets"),
        Family.TAPE: _l("Tapes"),
        "labels.printed": _l("Label printed"),
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
