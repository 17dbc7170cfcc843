"""Checking a certificate on its own: from the file and a public key, without database and without network."""

import argparse
from pathlib import Path

from inventory.cli.main import Trouble
from inventory.seals.checking import Finding, NoPublicKey, Published, check, read_published

#: a certificate is a hundred times smaller
_MOST_BYTES = 50_000_000
_MARKS = {True: "ok", False: "WRONG", None: "not known"}


def verify(asked: argparse.Namespace) -> int:
    """One line per check; 1 when one does not hold, 2 when all do but nobody said whose seal it should be."""
    published = _published(asked.public_key) if asked.public_key else None
    checked = check(_read(asked.file), published)
    for finding in checked.findings:
        print(_line(finding))
    if not checked.is_whole:
        print("This is not what was issued. Do not trust it.")
        return 1
    facts = checked.facts or {}
    print(f"Certificate {facts['number']} of {facts['issuer']['name']}, issued {facts['issued_at']}.")
    print(f"Whether it still holds today, only its check page tells: {facts['check_url'].lower()}")
    if published is None:
        print("Whole, but whose seal it is was not checked: a forger has a seal too. Give --public-key.")
        return 2
    return 0


def _line(finding: Finding) -> str:
    return f"{_MARKS[finding.is_so]:<10}{finding.told}"


def _read(file: str) -> bytes:
    with Path(file).open("rb") as opened:
        content = opened.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise Trouble(f"{file} is too large for a certificate")
    return content


def _published(file: str) -> Published:
    try:
        return read_published(_read(file).decode("ascii", "replace"))
    except NoPublicKey as refused:
        raise Trouble(
            f"{file} holds no certificate with a public key; download it from a check page"
        ) from refused
