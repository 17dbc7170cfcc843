"""Bank statements as a bank would write them: CODA from Febelfin's table of positions, and camt.053.

Knows nothing of the readers. A line is made by putting each field at its positions, from 1, as the standard
counts; a field that is longer than its place stops the test.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from xml.sax.saxutils import escape

OURS = "BE71096123456769"
PAYER = "BE43068999999501"


def line_of(**fields: str) -> str:
    """128 blanks with each field where its name says: `p33_47="000000000030000"`."""
    signs = [" "] * 128
    for place, text in fields.items():
        first, _, last = place[1:].partition("_")
        begin, end = int(first) - 1, int(last or first)
        assert len(text) <= end - begin, (place, text)
        signs[begin:end] = text.ljust(end - begin)
    return "".join(signs)


def amount(cents: int) -> str:
    """Fifteen digits with three decimals."""
    return f"{abs(cents) * 10:015d}"


def sign(cents: int) -> str:
    return "1" if cents < 0 else "0"


def ddmmyy(day: date) -> str:
    return day.strftime("%d%m%y")


@dataclass
class Paid:
    """One movement, as a test wishes it."""

    cents: int = 3000
    reference: str = ""
    text: str = ""
    name: str = "JANSSENS MARIE"
    account: str = PAYER
    bic: str = "GKCCBEBB"
    end_to_end: str = "NOTPROVIDED"
    code: str = "00150000"
    #: type and ISO code of a returned payment: ("2", "AC04")
    returned: tuple[str, str] = ("", "")
    details: list["Paid"] = field(default_factory=list)
    #: who paid, in an information record
    long_name: str = ""


def coda(
    paid: list[Paid],
    *,
    iban: str = OURS,
    sequence: int = 1,
    day: date = date(2026, 11, 25),
    opening: int = 0,
    holder: str = "DIGIBANK ZUID VZW",
    last: bool = True,
    version: str = "2",
    duplicate: str = " ",
    currency: str = "EUR",
) -> list[str]:
    """The lines of one statement."""
    lines = [
        line_of(
            p1="0",
            p2_5="0000",
            p6_11=ddmmyy(day),
            p12_14="068",
            p15_16="05",
            p17=duplicate,
            p25_34="0000000042",
            p35_60=holder[:26],
            p61_71="GKCCBEBB",
            p72_82="00123456749",
            p84_88="00000",
            p128=version,
        ),
        line_of(
            p1="1",
            p2="2",
            p3_5=f"{sequence:03d}",
            p6_39=iban,
            p40_42=currency,
            p43=sign(opening),
            p44_58=amount(opening),
            p59_64=ddmmyy(day - timedelta(days=1)),
            p65_90=holder[:26],
            p91_125="ZICHTREKENING",
            p126_128=f"{sequence:03d}",
        ),
    ]
    for number, one in enumerate(paid, start=1):
        written = (number - 1) % 9999 + 1
        lines += _movement(f"{written:04d}", "0000", one, day)
        detail = 0
        for part in one.details:
            detail += 1
            lines += _movement(f"{written:04d}", f"{detail:04d}", part, day)
        if one.long_name:
            lines.append(
                line_of(
                    p1="3",
                    p2="1",
                    p3_6=f"{written:04d}",
                    p7_10=f"{detail + 1:04d}",
                    p11_31="REF",
                    p32_39=one.code,
                    p40="1",
                    p41_43="001",
                    p44_113=one.long_name,
                    p126="0",
                    p128="0",
                )
            )
    closing = opening + sum(one.cents for one in paid)
    lines.append(
        line_of(
            p1="8",
            p2_4=f"{sequence:03d}",
            p5_38=iban,
            p39_41=currency,
            p42=sign(closing),
            p43_57=amount(closing),
            p58_63=ddmmyy(day),
            p128="0",
        )
    )
    debit = sum(-one.cents for one in paid if one.cents < 0)
    credit = sum(one.cents for one in paid if one.cents > 0)
    lines.append(
        line_of(
            p1="9",
            p17_22=f"{len(lines) - 1:06d}",
            p23_37=amount(debit),
            p38_52=amount(credit),
            p128="2" if last else "1",
        )
    )
    return lines


def _movement(number: str, detail: str, one: Paid, day: date) -> list[str]:
    kind = "1" if one.reference else "0"
    said = f"101{one.reference}" if one.reference else one.text
    has_second = bool(said[53:106] or one.bic or one.end_to_end or one.returned[0] or one.name or one.account)
    has_third = bool(said[106:] or one.name or one.account)
    lines = [
        line_of(
            p1="2",
            p2="1",
            p3_6=number,
            p7_10=detail,
            p11_31="REF00000000000000000",
            p32=sign(one.cents),
            p33_47=amount(one.cents),
            p48_53=ddmmyy(day),
            p54_61=one.code,
            p62=kind,
            p63_115=said[:53],
            p116_121=ddmmyy(day),
            p122_124="001",
            p125="0",
            p126="1" if has_second else "0",
            p128="0",
        )
    ]
    if has_second:
        lines.append(
            line_of(
                p1="2",
                p2="2",
                p3_6=number,
                p7_10=detail,
                p11_63=said[53:106],
                p64_98=one.end_to_end,
                p99_109=one.bic,
                p113=one.returned[0],
                p114_117=one.returned[1],
                p126="1" if has_third else "0",
                p128="0",
            )
        )
    if has_third:
        lines.append(
            line_of(
                p1="2",
                p2="3",
                p3_6=number,
                p7_10=detail,
                p11_44=one.account,
                p45_47="EUR",
                p48_82=one.name[:35],
                p83_125=said[106:149],
                p126="0",
                p128="1" if one.long_name else "0",
            )
        )
    return lines


def as_bytes(*statements: list[str], end: str = "\n", encoding: str = "latin-1") -> bytes:
    """The file of these statements."""
    return "".join(f"{line}{end}" for lines in statements for line in lines).encode(encoding)


def euros(cents: int) -> str:
    return f"{abs(cents) // 100}.{abs(cents) % 100:02d}"


def side(cents: int) -> str:
    return "DBIT" if cents < 0 else "CRDT"


def camt(
    paid: list[Paid],
    *,
    version: str = "08",
    iban: str = OURS,
    sequence: int | None = 1,
    day: date = date(2026, 11, 25),
    opening: int = 0,
    inside: str = "",
) -> str:
    """A message with one statement; `inside` is put before its entries."""
    return message(statement(paid, version, iban, sequence, day, opening, inside), version)


def message(statements: str, version: str = "08") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">\n<BkToCstmrStmt>\n'
        "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-25T20:00:00+01:00</CreDtTm></GrpHdr>\n"
        f"{statements}</BkToCstmrStmt>\n</Document>\n"
    )


def statement(
    paid: list[Paid],
    version: str = "08",
    iban: str = OURS,
    sequence: int | None = 1,
    day: date = date(2026, 11, 25),
    opening: int = 0,
    inside: str = "",
) -> str:
    number = "" if sequence is None else f"<ElctrncSeqNb>{sequence}</ElctrncSeqNb>\n"
    closing = opening + sum(one.cents for one in paid)
    return (
        f"<Stmt>\n<Id>S{sequence}</Id>\n{number}<CreDtTm>{day}T20:00:00+01:00</CreDtTm>\n"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy><Ownr><Nm>Digibank Zuid vzw</Nm></Ownr></Acct>\n"
        f"{_balance('OPBD', opening, day - timedelta(days=1))}{_balance('CLBD', closing, day)}{inside}"
        f"{''.join(entry(one, version, day) for one in paid)}</Stmt>\n"
    )


def _balance(code: str, cents: int, day: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{euros(cents)}</Amt><CdtDbtInd>{side(cents)}</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def entry(one: Paid, version: str = "08", day: date = date(2026, 11, 25), status: str = "BOOK") -> str:
    told = f"<Cd>{status}</Cd>" if version == "08" else status
    payments = "".join(_payment(part, version) for part in one.details or [one])
    return (
        f'<Ntry>\n<Amt Ccy="EUR">{euros(one.cents)}</Amt><CdtDbtInd>{side(one.cents)}</CdtDbtInd>'
        f"<Sts>{told}</Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
        "<AcctSvcrRef>BNK0001</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd>"
        "<Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>\n"
        f"<NtryDtls>{payments}</NtryDtls>\n</Ntry>\n"
    )


def _payment(one: Paid, version: str) -> str:
    who = "Cdtr" if one.cents < 0 else "Dbtr"
    name = f"<Pty><Nm>{escape(one.name)}</Nm></Pty>" if version == "08" else f"<Nm>{escape(one.name)}</Nm>"
    bank = "BICFI" if version == "08" else "BIC"
    worth = f'<Amt Ccy="EUR">{euros(one.cents)}</Amt>'
    if version == "02":
        worth = f"<AmtDtls><TxAmt>{worth}</TxAmt></AmtDtls>"
    else:
        worth = f"{worth}<CdtDbtInd>{side(one.cents)}</CdtDbtInd>"
    said = f"<Ustrd>{escape(one.text)}</Ustrd>" if one.text else ""
    if one.reference:
        said += (
            "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>BBA</Issr></Tp>"
            f"<Ref>{one.reference}</Ref></CdtrRefInf></Strd>"
        )
    back = f"<RtrInf><Rsn><Cd>{one.returned[1]}</Cd></Rsn></RtrInf>" if one.returned[0] else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{escape(one.end_to_end)}</EndToEndId></Refs>{worth}"
        f"<RltdPties><{who}>{name}</{who}><{who}Acct><Id><IBAN>{one.account}</IBAN></Id></{who}Acct></RltdPties>"
        f"<RltdAgts><{who}Agt><FinInstnId><{bank}>{one.bic}</{bank}></FinInstnId></{who}Agt></RltdAgts>"
        f"<RmtInf>{said}</RmtInf>{back}</TxDtls>"
    )
