"""The one next step with a report: proven where it lies, and asked of a person each time."""

import pytest

from inventory.wiping.next_steps import NextStep, Standing, next_step, step_after
from inventory.wiping.rules import ACCEPTABLE, Verdict


@pytest.mark.parametrize("verdict", Verdict)
def test_only_what_is_proven_at_the_bench_is_confirmed(verdict):
    step = next_step(Standing(verdict))
    assert (step is NextStep.CONFIRM) == (verdict in ACCEPTABLE)
    assert next_step(Standing(verdict, is_ready=False)) is not NextStep.CONFIRM


@pytest.mark.parametrize(
    ("how", "step"),
    [
        ({"has_serial": False, "is_known": False}, NextStep.SHOW_SERIAL),
        ({"is_known": False}, NextStep.SCAN_DEVICE),
        ({"is_known": False, "is_ambiguous": True}, NextStep.TELL_WHICH),
        ({"is_at_the_bench": False}, NextStep.ELSEWHERE),
        ({"asks_for_more": True}, NextStep.BRING_MORE),
        ({"is_ready": False}, NextStep.LOOK),
    ],
)
def test_what_keeps_a_wipe_from_being_confirmed_is_the_step(how, step):
    assert next_step(Standing(Verdict.ERASED_VERIFIED, **how)) is step


def test_what_did_not_erase_is_wiped_and_what_failed_is_wiped_again():
    assert next_step(Standing(Verdict.NOT_AN_ERASURE)) is NextStep.WIPE
    for verdict in (Verdict.FAILED, Verdict.ABORTED, Verdict.INDETERMINATE, Verdict.REJECTED):
        assert next_step(Standing(verdict)) is NextStep.WIPE_AGAIN


def test_after_it_was_written_down_another_person_looks():
    assert step_after(waits_for_second=True, is_agreed=False) is NextStep.SECOND_LOOK
    assert step_after(waits_for_second=False, is_agreed=True) is NextStep.NOTHING
    assert step_after(waits_for_second=False, is_agreed=False) is NextStep.WIPE_AGAIN
