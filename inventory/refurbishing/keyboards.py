"""Where the keys are and what stands on them: a map to press along, for Belgian and French AZERTY, QWERTY and QWERTZ.

A key is known by its place (`KeyboardEvent.code`), so it lights up whatever the system believes the layout to be.
"""

from dataclasses import dataclass

DEFAULT = "AZERTY"
#: the name as the register writes a layout -> what stands on the letter keys, row by row
_TOPS: dict[str, tuple[str, str, str, str]] = {
    "AZERTY": ("²&é\"'(§è!çà)-", "azertyuiop^$", "qsdfghjklmùµ", "<wxcvbn,;:="),
    "AZERTY FR": ("²&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù*", "<wxcvbn,;:!"),
    "QWERTY": ("`1234567890-=", "qwertyuiop[]", "asdfghjkl;'\\", "\\zxcvbnm,./"),
    "QWERTZ": ("^1234567890ß´", "qwertzuiopü+", "asdfghjklöä#", "<yxcvbnm,.-"),
}
LAYOUTS = tuple(_TOPS)

_NUMBERS = (
    "Backquote", "Digit1", "Digit2", "Digit3", "Digit4", "Digit5", "Digit6", "Digit7", "Digit8", "Digit9", "Digit0",
    "Minus", "Equal",
)  # fmt: skip
_UPPER = (*(f"Key{letter}" for letter in "QWERTYUIOP"), "BracketLeft", "BracketRight")
_HOME = (*(f"Key{letter}" for letter in "ASDFGHJKL"), "Semicolon", "Quote", "Backslash")
_LOWER = ("IntlBackslash", *(f"Key{letter}" for letter in "ZXCVBNM"), "Comma", "Period", "Slash")


@dataclass(frozen=True)
class Key:
    """One key: where it is, what stands on it, and how wide it is in keys."""

    code: str
    top: str
    wide: int = 1


def rows_of(layout: str) -> list[list[Key]]:
    """The keys of a laptop with this layout, row by row."""
    numbers, upper, home, lower = (
        [Key(code, top) for code, top in zip(codes, tops, strict=True)]
        for codes, tops in zip((_NUMBERS, _UPPER, _HOME, _LOWER), _TOPS[layout], strict=True)
    )
    functions = [Key("Escape", "Esc"), *(Key(f"F{number}", f"F{number}") for number in range(1, 13))]
    return [
        [*functions, Key("Delete", "Del", 2)],
        [*numbers, Key("Backspace", "⌫", 2)],
        [Key("Tab", "⇥", 2), *upper, Key("Enter", "⏎")],
        [Key("CapsLock", "⇪", 2), *home],
        [Key("ShiftLeft", "⇧", 2), *lower, Key("ShiftRight", "⇧", 2)],
        [
            Key("ControlLeft", "Ctrl"),
            Key("MetaLeft", "⊞"),
            Key("AltLeft", "Alt"),
            Key("Space", "␣", 6),
            Key("AltRight", "AltGr"),
            Key("ControlRight", "Ctrl"),
            Key("ArrowLeft", "←"),
            Key("ArrowUp", "↑"),
            Key("ArrowDown", "↓"),
            Key("ArrowRight", "→"),
        ],
    ]
