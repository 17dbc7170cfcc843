"""Labels without a browser: for a printer that hangs on a script, or a first roll on the first day."""

import argparse
import sys
from typing import Any

from inventory.cli.house import standing
from inventory.cli.main import Trouble


def pdf(asked: argparse.Namespace) -> int:
    """The labels of these codes as PDF, on the paper that was named."""
    from labels.printing import sheet

    def drawn(tags: Any, stock: Any, digibank: Any) -> bytes:
        return sheet(
            tags, stock, title=f"Labels {digibank.name}", locale=digibank.locale, start=asked.start,
            barcode=asked.barcode,
        )  # fmt: skip

    return _print(asked, drawn)


def zpl(asked: argparse.Namespace) -> int:
    """The labels of these codes in the language of a Zebra printer."""
    from labels.zpl import stickers

    def drawn(tags: Any, stock: Any, _digibank: Any) -> bytes:
        return stickers(tags, stock, dpi=asked.dpi, barcode=asked.barcode).encode()

    return _print(asked, drawn)


def _print(asked: argparse.Namespace, drawn: Any) -> int:
    """Find the things, draw their labels, write down that it was done, and only then hand them out."""
    from labels.stocks import STOCKS

    stock = STOCKS.get(asked.stock)
    if stock is None:
        raise Trouble(f"no paper is called {asked.stock}; there are {', '.join(STOCKS)}")
    with standing() as app:
        from inventory.foundation.actor import Actor
        from inventory.foundation.clock import now
        from inventory.foundation.tenancy import inside
        from inventory.permissions import Permission
        from labels import actions, choosing
        from labels.profile import profile

        digibank = _digibank_of(asked.codes)
        with inside(digibank.id):
            things = choosing.chosen(asked.codes)
            sender = choosing.sender_of(
                digibank, app.config["PUBLIC_URL"], centre=asked.centre, found=profile().found
            )
            content = drawn([choosing.tag_of(thing, sender) for thing in things], stock, digibank)
            keeper = Actor.house("labels", digibank.id, [Permission.LABEL_PRINT])
            actions.note_printed(keeper, things, stock=stock.key, now=now())
    sys.stdout.buffer.write(content)
    return 0


def _digibank_of(texts: list[str]) -> Any:
    """The digibank that gave out these codes; Trouble when nobody did, or more than one."""
    from sqlalchemy import select

    from inventory import codes
    from inventory.digibank.models import Digibank
    from inventory.digibank.numbers import GivenCode
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import everywhere

    read = [codes.read(text) for text in texts]
    serials = [code.serial for code in read if code]
    query = (
        select(Digibank)
        .join(GivenCode, GivenCode.digibank_id == Digibank.id)
        .where(GivenCode.serial.in_(serials))
        .distinct()
    )
    with everywhere(because="the keeper names codes, not whose they are"):
        found = db.session.execute(query).scalars().all()
    if len(found) != 1:
        raise Trouble(
            "nobody gave out these codes"
            if not found
            else "these codes are of several digibanken; print them apart"
        )
    return found[0]
