"""The policy as a form: plain questions in, a document out. What stays empty is *not set*."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from inventory.applications import document as documents
from inventory.applications.clashes import OF_ABSENCE, clashes_in
from inventory.applications.document import NothingChosen, PolicyFlaw
from inventory.applications.policy import (
    Deposit,
    Door,
    ExceptionRoad,
    Extensions,
    FollowUpKind,
    Gate,
    LendingPolicy,
    LoanEnd,
    PickUp,
    Screener,
    ScreeningStep,
    SkillsTest,
    Tariff,
    TermKind,
    VisitKind,
    WaivedBy,
    WorkshopMode,
    criteria_of,
    said,
)
from inventory.applications.policy_files import MOST_BYTES, UnreadableFile, read_file
from inventory.applications.policy_filled import (
    FIRSTS,
    OTHER_KINDS,
    SAME,
    UNSET,
    filled,
    group_of,
    is_sayable,
)
from inventory.applications.presets import WELL_KNOWN, WELL_KNOWN_PRICES
from inventory.applications.sentences import of_entry
from inventory.applications.waiting import CONDITION, known_entries
from inventory.foundation.forms import HouseForm, UploadField, choices_of
from inventory.foundation.money import NotAnAmount, cents_from
from inventory.wording import say


class _Ticks(SelectMultipleField):
    """Several answers, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NotWhole(PolicyFlaw):
    """A whole number belongs in this box."""


def _not_set(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(UNSET, _("Not set")), *choices]


class _Page(TextAreaField):
    """A whole policy as text; its readers hold it against their own limits."""

    takes_much = True


class PolicyFileForm(HouseForm):
    """A policy that stands in a file, or its text, which comes back so that a slip can be put right in it."""

    file = UploadField(_l("A policy as a file"), max_bytes=1_000_000, kinds=(".yaml", ".yml", ".json"))
    text = _Page(_l("Or its text"))

    #: what was read, once `look` found nothing wrong with it
    document: Any = None

    def look(self) -> LendingPolicy | None:
        """What the file says, else the text; None when something is wrong, which is told at the text."""
        sent = self.file.content
        content = sent if sent is not None else (self.text.data or "").encode()
        if sent is not None:
            self.text.data = sent.decode("utf-8", "replace")[:MOST_BYTES]
        try:
            read_in = read_file(content)
        except UnreadableFile as refusal:
            self.text.errors = [say(refusal)]
            return None
        policy, flaws = documents.read_what_can(read_in.content)
        slips = [(str(one.particulars["where"]), say(one)) for one in flaws]
        clashes = [one for one in clashes_in(policy) if not flaws or one.clash not in OF_ABSENCE]
        slips += [(one.where, say(one.clash)) for one in clashes]
        self.text.errors = [_at_line(read_in.line_of(where), sentence) for where, sentence in slips]
        self.document = None if slips else read_in.content
        return None if slips else policy

    @property
    def may_save(self) -> bool:
        """Only what someone looked at: a file that comes along with the button was not."""
        return self.file.content is None and self.document is not None


def _at_line(line: int | None, sentence: str) -> str:
    return _("Line %(line)s: %(sentence)s", line=line, sentence=sentence) if line else sentence


class PolicyForm(HouseForm):
    """Every setting of a policy that can be asked in one line."""

    doors = _Ticks(_l("How does an application come in?"))
    conditions = RadioField(_l("Are there conditions?"))
    must = _Ticks(_l("Everyone must meet all of these"))
    one_of = _Ticks(_l("And at least one of these"))
    exhaustive = RadioField(_l("Does the list name every reason to borrow?"))
    referral = RadioField(_l("Does a referral by a social service replace showing proof?"))
    screened = RadioField(_l("Are there steps between asking and an answer?"))
    decides = SelectField(_l("Which step decides?"))
    digital_test = RadioField(_l("What does the test of digital skills do?"))
    has_exceptions = RadioField(_l("Are there exceptions for who does not meet the conditions?"))
    exceptions = _Ticks(_l("Which exceptions?"))
    term = RadioField(_l("How long does a loan last?"))
    term_months = StringField(_l("Number of months"), [Length(max=4)])
    soft = RadioField(_l("May the laptop stay when the day is past?"))
    extensions = RadioField(_l("Can a loan be extended?"))
    at_most = StringField(_l("How often, at most"), [Length(max=4)])
    extension_months = StringField(_l("Months each time"), [Length(max=4)])
    after_visit = RadioField(_l("Only after the borrower came by?"))
    nobody_waits = RadioField(_l("Only while nobody else waits for a laptop?"))
    tacit = RadioField(_l("Does it go on by itself when nobody says anything?"))
    visit = RadioField(_l("Does the borrower come by during the loan?"))
    visit_months = StringField(_l("After how many months"), [Length(max=4)])
    maintenance = RadioField(_l("Do we look after the laptop then?"))
    deposit = RadioField(_l("Do you ask a deposit?"))
    usual = RadioField(_l("Which deposit do people usually pay?"))
    normal = StringField(_l("Normal deposit"), [Length(max=12)])
    social = StringField(_l("Social tariff"), [Length(max=12)])
    third_party = StringField(_l("When someone else pays"), [Length(max=12)])
    social_for = _Ticks(_l("Who pays the social tariff?"))
    waived_for = _Ticks(_l("Who pays no deposit?"))
    instalments = StringField(_l("In how many parts it may be paid, at most"), [Length(max=4)])
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
    mandatory = RadioField(_l("Must everyone follow it?"))
    within_weeks = StringField(_l("Within how many weeks after the laptop?"), [Length(max=4)])
    waived_by = RadioField(_l("Who may say that someone does not need it?"))
    pick_up = _Ticks(_l("Where and when does a laptop go along?"))
    ends = _Ticks(_l("How may a loan end?"))
    follow_up = RadioField(_l("Do you ask later whether the laptop is used?"))
    follow_up_months = StringField(_l("How many months later"), [Length(max=4)])
    loans_per_person = StringField(_l("How many laptops per person, at most"), [Length(max=4)])
    loans_per_household = StringField(_l("How many laptops per household, at most"), [Length(max=4)])
    reminder_days = StringField(_l("Days of the reminders"), [Length(max=60)])
    remarks = TextAreaField(_l("What else must people know?"), [Length(max=400)])

    def __init__(self, *args: Any, locale: str, before: LendingPolicy, **options: Any) -> None:
        """The form filled with `before`, the policy that stands now."""
        super().__init__(*args, **{**filled(before, locale), **options})
        self.locale, self.before = locale, before
        self._choose_from(before)
        for step in ScreeningStep:
            self._fields[f"by_{step}"].label.text = say(step)
        for kind in OTHER_KINDS:
            self._fields[f"term_{kind}"].label.text = say(kind)

    def _choose_from(self, before: LendingPolicy) -> None:
        """What each question offers."""
        kept = [] if is_sayable(before.criteria) else [("kept", _("As they are now"))]
        chosen = [("none", _("No, everyone can borrow")), ("chosen", _("Yes, these"))]
        service = [("service", _("The social service decides by its own conditions"))]
        self.conditions.choices = _not_set([*kept, *chosen, *service])
        conditions = {**WELL_KNOWN, **{one.code: one for one in criteria_of(before.criteria)}}
        known = [(code, said(criterion.text, self.locale)) for code, criterion in WELL_KNOWN.items()]
        asked = [(code, said(criterion.text, self.locale)) for code, criterion in conditions.items()]
        self.must.choices = self.one_of.choices = known
        self.social_for.choices = self.waived_for.choices = asked
        for field in (
            self.referral, self.extensions, self.deposit, self.soft, self.after_visit, self.nobody_waits,
            self.tacit, self.maintenance, self.mandatory, self.screened, self.has_exceptions,
        ):  # fmt: skip
            field.choices = _not_set([("yes", _("Yes")), ("no", _("No"))])
        every = [("yes", _("Yes, nobody else can borrow")), ("no", _("No, a person looks at the others"))]
        self.exhaustive.choices = _not_set(every)
        for field, choices in (
            (self.term, TermKind), (self.workshop, WorkshopMode), (self.gate, Gate),
            (self.waived_by, WaivedBy),
            (self.digital_test, SkillsTest), (self.visit, VisitKind), (self.follow_up, FollowUpKind),
        ):  # fmt: skip
            field.choices = _not_set(choices_of(choices, say))
        self.usual.choices = _not_set(
            [(one.value, say(one)) for one in Tariff if one is not Tariff.THIRD_PARTY]
        )
        for ticks, offered in (
            (self.doors, Door), (self.exceptions, ExceptionRoad), (self.pick_up, PickUp), (self.ends, LoanEnd),
        ):  # fmt: skip
            ticks.choices = choices_of(offered, say)
        self.decides.choices = [("", _("None of them")), *choices_of(ScreeningStep, say)]
        screeners = [("", _("No such step")), (UNSET, _("Who takes it is not set"))]
        for step in ScreeningStep:
            self._fields[f"by_{step}"].choices = [*screeners, *choices_of(Screener, say)]
        for kind in OTHER_KINDS:
            same = [(SAME, _("As set above")), *_not_set(choices_of(TermKind, say))]
            self._fields[f"term_{kind}"].choices = same

        entries = [
            ("", _("Nothing more")),
            *((one, of_entry(one, before, self.locale)) for one in known_entries()),
        ]
        entries += [
            (f"{CONDITION}.{code}", _("Yes to: %(condition)s", condition=told)) for code, told in asked
        ]
        for at, field in enumerate(self.firsts, start=1):
            field.choices = entries
            field.label.text = _("First") if at == 1 else _("Then, place %(at)s", at=at)

    @property
    def firsts(self) -> list[Any]:
        """One question for each place of the order of the waiting list."""
        return [self._fields[f"first_{at}"] for at in range(1, FIRSTS + 1)]

    @property
    def steps(self) -> list[Any]:
        """One question for each step of the screening: who takes it."""
        return [self._fields[f"by_{step}"] for step in ScreeningStep]

    @property
    def terms(self) -> list[tuple[Any, Any]]:
        """For each other sort of device: how long, and how many months."""
        return [(self._fields[f"term_{kind}"], self._fields[f"months_{kind}"]) for kind in OTHER_KINDS]

    @property
    def has_other_terms(self) -> bool:
        """Does some other sort of device have a term of its own?"""
        return any(term.data != SAME for term, _months in self.terms)

    @property
    def has_tariff_rules(self) -> bool:
        """Is anything set of who pays which tariff?"""
        chosen = self.social_for.data or self.waived_for.data or self.instalments.data
        return bool(chosen) or self.usual.data != UNSET

    def document(self) -> dict[str, Any]:
        """What was filled in, as a document. A refusal names the box that cannot be read."""
        written: dict[str, Any] = {
            "doors": self.doors.data or None,
            "criteria": self._criteria(),
            "criteria_exhaustive": _answered(self.exhaustive),
            "criteria_by_referrer": self._by_referrer(),
            "referrer_replaces_proof": _answered(self.referral),
            "screening": self._screening(),
            "digital_test": _chosen_of(self.digital_test),
            "exceptions": self._exceptions(),
            "term": self._term(),
            "extensions": self._extensions(),
            "visit": self._with_months("visit", VisitKind.NONE, maintenance=_answered(self.maintenance)),
            "deposit": self._deposit(),
            "deductions": self._prices(),
            "deduction_cap_cents": self._cents("cap"),
            "workshop": self._workshop(),
            "loans_per_person": self._number("loans_per_person"),
            "loans_per_household": self._number("loans_per_household"),
            "priority": self._priority(),
            "pick_up": self.pick_up.data or None,
            "ends": self.ends.data or None,
            "follow_up": self._with_months("follow_up", FollowUpKind.NONE),
            "reminder_days": self._days(),
            "remarks": self._remarks(),
            "kinds": self._kinds(),
        }
        return {name: value for name, value in written.items() if value is not None}

    def field_of(self, where: str) -> str | None:
        """Which box of this form fills the place `where` of the document."""
        return next((field for place, field in _BOXES.items() if where.startswith(place)), None)

    def _by_referrer(self) -> bool | None:
        """Only *yes* is a choice of its own; a *no* that was written once stays."""
        if self.conditions.data == "service":
            return True
        return False if self.before.criteria_by_referrer is False else None

    def _screening(self) -> Any:
        """The steps that have someone, in the order in which they stood; new ones after them."""
        if self.screened.data != "yes":
            return [] if self.screened.data == "no" else None
        stood = [one.step for one in self.before.screening or ()]
        order = [*stood, *(step for step in ScreeningStep if step not in stood)]
        taken = {step: self._fields[f"by_{step}"].data for step in order if self._fields[f"by_{step}"].data}
        if not taken:
            raise NothingChosen(field="screened", where="screening")
        decides = self.decides.data
        if decides and decides not in taken:
            raise NothingChosen(field=f"by_{decides}", where="screening")
        return [
            {"step": step.value, "by": None if by == UNSET else by, "decides": step == decides}
            for step, by in taken.items()
        ]

    def _exceptions(self) -> Any:
        if self.has_exceptions.data != "yes":
            return [] if self.has_exceptions.data == "no" else None
        if not self.exceptions.data:
            raise NothingChosen(field="exceptions", where="exceptions")
        return self.exceptions.data

    def _with_months(self, name: str, none: str, **more: Any) -> Any:
        """A question with a number of months; where the answer is *none* nothing else counts."""
        kind = self._fields[name].data
        if kind == UNSET:
            return None
        if kind == none:
            return {"kind": kind}
        return {"kind": kind, "after_months": self._number(f"{name}_months"), **more}

    def _kinds(self) -> Any:
        """The terms that are otherwise; what else is set for a sort of device stays as it was."""
        before = documents.write(LendingPolicy(kinds=self.before.kinds or ())).get("kinds") or {}
        written: dict[str, Any] = {kind: dict(own) for kind, own in before.items()}
        for kind in OTHER_KINDS:
            own = written.setdefault(kind.value, {})
            term, months = self._fields[f"term_{kind}"].data, self._number(f"months_{kind}")
            was = own.pop("term", SAME)
            if term == UNSET:
                own["term"] = None
            elif term != SAME:
                soft = was.get("soft") if isinstance(was, dict) and was.get("kind") == term else None
                own["term"] = {"kind": term, "months": months if _counts_months(term) else None, "soft": soft}
        kept = {kind: own for kind, own in written.items() if own}
        return kept or None

    def _criteria(self) -> Any:
        if self.conditions.data in {UNSET, "service"}:
            return None
        if self.conditions.data == "kept" and self.before.criteria:
            return documents.write(self.before)["criteria"]
        if self.conditions.data == "none":
            return {"none": []}
        chosen = group_of(self.must.data or [], self.one_of.data or [])
        return documents.write(LendingPolicy(criteria=chosen))["criteria"]

    def _term(self) -> Any:
        if self.term.data == UNSET:
            return None
        months = self._number("term_months") if _counts_months(self.term.data) else None
        return {"kind": self.term.data, "months": months, "soft": _answered(self.soft)}

    def _extensions(self) -> Any:
        if self.extensions.data == UNSET:
            return None
        if self.extensions.data == "no":
            before = self.before.extensions
            never = before if before is not None and before.at_most == 0 else Extensions(at_most=0)
            return documents.write(LendingPolicy(extensions=never))["extensions"]
        return {
            "at_most": self._number("at_most"),
            "months": self._number("extension_months"),
            "after_visit": _answered(self.after_visit),
            "only_when_nobody_waits": _answered(self.nobody_waits),
            "tacit": _answered(self.tacit),
        }

    def _deposit(self) -> Any:
        if self.deposit.data == UNSET:
            return None
        if self.deposit.data == "no":
            before = self.before.deposit
            stays = before is not None and before.normal == 0
            return documents.write(LendingPolicy(deposit=before if stays else Deposit(0, 0)))["deposit"]
        before = self.before.deposit or Deposit()
        ticked = {
            "social_for": self.social_for.data or (None if before.social_for is None else []),
            "waived_for": self.waived_for.data or (None if before.waived_for is None else []),
        }
        return {
            **{name: self._cents(name) for name in ("normal", "social", "third_party")},
            "usual": _chosen_of(self.usual),
            **ticked,
            "instalments": self._number("instalments"),
        }

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
        told = {
            "mode": self.workshop.data,
            "gate": gate,
            "minutes": self._number("minutes"),
            "mandatory": _answered(self.mandatory),
            "waived_by": None if self.waived_by.data == UNSET else self.waived_by.data,
        }
        sessions = self._number("sessions")
        if self.workshop.data == WorkshopMode.AT_HAND_OVER:
            # One explanation, while the laptop goes along: whatever else was chosen was meant for a session.
            before = self.before.workshop
            gate = before.gate if before and before.mode is WorkshopMode.AT_HAND_OVER else Gate.AT
            return {**told, "gate": gate, "sessions": sessions if sessions == 1 else None}
        weeks = self._number("within_weeks") if gate == Gate.AFTER else None
        return {**told, "sessions": sessions, "within_weeks": weeks}

    def _priority(self) -> Any:
        """The order that was chosen; what stood further down than the form asks stays."""
        chosen = [field.data for field in self.firsts if field.data]
        return [*chosen, *(self.before.priority or ())[FIRSTS:]] or None

    def _days(self) -> Any:
        text = (self.reminder_days.data or "").replace(",", " ").replace(";", " ").replace("−", "-")
        if not text.split():
            return [] if self.before.reminder_days == () else None
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


for _step in ScreeningStep:
    setattr(PolicyForm, f"by_{_step}", SelectField())
for _at in range(1, FIRSTS + 1):
    setattr(PolicyForm, f"first_{_at}", SelectField())
for _kind in OTHER_KINDS:
    setattr(PolicyForm, f"term_{_kind}", SelectField())
    setattr(PolicyForm, f"months_{_kind}", StringField(_l("Number of months"), [Length(max=4)]))


def _answered(field: Any) -> bool | None:
    """Yes, no, or not set."""
    return {"yes": True, "no": False}.get(field.data)


def _chosen_of(field: Any) -> str | None:
    return None if field.data == UNSET else field.data


def _counts_months(term: str) -> bool:
    return term in {TermKind.MONTHS, TermKind.TRIAL}


#: the place in the document and the box that fills it, longest first
_BOXES = {
    **{f"kinds.{kind}.term.months": f"months_{kind}" for kind in OTHER_KINDS},
    **{f"kinds.{kind}": f"term_{kind}" for kind in OTHER_KINDS},
    "doors": "doors",
    "criteria_exhaustive": "exhaustive",
    "criteria": "conditions",
    "referrer_replaces_proof": "referral",
    "screening": "screened",
    "digital_test": "digital_test",
    "exceptions": "has_exceptions",
    "term.soft": "soft",
    "extensions.after_visit": "after_visit",
    "extensions.tacit": "tacit",
    "extensions.at_most": "at_most",
    "extensions.months": "extension_months",
    "extensions": "extensions",
    "visit.after_months": "visit_months",
    "visit": "visit",
    "deposit.social_for": "social_for",
    "deposit.waived_for": "waived_for",
    "deposit.instalments": "instalments",
    "pick_up": "pick_up",
    "ends": "ends",
    "follow_up.after_months": "follow_up_months",
    "follow_up": "follow_up",
    "loans_per_household": "loans_per_household",
    "term.months": "term_months",
    "term": "term",
    "deposit.normal": "normal",
    "deposit.social": "social",
    "deposit.third_party": "third_party",
    "deposit": "deposit",
    "deductions": "charger",
    "deduction_cap_cents": "cap",
    "workshop.gate": "gate",
    "workshop.within_weeks": "within_weeks",
    "workshop.waived_by": "waived_by",
    "workshop.minutes": "minutes",
    "workshop.sessions": "sessions",
    "workshop": "workshop",
    "loans_per_person": "loans_per_person",
    "priority": "first_1",
    "reminder_days": "reminder_days",
    "remarks": "remarks",
}
