"""Every pair of colours that meets on a page can be told apart, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

from tests.house.every_part import TOP

TEXT, SHAPE = 4.5, 3.0

PAPERS = ("paper", "surface", "surface-2", "sunken")
SOFTS = ("ok-soft", "warn-soft", "bad-soft", "info-soft", "sun-soft", "primary-soft")
STAGES = (
    "announced", "received", "wiping", "wiped", "refurbishing", "checking", "ready", "reserved", "lent",
    "overdue", "returned", "broken", "missing", "ended",
)  # fmt: skip

PAIRS = [
    *[("ink", back, TEXT) for back in (*PAPERS, *SOFTS)],
    *[("ink-2", back, TEXT) for back in (*PAPERS, *SOFTS)],
    *[("primary", back, TEXT) for back in ("paper", "surface", "surface-2", "primary-soft")],
    *[(f"st-{stage}-f", f"st-{stage}-b", TEXT) for stage in STAGES],
    *[(tone, f"{tone}-soft", TEXT) for tone in ("ok", "warn", "bad", "info")],
    *[(tone, "surface", TEXT) for tone in ("ok", "warn", "bad")],
    *[("surface", tone, TEXT) for tone in ("ok", "bad")],
    *[(f"on-{tone}", tone, TEXT) for tone in ("primary", "sun", "bar", "sun-soft", "primary-soft")],
    ("on-primary", "primary-hover", TEXT),
    ("on-bar", "bar-2", TEXT),
    ("on-bar-2", "bar", TEXT),
    ("ink-3", "surface", TEXT),
    ("sun", "bar", SHAPE),
    *[("line-strong", back, SHAPE) for back in ("surface", "paper")],
    *[("focus", back, SHAPE) for back in ("surface", "paper")],
    *[(f"c{number}", "surface", SHAPE) for number in range(1, 6)],
    *[("pic-line", "pic-fill", SHAPE), ("pic-arrow", "pic-fill", SHAPE), ("pic-no", "pic-fill", SHAPE)],
]  # fmt: skip


def tokens(theme: str) -> dict[str, str]:
    """The colours of a theme; dark keeps what light says unless it says otherwise."""
    css = (TOP / "static/src/css/tokens.css").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for selector, body in re.findall(r"([^{}]+)\{([^}]*)\}", css):
        if "data-bs-theme=light" in selector or (theme == "dark" and "data-bs-theme=dark" in selector):
            found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{3,6})\b", body))
    return found


def light_of(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dim, bright = sorted((light_of(one), light_of(other)))
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_pair_of_colours_is_too_close(theme: str) -> None:
    colours = tokens(theme)
    close = [
        f"{front} on {back}: {contrast(colours[front], colours[back]):.2f} < {needed}"
        for front, back, needed in PAIRS
        if contrast(colours[front], colours[back]) < needed
    ]
    assert close == []
