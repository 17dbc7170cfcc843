"""From one entry of camt.053 to the movement: what was paid, by whom, and what they said."""

import re
from datetime import date

from inventory.banking import refusals as no
from inventory.banking.camt_nodes import Node
from inventory.banking.references import is_creditor_reference, is_iban, is_reference, references_in
from inventory.banking.statement import (
    MOST_TEXT,
    Detail,
    Movement,
    Party,
    Remittance,
    end_to_end,
    on_one_line,
)

_AMOUNT = re.compile(r"(\d{1,13})(?:\.(\d{1,5}))?")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[TZ+-].*)?", re.DOTALL)


def cents_in(node: Node, *, in_euros: bool = True) -> int:
    """An amount in whole cents; its currency, when `in_euros`, must be said and be the euro."""
    said = node.said.strip()
    match = _AMOUNT.fullmatch(said)
    if match is None or not said.isascii():
        raise no.ElementWrong(line=node.line, element=node.name, found=said[:40])
    if in_euros and node.attributes.get("Ccy") != "EUR":
        raise no.NotInEuros(line=node.line, currency=node.attributes.get("Ccy", "?")[:10])
    fraction = (match[2] or "").ljust(2, "0")
    if fraction[2:].strip("0"):
        raise no.FractionOfACent(line=node.line, found=said[:40])
    return int(match[1]) * 100 + int(fraction[:2])


def day_of(node: Node, name: str) -> date:
    """The day in `name/Dt`, or that of the moment in `name/DtTm`."""
    found = node.find(f"{name}/Dt") or node.find(f"{name}/DtTm")
    if found is None:
        raise no.ElementMissing(line=node.line, element=f"{node.name}/{name}")
    match = _DAY.fullmatch(found.said.strip())
    try:
        if match is not None:
            return date.fromisoformat(match[1])
    except ValueError:
        pass
    raise no.NotADay(line=found.line, found=found.said.strip()[:40])


def is_booked(entry: Node) -> bool:
    """Is it in the balance? `BOOK`, as words in version 02 and as a code in version 08."""
    status = entry.first("Sts/Cd", "Sts")
    if not status:
        raise no.ElementMissing(line=entry.line, element="Ntry/Sts")
    return status == "BOOK"


def as_movement(number: int, entry: Node, own_iban: str) -> Movement:
    """The movement of a booked entry."""
    amount = cents_in(entry.needed("Amt"))
    goes_out = is_debit(entry.needed("CdtDbtInd"))
    payments = list(entry.each("NtryDtls/TxDtls"))
    only = payments[0] if len(payments) == 1 else None
    return Movement(
        number=number,
        line=entry.line,
        amount_cents=-amount if goes_out else amount,
        booking_date=day_of(entry, "BookgDt"),
        value_date=day_of(entry, "ValDt") if entry.find("ValDt") is not None else None,
        remittance=_remittance(only, entry),
        party=_party(only, goes_out, own_iban) if only is not None else Party(),
        end_to_end_id=end_to_end(only.first("Refs/EndToEndId"))[:35] if only is not None else "",
        bank_reference=entry.first("AcctSvcrRef")[:35],
        transaction_code=_code(entry),
        return_reason=_return_reason(only) if only is not None else "",
        details=_details(payments, -amount if goes_out else amount, own_iban) if len(payments) > 1 else (),
    )


def is_debit(sign: Node) -> bool:
    """What went out (DBIT), and not in (CRDT)."""
    if sign.said.strip() not in ("CRDT", "DBIT"):
        raise no.ElementWrong(line=sign.line, element=sign.name, found=sign.said.strip()[:40])
    return sign.said.strip() == "DBIT"


def _details(payments: list[Node], whole: int, own_iban: str) -> tuple[Detail, ...]:
    """The payments of a batch, or nothing when one has no amount or they do not add up to the whole."""
    details = []
    for number, one in enumerate(payments, start=1):
        told = one.find("Amt") or one.find("AmtDtls/TxAmt/Amt")
        if told is None or told.attributes.get("Ccy") != "EUR":
            return ()
        sign = one.find("CdtDbtInd")
        goes_out = is_debit(sign) if sign is not None else whole < 0
        details.append(
            Detail(
                number=number,
                amount_cents=-cents_in(told) if goes_out else cents_in(told),
                remittance=_remittance(one),
                party=_party(one, goes_out, own_iban),
                end_to_end_id=end_to_end(one.first("Refs/EndToEndId"))[:35],
                return_reason=_return_reason(one),
            )
        )
    return tuple(details) if sum(one.amount_cents for one in details) == whole else ()


def _remittance(payment: Node | None, entry: Node | None = None) -> Remittance:
    references, creditor, words = [], "", []
    if payment is not None:
        for told in payment.each("RmtInf/Strd"):
            said = told.first("CdtrRefInf/Ref").strip("+* ").replace("/", "")
            if is_reference(said):
                references.append(said)
            elif is_creditor_reference(said):
                creditor = said
            elif said:
                words.append(said)
            words += [one.said for one in told.each("AddtlRmtInf")]
        words += [one.said for one in payment.each("RmtInf/Ustrd")]
    if not (words or references or creditor):
        # What the bank says itself, where the payer said nothing.
        words = [node.first("AddtlTxInf", "AddtlNtryInf") for node in (payment, entry) if node is not None]
    text = on_one_line(" ".join(words))[:MOST_TEXT]
    if len(references) > 1:  # one payment for several requests: for a person to divide
        return Remittance(creditor_reference=creditor, text=text, found=(*references, *references_in(text)))
    return Remittance(
        reference=references[0] if references else "",
        creditor_reference=creditor,
        text=text,
        found=references_in(text),
    )


def _party(payment: Node, goes_out: bool, own_iban: str) -> Party:
    """The other side: the creditor of what we paid, the debtor of what we got.

    A payment that came back tells of the first payment, in which we were the debtor; then it is the other one.
    """
    sides = ("Cdtr", "Dbtr") if goes_out else ("Dbtr", "Cdtr")
    for side in sides:
        party = _side(payment, side)
        if party != Party() and party.iban != own_iban:
            return party
    return Party()


def _side(payment: Node, side: str) -> Party:
    parties = payment.find("RltdPties")
    if parties is None:
        return Party()
    account = parties.first(f"{side}Acct/Id/IBAN", f"{side}Acct/Id/Othr/Id")[:34]
    name = parties.first(f"{side}/Pty/Nm", f"{side}/Nm", f"Ultmt{side}/Pty/Nm", f"Ultmt{side}/Nm")
    return Party(
        name=on_one_line(name)[:140],
        account=account,
        iban=account if is_iban(account) else "",
        bic=payment.first(f"RltdAgts/{side}Agt/FinInstnId/BICFI", f"RltdAgts/{side}Agt/FinInstnId/BIC")[:11],
    )


def _code(entry: Node) -> str:
    parts = [entry.first(f"BkTxCd/Domn/{path}") for path in ("Cd", "Fmly/Cd", "Fmly/SubFmlyCd")]
    return "/".join(parts)[:35] if all(parts) else entry.first("BkTxCd/Prtry/Cd")[:35]


def _return_reason(payment: Node) -> str:
    if payment.find("RtrInf") is None:
        return ""
    return payment.first("RtrInf/Rsn/Cd")[:4] or "?"
