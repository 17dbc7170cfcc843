"""What a laptop is fit for, what changed since it last told, and whose report it is."""

from dataclasses import replace

import pytest

from inventory.hardware.differing import Changed, Listed, differences, since_the_list
from inventory.hardware.fitness import Answer, Asked, Facts, Fit, FloorRule, Need, gigabytes, weighed
from inventory.hardware.processors import known
from inventory.hardware.rules import FromAVirtualMachine, must_be_real, tells_of_another
from inventory.intake.hardware.report import HardwareReport, MediumFacts, battery_from

FINE = Facts("Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", 8192, 256 * 10**9, 80, True, "2.0")
NO_FLOOR = FloorRule()


def disk(serial, **told):
    return MediumFacts(serial=serial, model="FICTIVE", kind="ssd", size_bytes=256 * 10**9, **told)


LAPTOP = HardwareReport(
    "lshw", maker="Fictron", model="Modula 15", serial="FX-1", processor="Intel(R) Core(TM) i5-8350U CPU",
    memory_mb=16384, media=(disk("D-1"), disk("D-2")), battery=battery_from(percent=90, serial="B1"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "year", "listed"),
    [
        ("Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", 2017, True),
        ("Intel(R) Core(TM) i5-7200U CPU @ 2.50GHz", 2017, False),
        ("Intel(R) Core(TM) i7-7820HQ CPU @ 2.90GHz", 2017, None),
        ("11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz", 2020, True),
        ("Intel(R) Core(TM) i7-1065G7 CPU @ 1.30GHz", 2019, True),
        ("12th Gen Intel(R) Core(TM) i5-1235U", 2022, True),
        ("Intel(R) Core(TM) i5 CPU       M 560  @ 2.67GHz", 2010, False),
        ("Intel(R) Core(TM)2 Duo CPU     T6400  @ 2.00GHz", 2007, False),
        ("Intel(R) Core(TM) i5-7Y54 CPU @ 1.20GHz", 2017, False),
        ("Intel(R) Core(TM) m3-8100Y CPU @ 1.10GHz", 2017, True),
        ("Intel(R) Core(TM) Ultra 5 125U", 2024, True),
        ("Intel(R) N100", 2023, True),
        ("Intel(R) Celeron(R) N4020 CPU @ 1.10GHz", 2019, True),
        ("Intel(R) Celeron(R) CPU J3455 @ 1.50GHz", None, False),
        ("Intel(R) Pentium(R) Silver N5000 CPU @ 1.10GHz", 2018, True),
        ("Intel(R) Atom(TM) CPU N270   @ 1.60GHz", None, False),
        ("AMD Ryzen 5 PRO 2500U w/ Radeon Vega Mobile Gfx", 2018, False),
        ("AMD Ryzen 5 3500U with Radeon Vega Mobile Gfx", 2019, True),
        ("AMD Ryzen 7 2700X Eight-Core Processor", 2018, True),
        ("AMD Athlon Silver 3050U with Radeon Graphics", 2020, True),
        ("AMD A6-9225 RADEON R4, 5 COMPUTE CORES 2C+3G", None, False),
        ("Apple M1", 2020, False),
        ("QEMU TCG CPU version 2.5+", None, None),
        ("", None, None),
    ],
)
def test_a_processor_is_known_by_its_name(name, year, listed):
    assert (known(name).year, known(name).is_listed) == (year, listed)


def answers(facts, floor=NO_FLOOR):
    return {line.what: line.answer for line in (*weighed(facts, floor).needs, *weighed(facts, floor).floor)}


@pytest.mark.parametrize(
    ("changed", "need", "answer"),
    [
        ({}, None, Answer.YES),
        ({"processor": "Intel(R) Core(TM) i5-7200U"}, Need.PROCESSOR, Answer.NO),
        ({"processor": "Unheard of 9000"}, Need.PROCESSOR, Answer.UNKNOWN),
        ({"tpm": "1.2"}, Need.TPM, Answer.NO),
        ({"tpm": "none"}, Need.TPM, Answer.UNKNOWN),
        ({"tpm": None}, Need.TPM, Answer.UNKNOWN),
        ({"uefi": False}, Need.FIRMWARE, Answer.NO),
        ({"uefi": None}, Need.FIRMWARE, Answer.UNKNOWN),
        ({"memory_mb": 2048}, Need.MEMORY, Answer.NO),
        ({"memory_mb": 3900}, None, Answer.YES),
        ({"disk_bytes": 32 * 10**9}, Need.DISK, Answer.NO),
        ({"disk_bytes": 62_537_072_640}, None, Answer.YES),
        ({"disk_bytes": None}, Need.DISK, Answer.UNKNOWN),
    ],
)
def test_windows_11_asks_five_things_with_three_answers(changed, need, answer):
    facts = replace(FINE, **changed)
    assert weighed(facts, NO_FLOOR).windows is answer
    if need:
        assert answers(facts)[need] is answer


def test_a_no_weighs_more_than_what_is_not_known():
    assert weighed(replace(FINE, tpm=None, memory_mb=2048), NO_FLOOR).windows is Answer.NO


@pytest.mark.parametrize(
    ("changed", "floor", "fit"),
    [
        ({}, {}, Fit.WINDOWS),
        ({"tpm": "1.2"}, {}, Fit.LINUX),
        ({"tpm": None}, {}, None),
        ({"processor": ""}, {}, None),
        ({}, {"memory_gb": 16}, Fit.PARTS),
        ({"tpm": "1.2"}, {"memory_gb": 8, "disk_gb": 256, "battery_percent": 80, "year": 2017}, Fit.LINUX),
        ({"battery_percent": 49}, {"battery_percent": 50}, Fit.PARTS),
        ({"battery_percent": None}, {"battery_percent": 50}, Fit.WINDOWS),
        ({"disk_bytes": 250 * 10**9}, {"disk_gb": 256}, Fit.WINDOWS),
        ({"disk_bytes": 128 * 10**9}, {"disk_gb": 256}, Fit.PARTS),
        ({}, {"year": 2018}, Fit.PARTS),
    ],
)
def test_what_is_proposed(changed, floor, fit):
    assert weighed(replace(FINE, **changed), FloorRule(**floor)).proposal is fit


def test_what_the_floor_leaves_empty_is_not_asked():
    assert not weighed(FINE, NO_FLOOR).floor
    assert set(answers(FINE, FloorRule(year=2015))) == {*Need, Asked.YEAR}


def test_memory_is_told_as_it_is_sold():
    assert [gigabytes(mb) for mb in (16256, 8192, 512, None)] == [16, 8, 1, None]


def changes(**changed):
    return [(one.what, one.before, one.after) for one in differences(LAPTOP, replace(LAPTOP, **changed))]


def test_the_same_twice_is_no_difference():
    assert changes() == []
    assert changes(model="Fictron Modula 15", processor="Intel Core i5-8350U", memory_mb=16256) == []


def test_less_memory_another_serial_and_a_disk_that_is_gone_are_told():
    assert changes(memory_mb=8192) == [(Changed.MEMORY, "16 GB", "8 GB")]
    assert changes(serial="FX-2") == [(Changed.SERIAL, "FX-1", "FX-2")]
    assert changes(media=(disk("D-1"),)) == [(Changed.DISK_GONE, "FICTIVE 256 GB D-2", "")]
    assert changes(media=(disk("D-1"), disk("D-2"), disk("D-3"))) == [
        (Changed.DISK_NEW, "", "FICTIVE 256 GB D-3")
    ]
    assert changes(battery=battery_from(percent=70, serial="B1")) == [(Changed.BATTERY_LESS, "90 %", "70 %")]
    assert changes(battery=battery_from(percent=70, serial="B2")) == [(Changed.BATTERY_OTHER, "B1", "B2")]


def test_what_a_tool_cannot_see_is_not_gone():
    assert changes(media=()) == []
    nvme = replace(LAPTOP, source="stick", media=(disk("D-1"), replace(disk("N-1"), kind="nvme")))
    old = replace(LAPTOP, media=(disk("D-1"),))
    assert differences(nvme, old) == []
    assert differences(old, nvme) == []
    assert [one.what for one in differences(nvme, replace(old, source="inxi"))] == [Changed.DISK_GONE]


def test_what_the_giver_wrote_otherwise_is_told():
    listed = Listed(serial="FX-1", processor="i5-8350U", memory_mb=32768)
    assert [(one.what, one.before) for one in since_the_list(listed, LAPTOP)] == [(Changed.MEMORY, "32 GB")]
    assert since_the_list(Listed(), LAPTOP) == []


def test_a_virtual_machine_is_refused():
    with pytest.raises(FromAVirtualMachine):
        must_be_real(replace(LAPTOP, maker="innotek GmbH", model="VirtualBox"), "lshw.json")
    must_be_real(LAPTOP, "lshw.json")


def test_another_serial_or_an_unknown_loose_disk_is_asked_about():
    loose = HardwareReport("smartctl", media=(disk("D-9"),))
    assert tells_of_another(LAPTOP, "OTHER", frozenset())
    assert not tells_of_another(LAPTOP, " fx-1", frozenset())
    assert not tells_of_another(LAPTOP, "", frozenset())
    assert tells_of_another(loose, "FX-1", frozenset({"D-1"}))
    assert not tells_of_another(loose, "FX-1", frozenset({"D-9"}))
    assert not tells_of_another(loose, "FX-1", frozenset())
