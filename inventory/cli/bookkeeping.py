"""The journal of a year as a file for the bookkeeper, of one digibank."""

import argparse
from pathlib import Path

from inventory.cli.house import standing
from inventory.cli.main import Trouble


def write(asked: argparse.Namespace) -> int:
    """Write the journal; says how many entries it has and what they come to. Leaves no half file behind."""
    from flask_babel import force_locale
    from sqlalchemy import select

    from inventory.bookkeeping.files import journal_sheets
    from inventory.bookkeeping.journal import Wanted, totals
    from inventory.digibank.models import Digibank
    from inventory.foundation.database import db
    from inventory.foundation.made_files import written
    from inventory.foundation.money import amount_text
    from inventory.foundation.period import year_of
    from inventory.foundation.sheets import WRITERS
    from inventory.foundation.tenancy import inside

    if not 1990 <= asked.year <= 2100:
        raise Trouble(f"{asked.year} is no year of which there are books")
    out = Path(asked.out)
    if out.exists():
        raise Trouble(f"{out} is there already; choose another name")
    with standing():
        digibank_id = db.session.scalar(select(Digibank.id).where(Digibank.slug == asked.digibank))
        if digibank_id is None:
            raise Trouble(f"there is no digibank {asked.digibank}")
        wanted, half = Wanted(year_of(asked.year)), out.with_name(f".{out.name}.half")
        with inside(digibank_id), force_locale(asked.language):
            try:
                with written(half) as file:
                    WRITERS[asked.format](file, journal_sheets(wanted))
                half.replace(out)
            finally:
                half.unlink(missing_ok=True)
            count, debit, credit = totals(wanted)
        print(f"{out}: {count} entries, debit {amount_text(debit)}, credit {amount_text(credit)}")
    return 0
