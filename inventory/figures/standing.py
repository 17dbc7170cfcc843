"""The laptops themselves on the overview: where they are, how fast they become ready, who waits, and what comes back.

Things and days, asked in one statement; of people only how many wait, for those who see the waiting list anyway.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from sqlalchemy import Date, Integer, Select, case, cast, func, literal, null, select, union_all

from inventory.applications.models import Application
from inventory.applications.states import ApplicationState
from inventory.devices.models import Device, Passage
from inventory.figures.drawing import Drawn, Picture, Row
from inventory.figures.labels import said_number
from inventory.figures.rules import WAITED, Back, back_of, waited_of
from inventory.foundation import charts
from inventory.foundation.clock import day
from inventory.foundation.database import EnumText, Moment, db
from inventory.foundation.period import Period
from inventory.impact import flow
from inventory.impact.counting import LOOP
from inventory.impact.flow import ON_THE_WAY, Step
from inventory.indicators.answer import Unit
from inventory.journey import Stage
from inventory.lending.models import Ending, Loan
from inventory.wording import say

_AT, _READY, _WAITS, _DUE, _GONE = "at", "ready", "waits", "due", "gone"
#: a loan that ended so was never one, or need not come back
_NOT_DUE = (Ending.UNDONE, Ending.TRANSFERRED)


@dataclass
class Standing:
    """What the overview tells of the laptops in one period, before it is drawn."""

    stages: dict[Stage, int] = field(default_factory=dict)
    #: of each month in which a laptop became ready for the first time: how many days each took
    ready: dict[date, list[int]] = field(default_factory=dict)
    #: how many days ago each asked who was promised a laptop and has none yet
    waits: list[int] = field(default_factory=list)
    #: of the loans that had to end: how many came back so
    back: dict[Back, int] = field(default_factory=dict)


def pictures_of(period: Period, today: date) -> list[Picture]:
    """The pictures of the laptops themselves; nothing of what there is not."""
    standing = standing_in(period, today)
    drawn = (_where(standing.stages), _fast(standing.ready), _waiting(standing.waits), _back(standing.back))
    return [one for one in drawn if one is not None]


# --- what there is ---


def standing_in(period: Period, today: date) -> Standing:
    """Where the laptops are and who waits now; of the period what became ready, and what had to come back."""
    standing, steps, back = Standing(), list[Step](), defaultdict[Back, int](int)
    asked = union_all(_stages(), _passages(period), _promised(), _due(period, today))
    for what, stage, number, at, on in db.session.execute(asked):
        if what == _AT:
            standing.stages[stage] = number
        elif what == _READY:
            steps.append(Step(number, 1, stage, at))
        elif what == _WAITS:
            standing.waits.append((today - day(at)).days)
        else:
            back[Back.GONE if what == _GONE else back_of(on, day(at) if at else None)] += 1
    standing.stages = {one: standing.stages[one] for one in LOOP if one in standing.stages}
    standing.ready = flow.by_month(_made_ready(steps, period))
    standing.back = {one: back[one] for one in Back} if back else {}
    return standing


def _made_ready(steps: Sequence[Step], period: Period) -> Iterable[tuple[date, int]]:
    per_device: dict[int, list[Step]] = defaultdict(list)
    for step in sorted(steps, key=lambda one: one.at):
        per_device[step.device_id].append(step)
    for own in per_device.values():
        ready = flow.days_to_ready(own)
        if ready is not None and period.since <= ready[0] <= period.until:
            yield ready[0].replace(day=1), ready[1]


#: what of it, at which stage, which number, at which moment, on which day
_Asked = Select[Any, Any, Any, Any, Any]
_NO_STAGE, _NO_MOMENT = cast(null(), EnumText(Stage)), cast(null(), Moment())
_NO_NUMBER, _NO_DAY = cast(null(), Integer), cast(null(), Date)


def _stages() -> _Asked:
    columns = (literal(_AT), Device.stage, func.count(Device.id), _NO_MOMENT, _NO_DAY)
    return select(*columns).group_by(Device.stage)


def _passages(period: Period) -> _Asked:
    """Of each first round that became ready in the period: when it came in, and when it was ready."""
    became = select(Passage.device_id).where(
        Passage.end == Stage.READY, Passage.lap == 1,
        Passage.passed_at >= period.begin, Passage.passed_at < period.end,
    )  # fmt: skip
    return select(literal(_READY), Passage.end, Passage.device_id, Passage.passed_at, _NO_DAY).where(
        Passage.device_id.in_(became), Passage.lap == 1, Passage.end.in_((Stage.RECEIVED, Stage.READY))
    )


def _promised() -> _Asked:
    return select(literal(_WAITS), _NO_STAGE, _NO_NUMBER, Application.applied_at, _NO_DAY).where(
        Application.state == ApplicationState.APPROVED, Application.device_id.is_(None)
    )


def _due(period: Period, today: date) -> _Asked:
    """The loans of which the end came in the period; today's own may still come."""
    what = case((Loan.ending.in_((Ending.LOST, Ending.WRITTEN_OFF)), _GONE), else_=_DUE)
    return select(what, _NO_STAGE, _NO_NUMBER, Loan.ended_at, Loan.due_on).where(
        Loan.due_on >= period.since, Loan.due_on <= period.until,
        (Loan.due_on < today) | Loan.ended_at.is_not(None), Loan.due_on <= today,
        Loan.ending.is_(None) | Loan.ending.not_in(_NOT_DUE),
    )  # fmt: skip


# --- how it is drawn ---


def _where(counts: dict[Stage, int]) -> Picture | None:
    if not counts:
        return None
    points = [charts.Point(str(say(stage)), count) for stage, count in counts.items()]
    return Picture(
        "stages", Drawn.BARS, _("Where are the laptops now?"), _narrowest(counts), (_("Devices"),),
        _rows(points), charts.bars(points),
    )  # fmt: skip


def _rows(points: Sequence[charts.Point]) -> tuple[Row, ...]:
    return tuple(Row(point.label, (said_number(Unit.THINGS, point.value),)) for point in points)


def _narrowest(counts: dict[Stage, int]) -> str:
    """At which step before ready most of them wait."""
    waiting = {stage: counts[stage] for stage in (*ON_THE_WAY, Stage.RETURNED) if stage in counts}
    if not waiting:
        return _("Nothing waits at the bench.")
    stage = max(waiting, key=lambda one: waiting[one])
    return ngettext(
        "Most wait at “%(stage)s”: %(num)s laptop.", "Most wait at “%(stage)s”: %(num)s laptops.", waiting[stage],
        stage=say(stage),
    )  # fmt: skip


def _fast(months: dict[date, list[int]]) -> Picture | None:
    middles = {month: middle for month, days in months.items() if (middle := flow.median(days)) is not None}
    every = [days for some in months.values() for days in some]
    middle = flow.median(every)
    if middle is None:
        return None
    sentence = ngettext(
        "%(num)s laptop became ready for the first time; it took %(middle)s.",
        "%(num)s laptops became ready for the first time; half of them within %(middle)s.",
        len(every), middle=said_number(Unit.DAYS, middle),
    )  # fmt: skip
    rows = tuple(
        Row(
            format_date(month, "MMMM yyyy"),
            (said_number(Unit.THINGS, len(months[month])), said_number(Unit.DAYS, days)),
        )
        for month, days in middles.items()
    )  # fmt: skip
    points = [charts.Point(format_date(month, "MMM"), days) for month, days in middles.items()]
    kind, chart = (Drawn.LINE, charts.line_chart(points)) if len(points) > 1 else (Drawn.TABLE, None)
    headings = (_("Laptops"), _("Half of them within"))
    return Picture("fast", kind, _("Does a gift move fast enough?"), sentence, headings, rows, chart)


def _waiting(waits: Sequence[int]) -> Picture | None:
    if not waits:
        return None
    counts = [sum(waited_of(days) == at for days in waits) for at in range(len(WAITED))]
    labels = [_waited(at) for at in range(len(WAITED))]
    sentence = ngettext(
        "%(num)s person was promised a laptop and waits for it.",
        "%(num)s people were promised a laptop and wait for it.",
        len(waits),
    )
    if counts[-1]:
        sentence += " " + ngettext(
            "%(num)s longer than two weeks.", "%(num)s longer than two weeks.", counts[-1]
        )
    points = [charts.Point(label, count) for label, count in zip(labels, counts, strict=True)]
    chart = charts.column_chart(labels, [charts.Series(_("People"), counts)])
    question = _("How long have people been waiting?")
    return Picture("waiting", Drawn.COLUMNS, question, sentence, (_("People"),), _rows(points), chart)


def _waited(at: int) -> str:
    first, last = WAITED[at]
    if last is None:
        return _("%(number)s days", number=f"{first}+")
    return _("%(number)s days", number=f"{first}–{last}")


def _back(counts: dict[Back, int]) -> Picture | None:
    if not counts:
        return None
    told = [one for one in Back if one is not Back.GONE or counts[one]]
    points = [charts.Point(str(say(one)), counts[one]) for one in told]
    sentence = ngettext(
        "%(num)s laptop had to be back; %(on_time)s came on time.",
        "%(num)s laptops had to be back; %(on_time)s came on time.",
        sum(counts.values()), on_time=counts[Back.ON_TIME],
    )  # fmt: skip
    return Picture(
        "back", Drawn.STRIP, _("Do laptops come back?"), sentence, (_("Laptops"),), _rows(points),
        charts.strip(points),
    )  # fmt: skip
