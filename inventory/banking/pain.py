"""A file of transfers for the bank: pain.001.001.09, or .03 where a bank still reads that.

Written here, and held against the official schemas in the tests: `sepaxml` brings those, and is our second opinion.
It does not write the file itself, for it asks the clock and chance for what we must be able to tell again (MsgId,
PmtInfId, CreDtTm), and its `BtchBookg` false comes only with a payment block around each transfer.

The transfers of a file stand in one block and are booked one by one (`BtchBookg` false), so that each shows on the
statement with its own `EndToEndId`. No addresses: inside SEPA none are needed, and unstructured ones are refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from xml.etree.ElementTree import (  # only to write; strangers' is read with defusedxml
    Element,
    SubElement,
    tostring,
)

from inventory.banking.sepa_text import LONGEST_NAME, LONGEST_TEXT, sepa_text

#: a message, a block and a transfer are each known by at most so many characters
LONGEST_ID = 35


class PainVersion(StrEnum):
    """Which edition of a payment file (pain.001.001) the bank of an account reads."""

    V09 = "09"
    V03 = "03"


@dataclass(frozen=True)
class Transfer:
    """One amount to one account."""

    end_to_end_id: str
    cents: int
    payee_name: str
    iban: str
    #: what the payee reads on their own statement
    text: str


@dataclass(frozen=True)
class Order:
    """Everything that stands in one file."""

    message_id: str
    #: as the clock on the wall here shows it
    made_at: datetime
    execution_on: date
    holder_name: str
    iban: str
    bic: str
    transfers: Sequence[Transfer]
    version: PainVersion = PainVersion.V09


def pain(order: Order) -> bytes:
    """The file, in UTF-8; the same order gives the same bytes. Names and texts are written in SEPA's characters."""
    document = Element("Document", xmlns=f"urn:iso:std:iso:20022:tech:xsd:pain.001.001.{order.version}")
    whole = SubElement(document, "CstmrCdtTrfInitn")
    totals = (
        ("NbOfTxs", str(len(order.transfers))),
        ("CtrlSum", _amount(sum(one.cents for one in order.transfers))),
    )
    holder = sepa_text(order.holder_name, LONGEST_NAME)
    head = SubElement(whole, "GrpHdr")
    _say(head, ("MsgId", order.message_id), ("CreDtTm", f"{order.made_at:%Y-%m-%dT%H:%M:%S}"), *totals)
    _put(head, "InitgPty/Nm", holder)
    block = SubElement(whole, "PmtInf")
    _say(block, ("PmtInfId", order.message_id), ("PmtMtd", "TRF"), ("BtchBookg", "false"), *totals)
    _put(block, "PmtTpInf/SvcLvl/Cd", "SEPA")
    is_old = order.version is PainVersion.V03
    _put(block, "ReqdExctnDt" if is_old else "ReqdExctnDt/Dt", order.execution_on.isoformat())
    _put(block, "Dbtr/Nm", holder)
    _put(block, "DbtrAcct/Id/IBAN", order.iban)
    _put(block, f"DbtrAgt/FinInstnId/{'BIC' if is_old else 'BICFI'}", order.bic)
    _put(block, "ChrgBr", "SLEV")
    for one in order.transfers:
        _add(block, one)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(
        document, "utf-8", short_empty_elements=False
    )


def _add(block: Element, one: Transfer) -> None:
    told = SubElement(block, "CdtTrfTxInf")
    _put(told, "PmtId/EndToEndId", one.end_to_end_id)
    _put(told, "Amt/InstdAmt", _amount(one.cents)).set("Ccy", "EUR")
    _put(told, "Cdtr/Nm", sepa_text(one.payee_name, LONGEST_NAME))
    _put(told, "CdtrAcct/Id/IBAN", one.iban)
    if text := sepa_text(one.text, LONGEST_TEXT):
        _put(told, "RmtInf/Ustrd", text)


def _say(parent: Element, *pairs: tuple[str, str]) -> None:
    for name, text in pairs:
        SubElement(parent, name).text = text


def _put(parent: Element, path: str, text: str) -> Element:
    """The element at the end of `path`, which is made; the others around it."""
    for name in path.split("/"):
        parent = SubElement(parent, name)
    parent.text = text
    return parent


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
