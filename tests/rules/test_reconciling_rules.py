"""Which request a movement pays: beyond doubt in one case only, otherwise proposed with its reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.reconciling.rules import (
    Asked,
    Item,
    NothingLeftOfIt,
    NotParts,
    OtherDirection,
    Part,
    Why,
    holds_name,
    is_beyond_doubt,
    must_be_left,
    parts_from,
    parts_text,
    proposals,
    surplus_belongs_to,
)

OGM, OTHER = "000000123470", "000000009797"


def _item(cents=3000, **told):
    return Item(1, 1, cents, **told)


def _asked(number=1, cents=3000, **told):
    facts = {"reference": OGM, "account_id": 1, "is_open": True, "loan_id": 7} | told
    return Asked(number, left_cents=cents, **facts)


def _reasons(item, *requests, **told):
    return [one.reasons for one in proposals(item, requests, **told)]


def test_beyond_doubt_are_reference_amount_account_and_an_open_request():
    assert is_beyond_doubt(_item(reference=OGM), _asked())


@pytest.mark.parametrize(
    ("item", "asked"),
    [
        (_item(reference=OTHER), _asked()),
        (_item(found=(OGM,)), _asked()),
        (_item(2999, reference=OGM), _asked()),
        (_item(3001, reference=OGM), _asked()),
        (_item(reference=OGM), _asked(is_open=False)),
        (_item(reference=OGM), _asked(account_id=2)),
        (_item(-3000, reference=OGM), _asked(cents=-3000)),
        (_item(0, reference=OGM), _asked(cents=0)),
    ],
)
def test_anything_less_is_in_doubt(item, asked):
    assert not is_beyond_doubt(item, asked)


def test_a_right_reference_with_another_amount_says_which_way():
    assert _reasons(_item(2000, reference=OGM), _asked()) == [(Why.REFERENCE, Why.PART)]
    [more] = proposals(_item(3500, reference=OGM), [_asked()])
    assert (more.reasons, more.cents, more.over_cents) == ((Why.REFERENCE, Why.MORE), 3000, 500)


def test_a_reference_in_what_was_said_is_a_reason():
    assert _reasons(_item(found=(OTHER, OGM)), _asked()) == [(Why.IN_TEXT, Why.AMOUNT)]


def test_an_old_paper_leads_to_what_is_asked_now():
    old, new = _asked(1, 0, is_open=False, is_replaced=True), _asked(2, reference=OTHER)
    assert _reasons(_item(reference=OGM), old, new) == [(Why.REPLACED, Why.AMOUNT)]
    assert _reasons(_item(reference=OGM), old, _asked(2, 2000, reference=OTHER)) == [(Why.REPLACED, Why.MORE)]


def test_who_paid_for_this_loan_before_and_who_bears_the_name_come_before_the_amount_alone():
    every = [
        _asked(1, reference="1", loan_id=1),
        _asked(2, reference="2", loan_id=2, name="el amrani amina"),
        _asked(3, reference="3", loan_id=3),
    ]
    found = proposals(_item(name="amina el amrani"), every, paid_by=frozenset({3}))
    assert [one.parts[0].request_id for one in found] == [3, 2, 1]
    assert found[0].reasons == (Why.SAME_IBAN, Why.AMOUNT)
    assert found[1].reasons == (Why.SAME_NAME, Why.AMOUNT)


def test_a_name_with_another_amount_is_no_reason_to_trouble_someone():
    assert proposals(_item(1234, name="amina el amrani"), [_asked(name="el amrani amina")]) == []


def test_when_many_ask_the_same_the_amount_alone_says_nothing():
    many = [_asked(number, reference=str(number), loan_id=number) for number in range(4)]
    assert len(proposals(_item(), many[:3])) == 3
    assert proposals(_item(), many) == []
    assert len(proposals(_item(), [*many, _asked(9, reference="9", loan_id=9, name="b a")])) == 0


def test_one_payment_for_two_requests_that_it_names():
    every = [_asked(1, 1000), _asked(2, 2000, reference=OTHER, loan_id=8)]
    best = proposals(_item(reference=OGM, found=(OTHER,)), every)[0]
    assert best.parts == (Part(1, 1000), Part(2, 2000))
    assert best.reasons == (Why.IN_TEXT, Why.TOGETHER)


def test_the_rest_of_the_parts_paid_at_once():
    every = [_asked(1, 1000), _asked(2, 2000, reference=OTHER)]
    best = proposals(_item(reference=OGM), every)[0]
    assert (best.parts, best.over_cents) == ((Part(1, 1000), Part(2, 2000)), 0)
    assert best.reasons == (Why.REFERENCE, Why.TOGETHER)


def test_a_part_of_a_statement_for_many_is_proposed_to_nobody():
    assert proposals(_item(2000, reference=OGM), [_asked(loan_id=None)]) == []
    assert _reasons(_item(3000, reference=OGM), _asked(loan_id=None)) == [(Why.REFERENCE, Why.AMOUNT)]


def test_another_account_is_told():
    assert _reasons(_item(reference=OGM), _asked(account_id=2)) == [
        (Why.REFERENCE, Why.AMOUNT, Why.OTHER_ACCOUNT)
    ]


def test_what_was_paid_twice_belongs_to_the_loan_of_its_reference():
    paid = _asked(1, 0, is_open=False)
    assert surplus_belongs_to(_item(reference=OGM), [paid]) is paid
    assert surplus_belongs_to(_item(reference=OGM), [_asked()]) is None
    assert surplus_belongs_to(_item(reference=OTHER), [paid]) is None
    assert surplus_belongs_to(_item(reference=OGM), [_asked(1, 0, loan_id=None)]) is None


def test_nothing_is_proposed_for_what_went_out():
    assert proposals(_item(-3000, reference=OGM), [_asked()]) == []


@pytest.mark.parametrize(
    ("payer", "name", "same"),
    [
        ("amina el amrani", "el amrani amina", True),
        ("dhr jan peeters", "peeters jan", True),
        ("peeters", "peeters jan", False),
        ("jan peeters-maes", "peeters jan", True),
        ("j peeters", "peeters j", False),
        ("", "", False),
    ],
)
def test_a_name_is_the_same_when_each_of_its_words_is_there(payer, name, same):
    assert holds_name(payer, name) is same


@pytest.mark.parametrize(
    ("left", "cents", "refusal"),
    [(0, 1, NothingLeftOfIt), (5, 6, NothingLeftOfIt), (-5, -6, NothingLeftOfIt), (5, -5, OtherDirection),
     (-5, 5, OtherDirection), (5, 0, OtherDirection)],
)  # fmt: skip
def test_no_more_is_booked_of_a_movement_than_is_left(left, cents, refusal):
    with pytest.raises(refusal):
        must_be_left(left, cents)


amounts = st.integers(1, 6000)
asks = st.builds(
    Asked,
    request_id=st.integers(1, 8),
    reference=st.sampled_from([OGM, OTHER, "x", "y"]),
    account_id=st.integers(1, 2),
    left_cents=amounts,
    is_open=st.booleans(),
    loan_id=st.one_of(st.none(), st.integers(1, 3)),
    name=st.sampled_from(["", "peeters jan"]),
    is_replaced=st.booleans(),
)


@given(
    st.lists(asks, max_size=8, unique_by=lambda one: one.request_id),
    amounts,
    st.sampled_from([None, OGM]),
    st.lists(st.sampled_from([OTHER, "x"]), max_size=2).map(tuple),
)
def test_no_proposal_books_more_than_came_in_or_than_is_asked(requests, cents, reference, found):
    by_id = {one.request_id: one for one in requests}
    for one in proposals(_item(cents, reference=reference, found=found, name="jan peeters"), requests):
        assert 0 < one.cents <= cents
        assert one.cents + one.over_cents == cents or Why.PART in one.reasons
        assert len({part.request_id for part in one.parts}) == len(one.parts)
        for part in one.parts:
            assert by_id[part.request_id].is_open
            assert part.cents <= by_id[part.request_id].left_cents


@given(st.lists(st.builds(Part, st.integers(0, 10**17), st.integers(0, 10**11)), min_size=1, max_size=50))
def test_parts_travel_in_a_form(parts):
    assert parts_from(parts_text(parts)) == tuple(parts)


@pytest.mark.parametrize("text", ["", "1", "1:2;3:4", "1:-2", "a:b", "1:2 ", "²:1", "1:2\n", "1:1 " * 51])
def test_what_someone_made_up_is_refused(text):
    with pytest.raises(NotParts):
        parts_from(text)
