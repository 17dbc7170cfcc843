"""Example data: the same devices and the same seed give the same rows, codes and papers."""

import argparse
import json

from inventory.cli.house import standing
from inventory.cli.main import Trouble


def load(asked: argparse.Namespace) -> int:
    """Fill an empty house with two invented digibanken; print who can sign in."""
    from inventory.digibank.actions import is_founded
    from inventory.insight.example.loading import load

    if not 1 <= asked.devices <= 200_000:
        raise Trouble("--devices is a number from 1 to 200000")
    with standing():
        if is_founded():
            raise Trouble("this house has a digibank already; example data goes into an empty one")
        loaded = load(asked.devices, asked.seed)
    if asked.json:
        summary = {
            "devices": asked.devices,
            "seed": asked.seed,
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
