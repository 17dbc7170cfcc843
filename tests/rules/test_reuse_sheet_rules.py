"""What a device weighs and how we know, where it came from, and where it went: plain functions."""

from datetime import date

import pytest

from inventory.devices.models import DeviceKind
from inventory.journey import Stage
from inventory.reuse_sheets import rules
from inventory.reuse_sheets.rules import Destination, Origin, Weight, WeightSource


def test_every_kind_of_device_has_a_category_and_a_weight_only_with_its_source():
    assert set(rules.KINDS) == {str(kind) for kind in DeviceKind}
    for facts in rules.KINDS.values():
        assert facts.eea_category in range(1, 7)
        assert (facts.grams is None) == (facts.source == "")
    assert rules.KINDS["laptop"].eea_category == rules.KINDS["tablet"].eea_category == 2


def test_the_scale_goes_before_the_model_and_the_model_before_the_kind():
    model = (1430, WeightSource.MAKER)
    assert rules.weight_of("laptop", 1400, model) == Weight(1400, WeightSource.WEIGHED)
    assert rules.weight_of("laptop", None, model) == Weight(1430, WeightSource.MAKER)
    assert rules.weight_of("laptop", None, None) == Weight(1650, WeightSource.KIND)
    assert rules.weight_of("desktop", None, None) == Weight(None, WeightSource.UNKNOWN)


@pytest.mark.parametrize("grams", [-1400, 0, 4, 60_001, 1_400_000])
def test_what_nothing_weighs_is_refused(grams):
    with pytest.raises(rules.NotAWeight):
        rules.must_be_a_weight(grams)


@pytest.mark.parametrize("year", [0, 1984, 2027])
def test_a_year_to_come_or_before_any_laptop_is_refused(year):
    with pytest.raises(rules.NotAYear):
        rules.must_be_a_year(year, date(2026, 11, 27))


def test_every_stage_leads_to_one_destination():
    told = {stage: rules.destination_of(stage, has_receipt=True) for stage in Stage}
    assert told[Stage.RECYCLED] is Destination.RECYCLED
    assert rules.destination_of(Stage.RECYCLED, has_receipt=False) is Destination.RECYCLED_UNPROVEN
    assert told[Stage.LENT] is Destination.LENT
    assert {one for one, where in told.items() if where is Destination.HERE} == {
        Stage.ANNOUNCED, Stage.RECEIVED, Stage.WIPING, Stage.WIPED, Stage.REFURBISHING, Stage.READY, Stage.RESERVED,
        Stage.RETURNED,
    }  # fmt: skip


def test_what_came_before_the_period_and_again_in_it_came_back():
    assert rules.origin_of(came_in_the_period=False, lot_kind="donation") is Origin.BACK
    assert rules.origin_of(came_in_the_period=True, lot_kind="donation") is Origin.GIFT
    assert rules.origin_of(came_in_the_period=True, lot_kind="purchase") is Origin.PURCHASE
    assert rules.origin_of(came_in_the_period=True, lot_kind=None) is Origin.OTHER


def test_a_model_is_compared_without_case_and_double_spaces():
    assert rules.model_key(" Dell", "Latitude  5400 ") == rules.model_key("DELL", "latitude 5400")
    assert rules.model_key("", " ") == ""
