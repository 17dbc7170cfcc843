"""Does everything hold? The journal's chains, and every promise of the house over the real data."""

import argparse
import json

from inventory.cli.house import standing


def verify(_asked: argparse.Namespace) -> int:
    """Follow each digibank's chain of events to its end; 1 when a link does not hold."""
    from sqlalchemy import select

    from inventory.digibank.models import Digibank
    from inventory.foundation import audit
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside

    broken = 0
    with standing():
        for digibank in list(db.session.scalars(select(Digibank).order_by(Digibank.id))):
            with inside(digibank.id):
                breaks = list(audit.verify())
                broken += len(breaks)
                for found in breaks:
                    print(f"{digibank.slug}: event {found.number}: {found.reason}")
                if not breaks:
                    print(f"{digibank.slug}: {audit.length()} events, the chain is whole")
    return 1 if broken else 0


def recheck(asked: argparse.Namespace) -> int:
    """Read the evidence behind every valid attest anew; 1 when one would say something else today."""
    from sqlalchemy import select

    from inventory.digibank.models import Digibank
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside
    from inventory.wiping.rechecking import changed_attests

    found: list[dict[str, object]] = []
    with standing():
        for digibank in list(db.session.scalars(select(Digibank).order_by(Digibank.id))):
            with inside(digibank.id):
                for changed in changed_attests():
                    found.append({"digibank": digibank.slug, **vars(changed)})
                    if not asked.json:
                        print(f"{digibank.slug}: {changed}")
    if asked.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    elif not found:
        print("every attest would be told the same today")
    return 1 if found else 0


def check(asked: argparse.Namespace) -> int:
    """Walk every promise over the data of every digibank; 1 when one does not hold, with its name."""
    from inventory.insight import invariants

    with standing():
        found = list(invariants.everywhere_broken())
    if asked.json:
        print(json.dumps([vars(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            print(one)
        if not found:
            print("everything holds")
    return 1 if found else 0


def check_deposits(asked: argparse.Namespace) -> int:
    """Sum every account and every loan of each ledger anew from its lines; 1 when one does not hold, with its name."""
    from sqlalchemy import select

    from inventory.deposits.checking import wrong_books
    from inventory.digibank.models import Digibank
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside

    found: list[dict[str, object]] = []
    with standing():
        for digibank in list(db.session.scalars(select(Digibank).order_by(Digibank.id))):
            with inside(digibank.id):
                wrong = [{"digibank": digibank.slug, **vars(one)} for one in wrong_books()]
            found += wrong
            if not asked.json:
                for one in wrong:
                    print(f"{digibank.slug}: {one['told']}")
                if not wrong:
                    print(f"{digibank.slug}: every cent is accounted for")
    if asked.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    return 1 if found else 0
