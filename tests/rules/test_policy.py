"""What a policy promises, read strictly from a document; and eight digibanken told in it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.applications import document as documents
from inventory.applications.document import (
    CodeTwice,
    Contradiction,
    EmptyGroup,
    NotAChoice,
    NotACode,
    NotAGroup,
    NotAList,
    NotANumber,
    NoText,
    PolicyFlaw,
    TooMuch,
    UnknownSetting,
)
from inventory.applications.policy import (
    Deposit,
    Extensions,
    Gate,
    LendingPolicy,
    Tariff,
    Term,
    TermKind,
    Workshop,
    WorkshopMode,
    criteria_of,
    deposit_cents,
    due_on,
    extended_to,
    may_borrow_more,
    may_extend,
    months_after,
    price_of,
    said,
    workshop_holds_up,
)
from inventory.applications.presets import DEFAULT, PRESETS

PASS = {"code": "uitpas", "text": {"nl": "Heb je een UiTPAS?"}}


def test_a_policy_in_which_nothing_is_set_is_a_policy() -> None:
    assert documents.read({}) == LendingPolicy()
    assert documents.read({"deposit": None, "term": None}) == LendingPolicy()
    assert documents.write(LendingPolicy()) == {}


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_preset_survives_being_written_and_read(name: str) -> None:
    policy = PRESETS[name].policy
    assert documents.read(documents.write(policy)) == policy


def test_the_eight_digibanken_are_there_and_keep_open_what_they_left_open() -> None:
    assert len(PRESETS) == 8
    assert PRESETS["digbij"].policy.criteria is None
    assert PRESETS["heusden_zolder"].policy.deposit == Deposit(usual=Tariff.SOCIAL)
    assert PRESETS["zora_werkt"].policy.term is None
    assert PRESETS["dender_zuid"].policy.term == Term(TermKind.MONTHS, 24)


def test_every_text_of_the_presets_is_there_in_three_languages() -> None:
    for policy in [DEFAULT, *(preset.policy for preset in PRESETS.values())]:
        texts = [c.text for c in criteria_of(policy.criteria)] + [p.text for p in policy.deductions or ()]
        for text in texts + ([policy.remarks] if policy.remarks else []):
            assert set(text) == {"nl", "fr", "en"}


@pytest.mark.parametrize(
    ("document", "flaw", "where"),
    [
        ([], NotAGroup, "policy"),
        ({"rent": 5}, UnknownSetting, "policy.rent"),
        ({"criteria": {"any": []}}, EmptyGroup, "criteria.any"),
        ({"criteria": {"some": [PASS]}}, UnknownSetting, "criteria.some"),
        ({"criteria": {"any": [PASS], "all": [PASS]}}, NotAGroup, "criteria"),
        ({"criteria": {"any": PASS}}, NotAList, "criteria.any"),
        ({"criteria": {"any": [PASS, PASS]}}, CodeTwice, "criteria"),
        ({"criteria": {"any": [{"code": "Ui TPAS", "text": {"nl": "?"}}]}}, NotACode, "criteria.any.1.code"),
        ({"criteria": {"any": [{"code": "uitpas"}]}}, NoText, "criteria.any.1.text"),
        ({"criteria": {"any": [{"code": "a", "text": {"nl": " "}}]}}, NoText, "criteria.any.1.text.nl"),
        ({"criteria": {"any": [{**PASS, "proofs": ["blood"]}]}}, NotAChoice, "criteria.any.1.proofs"),
        ({"criteria": {"all": [{"all": [{"all": [{"all": [{"all": [PASS]}]}]}]}]}}, TooMuch, None),
        ({"criteria": {"none": [{"all": [PASS]}]}}, TooMuch, "criteria.none"),
        ({"referrer_replaces_proof": "yes"}, NotAChoice, "referrer_replaces_proof"),
        ({"term": {"kind": "months"}}, NotANumber, "term.months"),
        ({"term": {"kind": "months", "months": True}}, NotANumber, "term.months"),
        ({"term": {"kind": "months", "months": 2.5}}, NotANumber, "term.months"),
        ({"term": {"kind": "indefinite", "months": 6}}, Contradiction, "term.months"),
        ({"term": {"months": 6}}, NotAChoice, "term.kind"),
        ({"deposit": {"normal": -1}}, NotANumber, "deposit.normal"),
        ({"deposit": {"waived": 0}}, UnknownSetting, "deposit.waived"),
        ({"deductions": [{"code": "charger", "text": {"nl": "Lader"}}]}, NotANumber, "deductions.1.cents"),
        ({"workshop": {"mode": "none", "gate": "before"}}, Contradiction, "workshop"),
        ({"workshop": {"mode": "at_hand_over", "gate": "before"}}, Contradiction, "workshop.gate"),
        ({"loans_per_person": 0}, NotANumber, "loans_per_person"),
        ({"reminder_days": [-14, "soon"]}, NotANumber, "reminder_days"),
        ({"remarks": {"nl": "x" * 401}}, NoText, "remarks.nl"),
    ],
)
def test_a_slip_is_refused_where_it_stands(
    document: object, flaw: type[PolicyFlaw], where: str | None
) -> None:
    with pytest.raises(flaw) as refusal:
        documents.read(document)
    assert where is None or refusal.value.particulars["where"] == where


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["criteria", "any", "all", "none", "code", "text", "nl", "term", "kind", "months"]
            )
            | st.text(max_size=8),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(json_values)
def test_whatever_the_document_it_is_read_or_refused(document: object) -> None:
    try:
        policy = documents.read(document)
    except PolicyFlaw:
        return
    assert documents.read(documents.write(policy)) == policy


def test_reminder_days_are_kept_in_order_and_once() -> None:
    assert documents.read({"reminder_days": [7, -14, 7, -3]}).reminder_days == (-14, -3, 7)


def test_a_month_that_is_too_short_ends_on_its_last_day() -> None:
    assert months_after(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_after(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert months_after(date(2026, 11, 23), 12) == date(2027, 11, 23)


def test_a_loan_ends_as_its_term_says() -> None:
    start = date(2026, 11, 23)
    assert due_on(LendingPolicy(term=Term(TermKind.MONTHS, 3)), start) == date(2027, 2, 23)
    assert due_on(LendingPolicy(term=Term(TermKind.INDEFINITE)), start) is None
    assert due_on(LendingPolicy(), start) is None
    school = LendingPolicy(term=Term(TermKind.SCHOOL_YEAR))
    assert due_on(school, start) == date(2027, 6, 30)
    assert due_on(school, date(2027, 5, 31)) == date(2027, 6, 30)
    assert due_on(school, date(2027, 6, 1)) == date(2028, 6, 30)
    assert extended_to(school, date(2027, 6, 30)) == date(2028, 6, 30)


def test_an_extension_takes_its_own_months_or_else_the_term() -> None:
    term = Term(TermKind.MONTHS, 12)
    due = date(2027, 1, 31)
    assert extended_to(LendingPolicy(term=term, extensions=Extensions(months=1)), due) == date(2027, 2, 28)
    assert extended_to(LendingPolicy(term=term), due) == date(2028, 1, 31)
    assert extended_to(LendingPolicy(), due) is None
    assert may_extend(LendingPolicy(extensions=Extensions(at_most=2)), 1)
    assert not may_extend(LendingPolicy(extensions=Extensions(at_most=2)), 2)
    assert not may_extend(LendingPolicy(extensions=Extensions(at_most=0)), 0)
    assert may_extend(LendingPolicy(extensions=Extensions()), 99)
    assert may_extend(LendingPolicy(), 99)


def test_a_deposit_follows_its_tariff_and_unset_stays_unset() -> None:
    policy = LendingPolicy(deposit=Deposit(normal=5000, social=2000))
    assert deposit_cents(policy, Tariff.NORMAL) == 5000
    assert deposit_cents(policy, Tariff.SOCIAL) == 2000
    assert deposit_cents(policy, Tariff.THIRD_PARTY) == 5000
    assert deposit_cents(LendingPolicy(deposit=Deposit()), Tariff.NORMAL) is None
    assert deposit_cents(LendingPolicy(), Tariff.SOCIAL) is None
    assert deposit_cents(LendingPolicy(), Tariff.WAIVED) == 0


def test_only_a_workshop_that_comes_before_holds_up_a_laptop() -> None:
    before = LendingPolicy(workshop=Workshop(WorkshopMode.SESSION, Gate.BEFORE))
    assert workshop_holds_up(before, followed=False, waived=False)
    assert not workshop_holds_up(before, followed=True, waived=False)
    assert not workshop_holds_up(before, followed=False, waived=True)
    for workshop in (None, Workshop(WorkshopMode.NONE), Workshop(WorkshopMode.SESSION, Gate.AFTER)):
        assert not workshop_holds_up(LendingPolicy(workshop=workshop), followed=False, waived=False)


def test_loans_per_person_and_prices_are_asked_by_name() -> None:
    assert may_borrow_more(DEFAULT, 0)
    assert not may_borrow_more(DEFAULT, 1)
    assert may_borrow_more(LendingPolicy(), 9)
    charger = price_of(DEFAULT, "charger")
    assert charger is not None
    assert charger.cents == 2000
    assert price_of(DEFAULT, "hinge") is None
    assert price_of(LendingPolicy(), "charger") is None


def test_a_text_falls_back_to_dutch_and_then_to_any_language() -> None:
    assert said({"nl": "Lader", "fr": "Chargeur"}, "fr") == "Chargeur"
    assert said({"nl": "Lader", "fr": "Chargeur"}, "en") == "Lader"
    assert said({"fr": "Chargeur"}, "en") == "Chargeur"
