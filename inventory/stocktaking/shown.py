"""How scans and reports are told: tone, sentence, section and row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from inventory.digibank.models import Digibank
from inventory.stocktaking.models import Stocktake
from inventory.stocktaking.paper import CountFacts, Line
from inventory.stocktaking.queries import Entry, Report, report_of
from inventory.stocktaking.rules import Decision, Deed, Outcome
from inventory.wording import say


@dataclass(frozen=True)
class Told:
    """A scan as the page says it: `good`, `look` or `stop`, and a sentence."""

    tone: str
    sentence: str


_TONES = {
    Outcome.FOUND: "good",
    Outcome.CAME: "good",
    Outcome.NOT_FOUND: "look",
    Outcome.MOVED_ON: "look",
    Outcome.UNEXPECTED: "look",
    Outcome.WAS_MISSING: "look",
    Outcome.LENT: "stop",
    Outcome.GONE: "stop",
    Outcome.ANNOUNCED: "stop",
}


def told(entry: Entry | None) -> Told:
    """What to say of one scan; of a text without an entry that nobody knows it."""
    if entry is None:
        return Told("stop", _("We do not know this code. Put it aside."))
    return Told(_TONES[entry.outcome], sentence_of(entry))


def sentence_of(entry: Entry) -> str:
    """What a count makes of one device, in a sentence."""
    match entry.outcome:
        case Outcome.FOUND | Outcome.CAME:
            return _("Right. Belongs here.")
        case Outcome.UNEXPECTED if entry.place:
            return _("Stood in %(place)s. Moves here when the count is closed.", place=entry.place)
        case Outcome.UNEXPECTED:
            return _("Had no place. Moves here when the count is closed.")
        case Outcome.LENT:
            return _("Is recorded as lent. Take it back at the desk.")
        case Outcome.WAS_MISSING:
            return _("Was reported missing. Is found when the count is closed.")
        case Outcome.GONE:
            return _("Left the circle: %(stage)s. Put it aside.", stage=say(entry.stage))
        case Outcome.ANNOUNCED:
            return _("Was announced and never received. Receive it first.")
        case Outcome.MOVED_ON:
            return _("Someone put it elsewhere during this count.")
    return _("Not found yet.")


def late() -> Told:
    """What to say of a scan that came after the count was closed."""
    return Told("look", _("This count was closed already. Your scan is kept as late; nothing changed."))


def late_word(entry: Entry | None) -> str:
    """What a late scan means for what was closed without it."""
    if entry is not None and entry.deed is Deed.MISS and not entry.refused:
        return _("It was reported missing, and it was seen here. Say on its page that it is found.")
    if entry is not None and entry.outcome is Outcome.NOT_FOUND:
        return _("It was not found, and it was seen here after all.")
    if entry is None:
        return _("It was no part of this count. Put it where it belongs.")
    return _("It was counted already.")


def done_word(entry: Entry) -> str:
    """What closing did about one device."""
    if entry.refused:
        return _("Could not be done: something else holds it.")
    match entry.deed:
        case Deed.PUT_HERE:
            return _("Moved here.")
        case Deed.FIND:
            return _("Found again and moved here. It goes to the wiping bench first.")
        case Deed.LET_GO:
            return _("Stands elsewhere: it has no place now.")
        case Deed.MISS:
            return _("Reported missing.")
    if entry.outcome is Outcome.NOT_FOUND:
        return _("Look for it later.")
    if entry.decision is Decision.NOT_HERE:
        return _("Left as it was.")
    return ""


#: in the order in which someone must do something about them
_ORDER = (
    Outcome.NOT_FOUND,
    Outcome.LENT,
    Outcome.GONE,
    Outcome.ANNOUNCED,
    Outcome.WAS_MISSING,
    Outcome.UNEXPECTED,
    Outcome.MOVED_ON,
    Outcome.CAME,
    Outcome.FOUND,
)


def sections(report: Report) -> list[tuple[Outcome, list[tuple[Entry, str]]]]:
    """The lines of a report by outcome, what is to be done first; only what there is."""
    found = [(one, report.with_outcome(one)) for one in _ORDER]
    return [(one, [(entry, done_word(entry)) for entry in entries]) for one, entries in found if entries]


def as_rows(report: Report) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
    """The report as a list: headings and rows."""
    headings = [
        _("Code"),
        _("Device"),
        _("Outcome"),
        _("Recorded in"),
        _("What was done"),
        _("Late"),
    ]
    rows: list[Sequence[Any]] = [
        (one.spoken, one.name, say(outcome), one.place, done, "")
        for outcome, lines in sections(report)
        for one, done in lines
    ]
    rows += [(text, "", _("Code that nobody knows"), "", "", "") for text in report.unknown]
    rows += [
        (
            entry.spoken if entry else one.text,
            entry.name if entry else "",
            "",
            "",
            "",
            late_word(entry),
            _("yes"),
        )
        for one, entry in report.late
    ]
    return headings, rows


def facts_of(count: Stocktake, house: Digibank) -> CountFacts:
    """Everything that stands on the paper."""
    report = report_of(count)
    assert count.closed_at is not None
    return CountFacts(
        house=house.name,
        footer=" · ".join(part for part in (house.name, house.phone, house.email) if part),
        place=count.place.name,
        place_code=(str(count.place.own_letter), count.place.spoken.split(" ", 1)[1]),
        begun_at=count.begun_at,
        begun_by=report.begun_by,
        closed_at=count.closed_at,
        closed_by=report.closed_by,
        found=report.tally.found,
        expected=report.tally.expected,
        unsent=count.unsent,
        sections=tuple(
            (outcome, tuple(Line(one.spoken, one.name, one.place, done) for one, done in lines))
            for outcome, lines in sections(report)
        ),
        unknown=report.unknown,
        late=tuple((entry.spoken if entry else one.text, late_word(entry)) for one, entry in report.late),
        is_left=count.state == "left",
    )
