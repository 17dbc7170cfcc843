"""Keys as a browser reports them: a scanner that means an American keyboard, on a computer that has another."""

from dataclasses import dataclass
from typing import Any

from inventory import scanning

_ROWS = {
    "Digit": "1234567890",
    "Key": "abcdefghijklmnopqrstuvwxyz",
}
_SIGNS = {
    "`": "Backquote", "-": "Minus", "=": "Equal", "[": "BracketLeft", "]": "BracketRight", "\\": "Backslash",
    ";": "Semicolon", "'": "Quote", ",": "Comma", ".": "Period", "/": "Slash", " ": "Space",
}  # fmt: skip
_SHIFTED = dict(zip('~_+{}|:"<>?!@#$%^&*()', "`-=[]\\;',./1234567890", strict=True))

#: the marks that a Belgian keyboard waits with, to put them on the next letter
_DEAD = {"^", "¨"}
_BELGIAN = dict(
    zip("".join(scanning._AMERICAN), "".join(scanning._BELGIAN), strict=True)
)  # the table of the server, which has a test of its own


@dataclass(frozen=True)
class Key:
    """One press: where the key lies, with or without Shift, and what the browser says it is."""

    code: str
    shift: bool
    key: str


def presses(text: str, *, belgian: bool = False) -> list[Key]:
    """The keys a scanner presses for `text` as on an American keyboard; on a Belgian computer they say other signs."""
    return [_press(sign, belgian) for sign in text]


def _press(sign: str, belgian: bool) -> Key:
    shift = sign.isupper() or sign in _SHIFTED
    plain = _SHIFTED.get(sign, sign.lower())
    if plain.isdigit():
        code = f"Digit{plain}"
    elif plain.isalpha():
        code = f"Key{plain.upper()}"
    else:
        code = _SIGNS[plain]
    says = _BELGIAN.get(sign, sign) if belgian else sign
    return Key(code, shift, "Dead" if says in _DEAD else says)


def rhythm(keys: list[Key], *, every: float, end: str = "Enter", start: float = 0.0) -> list[dict[str, Any]]:
    """The keys with their moments, `every` milliseconds one, and the key that ends them."""
    told = [
        {"key": one.key, "code": one.code, "shift": one.shift, "at": start + every * number}
        for number, one in enumerate(keys)
    ]
    return [*told, {"key": end, "code": end, "at": start + every * len(keys)}] if end else told
