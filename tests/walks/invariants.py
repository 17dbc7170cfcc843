"""What must always hold, asked of the tables themselves: journey.md's list, one question each.

Written against the database and not against our own queries, so that a mistake in a query cannot hide one in
the data.
"""

import hashlib
import json
from collections import Counter, defaultdict
from functools import cache

from sqlalchemy import text

from inventory.foundation.audit import verify
from inventory.foundation.database import db
from inventory.foundation.national_numbers import has_national_number
from inventory.journey import JOURNEY, MUST_BE_CLEAN, Move, Stage


def broken(digibank_ids: list[int], certificates_seen: dict[str, str]) -> list[str]:
    """Every invariant that does not hold, in words. `certificates_seen` remembers what each once was."""
    db.session.rollback()
    return [
        *_exposed_media_that_left(),
        *_devices_with_two_open_loans(),
        *_lent_without_a_loan(),
        *_laptops_on_two_roads(),
        *_certificates_that_changed(certificates_seen),
        *_money_that_does_not_add_up(),
        *_rows_across_a_wall(),
        *_chains_that_broke(digibank_ids),
        *_passages_that_do_not_lead_here(),
        *_own_work_verified(),
        *_national_numbers(),
    ]


def _ask(question: str) -> list[tuple]:
    return [tuple(row) for row in db.session.execute(text(question))]


def _exposed_media_that_left() -> list[str]:
    stages = ", ".join(f"'{stage}'" for stage in MUST_BE_CLEAN)
    rows = _ask(
        "SELECT d.id, d.stage, m.id FROM device d JOIN medium m ON m.device_id = d.id "
        f"WHERE d.stage IN ({stages}) AND m.destroyed_at IS NULL "
        "AND (m.clean_at IS NULL OR m.clean_at < m.exposed_at)"
    )
    return [f"1: device {device} is {stage} with exposed medium {medium}" for device, stage, medium in rows]


def _devices_with_two_open_loans() -> list[str]:
    rows = _ask(
        "SELECT device_id, count(*) FROM loan WHERE state = 'open' GROUP BY device_id HAVING count(*) > 1"
    )
    return [f"2: device {device} has {count} open loans" for device, count in rows]


def _lent_without_a_loan() -> list[str]:
    rows = _ask(
        "SELECT d.id FROM device d WHERE d.stage = 'lent' AND NOT EXISTS "
        "(SELECT 1 FROM loan l WHERE l.device_id = d.id AND l.state = 'open')"
    )
    return [f"2: device {device} is lent, but nobody has it" for (device,) in rows]


def _laptops_on_two_roads() -> list[str]:
    rows = _ask(
        "SELECT r.device_id, count(*), max(o.state) FROM outing_device r JOIN outing o ON o.id = r.outing_id "
        "WHERE r.ended IS NULL GROUP BY r.device_id HAVING count(*) > 1 "
        "OR max(CASE WHEN o.state IN ('closed', 'called_off') THEN 1 ELSE 0 END) = 1"
    )
    return [f"2: device {device} is bound to {count} mobile days ({state})" for device, count, state in rows]


def _certificates_that_changed(seen: dict[str, str]) -> list[str]:
    """Neither what a certificate says nor any of its papers may ever differ from the first time we saw it."""
    problems = []
    rows = [
        (f"certificate {one}", _text(snapshot))
        for one, snapshot in _ask("SELECT id, snapshot FROM certificate")
    ]
    rows += [
        (f"paper {one}", bytes(content)) for one, content in _ask("SELECT id, content FROM certificate_paper")
    ]
    rows += [
        (f"lot attest {one}", _text(snapshot))
        for one, snapshot in _ask("SELECT id, snapshot FROM lot_attest")
    ]
    rows += [
        (f"lot paper {one}", bytes(content))
        for one, content in _ask("SELECT id, content FROM lot_attest_paper")
    ]
    for name, content in rows:
        now = hashlib.sha256(content).hexdigest()
        if seen.setdefault(name, now) != now:
            problems.append(f"3: {name} changed")
    lost = set(seen) - {name for name, _content in rows}
    return problems + [f"3: {name} is gone" for name in sorted(lost)]


def _text(snapshot: object) -> bytes:
    return (snapshot if isinstance(snapshot, str) else json.dumps(snapshot, sort_keys=True)).encode()


def _money_that_does_not_add_up() -> list[str]:
    problems = [
        f"4: entry {entry} is out of balance by {cents}"
        for entry, cents in _ask(
            "SELECT entry_id, sum(amount_cents) FROM posting GROUP BY entry_id HAVING sum(amount_cents) <> 0"
        )
    ]
    per_loan: dict[int, Counter[str]] = defaultdict(Counter)
    for loan, account, cents in _ask(
        "SELECT e.loan_id, p.account, sum(p.amount_cents) FROM posting p JOIN ledger_entry e ON e.id = p.entry_id "
        "GROUP BY e.loan_id, p.account"
    ):
        per_loan[loan][account] += int(cents)
    for loan, sums in per_loan.items():
        held, retained = -sums["held"], -sums["retained"]
        money = sum(cents for account, cents in sums.items() if account not in ("held", "retained"))
        if held < 0 or retained < 0 or money != held + retained:
            problems.append(f"4: loan {loan}: in hand {money}, held {held}, retained {retained}")
    return problems


def _rows_across_a_wall() -> list[str]:
    return [f"5: {crossing} crosses a wall" for (crossing,) in _ask(_walls())]


@cache
def _walls() -> str:
    """Every foreign key inside a digibank, from the metadata: those with its two sides in different ones."""
    return " UNION ALL ".join(
        f"SELECT '{table.name}.{key.parent.name}' WHERE EXISTS ("
        f'SELECT 1 FROM "{table.name}" a JOIN "{key.column.table.name}" b '
        f"ON b.{key.column.name} = a.{key.parent.name} WHERE a.digibank_id <> b.digibank_id)"
        for table in db.metadata.sorted_tables
        for key in table.foreign_keys
        if "digibank_id" in table.c
        and "digibank_id" in key.column.table.c
        and key.column.name != "digibank_id"
    )


def _chains_that_broke(digibank_ids: list[int]) -> list[str]:
    return [
        f"7: chain of {b.digibank_id} at {b.number}: {b.reason}" for one in digibank_ids for b in verify(one)
    ]


def _passages_that_do_not_lead_here() -> list[str]:
    problems = []
    stages = dict(_ask("SELECT id, stage FROM device"))
    last: dict[int, str] = {}
    for device, move, start, end in _ask('SELECT device_id, move, start, "end" FROM passage ORDER BY id'):
        if start is not None and (
            last.get(device) != start or Stage(start) not in JOURNEY[Move(move)].starts
        ):
            problems.append(f"7: device {device} left {start} by {move}, but was at {last.get(device)}")
        if start is not None and JOURNEY[Move(move)].ends != end:
            problems.append(f"7: device {device} arrived at {end} by {move}")
        last[device] = end
    problems += [
        f"7: device {d} is {stage}, its passages say {last.get(d)}"
        for d, stage in stages.items()
        if last.get(d) != stage
    ]
    return problems


def _own_work_verified() -> list[str]:
    problems = [
        f"wipe run {run} was verified by its own operator"
        for (run,) in _ask("SELECT id FROM wipe_run WHERE operator_id = verified_by_id")
    ]
    return problems + [
        f"checkup {one} was signed off by its own maker"
        for (one,) in _ask("SELECT id FROM checkup WHERE done_by_id = signed_off_by_id")
    ]


#: columns in which a person types freely
_FREE_TEXT = {
    "borrower": ("first_name", "last_name", "note", "phone", "municipality"),
    "device": ("defect", "model", "keyboard"),
    "application": ("reason",),
    "lot": ("note",),
    "audit_event": ("particulars_text",),
}


def _national_numbers() -> list[str]:
    problems = []
    for table, columns in _FREE_TEXT.items():
        for column in columns:
            for (value,) in _ask(f'SELECT {column} FROM "{table}" WHERE {column} IS NOT NULL'):
                if has_national_number(str(value)):
                    problems.append(f"10: a national number stands in {table}.{column}")
    return problems
