"""Example data: the same devices and the same seed give the same rows, codes and papers."""

import argparse
import json
from datetime import date, timedelta

from inventory.cli.house import standing
from inventory.cli.main import Trouble


def load(asked: argparse.Namespace) -> int:
    """Fill an empty house with two invented digibanken; print who can sign in."""
    from inventory.digibank.actions import is_founded
    from inventory.insight.example.loading import LAST_DAY, load

    until = _day(asked.until) if asked.until else LAST_DAY
    if not 1 <= asked.devices <= 200_000:
        raise Trouble("--devices is a number from 1 to 200000")
    with standing():
        if is_founded():
            raise Trouble("this house has a digibank already; example data goes into an empty one")
        loaded = load(asked.devices, asked.seed, until)
    if asked.json:
        summary = {
            "devices": asked.devices,
            "seed": asked.seed,
            "until": until.isoformat(),
            "tables": loaded.counts,
            "sha256": loaded.digest,
            "sign_ins": [vars(one) for one in loaded.sign_ins],
        }
        print(json.dumps(summary, ensure_ascii=False, indent=2))
        return 0
    print(f"{loaded.counts['device']} devices, {loaded.counts['loan']} loans. Sign in as one of these:")
    for one in loaded.sign_ins:
        print(f"  {one.email:32} {one.password}   {one.name}, {one.role} at {one.digibank}")
    return 0


def _day(text: str) -> date:
    """The last day that is told; Trouble when it is no day of ours."""
    from inventory.foundation import clock

    if text == "yesterday":
        return clock.today() - timedelta(days=1)
    try:
        told = date.fromisoformat(text)
    except ValueError:
        raise Trouble("--until is a day, as 2026-11-20, or yesterday") from None
    if not date(2010, 1, 1) <= told <= clock.today():
        raise Trouble("--until is a day from 2010-01-01 to today")
    return told
