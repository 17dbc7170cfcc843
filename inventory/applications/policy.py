"""What a digibank asks of who borrows, and what it promises: one frozen document, and what follows from it.

No two digibanken lend alike, so a policy is facts, not code. Everything in it may be *unset* (None): a page
then says "not set" and a person decides. How answers weigh against the conditions stands in `assessment.py`.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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


class TermKind(StrEnum):
    """How long a loan lasts."""

    MONTHS = "months"
    SCHOOL_YEAR = "school_year"
    INDEFINITE = "indefinite"


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
class Term:
    """How long; `months` only with TermKind.MONTHS."""

    kind: TermKind
    months: int | None = None


@dataclass(frozen=True)
class Extensions:
    """How often (None: as often as needed) and how many months each (None: the term again)."""

    at_most: int | None = None
    months: int | None = None


@dataclass(frozen=True)
class Deposit:
    """The tariffs in cents; None: asked, but the amount is not set. Waived is always nothing."""

    normal: int | None = None
    social: int | None = None
    third_party: int | None = None


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


@dataclass(frozen=True)
class LendingPolicy:
    """All that one digibank set; None everywhere means *not set*."""

    criteria: Group | None = None
    #: a referral by a social service takes the place of showing proof
    referrer_replaces_proof: bool | None = None
    term: Term | None = None
    extensions: Extensions | None = None
    deposit: Deposit | None = None
    #: the price list; () is set and empty: nothing is ever kept
    deductions: tuple[Price, ...] | None = None
    #: the most a borrower ever pays for damage or loss; never above the deposit
    deduction_cap_cents: int | None = None
    workshop: Workshop | None = None
    loans_per_person: int | None = None
    #: days counted from the day the loan ends: -14 is two weeks before
    reminder_days: tuple[int, ...] | None = None
    #: what the settings above cannot say, in the coordinator's own words
    remarks: Texts | None = None


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


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the last day of a month that is too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_on(policy: LendingPolicy, started_on: date) -> date | None:
    """The last day of a loan begun on `started_on`; None when it has no end, or when no term is set.

    A school year ends on 30 June; who borrows in June borrows for the next one.
    """
    if policy.term is None or policy.term.kind is TermKind.INDEFINITE:
        return None
    if policy.term.kind is TermKind.SCHOOL_YEAR:
        return date(started_on.year + (started_on.month >= 6), 6, 30)
    return months_after(started_on, policy.term.months or 0)


def may_extend(policy: LendingPolicy, times_extended: int) -> bool:
    """May a loan be extended once more? Where nothing is set, a person may."""
    return policy.extensions is None or (
        policy.extensions.at_most is None or times_extended < policy.extensions.at_most
    )


def extended_to(policy: LendingPolicy, due: date) -> date | None:
    """The day proposed by one extension from `due`; None where nothing is set and a person fills it in."""
    if policy.extensions is not None and policy.extensions.months is not None:
        return months_after(due, policy.extensions.months)
    if policy.term is None or policy.term.kind is TermKind.INDEFINITE:
        return None
    if policy.term.kind is TermKind.SCHOOL_YEAR:
        return date(due.year + (due.month >= 6), 6, 30)
    return months_after(due, policy.term.months or 0)


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


def may_borrow_more(policy: LendingPolicy, running_loans: int) -> bool:
    """May someone with `running_loans` borrow one more? Where nothing is set, a person decides."""
    return policy.loans_per_person is None or running_loans < policy.loans_per_person
