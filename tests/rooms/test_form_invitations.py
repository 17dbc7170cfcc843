"""Who was invited fills in the own form by their own link: once, while it holds, and where the policy says so."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest

from inventory.applications.models import Application
from inventory.applications.policy import Door
from inventory.applications.presets import DEFAULT
from inventory.borrowers import actions as borrowers
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.audit import verify
from inventory.foundation.database import db
from inventory.foundation.once import AnsweredRequest
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.permissions import Permission
from inventory.portal import inviting
from inventory.portal.inviting_rules import InvitationState, Invitee, NotInvitedHere
from inventory.portal.models import BegunForm, FormInvitation
from tests.cast import NOW
from tests.make import anyone, make_borrower, make_form_invitations, make_policy
from tests.rooms.test_applying import begin, finish

HERE = "/gent/applications/invitations"
INVITED = replace(DEFAULT, doors=(Door.DESK, Door.INVITED))


@pytest.fixture
def gent(app, world, monkeypatch):
    """Gent's policy takes who was invited."""
    monkeypatch.setattr(clock, "_ask", lambda: NOW)
    with app.test_request_context(), inside(world.gent):
        make_policy(world, INVITED)


def _text(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))))


def _invite(client, world, people="Noor Tahiri, noor@voorbeeld.example", **more):
    client.sign_in(world.nele)
    answer = client.post(HERE, data={"people": people, "days": "30", **more})
    client.sign_out()
    return answer


def _links(answer):
    return re.findall(r'value="http://localhost(/apply/invited/\w+)"', answer.text)


def _rows(world, model):
    with inside(world.gent):
        return db.session.scalars(db.select(model).order_by(model.id)).all()


def test_a_link_opens_the_form_once_and_the_application_comes_in_by_that_door(client, app, world, gent):
    [link] = _links(_invite(client, world))
    assert "your own invitation" in client.get(f"{link}?lang=en").text
    client.post(finish(client, begin(client, link)), data={})
    assert [one.door for one in _rows(world, Application)] == [Door.INVITED]
    again = client.get(f"{link}?lang=en")
    assert again.status_code == 410
    assert "It was used already." in _text(again)
    assert client.post(link, data={"for_whom": "myself", "website": ""}).status_code == 410
    assert len(_rows(world, BegunForm)) == 1
    client.sign_in(world.nele)
    assert "Used" in _text(client.get(HERE))
    with inside(world.gent):
        assert list(verify()) == []


def test_two_who_open_the_same_link_at_the_same_moment_get_one_form(client, app, world, gent, monkeypatch):
    [link] = _links(_invite(client, world))
    begin(client, link)
    # As the loser sees it: open when the page looked, and used when the deed began.
    monkeypatch.setattr("inventory.portal.applying.state_of", lambda *_told: InvitationState.OPEN)
    lost = client.post(f"{link}?lang=en", data={"for_whom": "myself", "website": ""})
    assert lost.status_code == 410
    assert "It was used already." in _text(lost)
    assert len(_rows(world, BegunForm)) == 1


def test_nobody_else_comes_in_and_the_policy_may_close_it(client, app, world, gent):
    [link] = _links(_invite(client, world))
    closed = client.get("/apply/gent?lang=en")
    assert "who got an invitation from us" in closed.text
    assert client.post("/apply/gent", data={"for_whom": "myself", "website": ""}).status_code == 200
    assert _rows(world, BegunForm) == []
    form = begin(client, link)
    with app.test_request_context(), inside(world.gent):
        make_policy(world, replace(DEFAULT, doors=(Door.DESK,)))
    where = finish(client, form)
    assert "with this form now" in _text(client.post(f"{where}?lang=en", data={}))
    assert _rows(world, Application) == []
    [second] = _rows(world, FormInvitation)
    assert second.used_at is not None


def test_a_link_that_was_taken_back_or_is_too_old_says_so(client, app, world, gent, monkeypatch):
    links = _links(_invite(client, world, "Noor\nJan"))
    newest = max(one.id for one in _rows(world, FormInvitation))
    client.sign_in(world.nele)
    assert client.post(f"{HERE}/{newest}/revoke").status_code == 303
    assert client.post(f"{HERE}/{newest}/revoke").status_code in (409, 410)
    client.sign_out()
    assert "We took it back." in _text(client.get(f"{links[1]}?lang=en"))
    last = datetime(2026, 12, 23, 22, 59, tzinfo=UTC)
    monkeypatch.setattr(clock, "_ask", lambda: last)
    assert client.get(links[0]).status_code == 200, "the day that was told is not over in Brussels"
    monkeypatch.setattr(clock, "_ask", lambda: last + timedelta(minutes=1))
    assert "It is too old." in _text(client.get(f"{links[0]}?lang=en"))
    assert client.get("/apply/invited/" + "2" * 20).status_code == 404
    assert client.get("/apply/invited/nonsense").status_code == 404


def test_a_list_with_a_line_that_cannot_be_read_makes_nothing_and_loses_nothing(client, app, world, gent):
    answer = _invite(client, world, "Noor, noor@voorbeeld.example\nJan, ergens")
    assert answer.status_code == 422
    assert "We cannot read line 2." in _text(answer)
    assert "Jan, ergens" in _text(answer)
    assert "register number" in _text(_invite(client, world, "Noor 85.07.30-033 28"))
    assert _rows(world, FormInvitation) == []


def test_of_the_link_only_a_hash_is_kept_and_a_mail_takes_it_along(client, app, world, gent):
    answer = _invite(client, world, "Noor, noor@voorbeeld.example\nJan, 0470 11 22 33", by_mail="y")
    links = _links(answer)
    assert len(links) == 2
    tokens = [link.rsplit("/", 1)[-1] for link in links]
    rows = _rows(world, FormInvitation)
    assert not any(token in str(vars(one)) for token in tokens for one in rows)
    [mail] = [one for one in _rows(world, Letter) if one.kind == "portal/invited"]
    assert (mail.to_email, tokens[0] in mail.body, "Noor" in mail.body) == (
        "noor@voorbeeld.example",
        True,
        False,
    )
    with app.test_request_context(), inside(world.gent):
        inviting.revoke(world.nele.actor, db.session.get_one(FormInvitation, rows[0].id), now=NOW)
    assert [one for one in _rows(world, Letter) if one.kind == "portal/invited"] == [], "it did not leave yet"


def test_who_may_invite(app, world, gent):
    with app.test_request_context(), inside(world.gent):
        for other in (world.tom, world.karim):
            with pytest.raises(MayNot):
                inviting.invite(other.actor, [Invitee("Noor")], days=30, now=NOW)
        make_policy(world, DEFAULT)
        with pytest.raises(NotInvitedHere):
            inviting.invite(world.nele.actor, [Invitee("Noor")], days=30, now=NOW)


def test_whom_it_was_for_is_blank_two_weeks_after_and_with_the_person(client, app, world, gent, monkeypatch):
    with app.test_request_context(), inside(world.gent):
        people = [Invitee(f"Noor {at}", f"noor{at}@voorbeeld.example") for at in range(2)]
        made = inviting.invite(world.nele.actor, people, days=30, now=NOW)
        first, second = (urlsplit(link).path for _one, link in made)
    form = begin(client, first)
    client.post(finish(client, form), data={})
    assert client.post(f"{form}/withdraw").status_code == 303
    [application] = _rows(world, Application)
    with app.test_request_context(), inside(world.gent):
        borrowers.forget(
            anyone(world.gent), db.session.get_one(Application, application.id).borrower, now=NOW
        )
    assert [one.name for one in _rows(world, FormInvitation)] == ["", "Noor 1"]
    monkeypatch.setattr(clock, "_ask", lambda: NOW + timedelta(days=45))
    with app.test_request_context(), inside(world.gent):
        inviting.forget_names(Actor.house("nightly", world.gent, Permission), NOW.date())
    assert [(one.name, one.contact) for one in _rows(world, FormInvitation)] == [("", ""), ("", "")]
    assert client.get(f"{second}?lang=en").status_code == 410


def test_another_digibank_sees_nothing_of_it(client, app, world, gent):
    with app.test_request_context(), inside(world.gent):
        number = make_form_invitations(world, 1).id
    client.sign_in(world.fatima)
    assert "Noor" in _text(client.get(HERE))
    with app.test_request_context(), inside(world.luik):
        assert db.session.get(FormInvitation, number) is None


def test_no_copy_of_the_page_with_the_links_is_kept(client, app, world, gent):
    """The answer to a form is kept for who sends it again; a link in it would open the form for who reads it there."""
    client.sign_in(world.nele)
    data = {"people": "Noor Tahiri, noor@voorbeeld.example", "days": "30", "once": "the-same-key-twice"}
    [link] = _links(client.post(HERE, data=data))
    kept = db.session.scalars(db.select(AnsweredRequest.body)).all()
    assert not any(link in body or "noor@voorbeeld.example" in body for body in kept if body)
    again = client.post(HERE, data=data)
    assert (again.status_code, _links(again)) == (303, [])
    assert len(_rows(world, FormInvitation)) == 1


def test_who_is_forgotten_stands_on_no_list_however_their_address_was_typed(app, world, gent):
    with app.test_request_context(), inside(world.gent):
        inviting.invite(world.nele.actor, [Invitee("Noor", "Noor@Voorbeeld.example")], days=30, now=NOW)
        borrower = make_borrower(world, email="noor@voorbeeld.example")
        borrowers.forget(anyone(world.gent), borrower, now=NOW)
    assert [(one.name, one.contact) for one in _rows(world, FormInvitation)] == [("", "")]
