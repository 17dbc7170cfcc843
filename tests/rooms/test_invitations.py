"""An invitation by mail proves a mailbox; one whose link was shown to the coordinator does not, and says so."""

import re

import pytest

from inventory.digibank import actions
from inventory.digibank.models import Invitation, Membership
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.tenancy import inside
from inventory.permissions import Role

HANDED_OVER = "Invited by a link that Fatima handed over"


@pytest.fixture
def fatima(client, world):
    """Fatima's browser; who opens a link in it without an account reads English too."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client.sign_in(world.fatima)


@pytest.fixture
def look(app, world):
    """Asks something in Gent."""

    def ask(question):
        with app.test_request_context(), inside(world.gent):
            return question()

    return ask


def invite(client, email="wout@gent.example"):
    return client.post("/gent/members/invite", data={"email": email, "role": "technician"})


def path_in(text: str) -> str:
    return re.search(r"http://localhost(/invitation/[\w-]+)", text)[1]


def join(client, path: str):
    client.sign_out()
    told = {"name": "Wout", "password": "een heel lang wachtwoord", "locale": "en"}
    return client.post(path, data=told)


def deeds() -> list[str]:
    return list(db.session.scalars(db.select(AuditEvent.deed).order_by(AuditEvent.number)))


@pytest.fixture
def with_mail(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_SERVER", "mail.example")


def test_without_mail_the_link_is_shown_once_and_no_letter_waits(fatima, look):
    assert "you saw it stays on record" in fatima.get("/gent/members/invite").text
    shown = invite(fatima)
    assert path_in(shown.text)
    assert "/invitation/" not in fatima.get("/gent/members").text
    assert look(lambda: db.session.query(Letter).count()) == 0


def test_the_journal_says_to_whom_the_link_was_shown(fatima, world, look):
    invite(fatima)
    assert look(deeds)[-2:] == ["digibank.member_invited", "digibank.invitation_shown"]
    assert look(lambda: db.session.query(Invitation).one().shown_to_id) == world.fatima.user_id
    assert "Invitation link shown, to be handed over" in fatima.get("/gent/journal").text


def test_who_opens_the_link_reads_who_could_have_read_it(fatima):
    path = path_in(invite(fatima).text)
    fatima.sign_out()
    assert "Invited by a link that Fatima handed over, and could read." in fatima.get(path).text


def test_the_people_page_says_it_for_good_whatever_mail_server_comes_later(
    fatima, world, look, monkeypatch, app
):
    path = path_in(invite(fatima).text)
    assert "By a link that Fatima hands over" in fatima.get("/gent/members").text
    monkeypatch.setitem(app.config, "MAIL_SERVER", "mail.example")
    assert "could read" in fatima.get(path).text
    assert join(fatima, path).status_code == 303
    assert HANDED_OVER in fatima.sign_in(world.fatima).get("/gent/members").text
    used = look(lambda: db.session.query(AuditEvent).filter_by(deed="digibank.invitation_used").one())
    assert used.particulars["shown_to"] == world.fatima.user_id


@pytest.mark.usefixtures("with_mail")
def test_a_link_that_went_by_mail_was_shown_to_nobody(fatima, world, look):
    answer = invite(fatima)
    assert answer.status_code == 303
    assert "digibank.invitation_shown" not in look(deeds)
    path = path_in(look(lambda: db.session.query(Letter).one().body))
    fatima.sign_out()
    assert "handed over" not in fatima.get(path).text
    assert join(fatima, path).status_code == 303
    assert "handed over" not in fatima.sign_in(world.fatima).get("/gent/members").text
    members = look(lambda: db.session.scalars(db.select(Membership.link_from_id)).all())
    assert set(members) == {None}


def test_a_shown_link_of_a_second_role_marks_that_role_only(fatima, world, app, now):
    with app.test_request_context(), inside(world.gent):
        told = {"role": Role.TEACHER, "now": now, "by_hand": True}
        _invitation, token = actions.invite(world.fatima.actor, email=world.tom.email, **told)
        actions.accept(token, name="", password=None, locale="en", now=now, user_id=world.tom.user_id)
        rows = db.session.execute(
            db.select(Membership.role, Membership.link_from_id).where(Membership.user_id == world.tom.user_id)
        )
        marked = {row.role: row.link_from_id for row in rows}
    assert marked == {Role.TECHNICIAN: None, Role.TEACHER: world.fatima.user_id}
