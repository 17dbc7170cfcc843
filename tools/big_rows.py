"""Rows in bulk for `tools/big.py`: copies of rows that the real actions made, with other numbers, by the engine itself.

Everything is numbered from 0, and row n belongs to the digibank number n says: each tenth to Gent, the others in turn.
The numbers of people and devices are multiples of that turn, so that a loan, its device and its borrower are always of
the same digibank.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_SERVICES = ("digipunt", "digicafe", "course", "computer_room", "home_visit", "mobile")
_BANDS = ("0-17", "18-29", "30-54", "55+")
_CHANNELS = ("social_service", "education", "library", "word_of_mouth", "website", "by_themselves", "unknown")
_TOWNS = ("Gent", "Deinze", "Lokeren", "Aalter", "Eeklo")
#: places and groups of each digibank
_PLACES, _GROUPS = 6, 5
#: days over which everything happened, from the first of January 2023
_DAYS = 1400


@dataclass(frozen=True)
class Sizes:
    """How many there are of what."""

    digibanken: int
    people: int
    devices: int
    loans: int
    contacts: int
    journal: int

    @classmethod
    def of(cls, share: float, smaller: int) -> "Sizes":
        """A share of the full size, with as many digibanken and each `smaller` times smaller."""
        banks = max(4, round(300 * share))
        turn = 10 * (banks - 1)

        def rounded(full: int) -> int:
            return max(turn, round(full * share / smaller / turn) * turn)

        return cls(banks, *(rounded(one) for one in (1_500_000, 1_000_000, 2_000_000, 7_000_000, 3_000_000)))


class _Filler:
    """Writes copies of rows in bulk on one engine."""

    def __init__(self, world: Any, sizes: Sizes, engine: str) -> None:
        """Nothing is written yet."""
        self.world, self.sizes, self.engine = world, sizes, engine
        self.first: dict[str, int] = {}

    def run(self, statement: str) -> None:
        from inventory.foundation.database import db

        db.session.execute(db.text(statement))

    def value(self, statement: str) -> Any:
        from inventory.foundation.database import db

        return db.session.execute(db.text(statement)).scalar()

    # --- expressions of n ---------------------------------------------------------------------------

    def bank_number(self, n: str = "n") -> str:
        """Which digibank row n is of: 0 is Gent."""
        return f"(CASE WHEN {n} % 10 = 0 THEN 0 ELSE 1 + ({n} / 10) % {self.sizes.digibanken - 1} END)"

    def bank(self, n: str = "n") -> str:
        """The id of that digibank."""
        number = self.bank_number(n)
        return f"(CASE WHEN {number} = 0 THEN {self.world.gent} ELSE {self.first['digibank']} + {number} - 1 END)"

    def day(self, days: str) -> str:
        """A day so many days after the first."""
        if self.engine == "postgresql":
            return f"(DATE '2023-01-01' + CAST({days} AS integer))"
        return f"date('2023-01-01', '+' || ({days}) || ' days')"

    def moment(self, days: str) -> str:
        """Noon of that day."""
        if self.engine == "postgresql":
            return f"({self.day(days)} + TIME '12:00') AT TIME ZONE 'UTC'"
        return f"{self.day(days)} || ' 12:00:00.000000'"

    def among(self, words: tuple[str, ...], n: str) -> str:
        """One of these words."""
        whens = " ".join(f"WHEN {at} THEN '{word}'" for at, word in enumerate(words))
        return f"CASE ({n}) % {len(words)} {whens} END"

    # --- rows ---------------------------------------------------------------------------------------

    def copy(self, table: str, count: int, template: int | None, changed: Mapping[str, str]) -> None:
        """`count` copies of one row of `table`, with other numbers; what points elsewhere points nowhere."""
        from inventory.foundation.database import Base

        key = "serial" if table == "given_code" else "id"
        self.first[table] = (self.value(f"SELECT coalesce(max({key}), 0) FROM {table}") or 0) + 1
        told = {key: f"{self.first[table]} + n"} | dict(changed)
        columns = []
        for column in Base.metadata.tables[table].columns:
            usual = "NULL" if column.foreign_keys and column.nullable else f"one.{column.name}"
            columns.append((column.name, told.get(column.name, usual)))
        many = f"generate_series(0, {count - 1}) AS many(n)"
        if self.engine == "sqlite":
            many = "many"
        source = f"{table} AS one" if template is not None else "(SELECT 1) AS one"
        where = f" WHERE one.{key} = {template}" if template is not None else ""
        series = (
            f"WITH RECURSIVE many(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM many WHERE n < {count - 1}) "
            if self.engine == "sqlite"
            else ""
        )
        names = ", ".join(name for name, _value in columns)
        values = ", ".join(value for _name, value in columns)
        self.run(
            f"INSERT INTO {table} ({names}) {series}SELECT {values} FROM {many} CROSS JOIN {source}{where}"
        )

    def coded(
        self, table: str, kind: str, count: int, template: int, changed: Mapping[str, str], bank: str
    ) -> None:
        """The same for things that bear a number of the house."""
        serial = self.value("SELECT min(serial) FROM given_code")
        self.copy("given_code", count, serial, {"kind": f"'{kind}'", "digibank_id": bank})
        self.copy(
            table, count, template,
            {"code_serial": f"{self.first['given_code']} + n", "digibank_id": bank, **changed},
        )  # fmt: skip


def _without_walls(engine: str, off: bool) -> None:
    """Foreign keys are not asked row by row while copies are written: they are right by their numbers."""
    from inventory.foundation.database import db

    if engine == "postgresql":
        db.session.execute(db.text(f"SET session_replication_role = {'replica' if off else 'origin'}"))
        return
    connection: Any = db.session.connection().connection.driver_connection
    connection.execute("COMMIT")
    connection.execute(f"PRAGMA foreign_keys = {'OFF' if off else 'ON'}")
    connection.execute("BEGIN IMMEDIATE")


def fill(world: Any, sizes: Sizes, engine: str) -> None:
    """Everything, at these sizes."""
    from inventory.codes import Kind
    from inventory.foundation.database import db

    db.session.rollback()
    db.session.connection(execution_options={"writing": True})
    _without_walls(engine, True)
    some = _Filler(world, sizes, engine)
    some.copy("digibank", sizes.digibanken - 1, world.gent, {"slug": "'bank' || n", "name": "'Bank ' || n"})
    _lists_to_choose_from(some)
    loan, device, borrower = (
        some.value(f"SELECT max({column}) FROM loan") for column in ("id", "device_id", "borrower_id")
    )
    year = "1940 + (n * 54) % 65"
    some.coded(
        "borrower", Kind.PASS, sizes.people, borrower,
        {"first_name": "'Voor' || n", "last_name": "'Naam' || n", "name_key": "'naam' || n || ' voor' || n",
         "birth_year": year, "birth_decade": f"({year}) / 10 * 10", "phone": "'+32' || (470000000 + n)",
         "municipality": some.among(_TOWNS, "n / 7"), "registered_at": some.moment(f"n % {_DAYS}")},
        some.bank(),
    )  # fmt: skip
    is_lent = f"n % 2 = 0 AND n < {sizes.devices}"
    some.coded(
        "device", Kind.DEVICE, sizes.devices, device,
        {"serial": "'BIG' || n", "serial_key": "'BIG' || n", "search_text": "'big' || n",
         "stage": f"CASE WHEN {is_lent} THEN 'lent' ELSE 'ready' END"},
        some.bank(),
    )  # fmt: skip
    _loans(some, loan)
    _contacts(some)
    some.copy("audit_event", sizes.journal, some.value("SELECT max(id) FROM audit_event"), {
        "digibank_id": some.bank(), "number": "1000000 + n", "thing_id": "1", "actor_id": "NULL",
    })  # fmt: skip
    db.session.commit()
    db.session.connection(execution_options={"writing": True})
    _without_walls(engine, False)
    _number_on(some, engine)
    db.session.commit()


def _lists_to_choose_from(some: _Filler) -> None:
    """Places and groups of each digibank."""
    banks = some.sizes.digibanken
    some.copy("service_location", banks * _PLACES, None, {
        "digibank_id": _own_bank(some, _PLACES), "name": "'Plek ' || n", "municipality": "'Gent'",
        "is_desk": "false", "closed_at": "NULL", "version": "1",
    })  # fmt: skip
    some.copy("target_group", banks * _GROUPS, None, {
        "digibank_id": _own_bank(some, _GROUPS), "kind": "'group'", "position": "n", "closed_at": "NULL",
        "titles": """'{"nl": "Groep"}'""", "version": "1",
    })  # fmt: skip


def _own_bank(some: _Filler, each: int) -> str:
    return (
        f"CASE WHEN n / {each} = 0 THEN {some.world.gent} ELSE {some.first['digibank']} + n / {each} - 1 END"
    )


def _loans(some: _Filler, template: int) -> None:
    """Each with its application and deposit; the last of every other device still runs."""
    from inventory.codes import Kind

    sizes = some.sizes
    application, deposit = (
        some.value(f"SELECT max(id) FROM {table}") for table in ("application", "deposit")
    )
    device, person = (
        f"{some.first['device']} + n % {sizes.devices}",
        f"{some.first['borrower']} + n % {sizes.people}",
    )
    lap = f"n / {sizes.devices}"
    begin = f"({lap}) * {_DAYS} / {max(1, sizes.loans // sizes.devices)} + n % 300"
    runs = f"n >= {sizes.loans - sizes.devices} AND n % 2 = 0"
    some.copy("application", sizes.loans, application, {
        "digibank_id": some.bank(), "borrower_id": person, "applied_at": some.moment(begin),
        "decided_at": some.moment(begin), "channel": some.among(_CHANNELS, "n / 11"),
    })  # fmt: skip
    some.coded(
        "loan", Kind.LOAN, sizes.loans, template,
        {"device_id": device, "borrower_id": person, "application_id": f"{some.first['application']} + n",
         "started_on": some.day(begin), "due_on": some.day(f"{begin} + 365"), "handed_over_at": some.moment(begin),
         "ended_at": f"CASE WHEN {runs} THEN NULL ELSE {some.moment(f'{begin} + 200')} END",
         "state": f"CASE WHEN {runs} THEN 'open' ELSE 'ended' END",
         "ending": f"CASE WHEN {runs} THEN NULL ELSE 'returned' END",
         "token": "'numberedandnotguessed' || n"},
        some.bank(),
    )  # fmt: skip
    some.copy("deposit", sizes.loans, deposit, {
        "digibank_id": some.bank(), "loan_id": f"{some.first['loan']} + n",
    })  # fmt: skip


def _contacts(some: _Filler) -> None:
    """Visits, one in eight of somebody anonymous; some were sent on; and to which groups people belong."""
    sizes = some.sizes
    template = some.value("SELECT max(id) FROM service_contact")
    number = some.bank_number()
    person = f"{some.first['borrower']} + n % {sizes.people}"
    days = f"(n * 31 + n / {sizes.people} * 97) % {_DAYS}"
    some.copy("service_contact", sizes.contacts, template, {
        "digibank_id": some.bank(), "borrower_id": f"CASE WHEN (n / 13) % 8 = 7 THEN NULL ELSE {person} END",
        "happened_on": some.day(days), "service": some.among(_SERVICES, "n / 17"), "step": "'visit'",
        "location_id": f"{some.first['service_location']} + {number} * {_PLACES} + (n / 19) % {_PLACES}",
        "channel": some.among(_CHANNELS, "n / 23"), "purpose": "NULL", "outcome": "'helped'", "source": "'big'",
        "source_id": "n", "age_band": some.among(_BANDS, "n / 29"), "municipality": some.among(_TOWNS, "n / 7"),
        "noted_at": some.moment(days), "episode_id": "NULL",
    })  # fmt: skip
    some.copy("borrower_group", sizes.people, None, {
        "digibank_id": some.bank(), "borrower_id": f"{some.first['borrower']} + n",
        "group_id": f"{some.first['target_group']} + {number} * {_GROUPS} + n % {_GROUPS}",
    })  # fmt: skip
    referrals = sizes.contacts // 20
    some.copy("referral_out", referrals, None, {
        "digibank_id": some.bank("(n * 20)"), "contact_id": f"{some.first['service_contact']} + n * 20",
        "referred_on": some.day("(n * 37) % 1300"), "to_service": some.among(_SERVICES, "n / 3"),
        "to_location_id": "NULL", "to_partner_id": "NULL", "realised_contact_id": "NULL",
        "realised_on": f"CASE WHEN n % 3 = 0 THEN {some.day('(n * 37) % 1300 + 20')} ELSE NULL END", "version": "1",
    })  # fmt: skip


def _number_on(some: _Filler, engine: str) -> None:
    """The next row gets the next number, on an engine that counts by itself."""
    if engine != "postgresql":
        return
    for table in some.first:
        key = "serial" if table == "given_code" else "id"
        some.run(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'), (SELECT max({key}) FROM {table}))"
        )


def grow_old(world: Any, count: int, engine: str) -> None:
    """So many people in Luik who came once, long ago, and of whom nothing has to be kept."""
    from inventory.codes import Kind
    from inventory.foundation.database import db

    db.session.rollback()
    db.session.connection(execution_options={"writing": True})
    some = _Filler(world, Sizes(4, count, 0, 0, 0, 0), engine)
    luik = str(world.luik)
    template = some.value(f"SELECT min(id) FROM borrower WHERE digibank_id = {world.gent}")
    begin = "DATE '2023-01-01' - 1500" if engine == "postgresql" else "date('2023-01-01', '-1500 days')"
    moment = f"({begin}) + TIME '12:00'" if engine == "postgresql" else f"{begin} || ' 12:00:00.000000'"
    some.coded(
        "borrower", Kind.PASS, count, template,
        {"first_name": "'Oud' || n", "last_name": "'Lang' || n", "name_key": "'lang' || n || ' oud' || n",
         "phone": "''", "email": "''", "registered_at": moment, "workshop_on": "NULL"},
        luik,
    )  # fmt: skip
    some.copy("service_contact", count, some.value("SELECT max(id) FROM service_contact"), {
        "digibank_id": luik, "borrower_id": f"{some.first['borrower']} + n", "happened_on": begin,
        "source": "'old'", "source_id": f"{some.first['borrower']} + n", "episode_id": "NULL",
    })  # fmt: skip
    _number_on(some, engine)
    db.session.commit()
