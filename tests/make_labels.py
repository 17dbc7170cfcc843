"""Plain functions that make label printers, and labels that wait for them, through the real actions."""

import itertools
from typing import Any

from tests.cast import NOW, World
from tests.make import anyone, make_device

_numbers = itertools.count(1)


def make_printer(world: World, *, now: Any = NOW, networks: Any = None, **details: Any) -> Any:
    """A Zebra in the network, of 203 dots per inch with a roll of 62 mm."""
    import ipaddress

    from inventory.foundation.tenancy import current_digibank_id
    from labels.models import PrinterKind
    from labels.profile import Told, save_printer

    actor = anyone(current_digibank_id(), world.fatima.user_id)
    told = {
        "name": f"Zebra {next(_numbers)}", "kind": PrinterKind.ZEBRA_203, "host": "127.0.0.1", "port": 9100,
        "queue": "printers/labels", "stock": "roll-62", **details,
    }  # fmt: skip
    here = (ipaddress.ip_network("127.0.0.0/8"),)
    return save_printer(actor, Told(**told), networks=networks or here, now=now)


def make_waiting_label(world: World, *, now: Any = NOW, printer: Any = None) -> Any:
    """A laptop's label that waits for a printer."""
    from inventory.foundation.tenancy import current_digibank_id
    from labels.queue import ask

    actor = anyone(current_digibank_id(), world.fatima.user_id)
    printer = printer or make_printer(world, now=now)
    return ask(actor, printer, [make_device(world, now=now)], barcode=False, centre=False, now=now)[0]
