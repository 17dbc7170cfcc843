"""Movements per second: a bank statement read and checked against a bare parse of the same file, in the same run.

    python -m tools.bench_statements

The bare parse is a loop over the lines that slices the columns into a tuple per movement, turns the amount into
cents and the day into a date, and checks nothing. For camt.053 it is the standard library's own tree of the file.
Both take turns; the median of each is told, and the memory that reading takes at most.
"""

import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

TOP = Path(__file__).resolve().parent.parent
TURNS = 3
MOVEMENTS = 50_000


def bare_coda(content: bytes) -> int:
    """The columns of every movement, and nothing held against anything; how many."""
    movements: list[Any] = []
    second = third = ""
    for line in reversed(content.decode("latin-1").splitlines()):
        kind = line[:2]
        if kind == "21":
            day = date(2000 + int(line[119:121]), int(line[117:119]), int(line[115:117]))
            cents = int(line[32:47]) // 10 * (-1 if line[31] == "1" else 1)
            said = line[62:115] + second[10:63] + third[82:125]
            movements.append((line[2:6], cents, day, line[53:61], said.strip(), second[63:98].strip(),
                              second[98:109].strip(), third[10:44].strip(), third[47:82].strip()))  # fmt: skip
            second = third = ""
        elif kind == "22":
            second = line
        elif kind == "23":
            third = line
    return len(movements)


def bare_camt(content: bytes) -> int:
    """The tree, and how many entries are in it."""
    return sum(1 for _entry in fromstring(content).iter(f"{{{_SPACE}}}Ntry"))  # noqa: S314 -- our own writer made it


_SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def ours(content: bytes) -> int:
    """Read and checked."""
    from inventory.banking.reading import read_statements

    return sum(len(one.movements) for one in read_statements(content))


def told(name: str, content: bytes, bare: Callable[[bytes], int]) -> str:
    """One line: ours, the bare parse, how often slower, and the memory."""
    taken: dict[str, list[float]] = {"ours": [], "bare": []}
    for _turn in range(TURNS):
        for which, read in (("bare", bare), ("ours", ours)):
            begun = time.perf_counter()
            assert read(content) == MOVEMENTS
            taken[which].append(time.perf_counter() - begun)
    our, their = (statistics.median(taken[which]) for which in ("ours", "bare"))
    tracemalloc.start()
    ours(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (
        f"  {name:<12}{len(content) / 1e6:7.1f} MB{MOVEMENTS / our:12,.0f}/s, bare {MOVEMENTS / their:12,.0f}/s: "
        f"{our / their:5.2f}x   at most {peak / 1e6:.0f} MB"
    )


def main() -> None:
    """Both formats."""
    from tests.bank_files import Paid, as_bytes, camt, coda

    paid = [
        Paid(3000 + at % 7, reference=f"{at:010d}{at % 97 or 97:02d}")
        if at % 2
        else Paid(2500, text="waarborg laptop, dank u wel")
        for at in range(MOVEMENTS)
    ]
    print(f"\nbank statements of {MOVEMENTS:,} movements, read and checked")
    print(told("CODA", as_bytes(coda(paid)), bare_coda), flush=True)
    print(told("camt.053", camt(paid).encode(), bare_camt), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(TOP))
    main()
