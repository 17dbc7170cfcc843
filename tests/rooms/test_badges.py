"""Badges of members: printed, scanned to change hands with a password, replaced, and nothing to anyone else."""

import io
import re
from typing import Any

import pytest
import sqlalchemy.exc
from pypdf import PdfReader

from inventory.digibank import actions, badges, sign_in
from inventory.digibank.models import MemberBadge, Membership, User
from inventory.digibank.numbers import find_by_code, give_code
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.permissions import Role
from tests.cast import NOW, PASSWORD
from tests.make import make_device, make_place


@pytest.fixture
def badge(app: Any, world: Any) -> Any:
    """Make the badge of somebody of Gent; its code."""

    def make(name: str = "nele") -> str:
        person = getattr(world, name)
        with app.test_request_context(), inside(person.digibank_id):
            return str(badges.make_badge(person.actor, person.user_id, now=NOW).code)

    return make


@pytest.fixture(autouse=True)
def reads_english(client: Any) -> None:
    """Who is nobody yet reads the language of the browser."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"


def signed_in_as(client: Any) -> str | None:
    """Whose session this browser has."""
    with client.session_transaction() as session:
        return session.get("_user_id")


def sign_in_with(client: Any, text: str, password: str = PASSWORD) -> Any:
    return client.post("/login", data={"email": text, "password": password})


def test_a_scanned_badge_changes_hands_and_asks_the_password(client, world, badge):
    code = badge("nele")
    client.sign_in(world.tom)
    landed = client.get(f"/gent/scan?text={code}").location
    assert landed == f"/gent/badges/{code}"
    page = client.get(landed).text
    assert "Make way for Nele" in page
    assert signed_in_as(client) == world.tom.uniquifier, "a scan alone does nothing"
    answer = client.post(f"/gent/badges/{code}/switch", data={"once": "a"})
    assert answer.location == "/login?next=/gent/today/"
    assert signed_in_as(client) is None
    page = client.get(answer.location).text
    assert "Sign in as Nele" in page
    assert f'value="K {code[1:4]} {code[4:]}"' in page
    assert world.nele.email not in page
    answer = client.post(
        answer.location,
        data={"email": f"K {code[1:4]} {code[4:]}", "password": PASSWORD, "next": "/gent/today/"},
    )
    assert answer.location.endswith("/gent/today/")
    assert signed_in_as(client) == world.nele.uniquifier


def test_a_badge_without_the_right_password_opens_nothing(client, world, badge):
    code = badge("nele")
    for password in ("", "een ander wachtwoord"):
        answer = sign_in_with(client, code, password)
        assert answer.status_code == 200
        assert "Nele" not in answer.text
        assert code in answer.text, "what was typed stays"
        assert signed_in_as(client) is None


@pytest.mark.parametrize(
    "typed", ["{code}", "HTTP://LOCALHOST/I/{code}", "{digits}", "HTTP://LOCALHOST/I/{code} "]
)
def test_at_the_sign_in_page_a_badge_stands_for_the_address(client, world, badge, typed):
    code = badge("nele")
    answer = sign_in_with(client, typed.format(code=code, digits=code[1:]))
    assert answer.status_code == 302
    assert signed_in_as(client) == world.nele.uniquifier


def test_a_scanner_that_presses_enter_is_asked_for_the_password_and_blamed_for_nothing(client, world, badge):
    page = sign_in_with(client, f"HTTP://LOCALHOST/I/{badge('nele')}", "").text
    assert "Now your password." in page
    assert 'id="error-summary"' not in page


def test_a_known_and_an_unknown_badge_get_the_same_answer(client, app, world, badge):
    code = badge("nele")
    with app.test_request_context(), inside(world.gent):
        laptop = str(make_device(world).code)
    told = []
    for text in (code, f"K{laptop[1:]}", "K000000"):
        for password in ("", "een ander wachtwoord"):
            answer = sign_in_with(client, text, password)
            plain = re.sub(r'value="[^"]*"', "", answer.text).replace(text, "…")
            told.append((password, answer.status_code, plain))
    assert told[0] == told[2]
    assert told[1] == told[3] == told[5]


def test_a_wrong_address_and_a_wrong_badge_get_the_same_words(client, world, badge):
    for text in (badge("nele"), world.nele.email, "nobody@gent.example"):
        page = sign_in_with(client, text, "een ander wachtwoord").text
        assert page.count("This address and password do not go together.") == 1


def test_the_address_still_signs_in(client, world):
    assert sign_in_with(client, " NELE@gent.example ").status_code == 302
    assert signed_in_as(client) == world.nele.uniquifier


def test_nothing_of_who_made_way_is_left(client, app, world, badge):
    code = badge("nele")
    with app.test_request_context(), inside(world.gent):
        laptop, shelf = str(make_device(world).code), str(make_place(world, name="Rek 9").code)
    client.sign_in(world.tom)
    client.get("/gent/today/?lang=fr")
    client.get(f"/gent/scan?text={laptop}")
    with client.session_transaction() as session:
        session["kept_form"] = "a form of Tom's"
        session["second_factor"] = [world.tom.uniquifier, NOW.timestamp()]
        assert {"words", "scans", "lang"} <= set(session)
    client.post(f"/gent/badges/{code}/switch", data={"once": "a"})
    with client.session_transaction() as session:
        assert not {"words", "scans", "kept_form", "second_factor", "lang"} & set(session)
    sign_in_with(client, code)
    assert client.get(f"/gent/scan?text={shelf}").location == f"/gent/places/{shelf}"
    assert laptop[1:4] + " " + laptop[4:] not in client.get("/gent/scan").text


def test_who_signs_out_from_the_menu_takes_what_was_half_done_along(client, app, world):
    with app.test_request_context(), inside(world.gent):
        laptop, shelf = str(make_device(world).code), str(make_place(world).code)
    client.sign_in(world.tom)
    client.get(f"/gent/scan?text={laptop}")
    client.post("/logout")
    assert sign_in_with(client, world.nele.email).status_code == 302
    assert client.get(f"/gent/scan?text={shelf}").location == f"/gent/places/{shelf}"


def test_a_badge_between_two_scans_breaks_no_sentence_and_waits_for_nothing(client, app, world, badge):
    code = badge("tom")
    with app.test_request_context(), inside(world.gent):
        laptop, shelf = str(make_device(world).code), str(make_place(world).code)
    client.sign_in(world.tom)
    client.get(f"/gent/scan?text={laptop}")
    client.get(f"/gent/scan?text={code}")
    assert client.get(f"/gent/scan?text={shelf}").location == f"/gent/scan/move/{laptop}/{shelf}"


def test_ones_own_badge_signs_out_and_names_nobody(client, world, badge):
    code = badge("tom")
    client.sign_in(world.tom)
    page = client.get(f"/gent/badges/{code}").text
    assert "Make way" not in page
    assert "This is your own badge." in page
    answer = client.post(f"/gent/badges/{code}/switch", data={"once": "a"})
    assert answer.location == "/login"
    assert signed_in_as(client) is None
    assert "Sign in as" not in client.get("/login?lang=en").text


def test_the_page_waits_for_a_person_for_five_minutes_and_no_longer(client, world, badge, monkeypatch):
    code = badge("nele")
    client.sign_in(world.tom)
    client.post(f"/gent/badges/{code}/switch", data={"once": "a"})
    assert "Sign in as Nele" in client.get("/login").text
    client.get("/login?someone_else=1")
    assert "Nele" not in client.get("/login").text
    client.sign_in(world.tom)
    client.post(f"/gent/badges/{code}/switch", data={"once": "b"})
    monkeypatch.setattr(
        sign_in, "now", lambda: __import__("datetime").datetime.now(NOW.tzinfo) + sign_in.PATIENCE * 2
    )
    assert "Nele" not in client.get("/login").text


def test_a_badge_of_another_digibank_is_as_if_it_did_not_exist(client, app, world, badge):
    code = badge("bram")
    client.sign_in(world.tom)
    assert "We do not know this code" in client.get(f"/gent/scan?text={code}").text
    assert client.get(f"/gent/badges/{code}").status_code == 404
    assert client.post(f"/gent/badges/{code}/switch", data={"once": "a"}).status_code == 404
    assert signed_in_as(client) == world.tom.uniquifier
    client.sign_in(world.fatima)
    assert client.post(f"/gent/badges/{code}/replace", data={"once": "a"}).status_code == 404
    assert client.get(f"/gent/badges/{code}.pdf").status_code == 404
    assert "Bram" not in client.get("/gent/badges/").text


def test_a_stranger_learns_no_more_from_a_badge_than_from_any_sticker(client, app, world, badge):
    code = badge("nele")
    page = client.get(f"/I/{code}").text
    assert "Digibank Gent" in page
    assert "Nele" not in page
    assert "badge" not in page.lower()


def test_a_lost_badge_is_replaced_once_and_says_so(client, app, world, badge):
    old = badge("nele")
    client.sign_in(world.nele)
    answers = [client.post(f"/gent/badges/{old}/replace", data={"once": str(at)}) for at in range(2)]
    assert {answer.location for answer in answers} == {"/gent/badges/mine"}
    with app.test_request_context(), inside(world.gent):
        every = db.session.scalars(db.select(MemberBadge).order_by(MemberBadge.id)).all()
        assert [one.replaced_at is None for one in every] == [False, True]
        assert every[0].replaced_by_id == world.nele.user_id
        new = str(every[1].code)
        deeds = list(db.session.scalars(db.select(AuditEvent.deed).order_by(AuditEvent.number)))
        assert deeds == ["digibank.badge_made", "digibank.badge_replaced", "digibank.badge_made"]
    client.sign_in(world.tom)
    page = client.get(client.get(f"/gent/scan?text={old}").location).text
    assert "This badge was replaced on" in page
    assert new not in page, "which badge counts now is for Nele and who manages members"
    assert client.post(f"/gent/badges/{old}/switch", data={"once": "a"}).location == f"/gent/badges/{old}"
    assert signed_in_as(client) == world.tom.uniquifier
    for reader in (world.nele, world.fatima):
        client.sign_in(reader)
        assert new in client.get(f"/gent/badges/{old}").text
        assert client.get(f"/gent/badges/{old}.pdf").status_code == 404
    client.sign_out()
    assert sign_in_with(client, old).status_code == 200
    assert sign_in_with(client, new).status_code == 302


def test_who_works_here_no_more_has_a_badge_that_does_nothing(client, app, world, badge):
    code = badge("nele")
    with app.test_request_context(), inside(world.gent):
        role = db.session.scalar(db.select(Membership).where(Membership.user_id == world.nele.user_id))
        actions.take_role(world.fatima.actor, role, now=NOW)
        actions.give_role(
            world.fatima.actor, db.session.get_one(User, world.nele.user_id), Role.OBSERVER, now=NOW
        )
    client.sign_in(world.tom)
    assert "does not work here any more" in client.get(f"/gent/badges/{code}").text
    assert client.post(f"/gent/badges/{code}/switch", data={"once": "a"}).location == f"/gent/badges/{code}"
    client.sign_in(world.fatima)
    assert code not in client.get("/gent/badges/").text
    client.sign_out()
    assert sign_in_with(client, code).status_code == 200


def test_a_closed_account_does_not_sign_in_by_badge(client, world, badge):
    code = badge("nele")
    with upkeep():
        db.session.get_one(User, world.nele.user_id).active = False
    assert sign_in_with(client, code).status_code == 200
    assert signed_in_as(client) is None


def test_badges_are_made_for_who_works_here_and_printed(client, app, world):
    client.sign_in(world.fatima)
    assert 'href="/gent/badges/"' in client.get("/gent/members").text
    for at in range(2):
        client.post("/gent/badges/make", data={"once": str(at)})
    page = client.get("/gent/badges/").text
    assert "Make those that are missing" not in page
    for name in ("Dirk", "Rita", "Olga"):
        assert name not in page, "who scans nothing has no use for a badge"
    paper = PdfReader(io.BytesIO(client.get("/gent/badges/sheet.pdf").data))
    words = paper.pages[0].extract_text()
    with app.test_request_context(), inside(world.gent):
        assert db.session.query(MemberBadge).count() == 6
        code = str(badges.badge_of(world.lotte.user_id).code)
    for text in ("Lotte", f"{code[1:4]} {code[4:]}", "Gevonden? Bel 09 000 00 00"):
        assert text in words


def test_everyone_makes_and_prints_their_own_and_nobody_elses(client, app, world, badge):
    other = badge("nele")
    client.sign_in(world.tom)
    assert 'href="/gent/badges/mine"' in client.get("/gent/today/").text
    assert "Make my badge" in client.get("/gent/badges/mine").text
    client.post("/gent/badges/mine/make", data={"once": "a"})
    with app.test_request_context(), inside(world.gent):
        own = str(badges.badge_of(world.tom.user_id).code)
    assert own[1:4] in client.get("/gent/badges/mine").text
    assert client.get(f"/gent/badges/{own}.pdf").mimetype == "application/pdf"
    assert client.get(f"/gent/badges/{other}.pdf").status_code == 404
    assert client.post(f"/gent/badges/{other}/replace", data={"once": "a"}).status_code == 404
    assert client.get("/gent/badges/").status_code == 403
    client.sign_in(world.olga)
    assert client.get("/gent/badges/mine").status_code == 403


def test_the_deeds_ask_for_themselves(app, world):
    with app.test_request_context(), inside(world.gent):
        with pytest.raises(MayNot):
            badges.make_badge(world.tom.actor, world.nele.user_id, now=NOW)
        with pytest.raises(MayNot):
            badges.make_missing(world.tom.actor, now=NOW)
        for stranger in (world.bram, world.dirk):
            with pytest.raises(NotHere):
                badges.make_badge(world.fatima.actor, stranger.user_id, now=NOW)
        badge = badges.make_badge(world.nele.actor, world.nele.user_id, now=NOW)
        with pytest.raises(MayNot):
            badges.replace_badge(world.tom.actor, badge, now=NOW)


def test_the_database_keeps_one_badge_that_counts_for_each_person(app, world, badge):
    code = badge("nele")
    with app.test_request_context(), inside(world.gent):
        from inventory import codes

        assert find_by_code(MemberBadge, codes.read(code)) is not None
        with pytest.raises(sqlalchemy.exc.IntegrityError), upkeep():
            db.session.add(give_code(MemberBadge(user_id=world.nele.user_id, made_at=NOW)))
        with pytest.raises(sqlalchemy.exc.IntegrityError), upkeep():
            db.session.add(give_code(MemberBadge(user_id=world.tom.user_id, made_at=NOW, replaced_at=NOW)))
