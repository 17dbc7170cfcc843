"""What a digibank asks of who borrows, and what it promises: one frozen document, and what follows from it.

No two digibanken lend alike, so a policy is facts, not code. Everything in it may be *unset* (None): a page
then says "not set" and a person decides. How answers weigh against the conditions stands in `assessment.py`,
what a whole application comes to in `deciding.py`, which settings speak against each other in `clashes.py`.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, StrEnum
from typing import Any

#: the same short text per language: {"nl": "…", "fr": "…", "en": "…"}; at least one
Texts = Mapping[str, str]


class ProofKind(StrEnum):
    """What someone at the desk saw. The proof itself is never kept."""

    #: a paper of a health fund, a public centre for social welfare or a school
    ATTEST = "attest"
    #: a card, such as a UiTPAS
    CARD = "card"
    #: an identity card or a letter with the address: looked at, never copied
    ADDRESS = "address"
    #: enrolment or a trajectory at VDAB, Ligo, a CVO
    ENROLMENT = "enrolment"
    #: a social service says so
    REFERRER = "referrer"
    #: the outcome of a digital test
    TEST = "test"
    #: the outcome of a small social inquiry
    INQUIRY = "inquiry"
    #: the applicant's own word
    OWN_WORD = "own_word"


class Mode(StrEnum):
    """How the conditions of a group count together."""

    ALL = "all"
    ANY = "any"
    #: none of them may be so, and no groups inside; none of nothing means that there are no conditions
    NONE = "none"


class Door(StrEnum):
    """Which way an application comes in."""

    #: the applicant's own form
    SELF = "self"
    #: the applicant in person, at our desk
    DESK = "desk"
    #: a digihelper fills in our form
    DIGIHELPER = "digihelper"
    #: a social service, in its portal
    REFERRER = "referrer"
    #: our own services, and nobody else
    INTERNAL = "internal"
    #: who stands on a list and got an invitation
    INVITED = "invited"


class ScreeningStep(StrEnum):
    """What happens between asking and an answer."""

    NEED = "need"
    TALK = "talk"
    PROOF = "proof"
    #: a test of digital skills
    DIGITAL_TEST = "digital_test"
    #: somebody says yes in the end; as every yes is confirmed by a person, it never waits for an answer
    APPROVAL = "approval"


class Screener(StrEnum):
    """Who takes a step of the screening."""

    DIGIHELPER = "digihelper"
    DESK = "desk"
    COORDINATOR = "coordinator"
    REFERRER = "referrer"
    #: the social house or public centre for social welfare of the town
    SOCIAL_HOUSE = "social_house"
    TEACHER = "teacher"


class SkillsTest(StrEnum):
    """What the outcome of the test of digital skills does."""

    #: who does not pass cannot borrow
    EXCLUDES = "excludes"
    #: it only says which course fits
    PLACES = "places"


class ExceptionRoad(StrEnum):
    """A way round a condition that is not met; a person always decides."""

    #: someone who guides the applicant writes why
    MOTIVATION = "motivation"
    #: a small inquiry by a social service
    SOCIAL_INQUIRY = "social_inquiry"
    #: a second colleague decides along
    SECOND_DECIDER = "second_decider"


class TermKind(StrEnum):
    """How long a loan lasts."""

    MONTHS = "months"
    SCHOOL_YEAR = "school_year"
    INDEFINITE = "indefinite"
    #: to try it out; perhaps the borrower buys one afterwards
    TRIAL = "trial"


class VisitKind(StrEnum):
    """Does the borrower come by with the laptop while the loan runs?"""

    NONE = "none"
    VISIT = "visit"


class PickUp(StrEnum):
    """Where and when a laptop goes along."""

    WEEKLY_SESSION = "weekly_session"
    APPOINTMENT = "appointment"
    #: each time in another town
    MOBILE_ROTA = "mobile_rota"
    HOME = "home"


class LoanEnd(StrEnum):
    """How a loan may end."""

    RETURN = "return"
    #: it never ends: the borrower keeps it on loan
    INDEFINITE = "indefinite"
    #: the borrower becomes the owner
    TITLE_TRANSFER = "title_transfer"
    #: we take it out of our books and leave it where it is
    WRITTEN_OFF = "written_off"


class FollowUpKind(StrEnum):
    """Do we ask afterwards whether the laptop is used?"""

    NONE = "none"
    SOMETIMES = "sometimes"
    PLANNED = "planned"


class LentKind(StrEnum):
    """What sort of device a policy speaks of; the same words as `devices.models.DeviceKind`."""

    LAPTOP = "laptop"
    TABLET = "tablet"
    DESKTOP = "desktop"
    ASSISTIVE = "assistive"
    ACCESSORY = "accessory"


class Tariff(StrEnum):
    """Which deposit someone pays."""

    NORMAL = "normal"
    SOCIAL = "social"
    #: nothing
    WAIVED = "waived"
    #: someone else pays, such as a public centre for social welfare, and gets it back
    THIRD_PARTY = "third_party"


class WorkshopMode(StrEnum):
    """Which start workshop goes with a loan."""

    NONE = "none"
    #: an explanation while the laptop is handed over
    AT_HAND_OVER = "at_hand_over"
    #: one or more sessions in a group
    SESSION = "session"


class Gate(StrEnum):
    """What the start workshop holds up."""

    #: no laptop before the workshop
    BEFORE = "before"
    #: together with the laptop
    AT = "at"
    #: later; it holds up nothing
    AFTER = "after"


class WaivedBy(StrEnum):
    """Who may say that someone needs no start workshop, and why."""

    #: whoever hands over
    DESK = "desk"
    COORDINATOR = "coordinator"


class WorkshopGate(Enum):
    """What a hand-over must know of the start workshop. Asked, never shown."""

    #: what was agreed; the laptop does not wait for it
    SAID = "said"
    #: explained or followed by the time the laptop goes along
    WITH_IT = "with_it"
    #: followed, as the teacher noted, before the laptop goes along
    FIRST = "first"


@dataclass(frozen=True)
class Criterion:
    """One condition: its code in the books, the question as asked, and which proof answers it."""

    code: str
    text: Texts
    proofs: tuple[ProofKind, ...] = ()


@dataclass(frozen=True)
class Group:
    """Conditions that count together."""

    mode: Mode
    of: tuple["Criterion | Group", ...] = ()


@dataclass(frozen=True)
class Screening:
    """One step of the screening, who takes it (None: not set), and whether its outcome settles the answer."""

    step: ScreeningStep
    by: Screener | None = None
    decides: bool = False


@dataclass(frozen=True)
class Term:
    """How long; `months` with TermKind.MONTHS, and with TRIAL where they are known.

    `soft`: nobody comes after the laptop when the day is past.
    """

    kind: TermKind
    months: int | None = None
    soft: bool | None = None


@dataclass(frozen=True)
class Extensions:
    """How often (None: as often as needed) and how many months each (None: the term again)."""

    at_most: int | None = None
    months: int | None = None
    #: only after the borrower came by
    after_visit: bool | None = None
    #: only while no one else waits for a laptop
    only_when_nobody_waits: bool | None = None
    #: it goes on by itself when nobody says anything
    tacit: bool | None = None


@dataclass(frozen=True)
class Visit:
    """The visit during the loan: after how many months, and whether we look after the laptop then."""

    kind: VisitKind
    after_months: int | None = None
    maintenance: bool | None = None


@dataclass(frozen=True)
class Deposit:
    """The tariffs in cents; None: asked, but the amount is not set. Waived is always nothing."""

    normal: int | None = None
    social: int | None = None
    third_party: int | None = None
    #: the tariff of everyone of whom no condition says otherwise; None: the normal one
    usual: Tariff | None = None
    #: codes of conditions: who meets one of them pays the social tariff; None: a person says who
    social_for: tuple[str, ...] | None = None
    #: codes of conditions: who meets one of them pays nothing
    waived_for: tuple[str, ...] | None = None
    #: in how many parts it may be paid, at most
    instalments: int | None = None


@dataclass(frozen=True)
class Price:
    """What is kept of the deposit for one missing or broken thing, in cents."""

    code: str
    text: Texts
    cents: int


@dataclass(frozen=True)
class Workshop:
    """Which start workshop, what it holds up, and how long it takes."""

    mode: WorkshopMode
    gate: Gate | None = None
    minutes: int | None = None
    sessions: int | None = None
    #: must everyone follow it?
    mandatory: bool | None = None
    #: with Gate.AFTER: within how many weeks after the laptop went along; None: no task follows
    within_weeks: int | None = None
    #: who may say that someone needs none; None: not set, so that whoever hands over may
    waived_by: WaivedBy | None = None


@dataclass(frozen=True)
class FollowUp:
    """Whether we ask later if the laptop is used, and after how many months."""

    kind: FollowUpKind
    after_months: int | None = None


@dataclass(frozen=True)
class ForKind:
    """What is otherwise for one sort of device: (setting, value); the value None makes it *not set* there."""

    kind: LentKind
    settings: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class LendingPolicy:
    """All that one digibank set; None everywhere means *not set*, () that it set nothing at all."""

    #: through which doors applications come in
    doors: tuple[Door, ...] | None = None
    criteria: Group | None = None
    #: False: the list names only some of the grounds, so that a person looks at who meets none of them
    criteria_exhaustive: bool | None = None
    #: a social service decides by its own conditions whom it sends
    criteria_by_referrer: bool | None = None
    #: a referral by a social service takes the place of showing proof
    referrer_replaces_proof: bool | None = None
    #: () is set: there are no steps
    screening: tuple[Screening, ...] | None = None
    digital_test: SkillsTest | None = None
    #: () is set: there are no exceptions
    exceptions: tuple[ExceptionRoad, ...] | None = None
    term: Term | None = None
    extensions: Extensions | None = None
    visit: Visit | None = None
    deposit: Deposit | None = None
    #: the price list; () is set and empty: nothing is ever kept
    deductions: tuple[Price, ...] | None = None
    #: the most a borrower ever pays for damage or loss; never above the deposit
    deduction_cap_cents: int | None = None
    workshop: Workshop | None = None
    loans_per_person: int | None = None
    loans_per_household: int | None = None
    #: who comes first on the waiting list, entry by entry; see `waiting.py`. None: who waits longest
    priority: tuple[str, ...] | None = None
    pick_up: tuple[PickUp, ...] | None = None
    ends: tuple[LoanEnd, ...] | None = None
    follow_up: FollowUp | None = None
    #: days counted from the day the loan ends: -14 is two weeks before
    reminder_days: tuple[int, ...] | None = None
    #: what the settings above cannot say, in the coordinator's own words
    remarks: Texts | None = None
    #: what is otherwise for some sorts of device
    kinds: tuple[ForKind, ...] | None = None


#: the one condition of a digibank that leaves its conditions to the services that send people
SENT_BY_SERVICE = Criterion(
    "sent_by_service",
    {
        "nl": "Stuurt een sociale dienst je naar ons?",
        "fr": "Un service social vous envoie-t-il chez nous ?",
        "en": "Does a social service send you to us?",
    },
    (ProofKind.REFERRER,),
)


def policy_for(policy: LendingPolicy, kind: str) -> LendingPolicy:
    """The policy as it holds for one sort of device (a value of LentKind)."""
    own = next((one.settings for one in policy.kinds or () if one.kind == kind), ())
    return replace(policy, kinds=None, **dict(own))


def asked_of(policy: LendingPolicy) -> Group | None:
    """The conditions that are asked: its own, or only whether a service sent this person."""
    if policy.criteria is None and policy.criteria_by_referrer:
        return Group(Mode.ALL, (SENT_BY_SERVICE,))
    return policy.criteria


def trusts_referrer(policy: LendingPolicy) -> bool:
    """Is the word of a social service enough?"""
    return bool(policy.referrer_replaces_proof or policy.criteria_by_referrer)


def said(texts: Texts, locale: str) -> str:
    """The text in `locale`, else in Dutch, else in whichever language there is."""
    return texts.get(locale) or texts.get("nl") or next(iter(texts.values()), "")


def criteria_of(group: Group | None) -> Iterator[Criterion]:
    """Every condition in the tree, in reading order."""
    for branch in group.of if group else ():
        if isinstance(branch, Group):
            yield from criteria_of(branch)
        else:
            yield branch


def texts_of(policy: LendingPolicy) -> Iterator[str]:
    """Every text that someone wrote in it, in every language, also what is said of one sort of device."""
    for rules in (policy, *(policy_for(policy, own.kind) for own in policy.kinds or ())):
        told = [criterion.text for criterion in criteria_of(rules.criteria)]
        told += [price.text for price in rules.deductions or ()]
        for texts in (*told, rules.remarks or {}):
            yield from texts.values()


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the last day of a month that is too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_on(policy: LendingPolicy, started_on: date) -> date | None:
    """The last day of a loan begun on `started_on`; None when it has no end, or when no term is set.

    A school year ends on 30 June; who borrows in June borrows for the next one.
    """
    return _after(policy.term, started_on)


def has_no_end(policy: LendingPolicy) -> bool:
    """Does the policy say that a loan has no end? An unset term says nothing."""
    return policy.term is not None and policy.term.kind is TermKind.INDEFINITE


def _after(term: Term | None, start: date) -> date | None:
    """One whole term after `start`; None where the term names no day."""
    if term is None or term.kind is TermKind.INDEFINITE:
        return None
    if term.kind is TermKind.SCHOOL_YEAR:
        return date(start.year + (start.month >= 6), 6, 30)
    return None if term.months is None else months_after(start, term.months)


def may_extend(policy: LendingPolicy, times_extended: int) -> bool:
    """May a loan be extended once more? Where nothing is set, a person may."""
    return policy.extensions is None or (
        policy.extensions.at_most is None or times_extended < policy.extensions.at_most
    )


def extended_to(policy: LendingPolicy, due: date) -> date | None:
    """The day proposed by one extension from `due`; None where nothing is set and a person fills it in."""
    if policy.extensions is not None and policy.extensions.months is not None:
        return months_after(due, policy.extensions.months)
    return _after(policy.term, due)


def deposit_cents(policy: LendingPolicy, tariff: Tariff) -> int | None:
    """The deposit under `tariff` in cents; None: not set, so a person fills it in.

    Where a third party has no tariff of its own, it pays the normal one.
    """
    if tariff is Tariff.WAIVED:
        return 0
    if policy.deposit is None:
        return None
    if tariff is Tariff.SOCIAL:
        return policy.deposit.social
    if tariff is Tariff.THIRD_PARTY and policy.deposit.third_party is not None:
        return policy.deposit.third_party
    return policy.deposit.normal


def price_of(policy: LendingPolicy, code: str) -> Price | None:
    """What the price list says about `code`; None where it does not."""
    return next((price for price in policy.deductions or () if price.code == code), None)


def workshop_holds_up(policy: LendingPolicy, *, followed: bool, waived: bool) -> bool:
    """Must this person follow the start workshop before a laptop goes along? Only a *before* gate says so."""
    workshop = policy.workshop
    if workshop is None or workshop.mode is WorkshopMode.NONE or workshop.gate is not Gate.BEFORE:
        return False
    return not (followed or waived)


def workshop_gate(policy: LendingPolicy) -> WorkshopGate | None:
    """What a hand-over must know of the start workshop; None where this digibank asks for none.

    What is not set holds nobody up. A group session *at* the hand-over is noted by its teacher like any other.
    """
    workshop = policy.workshop
    if workshop is None or workshop.mode is WorkshopMode.NONE:
        return None
    if workshop.gate is Gate.BEFORE:
        return WorkshopGate.FIRST
    if workshop.gate is Gate.AT and workshop.mode is WorkshopMode.SESSION:
        return WorkshopGate.SAID if workshop.mandatory is False else WorkshopGate.FIRST
    return WorkshopGate.WITH_IT if workshop.gate is Gate.AT and workshop.mandatory else WorkshopGate.SAID


def workshop_due_on(policy: LendingPolicy, handed_over_on: date) -> date | None:
    """The last day on which a start workshop that comes after the laptop is to be followed; None where none is."""
    workshop = policy.workshop
    if workshop is None or workshop.gate is not Gate.AFTER or workshop.within_weeks is None:
        return None
    return handed_over_on + timedelta(weeks=workshop.within_weeks)


def tariffs_for(
    policy: LendingPolicy, met: Collection[str], *, third_party: bool = False
) -> tuple[Tariff, ...]:
    """The tariffs that can hold for someone who meets the conditions with the codes `met`.

    One where the policy settles it; several where a person still chooses; none where no deposit is set.
    """
    deposit = policy.deposit
    if deposit is None:
        return ()
    if third_party:
        return (Tariff.THIRD_PARTY,)
    if set(deposit.waived_for or ()) & set(met):
        return (Tariff.WAIVED,)
    if deposit.normal == 0 or deposit.usual is Tariff.WAIVED:
        return (Tariff.WAIVED,)
    if deposit.usual is Tariff.SOCIAL or set(deposit.social_for or ()) & set(met):
        return (Tariff.SOCIAL,)
    return (Tariff.NORMAL, Tariff.SOCIAL) if deposit.social_for is None else (Tariff.NORMAL,)


def may_borrow_more(policy: LendingPolicy, running_loans: int) -> bool:
    """May someone with `running_loans` borrow one more? Where nothing is set, a person decides."""
    return policy.loans_per_person is None or running_loans < policy.loans_per_person
