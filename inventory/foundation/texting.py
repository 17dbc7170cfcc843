"""How long a text message is, and how to write one that a plain telephone shows.

One message holds 160 characters of the telephone alphabet (GSM 03.38), of which a few count double; a single sign
from outside it makes the whole message Unicode, with room for 70. Longer ones are sent in parts, each dearer.
"""

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: these are sent as an escape and a sign
_DOUBLE = frozenset("^{}\\[~]|€")
#: one message, and a part of a longer one
_GSM, _GSM_PART = 160, 153
_UNICODE, _UNICODE_PART = 70, 67
_SAID_OTHERWISE = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\u202f": " ",
     "œ": "oe", "Œ": "OE", "ı": "i", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
)  # fmt: skip


def septets(text: str) -> int | None:
    """How much room `text` takes in the telephone alphabet; None when it holds a sign from outside it."""
    if not all(sign in _BASIC or sign in _DOUBLE for sign in text):
        return None
    return len(text) + sum(sign in _DOUBLE for sign in text)


def parts(text: str) -> int:
    """In how many messages `text` is sent."""
    room = septets(text)
    if room is not None:
        return 1 if room <= _GSM else -(-room // _GSM_PART)
    units = len(text.encode("utf-16-le")) // 2
    return 1 if units <= _UNICODE else -(-units // _UNICODE_PART)


def plain(text: str) -> str:
    """`text` on one line with the marks taken off letters that the telephone alphabet does not have.

    "Zoë" becomes "Zoe"; a name in another script stays as it is, for a wrong name is worse than a dear message.
    """
    one_line = " ".join(text.translate(_SAID_OTHERWISE).split())
    return "".join(_plain(sign) for sign in one_line)


def _plain(sign: str) -> str:
    if sign in _BASIC or sign in _DOUBLE:
        return sign
    bare = "".join(one for one in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(one))
    return bare if bare and septets(bare) is not None else sign
