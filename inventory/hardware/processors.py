"""Processors by their names: when they came out, and whether Microsoft lists them for Windows 11.

The rules below follow Microsoft's lists of processors for Windows 11 (learn.microsoft.com, "Windows processor
requirements": Intel from the eighth generation, AMD from Zen+, and the small ones by name), held against the copy
of those lists in rcmaehl/WhyNotWin11 of 2022. The year is that of the first laptops with that generation. What no
line knows is not known; nobody guesses.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Processor:
    """What a processor's name tells; None where it tells nothing."""

    #: in which year laptops with this generation first came out
    year: int | None
    #: on Microsoft's list for Windows 11?
    is_listed: bool | None


#: Intel Core by generation
_INTEL_YEARS = {
    1: 2010, 2: 2011, 3: 2012, 4: 2013, 5: 2015, 6: 2015, 7: 2017, 8: 2017, 9: 2019, 10: 2019, 11: 2020,
    12: 2022, 13: 2023, 14: 2024,
}  # fmt: skip
_INTEL_FIRST = 8
#: AMD Ryzen by the thousands of its number
_RYZEN_YEARS = {1: 2017, 2: 2018, 3: 2019, 4: 2020, 5: 2021, 6: 2022, 7: 2023, 8: 2024, 9: 2025}
_APPLE_YEARS = {1: 2020, 2: 2022, 3: 2023, 4: 2024, 5: 2025}
#: small Intel processors on the list, with their year
_CELERONS = {
    2018: "3867U N4000 N4100 J4005 J4105 J4115 G4900 G4900T G4920 G4930 G4930E G4930T G4932E G4950",
    2019: "4205U 4305U 4305UE N4020 N4120 J4025 J4125",
    2020: "5205U 5305U 6305 6305E G5900 G5900E G5900T G5900TE G5905 G5905T G5920 G5925",
    2021: "N4500 N4505 N5095 N5100 N5105 N6210 N6211 J6412 J6413",
}
_PENTIUMS = {
    2018: "4417U 4425Y 5405U N5000 J5005 G5400 G5400T G5420 G5420T G5500 G5500T G5600 G5600T G5620",
    2019: "6405U N5030 J5040",
    2020: "6500Y 6805 7505 G6400 G6400E G6400T G6400TE G6405 G6405T G6500 G6500T G6505 G6505T G6600 G6605",
    2021: "N6000 N6005 N6415 J6426",
}
_ATHLONS = {
    2019: "300U 300GE 320GE 3000G 3045B",
    2020: "3015E 3020E 3050U 3050E 3050C 3050GE 3150U 3150C 3150G 3150GE 3125GE",
}


def _among(named: dict[int, str], number: str) -> Processor:
    """A small processor: on the list by its own name, or not on it."""
    year = next((year for year, names in named.items() if number.upper() in names.split()), None)
    return Processor(year, year is not None)


def _intel_core(found: re.Match[str]) -> Processor:
    digits, letters = found[1], found[2].upper()
    if digits in ("7820",) and letters == "HQ":
        # On the list for some devices only, and the name does not tell which.
        return Processor(_INTEL_YEARS[7], None)
    if len(digits) < 4:
        generation = 1
    elif len(digits) == 5 or digits.startswith("1"):
        generation = int(digits[:2])
    else:
        generation = int(digits[0])
    return _generation(generation)


def _generation(number: int) -> Processor:
    return Processor(_INTEL_YEARS.get(number), number >= _INTEL_FIRST)


def _ryzen(found: re.Match[str]) -> Processor:
    digits, letters = found[1], found[2].upper()
    thousand = int(digits[0])
    # Of the 2000 series the laptops and those with graphics are the first Zen, which is not on the list.
    is_listed = thousand >= 3 or (thousand == 2 and letters in ("", "X", "E"))
    return Processor(_RYZEN_YEARS.get(thousand), is_listed)


def _fixed(year: int | None, is_listed: bool) -> Callable[[re.Match[str]], Processor]:
    return lambda _found: Processor(year, is_listed)


def _lines() -> list[tuple[re.Pattern[str], Callable[[re.Match[str]], Processor]]]:
    """What is looked for, first to last; the first that fits answers."""
    told: list[tuple[str, Callable[[re.Match[str]], Processor]]] = [
        (r"\bcore ultra\b", _fixed(2024, True)),
        (r"\bcore i\d-n\d{3}\b|\bprocessor n\d{2,3}\b|^(?:intel )?n(?:95|97|100|150|200|250)\b", _fixed(2023, True)),
        (r"\bcore i\d-l1\dg\d\b", _fixed(2020, True)),
        (r"\bcore [mi]\d?-?(\d)y\d\d\b", lambda found: _generation(int(found[1]))),
        (r"\bcore m\d-(\d{4})(y)\b", _intel_core),
        (r"\bcore m-5y\d\d|\bcore m-\d", _fixed(2015, False)),
        (r"\bcore i[3579][- ](?:[mu] )?(\d{3,5})([a-z]{0,3})", _intel_core),
        (r"\bcore i[3579] cpu [a-z]? ?(\d{3})([a-z]{0,2})", _intel_core),
        (r"\bcore [3579] \d{3}[a-z]", _fixed(2024, True)),
        (r"\bcore ?2\b|\bcore duo\b|\bcore solo\b", _fixed(2007, False)),
        (r"\bceleron (?:cpu )?(?:dual-core )?([a-z]?\d{3,4}[a-z]{0,2})\b", lambda found: _among(_CELERONS, found[1])),
        (
            r"\bpentium (?:cpu )?(?:gold |silver |dual-core )?([a-z]?\d{3,4}[a-z]{0,2})\b",
            lambda found: _among(_PENTIUMS, found[1]),
        ),
        (r"\batom x6\d{3}[a-z]+", _fixed(2021, True)),
        (r"\batom\b|\bpentium [234m]\b|\bpentium iii?\b|\bceleron m\b", _fixed(None, False)),
        (r"\bryzen ai\b", _fixed(2024, True)),
        (r"\bryzen (?:threadripper )?(?:[3579] )?(?:pro )?(\d{4})([a-z]{0,3})", _ryzen),
        (
            r"\b(?:athlon (?:gold |silver )?(?:pro )?|amd )(30[12]\de|3\d{2,3}[a-z]{1,2})\b",
            lambda found: _among(_ATHLONS, found[1]),
        ),
        (
            r"\bathlon\b|\bphenom\b|\bturion\b|\bsempron\b|\bamd fx\b|\b(?:a(?:4|6|8|9|10|12)|e[12])-\d{4}",
            _fixed(None, False),
        ),
        (r"\bapple m(\d)\b", lambda found: Processor(_APPLE_YEARS.get(int(found[1])), False)),
    ]  # fmt: skip
    return [(re.compile(words), answer) for words, answer in told]


_LINES = _lines()
_NOISE = re.compile(r"\((?:r|tm)\)|®|™|\bwith radeon.*$|@.*$|\b\d+(?:th|st|nd|rd) gen\b", re.IGNORECASE)


def known(name: str) -> Processor:
    """What this processor's name tells, however its maker decorated it."""
    bare = " ".join(_NOISE.sub(" ", name.casefold()).split())
    for words, answer in _LINES:
        if found := words.search(bare):
            return answer(found)
    return Processor(None, None)
