"""From the lines of one movement of CODA to the movement: what was paid, by whom, and what they said."""

import re
from collections.abc import Iterator, Sequence

from inventory.banking import refusals as no
from inventory.banking.coda_fields import cents_in, day_in, day_or_none, digits_in
from inventory.banking.references import is_creditor_reference, is_iban, is_reference, references_in
from inventory.banking.statement import Detail, Movement, Party, Remittance, end_to_end, on_one_line

#: structured communications of which the twelve digits are a reference: as given, and as put together by the bank
_REFERENCES = ("101", "102")
_CREDITOR_REFERENCE = "100"
#: an information record that holds the whole name of the other party
_WHO = "1001"
#: which kinds of line a detail may follow (positions 54): 5 tells of 1, 6 and 7 of 2, 8 of 3, 9 of a 7 before it
_DETAIL_OF = {"5": "1", "6": "2", "7": "2", "8": "3"}
#: a movement that the bank put together from several payments; the details of others are costs and rates
_BATCHES = "12"


class Draft:
    """The lines of one movement, or of one detail of it."""

    __slots__ = ("at", "cents", "first", "info", "info_numbers", "kind", "numbers", "second", "sign", "third")

    def __init__(self, at: int, line: str) -> None:
        """Read what every movement must have of record 21: its sign, amount, kind and days."""
        self.at, self.first = at, line
        self.second = self.third = ""
        self.info: list[str] = []
        self.info_numbers = ""
        # 3-10: the number of the movement and of the detail within it
        self.numbers = line[2:10]
        # 32: 0 credit, 1 debit; in a detail also 2 and 3, for what runs against the whole
        self.sign = line[31]
        if self.sign not in ("01" if line[6:10] == "0000" else "0123"):
            raise no.NotANumber(line=at, found=self.sign)
        self.cents = cents_in(line[32:47], at)
        # 54-61: kind, family, transaction, category
        self.kind = digits_in(line[53:61], at)[0]
        if line[61] not in "01":
            raise no.NotANumber(line=at, found=line[61])
        day_or_none(line[47:53], at)
        day_in(line[115:121], at)

    def add(self, at: int, line: str, kind: str) -> None:
        """A further line of the same movement; OutOfPlace when it is another's, or here twice."""
        if kind == "31":
            self.info_numbers = line[2:10]
            self.info.append(line[39:113])
            return
        whose = self.numbers if kind[0] == "2" else self.info_numbers
        is_there = (kind == "22" and self.second) or (kind == "23" and self.third)
        if line[2:10] != whose or is_there:
            raise no.OutOfPlace(line=at, record=kind)
        if kind == "22":
            self.second = line
        elif kind == "23":
            self.third = line
        elif kind == "32":
            self.info[-1] += line[10:115]

    @property
    def amount(self) -> int:
        """With its sign."""
        return -self.cents if self.sign in "13" else self.cents


def must_be_a_detail(so_far: Sequence[Draft], detail: Draft) -> None:
    """Refuse a detail of a kind that this movement cannot have."""
    if detail.kind == "9":
        is_right = any(one.kind == "7" for one in so_far)
    else:
        is_right = _DETAIL_OF.get(detail.kind) == so_far[0].kind
    if not is_right:
        raise no.OutOfPlace(line=detail.at, record="21")


def as_movement(number: int, drafts: Sequence[Draft]) -> Movement:
    """The movement of these lines; the first is the whole, the others its details."""
    whole = drafts[0]
    first, second = whole.first, whole.second
    return Movement(
        number=number,
        line=whole.at,
        amount_cents=whole.amount,
        booking_date=day_in(first[115:121], whole.at),
        value_date=day_or_none(first[47:53], whole.at),
        remittance=_remittance(whole),
        party=_party(whole),
        end_to_end_id=end_to_end(second[63:98]),
        bank_reference=first[10:31].strip(),
        transaction_code=first[53:61],
        return_reason=_return_reason(whole),
        details=_details(whole, drafts[1:]) if len(drafts) > 1 and whole.kind in _BATCHES else (),
    )


def _details(whole: Draft, told: Sequence[Draft]) -> tuple[Detail, ...]:
    """The payments of a batch, or nothing when they do not add up to it."""
    # 2 and 3 mark a detail that runs against the whole; who paid what is then for a person to see.
    payments = list(_payments(told))
    if any(one.sign in "23" for one in payments) or sum(one.amount for one in payments) != whole.amount:
        return ()
    return tuple(
        Detail(
            number=number,
            amount_cents=one.amount,
            remittance=_remittance(one),
            party=_party(one),
            end_to_end_id=end_to_end(one.second[63:98]),
            return_reason=_return_reason(one),
        )
        for number, one in enumerate(payments, start=1)
    )


def _payments(told: Sequence[Draft]) -> Iterator[Draft]:
    """Each detail; in place of one that has details of its own (7), those (9) where they add up to it."""
    at = 0
    while at < len(told):
        one = told[at]
        at += 1
        inner = []
        while one.kind == "7" and at < len(told) and told[at].kind == "9":
            inner.append(told[at])
            at += 1
        if inner and sum(part.amount for part in inner) == one.amount:
            yield from inner
        else:
            yield one


def _remittance(draft: Draft) -> Remittance:
    # 63-115, and on in 11-63 of record 22 and 83-125 of record 23: words are cut where a line ends.
    told = draft.first[62:115] + draft.second[10:63] + draft.third[82:125]
    if draft.first[61] == "0":
        text = on_one_line(told)
        return Remittance(text=text, found=references_in(text)) if text else _NOTHING
    kind, rest = told[:3], told[3:]
    digits = rest[:12]
    if kind in _REFERENCES and is_reference(digits):
        return Remittance(reference=digits, text=on_one_line(rest[12:]))
    text = on_one_line(rest)
    if kind == _CREDITOR_REFERENCE and is_creditor_reference(text):
        return Remittance(creditor_reference=text)
    # What the bank itself says of a direct debit, a card or a cheque; a reference in it is not the payer's.
    return Remittance(text=text)


_NOTHING = Remittance()
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
# Before SEPA other things stood in this place, which are no reason.
_ISO_REASON = re.compile(r"[A-Z]{2}[A-Z0-9]{2}")


def _party(draft: Draft) -> Party:
    third = draft.third
    # 48-82: the name, which an information record may have at full length
    name = on_one_line(third[47:82])
    for told in draft.info:
        if told.startswith(_WHO):
            whole = on_one_line(told[4:74])
            if whole.startswith(name):
                name = whole
    # 11-47: the account with its currency; 99-109 of record 22: the bank
    account = third[10:44].strip()
    if not account.strip("0"):
        account = ""
    bic = draft.second[98:109].strip()
    return Party(
        name=name,
        account=account,
        iban=account if is_iban(account) else "",
        bic=bic if _BIC.fullmatch(bic) else "",
    )


def _return_reason(draft: Draft) -> str:
    # 113: why it came back (reject, return, refund …); 114-117: the ISO code
    kind, reason = draft.second[112:113], draft.second[113:117].strip()
    if kind not in ("1", "2", "3", "4", "5"):
        return ""
    return reason if _ISO_REASON.fullmatch(reason) else "" if reason else "?"
