"""A bank statement of the example, as a bank writes it: CODA, 128 signs a line, the fields where Febelfin has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Transfer:
    """What came in (plus) or went out: cents, who, from which account, and what was said."""

    cents: int
    name: str
    iban: str
    reference: str = ""
    text: str = ""


def coda(
    transfers: Sequence[Transfer], *, iban: str, holder: str, sequence: int, day: date, opening_cents: int
) -> bytes:
    """The file of one statement, of `day`."""
    when, number = f"{day:%d%m%y}", f"{sequence:03d}"
    closing_cents = opening_cents + sum(one.cents for one in transfers)
    lines = [
        _line((1, "0"), (2, "0000"), (6, when), (15, "05"), (35, holder[:26].upper()), (128, "2")),
        _line((1, "12"), (3, number), (6, iban), (40, "EUR"), (43, _signed(opening_cents)), (59, when),
              (65, holder[:26].upper()), (126, number)),
    ]  # fmt: skip
    for at, one in enumerate(transfers, start=1):
        key = f"{at:04d}0000"
        said = f"1101{one.reference}" if one.reference else f"0{one.text[:53]}"
        lines += [
            _line((1, "21"), (3, key), (11, f"{number}{at:05d}"), (32, _signed(one.cents)), (48, when),
                  (54, "00150000"), (62, said), (116, when), (122, number), (125, "0"), (126, "1"), (128, "0")),
            _line((1, "22"), (3, key), (64, "NOTPROVIDED"), (126, "1"), (128, "0")),
            _line((1, "23"), (3, key), (11, one.iban), (45, "EUR"), (48, one.name[:35].upper()), (126, "0"),
                  (128, "0")),
        ]  # fmt: skip
    lines.append(
        _line(
            (1, "8"),
            (2, number),
            (5, iban),
            (39, "EUR"),
            (42, _signed(closing_cents)),
            (58, when),
            (128, "0"),
        )
    )
    out, into = (
        sum(abs(one.cents) for one in transfers if (one.cents < 0) is leaves) for leaves in (True, False)
    )
    lines.append(
        _line(
            (1, "9"),
            (17, f"{len(lines) - 1:06d}"),
            (23, _thousandths(out)),
            (38, _thousandths(into)),
            (128, "2"),
        )
    )
    return "".join(f"{line}\r\n" for line in lines).encode("latin-1", "replace")


def _line(*fields: tuple[int, str]) -> str:
    """128 signs with each text from its position on, counted from 1."""
    signs = " " * 128
    for begin, text in fields:
        signs = signs[: begin - 1] + text + signs[begin - 1 + len(text) :]
    return signs


def _signed(cents: int) -> str:
    return f"{'1' if cents < 0 else '0'}{_thousandths(abs(cents))}"


def _thousandths(cents: int) -> str:
    return f"{cents * 10:015d}"
