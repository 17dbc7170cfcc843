"""Reads camt.053, the statement of ISO 20022, in the versions that Belgian banks send: 001.02 and 001.08.

Strict: an account in euros with a right IBAN, a number, an old and a new balance, entries that lead from the one
to the other, and the bank's own count and totals where it gives them. Only booked entries count; a bank may list
pending ones, which are in no balance. The first element that breaks a rule is named by its line, and the whole
file refused.
"""

import re

from inventory.banking import refusals as no
from inventory.banking.camt_entries import as_movement, cents_in, day_of, is_booked, is_debit
from inventory.banking.camt_nodes import Node, parse
from inventory.banking.references import is_iban
from inventory.banking.statement import Format, Movement, Statement, on_one_line
from inventory.foundation.money import Cents

_FORMATS = {"02": Format.CAMT_053_02, "08": Format.CAMT_053_08}
_NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(\d\d)")
#: the balance with which a statement begins, the surest name first: as opened, or as closed the time before
_OLD = ("OPBD", "PRCD")
_NEW = ("CLBD",)
_AGAIN = ("DUPL", "CODU")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def looks_like_xml(content: bytes) -> bool:
    """Does it begin as XML does, in any of its encodings?"""
    start = content[:200].lstrip()
    for mark in _MARKS:
        start = start.removeprefix(mark)
    return start.replace(b"\x00", b"").lstrip()[:1] == b"<"


def read(content: bytes) -> tuple[Statement, ...]:
    """Every statement in the file. Raises only kinds of Crooked."""
    reader = _Reader()
    root = parse(content, reader.begun, reader.entry)
    form = _form_of(root)
    done = []
    for node in root.needed("BkToCstmrStmt").each("Stmt"):
        done.append(_statement(form, node, reader.movements.get(id(node), [])))
    if not done:
        raise no.ElementMissing(line=root.line, element="BkToCstmrStmt/Stmt")
    _must_be_all(root)
    return tuple(done)


class _Reader:
    """Makes each entry a movement while the file is read."""

    def __init__(self) -> None:
        """Nothing has come in yet."""
        #: by the node of the statement, which lives as long as the file is read
        self.movements: dict[int, list[Movement]] = {}

    def begun(self, node: Node) -> None:
        """The outermost two elements say whether it is ours, before anything else is read."""
        if "xmlns" in node.attributes:
            _form_of(node)
        elif node.name != "BkToCstmrStmt":
            raise no.OtherMessage(line=node.line, message=node.name[:40])

    def entry(self, node: Node, statement: Node) -> None:
        """One entry is whole."""
        if statement.name != "Stmt":
            raise no.ElementWrong(line=node.line, element="Ntry", found=statement.name[:40])
        so_far = self.movements.setdefault(id(statement), [])
        if is_booked(node):
            so_far.append(as_movement(len(so_far) + 1, node, statement.first("Acct/Id/IBAN")))


def _form_of(root: Node) -> Format:
    namespace = root.attributes.get("xmlns", "")
    match = _NAMESPACE.fullmatch(namespace)
    form = _FORMATS.get(match[1]) if match and root.name == "Document" else None
    if form is None:
        raise no.OtherMessage(line=root.line, message=(namespace.rpartition(":")[2] or root.name)[:40])
    return form


def _must_be_all(root: Node) -> None:
    """Refuse a message that goes on in another file."""
    for node in (root.find("BkToCstmrStmt/GrpHdr"), *root.each("BkToCstmrStmt/Stmt")):
        for name in ("MsgPgntn", "StmtPgntn"):
            page = node.find(name) if node is not None else None
            if page is not None and (
                page.first("LastPgInd") == "false" or page.first("PgNb") not in ("", "1")
            ):
                raise no.SpreadOut(line=page.line)


def _statement(form: Format, node: Node, movements: list[Movement]) -> Statement:
    if node.first("CpyDplctInd") in _AGAIN:
        raise no.MarkedDuplicate(line=node.line)
    account = node.needed("Acct")
    iban = account.needed("Id/IBAN")
    if not is_iban(iban.said.strip()):
        raise no.WrongIban(line=iban.line, found=iban.said.strip()[:40])
    currency = account.find("Ccy")
    if currency is not None and currency.said.strip() != "EUR":
        raise no.NotInEuros(line=currency.line, currency=currency.said.strip()[:10])
    opening, closing = _balance(node, _OLD), _balance(node, _NEW)
    old, new = _signed(opening), _signed(closing)
    counted = old + sum(one.amount_cents for one in movements)
    if counted != new:
        raise no.WrongBalance(line=closing.line, told=Cents(new), counted=Cents(counted))
    _hold_against_summary(node, movements)
    ended = day_of(closing, "Dt")
    return Statement(
        format=form,
        line=node.line,
        iban=iban.said.strip(),
        bic=account.first("Svcr/FinInstnId/BICFI", "Svcr/FinInstnId/BIC"),
        currency="EUR",
        holder=on_one_line(account.first("Ownr/Nm", "Nm"))[:140],
        year=ended.year,
        sequence=_sequence(node),
        opening_cents=old,
        opening_date=day_of(opening, "Dt"),
        closing_cents=new,
        closing_date=ended,
        movements=tuple(movements),
    )


def _sequence(node: Node) -> int:
    told = node.first("ElctrncSeqNb", "LglSeqNb")
    if not told or not (told.isascii() and told.isdigit()) or len(told) > 9 or int(told) == 0:
        raise no.WithoutNumber(line=node.line)
    return int(told)


def _balance(node: Node, names: tuple[str, ...]) -> Node:
    for name in names:
        found = [one for one in node.each("Bal") if one.first("Tp/CdOrPrtry/Cd") == name]
        if len(found) > 1:
            raise no.ElementWrong(line=found[1].line, element="Bal", found=name)
        if found:
            return found[0]
    raise no.ElementMissing(line=node.line, element=f"Bal ({names[0]})")


def _signed(node: Node) -> int:
    cents = cents_in(node.needed("Amt"))
    return -cents if is_debit(node.needed("CdtDbtInd")) else cents


def _hold_against_summary(node: Node, movements: list[Movement]) -> None:
    """Refuse entries that are not those that the bank itself counts and adds up."""
    summary = node.find("TxsSummry")
    if summary is None:
        return
    amounts = [one.amount_cents for one in movements]
    for name, told in (
        ("TtlNtries", [abs(amount) for amount in amounts]),
        ("TtlCdtNtries", [amount for amount in amounts if amount > 0]),
        ("TtlDbtNtries", [-amount for amount in amounts if amount < 0]),
    ):
        total = summary.find(name)
        if total is None:
            continue
        count, added = total.find("NbOfNtries"), total.find("Sum")
        # An entry of nothing is a credit or a debit, and we no longer know which.
        if (
            count is not None
            and 0 not in amounts
            and count.said.strip().lstrip("0") != str(len(told)).lstrip("0")
        ):
            raise no.WrongCount(line=count.line, told=count.said.strip()[:20], counted=len(told))
        if added is not None and cents_in(added, in_euros=False) != sum(told):
            raise no.WrongTotal(
                line=added.line, told=Cents(cents_in(added, in_euros=False)), counted=Cents(sum(told))
            )
