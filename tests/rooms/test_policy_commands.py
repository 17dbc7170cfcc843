"""`leenkring policy`: a file is checked or decides, with the exit code that says which."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask_babel import force_locale

from inventory.applications.policy_files import write_file
from inventory.applications.presets import PRESETS
from inventory.cli.main import main


@pytest.fixture(autouse=True)
def english(app: Any) -> Iterator[None]:
    """As on a command line: a request from the public address, in English."""
    with app.test_request_context(), force_locale("en"):
        yield


def _said(capsys: Any, *words: str) -> tuple[int, str, str]:
    code = main(["policy", *words])
    out, err = capsys.readouterr()
    return code, out, err


def _file(folder: Path, name: str, content: Any) -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return str(path)


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_preset_is_fine_as_a_file(tmp_path: Path, capsys: Any, name: str) -> None:
    file = _file(tmp_path, "policy.yaml", write_file(PRESETS[name].policy))
    assert _said(capsys, "check", file) == (0, f"{file}: fine\n", "")
    code, out, _err = _said(capsys, "check", file, "--json")
    told = json.loads(out)
    assert (code, told["policy"], told["found"]) == (0, True, [])
    assert ("deposit" in told["not_set"]) is (PRESETS[name].policy.deposit is None)


def test_each_slip_and_each_clash_is_told_with_its_line(tmp_path: Path, capsys: Any) -> None:
    file = _file(
        tmp_path, "policy.yaml", b"rent: 5\ndeposit:\n  normal: 2000\n  social: 5000\nterm:\n  kind: months\n"
    )
    code, out, err = _said(capsys, "check", file)
    lines = [line.removeprefix(f"{file}:") for line in out.splitlines()]
    assert (code, err) == (1, "")
    assert lines[0].startswith("1: policy.rent: We do not know the setting")
    assert lines[1].startswith("5: term.months: At “term.months” a whole number from 1 to 120 belongs.")
    assert lines[2] == (
        "4: deposit.social: The social tariff is higher than the normal one. Change one of them."
    )
    told = json.loads(_said(capsys, "check", file, "--json")[1])
    assert [one["line"] for one in told["found"]] == [1, 5, 4]


@pytest.mark.parametrize("content", [b"a: &x 1\nb: *x", b"[" * 9000, b"\xff", b"x" * 70_000, b""])
def test_what_cannot_be_read_ends_with_2_and_one_line(tmp_path: Path, capsys: Any, content: bytes) -> None:
    code, out, err = _said(capsys, "check", _file(tmp_path, "policy.yaml", content))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert _said(capsys, "check", str(tmp_path / "nothing"))[0] == 2


def test_an_application_is_decided_with_what_is_missing_and_what_would_help(
    tmp_path: Path, capsys: Any
) -> None:
    policy = _file(tmp_path, "policy.yaml", write_file(PRESETS["sint_niklaas"].policy))
    asking = _file(
        tmp_path,
        "application.json",
        {"door": "desk", "answers": {"resident": "met", "uitpas": "not_met"}, "starts_on": "2026-11-26"},
    )
    code, out, _err = _said(capsys, "decide", policy, asking, "--json")
    told = json.loads(out)
    assert (code, told["outcome"]) == (0, "needs_review")
    assert told["missing"]["answers"] == ["training", "discount_pass"]
    helps = {"what": "criteria", "mode": "any", "criteria": ["training", "discount_pass", "uitpas"]}
    assert helps in told["would_help"]
    assert told["term"] == {"kind": "months", "months": 12, "soft": None, "until": "2027-11-26"}
    assert told["deposit"] is None
    assert told["workshop"]["holds_up"] is False
    assert [one["outcome"] for one in told["criteria"]] == ["met", "open", "open", "not_met"]
    code, out, _err = _said(capsys, "decide", policy, asking)
    assert code == 0
    assert out.startswith("outcome:   A person must look at it (a person confirms it)\n")


def test_neither_a_clash_nor_a_slip_decides(tmp_path: Path, capsys: Any) -> None:
    fine = _file(tmp_path, "fine.yaml", write_file(PRESETS["maasland"].policy))
    clashing = _file(tmp_path, "clashing.yaml", b"criteria_exhaustive: true")
    nobody, wrong = _file(tmp_path, "nobody.json", {}), _file(tmp_path, "wrong.json", {"door": "window"})
    assert _said(capsys, "decide", clashing, nobody)[0] == 1
    code, out, err = _said(capsys, "decide", fine, wrong)
    assert (code, out) == (1, "")
    assert "only these words may stand: self, desk" in err
    assert _said(capsys, "decide", fine, str(tmp_path / "nothing"))[0] == 2
