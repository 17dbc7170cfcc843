"""A policy in plain sentences, as its page says it; what is not set is said out loud."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from inventory.applications.policy import (
    Criterion,
    Deposit,
    Gate,
    Group,
    LendingPolicy,
    Mode,
    Term,
    TermKind,
    WorkshopMode,
    said,
)
from inventory.foundation.money import euros
from inventory.wording import say


@dataclass(frozen=True)
class Passage:
    """One subject of the policy: its heading and its sentences; none means *not set*."""

    heading: str
    sentences: tuple[str, ...]


def told(policy: LendingPolicy, locale: str) -> list[Passage]:
    """The whole policy, subject by subject, in the reader's language."""
    parts = [
        (_("Who can borrow"), [*_criteria(policy.criteria, locale), *_referral(policy)]),
        (_("How long"), _term(policy.term)),
        (_("Borrowing longer"), _extensions(policy)),
        (_("Deposit"), _deposit(policy.deposit, locale)),
        (_("What something broken costs"), _prices(policy, locale)),
        (_("Start workshop"), _workshop(policy)),
        (_("How many laptops"), _loans(policy.loans_per_person)),
        (_("Reminders"), _reminders(policy.reminder_days)),
        (_("What else"), [said(policy.remarks, locale)] if policy.remarks else []),
    ]
    return [Passage(heading, tuple(sentences)) for heading, sentences in parts]


def _criteria(group: Group | None, locale: str) -> list[str]:
    if group is None:
        return []
    if not group.of:
        return [_("Everyone. There are no conditions.")]
    return list(_lines(group, locale))


def _lines(group: Group, locale: str, depth: int = 0) -> Iterator[str]:
    """A group as a list: how its conditions count, then each of them, one step further in."""
    if len(group.of) > 1 or group.mode is Mode.NONE:
        yield _step_in(say(group.mode), depth)
        depth += 1
    for branch in group.of:
        if isinstance(branch, Criterion):
            yield _step_in(said(branch.text, locale), depth)
        else:
            yield from _lines(branch, locale, depth)


def _step_in(line: str, depth: int) -> str:
    # An em space keeps its width on a page, where others fold together.
    return f"{chr(0x2003) * (depth - 1)}• {line}" if depth else line


def _referral(policy: LendingPolicy) -> list[str]:
    if policy.referrer_replaces_proof is None:
        return []
    if policy.referrer_replaces_proof:
        return [_("Does a social service send someone? Then nothing has to be shown.")]
    return [_("Does a social service send someone? The proof is looked at all the same.")]


def _term(term: Term | None) -> list[str]:
    if term is None:
        return []
    if term.kind is TermKind.MONTHS:
        months = term.months or 0
        return [ngettext("A loan lasts %(num)s month.", "A loan lasts %(num)s months.", months)]
    if term.kind is TermKind.SCHOOL_YEAR:
        return [_("A loan lasts until 30 June, the end of the school year.")]
    return [_("A loan has no end date.")]


def _extensions(policy: LendingPolicy) -> list[str]:
    extensions = policy.extensions
    if extensions is None:
        return []
    if extensions.at_most == 0:
        return [_("A loan cannot be extended.")]
    sentences = [
        _("A loan can be extended as often as needed.")
        if extensions.at_most is None
        else ngettext(
            "A loan can be extended %(num)s time.",
            "A loan can be extended %(num)s times.",
            extensions.at_most,
        )
    ]
    if extensions.months is not None:
        sentences.append(
            ngettext("Each time by %(num)s month.", "Each time by %(num)s months.", extensions.months)
        )
    return sentences


def _deposit(deposit: Deposit | None, locale: str) -> list[str]:
    if deposit is None:
        return []
    if deposit.normal == 0:
        return [_("We ask no deposit.")]
    amounts = [
        (deposit.normal, _l("The normal deposit is %(amount)s."), _l("The normal deposit is not set.")),
        (deposit.social, _l("The social tariff is %(amount)s."), _l("The social tariff is not set.")),
    ]
    sentences = [_amount(cents, words, unset, locale) for cents, words, unset in amounts]
    if deposit.third_party is not None:
        sentences.append(
            _("Does someone else pay? Then it is %(amount)s.", amount=_euros(deposit.third_party, locale))
        )
    return sentences


def _amount(cents: int | None, words: object, unset: object, locale: str) -> str:
    return str(unset) if cents is None else str(words) % {"amount": _euros(cents, locale)}


def _prices(policy: LendingPolicy, locale: str) -> list[str]:
    prices = policy.deductions
    sentences = [] if prices is None else [
        _("%(what)s: %(amount)s.", what=said(price.text, locale), amount=_euros(price.cents, locale))
        for price in prices
    ]  # fmt: skip
    if prices == ():
        sentences.append(_("We keep nothing of the deposit."))
    if policy.deduction_cap_cents is not None:
        cap = _euros(policy.deduction_cap_cents, locale)
        sentences.append(_("A borrower never pays more than %(amount)s.", amount=cap))
    return sentences


def _workshop(policy: LendingPolicy) -> list[str]:
    workshop = policy.workshop
    if workshop is None:
        return []
    if workshop.mode is WorkshopMode.NONE:
        return [_("There is no start workshop.")]
    sentences = [
        _("We explain the laptop at the hand-over.")
        if workshop.mode is WorkshopMode.AT_HAND_OVER
        else ngettext(
            "There is a start workshop of %(num)s session.",
            "There is a start workshop of %(num)s sessions.",
            workshop.sessions or 1,
        )
    ]
    if workshop.minutes is not None:
        sentences.append(ngettext("It takes %(num)s minute.", "It takes %(num)s minutes.", workshop.minutes))
    if workshop.mode is WorkshopMode.SESSION:
        sentences.append(_gate(workshop.gate))
    return sentences


def _gate(gate: Gate | None) -> str:
    if gate is Gate.BEFORE:
        return _("The laptop goes along after the workshop, not before.")
    if gate is Gate.AT:
        return _("The laptop is handed over at the workshop.")
    if gate is Gate.AFTER:
        return _("The laptop may go along before the workshop.")
    return _("Whether it comes before the laptop is not set.")


def _loans(most: int | None) -> list[str]:
    if most is None:
        return []
    return [
        ngettext(
            "One person has at most %(num)s laptop at a time.",
            "One person has at most %(num)s laptops at a time.",
            most,
        )
    ]


def _reminders(days: tuple[int, ...] | None) -> list[str]:
    if days is None:
        return []
    return [_reminder(day) for day in days] or [_("We send no reminders.")]


def _reminder(day: int) -> str:
    if day == 0:
        return _("A reminder on the day itself.")
    if day < 0:
        return ngettext("A reminder %(num)s day before.", "A reminder %(num)s days before.", -day)
    return ngettext("A reminder %(num)s day after.", "A reminder %(num)s days after.", day)


def _euros(cents: int, locale: str) -> str:
    return euros(cents, {"nl": "nl_BE", "fr": "fr_BE", "en": "en_BE"}.get(locale, locale))
