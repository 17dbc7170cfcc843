"""Where the laptops are now, as a picture: things and not people, so small numbers are told."""

from flask_babel import gettext as _
from flask_babel import ngettext

from inventory.figures.drawing import Drawn, Picture, Row
from inventory.foundation import charts
from inventory.impact.counting import stages_now
from inventory.impact.flow import ON_THE_WAY
from inventory.journey import Stage
from inventory.wording import say


def where_now() -> Picture | None:
    """How many laptops are at each step of the loop, in its order; None where there is no laptop."""
    counts = {stage: count for stage, count in stages_now().items() if count}
    if not counts:
        return None
    points = [charts.Point(str(say(stage)), count) for stage, count in counts.items()]
    return Picture(
        "stages",
        Drawn.BARS,
        _("Where are the laptops now?"),
        _narrowest(counts),
        (_("Devices"),),
        tuple(Row(point.label, (str(point.value),)) for point in points),
        charts.bars(points),
    )


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
