"""What an inspection means for the deposit: wear costs nothing, and nobody loses more than they gave.

The person at the desk decides about money, the price list only proposes. Whoever pays the social tariff
is not charged unless someone chooses to; what comes back later keeps its amount waiting, not lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inventory.foundation.refusal import Refusal


class Check(StrEnum):
    """One of the five things looked at together with the borrower."""

    STARTS = "starts"
    SCREEN = "screen"
    KEYBOARD = "keyboard"
    CHARGER = "charger"
    EXTRAS = "extras"


class Finding(StrEnum):
    """What was seen at one check."""

    FINE = "fine"
    WORN = "worn"
    BROKEN = "broken"
    MISSING = "missing"


class Choice(StrEnum):
    """What to do about something broken or missing."""

    #: keep the price of it from the deposit
    CHARGE = "charge"
    #: the borrower brings it later; until then its price waits
    LATER = "later"
    #: nothing is kept
    FORGIVE = "forgive"


class Files(StrEnum):
    """The first question: are there still photos or files on it?"""

    #: everything may go
    MAY_GO = "may_go"
    #: to be copied first
    COPY_FIRST = "copy_first"


#: what can be answered at each check
FINDINGS: dict[Check, tuple[Finding, ...]] = {
    Check.STARTS: (Finding.FINE, Finding.BROKEN),
    Check.SCREEN: (Finding.FINE, Finding.WORN, Finding.BROKEN),
    Check.KEYBOARD: (Finding.FINE, Finding.WORN, Finding.BROKEN),
    Check.CHARGER: (Finding.FINE, Finding.MISSING),
    Check.EXTRAS: (Finding.FINE, Finding.MISSING),
}
#: for these a choice about money is made
COSTLY = frozenset({Finding.BROKEN, Finding.MISSING})


class NotLookedAt(Refusal):
    """A check has no answer yet."""

    status = 422


class NotAnAnswer(Refusal):
    """A check was answered with something that cannot be said of it."""

    status = 422


class FilesFirst(Refusal):
    """The borrower wants to copy files first; after the return everything is wiped."""


class ChoiceMissing(Refusal):
    """Something is broken or missing, and nobody chose yet whether it costs anything."""

    status = 422


@dataclass(frozen=True)
class Deduction:
    """What one broken or missing thing does to the deposit, in cents."""

    check: Check
    finding: Finding
    choice: Choice
    #: from the price list
    price_cents: int
    #: kept from the deposit
    kept_cents: int = 0
    #: held back until the borrower brings it
    waiting_cents: int = 0


@dataclass(frozen=True)
class Settlement:
    """What becomes of the deposit, in cents: held = kept + waiting + refund."""

    held_cents: int
    deductions: tuple[Deduction, ...]

    @property
    def kept_cents(self) -> int:
        """What stays with the digibank."""
        return sum(deduction.kept_cents for deduction in self.deductions)

    @property
    def waiting_cents(self) -> int:
        """What waits until something is brought."""
        return sum(deduction.waiting_cents for deduction in self.deductions)

    @property
    def refund_cents(self) -> int:
        """What goes back to the payer now."""
        return self.held_cents - self.kept_cents - self.waiting_cents


def must_be_complete(findings: Mapping[Check, Finding]) -> None:
    """Refuse with NotLookedAt or NotAnAnswer unless every check has an answer that fits it."""
    for check, possible in FINDINGS.items():
        if check not in findings:
            raise NotLookedAt(check=check, field=check.value)
        if findings[check] not in possible:
            raise NotAnAnswer(check=check, field=check.value)


def needs_choice(findings: Mapping[Check, Finding]) -> list[Check]:
    """The checks for which someone decides about money, in the order on the page."""
    return [check for check in Check if findings.get(check) in COSTLY]


def preselected(*, social: bool, proposed: Choice | None) -> Choice | None:
    """What is ticked before anyone chooses: forgive for the social tariff, else as the policy says."""
    return Choice.FORGIVE if social else proposed


def price_of(check: Check, prices: Mapping[str, int]) -> int:
    """What the price list asks for `check` in cents; 0 where the digibank set no price."""
    return max(0, prices.get(check.value, 0))


def settle(
    findings: Mapping[Check, Finding],
    choices: Mapping[Check, Choice],
    *,
    prices: Mapping[str, int],
    held_cents: int,
    cap_cents: int | None = None,
) -> Settlement:
    """What becomes of `held_cents`, given what was seen and chosen; ChoiceMissing when a choice is open.

    Keeps at most what is held, and at most `cap_cents` where the policy names a limit. Charges first, then
    what waits, in the order of the checks.
    """
    open_choices = [check for check in needs_choice(findings) if check not in choices]
    if open_choices:
        raise ChoiceMissing(check=open_choices[0], field=f"{open_choices[0].value}_choice")
    left = held_cents if cap_cents is None else min(held_cents, cap_cents)
    amounts: dict[tuple[Check, Choice], int] = {}
    for choice in (Choice.CHARGE, Choice.LATER):
        for check in needs_choice(findings):
            if choices[check] is choice:
                amounts[check, choice] = min(left, price_of(check, prices))
                left -= amounts[check, choice]
    deductions = tuple(
        Deduction(
            check=check,
            finding=findings[check],
            choice=choices[check],
            price_cents=price_of(check, prices),
            kept_cents=amounts.get((check, Choice.CHARGE), 0),
            waiting_cents=amounts.get((check, Choice.LATER), 0),
        )
        for check in needs_choice(findings)
    )
    return Settlement(held_cents, deductions)
