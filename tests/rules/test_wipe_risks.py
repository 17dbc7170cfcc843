"""Every risk that can befall a proof of wiping has a rule and a test, and the table of them is true."""

import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]]
    for line in (HOUSE / "docs" / "wipe-evidence.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d+ \|", line)
]
TESTS = {
    name
    for path in (HOUSE / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


def test_the_table_has_all_thirty_risks_in_order():
    assert [int(row[0]) for row in ROWS] == list(range(1, 31))


def test_every_risk_names_a_rule_and_a_test_that_exists():
    for number, _risk, rule, tests in ROWS:
        named = re.findall(r"`(test_\w+)`", tests)
        assert rule, number
        assert named, number
        assert set(named) <= TESTS, (number, set(named) - TESTS)


def test_every_module_and_reason_that_a_rule_names_exists():
    from inventory.wiping.reasons import Reason
    from inventory.wiping.rules import Remark

    words = {str(word) for word in (*Reason, *Remark)}
    for number, _risk, rule, _tests in ROWS:
        for named in re.findall(r"`([a-z_]+)\.py`", rule):
            assert (HOUSE / "inventory" / "wiping" / f"{named}.py").exists(), number
        for named in re.findall(r"`([a-z]+(?:_[a-z]+)+)`", rule):
            known = named in words or named in {"raid_hides_media", "activation_locked", "parser_version"}
            assert known, (number, named)
