"""The file for the bank: valid by the official schemas, readable by every bank, and never another amount."""

from datetime import date, datetime
from importlib.resources import files
from io import BytesIO

import pytest
import xmlschema
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as some
from sepaxml import SepaTransfer

from inventory.banking.pain import Order, PainVersion, Transfer, pain
from inventory.banking.sepa_text import is_latin, sepa_text

ALLOWED = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ")
SCHEMAS = {
    version: xmlschema.XMLSchema(
        (files("sepaxml") / "schemas" / f"pain.001.001.{version}.xsd").read_text(), allow="local"
    )
    for version in PainVersion
}
JAN = Transfer("L123456-1", 3000, "Jan Peeters", "BE43068999999501", "Je waarborg terug")


def _order(*transfers, version=PainVersion.V09, holder_name="Digibank Gent vzw"):
    return Order(
        message_id="REFUND-1-00001",
        made_at=datetime(2026, 11, 23, 10, 0),  # noqa: DTZ001 -- the clock on the wall
        execution_on=date(2026, 11, 24),
        holder_name=holder_name,
        iban="BE71096123456769",
        bic="GKCCBEBB",
        transfers=transfers or (JAN,),
        version=version,
    )


def _read(content, version):
    """What stands in the file, without its namespace."""
    root = ElementTree.parse(BytesIO(content)).getroot()
    space = f"{{urn:iso:std:iso:20022:tech:xsd:pain.001.001.{version}}}"
    assert root.tag == f"{space}Document"
    return lambda path: [
        one.text for one in root.findall(".//" + "/".join(space + p for p in path.split("/")))
    ]


@pytest.mark.parametrize("version", PainVersion)
def test_a_file_is_valid_and_says_what_was_ordered(version):
    other = Transfer("L123464-2", 5, "Zoë Çelik", "NL91ABNA0417164300", "Ta caution de retour")
    content = pain(_order(JAN, other, version=version))
    SCHEMAS[version].validate(BytesIO(content))
    said = _read(content, version)
    assert said("GrpHdr/MsgId") == said("PmtInf/PmtInfId") == ["REFUND-1-00001"]
    assert said("GrpHdr/NbOfTxs") == said("PmtInf/NbOfTxs") == ["2"]
    assert said("GrpHdr/CtrlSum") == said("PmtInf/CtrlSum") == ["30.05"]
    assert said("PmtInf/BtchBookg") == ["false"]
    assert said("GrpHdr/InitgPty/Nm") == said("PmtInf/Dbtr/Nm") == ["Digibank Gent vzw"]
    assert said("PmtInf/ReqdExctnDt/Dt" if version is PainVersion.V09 else "PmtInf/ReqdExctnDt") == [
        "2026-11-24"
    ]
    assert said("DbtrAgt/FinInstnId/BICFI" if version is PainVersion.V09 else "DbtrAgt/FinInstnId/BIC") == [
        "GKCCBEBB"
    ]
    assert said("CdtTrfTxInf/PmtId/EndToEndId") == ["L123456-1", "L123464-2"]
    assert said("CdtTrfTxInf/Amt/InstdAmt") == ["30.00", "0.05"]
    assert said("CdtTrfTxInf/Cdtr/Nm") == ["Jan Peeters", "Zoe Celik"]
    assert said("CdtTrfTxInf/CdtrAcct/Id/IBAN") == ["BE43068999999501", "NL91ABNA0417164300"]
    assert said("CdtTrfTxInf/RmtInf/Ustrd") == ["Je waarborg terug", "Ta caution de retour"]


@pytest.mark.parametrize("version", PainVersion)
def test_another_writer_says_the_same(version):
    """What `sepaxml` writes of one transfer holds the same elements, in the same order, as ours."""
    schema = f"pain.001.001.{version}"
    told = {
        "name": "Digibank Gent vzw",
        "IBAN": "BE71096123456769",
        "BIC": "GKCCBEBB",
        "batch": False,
        "currency": "EUR",
    }
    other = SepaTransfer(told, schema=schema, clean=True)
    other.add_payment(
        {
            "name": JAN.payee_name, "IBAN": JAN.iban, "amount": JAN.cents, "execution_date": date(2026, 11, 24),
            "description": JAN.text, "endtoend_id": JAN.end_to_end_id,
        }
    )  # fmt: skip
    theirs = list(ElementTree.fromstring(other.export(validate=True)).iter())
    ours = list(ElementTree.fromstring(pain(_order(version=version))).iter())
    assert [one.tag for one in ours] == [one.tag for one in theirs]
    made_up = ("MsgId", "PmtInfId", "CreDtTm")
    for mine, their in zip(ours, theirs, strict=True):
        if not mine.tag.endswith(made_up):
            assert ((mine.text or "").strip(), mine.attrib) == ((their.text or "").strip(), their.attrib)


def test_the_same_order_gives_the_same_bytes():
    assert pain(_order()) == pain(_order())


_texts = some.text(min_size=1, max_size=200)
_names = _texts.filter(is_latin)


@settings(max_examples=60, deadline=None)
@given(
    some.lists(
        some.builds(
            Transfer,
            some.from_regex(r"[A-Z][0-9]{6}-[1-9][0-9]{0,3}", fullmatch=True),
            some.integers(1, 99_999_999_999),
            _names,
            some.just("BE43068999999501"),
            _texts,
        ),
        min_size=1,
        max_size=5,
    ),
    _names,
    some.sampled_from(PainVersion),
)
def test_whatever_people_are_called_the_file_is_valid_and_adds_up(transfers, holder, version):
    content = pain(_order(*transfers, version=version, holder_name=holder))
    SCHEMAS[version].validate(BytesIO(content))
    said = _read(content, version)
    cents = [round(float(one) * 100) for one in said("CdtTrfTxInf/Amt/InstdAmt")]
    assert cents == [one.cents for one in transfers]
    assert said("GrpHdr/CtrlSum") == [f"{sum(cents) // 100}.{sum(cents) % 100:02d}"]
    for text in (*said("Nm"), *said("RmtInf/Ustrd")):
        assert set(text) <= ALLOWED


# --- the letters of SEPA ---


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Zoë Çelik", "Zoe Celik"),
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("Jürgen Groß", "Jurgen Gross"),
        ("D'Hondt & Zonen", "D'Hondt + Zonen"),
        ("O’Brien", "O'Brien"),
        ("İbrahim Yıldız", "Ibrahim Yildiz"),
        ("Nguyễn Thị Ánh", "Nguyen Thi Anh"),
        ("<script>alert(1)</script>", "script alert(1) /script"),
        ("Jan\r\nPeeters\t", "Jan Peeters"),
        ("//Jan//", "Jan"),
        ("Əliyev", "Aliyev"),
    ],
)
def test_names_are_written_as_banks_read_them(name, written):
    assert sepa_text(name, 70) == written


@given(some.text(max_size=300), some.integers(1, 140))
def test_no_other_character_is_ever_written(text, most):
    written = sepa_text(text, most)
    assert set(written) <= ALLOWED
    assert len(written) <= most
    assert not written.startswith("/")
    assert "//" not in written
    assert sepa_text(written, most) == written


@pytest.mark.parametrize(
    "name",
    ["محمد", "Иван Петров", "李小龍", "", "   ", "12345", "Jan 李", "ȴ", "Jan ȴ", "ʼ", "/ " * 40 + "A"],
)
def test_a_name_that_no_bank_reads_is_known_as_such(name):
    assert not is_latin(name)


@pytest.mark.parametrize("name", ["Jan Peeters", "Zoë", "Oʻzbek Oʼgʻli", "Ødegård", "ﬁ"])
def test_a_name_with_accents_is_read_well(name):
    assert is_latin(name)
    assert sepa_text(name, 70)
