"""What came of the laptops: where they are, what was reused, lent, lost and saved, and each giver's answer."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, g, redirect, url_for
from flask_babel import gettext as _

from inventory.foundation import charts
from inventory.foundation.asked_period import AskedPeriod, asked_period
from inventory.foundation.clock import now, today
from inventory.foundation.period import Calendar, Period, calendar_with
from inventory.foundation.sheets import Sheet, as_download
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.impact import actions, bench, counting, flow
from inventory.impact.counting import FEWEST_PEOPLE, Given
from inventory.impact.forms import factor_form
from inventory.impact.hiding import ToldUses
from inventory.impact.rules import FactorKind, Method, Outcome
from inventory.impact.words import told_kilograms, told_of_hundred, told_per_mille, told_source, weight_source
from inventory.partners.actions import get_partner
from inventory.partners.models import PartnerKind
from inventory.permissions import Permission
from inventory.wording import say

room = Blueprint("impact", __name__, url_prefix="/<digibank>/impact")

#: the longest period that is asked at once
MOST_YEARS = 10


def _asked() -> AskedPeriod:
    """The period in the address; too long a one is said, and this year shown."""
    asked = asked_period(today())
    if not asked.problems and asked.period.until.year - asked.period.since.year >= MOST_YEARS:
        asked.problems.append(_("Ten years at most. Choose a shorter period."))
    return asked


@room.get("/")
@needs(Permission.IMPACT_SEE)
def index() -> Any:
    """Each question with its answer, for one period."""
    asked = _asked()
    shown = {} if asked.problems else _answers(asked.period)
    answer, status = page(
        "inventory/impact/index.html", asked=asked, kilograms=told_kilograms, share=told_per_mille,
        source=told_source, weight_source=weight_source(), outcomes=list(Outcome), fewest=FEWEST_PEOPLE,
        of_hundred=told_of_hundred, **{"stages": [], "spread": None, **shown},
    )  # fmt: skip
    return answer, 422 if asked.problems else status


def _answers(period: Period) -> dict[str, Any]:
    uses = counting.uses_of()
    lent = counting.lent_in(uses, period, today())
    made = [days for _month, days in bench.flow_in(period).made_ready]
    stages = counting.stages_now()
    return {
        "stages": charts.bars([charts.Point(str(say(one)), count) for one, count in stages.items() if count]),
        "made": len(made),
        "made_middle": flow.median(made),
        "first_time": bench.first_time(period),
        "spread": counting.spread_in(period, uses),
        "givers": counting.given_in(period, today()),
        "lent": lent,
        "lost": counting.lost_in(period),
        "cost": counting.cost_in(period, lent) if g.actor.may(Permission.REPAIR_COST) else None,
        "saved": counting.saved_by(lent.all_days, lent.first_times, counting.factors_on(period.until)),
    }


@room.get("/donors.<any(csv, xlsx):kind>")
@needs(Permission.IMPACT_SEE)
def donors(kind: str) -> Response:
    """What became of the gifts of each giver, as a file; of a year or quarter that is over also what people did."""
    period = _asked().period
    calendar = calendar_with(period)
    is_told = calendar is not None and calendar.is_over(today())
    name = f"donors-{period.since.isoformat()}-{period.until.isoformat()}"
    rows = [
        [*cells, *(_used(told, period) if told is not None else ())]
        for cells, told in _gifts(period, calendar if is_told else None)
    ]
    headings = [*_headings_of_gifts(), *(_headings_of_use() if is_told else ())]
    return as_download(kind, name, Sheet(_("Donors"), headings, rows))


def _headings_of_gifts() -> list[str]:
    kilograms = [_("%(what)s (kg)", what=say(one)) for one in Outcome]
    return [
        _("Donor"), _("Received"), *(str(say(one)) for one in Outcome), _("Received (kg)"), *kilograms,
        _("Reused, in %"),
    ]  # fmt: skip


def _headings_of_use() -> list[str]:
    return [
        _("People reached"), _("Days with someone"), *(_("%(what)s (kg)", what=say(one)) for one in FactorKind),
        _("Source"),
    ]  # fmt: skip


def _gifts(period: Period, calendar: Calendar | None) -> Iterator[tuple[Sequence[Any], ToldUses | None]]:
    """The gifts of each giver in pieces and kilograms, and what may be told of people beside it."""
    may_leave = counting.leaving(counting.uses_of(), calendar, today()) if calendar is not None else None
    for one in counting.given_in(period, today()):
        spread = one.spread
        told = may_leave.of_giver(one.donor_id) if may_leave is not None else None
        if not spread.received and (told is None or told.people is None):
            continue  # it would stand there only because someone has one of its laptops
        yield (
            one.donor, spread.received, *(spread.pieces[what] for what in Outcome), spread.all_grams / 1000,
            *(spread.grams[what] / 1000 for what in Outcome),
            None if spread.reused_per_mille is None else spread.reused_per_mille / 10,
        ), told  # fmt: skip


def _used(told: ToldUses, period: Period) -> Iterator[Any]:
    factors, not_shown = counting.factors_on(period.until), _("not shown")
    for number in (told.people, told.days):
        yield not_shown if number is None else number
    for saved in counting.saved_by(told.days, told.first_times, factors):
        yield not_shown if saved.grams is None else saved.grams / 1000
    yield " ".join(told_source(factor) for factor in factors.values())


def _saved(one: Given, factors: Any) -> list[counting.Saved]:
    """What these gifts saved; nothing of what fewer than five people had at home."""
    if one.days is None or one.first_times is None:
        return []
    return counting.saved_by(one.days, one.first_times, factors)


@room.get("/donors/<int:partner_id>")
@needs(Permission.IMPACT_SEE)
def donor(partner_id: int) -> Any:
    """What one giver may be told: received, reused, parts, recycled, kg, share, and what that saved."""
    partner, asked = get_partner(partner_id), _asked()
    found = None
    if not asked.problems and partner.kind is PartnerKind.DONOR:
        [found] = counting.given_in(asked.period, today(), partner.id)
    factors = counting.factors_on(asked.period.until)
    answer, status = page(
        "inventory/impact/donor.html", partner=partner, asked=asked, given=found, outcomes=list(Outcome),
        saved=_saved(found, factors) if found else [], kilograms=told_kilograms, share=told_per_mille,
        source=told_source, weight_source=weight_source(), fewest=FEWEST_PEOPLE,
    )  # fmt: skip
    return answer, 422 if asked.problems else status


@room.route("/factors", methods=["GET", "POST"])
@needs(Permission.FACTOR_EDIT)
def factors() -> Any:
    """Which published numbers hold today, which were set, and a place for another one."""
    form = factor_form(today())
    if form.validate_on_submit():
        with told_on(form):
            actions.set_factor(
                g.actor, FactorKind(form.kind.data), Method(form.method.data), grams=form.kilograms.grams or 0,
                source=form.source.data, year=form.year.data, valid_from=form.valid_from.data, now=now(),
            )  # fmt: skip
            say_done(_("Kept. What was issued before keeps its own number."))
            return redirect(url_for(".factors"), 303)
    return page(
        "inventory/impact/factors.html", form=form, holding=counting.factors_on(today()), source=told_source,
        was_set=actions.factors_set(), kilograms=told_kilograms,
    )  # fmt: skip


@room.post("/factors/<int:factor_id>/withdraw")
@needs(Permission.FACTOR_EDIT)
def withdraw(factor_id: int) -> Any:
    """It was set by mistake."""
    actions.withdraw_factor(g.actor, actions.get_factor(factor_id), now=now())
    say_done(_("Taken back. What held before it holds again."))
    return redirect(url_for(".factors"), 303)
