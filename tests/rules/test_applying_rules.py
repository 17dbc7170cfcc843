"""The applicant's own form: which question comes when, through which door it comes in, how somebody is reached."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.applications.policy import Criterion, Door, Group, LendingPolicy, Mode, asked_of, criteria_of
from inventory.borrowers.rules import ContactChannel, Language
from inventory.portal import applying_rules as rules
from inventory.portal.applying_rules import CHECK, OWN_NAMES, DoorIsClosed, Question, Word
from tests.rules.policies import policies

ONE, OTHER = Criterion("one", {"nl": "Een?"}), Criterion("other", {"nl": "Ander?"})
EITHER = LendingPolicy(doors=(Door.SELF,), criteria=Group(Mode.ANY, (ONE, OTHER)))
EVERYONE = {question.value: {} for question in Question}


@pytest.mark.parametrize(
    ("address", "known"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("unix:", "unix:")],
)
def test_who_sends_is_known_by_a_range_of_addresses(address, known):
    assert rules.neighbourhood(address) == known


def test_the_questions_of_everyone_come_first_and_then_the_conditions():
    way = rules.road({}, EITHER)
    assert way == [*Question, "condition-one", "condition-other"]
    assert rules.place(Question.BORN, {}, EITHER) == (3, 12)


def test_the_first_yes_of_several_makes_the_rest_needless():
    answers = {**EVERYONE, "condition-one": {"word": Word.YES}}
    assert rules.next_open(answers, EITHER) == CHECK
    answers = {**EVERYONE, "condition-one": {"word": Word.UNKNOWN}}
    assert rules.next_open(answers, EITHER) == "condition-other"


def test_the_button_leads_to_the_next_question_and_at_the_end_to_the_check():
    assert rules.following(Question.NAME, {"name": {}}, EITHER) == Question.BORN
    answers = {**EVERYONE, "condition-one": {"word": Word.YES}}
    assert rules.following(Question.NAME, answers, EITHER) == CHECK
    assert rules.before(Question.FOR_WHOM, {}, EITHER) is None
    assert rules.before(CHECK, answers, EITHER) == "condition-one"


@given(policies(), st.lists(st.sampled_from(Word), min_size=30, max_size=30))
def test_whoever_answers_every_question_gets_to_the_end(policy, words):
    answers = dict(EVERYONE)
    for word in words:
        question = rules.next_open(answers, policy)
        if question == CHECK:
            break
        answers[question] = {"word": word}
    assert rules.next_open(answers, policy) == CHECK
    codes = {criterion.code for criterion in criteria_of(asked_of(policy))}
    assert {one.code for one in rules.seen_in(answers, policy)} <= codes


@pytest.mark.parametrize(
    ("doors", "helper", "door"),
    [
        ((Door.SELF,), "nobody", Door.SELF),
        ((Door.SELF,), "digihelper", Door.SELF),
        ((Door.SELF, Door.DIGIHELPER), "digihelper", Door.DIGIHELPER),
        ((Door.SELF, Door.DIGIHELPER), "nobody", Door.SELF),
        ((Door.INVITED,), "nobody", Door.INVITED),
        ((Door.DIGIHELPER,), "nobody", None),
        ((Door.DESK,), "nobody", None),
        (None, "nobody", None),
    ],
)
def test_by_which_door_an_application_comes_in(doors, helper, door):
    answers, policy = {"help": {"helper": helper}}, replace(EITHER, doors=doors)
    if door is None:
        with pytest.raises(DoorIsClosed):
            rules.door_of(answers, policy)
    else:
        assert rules.door_of(answers, policy) is door


def test_a_person_calls_who_has_a_phone():
    assert rules.best_channel("+32470123456", "a@b.example") is ContactChannel.PHONE
    assert rules.best_channel("", "a@b.example") is ContactChannel.EMAIL
    assert rules.best_channel("", "") is ContactChannel.REFERRER


def test_every_language_is_named_as_its_speakers_name_it():
    assert set(OWN_NAMES) == set(Language) - {Language.OTHER}
