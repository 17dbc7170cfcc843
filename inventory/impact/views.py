"""What came of the laptops: where they are, what was reused, lent, lost and saved, and each giver's answer."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask_babel import gettext as _

from inventory.foundation import charts
from inventory.foundation.asked_period import AskedPeriod, asked_period
from inventory.foundation.clock import now, today
from inventory.foundation.period import Period
from inventory.foundation.sheets import Sheet, as_download
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.impact import actions, counting
from inventory.impact.counting import FEWEST_PEOPLE, Given
from inventory.impact.forms import factor_form
from inventory.impact.hiding import ToldUses
from inventory.impact.overview import Overview, overview_of
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
    found = None if asked.problems else overview_of(asked.period)
    told = found.told if found is not None else None
    answer, status = page(
        "inventory/impact/index.html", asked=asked, found=found, told=told, kilograms=told_kilograms,
        share=told_per_mille, source=told_source, weight_source=weight_source(), outcomes=list(Outcome),
        fewest=FEWEST_PEOPLE, of_hundred=told_of_hundred, **(_drawn(told, asked.period) if told is not None else {}),
    )  # fmt: skip
    return answer, 422 if asked.problems else status


def _drawn(told: Overview, period: Period) -> dict[str, Any]:
    points = [charts.Point(str(say(stage)), count) for stage, count in told.stages.items() if count]
    return {
        "stages": charts.bars(points),
        "saved": counting.saved_by(told.days, told.first_times, counting.factors_on(period.until)),
        "sees_cost": g.actor.may(Permission.REPAIR_COST),
    }


@room.get("/donors.<any(csv, xlsx):kind>")
@needs(Permission.IMPACT_SEE)
def donors(kind: str) -> Any:
    """What became of the gifts of each giver, as a file; of a year or quarter that is over also what people did."""
    period = _asked().period
    told = overview_of(period).newest
    if told is None:
        # The page says that it is being worked out, and shows the way to the file once it is.
        return redirect(url_for(".index", since=period.since, until=period.until), 303)
    is_told = told.may_leave is not None
    name = f"donors-{period.since.isoformat()}-{period.until.isoformat()}"
    rows = [[*cells, *(_used(uses, period) if is_told else ())] for cells, uses in _gifts(told)]
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


def _gifts(told: Overview) -> Iterator[tuple[Sequence[Any], ToldUses]]:
    """The gifts of each giver in pieces and kilograms, and what may be told of people beside it."""
    may_leave = told.may_leave or {}
    for one in told.givers:
        spread, uses = one.spread, may_leave.get(one.donor_id, ToldUses())
        if not spread.received and uses.people is None:
            continue  # it would stand there only because someone has one of its laptops
        yield (
            one.donor, spread.received, *(spread.pieces[what] for what in Outcome), spread.all_grams / 1000,
            *(spread.grams[what] / 1000 for what in Outcome),
            None if spread.reused_per_mille is None else spread.reused_per_mille / 10,
        ), uses  # fmt: skip


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
