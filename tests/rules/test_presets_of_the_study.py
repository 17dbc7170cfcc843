"""The eight policies decide as the impact study of the digibanken (May 2025) says; each test quotes its line.

The study's lines stand outside this repository; where they are, the quotes are looked up in them.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from inventory.applications.assessment import Answer, Outcome
from inventory.applications.deciding import Asking, Because, Decision, Result, Verdict, decide_on
from inventory.applications.policy import (
    Door,
    ExceptionRoad,
    LentKind,
    LoanEnd,
    PickUp,
    ScreeningStep,
    Tariff,
    Term,
    TermKind,
    VisitKind,
    WorkshopMode,
    policy_for,
)
from inventory.applications.presets import PRESETS

STUDY = Path(__file__).parents[3] / "shared" / "domain" / "policies.yaml"
YES, NO = Answer(Outcome.MET), Answer(Outcome.NOT_MET)


def _decided(name: str, **asking: Any) -> Decision:
    return decide_on(PRESETS[name].policy, Asking(**asking))


def _whys(decision: Decision) -> list[Because]:
    return [one.because for one in decision.reasons]


def quotes(*lines: str) -> Any:
    """What the study says of it."""
    return pytest.mark.parametrize("line", lines)


def _stands_in_the_study(line: str) -> None:
    """Is the quote one of the study's? Where the study is not at hand, it is believed."""
    if STUDY.exists():
        text = re.sub(r"\s+", " ", STUDY.read_text(encoding="utf-8"))
        assert line in text, f"the study does not say: {line}"


@quotes("aanvragen worden ingediend door de digihelpers via een centraal formulier")
def test_digbij_takes_applications_of_digihelpers_only(line: str) -> None:
    _stands_in_the_study(line)
    assert Because.WRONG_DOOR in _whys(_decided("digbij", door=Door.SELF))
    assert Because.WRONG_DOOR not in _whys(_decided("digbij", door=Door.DIGIHELPER))


@quotes("criteria: {mode: none_stated, items: []}", "doorgaans zonder bijkomende checks")
def test_digbij_states_no_conditions_so_that_a_person_approves(line: str) -> None:
    _stands_in_the_study(line)
    decision = _decided("digbij", door=Door.DIGIHELPER, steps={ScreeningStep.NEED: Result.YES})
    assert (decision.verdict, _whys(decision)) == (Verdict.NEEDS_REVIEW, [Because.CRITERIA_NOT_SET])
    assert decision.term is None
    assert LoanEnd.INDEFINITE in (decision.rules.ends or ())


@quotes("tijd gemaakt voor praktische toelichting", "een vervolgafspraak ingepland voor overhandiging")
def test_digbij_explains_at_the_hand_over_by_appointment(line: str) -> None:
    _stands_in_the_study(line)
    policy = PRESETS["digbij"].policy
    assert policy.workshop is not None
    assert (policy.workshop.mode, policy.pick_up) == (WorkshopMode.AT_HAND_OVER, (PickUp.APPOINTMENT,))


@quotes(
    "Inwoners van Sint-Niklaas", "(kansenpas of UitPAS, of een opleiding of traject bij VDAB, Ligo of CVO)"
)
def test_sint_niklaas_lends_to_residents_with_one_of_three_grounds(line: str) -> None:
    _stands_in_the_study(line)
    for ground in ("discount_pass", "uitpas", "training"):
        met = _decided("sint_niklaas", door=Door.SELF, answers={"resident": YES, ground: YES})
        assert met.verdict is Verdict.ELIGIBLE, ground
    none = dict.fromkeys(("discount_pass", "uitpas", "training"), NO)
    without = _decided("sint_niklaas", door=Door.SELF, answers={"resident": YES, **none})
    assert without.verdict is Verdict.NOT_ELIGIBLE
    elsewhere = _decided("sint_niklaas", door=Door.SELF, answers={"resident": NO, "uitpas": YES})
    assert elsewhere.verdict is Verdict.NOT_ELIGIBLE


@quotes("De uitleentermijn bedraagt één jaar", "terugkommoment … en de uitleen eventueel verlengd kan worden")
def test_sint_niklaas_lends_for_a_year_and_longer_after_a_visit(line: str) -> None:
    _stands_in_the_study(line)
    policy = PRESETS["sint_niklaas"].policy
    assert policy.term == Term(TermKind.MONTHS, 12)
    assert policy.extensions is not None
    assert (policy.extensions.after_visit, policy.extensions.at_most) == (True, None)
    assert policy.visit is not None
    assert policy.visit.after_months == 12


@quotes("Wekelijks wordt één afhaalmoment georganiseerd")
def test_sint_niklaas_hands_over_once_a_week(line: str) -> None:
    _stands_in_the_study(line)
    assert PRESETS["sint_niklaas"].policy.pick_up == (PickUp.WEEKLY_SESSION,)


@quotes(
    "uitsluitend via interne toeleiding uitgeleend", "zonder dat daar extra voorwaarden aan zijn gekoppeld"
)
def test_posthof_lends_to_whom_its_own_services_send_and_asks_no_more(line: str) -> None:
    _stands_in_the_study(line)
    assert _decided("antwerpen_posthof", door=Door.INTERNAL).verdict is Verdict.ELIGIBLE
    for door in set(Door) - {Door.INTERNAL}:
        assert _decided("antwerpen_posthof", door=door).verdict is Verdict.NOT_ELIGIBLE, door


@quotes(
    "In theorie is er een uitleentermijn van een half jaar. In de praktijk blijft het toestel vaak bij de ontlener",
    "zo goed als afgeschreven",
)
def test_posthof_lends_for_half_a_year_and_does_not_hold_to_it(line: str) -> None:
    _stands_in_the_study(line)
    policy = PRESETS["antwerpen_posthof"].policy
    assert policy.term == Term(TermKind.MONTHS, 6, soft=True)
    assert policy.extensions is not None
    assert policy.extensions.tacit
    assert LoanEnd.WRITTEN_OFF in (policy.ends or ())


@quotes("moet de aanvrager aan een aantal criteria voldoen")
def test_heusden_zolder_has_conditions_that_nobody_published(line: str) -> None:
    _stands_in_the_study(line)
    decision = _decided("heusden_zolder", door=Door.SELF)
    assert (decision.verdict, _whys(decision)) == (Verdict.NEEDS_REVIEW, [Because.CRITERIA_NOT_SET])


@quotes(
    "kan een intermediair een motivatie indienen of wordt een klein sociaal onderzoek uitgevoerd door het Sociaal Huis"
)
def test_heusden_zolder_knows_two_ways_round(line: str) -> None:
    _stands_in_the_study(line)
    assert PRESETS["heusden_zolder"].policy.exceptions == (
        ExceptionRoad.MOTIVATION, ExceptionRoad.SOCIAL_INQUIRY,
    )  # fmt: skip


@quotes("maximaal één jaar", "een terugkommoment en onderhoud plaatsvinden")
def test_heusden_zolder_lends_for_a_year_and_looks_after_the_laptop_then(line: str) -> None:
    _stands_in_the_study(line)
    policy = PRESETS["heusden_zolder"].policy
    assert policy.term == Term(TermKind.MONTHS, 12)
    assert policy.visit is not None
    assert (policy.visit.after_months, policy.visit.maintenance) == (12, True)


@quotes(
    "Er wordt een waarborg aan sociaal tarief gevraagd",
    "Aan elke uitleen wordt een infomoment van één uur gekoppeld",
)
def test_heusden_zolder_asks_the_social_tariff_and_an_hour(line: str) -> None:
    _stands_in_the_study(line)
    decision = _decided("heusden_zolder", door=Door.SELF)
    assert [(one.tariff, one.cents) for one in decision.tariffs] == [(Tariff.SOCIAL, None)]
    workshop = decision.workshop
    assert workshop is not None
    assert (workshop.minutes, workshop.mandatory, workshop.gate) == (60, True, None)
    assert not decision.workshop_holds_up, "whether it comes before the pick-up is left open"


@quotes("er worden geen extra voorwaarden gesteld", "De uitleen is gratis")
def test_digibank_plus_lends_to_everyone_for_nothing(line: str) -> None:
    _stands_in_the_study(line)
    for door in (None, *Door):
        decision = _decided("digibank_plus", door=door)
        assert decision.verdict is Verdict.ELIGIBLE
        assert [(one.tariff, one.cents) for one in decision.tariffs] == [(Tariff.WAIVED, 0)]


@quotes(
    "langdurig worden uitgeleend en worden in de praktijk niet teruggevraagd",
    "tijdelijk uit te proberen om nadien eventueel zelf aan te kopen",
    "tablet: null",
)
def test_digibank_plus_lends_each_sort_of_device_for_its_own_time(line: str) -> None:
    _stands_in_the_study(line)
    policy = PRESETS["digibank_plus"].policy
    assert policy_for(policy, LentKind.LAPTOP).term == Term(TermKind.INDEFINITE)
    assert policy_for(policy, LentKind.TABLET).term is None
    assert policy_for(policy, LentKind.ASSISTIVE).term == Term(TermKind.TRIAL)


@quotes("indien nodig, individuele toelichting")
def test_digibank_plus_explains_only_to_who_needs_it(line: str) -> None:
    _stands_in_the_study(line)
    workshop = PRESETS["digibank_plus"].policy.workshop
    assert workshop is not None
    assert workshop.mandatory is False


@quotes(
    "in de praktijk staat de nood aan een toestel centraal",
    "gesprek met de toeleider of rechtstreeks met de aanvrager",
)
def test_in_maasland_the_talk_decides_and_the_need_counts_most(line: str) -> None:
    _stands_in_the_study(line)
    for door in (Door.SELF, Door.REFERRER):
        needs = _decided("maasland", door=door, answers={"need": YES})
        assert _whys(needs) == [Because.STEP_OPEN], "first the talk"
        talked = _decided(
            "maasland", door=door, answers={"need": YES}, steps={ScreeningStep.TALK: Result.YES}
        )
        assert talked.verdict is Verdict.ELIGIBLE
    refused = _decided(
        "maasland", door=Door.SELF, answers={"need": YES}, steps={ScreeningStep.TALK: Result.NO}
    )
    assert refused.verdict is Verdict.NOT_ELIGIBLE
    other = _decided("maasland", door=Door.SELF, answers={"need": NO}, steps={ScreeningStep.TALK: Result.YES})
    assert other.verdict is Verdict.NEEDS_REVIEW, "the list is not published, so a person looks"


@quotes("De standaard uitleenperiode bedraagt drie maanden", "maar kan verlengd worden")
def test_maasland_lends_for_three_months_and_longer(line: str) -> None:
    _stands_in_the_study(line)
    policy = PRESETS["maasland"].policy
    assert policy.term == Term(TermKind.MONTHS, 3)
    assert policy.extensions is not None
    assert policy.extensions.at_most is None


@quotes("kan zich ook verplaatsen naar een ander digipunt of een locatie op maat van de ontlener")
def test_maasland_comes_to_the_borrower(line: str) -> None:
    _stands_in_the_study(line)
    assert PickUp.MOBILE_ROTA in (PRESETS["maasland"].policy.pick_up or ())


@quotes(
    "Afspraken voor uitleen verlopen uitsluitend via de sociale diensten", "mode: delegated_to_social_service"
)
def test_zora_leaves_it_to_the_social_services(line: str) -> None:
    _stands_in_the_study(line)
    assert _decided("zora_werkt", door=Door.REFERRER, vouched=True).verdict is Verdict.ELIGIBLE
    unsaid = _decided("zora_werkt", door=Door.REFERRER)
    assert (unsaid.verdict, unsaid.referral_helps) == (Verdict.NEEDS_REVIEW, True)
    for door in set(Door) - {Door.REFERRER}:
        assert _decided("zora_werkt", door=door, vouched=True).verdict is Verdict.NOT_ELIGIBLE, door


@quotes(
    "afhaling (met toelichting), evaluatie, verlenging of terugbrengen van een toestel",
    "term: {months: null}",
)
def test_zora_evaluates_by_appointment_and_names_no_term(line: str) -> None:
    _stands_in_the_study(line)
    policy = PRESETS["zora_werkt"].policy
    assert policy.term is None
    assert policy.visit is not None
    assert policy.visit.kind is VisitKind.VISIT


@quotes("Elke week zijn ze één dag in een digipunt van een andere gemeente")
def test_zora_goes_round(line: str) -> None:
    _stands_in_the_study(line)
    assert PRESETS["zora_werkt"].policy.pick_up == (PickUp.APPOINTMENT, PickUp.MOBILE_ROTA)


@quotes("enkele doelgroepcriteria zoals UiTPAS kansentarief, verhoogde tegemoetkoming of leefloon")
def test_dender_zuid_names_some_of_its_groups(line: str) -> None:
    _stands_in_the_study(line)
    grounds = ("uitpas_reduced", "increased_reimbursement", "living_wage")
    passed = {ScreeningStep.DIGITAL_TEST: Result.YES}
    for ground in grounds:
        assert _decided("dender_zuid", answers={ground: YES}, steps=passed).verdict is Verdict.ELIGIBLE
    none = _decided("dender_zuid", answers=dict.fromkeys(grounds, NO), steps=passed)
    assert (none.verdict, _whys(none)) == (Verdict.NEEDS_REVIEW, [Because.CRITERIA_NOT_ALL_NAMED])


@quotes("Kandidaten worden gescreend via een digitaal-test", "does the test exclude or only place people?")
def test_dender_zuid_takes_a_test_of_which_the_effect_is_open(line: str) -> None:
    _stands_in_the_study(line)
    met = {"living_wage": YES}
    assert _whys(_decided("dender_zuid", answers=met)) == [Because.STEP_OPEN]
    failed = _decided("dender_zuid", answers=met, steps={ScreeningStep.DIGITAL_TEST: Result.NO})
    assert (failed.verdict, _whys(failed)) == (Verdict.NEEDS_REVIEW, [Because.TEST_EFFECT_NOT_SET])


@quotes(
    "een verplichte starterscurus (3 lessen van 3 uur) aan voor wie een laptop ontleent",
    "De uitleentermijn bedraagt twee jaar",
    "course before or after pick-up?",
)
def test_dender_zuid_lends_for_two_years_with_a_course_of_three_sessions(line: str) -> None:
    _stands_in_the_study(line)
    decision = _decided("dender_zuid")
    assert decision.term == Term(TermKind.MONTHS, 24)
    workshop = decision.workshop
    assert workshop is not None
    assert (workshop.sessions, workshop.minutes, workshop.mandatory, workshop.gate) == (3, 180, True, None)


@pytest.mark.parametrize("name", sorted(set(PRESETS) - {"heusden_zolder", "digibank_plus"}))
def test_where_the_study_tells_no_deposit_none_is_set(name: str) -> None:
    _stands_in_the_study("deposit: null")
    assert PRESETS[name].policy.deposit is None
    assert _decided(name).tariffs == ()
