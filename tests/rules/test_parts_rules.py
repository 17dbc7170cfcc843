"""Which part is for which laptop, and what is to be ordered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.journey import Stage
from inventory.parts import rules
from inventory.parts.rules import Fit, PartKind


@pytest.mark.parametrize(
    ("fit", "maker", "model", "is_for"),
    [
        (Fit("Dell", "Latitude 5400"), "DELL", "latitude  5400", True),
        (Fit("Dell", "Latitude"), "Dell", "Latitude 7490", True),
        (Fit("Dell"), "Dell", "Inspiron", True),
        (Fit("Dell", "Latitude 5400"), "Dell", "Latitude 540", False),
        (Fit("HP", "Latitude"), "Dell", "Latitude", False),
        (Fit("Hewlett", "Packard Elite"), "Hewlett Packard", "EliteBook", True),
        (Fit("Hewlett", "Packard"), "Hewlett Packard", "EliteBook", True),
        (Fit("Hewlett", "Packard Pro"), "Hewlett Packard", "EliteBook", False),
    ],
)
def test_a_part_is_for_a_maker_and_how_its_models_begin(fit, maker, model, is_for):
    assert fit.is_for(maker, model) is is_for
    assert rules.fits([fit], maker, model) is is_for


def test_a_part_that_names_no_laptop_is_for_all():
    assert rules.fits([], "Dell", "anything")


@given(st.integers(0, rules.MOST), st.integers(0, rules.MOST))
def test_what_is_ordered_brings_the_stock_to_its_minimum(there, minimum):
    assert there + rules.lacks(there, minimum) >= minimum
    assert (rules.lacks(there, minimum) == 0) is (there >= minimum)


def test_a_charger_and_a_battery_say_what_they_are_for():
    rules.check_fit_words(PartKind.CHARGER, plug="USB-C", watts=65, part_number="")
    rules.check_fit_words(PartKind.BATTERY, plug="", watts=None, part_number="GJKNX")
    for kind in (PartKind.CHARGER, PartKind.BATTERY):
        with pytest.raises(rules.NoFit):
            rules.check_fit_words(kind, plug="USB-C", watts=None, part_number=" ")


@pytest.mark.parametrize("stage", Stage)
def test_parts_come_out_of_what_was_taken_apart_and_go_into_what_lies_open(stage):
    if stage is not Stage.PARTS:
        with pytest.raises(rules.NotTakenApart):
            rules.check_gives_parts(stage)
    if stage not in rules.OPEN_ON_A_BENCH:
        with pytest.raises(rules.NotInParts):
            rules.check_takes_parts(stage)


@pytest.mark.parametrize("kind", ["laptop", "tablet", "desktop", "assistive"])
def test_what_is_worth_keeping_is_asked_once(kind):
    listed = rules.harvest_of(kind)
    assert listed
    assert len(set(listed)) == len(listed)
