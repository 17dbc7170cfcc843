"""Who a borrower is, as far as a desk needs to know: a name in any script, a year, a postcode, a way to call.

We ask little on purpose. A borrower is an adult, also when the laptop is for a child's schoolwork; no number
of the state is kept anywhere; and whether two people are one is proposed here and decided by a person.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inventory.foundation.refusal import Refusal

#: a borrower turns at least this old in the current year; we know the year of birth, not the day
ADULT_AT = 18
#: the oldest person ever lived 122 years; above this a year is a slip of the finger
OLDEST = 115


class Language(StrEnum):
    """In which language someone likes to be spoken to: a contact preference, never a nationality."""

    DUTCH = "nl"
    FRENCH = "fr"
    ENGLISH = "en"
    ARABIC = "ar"
    BULGARIAN = "bg"
    DARI = "fa"
    GERMAN = "de"
    PASHTO = "ps"
    POLISH = "pl"
    PORTUGUESE = "pt"
    ROMANIAN = "ro"
    RUSSIAN = "ru"
    SOMALI = "so"
    SPANISH = "es"
    TIGRINYA = "ti"
    TURKISH = "tr"
    UKRAINIAN = "uk"
    OTHER = "other"


class Gender(StrEnum):
    """Asked only where a funder asks it, and never required."""

    WOMAN = "woman"
    MAN = "man"
    OTHERWISE = "otherwise"


class ContactChannel(StrEnum):
    """How someone is best reached."""

    #: a text message; needs no smartphone
    SMS = "sms"
    #: a call by a person
    PHONE = "phone"
    EMAIL = "email"
    #: through the service that sent them; numbers change and phones vanish
    REFERRER = "referrer"


class WaiverReason(StrEnum):
    """Why someone needs no start workshop."""

    #: works well with a computer already
    SKILLED = "skilled"
    #: followed it with an earlier loan
    EARLIER = "earlier"
    #: follows a computer course elsewhere
    COURSE = "course"
    #: helps others, or interprets for them, in the workshop itself
    INTERPRETS = "interprets"
    #: has someone at home who helps
    HELP_AT_HOME = "help_at_home"


class PassReplaced(Refusal):
    """This pass was lost and has a successor; it does nothing by itself."""


class NotAPhone(Refusal):
    """This cannot be a telephone number."""

    status = 422


class NotABirthYear(Refusal):
    """Nobody alive was born in that year."""

    status = 422


class TooYoung(Refusal):
    """A borrower is an adult; for a child an adult borrows."""

    status = 422


class NotAPostcode(Refusal):
    """A Belgian postcode has four digits, from 1000 on."""

    status = 422


class NoWayToReach(Refusal):
    """The chosen way to reach someone needs a number or an address that is missing."""

    status = 422


#: letters that Unicode does not take apart into a base and a mark
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})


def folded(text: str) -> str:
    """`text` without case, accents and punctuation, words parted by one space: how names are compared."""
    if text.isascii():
        return " ".join(re.findall(r"\w+", text.casefold()))
    apart = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(mark))
    return " ".join(re.findall(r"\w+", bare))


def name_key(first_name: str, last_name: str) -> str:
    """By which a borrower is found: the last name first, folded; at most 400 characters.

    Folding can make a name longer: one Arabic ligature becomes a whole blessing.
    """
    return folded(f"{last_name} {first_name}")[:400]


def phone_number(text: str) -> str:
    """A telephone number as `+32470123456`, from the ways in which Belgians write one.

    Empty stays empty. A number without a country is Belgian; another country's needs its `+` or `00`.
    Raises NotAPhone.
    """
    bare = re.sub(r"\(0\)|[\s./()\-\u00a0]", "", text)
    if not bare:
        return ""
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    elif bare.startswith("0"):
        bare = "+32" + bare[1:]
    if not re.fullmatch(r"\+[1-9][0-9]{7,14}", bare) or not _is_dialled(bare):
        raise NotAPhone(field="phone")
    return bare


def _is_dialled(number: str) -> bool:
    # BIPT numbering plan: after +32 eight digits for a landline, nine for a mobile (04xx).
    if not number.startswith("+32"):
        return True
    national = number[3:]
    return len(national) == 8 or (len(national) == 9 and national.startswith("4"))


def spoken_phone(number: str) -> str:
    """A kept number as one says it here: `0470 12 34 56`, `02 123 45 67`, `011 12 34 56`; others as kept."""
    if not number.startswith("+32"):
        return number
    national = "0" + number[3:]
    if len(national) == 10:
        return f"{national[:4]} {national[4:6]} {national[6:8]} {national[8:]}"
    if national[1] in "2349":
        return f"{national[:2]} {national[2:5]} {national[5:7]} {national[7:]}"
    return f"{national[:3]} {national[3:5]} {national[5:7]} {national[7:]}"


def check_birth_year(year: int | None, *, this_year: int) -> None:
    """Refuse a year in which no adult borrower can have been born; not knowing it is fine."""
    if year is None:
        return
    if not this_year - OLDEST <= year <= this_year:
        raise NotABirthYear(field="birth_year", oldest=this_year - OLDEST)
    if this_year - year < ADULT_AT:
        raise TooYoung(field="birth_year", age=ADULT_AT)


def check_postcode(postcode: str) -> None:
    """Refuse what is not a Belgian postcode; someone without an address may leave it empty."""
    if postcode and not re.fullmatch(r"[1-9][0-9]{3}", postcode):
        raise NotAPostcode(field="postcode")


def check_reachable(channel: ContactChannel, *, phone: str, email: str) -> None:
    """Refuse a way to reach someone that lacks its number or address."""
    if channel in {ContactChannel.SMS, ContactChannel.PHONE} and not phone:
        raise NoWayToReach(field="phone")
    if channel is ContactChannel.EMAIL and not email:
        raise NoWayToReach(field="email")


def letter_language(language: Language, *, fallback: str) -> str:
    """The language in which we write to someone: nl, fr or en; who speaks another gets `fallback`."""
    return language.value if language in {Language.DUTCH, Language.FRENCH, Language.ENGLISH} else fallback


def decade(year: int | None) -> int | None:
    """The first year of the decade of `year`: all that stays of a birth year when someone is forgotten."""
    return None if year is None else year - year % 10


class Likeness(StrEnum):
    """Why two entries may be one person."""

    SAME_PHONE = "same_phone"
    SAME_NAME = "same_name"


_APART = re.compile(r"[\s,;/()&+]+")
_HYPHEN = re.compile("[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}]")
#: what stands beside a first name and is none: how someone is addressed, and how a last name begins
_NO_FIRST_NAMES = frozenset(
    {
        "mevr", "mevrouw", "mw", "dhr", "heer", "meneer", "mijnheer", "mr", "mrs", "ms", "mme", "madame", "mlle",
        "monsieur", "fam", "familie", "van", "von", "de", "den", "der", "het", "ter", "ten", "te", "el", "al", "ben",
        "bin", "abu", "da", "di", "do", "dos", "du", "la", "le",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """What tells people apart at a desk; `phone` as kept, empty and None where unknown."""

    first_name: str
    last_name: str
    birth_year: int | None = None
    postcode: str = ""
    phone: str = ""
    id: int | None = None


def is_called(name: str, first_name: str, last_name: str) -> bool:
    """May `name`, as somebody wrote it, be of who has these names? Whoever shares a number is called otherwise.

    The first name says it: people who live together often share the last one. Anna is not Anna-Maria.
    """
    own = folded(first_name or last_name).split()
    if not own or not set(own) <= set(folded(name).split()):
        return False
    last = folded(last_name).split()
    return not first_name or not (_is_joined(name, own, last) or _is_longer(name, own, last))


def _is_joined(name: str, first: Sequence[str], last: Sequence[str]) -> bool:
    """Does a hyphen join this first name to another one?"""
    parts = (folded(one).split() for one in _APART.split(name) if _HYPHEN.search(one))
    return any(set(first) & set(words) and set(words) - {*first, *last} for words in parts)


def _is_longer(name: str, first: Sequence[str], last: Sequence[str]) -> bool:
    """Does another first name stand beside this one, on its side of the last name?"""
    words = folded(name).split()
    if not last or not set(last) <= set(words):
        return False
    begins, ends = min(map(words.index, last)), max(map(words.index, last))
    beside = words[:begins] if words.index(first[0]) < begins else words[ends + 1 :]
    return any(len(word) > 1 and word not in _NO_FIRST_NAMES for word in set(beside) - set(first))


def is_wholly_called(name: str, first_name: str, last_name: str) -> bool:
    """Is `name` all of these names and no other, in whatever order?"""
    own = sorted(folded(f"{first_name} {last_name}").split())
    return bool(own) and sorted(folded(name).split()) == own


def likeness(one: Person, other: Person) -> Likeness | None:
    """Why `one` and `other` may be the same person, None when nothing points that way.

    An equal phone number, or equal names with no birth year or postcode that contradicts. First and last
    names may have been swapped: many people are written both ways.
    """
    if one.phone and one.phone == other.phone:
        return Likeness.SAME_PHONE
    if not _words(one) or _words(one) != _words(other):
        return None
    contradicts = _differ(one.birth_year, other.birth_year) or _differ(one.postcode, other.postcode)
    return None if contradicts else Likeness.SAME_NAME


def _words(person: Person) -> list[str]:
    return sorted(folded(f"{person.first_name} {person.last_name}").split())


def _differ(one: object, other: object) -> bool:
    return bool(one) and bool(other) and one != other


def look_alikes(asked: Person, known: Iterable[Person]) -> list[tuple[Person, Likeness]]:
    """Those among `known` who may be `asked`, surest first. A person decides; nothing is ever merged here."""
    found = [(person, why) for person in known if (why := likeness(asked, person)) is not None]
    return sorted(found, key=lambda pair: list(Likeness).index(pair[1]))
