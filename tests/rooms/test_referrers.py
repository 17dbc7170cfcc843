"""A social worker asks for someone, and sees how it stands: of the own people, and of nobody else's."""

import pytest

from inventory.applications import actions, queries
from inventory.applications.models import Application
from inventory.borrowers.actions import Details
from inventory.borrowers.models import Borrower
from inventory.contacts.rules import Purpose
from inventory.digibank.models import User
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.partners.actions import link_account
from inventory.partners.models import PartnerKind
from tests.make import make_application, make_borrower, make_policy, make_service

WHO = {
    "first_name": "Noor", "last_name": "Tahiri", "phone": "0470 12 34 56", "municipality": "Gent",
    "postcode": "9000", "birth_year": "1994", "language": "nl", "contact_channel": "phone",
    "purpose": "training", "need": "large letters",
}  # fmt: skip


@pytest.fixture
def service(app, world, now):
    """The id of the service at which Rita works."""
    with app.test_request_context(), inside(world.gent):
        made = make_service(name="Sociaal Huis Voorbeke")
        link_account(world.fatima.actor, made, db.session.get_one(User, world.rita.user_id), now=now)
        return made.id


@pytest.fixture
def rita(client, world, service):
    """Rita's browser."""
    return client.sign_in(world.rita)


@pytest.fixture
def look(app, world):
    """Asks something in Gent."""

    def ask(question):
        with app.test_request_context(), inside(world.gent):
            return question()

    return ask


def send(client, service, **changed):
    return client.post("/gent/referrer/new", data={**WHO, "service": service, **changed})


def sent() -> Application:
    return db.session.scalars(db.select(Application).order_by(Application.id.desc())).first()


def test_a_referrer_lands_on_the_own_door(rita):
    assert rita.get("/").location == "/gent/referrer/"
    page = rita.get("/gent/referrer/").text
    assert "Sociaal Huis Voorbeke" in page
    assert "You sent nobody yet." in page


def test_whoever_looked_at_the_conditions_vouches(rita, service, look, world):
    assert send(rita, service, has_looked="y").status_code == 303
    application = look(sent)
    assert application.vouched
    assert (application.enroller_id, application.referrer_id) == (world.rita.user_id, service)
    page = rita.get("/gent/referrer/").text
    assert "Noor T." in page
    assert "1 application waits for an answer." in page


def test_whoever_did_not_look_leaves_the_questions_to_the_desk(rita, service, look, world, app):
    look(lambda: make_policy(world))
    assert "Do you live" in rita.get("/gent/referrer/new").text
    send(rita, service)
    with app.test_request_context(), inside(world.gent):
        assert not sent().vouched
        assert queries.assessment_of(sent()).to_ask


def test_how_it_stands_follows_what_the_desk_decides(rita, service, look, world, now):
    send(rita, service, has_looked="y")
    look(lambda: actions.approve(world.nele.actor, sent(), reason="Yes.", now=now))
    page = rita.get("/gent/referrer/").text
    assert "1 person may come for a laptop." in page
    assert "We call this person when the laptop is ready." in page


def test_what_others_wrote_down_is_not_there(rita, service, look, world):
    def of_others():
        make_application(world, make_borrower(world, first_name="Zohra"))
        theirs = queries.get_service(service)
        make_application(world, make_borrower(world, first_name="Yusuf"), referrer=theirs)

    look(of_others)
    page = rita.get("/gent/referrer/").text
    assert "Zohra" not in page
    assert "Yusuf" not in page


def test_a_referrer_who_left_the_service_sees_and_sends_nothing_more(rita, service, look, world, now):
    from inventory.partners.actions import forget_contact, get_partner

    send(rita, service)
    assert "Noor" in rita.get("/gent/referrer/").text
    look(lambda: forget_contact(world.fatima.actor, get_partner(service).contacts[0], now=now))
    assert "Noor" not in rita.get("/gent/referrer/").text
    assert send(rita, service, phone="0470 99 99 99").status_code == 303
    assert look(lambda: db.session.query(Application).count()) == 1


def test_whom_we_know_already_is_told_to_the_desk_and_not_to_the_referrer(rita, service, look, world):
    known = look(lambda: str(make_borrower(world, last_name="Tahiri", phone="0470 12 34 56").code))
    look(lambda: make_application(world, db.session.query(Borrower).one()))
    answer = send(rita, service)
    assert answer.status_code == 303
    assert known not in rita.get("/gent/referrer/").text
    number = look(lambda: sent().id)
    page = rita.sign_in(world.nele).get(f"/gent/applications/{number}").text
    assert "Perhaps we know this person already" in page
    assert f"/borrowers/{known}" in page


@pytest.mark.parametrize("field", ["first_name", "municipality", "purpose"])
def test_what_is_missing_is_said_at_its_field_and_nothing_kept(rita, service, look, field):
    answer = send(rita, service, **{field: ""})
    assert answer.status_code == 422
    assert 'value="Tahiri"' in answer.text
    assert look(lambda: db.session.query(Borrower).count()) == 0


def test_a_national_number_is_refused_here_too(rita, service, look):
    assert send(rita, service, need="85.07.30-033.28").status_code == 422
    assert look(lambda: db.session.query(Borrower).count()) == 0


def test_another_service_cannot_be_named(rita, service, look, world, now):
    other = look(lambda: make_service(name="Ander Huis").id)
    assert send(rita, other).status_code == 422

    def by_hand():
        told = {"service": queries.get_service(other), "purpose": Purpose.TRAINING, "now": now}
        with pytest.raises(actions.NotYourService):
            actions.send(world.rita.actor, Details(first_name="Noor"), **told)

    look(by_hand)


def test_a_school_says_that_it_looked_and_is_asked_all_the_same(app, world, now):
    with app.test_request_context(), inside(world.gent):
        school = make_service(name="School", kind=PartnerKind.SCHOOL)
        link_account(world.fatima.actor, school, db.session.get_one(User, world.rita.user_id), now=now)
        told = {"service": school, "purpose": Purpose.SCHOOLWORK, "now": now, "has_looked": True}
        assert not actions.send(
            world.rita.actor, Details(first_name="Noor", phone="0470 12 34 56"), **told
        ).vouched


@pytest.mark.parametrize("name", ["tom", "nele", "fatima", "dirk", "olga", "bram"])
def test_nobody_else_has_this_door(client, world, service, name):
    person = getattr(world, name)
    client.sign_in(person)
    for path in ("/gent/referrer/", "/gent/referrer/new"):
        assert client.get(path).status_code in (403, 404)


def test_only_a_referrer_sends(app, world, service, now):
    with app.test_request_context(), inside(world.gent):
        told = {"service": queries.get_service(service), "purpose": Purpose.TRAINING, "now": now}
        with pytest.raises(MayNot):
            actions.send(world.tom.actor, Details(first_name="Noor"), **told)
