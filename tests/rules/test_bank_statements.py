"""Bank statements, CODA and camt.053: read to the cent, or refused whole with the line named."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import coda as febelfin
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from stdnum import iban as standard_iban
from stdnum.be import ogm_vcs

from inventory.banking import refusals as no
from inventory.banking.describing import describe
from inventory.banking.reading import read_statements
from inventory.banking.references import (
    belgian_iban,
    is_creditor_reference,
    is_iban,
    is_reference,
    references_in,
)
from inventory.banking.statement import Format, Statement
from inventory.cli.main import main
from tests.bank_files import (
    OURS,
    PAYER,
    Paid,
    amount,
    as_bytes,
    camt,
    coda,
    entry,
    line_of,
    message,
    statement,
)

DAY = date(2026, 11, 25)
OGM, OTHER = "000000123470", "010806817183"
PAYMENTS = [
    Paid(3000, reference=OGM),
    Paid(3000, text="waarborg laptop 000/0001/23470", name="Zoë D'Hoore", account="BE72000000001616", bic=""),
    Paid(
        -2500, text="terugbetaling waarborg", name="PEETERS JAN", end_to_end="WB-2026-0042", code="00101000"
    ),
    Paid(2500, text="terug", returned=("2", "AC04"), code="00154000"),
    Paid(1, text=f"{OTHER} en ook +++000/0001/23470+++, bel 0475 12 34 56"),
]


def one(content: bytes | str) -> Statement:
    (found,) = read_statements(content.encode() if isinstance(content, str) else content)
    return found


# --- what is read -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (as_bytes(coda(PAYMENTS, opening=100_000, sequence=12)), Format.CODA),
        (camt(PAYMENTS, version="02", opening=100_000, sequence=12), Format.CAMT_053_02),
        (camt(PAYMENTS, version="08", opening=100_000, sequence=12), Format.CAMT_053_08),
    ],
)
def test_three_formats_tell_the_same(content, form):
    read = one(content)
    assert (read.format, read.iban, read.currency, read.year, read.sequence) == (form, OURS, "EUR", 2026, 12)
    assert (read.opening_cents, read.closing_cents) == (100_000, 106_001)
    assert (read.opening_date, read.closing_date) == (date(2026, 11, 24), DAY)
    assert (read.credit_cents, read.debit_cents) == (8501, 2500)
    assert read.holder.upper() == "DIGIBANK ZUID VZW"
    structured, typed, refund, back, two = read.movements
    assert [each.number for each in read.movements] == [1, 2, 3, 4, 5]
    assert [each.amount_cents for each in read.movements] == [3000, 3000, -2500, 2500, 1]
    assert (
        {each.booking_date for each in read.movements}
        == {each.value_date for each in read.movements}
        == {DAY}
    )
    assert structured.remittance.reference == OGM
    assert (structured.party.name, structured.party.iban, structured.party.bic) == (
        "JANSSENS MARIE",
        PAYER,
        "GKCCBEBB",
    )
    assert structured.end_to_end_id == ""
    assert (typed.remittance.reference, typed.remittance.found) == ("", (OGM,))
    assert typed.party.name == "Zoë D'Hoore"
    assert refund.end_to_end_id == "WB-2026-0042"
    assert (structured.return_reason, back.return_reason) == ("", "AC04")
    assert two.remittance.found == (OTHER, OGM)


def test_a_file_made_by_hand():
    content = (
        "0000025112606805        0000000042DIGIBANK ZUID VZW         GKCCBEBB   00123456749 00000"
        "                                       2\n"
        "12048BE71096123456769                  EUR0000000000125000241126DIGIBANK ZUID VZW         ZICHTREKENING"
        "                      048\n"
        "21000100001234567890123456789010000000000030000251126001500001101000000123470"
        "                                      25112604800 0\n"
        "8048BE71096123456769                  EUR0000000000155000251126"
        "                                                                0\n"
        "9               000003000000000000000000000000030000                         "
        "                                                  2\n"
    )
    lines = content.split("\n")
    assert [len(line) for line in lines[:-1]] == [128] * 5 or pytest.fail(str([len(x) for x in lines]))
    read = one(content)
    assert (read.opening_cents, read.closing_cents, read.sequence) == (12_500, 15_500, 48)
    assert [(move.amount_cents, move.remittance.reference) for move in read.movements] == [(3000, OGM)]


def test_the_library_reads_the_same():
    """febelfin-coda, a reader of others, on our writer's file and on its own sample of a real one."""
    sample = Path(febelfin.__file__).with_name("CODA.txt").read_bytes()
    for content in (as_bytes(coda(PAYMENTS, opening=77, sequence=3)), sample):
        (theirs,) = febelfin.CODA([line + "\n" for line in content.decode("latin-1").splitlines()]).statements
        ours = one(content)
        assert ours.iban.endswith(theirs.account)
        assert ours.opening_cents == theirs.old_balance * 100
        assert ours.closing_cents == theirs.new_balance * 100
        assert [move.amount_cents for move in ours.movements] == [move.amount * 100 for move in theirs.moves]
        assert [move.booking_date for move in ours.movements] == [move.entry_date for move in theirs.moves]
        for mine, other in zip(ours.movements, theirs.moves, strict=True):
            if other.communication_type in ("101", "102"):
                assert mine.remittance.reference == other.communication
            elif other.communication_type is None:
                assert mine.remittance.text == " ".join(other.communication.split())
            assert mine.party.account in ("", (other.counterparty_account or "")[:34].strip())


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_of_windows_and_letters_of_both_kinds_are_read(end, encoding):
    content = as_bytes(coda([Paid(name="Zoë Çelik", text="français")]), end=end, encoding=encoding)
    for tail in (b"", b"\x1a", b"\r\n\r\n"):
        (move,) = one(content + tail).movements
        assert (move.party.name, move.remittance.text) == ("Zoë Çelik", "français")


def test_a_camt_in_utf_16_is_read():
    content = camt([Paid(name="Zoë")]).replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert one(content.encode("utf-16")).movements[0].party.name == "Zoë"


def test_words_that_go_on_over_three_lines_are_joined():
    text = "een lange mededeling over een laptop die vandaag " * 3
    assert one(as_bytes(coda([Paid(text=text[:149])]))).movements[0].remittance.text == text[:149].strip()


def test_a_whole_name_comes_from_the_information_record():
    long = "VERENIGING VOOR DIGITALE ONTMOETING IN DE WIJK"
    assert one(as_bytes(coda([Paid(name=long, long_name=long)]))).movements[0].party.name == long


def test_a_batch_is_split_only_when_it_adds_up():
    parts = [
        Paid(3000, reference=OGM, code="50150000"),
        Paid(2000, reference=OTHER, code="50150000", name="B"),
    ]
    whole = Paid(5000, code="10150000", details=parts)
    for content in (as_bytes(coda([whole])), camt([whole])):
        (move,) = one(content).movements
        assert [(each.amount_cents, each.remittance.reference) for each in move.details] == [
            (3000, OGM),
            (2000, OTHER),
        ]
    whole = Paid(5001, code="10150000", details=parts)
    for content in (as_bytes(coda([whole])), camt([whole])):
        (move,) = one(content).movements
        assert (move.amount_cents, move.details) == (5001, ())


def test_details_of_details_take_the_place_of_theirs():
    inner = [Paid(cents, code="90150000") for cents in (1000, 2000)]
    whole = Paid(
        5000, code="20150000", details=[Paid(3000, code="70150000"), *inner, Paid(2000, code="60150000")]
    )
    (move,) = one(as_bytes(coda([whole]))).movements
    assert [each.amount_cents for each in move.details] == [1000, 2000, 2000]


def test_costs_of_one_payment_are_no_payments():
    whole = Paid(-1000, code="30150000", details=[Paid(-1000, code="80150000")])
    assert one(as_bytes(coda([whole]))).movements[0].details == ()


def test_several_statements_and_accounts_in_one_file():
    first, second = coda([Paid(10)], last=False), coda([Paid(5)], sequence=2, opening=10)
    other = coda([Paid(7)], iban=PAYER)
    read = read_statements(as_bytes(first, second, other))
    assert [(each.iban, each.sequence, each.closing_cents) for each in read] == [
        (OURS, 1, 10),
        (OURS, 2, 15),
        (PAYER, 1, 7),
    ]
    both = message(statement([Paid(10)]) + statement([Paid(5)], sequence=2, opening=10))
    assert [each.closing_cents for each in read_statements(both.encode())] == [10, 15]


def test_after_9999_movements_the_numbers_begin_again():
    paid = [Paid(1, name="", account="", bic="", end_to_end="")] * 10_001
    read = one(as_bytes(coda(paid)))
    assert (read.closing_cents, read.movements[-1].number) == (10_001, 10_001)


def test_a_day_without_movements_has_no_new_balance():
    lines = coda([])
    del lines[2]
    lines[-1] = lines[-1].replace("000002", "000001", 1)
    assert one(as_bytes(lines)).closing_cents == 0


def test_an_old_belgian_account_number_is_an_iban_too():
    assert belgian_iban("096123456769") == OURS


def test_pending_entries_are_not_counted():
    content = camt([Paid(10)], inside=entry(Paid(99), status="PDNG"))
    assert [move.amount_cents for move in one(content).movements] == [10]


def test_a_payment_for_two_references_is_left_to_a_person():
    content = camt([Paid(reference=OGM)]).replace(
        "</Strd>", f"</Strd><Strd><CdtrRefInf><Ref>{OTHER}</Ref></CdtrRefInf></Strd>"
    )
    (move,) = one(content).movements
    assert (move.remittance.reference, move.remittance.found) == ("", (OGM, OTHER))


def test_a_refund_that_came_back_names_the_one_who_should_have_got_it():
    content = camt([Paid(2500, returned=("2", "AC04"))]).replace(
        "<RltdPties>",
        f"<RltdPties><Cdtr><Pty><Nm>PEETERS JAN</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>{PAYER}</IBAN></Id></CdtrAcct>",
    )
    content = content.replace(f"<DbtrAcct><Id><IBAN>{PAYER}", f"<DbtrAcct><Id><IBAN>{OURS}")
    assert one(content).movements[0].party.name == "PEETERS JAN"


# --- what is refused ----------------------------------------------------------------------------------


def changed(number: int, **fields: str) -> bytes:
    """A good file of one movement (six lines), of which line `number` has other fields."""
    lines = coda([Paid(3000, reference=OGM)], opening=500)
    signs = list(lines[number - 1])
    for place, text in fields.items():
        begin = int(place[1:].partition("_")[0]) - 1
        signs[begin : begin + len(text)] = text
    lines[number - 1] = "".join(signs)
    return as_bytes(lines)


GOOD = coda([Paid(3000, reference=OGM)], opening=500)
LONGER = coda([Paid(3000, reference=OGM), Paid(5), Paid(-7)])


@pytest.mark.parametrize(
    ("content", "refusal", "line"),
    [
        (b"", no.EmptyFile, 1),
        (b" \r\n\x1a", no.EmptyFile, 1),
        (b"%PDF-1.7", no.NotAStatement, 1),
        (b":20:940S\n:25:BE71", no.NotAStatement, 1),
        (b"PK\x03\x04", no.NotAStatement, 1),
        (changed(1, p128="1"), no.OldVersion, 1),
        (changed(1, p128="3"), no.UnknownRecord, 1),
        (changed(1, p17="D"), no.MarkedDuplicate, 1),
        (changed(1, p6="320126"), no.NotADay, 1),
        (changed(2, p40="USD"), no.NotInEuros, 2),
        (changed(2, p6="BE71096123456768"), no.WrongIban, 2),
        (changed(2, p2="7"), no.NotANumber, 2),
        (changed(2, p44="00000000000500x"), no.NotANumber, 2),
        (changed(2, p44="000000000005001"), no.FractionOfACent, 2),
        (changed(2, p44="000000000005010"), no.WrongBalance, 6),
        (changed(2, p126="000"), no.WithoutNumber, 1),
        (changed(3, p1="51"), no.UnknownRecord, 3),
        (changed(3, p3="0002"), no.WrongSequence, 3),
        (changed(3, p32="-"), no.NotANumber, 3),
        (changed(3, p33="-00000000030000"), no.NotANumber, 3),
        (changed(3, p33="000000000030005"), no.FractionOfACent, 3),
        (changed(3, p33="000000000030010"), no.WrongTotal, 7),
        (changed(3, p48="310226"), no.NotADay, 3),
        (changed(3, p116="000000"), no.NotADay, 3),
        (changed(3, p54="50150000"), no.OutOfPlace, 3),
        (changed(4, p3="0002"), no.OutOfPlace, 4),
        (changed(4, p64="\x00"), no.StrangeSigns, 4),
        (changed(4, p64="\t"), no.StrangeSigns, 4),
        (changed(5, p1="22"), no.OutOfPlace, 5),
        (changed(6, p5="BE43068999999501"), no.OtherAccount, 6),
        (changed(6, p42="1"), no.WrongBalance, 6),
        (changed(6, p43="000000000035010"), no.WrongBalance, 6),
        (changed(7, p17="000006"), no.WrongCount, 7),
        (changed(7, p23="000000000000010"), no.WrongTotal, 7),
        (changed(7, p38="000000000030010"), no.WrongTotal, 7),
        (changed(7, p128="1"), no.BrokenOff, 7),
        (as_bytes(GOOD[:-1]), no.BrokenOff, 6),
        (as_bytes(GOOD[:4]), no.BrokenOff, 4),
        (as_bytes(GOOD)[:500], no.WrongLength, 4),
        (as_bytes([*GOOD[:3], GOOD[3] + " ", *GOOD[4:]]), no.WrongLength, 4),
        (as_bytes([*GOOD[:3], "", *GOOD[3:]]), no.WrongLength, 4),
        (as_bytes(GOOD[1:]), no.NotAStatement, 1),
        (as_bytes([GOOD[0], *GOOD[2:]]), no.OutOfPlace, 2),
        (as_bytes([*GOOD[:4], *GOOD[5:]]), no.OutOfPlace, 5),
        (as_bytes([*GOOD[:5], GOOD[6]]), no.OutOfPlace, 6),
        (as_bytes([*GOOD, GOOD[6]]), no.OutOfPlace, 8),
        (as_bytes([*LONGER[:5], *LONGER[8:]]), no.WrongSequence, 6),
        (as_bytes([*LONGER[:5], *LONGER[2:]]), no.WrongSequence, 6),
        (as_bytes([*LONGER[:8], *LONGER[11:]]), no.WrongCount, 10),
        (as_bytes(GOOD, GOOD), no.StandsTwice, 8),
        (as_bytes(GOOD, coda([], sequence=2)), no.NotContinued, 8),
    ],
)  # fmt: skip
def test_a_coda_that_does_not_add_up_is_refused_whole_with_its_line(content, refusal, line):
    assert len(GOOD) == 7
    with pytest.raises(no.Crooked) as refused:
        read_statements(content)
    assert (type(refused.value), refused.value.particulars["line"]) == (refusal, line)


CAMT = camt([Paid(3000, reference=OGM), Paid(-700)], opening=500)
LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>\n<Document>&j;</Document>"
)


def at(words: str, content: str = CAMT) -> int:
    """The line in which these words stand first."""
    return content[: content.index(words)].count("\n") + 1


@pytest.mark.parametrize(
    ("content", "refusal", "line"),
    [
        (LAUGHS, no.HoldsEntities, 2),
        (CAMT.replace("<Document", "<!DOCTYPE Document>\n<Document", 1), no.HoldsEntities, 2),
        (
            CAMT.replace("<Document", '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<Document', 1),
            no.HoldsEntities,
            2,
        ),
        (CAMT[: len(CAMT) // 2], no.BrokenOff, CAMT[: len(CAMT) // 2].count("\n") + 1),
        (CAMT.replace("</Ntry>", "</Entry>", 1), no.DamagedXml, at("</Ntry>")),
        (CAMT.replace("UTF-8", "klingon"), no.DamagedXml, 1),
        ("<a>" * 10_000, no.OtherMessage, 1),
        (CAMT.replace("<GrpHdr>", "<a>" * 60, 1), no.DamagedXml, 4),
        ("<html><body>Uw sessie is verlopen</body></html>", no.OtherMessage, 1),
        (CAMT.replace("camt.053", "camt.052"), no.OtherMessage, 2),
        (CAMT.replace("001.08", "001.06"), no.OtherMessage, 2),
        (CAMT.replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn"), no.OtherMessage, 3),
        (message(""), no.ElementMissing, 2),
        (camt([], sequence=None), no.WithoutNumber, 5),
        (camt([], sequence=0), no.WithoutNumber, 5),
        (CAMT.replace(OURS, "BE71096123456768"), no.WrongIban, at(OURS)),
        (CAMT.replace("<Ccy>EUR", "<Ccy>USD"), no.NotInEuros, at("<Ccy>EUR")),
        (CAMT.replace('Ccy="EUR">30.00', 'Ccy="GBP">30.00', 1), no.NotInEuros, at(">30.00")),
        (CAMT.replace(">30.00", ">-30.00", 1), no.ElementWrong, at(">30.00")),
        (CAMT.replace(">30.00", ">30,00", 1), no.ElementWrong, at(">30.00")),
        (CAMT.replace(">30.00", ">٣٠", 1), no.ElementWrong, at(">30.00")),
        (CAMT.replace(">30.00", ">30.005", 1), no.FractionOfACent, at(">30.00")),
        (CAMT.replace(">30.00", ">30.01", 1), no.WrongBalance, at("CLBD")),
        (CAMT.replace("CLBD", "CLAV"), no.ElementMissing, at("<Stmt>")),
        (CAMT.replace("OPBD", "CLBD"), no.ElementMissing, at("<Stmt>")),
        (CAMT.replace("<CdtDbtInd>DBIT", "<CdtDbtInd>MINS", 1), no.ElementWrong, at("<CdtDbtInd>DBIT")),
        (CAMT.replace("<Sts><Cd>BOOK</Cd></Sts>", "", 1), no.ElementMissing, at("<Ntry>")),
        (CAMT.replace("<BookgDt><Dt>2026-11-25", "<BookgDt><Dt>2026-11-31", 1), no.NotADay, at("<BookgDt>")),
        (CAMT.replace("<Acct>", "<CpyDplctInd>DUPL</CpyDplctInd><Acct>"), no.MarkedDuplicate, at("<Stmt>")),
        (
            CAMT.replace("<GrpHdr>", "<GrpHdr><MsgPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></MsgPgntn>"),
            no.SpreadOut,
            at("<GrpHdr>"),
        ),
        (
            camt([Paid(5)], inside="<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries></TxsSummry>"),
            no.WrongCount,
            at("</Bal>\n<Bal>") + 2,
        ),
        (
            camt([Paid(5)], inside="<TxsSummry><TtlCdtNtries><Sum>0.06</Sum></TtlCdtNtries></TxsSummry>"),
            no.WrongTotal,
            at("</Bal>\n<Bal>") + 2,
        ),
        (message(statement([]) * 2), no.StandsTwice, at("</Stmt>", message(statement([]))) + 1),
    ],
)  # fmt: skip
def test_a_camt_that_does_not_add_up_is_refused_whole_with_its_line(content, refusal, line):
    with pytest.raises(no.Crooked) as refused:
        read_statements(content.encode())
    assert (type(refused.value), refused.value.particulars["line"]) == (refusal, line)


def test_a_summary_that_agrees_is_no_reason_to_refuse():
    inside = (
        "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>37.00</Sum></TtlNtries>"
        "<TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>7</Sum></TtlDbtNtries></TxsSummry>"
    )
    assert len(one(camt([Paid(3000), Paid(-700)], inside=inside)).movements) == 2


def test_too_large_is_said_before_anything_is_read(monkeypatch):
    monkeypatch.setattr("inventory.banking.reading.LARGEST_BYTES", 100)
    with pytest.raises(no.FileTooLarge):
        read_statements(b"x" * 101)


def test_elements_that_only_fill_the_memory_are_refused_and_many_entries_are_not(monkeypatch):
    monkeypatch.setattr("inventory.banking.camt_nodes._MOST_KEPT", 500)
    assert len(one(camt([Paid(5)] * 100)).movements) == 100
    with pytest.raises(no.DamagedXml):
        read_statements(camt([Paid(5)], inside="<AddtlStmtInf/>" * 500).encode())


# --- whatever the bytes are ---------------------------------------------------------------------------

BATCH = Paid(5, code="10150000", details=[Paid(5, code="50150000")], long_name="JANSSENS MARIE EN ZOON")
FILES = [
    as_bytes(coda([*PAYMENTS, BATCH]), end="\r\n"),
    camt([*PAYMENTS, BATCH], version="02").encode(),
    camt(PAYMENTS, inside="<TxsSummry><TtlNtries><Sum>110.01</Sum></TtlNtries></TxsSummry>").encode(),
]


@settings(max_examples=400)
@given(
    some.sampled_from(FILES),
    some.lists(
        some.tuples(
            some.floats(0, 1),
            some.integers(0, 40),
            some.one_of(
                some.binary(max_size=8),
                some.sampled_from([b"0", b"9", b"\n", b"<", b"&x;", "٣".encode(), b"\xff"]),
            ),
        ),
        min_size=1,
        max_size=4,
    ),
)
@example(b"0000025112605", [(1.0, 0, b"")])
@example(b"<", [(1.0, 0, b"")])
@example("²³".encode("latin-1") * 64, [(1.0, 0, b"")])
def test_bytes_that_went_wrong_give_a_statement_or_a_refusal(content, changes):
    for place, length, instead in changes:
        begin = int(place * len(content))
        content = content[:begin] + instead + content[begin + length :]
    lines: list[int] = []
    try:
        read = read_statements(content)
    except no.Crooked as refused:
        read = ()
        lines.append(refused.particulars["line"])
    assert bool(read) == (not lines)
    assert all(line >= 1 for line in lines)
    for each in read:
        assert each.opening_cents + sum(move.amount_cents for move in each.movements) == each.closing_cents
    json.dumps(describe(read))


@settings(max_examples=100)
@given(
    some.lists(some.integers(-(10**13) + 1, 10**13 - 1).filter(bool), max_size=12), some.integers(0, 10**9)
)
def test_any_amounts_that_add_up_are_read_to_the_cent(cents, opening):
    paid = [Paid(one_amount) for one_amount in cents]
    for content in (as_bytes(coda(paid, opening=opening)), camt(paid, opening=opening)):
        if abs(opening + sum(cents)) < 10**14:
            assert [move.amount_cents for move in one(content).movements] == cents


# --- references and account numbers -------------------------------------------------------------------


def test_a_reference_is_right_when_the_standard_says_so_over_all_97_remainders():
    for base in [*range(200), 10**10 - 1, 9_700_000_000, 2_600_521_9]:
        for check in range(100):
            digits = f"{base:010d}{check:02d}"
            assert is_reference(digits) == ogm_vcs.is_valid(digits) or check == 0, digits
    assert not is_reference("000000009700")
    assert is_reference("000000009797")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+++000/0001/23470+++", (OGM,)),
        ("***000/0001/23470***", (OGM,)),
        ("waarborg 000/0001/23470 dank", (OGM,)),
        ("000 0001 23470", (OGM,)),
        ("000000123470", (OGM,)),
        ("000000123470 000000123470", (OGM,)),
        ("+++000/0001/23471+++", ()),
        ("1000000123470", ()),
        ("gsm 0475 12 34 56", ()),
        ("٠٠٠٠٠٠١٢٣٤٧٠", ()),
    ],
)
def test_references_are_found_in_what_people_type(text, found):
    assert references_in(text) == found


@given(some.text("0123456789ABEFRD ", max_size=20))
@example("FR1420041010050500013M02606")
@example(OURS)
@example("NL91ABNA0417164300")
def test_an_iban_is_one_when_its_check_digits_are_right(text):
    if standard_iban.is_valid(text, check_country=False) and standard_iban.compact(text) == text:
        assert is_iban(text)
    assert not is_iban("BE7109612345676")


def test_a_creditor_reference_is_told_by_its_check_digits():
    assert is_creditor_reference("RF18539007547034")
    assert not is_creditor_reference("RF19539007547034")


def test_the_writer_puts_fields_where_the_standard_counts_them():
    assert line_of(p1="9", p128="2") == "9" + " " * 126 + "2"
    assert amount(3000) == "000000000030000"
    assert sys.getsizeof(line_of()) > 128


# --- the command --------------------------------------------------------------------------------------


def test_the_command_prints_what_its_document_shows(tmp_path, capsys):
    told = (Path(__file__).resolve().parents[2] / "docs" / "bank-statements.md").read_text(encoding="utf-8")
    shown = json.loads(told.split("```json\n")[1].split("```")[0])
    file = tmp_path / "uittreksel.cod"
    file.write_bytes(as_bytes(coda([Paid(3000, reference=OGM)], opening=12_500, sequence=48)))
    assert main(["bank", "read", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == shown
    assert main(["bank", "read", str(file)]) == 0
    assert "+30  JANSSENS MARIE BE43068999999501  000000123470" in capsys.readouterr().out


def test_the_command_names_the_line_of_a_file_that_does_not_add_up(tmp_path):
    file = tmp_path / "uittreksel.cod"
    file.write_bytes(as_bytes(GOOD[:-1]))
    command = [Path(sys.executable).with_name("leenkring"), "bank", "read", file, "--json"]
    surroundings = os.environ | {"LEENKRING_DATA": str(tmp_path / "data")}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    said = "leenkring: The file stops at line 6, before the end of the statement. Download it again.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)
