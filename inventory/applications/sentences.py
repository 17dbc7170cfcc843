"""A policy in plain sentences, as its page says it; what is not set is said out loud."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from inventory.applications.policy import (
    Criterion,
    Deposit,
    ExceptionRoad,
    Extensions,
    FollowUp,
    Gate,
    Group,
    LendingPolicy,
    Mode,
    Screening,
    SkillsTest,
    Tariff,
    Term,
    TermKind,
    Visit,
    VisitKind,
    WaivedBy,
    WorkshopMode,
    asked_of,
    criteria_of,
    policy_for,
    said,
)
from inventory.applications.states import Wish
from inventory.applications.waiting import CONDITION, PURPOSE, WISH, parts_of
from inventory.contacts.rules import Purpose
from inventory.foundation.money import euros
from inventory.wording import say


@dataclass(frozen=True)
class Passage:
    """One subject of the policy: its heading and its sentences; none means *not set*."""

    heading: str
    sentences: tuple[str, ...]


def told(policy: LendingPolicy, locale: str) -> list[Passage]:
    """The whole policy, subject by subject, in the reader's language; then what is otherwise for some devices."""
    return [*_passages(policy, locale), *_kinds(policy, locale)]


def beside_the_answers(policy: LendingPolicy, *, not_met: bool) -> list[str]:
    """What else the policy says to whoever decides: the steps, and the ways round for who meets no condition."""
    sentences = _screening(policy.screening) if policy.screening else []
    if policy.digital_test is not None:
        sentences += _test(policy.digital_test)
    if not_met and policy.criteria_exhaustive is False:
        sentences.append(_("The list does not name every reason: a person looks at who meets none of them."))
    if not_met and policy.exceptions:
        sentences += _exceptions(policy.exceptions)
    return sentences


def _passages(policy: LendingPolicy, locale: str) -> list[Passage]:
    parts = [
        (_("Who can borrow"), [*_criteria(policy, locale), *_referral(policy)]),
        (_("How to apply"), _listed(policy.doors)),
        (_("Screening"), [*_screening(policy.screening), *_test(policy.digital_test)]),
        (_("Exceptions"), _exceptions(policy.exceptions)),
        (_("How long"), _term(policy.term)),
        (_("Borrowing longer"), of_extensions(policy.extensions)),
        (_("Visits during the loan"), _visit(policy.visit)),
        (_("Deposit"), _deposit(policy, locale)),
        (_("What something broken costs"), _prices(policy, locale)),
        (_("Start workshop"), _workshop(policy)),
        (_("How many laptops"), _loans(policy)),
        (_("Who comes first"), _priority(policy, locale)),
        (_("Pick-up"), _listed(policy.pick_up)),
        (_("How a loan ends"), _listed(policy.ends)),
        (_("Is it used?"), _follow_up(policy.follow_up)),
        (_("Reminders"), _reminders(policy.reminder_days)),
        (_("What else"), [said(policy.remarks, locale)] if policy.remarks else []),
    ]
    return [Passage(heading, tuple(sentences)) for heading, sentences in parts]


def _kinds(policy: LendingPolicy, locale: str) -> Iterator[Passage]:
    """For each sort of device with settings of its own, only what differs."""
    usual = _passages(policy, locale)
    for own in policy.kinds or ():
        theirs = _passages(policy_for(policy, own.kind), locale)
        differs = [here for here, there in zip(theirs, usual, strict=True) if here != there]
        lines = [
            _("%(subject)s: %(sentence)s", subject=passage.heading, sentence=sentence)
            for passage in differs
            for sentence in passage.sentences or (_("Not set"),)
        ]
        if lines:
            yield Passage(say(own.kind), tuple(lines))


def _listed(members: Sequence[StrEnum] | None) -> list[str]:
    """Each of the chosen things as a sentence."""
    return [f"{say(member)}." for member in members or ()]


def _screening(steps: tuple[Screening, ...] | None) -> list[str]:
    if steps is None:
        return []
    return [told_step(one) for one in steps] or [_("There are no steps between asking and an answer.")]


def told_step(one: Screening) -> str:
    """One step, who takes it, and whether it decides."""
    what = say(one.step)
    who = say(one.by) if one.by else _("who is not set")
    if one.decides:
        return _("%(step)s: %(who)s. This decides.", step=what, who=who)
    return _("%(step)s: %(who)s.", step=what, who=who)


def _test(effect: SkillsTest | None) -> list[str]:
    if effect is None:
        return []
    return [_("The test of digital skills: %(effect)s.", effect=say(effect))]


def _exceptions(roads: tuple[ExceptionRoad, ...] | None) -> list[str]:
    if roads is None:
        return []
    if not roads:
        return [_("There are no exceptions.")]
    return [_("Does someone not meet the conditions? Then one of these can help, and a person decides:")] + [
        f"• {say(road)}" for road in roads
    ]


def _visit(visit: Visit | None) -> list[str]:
    if visit is None:
        return []
    if visit.kind is VisitKind.NONE:
        return [_("Nobody has to come by during the loan.")]
    sentences = [
        _("The borrower comes by with the laptop; when is not set.")
        if visit.after_months is None
        else ngettext(
            "The borrower comes by with the laptop after %(num)s month.",
            "The borrower comes by with the laptop after %(num)s months.",
            visit.after_months,
        )
    ]
    if visit.maintenance is not None:
        cared = _("We look after the laptop then.")
        sentences.append(cared if visit.maintenance else _("We do not work on the laptop then."))
    return sentences


def _follow_up(asked: FollowUp | None) -> list[str]:
    if asked is None:
        return []
    if asked.after_months is None:
        return [f"{say(asked.kind)}."]
    return [
        f"{say(asked.kind)}.",
        ngettext("That is after %(num)s month.", "That is after %(num)s months.", asked.after_months),
    ]


def _criteria(policy: LendingPolicy, locale: str) -> list[str]:
    if policy.criteria_by_referrer:
        return [_("Who is sent by a social service. That service decides by its own conditions.")]
    group = policy.criteria
    if group is None:
        return []
    if not group.of:
        return [_("Everyone. There are no conditions.")]
    sentences = list(_lines(group, locale))
    if policy.criteria_exhaustive is True:
        sentences.append(_("Nobody else can borrow."))
    if policy.criteria_exhaustive is False:
        sentences.append(_("The list does not name every reason: a person looks at who meets none of them."))
    return sentences


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
    sentences = [_lasts(term)]
    if term.soft is True:
        sentences.append(_("When the day is past, the laptop may stay."))
    if term.soft is False:
        sentences.append(_("When the day is past, we ask the laptop back."))
    return sentences


def _lasts(term: Term) -> str:
    months = term.months or 0
    if term.kind is TermKind.MONTHS:
        return ngettext("A loan lasts %(num)s month.", "A loan lasts %(num)s months.", months)
    if term.kind is TermKind.SCHOOL_YEAR:
        return _("A loan lasts until 30 June, the end of the school year.")
    if term.kind is TermKind.INDEFINITE:
        return _("A loan has no end date.")
    if term.months is None:
        return _("It is lent to try out; how long is not set.")
    return ngettext(
        "It is lent to try out, for %(num)s month.", "It is lent to try out, for %(num)s months.", months
    )


def of_extensions(extensions: Extensions | None) -> list[str]:
    """Whether, how often and when a loan can be extended; empty where that is not set."""
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
    if extensions.after_visit:
        sentences.append(_("Only after the borrower came by."))
    if extensions.only_when_nobody_waits:
        sentences.append(_("Only while nobody else waits for a laptop."))
    if extensions.tacit:
        sentences.append(_("It goes on by itself when nobody says anything."))
    return sentences


def _deposit(policy: LendingPolicy, locale: str) -> list[str]:
    deposit = policy.deposit
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
    return [*sentences, *_tariffs(policy, deposit, locale)]


def _tariffs(policy: LendingPolicy, deposit: Deposit, locale: str) -> Iterator[str]:
    """Who pays which tariff, and in how many parts."""
    if deposit.usual is Tariff.SOCIAL:
        yield _("Everyone pays the social tariff.")
    texts = {one.code: said(one.text, locale) for one in criteria_of(policy.criteria)}
    for codes, heading in (
        (deposit.social_for, _("Who says yes to one of these pays the social tariff:")),
        (deposit.waived_for, _("Who says yes to one of these pays no deposit:")),
    ):
        if codes:
            yield heading
            yield from (f"• {texts.get(code, code)}" for code in codes)
    if deposit.instalments is not None:
        yield ngettext(
            "It may be paid in %(num)s part.", "It may be paid in %(num)s parts.", deposit.instalments
        )


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
    if workshop.within_weeks is not None:
        sentences.append(
            ngettext(
                "It is followed within %(num)s week after that.",
                "It is followed within %(num)s weeks after that.",
                workshop.within_weeks,
            )
        )
    if workshop.mandatory is True:
        sentences.append(_("Everyone follows it."))
    if workshop.mandatory is False:
        sentences.append(_("Only who needs it."))
    if workshop.waived_by is WaivedBy.DESK:
        sentences.append(_("Whoever hands over may say that someone does not need it, and why."))
    if workshop.waived_by is WaivedBy.COORDINATOR:
        sentences.append(_("Only the coordinator may say that someone does not need it, and why."))
    return sentences


def _gate(gate: Gate | None) -> str:
    if gate is Gate.BEFORE:
        return _("The laptop goes along after the workshop, not before.")
    if gate is Gate.AT:
        return _("The laptop is handed over at the workshop.")
    if gate is Gate.AFTER:
        return _("The laptop may go along before the workshop.")
    return _("Whether it comes before the laptop is not set.")


def _loans(policy: LendingPolicy) -> Iterator[str]:
    if policy.loans_per_person is not None:
        yield ngettext(
            "One person has at most %(num)s laptop at a time.",
            "One person has at most %(num)s laptops at a time.",
            policy.loans_per_person,
        )
    if policy.loans_per_household is not None:
        yield ngettext(
            "One household has at most %(num)s laptop at a time.",
            "One household has at most %(num)s laptops at a time.",
            policy.loans_per_household,
        )


def _priority(policy: LendingPolicy, locale: str) -> Iterator[str]:
    """The order of the waiting list, entry by entry."""
    for place, entry in enumerate(policy.priority or (), start=1):
        yield f"{place}. {of_entry(entry, policy, locale)}"
    if policy.priority:
        yield _("Among equals who waits longest comes first.")


def of_entry(entry: str, policy: LendingPolicy, locale: str) -> str:
    """What one entry of the order says; of a condition that is not asked any more its code."""
    kind, value = parts_of(entry)
    if kind == PURPOSE:
        return say(Purpose(value))
    if kind == WISH:
        return _("Needs: %(wish)s", wish=say(Wish(value)))
    if kind == CONDITION:
        texts = {one.code: said(one.text, locale) for one in criteria_of(asked_of(policy))}
        return _("Yes to: %(condition)s", condition=texts.get(value, value))
    return _("Who waits longest")


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
