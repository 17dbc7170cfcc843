"""A decision in plain sentences, for whoever says yes or no: why it is not simply a yes, and what would help."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from inventory.applications.deciding import Because, Decision, Reason, Verdict
from inventory.applications.policy import ExceptionRoad, ScreeningStep
from inventory.applications.screening import lacks_conditions
from inventory.wording import say


@dataclass(frozen=True)
class Why:
    """One reason: its sentence, what it is about in words, and how far it goes."""

    sentence: str
    about: tuple[str, ...]
    verdict: Verdict


def why_of(decision: Decision) -> list[Why]:
    """Every reason of the policy, in its order; none when it simply says yes."""
    return [Why(say(one.because), tuple(_about(one)), one.verdict) for one in decision.reasons]


#: a reason of these is about steps, about ways round; conditions stand on the page by themselves
_STEPS = frozenset({Because.STEP_OPEN, Because.STEP_DOUBTS, Because.STEP_REFUSES})


def _about(reason: Reason) -> Iterator[str]:
    if reason.because in _STEPS:
        yield from (say(ScreeningStep(step)) for step in reason.about)
    elif reason.because is Because.EXCEPTION_TAKEN:
        yield from (say(ExceptionRoad(road)) for road in reason.about)


def help_of(decision: Decision) -> list[str]:
    """What would bring the answer nearer to a yes; nothing where it is one."""
    if decision.verdict is Verdict.ELIGIBLE:
        return []
    whys = {one.because for one in decision.reasons}
    told = []
    if Because.STEP_OPEN in whys:
        told.append(_("Take the open steps of the screening."))
    if decision.referral_helps:
        told.append(_("A social service that looked at the conditions: its word is enough."))
    if lacks_conditions(decision):
        told += [_("An exception: %(road)s.", road=say(road)) for road in decision.roads_open]
    if decision.doors_open:
        told.append(_("Another way in: %(doors)s.", doors=", ".join(say(one) for one in decision.doors_open)))
    if whys & {Because.PERSON_LIMIT, Because.HOUSEHOLD_LIMIT}:
        told.append(_("Bring one back first."))
    return told
