"""`leenkring`: what the keeper of the house can ask on a command line. `docs/commands.md` shows every command.

Importing this touches neither database nor network: a command brings what it needs when it is asked.
An error is one line on stderr and exit code 1.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from inventory.foundation.refusal import Refusal

#: where each command is done: module and function, given the parsed words
Deed = tuple[str, str]


class Trouble(Exception):
    """A command cannot go on; the text is for the keeper."""


def main(words: Sequence[str] | None = None) -> int:
    """Do one command; 0 when it went well."""
    asked = build_parser().parse_args(words)
    module, function = asked.deed
    deed: Callable[[argparse.Namespace], int] = getattr(
        importlib.import_module(f"inventory.cli.{module}"), function
    )
    try:
        return deed(asked)
    except BrokenPipeError:
        # Whoever reads us has read enough (`| head`); what is left in the buffer goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (Trouble, OSError) as trouble:
        return _complain(str(trouble))
    except KeyboardInterrupt:
        return 130
    except Refusal as refusal:
        return _complain(_said(refusal))
    except Exception as trouble:
        if _is_the_database(trouble):
            return _complain(f"the database does not answer: {_first_line(trouble)}")
        raise


def build_parser() -> argparse.ArgumentParser:
    """Every command with its help."""
    parser = argparse.ArgumentParser(prog="leenkring", description="Looks after a Leenkring house.")
    top = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _serving(top)
    _keeping(top)
    _truth(top)
    _reading(top)
    _banking(top)
    _policies(top)
    _printing(top)
    return parser


def _command(into: Any, name: str, deed: Deed, told: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = into.add_parser(name, help=told, description=told)
    parser.set_defaults(deed=deed)
    return parser


def _family(into: Any, name: str, told: str) -> Any:
    parser = into.add_parser(name, help=told, description=told)
    return parser.add_subparsers(title="commands", metavar="COMMAND", required=True)


def _serving(top: Any) -> None:
    _command(top, "serve", ("serving", "serve"), "Serve pages and run background jobs, until stopped.")
    _command(top, "web", ("serving", "web"), "Serve pages only; several machines may.")
    jobs = _command(top, "jobs", ("serving", "jobs"), "Run background jobs only; one machine does.")
    jobs.add_argument("--threads", type=int, default=1, metavar="N", help="how many jobs at once")


def _keeping(top: Any) -> None:
    database = _family(top, "db", "Look after the database.")
    _command(database, "upgrade", ("keeping", "upgrade"), "Bring the database up to this version.")
    backup = _command(top, "backup", ("keeping", "backup"), "Copy the whole database into a file.")
    backup.add_argument("file", help="the file to write; it must not exist yet")
    backup.add_argument("--portable", action="store_true", help="a ZIP that either engine can restore")
    restore = _command(top, "restore", ("keeping", "restore"), "Fill the database from a backup.")
    restore.add_argument("file", help="a file that `leenkring backup` wrote, on either engine")
    restore.add_argument("--force", action="store_true", help="replace what is in the database now")
    told = "Remove the backups in a folder that are older than a backup may be (LEENKRING_BACKUP_DAYS)."
    prune = _command(top, "prune", ("keeping", "prune"), told)
    prune.add_argument("folder", help="where `leenkring backup` writes")
    retention = _family(top, "retention", "What is kept, and what goes.")
    told = "Tell on a page what goes in a week, as the night does."
    plan = _command(retention, "plan", ("forgetting", "plan"), told)
    told = "Let go what was told a week ago and is still due, as the night does."
    run = _command(retention, "run", ("forgetting", "run"), told)
    for command in (plan, run):
        command.add_argument("--digibank", metavar="SLUG", help="only here; as in the address: gent")
    token = _family(top, "token", "Keys with which machines speak to us.")
    create = _command(token, "create", ("keeping", "create_token"), "Make a key; it is shown only now.")
    create.add_argument("--digibank", required=True, metavar="SLUG", help="as in the address: gent")
    create.add_argument("--email", required=True, help="whose permissions the key has")
    create.add_argument("--name", required=True, help="which machine it is for")
    demo = _family(top, "demo", "Example data.")
    load = _command(demo, "load", ("demonstrating", "load"), "Fill an empty database with invented people.")
    load.add_argument("--devices", type=int, default=300, metavar="N", help="how many devices (300)")
    load.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed, the same data (1)")
    load.add_argument(
        "--until", metavar="DAY",
        help="the last day that is told: YYYY-MM-DD or yesterday (a fixed day, so that the data are the same)",
    )  # fmt: skip
    load.add_argument("--json", action="store_true", help="print a summary as JSON")


def _truth(top: Any) -> None:
    check = _command(top, "check", ("truth", "check"), "Hold the data against everything that must be so.")
    check.add_argument("--json", action="store_true", help="print what does not hold as JSON")
    deposits = _family(top, "deposits", "The register of money that is not ours.")
    told = "Sum every account and every loan anew from the lines of the ledger."
    books = _command(deposits, "check", ("truth", "check_deposits"), told)
    books.add_argument("--json", action="store_true", help="print what does not hold as JSON")
    told = "Write the journal of a year for a bookkeeper; numbers of loans, no names."
    journal = _command(deposits, "journal", ("bookkeeping", "write"), told)
    journal.add_argument("out", metavar="OUT", help="the file to write; it must not be there yet")
    journal.add_argument("--digibank", required=True, metavar="SLUG", help="as in the address: gent")
    journal.add_argument("--year", required=True, type=int, metavar="YEAR", help="which year")
    journal.add_argument("--format", choices=("csv", "xlsx"), default="csv", help="csv (usual) or xlsx")
    journal.add_argument("--language", choices=("nl", "fr", "en"), default="nl", help="of its words (nl)")
    figures = _family(top, "figures", "The answers of the twelve indicators that are kept.")
    told = "Hold every kept answer against the facts; prints each that says something else."
    _command(figures, "check", ("figures", "check"), told)
    told = "Throw every kept answer away and answer it anew from the facts."
    _command(figures, "rebuild", ("figures", "rebuild"), told)
    audit = _family(top, "audit", "The journal of everything that was done.")
    _command(audit, "verify", ("truth", "verify"), "Follow the chain of every journal to its end.")


def _reading(top: Any) -> None:
    evidence = _family(top, "evidence", "Reports of wiping tools.")
    hardware = _family(top, "hardware", "Reports on hardware.")
    for family, deed, told in (
        (evidence, "read_evidence", "Say what a wipe report shows, and what it proves."),
        (hardware, "read_hardware", "Say what a hardware report tells of a machine."),
    ):
        read = _command(family, "read", ("reading", deed), told)
        read.add_argument("file", help="the report, as the tool wrote it")
        read.add_argument("--json", action="store_true", help="print it as JSON")
    recheck = _command(
        evidence,
        "recheck",
        ("truth", "recheck"),
        "List the attests that today's rules would tell differently.",
    )
    recheck.add_argument("--json", action="store_true", help="print them as JSON")
    certificate = _family(top, "certificate", "Wipe certificates.")
    told = "Say whether a certificate is still as it was issued; needs no network."
    verify = _command(certificate, "verify", ("checking", "verify"), told)
    verify.add_argument("file", help="the PDF")
    verify.add_argument("--public-key", metavar="FILE", help="the public key, from the digibank itself")


def _banking(top: Any) -> None:
    bank = _family(top, "bank", "Bank statements.")
    told = "Say what a bank statement (CODA or camt.053) holds, or in which line it is wrong."
    read = _command(bank, "read", ("banking", "read"), told)
    read.add_argument("file", help="the statement, as the bank made it")
    read.add_argument("--json", action="store_true", help="print it as JSON")
    told = "Keep a bank statement, whole or not at all; the same one counts once."
    bring = _command(bank, "import", ("banking", "bring_in"), told)
    bring.add_argument("file", help="the statement, as the bank made it")
    bring.add_argument("--digibank", required=True, metavar="SLUG", help="as in the address: gent")


def _policies(top: Any) -> None:
    policy = _family(top, "policy", "Lending policies.")
    told = "Say whether a file holds a policy, and what is wrong with it and where."
    check = _command(policy, "check", ("policies", "check"), told)
    told = "Say what an application comes to under a policy."
    decide = _command(policy, "decide", ("policies", "decide"), told)
    for command in (check, decide):
        command.add_argument("file", help="the policy, as YAML or JSON")
        if command is decide:
            command.add_argument("application", help="the application, as JSON")
        command.add_argument("--json", action="store_true", help="print it as JSON")


def _printing(top: Any) -> None:
    labels = _family(top, "labels", "Labels for devices and places.")
    for way, told in (
        ("pdf", "Write labels as PDF to standard output."),
        ("zpl", "Write labels for a Zebra printer to standard output."),
    ):
        made = _command(labels, way, ("labelling", way), told)
        made.add_argument("codes", nargs="+", metavar="CODE", help="as on the label: T041825")
        made.add_argument("--stock", required=True, metavar="NAME", help="the paper; a wrong one lists all")
        made.add_argument("--barcode", action="store_true", help="with a Code 128 where there is room")
        made.add_argument("--centre", action="store_true", help="with the name of the reuse centre")
        if way == "pdf":
            made.add_argument("--start", type=int, default=1, metavar="N", help="the first free label (1)")
        else:
            made.add_argument("--dpi", type=int, choices=(203, 300), default=203, help="of the printer (203)")


def _complain(sentence: str) -> int:
    one_line = " ".join(sentence.split())
    print(f"leenkring: {one_line}", file=sys.stderr)
    return 1


def _said(refusal: Refusal) -> str:
    """A refusal in its own words; the house is opened only to find them."""
    from inventory.cli.house import saying

    with saying() as say:
        return say(refusal)


def _is_the_database(trouble: Exception) -> bool:
    from sqlalchemy.exc import OperationalError, ProgrammingError

    return isinstance(trouble, OperationalError | ProgrammingError)


def _first_line(trouble: Exception) -> str:
    return str(getattr(trouble, "orig", trouble)).strip().splitlines()[0]


if __name__ == "__main__":
    raise SystemExit(main())
