"""What the answers of a screening amount to, and what is still needed.

`decide` weighs answers against the conditions of a policy and lists every condition with what came of it. It
never approves or refuses: a person does, always (GDPR art. 22).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from inventory.applications.policy import (
    Criterion,
    Group,
    LendingPolicy,
    Mode,
    ProofKind,
    asked_of,
    criteria_of,
    trusts_referrer,
)


class Outcome(StrEnum):
    """What came of asking one condition."""

    #: yes, and the proof was seen
    MET = "met"
    #: yes, but the proof was not there; it comes along at the hand-over
    NOT_SHOWN = "not_shown"
    #: a social service looked at it for us
    VOUCHED = "vouched"
    NOT_MET = "not_met"
    #: not asked yet
    OPEN = "open"


class Outlook(StrEnum):
    """Where the answers point; a person still decides."""

    ELIGIBLE = "eligible"
    #: eligible once the proof is shown
    PROOF_TO_SHOW = "proof_to_show"
    #: more must be asked
    ASK_FURTHER = "ask_further"
    NOT_NOW = "not_now"
    #: this digibank has not set its conditions
    NOT_SET = "not_set"


@dataclass(frozen=True)
class Answer:
    """What was heard and seen for one condition."""

    outcome: Outcome
    proof: ProofKind | None = None


@dataclass(frozen=True)
class Finding:
    """One condition with what came of it."""

    criterion: Criterion
    outcome: Outcome
    proof: ProofKind | None = None


@dataclass(frozen=True)
class Need:
    """What would still help: `mode` of these conditions."""

    mode: Mode
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Assessment:
    """What the answers amount to, for the person who decides."""

    outlook: Outlook
    #: every condition of the policy, in its order, asked or not
    findings: tuple[Finding, ...] = ()
    #: what would still be needed for a yes
    needed: tuple[Need, ...] = ()
    #: said yes to, to be shown at the hand-over
    to_show: tuple[Criterion, ...] = ()
    #: still worth asking, in order; the first is the next question
    to_ask: tuple[Criterion, ...] = ()

    @property
    def welcomes(self) -> bool:
        """Do the answers lead to a yes without an exception? Unset conditions leave that to the person."""
        return self.outlook in {Outlook.ELIGIBLE, Outlook.PROOF_TO_SHOW, Outlook.NOT_SET}


def decide(answers: Mapping[str, Answer], policy: LendingPolicy, *, referred: bool = False) -> Assessment:
    """What `answers` (by criterion code) amount to under `policy`; nothing is decided by it.

    `referred`: a social service sent this person. Where the policy lets that replace proof, whatever was
    not asked counts as vouched for; an answer that was given stays what it is.
    """
    criteria = asked_of(policy)
    if criteria is None:
        return Assessment(Outlook.NOT_SET)
    heard = dict(_heard(criteria, answers, referred and trusts_referrer(policy)))
    whole = _weigh(criteria, heard)
    return Assessment(
        outlook=_OUTLOOKS[whole],
        findings=tuple(Finding(c, heard[c.code].outcome, heard[c.code].proof) for c in criteria_of(criteria)),
        needed=() if whole in _YES else tuple(_needed(criteria, heard)),
        to_show=tuple(c for c in _counting(criteria, heard) if heard[c.code].outcome is Outcome.NOT_SHOWN),
        to_ask=() if whole in _YES else tuple(_to_ask(criteria, heard)),
    )


_NOTHING_HEARD = Answer(Outcome.OPEN)
_YES = frozenset({Outcome.MET, Outcome.VOUCHED, Outcome.NOT_SHOWN})
_OUTLOOKS = {
    Outcome.MET: Outlook.ELIGIBLE,
    Outcome.VOUCHED: Outlook.ELIGIBLE,
    Outcome.NOT_SHOWN: Outlook.PROOF_TO_SHOW,
    Outcome.OPEN: Outlook.ASK_FURTHER,
    Outcome.NOT_MET: Outlook.NOT_NOW,
}


def _heard(group: Group, answers: Mapping[str, Answer], vouched: bool) -> Iterator[tuple[str, Answer]]:
    """Every condition with its answer; a service's word takes the place of what was not asked or not shown.

    In a *none* group it takes only the place of asking: a yes there speaks against, shown or not.
    """
    replaced = {Outcome.OPEN} if group.mode is Mode.NONE else {Outcome.OPEN, Outcome.NOT_SHOWN}
    for branch in group.of:
        if isinstance(branch, Group):
            yield from _heard(branch, answers, vouched)
            continue
        answer = answers.get(branch.code, _NOTHING_HEARD)
        by_word = vouched and answer.outcome in replaced
        yield branch.code, Answer(Outcome.VOUCHED, ProofKind.REFERRER) if by_word else answer


def _weigh(branch: Criterion | Group, heard: Mapping[str, Answer]) -> Outcome:
    """What one branch of the tree amounts to: the outcome that settles it comes first in each order."""
    if isinstance(branch, Criterion):
        return heard[branch.code].outcome
    outcomes = {_weigh(part, heard) for part in branch.of}
    if branch.mode is Mode.NONE:
        if outcomes & {Outcome.MET, Outcome.NOT_SHOWN}:
            return Outcome.NOT_MET
        return Outcome.OPEN if Outcome.OPEN in outcomes else Outcome.MET
    return next((outcome for outcome in _FIRST[branch.mode] if outcome in outcomes), Outcome.MET)


_FIRST = {
    Mode.ALL: (Outcome.NOT_MET, Outcome.OPEN, Outcome.NOT_SHOWN, Outcome.VOUCHED, Outcome.MET),
    # Said yes without the paper is enough to go on: the other questions would only embarrass.
    Mode.ANY: (Outcome.MET, Outcome.VOUCHED, Outcome.NOT_SHOWN, Outcome.OPEN, Outcome.NOT_MET),
}


def _to_ask(group: Group, heard: Mapping[str, Answer]) -> Iterator[Criterion]:
    """Conditions that can still change what `group` amounts to; a settled branch asks nothing more."""
    if _weigh(group, heard) is not Outcome.OPEN:
        return
    for branch in group.of:
        if isinstance(branch, Group):
            yield from _to_ask(branch, heard)
        elif heard[branch.code].outcome is Outcome.OPEN:
            yield branch


def _needed(group: Group, heard: Mapping[str, Answer]) -> Iterator[Need]:
    """What stands between `group` and a yes, grouped as the policy groups it."""
    if _weigh(group, heard) in _YES:
        return
    if group.mode is Mode.NONE:
        blocking = {Outcome.MET, Outcome.NOT_SHOWN, Outcome.OPEN}
    else:
        blocking = {Outcome.NOT_MET, Outcome.OPEN}
    missing = tuple(c for c in group.of if isinstance(c, Criterion) and heard[c.code].outcome in blocking)
    if missing:
        yield Need(group.mode, missing)
    for branch in group.of:
        if isinstance(branch, Group):
            yield from _needed(branch, heard)


def _counting(group: Group, heard: Mapping[str, Answer]) -> Iterator[Criterion]:
    """The conditions on which a yes rests: in an *any*, only those that settle it."""
    outcome = _weigh(group, heard)
    for branch in group.of:
        if group.mode is Mode.ANY and _weigh(branch, heard) is not outcome:
            continue
        if isinstance(branch, Group):
            yield from _counting(branch, heard)
        else:
            yield branch
