"""What the scan box understands, in the order of the design."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory import codes
from inventory.codes import Code, Kind
from inventory.scanning import (
    _AMERICAN,
    _BELGIAN,
    Meaning,
    Reading,
    from_azerty,
    is_national_number,
    numbers_meant,
    read,
)

HOSTS = frozenset({"leen.digibank.example", "127.0.0.1:8000"})
LAPTOP = Code(Kind.DEVICE, 4182)


def scan(text: str) -> Reading:
    """Read `text` as at our own address."""
    return read(text, hosts=HOSTS)


def typed_on_azerty(text: str) -> str:
    """What arrives on a Belgian computer from a scanner with American keys."""
    return text.translate(str.maketrans("".join(_AMERICAN), "".join(_BELGIAN)))


@pytest.mark.parametrize(
    "text",
    [
        "T041825",
        "t 041 825",
        " T-041.825 ",
        "HTTPS://LEEN.DIGIBANK.EXAMPLE/I/T041825",
        "https://leen.digibank.example/i/T041825?utm=x",
        "leen.digibank.example/I/t041825",
        "http://127.0.0.1:8000/I/T041825",
        "HTTPSM==LEEN:DIGIBQNK:EXQ?PLE=I=Tà'&!é(",
        "Tà'&!é(",
    ],
)
def test_every_way_to_say_one_laptop(text):
    assert scan(text).meaning is Meaning.CODE
    assert scan(text).code == LAPTOP


@pytest.mark.parametrize("text", ["041825", "41825"])
def test_digits_alone_are_enough(text):
    assert scan(text) == Reading(Meaning.CODE, text, Code(None, 4182))


@pytest.mark.parametrize("text", ["T041852", "T014825", "T041826", "041826"])
def test_a_wrong_digit_is_said(text):
    assert scan(text).meaning is Meaning.WRONG_DIGIT
    assert scan(text).text == text


@pytest.mark.parametrize("text", ["85073003328", "85.07.30-033.28", " 850730 033 28 "])
def test_a_national_number_is_refused_and_not_repeated(text):
    assert scan(text) == Reading(Meaning.NATIONAL_NUMBER)


def test_a_national_number_typed_through_the_wrong_keys_is_refused_too():
    assert scan(typed_on_azerty("85073003328")) == Reading(Meaning.NATIONAL_NUMBER)


def test_a_national_number_of_someone_born_since_2000():
    assert is_national_number("00012556777")


def test_a_link_elsewhere_is_never_followed():
    assert scan("https://evil.example/I/T041825").meaning is Meaning.ELSEWHERE
    assert scan("https://leen.digibank.example.evil.example/I/T041825").meaning is Meaning.ELSEWHERE
    assert scan("https://leen.digibank.example/about").meaning is Meaning.ELSEWHERE


def test_a_certificate_link_keeps_its_control_code():
    reading = scan("HTTPS://LEEN.DIGIBANK.EXAMPLE/C/C030111/7KQ2M9XD")
    assert (reading.meaning, str(reading.code), reading.rest) == (Meaning.CERTIFICATE, "C030111", "7KQ2M9XD")


def test_a_personal_link_keeps_its_secret():
    reading = scan("https://leen.digibank.example/m/K7TQ4PX2RD")
    assert (reading.meaning, reading.rest) == (Meaning.PERSONAL_LINK, "K7TQ4PX2RD")


@pytest.mark.parametrize("text", ["5CG9231KXM", "PF1ABC2D", "2019/014", "CN-0J4T2X-74180", "Q"])
def test_anything_else_may_be_a_serial_number(text):
    assert scan(text) == Reading(Meaning.SERIAL, text)


@pytest.mark.parametrize(
    ("barcode", "number"),
    [
        ("5CG9231KXM", "5CG9231KXM"),
        ("*5CG9231KXM*", "5CG9231KXM"),
        ("S/N: 5CG9231KXM", "5CG9231KXM"),
        ("S/N:5CG9231KXM", "5CG9231KXM"),
        ("SN 5CG9231KXM", "5CG9231KXM"),
        ("SN5CG9231KXM", "5CG9231KXM"),
        ("Serial No. 5CG9231KXM", "5CG9231KXM"),
        ("Serienummer: 5CG9231KXM", "5CG9231KXM"),
        ("N° de série : 5CG9231KXM", "5CG9231KXM"),
        ("P/N: 3JX61EA#UUG S/N: 5CG9231KXM", "5CG9231KXM"),
        ("SN:5CG9231KXM;PN:3JX61EA", "5CG9231KXM"),
        ("https://support.maker.example/qr?sn=PF1ABC2D&mtm=20L5", "PF1ABC2D"),
        ("1S20L5CTO1WWPF1ABC2D", "PF1ABC2D"),
        ("1S4236B12R8ABCDE", "R8ABCDE"),
        ("S/N PF-1ABC2D", "PF1ABC2D"),
        ("SC02XK1ABJG5H", "C02XK1ABJG5H"),
        ("Service Tag 7XK2P13", "7XK2P13"),
        ("17299273815", "7Y3JH3R"),
        ("]C17XK2P13", "7XK2P13"),
        ("]C1\x1d7XK2P13\r", "7XK2P13"),
        ("\x1d7XK2P13\x04", "7XK2P13"),
        ("Asset tag: BV-0118", "BV-0118"),
        ("Inventarisnr. BV-0118", "BV-0118"),
        ("*BV-0118*", "BV-0118"),
        ('(CGçé"&KX?', "5CG9231KXM"),
    ],
)
def test_a_makers_barcode_holds_its_number(barcode, number):
    assert number in numbers_meant(barcode)


def test_what_is_printed_comes_before_what_we_make_of_it():
    assert numbers_meant("SN00007X")[0] == "SN00007X"
    assert numbers_meant("2019/014") == ("2019/014",)
    assert numbers_meant("\x1d") == ()


def test_an_express_service_code_is_the_tag_in_base_36():
    assert int("7Y3JH3R", 36) in range(10**10, 10**11)
    assert numbers_meant(str(int("7XK2P13", 36))) == (str(int("7XK2P13", 36)), "7XK2P13")


@pytest.mark.parametrize("text", ["S/N: 85073003328", "*85073003328*", "]C185073003328", "SN 85073003328"])
def test_a_national_number_in_a_barcode_is_refused_and_not_repeated(text):
    assert scan(text) == Reading(Meaning.NATIONAL_NUMBER)


@given(st.text(max_size=60))
def test_no_barcode_breaks_it(text):
    assert all(numbers_meant(text))


def test_nothing_is_nothing():
    assert scan("  \t").meaning is Meaning.NOTHING


def test_the_key_map_takes_each_key_once():
    for row in (0, 1):
        assert len(_AMERICAN[row]) == len(_BELGIAN[row])
    keys = "".join(_BELGIAN)
    assert len(keys) == len(set(keys))


@given(st.integers(min_value=1, max_value=9_999_999), st.sampled_from(list(Kind)))
def test_every_code_of_ours_survives_the_wrong_keys(serial, kind):
    link = f"HTTPS://LEEN.DIGIBANK.EXAMPLE/I/{Code(kind, serial)}"
    assert from_azerty(typed_on_azerty(link)) == link
    assert scan(typed_on_azerty(link)).code == Code(kind, serial)
    assert scan(str(Code(kind, serial))).code == Code(kind, serial)


@given(st.text(max_size=400))
def test_no_text_breaks_the_box(text):
    reading = scan(text)
    if reading.code is not None:
        assert codes.is_whole(codes.number_of(reading.code.serial))
