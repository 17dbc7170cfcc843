"""How the figures, the lists and the night grow: everything at full size, held against a hundredth of it.

    make bench BIG=1                             PostgreSQL at full size, SQLite at a tenth of it; takes hours
    SCALE=0.05 python -m tools.big               the same at a twentieth
    python -m tools.big sqlite                   one engine

Full size is 300 digibanken, a million devices, two million loans, and ten million contacts and journal rows; a tenth
of everything is Gent's, which is asked. The rows are copies of one that the real actions made, with other numbers:
quick to write, and their journal's chain does not hold. Prints ratios, and never fails for being slow.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tools.bench import TOP, Browser, analyse, databases, live, served, settle, took
from tools.big_rows import Sizes, fill, grow_old

#: full size on this engine, as a share of the numbers above
SHARES = {"postgresql": 1.0, "sqlite": 0.1}
#: what it is held against
SMALL = 100
#: rows of the long list, and of the short one
LONG, SHORT = 100_000, 1_000
#: people whom the night lets go, and a tenth of them
MANY, FEW = 5_000, 500
_ROUNDS = 7
_PORT = 8796


#: what else rests on everything there ever was: a page, and a file of a year
_BESIDE = (
    "impact/?since=2025-01-01&until=2025-12-31",
    "indicators/bench/?year=2025",
    "figures/loans/files?of=2025",
    "figures/unique_visitors/files?of=2025",
    "indicators/workshops/?year=2025",
    *(
        f"reports/new/{name}?since=2025-01-01&until=2025-12-31&locale=nl"
        for name in ("subsidy", "workshop-year", "bench-year", "impact")
    ),
)


def pages(world: Any, url: str, folder: Path) -> Iterator[tuple[str, float, float, float]]:
    """Each page that counts: (page, milliseconds asked first, until it is counted, and asked again)."""
    from inventory.foundation import long_answers
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside
    from inventory.indicators import asking
    from inventory.indicators.answer import Indicator

    def counted() -> None:
        # What the jobs beside the server would do, when there is too much to count while a page waits.
        with inside(world.gent):
            asking.count_what_waits()
            long_answers.work_out_what_waits()
        db.session.rollback()

    with served("wsgi:app", _PORT, url, folder) as connection:
        browser = Browser(connection).sign_in("fatima@gent.example")
        named = [("all of them", "figures/"), *((str(one), f"figures/{one}") for one in Indicator)]
        for name, address in [*named, *((one.split("?")[0], one) for one in _BESIDE)]:
            ask = partial(browser.get, f"/gent/{address}")
            first = took(ask)
            until_counted = first + took(counted)
            again = statistics.median(took(ask) for _again in range(_ROUNDS))
            yield name, first, until_counted, again


def lists(world: Any, sizes: list[int]) -> Iterator[tuple[str, float]]:
    """A list of contacts of each size from the file to the last contact: milliseconds a row."""
    from inventory.contact_lists import actions, offered
    from inventory.contact_lists.models import ListState
    from inventory.foundation import clock
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside
    from tests.make_contact_lists import answer, make_list

    for size in sizes:
        with inside(world.gent):
            begin = time.perf_counter()
            rows = "".join(
                f"{at % 28 + 1}/{at % 12 + 1}/2024 {at % 24}:00;Lijst{size} Naam{at % (size // 3)};"
                f"0471{at % (size // 3):06d};{('Digipunt', 'Digicafé')[at % 2]};Bib\n"
                for at in range(size)
            )
            actor = world.fatima.actor
            one = make_list(actor, f"Datum;Naam;GSM;Deelwerking;Locatie\n{rows}", now=clock.now())
            offered.go_on()
            db.session.refresh(one)
            one = answer(actor, one, now=clock.now())
            if one.state is ListState.LOOKING:
                offered.go_on()
                db.session.refresh(one)
                one = answer(actor, one, now=clock.now())
            actions.take(actor, one, now=clock.now())
            offered.go_on()
            db.session.refresh(one)
            assert one.state is ListState.DONE, one.state
            yield f"{size}", (time.perf_counter() - begin) * 1000 / one.taken


def nights(world: Any, sizes: list[int], engine: str) -> Iterator[tuple[str, float]]:
    """The night's job on people long gone, told a week before and then let go: milliseconds for all of them."""
    from datetime import timedelta

    from inventory.foundation import clock
    from inventory.foundation.actor import Actor
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside
    from inventory.permissions import Permission
    from inventory.retention import actions

    actor = Actor.house("nightly", world.luik, Permission)
    now = clock.now()
    for size in sizes:
        grow_old(world, size, engine)
        analyse(db, engine)
        with inside(world.luik):
            begin = time.perf_counter()
            actions.plan(actor, clock.day(now), now=now)
            later = now + timedelta(days=8)
            gone = actions.run(actor, clock.day(later), now=later)
            taken = (time.perf_counter() - begin) * 1000
            assert sum(gone.values()) >= size, gone
            yield f"{size}", taken
        now += timedelta(days=30)


def measure(engine: str, share: float, hundredth: bool, out: Path) -> None:
    """One engine at one size; what was found goes into a file."""
    with tempfile.TemporaryDirectory(prefix="leenkring-big-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with databases(engine, folder) as url:
            os.environ.update({"LEENKRING_DATABASE_URL": url, "LEENKRING_DATA": str(folder)})
            from inventory.foundation.database import db
            from wsgi import create_app

            found: dict[str, Any] = {}
            app = create_app({"RATELIMIT_ENABLED": False})
            with app.app_context():
                world = settle(app)
                live(world)
                begin = time.perf_counter()
                sizes = Sizes.of(share, SMALL if hundredth else 1)
                fill(world, sizes, engine)
                analyse(db, engine)
                db.session.remove()
                found["filled"] = [vars(sizes), time.perf_counter() - begin]
                found["pages"] = list(pages(world, url, folder))
                if not hundredth:
                    few = max(50, round(FEW * share))
                    found["lists"] = list(lists(world, [SHORT, max(5 * SHORT, round(LONG * share))]))
                    found["nights"] = list(nights(world, [few, few * MANY // FEW], engine))
                db.session.remove()
                db.engine.dispose()
            out.write_text(json.dumps(found))


def told(engine: str, share: float, ask: Callable[[str, float, bool], dict[str, Any]]) -> Iterator[str]:
    """What was found, as ratios."""
    small, large = ask(engine, share, True), ask(engine, share, False)
    for one in (small, large):
        numbers, seconds = one["filled"]
        yield (
            f"\n{engine}: "
            + ", ".join(f"{value:,} {key}" for key, value in numbers.items())
            + f" ({seconds:.0f} s)"
        )
    yield (
        f"\n  {'page':<30}{'ms warm':>10}{'× 1/100':>9}{'ms first':>11}{'× 1/100':>9}"
        f"{'ms counted':>12}{'× 1/100':>9}"
    )
    for (name, *now), (_name, *was) in zip(large["pages"], small["pages"], strict=True):
        (first, counted, warm), (was_first, was_counted, was_warm) = now, was
        yield (
            f"  {name:<30}{warm:10.1f}{warm / was_warm:9.2f}{first:11.1f}{first / was_first:9.2f}"
            f"{counted:12.1f}{counted / was_counted:9.2f}"
        )
    for what, key, unit in (
        ("list of contacts, each row", "lists", "ms"),
        ("the night, all people", "nights", "ms"),
    ):
        (few, before), (many, after) = large[key]
        yield f"  {what:<32}{few} {before:.2f} {unit}, {many} {after:.2f} {unit}: {after / before:.2f}×"
    yield f"  (linear is 1 for the list and {MANY // FEW} for the night)"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("engines", nargs="*", default=list(SHARES))
    parser.add_argument(
        "--one", nargs=4, metavar=("ENGINE", "SHARE", "HUNDREDTH", "OUT"), help=argparse.SUPPRESS
    )
    chosen = parser.parse_args()
    if chosen.one:
        engine, share, hundredth, out = chosen.one
        measure(engine, float(share), hundredth == "1", Path(out))
        return
    scale = float(os.environ.get("SCALE", "1"))
    for engine in chosen.engines:
        for row in told(engine, SHARES[engine] * scale, _apart):
            print(row, flush=True)


def _apart(engine: str, share: float, hundredth: bool) -> dict[str, Any]:
    """Measured in a process of its own, so that neither size inherits the other's caches."""
    with tempfile.TemporaryDirectory(prefix="leenkring-big-") as folder:
        out = Path(folder) / "found.json"
        command = [
            sys.executable,
            "-m",
            "tools.big",
            "--one",
            engine,
            str(share),
            str(int(hundredth)),
            str(out),
        ]
        subprocess.run(command, check=True, cwd=TOP)
        return json.loads(out.read_text())


if __name__ == "__main__":
    main()
