"""Names and sentences as every bank reads them: the Latin letters of SEPA, and no accents.

The European Payments Council lets a bank refuse or change any other character, and a name that was changed is a name
that does not match (Verification of Payee). So we write what every bank takes. A name in another script cannot be
guessed: the one on the bank card is asked for.
"""

import re
import unicodedata

#: EPC217-08, the basic character set; a reference may not begin or end with a slash, or hold two together
_ALLOWED = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]+")
LONGEST_NAME = 70
LONGEST_TEXT = 140

#: Latin letters that are no letter with an accent, and signs that have a sign of the same meaning
_INSTEAD = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D",
        "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "ı": "i", "ħ": "h", "Ħ": "H", "ŧ": "t",
        "Ŧ": "T", "ŋ": "n", "Ŋ": "N", "ə": "a", "Ə": "A", "&": "+", "’": "'", "‘": "'", "`": "'", "´": "'",
        "ʼ": "'", "ʹ": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "_": "-", "·": "-", "€": "EUR", ";": ",",
    }
)  # fmt: skip


def sepa_text(text: str, most: int) -> str:
    """`text` in the characters of SEPA, on one line, of at most `most` characters; the rest is left out."""
    plain = unicodedata.normalize("NFKD", text.translate(_INSTEAD)).translate(_INSTEAD)
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    kept = re.sub(r"/{2,}", "/", " ".join(_ALLOWED.sub(" ", bare).split()))
    return kept[:most].strip(" /")


def is_latin(name: str) -> bool:
    """Can a bank read who is meant: can every letter of `name` be written so, and is one left in what it reads?"""
    letters = [sign for sign in unicodedata.normalize("NFKD", name) if sign.isalpha()]
    is_left = any(sign.isalpha() for sign in sepa_text(name, LONGEST_NAME))
    return is_left and all(_can_be_written(sign) for sign in letters)


def _can_be_written(sign: str) -> bool:
    """Some signs above a letter count as letters themselves (ʼ in Oʼzbek), and may be left out."""
    return unicodedata.category(sign) == "Lm" or bool(sepa_text(sign, 1))
