"""Every block that a template may name, and what it comes to for some days. None of them ever holds a borrower's name.

A block is a function from what is asked to a Part, said in the language in force. Of people a report tells what may
leave the house (`docs/decisions/0023-what-leaves-the-house.md`): of a whole quarter or year that is over, of everything
together. A report about anything else stays in the house, and tells people in steps of five.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from inventory.figures import hiding as figures_hiding
from inventory.figures import telling
from inventory.foundation.database import db
from inventory.foundation.period import Period, calendar_with
from inventory.foundation.tongue import tongue
from inventory.impact import bench, counting, flow
from inventory.impact.counting import Given, Lent
from inventory.impact.hiding import Told, in_steps, stepped
from inventory.impact.rules import Factor, FactorKind, Method, Outcome, Spread, Use, shared
from inventory.impact.words import told_kilograms, told_per_mille, told_source, weight_source
from inventory.indicators.answer import Indicator
from inventory.journey import Stage
from inventory.partners.models import Partner
from inventory.reports.shape import HIDDEN, Cell, Column, Kind, Part, Row, Table
from inventory.reports.template import FOLLOWS_A_TOWN, TEXT, Block, said
from inventory.wording import say


@dataclass(frozen=True)
class Asked:
    """What a report is about: which days and where; what several blocks need is asked of the database once."""

    period: Period
    today: date
    municipality: str = ""
    #: could it point at someone, beside what other reports tell?
    stays_in_the_house: bool = True

    @cached_property
    def uses(self) -> Sequence[Use]:
        """Each stay of a laptop with someone."""
        return counting.uses_of()

    @cached_property
    def lent(self) -> Lent:
        """What laptops did in these days."""
        return counting.lent_in(self.uses, self.period, self.today)

    @cached_property
    def told(self) -> Told:
        """What of people may be told of these days."""
        calendar = calendar_with(self.period)
        if self.stays_in_the_house or calendar is None:
            return in_steps(counting.did_in(self.uses, self.period, self.today))
        told = counting.leaving(self.uses, calendar, self.today)
        return _beside(told, telling.leaving(Indicator.LOANS, calendar.year, self.today)[calendar])

    @cached_property
    def factors(self) -> dict[FactorKind, Factor]:
        """The published numbers that hold on the last of these days."""
        return counting.factors_on(self.period.until)


def _beside(told: Told, of_loans: figures_hiding.Told) -> Told:
    """What another indicator keeps back of the same loans is kept back here too."""
    ended = {
        row: line[0]
        for grid in of_loans.grids
        if grid.name == "endings"
        for row, line in zip(grid.rows, grid.values, strict=True)
    }
    return replace(
        told,
        loans=told.loans if of_loans.n is not None else None,
        lost=told.lost if ended.get("ending:lost") is not None else None,
        written_off=told.written_off if ended.get("ending:written_off") is not None else None,
    )


@dataclass(frozen=True)
class Made:
    """What a block came to: its own heading, sentences, tables, and sources in small letters."""

    heading: str
    says: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    #: nothing happened that it counts; None: as its numbers say
    is_nothing: bool | None = None

    @property
    def tells_nothing(self) -> bool:
        """Did nothing happen that it counts, or too little to tell? Which of the two, nobody may know."""
        if self.is_nothing is not None:
            return self.is_nothing
        cells = [cell for table in self.tables for row in table.rows for cell in row.cells]
        return not any(cell for cell in cells if cell != HIDDEN)


Maker = Callable[[Asked, Block], Made]
_MAKERS: dict[str, Maker] = {}
_NAMES: dict[str, Callable[[], str]] = {}
_OF_PEOPLE: set[str] = set()
#: what makes a block tell of some only
_FILTERS = ("municipality", "service", "device_kind")


def block(name: str, called: Callable[[], str], *, of_people: bool = False) -> Callable[[Maker], Maker]:
    """Offer a block under this name; `called` says in the language in force what it is called."""

    def hang(maker: Maker) -> Maker:
        assert name not in _MAKERS, name
        _MAKERS[name], _NAMES[name] = maker, called
        if of_people:
            _OF_PEOPLE.add(name)
        return maker

    return hang


def may_leave(blocks: Iterable[Block], period: Period, municipality: str, today: date) -> bool:
    """May a report of these blocks leave the house? Of things always; of people of whole days and everyone only."""
    calendar = calendar_with(period)
    of_people = [one for one in blocks if one.name in _OF_PEOPLE]
    is_whole = calendar is not None and calendar.is_over(today)
    return not of_people or (is_whole and is_of_everyone(of_people, municipality))


def is_of_everyone(blocks: Iterable[Block], municipality: str) -> bool:
    """Is nothing of people in it of one town, one service or one kind of device only?"""
    of_people = [one for one in blocks if one.name in _OF_PEOPLE]
    is_in_one_town = bool(municipality) and any(one.family in FOLLOWS_A_TOWN for one in of_people)
    return not is_in_one_town and not any(one.given.get(name) for one in of_people for name in _FILTERS)


def known() -> list[str]:
    """The names of all blocks."""
    return list(_MAKERS)


def called(name: str) -> str:
    """What people call a block."""
    return _NAMES[name]()


def part_of(asked: Asked, one: Block) -> Part:
    """What a block of a template comes to."""
    made = _MAKERS[one.name](asked, one)
    heading = said(one.heading, tongue()) or made.heading
    return Part(one.name, heading, made.says, made.tables, made.notes, made.tells_nothing)


def shown(told: int | None) -> Cell:
    """A number that may be told, or that it may not."""
    return HIDDEN if told is None else told


@block(TEXT, lambda: _("Words of your own"))
def _text(_asked: Asked, one: Block) -> Made:
    return Made("", (said(one.given["words"], tongue()),))


@block("impact.stages", lambda: _("Where the laptops are now"), of_people=True)
def _stages(asked: Asked, _one: Block) -> Made:
    counts = counting.stages_now()
    # With whom laptops are is of a day: a paper of each day would tell who came today. Absent would be nobody.
    with_people = stepped(counts[Stage.LENT]) if asked.stays_in_the_house else None
    rows = tuple(
        Row(str(say(stage)), (shown(with_people) if stage is Stage.LENT else count,))
        for stage, count in counts.items()
        if count or (stage is Stage.LENT and any(counts.values()))
    )
    heading = _("Where the laptops are on %(day)s", day=say(asked.today))
    says = () if rows else (_("There is no device yet."),)
    return Made(heading, says, (Table(heading, _("Stage"), (Column(_("Devices")),), rows),), is_nothing=True)


@block("impact.flow", lambda: _("From gift to ready, and where laptops wait"))
def _flow(asked: Asked, _one: Block) -> Made:
    found = bench.flow_in(asked.period)
    days = [each for _month, each in found.made_ready]
    if days:
        sentence = ngettext(
            "%(num)s laptop became ready for the first time; it took %(middle)s.",
            "%(num)s laptops became ready for the first time; half of them within %(middle)s.",
            len(days), middle=_days(flow.median(days)),
        )  # fmt: skip
    else:
        sentence = _("No laptop became ready for the first time in these days.")
    rows = tuple(
        Row(str(say(stage)), (len(found.waited.get(stage, ())), flow.median(found.waited.get(stage, ()))))
        for stage in flow.WAITING
    )
    columns = (Column(_("Left")), Column(_("Half left within"), Kind.DAYS))
    table = Table(_("Where laptops waited"), _("Stage"), columns, rows)
    return Made(_("From gift to ready"), (sentence,), (table,))


def _days(number: int | None) -> str:
    return ngettext("%(num)s day", "%(num)s days", number or 0)


@block("impact.first_time", lambda: _("What was right the first time"))
def _first_time(asked: Asked, _one: Block) -> Made:
    found, heading = bench.first_time(asked.period), _("What was right the first time")
    if found.percent is None:
        return Made(heading, (_("Nothing was signed off in these days."),))
    sentence = ngettext(
        "Of %(num)s checklist that was signed off, %(percent)s %% was right the first time.",
        "Of %(num)s checklists that were signed off, %(percent)s %% were right the first time.",
        found.signed, percent=found.percent,
    )  # fmt: skip
    rows = (
        Row(_("Signed off"), (found.signed,)),
        Row(_("Sent back by the second check first"), (found.sent_back,)),
        Row(_("Came back from a loan with what was repaired before"), (found.came_back,)),
    )
    return Made(heading, (sentence,), (Table(heading, _("What"), (Column(_("Checklists")),), rows),))


@block("impact.reuse", lambda: _("What was reused, in pieces and kilograms"))
def _reuse(asked: Asked, _one: Block) -> Made:
    found = counting.spread_in(asked.period, asked.uses)
    heading = _("What became of what came in")
    rows = tuple(Row(str(say(what)), (found.pieces[what], found.grams[what])) for what in Outcome)
    rows += (Row(_("Together"), (found.received, found.all_grams)),)
    columns = (Column(_("Devices")), Column(_("Weight"), Kind.GRAMS))
    return Made(heading, (_reused(found),), (Table(heading, _("What"), columns, rows),), _of_weights(found))


def _reused(found: Spread) -> str:
    if not found.received:
        return _("Nothing came in during these days.")
    return ngettext(
        "%(num)s device came in: %(share)s was reused. It weighs %(kg)s.",
        "%(num)s devices came in: %(share)s were reused. Together they weigh %(kg)s.",
        found.received, share=told_per_mille(found.reused_per_mille), kg=told_kilograms(found.all_grams),
    )  # fmt: skip


def _of_weights(found: Spread) -> tuple[str, ...]:
    notes = [
        _("Reused: lent at least once, or given for good. The other words are of what never was."),
        weight_source(),
    ]
    if found.unweighed:
        notes.append(
            ngettext(
                "Of %(num)s device nobody knows the weight; it is counted in pieces only.",
                "Of %(num)s devices nobody knows the weight; they are counted in pieces only.",
                found.unweighed,
            )
        )
    return tuple(notes)


@block(
    "impact.donors",
    lambda: _("Each donor: received, reused, parts, recycled, people reached"),
    of_people=True,
)
def _donors(asked: Asked, _one: Block) -> Made:
    heading = _("What donors gave")
    given = counting.given_in(asked.period, asked.today)
    may_be_named = set(db.session.scalars(select(Partner.id).where(Partner.may_be_named)))
    told = {each.donor_id: asked.told.of_giver(each.donor_id) for each in given}
    # Who gave nothing in these days stands there only because someone has one of their laptops.
    given = [each for each in given if each.spread.received or told[each.donor_id].people is not None]
    rows = tuple(
        _of_donor(each, told[each.donor_id].people) for each in given if each.donor_id in may_be_named
    )
    columns = (
        Column(_("Received")), *(Column(str(say(what))) for what in (Outcome.REUSED, Outcome.PARTS, Outcome.RECYCLED)),
        Column(_("Weight"), Kind.GRAMS), Column(_("People reached")),
    )  # fmt: skip
    says = () if given else (_("Nobody gave anything in these days."),)
    notes = []
    if unnamed := len(given) - len(rows):
        notes.append(
            ngettext(
                "%(num)s donor who did not say that we may name them is left out.",
                "%(num)s donors who did not say that we may name them are left out.",
                unnamed,
            )
        )
    tables = (Table(heading, _("Donor"), columns, rows),) if rows else ()
    return Made(heading, says, tables, tuple(notes))


def _of_donor(one: Given, people: int | None) -> Row:
    pieces = one.spread.pieces
    return Row(
        one.donor,
        (
            one.spread.received, pieces[Outcome.REUSED], pieces[Outcome.PARTS], pieces[Outcome.RECYCLED],
            one.spread.all_grams, shown(people),
        ),
    )  # fmt: skip


@block("impact.lent", lambda: _("How long laptops were with someone"), of_people=True)
def _lent(asked: Asked, _one: Block) -> Made:
    told, heading = asked.told.every, _("How long laptops were with someone")
    middle = asked.lent.middle_days if None not in (told.laptops, told.days) else None
    rows = (
        Row(_("Laptops that were with someone"), (shown(told.laptops),)),
        Row(_("Of those for the first time"), (shown(told.first_times),)),
    )
    days = (
        Row(_("All laptops together"), (shown(told.days),)),
        Row(_("Half of the laptops, at most"), (shown(middle),)),
    )
    tables = (
        Table(heading, _("What"), (Column(_("Laptops")),), rows),
        Table(_("Days with someone"), _("What"), (Column(_("Days"), Kind.DAYS),), days),
    )
    return Made(heading, (), tables)


@block("impact.loss", lambda: _("What did not come back"), of_people=True)
def _loss(asked: Asked, _one: Block) -> Made:
    told, heading = asked.told, _("What did not come back")
    share = None
    if told.lost is not None and told.written_off is not None and told.loans:
        share = shared(1000 * (told.lost + told.written_off), told.loans)
    counts = (
        Row(_("Loans that ran"), (shown(told.loans),)),
        Row(_("Told as missing or stolen, and not back"), (shown(told.lost),)),
        Row(_("Written off"), (shown(told.written_off),)),
    )
    of_hundred = (Row(_("Lost or written off"), (shown(share),)),)
    tables = (
        Table(heading, _("What"), (Column(_("Loans")),), counts),
        Table(_("Of all loans"), _("What"), (Column(_("Part of the whole"), Kind.PER_MILLE),), of_hundred),
    )
    return Made(heading, (), tables)


@block("impact.cost", lambda: _("What repairs cost for each day on loan"), of_people=True)
def _cost(asked: Asked, _one: Block) -> Made:
    found, heading = counting.cost_in(asked.period, asked.lent), _("What repairs cost")
    days = asked.told.every.days
    each = shown(shared(found.cents, days) if days else None) if found.known else None
    rows = (
        Row(_("All repairs of which the cost is known"), (found.cents if found.known else None,)),
        Row(_("For each day that a laptop was with someone"), (each,)),
    )
    told = _(
        "The cost is known of %(known)s of %(repairs)s repairs.", known=found.known, repairs=found.repairs
    )
    is_nothing = not found.repairs and days is None
    tables = (Table(heading, _("What"), (Column(_("Cost"), Kind.CENTS),), rows),)
    return Made(heading, (told,), tables, is_nothing=is_nothing)


@block("impact.saved", lambda: _("What was saved: CO₂, raw materials, e-waste"), of_people=True)
def _saved(asked: Asked, _one: Block) -> Made:
    told, heading = asked.told.every, _("What was saved")
    found = counting.saved_by(told.days, told.first_times, asked.factors)
    column = (Column(_("Weight"), Kind.GRAMS),)
    tables = [Table(_("Realised"), _("What"), column, _grams((one.factor.kind, one.grams) for one in found))]
    expected = [one for one in found if one.factor.method is not Method.PER_LAPTOP]
    if expected:
        rows = _grams((one.factor.kind, one.expected) for one in expected)
        tables.append(Table(_("Prognosis, not realised"), _("What"), column, rows))
    notes = (
        _(
            "Realised: days on which a laptop really was with someone. Prognosis: what laptops that were lent for the "
            "first time may save in four years; it is never added. Nothing is claimed for what stands on a shelf."
        ),
        *(told_source(each.factor) for each in found),
    )
    return Made(heading, (), tuple(tables), notes)


def _grams(told: Iterable[tuple[FactorKind, int | None]]) -> tuple[Row, ...]:
    return tuple(Row(str(say(kind)), (shown(grams),)) for kind, grams in told)
