"""A list of people to invite is read line by line, and an invitation opens something once."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.portal.inviting_rules import (
    InvitationOver,
    InvitationState,
    Invitee,
    LineUnread,
    NobodyNamed,
    TooManyNamed,
    hashed,
    people_in,
    state_of,
    use,
)
from tests.cast import NOW


def test_a_pasted_list_is_names_with_or_without_a_contact():
    told = "Noor Tahiri, noor@voorbeeld.example\n\n  Zoë  Çelik ; 0470 11 22 33\nJan\tjan@voorbeeld.example\nPiet\nPiet"
    assert people_in(told) == [
        Invitee("Noor Tahiri", "noor@voorbeeld.example"), Invitee("Zoë Çelik", "+32470112233"),
        Invitee("Jan", "jan@voorbeeld.example"), Invitee("Piet"),
    ]  # fmt: skip
    assert [one.email for one in people_in(told)][:2] == ["noor@voorbeeld.example", ""]


@pytest.mark.parametrize(
    ("line", "at"),
    [("Noor, geen adres", 1), ("Jan\nnoor@voorbeeld.example", 2), ("Jan, a@b.be, 0470 11 22 33", 1), (",", 1),
     ("x" * 121, 1), ("Jan, a@b", 1), ("Jan, :_@[:<.be", 1), ("Jan, (jan@):.be", 1), ("Jan, <jan@b.be>", 1)],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(line, at):
    with pytest.raises(LineUnread) as refused:
        people_in(line)
    assert refused.value.particulars["line"] == at


def test_a_list_has_someone_and_not_too_many():
    with pytest.raises(NobodyNamed):
        people_in(" \n\n")
    with pytest.raises(TooManyNamed):
        people_in("\n".join(f"Lener {at}" for at in range(201)))


@given(st.booleans(), st.booleans(), st.integers(-5, 5))
def test_an_invitation_is_used_once_and_only_while_it_holds(is_used, is_revoked, days):
    one = SimpleNamespace(
        used_at=NOW if is_used else None, revoked_at=NOW if is_revoked and not is_used else None,
        expires_at=NOW + timedelta(days=days),
    )  # fmt: skip
    is_open = state_of(one, NOW) is InvitationState.OPEN
    assert is_open == (one.used_at is None and one.revoked_at is None and days > 0)
    if is_open:
        use(one, NOW)
    with pytest.raises(InvitationOver):
        use(one, NOW)


def test_what_is_kept_of_a_link_is_no_link():
    assert hashed("abc") == hashed("ABC") != hashed("ABD")
    assert len(hashed("ABC")) == 64
