"""How long a loan lasts, when it is late, and what still stands between a laptop and its borrower.

Every question is answered with values: all the reasons why not, never only the first, because one
conversation at the desk must be enough. What a digibank left unset is `None` and never blocks anyone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from inventory.applications.policy import LoanEnd, Visit, VisitKind, WorkshopGate, months_after
from inventory.deposits.ledger import DepositWay, is_settled
from inventory.journey import Stage


class NotYet(StrEnum):
    """One reason why this laptop does not go home with this person now."""

    NO_BORROWER = "no_borrower"
    BORROWER_GONE = "borrower_gone"
    NOT_APPROVED = "not_approved"
    PROOF_TO_SEE = "proof_to_see"
    STILL_HAS_ONE = "still_has_one"
    HOUSEHOLD_HAS_ENOUGH = "household_has_enough"
    NO_DEVICE = "no_device"
    DEVICE_LENT = "device_lent"
    DEVICE_NOT_READY = "device_not_ready"
    KEPT_FOR_SOMEONE_ELSE = "kept_for_someone_else"
    DEVICE_BROKEN = "device_broken"
    NO_CHARGER = "no_charger"
    END_OPEN = "end_open"
    DEPOSIT_OPEN = "deposit_open"
    NOT_SIGNED = "not_signed"
    WORKSHOP_OPEN = "workshop_open"
    WORKSHOP_FIRST = "workshop_first"
    WORKSHOP_NOW = "workshop_now"


class Signing(StrEnum):
    """How the borrower signed."""

    #: with a finger or a mouse on our screen
    SCREEN = "screen"
    #: typed the own name, beside a witness of ours
    TYPED = "typed"
    #: with a pen on the printed agreement
    PAPER = "paper"


class WorkshopAnswer(StrEnum):
    """What was agreed about the start workshop when the laptop went home."""

    #: taken part, today or before
    FOLLOWED = "followed"
    #: agreed for a day
    PLANNED = "planned"
    #: not needed, with a reason
    NOT_NEEDED = "not_needed"


class SwapReason(StrEnum):
    """Why a borrower gets another laptop for the same loan; said at the bench as what is wrong with the old one."""

    DOES_NOT_START = "does_not_start"
    SCREEN = "screen"
    KEYBOARD = "keyboard"
    BATTERY = "battery"
    SLOW = "slow"
    #: something else fails
    FAILS = "fails"


class ChargerAtSwap(StrEnum):
    """What was seen of the charger when a laptop was swapped; looked at as when it comes back for good."""

    #: it fits the other laptop too, and stays with the borrower
    STAYS = "stays"
    #: it came back, and the other laptop's own goes along
    EXCHANGED = "exchanged"
    #: it did not come back, and the other laptop's own goes along
    MISSING = "missing"


class NotSwapped(StrEnum):
    """One reason why this laptop does not take the place of that one."""

    ENDED = "ended"
    #: another desk swapped it a moment ago
    SWAPPED_ALREADY = "swapped_already"
    #: the old one is gone: nobody can bring it back to be wiped
    NOT_HERE = "not_here"
    SAME_ONE = "same_one"
    NOT_READY = "not_ready"
    #: it lies in a van, for people in another town
    IN_A_VAN = "in_a_van"
    BROKEN_TOO = "broken_too"
    OTHER_SORT = "other_sort"


class VisitFinding(StrEnum):
    """What a visit during the loan came to."""

    FINE = "fine"
    #: looked after: cleaned, updated, and fine again
    MAINTAINED = "maintained"
    #: something does not work; a swap or the bench follows
    FAILS = "fails"


class NotLeft(StrEnum):
    """One reason why a laptop does not stay with its borrower for good."""

    ENDED = "ended"
    NOT_AT_HOME = "not_at_home"
    NOT_IN_POLICY = "not_in_policy"


class NoLonger(StrEnum):
    """One reason why a loan is not extended to that day."""

    ENDED = "ended"
    NOT_ALLOWED = "not_allowed"
    OFTEN_ENOUGH = "often_enough"
    SOMEONE_WAITS = "someone_waits"
    VISIT_FIRST = "visit_first"
    NOT_LATER = "not_later"
    IN_THE_PAST = "in_the_past"


class LongerAnswer(StrEnum):
    """What became of a borrower's wish to keep the laptop longer."""

    WAITS = "waits"
    YES = "yes"
    #: no: someone else waits for a laptop
    WAITED_FOR = "waited_for"
    #: no: it was lent long enough, and has to go round
    LONG_ENOUGH = "long_enough"
    #: not like this: we would rather talk about it
    LET_US_TALK = "let_us_talk"


#: the ways of saying no, each with its sentence for the borrower
NO_BECAUSE = (LongerAnswer.WAITED_FOR, LongerAnswer.LONG_ENOUGH, LongerAnswer.LET_US_TALK)


class Letter(StrEnum):
    """What a reminder says: friendly before the day, friendly after it."""

    #: the agreed day is near
    DUE_SOON = "due_soon"
    #: the agreed day is past
    LATE = "late"


#: days from the agreed day on which a reminder goes out, where the policy names none. After two weeks a
#: person calls, and three weeks after the day a last letter goes out.
LADDER = (-14, -3, 1, 7, 14, 21)
#: from this day on someone calls instead of writing
CALL_AFTER_DAYS = 14
#: how long someone may say that they do not agree with what was kept
DAYS_TO_DISAGREE = 30


@dataclass(frozen=True)
class HandOverFacts:
    """What is known at the desk of one laptop that is about to go home with one person."""

    has_borrower: bool = False
    borrower_gone: bool = False
    #: an application of this person is approved, or this digibank asks for none
    approved: bool = False
    open_loans: int = 0
    #: how many laptops one person may have at once
    most_loans: int = 1
    #: of all who live together, this person counted; and how many they may have
    #: a proof that the applicant promised to bring was not seen yet
    proof_to_see: bool = False
    household_loans: int = 0
    most_household_loans: int = 1_000
    stage: Stage | None = None
    kept_for_someone_else: bool = False
    broken: bool = False
    charger: bool = True
    charger_needed: bool = True
    #: until when, or without an end: someone said so
    end_known: bool = True
    deposit_way: DepositWay | None = None
    deposit_asked: int = 0
    deposit_received: int = 0
    signing: Signing | None = None
    workshop: WorkshopAnswer | None = None
    #: it stands with the borrower, from before: followed, or waived for a reason
    workshop_known: bool = False
    #: None where this digibank says nothing about workshops; then nothing needs an answer
    workshop_gate: WorkshopGate | None = None


def reasons_to_refuse(facts: HandOverFacts) -> list[NotYet]:
    """Everything that is still missing, in the order of the steps; empty means the laptop may go."""
    return [
        *_reasons_of_borrower(facts),
        *_reasons_of_device(facts),
        *_reasons_of_papers(facts),
    ]


def _reasons_of_borrower(facts: HandOverFacts) -> list[NotYet]:
    if not facts.has_borrower:
        return [NotYet.NO_BORROWER]
    checks = {
        NotYet.BORROWER_GONE: facts.borrower_gone,
        NotYet.NOT_APPROVED: not facts.approved,
        NotYet.PROOF_TO_SEE: facts.approved and facts.proof_to_see,
        NotYet.STILL_HAS_ONE: facts.open_loans >= facts.most_loans,
        NotYet.HOUSEHOLD_HAS_ENOUGH: facts.open_loans < facts.most_loans
        and facts.household_loans >= facts.most_household_loans,
    }
    return [reason for reason, holds in checks.items() if holds]


def _reasons_of_device(facts: HandOverFacts) -> list[NotYet]:
    if facts.stage is None:
        return [NotYet.NO_DEVICE]
    checks = {
        NotYet.DEVICE_LENT: facts.stage is Stage.LENT,
        NotYet.DEVICE_NOT_READY: facts.stage not in {Stage.READY, Stage.RESERVED, Stage.LENT},
        NotYet.KEPT_FOR_SOMEONE_ELSE: facts.stage is Stage.RESERVED and facts.kept_for_someone_else,
        NotYet.DEVICE_BROKEN: facts.broken,
        NotYet.NO_CHARGER: facts.charger_needed and not facts.charger,
        NotYet.END_OPEN: not facts.end_known,
    }
    return [reason for reason, holds in checks.items() if holds]


def _reasons_of_papers(facts: HandOverFacts) -> list[NotYet]:
    settled = is_settled(facts.deposit_way, asked=facts.deposit_asked, received=facts.deposit_received)
    # That it was followed first is the teacher's word; at the desk it can only be waived, with a reason.
    is_met = facts.workshop_known or facts.workshop is WorkshopAnswer.NOT_NEEDED
    checks = {
        NotYet.DEPOSIT_OPEN: not settled,
        NotYet.NOT_SIGNED: facts.signing is None,
        NotYet.WORKSHOP_OPEN: facts.workshop_gate is not None and facts.workshop is None,
        NotYet.WORKSHOP_FIRST: facts.workshop_gate is WorkshopGate.FIRST
        and facts.workshop is not None
        and not is_met,
        NotYet.WORKSHOP_NOW: facts.workshop_gate is WorkshopGate.WITH_IT
        and facts.workshop is WorkshopAnswer.PLANNED
        and not facts.workshop_known,
    }
    return [reason for reason, holds in checks.items() if holds]


def is_late(due_on: date | None, today: date) -> bool:
    """Should the laptop have been back before `today`?"""
    return days_late(due_on, today) > 0


def days_late(due_on: date | None, today: date) -> int:
    """Whole days since the agreed day, 0 when it is not over yet or there is none."""
    return 0 if due_on is None else max(0, (today - due_on).days)


def is_to_be_called(due_on: date | None, today: date) -> bool:
    """Is it time that a person calls instead of another letter?"""
    return days_late(due_on, today) >= CALL_AFTER_DAYS


def reasons_not_to_extend(
    *,
    ended: bool,
    due_on: date | None,
    until: date | None,
    today: date,
    allowed: bool | None,
    times: int,
    most_times: int | None,
    someone_waits: bool = False,
    visit_first: bool = False,
) -> list[NoLonger]:
    """Everything against moving the end from `due_on` to `until` (None: no end); empty means go ahead.

    `someone_waits`: another person waits for a laptop, and the policy lets that count. `visit_first`: the policy
    asks that the borrower comes by with it, and they did not since the loan last moved.
    """
    not_later = until is not None and due_on is not None and until <= due_on
    checks = {
        NoLonger.ENDED: ended,
        NoLonger.NOT_ALLOWED: allowed is False,
        NoLonger.OFTEN_ENOUGH: most_times is not None and times >= most_times,
        NoLonger.SOMEONE_WAITS: someone_waits,
        NoLonger.VISIT_FIRST: visit_first,
        NoLonger.NOT_LATER: not_later or (due_on is None and until is None),
        NoLonger.IN_THE_PAST: until is not None and until < today,
    }
    return [reason for reason, holds in checks.items() if holds]


def extension_choices(
    due_on: date | None, today: date, *, proposed: date | None = None, months: Iterable[int] = (3, 6, 12)
) -> list[date]:
    """The days to which a loan can be extended: what the policy proposes first, then the usual terms.

    Counted from the agreed day, or from today once that is past.
    """
    start = max(due_on, today) if due_on else today
    usual = [months_after(start, count) for count in months]
    return [proposed, *(day for day in usual if day != proposed)] if proposed else usual


def reminder_due(
    due_on: date | None, *, started_on: date, today: date, ladder: Iterable[int] = LADDER
) -> int | None:
    """The rung (in days from `due_on`) whose letter should have been written by `today`, the latest only.

    Answers the same for several days running, so that a night in which nothing ran is made up for; who
    writes the letter marks it, and a marked one is not written again. Rungs that lie before the loan
    began are skipped: nobody is reminded on the day they carry a laptop home.
    """
    if due_on is None:
        return None
    reached = [days for days in sorted(ladder) if started_on < due_on + timedelta(days=days) <= today]
    return reached[-1] if reached else None


def visit_due_on(visit: Visit | None, since: date) -> date | None:
    """When the borrower is expected to come by, counted from the start or the last visit; None: not at all."""
    if visit is None or visit.kind is VisitKind.NONE or visit.after_months is None:
        return None
    return months_after(since, visit.after_months)


def reasons_not_to_swap(
    *, ended: bool, is_the_old_one: bool, old_stage: Stage, same: bool, stage: Stage, in_a_van: bool,
    broken: bool, same_sort: bool,
) -> list[NotSwapped]:  # fmt: skip
    """Everything against handing this laptop out in the place of another; empty means go ahead.

    `is_the_old_one`: the loan still has the laptop that the desk saw when it chose.
    """
    checks = {
        NotSwapped.ENDED: ended,
        NotSwapped.SWAPPED_ALREADY: not ended and not is_the_old_one,
        NotSwapped.NOT_HERE: not ended and old_stage is not Stage.LENT,
        NotSwapped.SAME_ONE: same,
        NotSwapped.NOT_READY: not same and stage is not Stage.READY,
        NotSwapped.IN_A_VAN: in_a_van,
        NotSwapped.BROKEN_TOO: broken and not same,
        NotSwapped.OTHER_SORT: not same_sort,
    }
    return [reason for reason, holds in checks.items() if holds]


def ways_to_leave(ends: Iterable[LoanEnd] | None) -> list[LoanEnd]:
    """How a laptop may stay with its borrower for good. Where the policy names no ends, a person may choose."""
    ways = (LoanEnd.TITLE_TRANSFER, LoanEnd.WRITTEN_OFF)
    return list(ways) if ends is None else [way for way in ways if way in set(ends)]


def reasons_not_to_leave(
    way: LoanEnd, ends: Iterable[LoanEnd] | None, *, ended: bool, at_home: bool
) -> list[NotLeft]:
    """Everything against leaving a laptop with its borrower; empty means go ahead."""
    checks = {
        NotLeft.ENDED: ended,
        NotLeft.NOT_AT_HOME: not ended and not at_home,
        NotLeft.NOT_IN_POLICY: way not in ways_to_leave(ends),
    }
    return [reason for reason, holds in checks.items() if holds]


def letter_of(rung: int) -> Letter:
    """Which letter a rung asks for: on the day itself it is not late yet."""
    return Letter.LATE if rung > 0 else Letter.DUE_SOON


def may_undo(handed_over_on: date, today: date) -> bool:
    """'Did not take it after all' is an answer on the same day only; later it is a return."""
    return handed_over_on == today
