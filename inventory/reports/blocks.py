"""Every block that a template may name, and what it comes to for some days. None of them ever holds a borrower's name.

A block is a function from what is asked to a Part, said in the language in force. What leaves the house tells nothing
of fewer than five people, so that whoever gets a report cannot find anyone in it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from inventory.foundation.database import db
from inventory.foundation.period import Period
from inventory.foundation.tongue import tongue
from inventory.impact import bench, counting, flow
from inventory.impact.counting import FEWEST_PEOPLE, Given, Lent
from inventory.impact.rules import Factor, FactorKind, Outcome, Spread, Use
from inventory.impact.words import told_kilograms, told_per_mille, told_source, weight_source
from inventory.journey import Stage
from inventory.partners.models import Partner
from inventory.reports.shape import HIDDEN, Cell, Column, Kind, Part, Row, Table
from inventory.reports.template import TEXT, Block, said
from inventory.wording import say


@dataclass(frozen=True)
class Asked:
    """What a report is about: which days and where; what several blocks need is asked of the database once."""

    period: Period
    today: date
    municipality: str = ""

    @cached_property
    def uses(self) -> Sequence[Use]:
        """Each stay of a laptop with someone."""
        return counting.uses_of()

    @cached_property
    def lent(self) -> Lent:
        """What laptops did in these days."""
        return counting.lent_in(self.uses, self.period, self.today)

    @cached_property
    def factors(self) -> dict[FactorKind, Factor]:
        """The published numbers that hold on the last of these days."""
        return counting.factors_on(self.period.until)


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
        """Did nothing happen that it counts?"""
        if self.is_nothing is not None:
            return self.is_nothing
        return not any(cell for table in self.tables for row in table.rows for cell in row.cells)


Maker = Callable[[Asked, Block], Made]
_MAKERS: dict[str, Maker] = {}
_NAMES: dict[str, Callable[[], str]] = {}


def block(name: str, called: Callable[[], str]) -> Callable[[Maker], Maker]:
    """Offer a block under this name; `called` says in the language in force what it is called."""

    def hang(maker: Maker) -> Maker:
        assert name not in _MAKERS, name
        _MAKERS[name], _NAMES[name] = maker, called
        return maker

    return hang


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


def shown(count: int) -> Cell:
    """A number of people, or of what points at people."""
    return count if count >= FEWEST_PEOPLE else HIDDEN


@block(TEXT, lambda: _("Words of your own"))
def _text(_asked: Asked, one: Block) -> Made:
    return Made("", (said(one.given["words"], tongue()),))


@block("impact.stages", lambda: _("Where the laptops are now"))
def _stages(asked: Asked, _one: Block) -> Made:
    counts = counting.stages_now()
    rows = tuple(
        Row(str(say(stage)), (shown(count) if stage is Stage.LENT else count,))
        for stage, count in counts.items()
        if count
        or (stage is Stage.LENT and any(counts.values()))  # absent would be none, and a few be one to four
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


@block("impact.donors", lambda: _("Each donor: received, reused, parts, recycled, people reached"))
def _donors(asked: Asked, _one: Block) -> Made:
    heading = _("What donors gave")
    given = counting.given_in(asked.period, asked.today)
    may_be_named = set(db.session.scalars(select(Partner.id).where(Partner.may_be_named)))
    rows = tuple(_of_donor(each) for each in given if each.donor_id in may_be_named)
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


def _of_donor(one: Given) -> Row:
    pieces = one.spread.pieces
    return Row(
        one.donor,
        (
            one.spread.received, pieces[Outcome.REUSED], pieces[Outcome.PARTS], pieces[Outcome.RECYCLED],
            one.spread.all_grams, HIDDEN if one.people is None else one.people,
        ),
    )  # fmt: skip


@block("impact.lent", lambda: _("How long laptops were with someone"))
def _lent(asked: Asked, _one: Block) -> Made:
    lent, heading = asked.lent, _("How long laptops were with someone")
    if not lent.days:
        return Made(heading, (_("No laptop was with anyone in these days."),))
    is_told = lent.people >= FEWEST_PEOPLE
    rows = (
        Row(_("Laptops that were with someone"), (shown(len(lent.days)),)),
        Row(_("Of those for the first time"), (shown(lent.first_times),)),
    )
    days = (
        Row(_("All laptops together"), (lent.all_days if is_told else HIDDEN,)),
        Row(_("Half of the laptops, at most"), (lent.middle_days if is_told else HIDDEN,)),
    )
    tables = (
        Table(heading, _("What"), (Column(_("Laptops")),), rows),
        Table(_("Days with someone"), _("What"), (Column(_("Days"), Kind.DAYS),), days),
    )
    return Made(heading, (), tables)


@block("impact.loss", lambda: _("What did not come back"))
def _loss(asked: Asked, _one: Block) -> Made:
    found, heading = counting.lost_in(asked.period), _("What did not come back")
    if not found.loans:
        return Made(heading, (_("No loan ran in these days."),))
    lost, off, loans = shown(found.lost), shown(found.written_off), shown(found.loans)
    share = found.per_hundred if HIDDEN not in (lost, off, loans) else HIDDEN
    counts = (
        Row(_("Loans that ran"), (loans,)),
        Row(_("Told as missing or stolen, and not back"), (lost,)),
        Row(_("Written off"), (off,)),
    )
    of_hundred = (Row(_("Lost or written off"), (share,)),)
    tables = (
        Table(heading, _("What"), (Column(_("Loans")),), counts),
        Table(_("Of all loans"), _("What"), (Column(_("Part of the whole"), Kind.PER_MILLE),), of_hundred),
    )
    return Made(heading, (), tables)


@block("impact.cost", lambda: _("What repairs cost for each day on loan"))
def _cost(asked: Asked, _one: Block) -> Made:
    found, heading = counting.cost_in(asked.period, asked.lent), _("What repairs cost")
    each = found.cents_per_day if asked.lent.people >= FEWEST_PEOPLE or not found.days else HIDDEN
    rows = (
        Row(_("All repairs of which the cost is known"), (found.cents if found.known else None,)),
        Row(_("For each day that a laptop was with someone"), (each,)),
    )
    told = _(
        "The cost is known of %(known)s of %(repairs)s repairs.", known=found.known, repairs=found.repairs
    )
    return Made(heading, (told,), (Table(heading, _("What"), (Column(_("Cost"), Kind.CENTS),), rows),))


@block("impact.saved", lambda: _("What was saved: CO₂, raw materials, e-waste"))
def _saved(asked: Asked, _one: Block) -> Made:
    lent, heading = asked.lent, _("What was saved")
    found = counting.saved_by(lent.all_days, lent.first_times, asked.factors)
    realised = _grams((each.factor.kind, each.grams) for each in found) if _may_tell(lent.people) else None
    expected = (
        _grams((each.factor.kind, each.expected) for each in found) if _may_tell(lent.first_times) else None
    )
    hidden = tuple(Row(str(say(kind)), (HIDDEN,)) for kind in FactorKind)
    tables = [
        Table(
            _("Realised"),
            _("What"),
            (Column(_("Weight"), Kind.GRAMS),),
            realised if realised is not None else hidden,
        )
    ]
    if any(each.expected is not None for each in found):
        rows = expected if expected is not None else hidden
        tables.append(
            Table(_("Prognosis, not realised"), _("What"), (Column(_("Weight"), Kind.GRAMS),), rows)
        )
    notes = (
        _(
            "Realised: days on which a laptop really was with someone. Prognosis: what laptops that were lent for the "
            "first time may save in four years; it is never added. Nothing is claimed for what stands on a shelf."
        ),
        *(told_source(each.factor) for each in found),
    )
    return Made(heading, (), tuple(tables), notes)


def _may_tell(people: int) -> bool:
    """May what follows from so many people be told? Of nobody it says nothing of anyone."""
    return people == 0 or people >= FEWEST_PEOPLE


def _grams(told: Iterable[tuple[FactorKind, int | None]]) -> tuple[Row, ...]:
    return tuple(Row(str(say(kind)), (grams,)) for kind, grams in told)
