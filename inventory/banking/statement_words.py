"""What is said of a bank statement that is refused: which line, what is wrong, and what to do."""

from flask_babel import lazy_gettext as _l

from inventory.banking import importing
from inventory.banking import refusals as no
from inventory.banking.statement import Format
from inventory.wording import says

says(
    {
        # The names of the standards are not translated: a bank's site has them too.
        Format.CODA: "CODA",
        Format.CAMT_053_02: "camt.053 (02)",
        Format.CAMT_053_08: "camt.053 (08)",
    }
)
says(
    {
        no.Crooked: _l("Line %(line)s: this bank statement is not right."),
        no.NotAStatement: _l(
            "This is not a bank statement. Download it at your bank as CODA or as camt.053 (XML)."
        ),
        no.EmptyFile: _l("This file is empty. Download the statement again."),
        no.FileTooLarge: _l(
            "This file is larger than %(megabytes)s megabytes. Ask your bank for a shorter period."
        ),
        no.OtherMessage: _l(
            "Line %(line)s: this is “%(message)s”, which we do not read. Download camt.053, version 02 or 08."
        ),
        no.OldVersion: _l("Line %(line)s: this is CODA version 1. Ask your bank for version 2."),
        no.MarkedDuplicate: _l(
            "Line %(line)s: your bank says that this is a duplicate. Use the original file."
        ),
        no.BrokenOff: _l(
            "The file stops at line %(line)s, before the end of the statement. Download it again."
        ),
        no.SpreadOut: _l(
            "Line %(line)s: this statement goes on in another file. Ask your bank for it in one file."
        ),
        no.WrongLength: _l(
            "Line %(line)s has %(length)s characters and not 128. Was the file opened and saved? Download it again."
        ),
        no.StrangeSigns: _l("Line %(line)s holds signs that no bank writes. Download the file again."),
        no.UnknownRecord: _l(
            "Line %(line)s: CODA has no line that begins with “%(record)s”. Download the file again, or ask your bank."
        ),
        no.OutOfPlace: _l(
            "Line %(line)s: a line “%(record)s” cannot stand here; one before it is missing. Download the file again."
        ),
        no.NotANumber: _l("Line %(line)s: “%(found)s” should be a number. Download the file again."),
        no.NotADay: _l("Line %(line)s: “%(found)s” is not a date. Download the file again."),
        no.FractionOfACent: _l("Line %(line)s: %(found)s is not a whole number of cents. Ask your bank."),
        no.WrongSequence: _l(
            "Line %(line)s: here stands movement %(found)s, but %(expected)s should come now. Download the file again."
        ),
        no.WrongCount: _l(
            "Line %(line)s says that there are %(told)s, but we count %(counted)s. Download the file again."
        ),
        no.WrongTotal: _l(
            "Line %(line)s gives a total of %(told)s, but the movements make %(counted)s. Download the file again."
        ),
        no.WrongBalance: _l(
            "Line %(line)s: the new balance is %(told)s, but the movements lead to %(counted)s. Download it again."
        ),
        no.StandsTwice: _l(
            "Line %(line)s: statement %(number)s stands twice in this file. Download it again, once."
        ),
        no.NotContinued: _l(
            "Line %(line)s: this statement begins with %(told)s; the one before ended with %(counted)s. Ask your bank."
        ),
        no.OtherAccount: _l(
            "Line %(line)s: the new balance is of another account than the old one. Download the file again."
        ),
        no.WrongIban: _l("Line %(line)s: “%(found)s” is not a right IBAN. Download the file again."),
        no.NotInEuros: _l("Line %(line)s: this is in %(currency)s. We read only accounts in euros."),
        no.WithoutNumber: _l(
            "Line %(line)s: this statement has no number, so nobody sees when one is missing. Ask your bank."
        ),
        no.HoldsEntities: _l(
            "Line %(line)s: no bank writes a document type in its file. Do not use it; download it at your bank."
        ),
        no.DamagedXml: _l("Line %(line)s: this XML is damaged. Download the file again."),
        no.ElementMissing: _l(
            "Line %(line)s: “%(element)s” is missing. Download the file again, or ask your bank."
        ),
        no.ElementWrong: _l(
            "Line %(line)s: “%(found)s” cannot stand in “%(element)s”. Download the file again, or ask your bank."
        ),
    }
)
says(
    {
        importing.Verdict.NEW: _l("Comes in"),
        importing.Verdict.KNOWN: _l("Is here already"),
        importing.UnknownAccount: _l(
            "%(iban)s is no account of yours here. Add it under bank accounts, or choose the right file."
        ),
        importing.OtherStatement: _l(
            "Statement %(number)s is here already and says something else. Look which one is right; ask your bank."
        ),
        importing.DoesNotFollow: _l(
            "Statement %(number)s says %(told)s where its neighbour says %(counted)s. Ask your bank."
        ),
        "banking.statement_uploaded": _l("Bank statement looked at"),
        "banking.draft_removed": _l("Bank statement no longer waits"),
        "banking.statements_imported": _l("Bank statement brought in"),
    }
)
