"""How a room behind shows what rooms ahead know, without looking ahead.

The device page belongs to the register of devices; wipes and loans come later on the walk. So the page asks
whoever *offered* something. A room offers at import, in its `views.py`; `wsgi.py` imports the rooms in the
order of the walk, and that is the order on the page.

| point                | called with              | answers with                                     |
|----------------------|--------------------------|--------------------------------------------------|
| `device.panels`      | device, actor            | a Panel, a list of them, or None                 |
| `device.holds`       | device, move             | the Refusal that keeps it where it is, or None   |
| `device.elsewhere`   | device ids, actor or None | a list of the ids of those that are not at hand |
| `device.closed`      | device                   | the Refusal for which nothing goes into it or comes out, or None |
| `device.next_steps`  | device, actor            | a list of NextStep                               |
| `attest.validation`  | device                   | the DonorsWord on its attest, or None            |
| `device.received`    | device, actor, now       | nothing; what follows when one comes in          |
| `device.reported`    | device, actor, now, reports | nothing; keeps (file name, HardwareReport) pairs |
| `wiping.panels`      | device, actor            | a Panel, a list of them, or None                 |
| `partners.doors`     | actor                    | a list of NextStep: from the list of partners    |
| `contacts.doors`     | actor                    | a list of NextStep: from the list of contacts    |
| `deposits.doors`     | actor                    | a list of NextStep: from the page of deposits    |
| `application.panels` | application, actor       | a Panel, a list of them, or None                 |
| `borrower.panels`    | borrower, actor          | a Panel, a list of them, or None                 |
| `borrower.holds`     | borrower                 | the Refusal that keeps a person known, or None   |
| `borrower.kept`      | borrower                 | the Refusal for which the night forgets nobody, or None |
| `borrower.questions` | borrower or None, actor  | the Questions that the room asks on a person's form |
| `borrower.edited`    | borrower, names of columns, now | nothing; what the room keeps beside follows |
| `borrower.forgotten` | borrower, now            | nothing; blanks what the room kept of the person |
| `borrower.parts`     | borrower                 | a Part that can go while they stay known, or None |
| `person.tells`       | borrower                 | a list of PersonSection: all that the room keeps of someone |
| `person.letters`     | borrower                 | (table, ids): letters about these are theirs    |
| `borrower.at_home`   | borrower ids             | {borrower id: number of our devices there}       |
| `borrower.merging`   | who stays, who goes      | a list of sentences on what would move           |
| `borrower.merge_holds` | who stays, who goes    | the Refusal that keeps them apart, or None       |
| `borrower.merged`    | who stays, who goes, now | nothing; moves what the room keeps of who goes   |
| `borrower.unmerged`  | who stayed, who comes back, now | nothing; mends what could not be put back as it was |
| `partner.panels`     | partner, actor           | a Panel, a list of them, or None                 |
| `agreement.changed`  | agreement, actor, now    | nothing; what stands on it looks what holds now  |
| `loan.panels`        | loan, actor              | a Panel, a list of them, or None                 |
| `place.panels`       | place, actor             | a Panel, a list of them, or None                 |
| `place.lands`        | place, actor             | the URL where the scan of this place leads, or None |
| `place.counts`       | (nothing)                | {place id: number of devices there}              |
| `lot.panels`         | lot, actor               | a Panel, a list of them, or None                 |
| `today.technician`   | actor, today             | a Panel, a list of them, or None                 |
| `today.desk`         | actor, today             | a Panel, a list of them, or None                 |
| `today.coordinator`  | actor, today             | a Panel, a list of them, or None                 |
| `scan.lands`         | code, actor              | the URL where this scan leads, or None           |
| `scan.sentences`     | first, second, actor     | the URL of what two scans mean together, or None |
| `member.left`        | user id, actor, now      | nothing; ends what who left had here             |
| `invitation.accepted`| invitation, user, now    | nothing; ties the account to what the room knows |
| `digibank.founded`   | actor, now               | nothing; makes what a digibank has from its first minute |
| `workshop.followed`  | borrower                 | the day on which a teacher noted it as followed, or None |
| `workshop.waiving`   | actor                    | the Refusal for who may not say that it is not needed, or None |
| `lending.where`      | actor                    | (name, town) of where someone on the road meets people |
| `lending.moments`    | actor, today             | a list of Moment: who is expected where today    |
| `till.travels`       | actor                    | True when this person is on the road now         |
| `reuse_sheet.lines`  | device                   | a list of SheetLine: what the room did to it     |
| `letter.holds`       | letter                   | True when what it says is no longer so, or None  |
| `letter.enclosed`    | letter                   | a list of Enclosure (`outbox.py`): what leaves with it |
| `bank.imported`      | file, actor, now, tell   | how many of its movements are in the books now   |
| `retention.records`  | (nothing)                | a RecordType (`expiring.py`), or a list of them  |
| `background`         | (nothing)                | nothing; does what waits in one digibank         |
| `nightly`            | actor, today             | nothing; does what is due in one digibank        |
| `check`              | (nothing)                | an iterable of sentences on what does not hold   |
| `counts`             | actor                    | {endpoint: a select of the ids that wait there,  |
|                      |                          |  written at import; it may ask for `:today`}     |
| `example.load`       | now                      | the sign-ins of the example that was loaded      |
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

POINTS = frozenset(
    {
        "device.panels",
        "device.holds",
        "device.elsewhere",
        "device.closed",
        "device.next_steps",
        "device.received",
        "device.reported",
        "attest.validation",
        "wiping.panels",
        "partner.panels",
        "partners.doors",
        "contacts.doors",
        "deposits.doors",
        "application.panels",
        "borrower.panels",
        "borrower.holds",
        "borrower.kept",
        "borrower.questions",
        "borrower.edited",
        "borrower.forgotten",
        "borrower.parts",
        "person.tells",
        "person.letters",
        "borrower.at_home",
        "borrower.merging",
        "borrower.merge_holds",
        "borrower.merged",
        "borrower.unmerged",
        "agreement.changed",
        "loan.panels",
        "place.panels",
        "place.lands",
        "place.counts",
        "lot.panels",
        "today.technician",
        "today.desk",
        "today.coordinator",
        "scan.lands",
        "scan.sentences",
        "member.left",
        "invitation.accepted",
        "digibank.founded",
        "workshop.followed",
        "workshop.waiving",
        "lending.where",
        "lending.moments",
        "till.travels",
        "reuse_sheet.lines",
        "letter.holds",
        "letter.enclosed",
        "bank.imported",
        "retention.records",
        "background",
        "nightly",
        "check",
        "counts",
        "example.load",
    }
)


@dataclass(frozen=True)
class Panel:
    """A card that one room puts on another's page: a template and what it needs to know."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    #: cards with a lower weight come first
    weight: int = 50


@dataclass(frozen=True)
class NextStep:
    """One thing that can be done now: a button. `is_main` makes it the biggest on the screen."""

    label: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    is_main: bool = False
    icon: str = "arrow"
    #: POST at once (needs no further question) or go to a page
    posts: bool = False
    #: one tap takes it back, so a card on the wall that says so does it at once
    is_undone_by_a_tap: bool = False


@dataclass(frozen=True)
class PersonSection:
    """What one room keeps of a person, for the person to read: things, each a few facts by name.

    The names are those of the machine-readable copy (`docs/privacy.md`); how they are said to people, and how a value
    is said, is told by the room *rights*. A fact that is None or empty is not known, and is not told.
    """

    #: "loans"; the name of the list in the copy
    key: str
    things: Sequence[Mapping[str, Any]]
    #: whose rows these are; a house test asks that no table with a person in it is told by nobody
    tables: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Part:
    """Something that a room keeps of a person and can let go of while something else keeps the person known."""

    #: as a request remembers that it went: "own_laptops"
    key: str
    #: let go of it; part of a deed that is recorded
    let_go: Callable[[datetime], object]
    #: under which kind of record the same goes by itself: what a colleague keeps of it does not go this way either
    record_type: str = ""


@dataclass(frozen=True)
class SheetLine:
    """One line of a device's *hergebruikfiche*: what was done to it, as a room tells it.

    The sheet is completed after each step of the preparation for reuse (MB 23 June 2017, art. 3), so whoever
    does something to a device offers a line of it. Never anything of a borrower.
    """

    at: datetime
    #: what was done, as people say it ("Visual inspection", "Repair: hinge")
    step: str
    #: name of who did it; empty when a machine did
    who: str
    #: what came out of it, in a few words
    result: str
    #: minutes of work, when somebody wrote them down
    minutes: int | None = None
    #: what was built in or taken out, in a few words
    parts: str = ""


_offered: dict[str, list[Callable[..., Any]]] = defaultdict(list)

F = TypeVar("F", bound=Callable[..., Any])


def offers(point: str) -> Callable[[F], F]:
    """Offer the decorated function at `point`; an unknown point is a typing error and crashes at import."""
    if point not in POINTS:
        raise KeyError(f"nobody asks for {point!r}; see the table in offers.py")

    def hang(function: F) -> F:
        if function not in _offered[point]:
            _offered[point].append(function)
        return function

    return hang


def line_up(rooms: Sequence[str]) -> None:
    """Put what is offered in the order of the rooms, as given by their packages, whichever was imported first."""

    def rank(function: Callable[..., Any]) -> tuple[int, str]:
        module = function.__module__
        at = next((at for at, room in enumerate(rooms) if f"{module}.".startswith(f"{room}.")), len(rooms))
        return at, module

    for functions in _offered.values():
        functions.sort(key=rank)


def offered(point: str, *facts: Any) -> list[Any]:
    """Everything that rooms offer at `point` for these facts, flat, without the Nones."""
    assert point in POINTS
    answers: list[Any] = []
    for function in _offered[point]:
        answer = function(*facts)
        if isinstance(answer, list):
            answers.extend(answer)
        elif answer is not None:
            answers.append(answer)
    return answers


def offering(point: str) -> list[Callable[..., Any]]:
    """Who offers something at `point`, in the order of the rooms: for who must ask each by itself."""
    assert point in POINTS
    return list(_offered[point])


def panels(point: str, *facts: Any) -> list[Panel]:
    """The panels offered at `point`, lightest first."""
    return sorted(offered(point, *facts), key=lambda panel: panel.weight)
