"""The policy as a form: plain questions in, a document out. What stays empty is *not set*."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from inventory.applications import document as documents
from inventory.applications.document import PolicyFlaw
from inventory.applications.policy import (
    Criterion,
    Gate,
    Group,
    LendingPolicy,
    Mode,
    TermKind,
    WorkshopMode,
    said,
)
from inventory.applications.presets import WELL_KNOWN, WELL_KNOWN_PRICES
from inventory.foundation.forms import HouseForm, choices_of
from inventory.foundation.money import NotAnAmount, cents_from
from inventory.wording import say

UNSET = "unset"


class _Ticks(SelectMultipleField):
    """Several answers, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NotWhole(PolicyFlaw):
    """A whole number belongs in this box."""


def _not_set(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(UNSET, _("Not set")), *choices]


class PolicyForm(HouseForm):
    """Every setting of a policy that can be asked in one line."""

    conditions = RadioField(_l("Are there conditions?"))
    must = _Ticks(_l("Everyone must meet all of these"))
    one_of = _Ticks(_l("And at least one of these"))
    referral = RadioField(_l("Does a referral by a social service replace showing proof?"))
    term = RadioField(_l("How long does a loan last?"))
    term_months = StringField(_l("Number of months"), [Length(max=4)])
    extensions = RadioField(_l("Can a loan be extended?"))
    at_most = StringField(_l("How often, at most"), [Length(max=4)])
    extension_months = StringField(_l("Months each time"), [Length(max=4)])
    deposit = RadioField(_l("Do you ask a deposit?"))
    normal = StringField(_l("Normal deposit"), [Length(max=12)])
    social = StringField(_l("Social tariff"), [Length(max=12)])
    third_party = StringField(_l("When someone else pays"), [Length(max=12)])
    charger = StringField(_l("Charger gone or broken"), [Length(max=12)])
    bag = StringField(_l("Bag gone or broken"), [Length(max=12)])
    mouse = StringField(_l("Mouse gone or broken"), [Length(max=12)])
    screen = StringField(_l("Screen broken"), [Length(max=12)])
    keyboard = StringField(_l("Keyboard broken"), [Length(max=12)])
    laptop = StringField(_l("Laptop not brought back"), [Length(max=12)])
    cap = StringField(_l("A borrower never pays more than"), [Length(max=12)])
    workshop = RadioField(_l("Which start workshop goes with a loan?"))
    gate = RadioField(_l("When does the laptop go along?"))
    minutes = StringField(_l("How many minutes"), [Length(max=4)])
    sessions = StringField(_l("How many sessions"), [Length(max=4)])
    loans_per_person = StringField(_l("How many laptops per person, at most"), [Length(max=4)])
    reminder_days = StringField(_l("Days of the reminders"), [Length(max=60)])
    remarks = TextAreaField(_l("What else must people know?"), [Length(max=400)])

    def __init__(self, *args: Any, locale: str, before: LendingPolicy, **options: Any) -> None:
        """The form filled with `before`, the policy that stands now."""
        super().__init__(*args, **{**_filled(before, locale), **options})
        self.locale, self.before = locale, before
        kept = [] if _fits(before.criteria) else [("kept", _("As they are now"))]
        chosen = [("none", _("No, everyone can borrow")), ("chosen", _("Yes, these"))]
        self.conditions.choices = _not_set([*kept, *chosen])
        known = [(code, said(criterion.text, locale)) for code, criterion in WELL_KNOWN.items()]
        self.must.choices = self.one_of.choices = known
        self.referral.choices = _not_set([("yes", _("Yes")), ("no", _("No"))])
        self.term.choices = _not_set(choices_of(TermKind, say))
        self.extensions.choices = _not_set([("yes", _("Yes")), ("no", _("No"))])
        self.deposit.choices = _not_set([("yes", _("Yes")), ("no", _("No"))])
        self.workshop.choices = _not_set(choices_of(WorkshopMode, say))
        self.gate.choices = _not_set(choices_of(Gate, say))

    def document(self) -> dict[str, Any]:
        """What was filled in, as a document. A refusal names the box that cannot be read."""
        written: dict[str, Any] = {
            "criteria": self._criteria(),
            "referrer_replaces_proof": {"yes": True, "no": False}.get(self.referral.data),
            "term": self._term(),
            "extensions": self._extensions(),
            "deposit": self._deposit(),
            "deductions": self._prices(),
            "deduction_cap_cents": self._cents("cap"),
            "workshop": self._workshop(),
            "loans_per_person": self._number("loans_per_person"),
            "reminder_days": self._days(),
            "remarks": self._remarks(),
        }
        return {name: value for name, value in written.items() if value is not None}

    def field_of(self, where: str) -> str | None:
        """Which box of this form fills the place `where` of the document."""
        return next((field for place, field in _BOXES.items() if where.startswith(place)), None)

    def _criteria(self) -> Any:
        if self.conditions.data == UNSET:
            return None
        if self.conditions.data == "kept" and self.before.criteria:
            return documents.write(self.before)["criteria"]
        if self.conditions.data == "none":
            return {"none": []}
        chosen = _chosen(self.must.data or [], self.one_of.data or [])
        return documents.write(LendingPolicy(criteria=chosen))["criteria"]

    def _term(self) -> Any:
        if self.term.data == UNSET:
            return None
        if self.term.data != TermKind.MONTHS:
            return {"kind": self.term.data}
        return {"kind": self.term.data, "months": self._number("term_months")}

    def _extensions(self) -> Any:
        if self.extensions.data == UNSET:
            return None
        if self.extensions.data == "no":
            return {"at_most": 0}
        return {"at_most": self._number("at_most"), "months": self._number("extension_months")}

    def _deposit(self) -> Any:
        if self.deposit.data == UNSET:
            return None
        if self.deposit.data == "no":
            return {"normal": 0, "social": 0}
        return {name: self._cents(name) for name in ("normal", "social", "third_party")}

    def _prices(self) -> Any:
        """Prices of the list; those with a code that this form does not ask stay as they were."""
        prices = [
            {"code": code, "text": dict(text), "cents": cents}
            for code, text in WELL_KNOWN_PRICES.items()
            if (cents := self._cents(code)) is not None
        ]
        others = [price for price in self.before.deductions or () if price.code not in WELL_KNOWN_PRICES]
        prices += [{"code": one.code, "text": dict(one.text), "cents": one.cents} for one in others]
        was_set_empty = self.before.deductions == ()
        return prices if prices or was_set_empty else None

    def _workshop(self) -> Any:
        if self.workshop.data == UNSET:
            return None
        if self.workshop.data == WorkshopMode.NONE:
            return {"mode": self.workshop.data}
        gate = None if self.gate.data == UNSET else self.gate.data
        told = {"mode": self.workshop.data, "gate": gate, "minutes": self._number("minutes")}
        if self.workshop.data == WorkshopMode.AT_HAND_OVER:
            return {**told, "gate": Gate.AT}
        return {**told, "sessions": self._number("sessions")}

    def _days(self) -> Any:
        text = (self.reminder_days.data or "").replace(",", " ").replace(";", " ").replace("−", "-")
        if not text.split():
            return None
        try:
            return [int(word) for word in text.split()]
        except ValueError:
            raise NotWhole(field="reminder_days", where="reminder_days") from None

    def _remarks(self) -> Any:
        """The reader's language is written; what stands in others stays."""
        kept = {tongue: text for tongue, text in (self.before.remarks or {}).items() if tongue != self.locale}
        text = (self.remarks.data or "").strip()
        return {**kept, self.locale: text} if text else kept or None

    def _number(self, name: str) -> int | None:
        text = (self._fields[name].data or "").strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            raise NotWhole(field=name, where=name)
        return int(text)

    def _cents(self, name: str) -> int | None:
        text = (self._fields[name].data or "").strip()
        if not text:
            return None
        try:
            return cents_from(text)
        except NotAnAmount as refusal:
            refusal.field = name
            raise


#: the place in the document and the box that fills it, longest first
_BOXES = {
    "criteria": "conditions",
    "term.months": "term_months",
    "term": "term",
    "extensions.at_most": "at_most",
    "extensions.months": "extension_months",
    "deposit.normal": "normal",
    "deposit.social": "social",
    "deposit.third_party": "third_party",
    "deductions": "charger",
    "deduction_cap_cents": "cap",
    "workshop.gate": "gate",
    "workshop.minutes": "minutes",
    "workshop.sessions": "sessions",
    "workshop": "workshop",
    "loans_per_person": "loans_per_person",
    "reminder_days": "reminder_days",
    "remarks": "remarks",
}


def _fits(group: Group | None) -> bool:
    """Can the form say these conditions, and would it write them down in the same order?"""
    if group is None or not group.of:
        return True
    codes = [one.code for one in group.of if isinstance(one, Criterion)]
    inner = [one for one in group.of if isinstance(one, Group)]
    inside = [one.code for one in (inner[0].of if inner else ()) if isinstance(one, Criterion)]
    return group == _chosen(codes, inside)


def _chosen(must: Iterable[str], one_of: Iterable[str]) -> Group:
    """All of `must`, and one of `one_of`: well-known conditions in the order of the form."""
    all_of = [criterion for code, criterion in WELL_KNOWN.items() if code in set(must)]
    any_of = [criterion for code, criterion in WELL_KNOWN.items() if code in set(one_of) - set(must)]
    last = (Group(Mode.ANY, tuple(any_of)),) if any_of else ()
    return Group(Mode.ALL, (*all_of, *last))


def _filled(policy: LendingPolicy, locale: str) -> dict[str, Any]:
    """The form's data for a policy that stands."""
    return {**_who(policy), **_how_long(policy), **_money(policy), **_around(policy, locale)}


def _who(policy: LendingPolicy) -> dict[str, Any]:
    group = policy.criteria
    fits = _fits(group)
    branches = group.of if group and fits else ()
    inner = [branch for branch in branches if isinstance(branch, Group)]
    conditions = UNSET if group is None else "kept" if not fits else "chosen" if group.of else "none"
    return {
        "conditions": conditions,
        "must": [branch.code for branch in branches if isinstance(branch, Criterion)],
        "one_of": [one.code for one in (inner[0].of if inner else ()) if isinstance(one, Criterion)],
        "referral": _yes_no(policy.referrer_replaces_proof),
    }


def _how_long(policy: LendingPolicy) -> dict[str, Any]:
    extensions = policy.extensions
    allowed = None if extensions is None else extensions.at_most != 0
    return {
        "term": policy.term.kind.value if policy.term else UNSET,
        "term_months": _text(policy.term.months if policy.term else None),
        "extensions": _yes_no(allowed),
        "at_most": _text(extensions.at_most if extensions and allowed else None),
        "extension_months": _text(extensions.months if extensions else None),
    }


def _money(policy: LendingPolicy) -> dict[str, Any]:
    deposit = policy.deposit
    asked = None if deposit is None else deposit.normal != 0
    prices = {price.code: price.cents for price in policy.deductions or ()}
    return {
        "deposit": _yes_no(asked),
        "normal": _amount(deposit.normal if deposit and asked else None),
        "social": _amount(deposit.social if deposit and asked else None),
        "third_party": _amount(deposit.third_party if deposit else None),
        **{code: _amount(prices.get(code)) for code in WELL_KNOWN_PRICES},
        "cap": _amount(policy.deduction_cap_cents),
    }


def _around(policy: LendingPolicy, locale: str) -> dict[str, Any]:
    workshop = policy.workshop
    return {
        "workshop": workshop.mode.value if workshop else UNSET,
        "gate": workshop.gate.value if workshop and workshop.gate else UNSET,
        "minutes": _text(workshop.minutes if workshop else None),
        "sessions": _text(workshop.sessions if workshop else None),
        "loans_per_person": _text(policy.loans_per_person),
        "reminder_days": ", ".join(str(day) for day in policy.reminder_days or ()),
        "remarks": (policy.remarks or {}).get(locale, ""),
    }


def _yes_no(answer: bool | None) -> str:
    return UNSET if answer is None else "yes" if answer else "no"


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _amount(cents: int | None) -> str:
    return "" if cents is None else f"{cents // 100},{cents % 100:02d}"
