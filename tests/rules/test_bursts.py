"""A scanner is told from a person by its rhythm, and read right whatever keyboard the computer thinks it has."""

import json
from typing import Any

import pytest

from tests.keyboards import presses, rhythm
from tests.rules.test_printed_labels import run_node

LINK = "HTTPS://LEEN.EXAMPLE/I/T041825"
#: burst.js and inventory/portal/test_card.py say the same; a test of the page holds them together
TEST = "LEENKRING-TEST:AQZWM/aqzwm.0123456789"


def heard(*keys: list[dict[str, Any]], known: str = "") -> list[list[dict[str, str]]]:
    """The scans in each list of keys."""
    given = "\n".join(json.dumps({"known": known, "keys": one}) for one in keys)
    return [json.loads(line) for line in run_node("hear_bursts.mjs", given=given).splitlines()]


def texts(keys: list[dict[str, Any]], known: str = "") -> list[str]:
    """What was scanned in these keys."""
    (scans,) = heard(keys, known=known)
    return [scan["text"] for scan in scans]


@pytest.mark.parametrize("every", [1, 10, 40])
@pytest.mark.parametrize("end", ["Enter", "Tab"])
@pytest.mark.parametrize("text", [LINK, "T041825", "5CD1234XYZ", "S/N: PF-2.A", "041825"])
@pytest.mark.parametrize("belgian", [False, True], ids=["american", "belgian"])
def test_a_scan_is_read_as_the_scanner_meant_it(every: int, end: str, text: str, belgian: bool) -> None:
    (scans,) = heard(rhythm(presses(text, belgian=belgian), every=every, end=end))
    assert [(scan["text"], scan["end"]) for scan in scans] == [(text, end)]


@pytest.mark.parametrize("text", ["A[1]B2", "Q{9}^A6"])
def test_a_dead_key_of_a_belgian_keyboard_is_read_by_where_it_lies(text: str) -> None:
    keys = presses(text, belgian=True)
    assert any(key.key == "Dead" for key in keys)
    assert texts(rhythm(keys, every=1), known="meant") == [text]


def test_a_scanner_that_is_set_to_belgian_is_read_as_it_says() -> None:
    # For 0 such a scanner holds Shift and presses the key with à on it, which is where an American types ).
    keys = [
        {"key": "T", "code": "KeyT", "shift": True, "at": 0},
        *(
            {"key": sign, "code": f"Digit{sign}", "shift": True, "at": number}
            for number, sign in enumerate("041825", start=1)
        ),
        {"key": "Enter", "code": "Enter", "at": 7},
    ]
    assert texts(keys) == ["T041825"]


def test_a_phone_that_does_not_say_where_its_keys_lie_is_taken_at_its_word() -> None:
    keys = [{**key, "code": ""} for key in rhythm(presses("T041825"), every=2)]
    assert texts(keys) == ["T041825"]


def test_letters_alone_prove_nothing_until_the_test_card_has_taught_the_map() -> None:
    keys = rhythm(presses("QUAZ", belgian=True), every=2)
    assert texts(keys) == ["AUQW"]
    assert texts(keys, known="meant") == ["QUAZ"]


def test_the_test_card_teaches_how_to_read_a_scanner() -> None:
    capitals = rhythm(presses(TEST.swapcase()), every=1)
    (right,), (repaired,), (case,), (other,) = heard(
        rhythm(presses(TEST), every=1),
        rhythm(presses(TEST, belgian=True), every=1),
        capitals,
        rhythm(presses(LINK), every=1),
    )
    assert [one["lesson"] for one in (right, repaired, case, other)] == ["typed", "meant", "case", ""]


@pytest.mark.parametrize("every", [60, 90, 150])
def test_a_person_is_no_scanner(every: int) -> None:
    assert texts(rhythm(presses("T041825"), every=every)) == []


def test_a_quick_pair_of_keys_makes_no_scanner_of_a_person() -> None:
    keys = rhythm(presses("laptop"), every=80)
    keys[3]["at"] = keys[2]["at"] + 5
    assert texts(keys) == []


def test_three_keys_are_no_scan() -> None:
    assert texts(rhythm(presses("041"), every=1)) == []


def test_a_key_that_is_held_down_is_no_scanner() -> None:
    keys = [{**key, "held": number > 0} for number, key in enumerate(rhythm(presses("aaaaaaaa"), every=30))]
    keys[-1]["held"] = False
    assert texts(keys) == []


def test_what_a_person_typed_before_is_no_part_of_the_scan() -> None:
    keys = rhythm(presses("het scharnier "), every=120, end="")
    assert texts([*keys, *rhythm(presses("T041825"), every=1, start=keys[-1]["at"] + 400)]) == ["T041825"]


def test_two_scans_on_each_others_heels_are_two() -> None:
    first = rhythm(presses("T041825"), every=1)
    second = rhythm(presses("R000324"), every=1, start=first[-1]["at"] + 1)
    assert texts([*first, *second]) == ["T041825", "R000324"]


def test_a_scanner_that_ends_twice_scans_once() -> None:
    keys = rhythm(presses("T041825"), every=1)
    keys.append({"key": "Enter", "code": "NumpadEnter", "at": keys[-1]["at"] + 1})
    assert texts(keys) == ["T041825"]


def test_shortcuts_and_shift_keys_are_no_part_of_a_scan() -> None:
    keys = rhythm(presses("T041825"), every=2)
    keys.insert(0, {"key": "Shift", "code": "ShiftLeft", "shift": True, "at": 0})
    keys.insert(4, {"key": "j", "code": "KeyJ", "chord": True, "at": keys[3]["at"]})
    assert texts(keys) == ["T041825"]
