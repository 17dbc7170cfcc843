"""How stages, reasons, deeds and refusals are said to people. Where an enum meets gettext.

Each room has a `words.py` that hands its words in here; whoever must say something asks `say`. A house test
fails when a member, a refusal or a deed has no words.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from flask_babel import format_date
from flask_babel import lazy_gettext as _l

from inventory.codes import Kind, WrongDigit
from inventory.foundation import lists_in, papers_in, refusal
from inventory.foundation.clock import day
from inventory.foundation.made_files import Making
from inventory.foundation.money import Cents, NotAnAmount, round_euros
from inventory.foundation.tongue import tongue
from inventory.journey import Move, NotFromHere, Stage, StillHoldsData
from inventory.permissions import Role

_words: dict[Any, Any] = {}


def says(words: Mapping[Any, Any]) -> None:
    """Hand in the words for enum members, refusal classes and deeds."""
    for key, text in words.items():
        # Whichever room came in last would decide for both.
        assert _words.setdefault(_key(key), text) is text, f"{key!r} is said in two places"


def _key(thing: Any) -> Any:
    """Two enums may share a text (`returned`); the class tells them apart."""
    return (type(thing), thing) if isinstance(thing, StrEnum) else thing


def say(thing: Any, **particulars: Any) -> str:
    """`thing` in the reader's language: an enum member, a refusal, a deed, a day, yes or no."""
    if isinstance(thing, refusal.Refusal):
        words = next(_words[kind] for kind in type(thing).__mro__ if kind in _words)
        return _filled(words, thing.particulars)
    if isinstance(thing, datetime):
        return format_date(day(thing), "d MMMM yyyy")
    if isinstance(thing, date):
        return format_date(thing, "d MMMM yyyy")
    return _filled(_words[_key(thing)], particulars) if particulars else _plainly(_key(thing), tongue())


@lru_cache(maxsize=5000)
def _plainly(key: Any, _tongue: str) -> str:
    """Words without a blank are the same each time in one language, and a page says some fifty of them."""
    return _filled(_words[key], {})


def has_words(thing: Any) -> bool:
    """Would `say` know what to say of this member, refusal class or deed?"""
    return _key(thing) in _words


def _filled(words: Any, particulars: Mapping[str, Any]) -> str:
    return str(words) % {key: _told(value) for key, value in particulars.items()}


def _told(value: Any) -> Any:
    """A particular of a sentence as it is said: days and members in words, amounts in euros."""
    if isinstance(value, Cents):
        return round_euros(value, f"{tongue()}_BE")
    is_said = isinstance(value, date) or (isinstance(value, StrEnum) and has_words(value))
    return say(value) if is_said else value


says(
    {
        Stage.ANNOUNCED: _l("Announced"),
        Stage.RECEIVED: _l("Received"),
        Stage.WIPING: _l("Being wiped"),
        Stage.WIPED: _l("Wiped"),
        Stage.REFURBISHING: _l("Refurbishing"),
        Stage.READY: _l("Ready"),
        Stage.RESERVED: _l("Reserved"),
        Stage.LENT: _l("On loan"),
        Stage.RETURNED: _l("Brought back"),
        Stage.PARTS: _l("Used for parts"),
        Stage.RECYCLED: _l("Recycled"),
        Stage.TRANSFERRED: _l("Stays with the borrower"),
        Stage.MISSING: _l("Missing"),
        Stage.REFUSED: _l("Sent back to the giver"),
        Move.ANNOUNCE: _l("announce"),
        Move.RECEIVE: _l("receive"),
        Move.UNDO_RECEIVE: _l("undo the receiving"),
        Move.REFUSE: _l("send back to the giver"),
        Move.START_WIPE: _l("take to the wiping bench"),
        Move.PUT_BACK_RECEIVED: _l("take off the wiping bench, as it came in"),
        Move.PUT_BACK_RETURNED: _l("take off the wiping bench, as it came back"),
        Move.FINISH_WIPE: _l("finish wiping"),
        Move.SKIP_WIPE: _l("skip wiping"),
        Move.WIPE_AGAIN: _l("wipe again"),
        Move.REFURBISH: _l("refurbish"),
        Move.DECLARE_READY: _l("declare ready"),
        Move.SEND_BACK: _l("send back to the bench"),
        Move.RESERVE: _l("reserve"),
        Move.RELEASE: _l("release"),
        Move.LEND: _l("hand over"),
        Move.TAKE_BACK: _l("take back"),
        Move.MISS: _l("report missing"),
        Move.FIND: _l("report found"),
        Move.TAKE_APART: _l("take apart for parts"),
        Move.RECYCLE: _l("recycle"),
        Move.TRANSFER: _l("leave with the borrower"),
        Kind.DEVICE: _l("device"),
        Kind.LOAN: _l("loan"),
        Kind.PASS: _l("borrower's pass"),
        Kind.BOX: _l("box"),
        Kind.PLACE: _l("place"),
        Kind.CERTIFICATE: _l("wipe certificate"),
        Kind.LOT: _l("lot"),
        Kind.SESSION: _l("workshop session"),
        Kind.MEMBER: _l("member's badge"),
        Kind.ACTION: _l("action card"),
        Kind.REPAIR: _l("laptop at the repair desk"),
        Role.TECHNICIAN: _l("Technician"),
        Role.SUPERVISOR: _l("Bench supervisor"),
        Role.DESK: _l("Lending desk"),
        Role.TEACHER: _l("Workshop teacher"),
        Role.TREASURER: _l("Treasurer"),
        Role.COORDINATOR: _l("Coordinator"),
        Role.REFERRER: _l("Referrer"),
        Role.DONOR: _l("Donor"),
        Role.OBSERVER: _l("Observer"),
        NotFromHere: _l("This device is “%(stage)s”. You cannot %(move)s it now."),
        StillHoldsData: _l("There may still be data on this device. Wipe it first."),
        WrongDigit: _l("This code is not right. Check the digits."),
        NotAnAmount: _l("This is not an amount. Type it like this: 30 or 30,50."),
        refusal.Refusal: _l("This is not possible."),
        refusal.MayNot: _l("Your role here does not include this. Ask your coordinator."),
        refusal.NotHere: _l("We cannot find this."),
        refusal.SomeoneElseWasFirst: _l("Someone else was first. Look at how it stands now, then try again."),
        refusal.NationalNumber: _l(
            "This looks like a national register number. We do not keep it. Take it out."
        ),
        refusal.TooLarge: _l("This is larger than we can read. Send at most %(limit)s."),
        refusal.DoesNotFit: _l("This text is too long for the paper. Make it shorter."),
        refusal.Unreadable: _l("We cannot read this file: %(reason)s"),
        lists_in.NotAList: _l("%(file)s is no CSV and no Excel list."),
        lists_in.OldExcel: _l("%(file)s is an old Excel file. Save it as .xlsx and send that."),
        lists_in.EmptyList: _l("There is no row in %(file)s."),
        lists_in.TooManyRows: _l("This list has more than %(most)s rows. Split it in two."),
        papers_in.PdfActs: _l(
            "This PDF does something when it is opened, or holds another file. Send a scan or a photo."
        ),
        papers_in.PdfLocked: _l("This PDF is locked with a password. Send it without."),
    }
)
says(
    {
        Making.WAITING: _l("Waits to be made"),
        Making.UNDER_WAY: _l("Is being made"),
        Making.READY: _l("Ready"),
        Making.FAILED: _l("Could not be made"),
        Making.CANCELLED: _l("Cancelled"),
        Making.REMOVED: _l("Removed"),
    }
)
