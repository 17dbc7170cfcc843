"""Someone asks for a laptop by themselves: one question per page, kept as one goes, and nothing told to strangers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import request
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import select

from inventory.applications import actions as applications
from inventory.applications import queries
from inventory.applications.assessment import Outcome
from inventory.applications.models import Application
from inventory.applications.policy import Door, ProofKind
from inventory.applications.presets import DEFAULT
from inventory.applications.states import Alternative, ApplicationState, RefusalReason, Wish
from inventory.borrowers import actions as borrowers
from inventory.borrowers.merging import merge
from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import ContactChannel, Language
from inventory.contacts.rules import Purpose
from inventory.digibank.doorman import limiter
from inventory.foundation import clock
from inventory.foundation.audit import verify
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, correspondence_of
from inventory.foundation.refusal import SomeoneElseWasFirst
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.portal import applying_deeds as deeds
from inventory.portal import applying_rules as rules
from inventory.portal.models import BegunForm
from tests.cast import NOW
from tests.make import anyone, make_borrower, make_policy

OPEN = replace(DEFAULT, doors=(Door.SELF, Door.DESK))
#: what Noor answers, page by page; conditions are answered by `finish`
NOOR = {
    "name": {"first_name": "Noor", "last_name": "Tahiri"},
    "born": {"birth_year": "1994"},
    "lives": {"postcode": "9000", "municipality": "Gent"},
    "reach": {"phone": "0470 12 34 56", "email": "noor@voorbeeld.example", "via": ""},
    "language": {"language": "ar"},
    "purpose": {"purpose": "training"},
    "wishes": {"wishes": ["big_keyboard"], "other": "Veel geheugen"},
    "heard": {"channel": "library", "which": "Bib Zuid"},
    "help": {"helper": "nobody", "helper_name": "", "organisation": ""},
}


@pytest.fixture
def door(app, world, monkeypatch):
    """Gent's form is open."""
    monkeypatch.setattr(clock, "_ask", lambda: NOW)
    with app.test_request_context(), inside(world.gent):
        make_policy(world, OPEN)
    return "/apply/gent"


def begin(client, door, for_whom="myself", **more):
    """Answer the first question; the link of the form that was begun."""
    answer = client.post(f"{door}?lang=en", data={"for_whom": for_whom, "website": "", **more})
    assert answer.status_code == 303, answer.text
    return answer.location.removesuffix("/name")


def finish(client, link, *, words=None, but=None):
    """Answer every question up to the page where all of it stands once more."""
    told = {**NOOR, **(but or {})}
    where = client.get(link).location
    while not where.endswith("/check"):
        question = where.rsplit("/", 1)[-1]
        data = told.get(question, {"word": (words or {}).get(question.removeprefix("condition-"), "yes")})
        answer = client.post(where, data=data)
        assert answer.status_code == 303, f"{question}: {answer.text}"
        where = answer.location
    return where


def kept(world, model=BegunForm):
    with inside(world.gent):
        return list(db.session.execute(select(model).order_by(model.id)).scalars())


def test_someone_asks_by_themselves_and_the_desk_reads_it(client, app, world, door):
    link = begin(client, door, "child")
    check = finish(client, link, words={"uitpas_reduced": "no"})
    page = client.get(check).text
    assert 'href="/privacy/gent"' in page.partition("</main>")[0], (
        "who gives data can read what is done with them"
    )
    assert 'href="/privacy/gent"' in client.get(door).text.partition("</main>")[0]
    for words in ("Noor · Tahiri", "0470 12 34 56", "Arabic", "A big keyboard", "Veel geheugen", "Bib Zuid"):
        assert words in page
    assert client.post(check, data={}).location == link
    thanks = client.get(link).text
    assert "What happens now?" in thanks
    assert "identity card" in thanks
    with app.test_request_context(), inside(world.gent):
        form = db.session.execute(select(BegunForm)).scalar_one()
        application = db.session.execute(select(Application)).scalar_one()
        assert form.answers == {}
        assert form.application_id == application.id
        someone = application.borrower
        assert (someone.name, someone.birth_year, someone.phone) == ("Noor Tahiri", 1994, "+32470123456")
        assert (someone.language, someone.contact_channel) == (Language.ARABIC, ContactChannel.PHONE)
        assert all(part in thanks for part in someone.spoken.split())
        assert (application.door, application.purpose) == (Door.SELF, Purpose.TRAINING)
        assert application.wish_list == [Wish.BIG_KEYBOARD]
        assert application.note == "Voor een kind. Veel geheugen"
        assert (application.heard_from, application.enroller_id) == ("Bib Zuid", None)
        seen = {row.code: (row.outcome, row.proof_kind) for row in queries.seen_for(application)}
        assert seen["resident"] == (Outcome.MET, ProofKind.OWN_WORD)
        assert seen["training"] == (Outcome.NOT_SHOWN, None)
        assert list(verify()) == []
        letters = {one.kind: one for one in db.session.execute(select(Letter)).scalars()}
        assert letters["portal/applied"].to_email == "noor@voorbeeld.example"
        assert link in letters["portal/applied"].body
        assert correspondence_of(application) == [letters["portal/applied"]], (
            "blank once the person is forgotten"
        )
        assert letters["portal/go_on"].to_email is None, "it says nothing any more"
        number = application.id
    client.sign_in(world.nele)
    desk = client.get(f"/gent/applications/{number}").text
    assert "Bib Zuid" in desk
    assert "1 application waits" in client.get("/gent/today/").text


def test_who_is_known_already_is_told_to_the_desk_and_to_no_stranger(client, app, world, door):
    with app.test_request_context(), inside(world.gent):
        make_borrower(world, phone="0470123456")
    link = begin(client, door)
    check = finish(client, link)
    client.post(check, data={})
    assert "already" not in client.get(link).text
    with app.test_request_context():
        assert len(kept(world, Borrower)) == 2
        number = kept(world, Application)[0].id
    client.sign_in(world.nele)
    desk = client.get(f"/gent/applications/{number}").text
    assert "Perhaps we know this person already" in desk
    assert "Same: the same phone number" in desk


def test_sent_twice_and_gone_back_after_sending_is_one_application(client, app, world, door):
    link = begin(client, door)
    check = finish(client, link)
    for _twice in range(2):
        assert client.post(check, data={}).location == link
    for path in (f"{link}/name", check):
        assert client.get(path).location == link
    assert client.post(f"{link}/name", data={"first_name": "Else"}).location == link
    with app.test_request_context():
        assert len(kept(world, Application)) == 1


def test_the_same_first_answer_sent_twice_begins_one_form(client, app, world, door):
    links = {begin(client, door, once="a-key-of-this-page") for _twice in range(2)}
    assert len(links) == 1
    with app.test_request_context():
        assert len(kept(world)) == 1


@pytest.mark.parametrize(
    ("question", "typed", "said"),
    [
        ("name", {"first_name": "N" * 10_000, "last_name": "Tahiri"}, "This is too long"),
        ("name", {"first_name": "", "last_name": "Tahiri"}, "Fill in your first name."),
        ("name", {"first_name": "85.07.30-033.28", "last_name": "Tahiri"}, "national register number"),
        ("born", {"birth_year": "2015"}, "You are not 18 yet."),
        ("born", {"birth_year": "1066"}, "Look at the year once more."),
        ("born", {"birth_year": "94"}, "four digits"),
        ("lives", {"postcode": "90000", "municipality": "Gent"}, "A postcode has four digits"),
        ("lives", {"postcode": "", "municipality": ""}, "Fill in the town where you live."),
        ("reach", {"phone": "", "email": "", "via": ""}, "Fill in at least one"),
        ("reach", {"phone": "12", "email": "", "via": "Els"}, "This is not a phone number."),
        ("reach", {"phone": "", "email": "noor@", "via": ""}, "This is not an e-mail address."),
        ("language", {"language": "xx"}, "Choose one of the answers."),
        ("purpose", {}, "Choose one of the answers."),
        ("wishes", {"wishes": ["gold"], "other": ""}, "answers"),
        ("wishes", {"wishes": [], "other": "Van 85.07.30-033.28"}, "national register number"),
        ("heard", {"which": "Els"}, "Choose one of the answers."),
        (
            "help",
            {"helper": "digihelper", "helper_name": "", "organisation": "Bib"},
            "name of the digihelper",
        ),
        (
            "help",
            {"helper": "digihelper", "helper_name": "Els", "organisation": ""},
            "where the digihelper works",
        ),
        ("condition-resident", {"word": "perhaps"}, "Choose one of the answers."),
    ],
)
def test_a_slip_is_told_kindly_and_nothing_typed_is_lost(client, app, world, door, question, typed, said):
    link = begin(client, door)
    answer = client.post(f"{link}/{question}", data=typed)
    assert answer.status_code == 422
    assert said.lower() in answer.text.lower()
    for name, value in typed.items():
        if isinstance(value, str) and value and name not in ("language", "word"):
            assert value in answer.text
    with app.test_request_context():
        assert set(kept(world)[0].answers) == {"for-whom"}


def test_who_is_not_an_adult_is_told_that_one_asks_and_nothing_is_kept(client, app, world, door):
    page = client.post(f"{door}?lang=en", data={"for_whom": "young", "website": ""})
    assert "An adult asks for the laptop" in page.text
    with app.test_request_context():
        assert kept(world) == []


def test_what_fills_in_every_field_begins_nothing(client, app, world, door):
    answer = client.post(door, data={"for_whom": "myself", "website": "https://spam.example"})
    assert answer.location == door
    with app.test_request_context():
        assert kept(world) == []


def test_a_flood_is_asked_to_call(client, app, world, door, monkeypatch):
    monkeypatch.setattr(rules, "MOST_BEGUN_A_DAY", 1)
    begin(client, door)
    answer = client.post(f"{door}?lang=en", data={"for_whom": "myself", "website": ""})
    assert answer.status_code == 429
    assert "Please call us." in answer.text
    assert "tel:090000000" in answer.text


def test_what_was_sent_counts_for_no_flood(client, app, world, door, monkeypatch):
    client.post(finish(client, begin(client, door)), data={})
    monkeypatch.setattr(rules, "MOST_BEGUN_A_DAY", 1)
    begin(client, door)


def test_one_stranger_is_slowed_down_before_the_door_closes_for_all(client, app, world, door, monkeypatch):
    """Also one who has a whole range of addresses; somebody elsewhere goes on."""
    counted = MemoryStorage()
    for name, value in {
        "enabled": True,
        "initialized": True,
        "_request_identifier": lambda: request.endpoint,
        "_storage": counted,
        "_limiter": FixedWindowRateLimiter(counted),
    }.items():
        monkeypatch.setattr(limiter, name, value)
    answers = []
    for number in range(21):
        sent_from = {"REMOTE_ADDR": f"192.0.2.{number}"}
        answers.append(client.post(f"{door}?lang=en", data={"for_whom": "myself"}, environ_base=sent_from))
    assert {answer.status_code for answer in answers[:20]} == {303}
    assert answers[20].status_code == 429
    assert "Please call us." in answers[20].text
    assert begin(client, door)


def test_one_goes_on_where_one_was_on_another_device(client, app, world, door):
    link = begin(client, door)
    client.post(f"{link}/name", data=NOOR["name"])
    client.post(f"{link}/born", data=NOOR["born"])
    elsewhere = app.test_client()
    assert elsewhere.get(link).location == f"{link}/lives"
    assert 'value="Tahiri"' in elsewhere.get(f"{link}/name").text
    later = elsewhere.get(f"{link}/later").text
    assert f"http://localhost{link}" in later
    assert "<svg" in later
    back = elsewhere.get(f"{link}/born").text
    assert f"{link}/name" in back


def test_someone_without_phone_and_mail_is_reached_through_another(client, app, world, door):
    link = begin(client, door)
    check = finish(client, link, but={"reach": {"phone": "", "email": "", "via": "Els, 09 111 11 11"}})
    client.post(check, data={})
    with app.test_request_context():
        [someone] = kept(world, Borrower)
        assert someone.contact_channel is ContactChannel.REFERRER
        assert "Els, 09 111 11 11" in someone.note


def test_a_digihelper_is_named_with_an_organisation_and_is_its_own_door(client, app, world, door):
    with app.test_request_context(), inside(world.gent):
        make_policy(world, replace(DEFAULT, doors=(Door.DIGIHELPER,)))
    assert "A digihelper fills in this form" in client.get(f"{door}?lang=en").text
    link = begin(client, door)
    assert "No, I do it alone" not in client.get(f"{link}/help").text
    helper = {"helper": "digihelper", "helper_name": "Els Peeters", "organisation": "Bib Zuid"}
    client.post(finish(client, link, but={"help": helper}), data={})
    with app.test_request_context():
        [application] = kept(world, Application)
        told = (application.door, application.helped_by, application.helped_from)
        assert told == (Door.DIGIHELPER, "Els Peeters", "Bib Zuid")


@pytest.mark.parametrize(
    ("doors", "said"),
    [
        (None, "Come by or call us."),
        ((Door.DESK,), "Come by or call us."),
        ((Door.REFERRER,), "Ask your social worker"),
        ((Door.INTERNAL,), "Ask your social worker"),
    ],
)
def test_a_closed_door_says_where_to_go(client, app, world, door, doors, said):
    with app.test_request_context(), inside(world.gent):
        make_policy(world, replace(DEFAULT, doors=doors))
    page = client.get(f"{door}?lang=en").text
    assert "You cannot ask for a laptop on this page" in page
    assert said in page
    assert "09 000 00 00" in page
    assert client.post(door, data={"for_whom": "myself"}).status_code == 200
    with app.test_request_context():
        assert kept(world) == []


def test_a_door_that_closes_meanwhile_keeps_what_was_typed(client, app, world, door):
    check = finish(client, begin(client, door))
    with app.test_request_context(), inside(world.gent):
        make_policy(world, replace(DEFAULT, doors=(Door.DESK,)))
    answer = client.post(check, data={})
    assert answer.status_code == 422
    assert "You cannot ask for a laptop with this form now." in answer.text
    assert "Noor · Tahiri" in answer.text
    with app.test_request_context():
        assert kept(world, Application) == []


@pytest.mark.parametrize("made_up", ["A" * 20, "x", "1" * 200, "é" * 20, "%00", "22222222222222222222"])
def test_a_made_up_link_leads_nowhere(client, door, made_up):
    for path in (f"/a/{made_up}", f"/a/{made_up}/name", f"/a/{made_up}/check", f"/a/{made_up}/later"):
        assert client.get(path).status_code == 404
    assert client.post(f"/a/{made_up}/withdraw").status_code == 404


def test_a_question_that_nobody_asks_leads_on(client, door):
    link = begin(client, door)
    for question in ("condition-made_up", "shoe-size", "condition-"):
        assert client.get(f"{link}/{question}").location == link


def test_a_digibank_that_does_not_exist_has_no_form(client, door):
    assert client.get("/apply/nowhere").status_code == 404


def test_conditions_that_no_longer_matter_are_not_asked(client, app, world, door):
    link = begin(client, door)
    for question, data in NOOR.items():
        client.post(f"{link}/{question}", data=data)
    assert "Question 11 of 15" in client.get(f"{link}/condition-resident").text
    asked, where = [], client.get(link).location
    while not where.endswith("/check"):
        asked.append(where.rsplit("/", 1)[-1])
        word = "unknown" if asked[-1] == "condition-training" else "yes"
        where = client.post(where, data={"word": word}).location
    # Where one of several is enough, the first yes makes the rest needless; not knowing does not.
    assert asked == ["condition-resident", "condition-training", "condition-uitpas_reduced"]


def test_the_mail_that_says_where_to_go_on_goes_once(client, app, world, door):
    for _two_forms in range(2):
        link = begin(client, door)
        for _again in range(2):
            client.post(f"{link}/reach", data=NOOR["reach"])
    with app.test_request_context():
        letters = [one for one in kept(world, Letter) if one.kind == "portal/go_on"]
        assert [one.to_email for one in letters] == ["noor@voorbeeld.example"]


def reached_at(client, link, email):
    return client.post(f"{link}/reach", data={"phone": "", "email": email, "via": "Els"}).location.rsplit(
        "/", 1
    )[0]


MAILED = "We sent it to you by mail too."


def test_a_mistyped_address_gets_nothing_and_the_right_one_does(client, app, world, door):
    link = reached_at(client, begin(client, door), "wrong@voorbeeld.example")
    assert MAILED in client.get(f"{link}/later").text
    assert reached_at(client, link, "right@voorbeeld.example") == link, "nobody has the link yet"
    with app.test_request_context():
        wrong, right = kept(world, Letter)
        assert (wrong.to_email, wrong.body, wrong.try_after) == (None, "", None)
        assert (right.to_email, link in right.body) == ("right@voorbeeld.example", True)
    assert MAILED in client.get(f"{link}/later").text
    assert reached_at(client, link, "") == link
    assert MAILED not in client.get(f"{link}/later").text
    with app.test_request_context():
        assert {one.to_email for one in kept(world, Letter)} == {None}


@pytest.mark.parametrize("went", [{"sent_at": NOW}, {"tries": 1}])
def test_a_link_that_left_to_a_wrong_address_opens_nothing_any_more(client, app, world, door, went):
    link = reached_at(client, begin(client, door), "wrong@voorbeeld.example")
    with app.test_request_context(), inside(world.gent), upkeep():
        letter = db.session.execute(select(Letter)).scalar_one()
        for name, value in went.items():
            setattr(letter, name, value)
    assert reached_at(client, link, "Wrong@voorbeeld.example") == link, "the same address"
    fresh = reached_at(client, link, "right@voorbeeld.example")
    assert fresh != link
    assert client.get(link).status_code == 404
    assert client.get(f"{fresh}/reach").status_code == 200
    with app.test_request_context():
        assert fresh in kept(world, Letter)[-1].body


def test_one_form_mails_few_addresses(client, app, world, door):
    link = begin(client, door)
    for number in range(6):
        link = reached_at(client, link, f"stranger{number}@voorbeeld.example")
    assert MAILED not in client.get(f"{link}/later").text
    with app.test_request_context():
        assert len(kept(world, Letter)) == 3


def test_a_strangers_address_gets_one_mail_of_a_sort_a_day_and_no_word_of_who_typed_it(
    client, app, world, door
):
    for email in ("victim@voorbeeld.example", "Victim@voorbeeld.example", "vIctim@Voorbeeld.example"):
        named = {"first_name": "Win now: evil.example/x", "last_name": ""}
        reach = {"phone": "", "email": email, "via": ""}
        client.post(finish(client, begin(client, door), but={"name": named, "reach": reach}), data={})
    with app.test_request_context():
        letters = kept(world, Letter)
        assert sorted(one.kind for one in letters) == ["portal/applied", "portal/go_on"]
        assert all("evil" not in one.body and "victim" not in (one.once_key or "") for one in letters)


def test_the_next_day_an_address_is_mailed_again(client, app, world, door, monkeypatch):
    reached_at(client, begin(client, door), "noor@voorbeeld.example")
    for later, letters in ((timedelta(hours=23), 1), (timedelta(hours=25), 2)):
        monkeypatch.setattr(clock, "_ask", lambda later=later: NOW + later)
        reached_at(client, begin(client, door), "noor@voorbeeld.example")
        with app.test_request_context():
            assert len(kept(world, Letter)) == letters


def test_a_name_stays_on_one_line_and_a_wish_keeps_its_lines(client, app, world, door):
    link = begin(client, door)
    client.post(f"{link}/name", data={"first_name": "Noor\r\nBel 0900 12345\u2028nu", "last_name": ""})
    client.post(f"{link}/wishes", data={"wishes": [], "other": "Licht\nen stil"})
    with app.test_request_context():
        answers = kept(world)[0].answers
        assert answers["name"]["first_name"] == "Noor Bel 0900 12345 nu"
        assert answers["wishes"]["other"] == "Licht\nen stil"


def test_somebody_who_goes_on_while_the_night_forgets_keeps_theirs_and_the_rest_goes(
    client, app, world, door, monkeypatch
):
    for _form in range(3):
        begin(client, door)
    real, seen = deeds._forget_letters, []

    def meanwhile(form):
        seen.append(form.id)
        real(form)
        if len(seen) == 2:
            raise SomeoneElseWasFirst

    monkeypatch.setattr(deeds, "_forget_letters", meanwhile)
    monkeypatch.setattr(clock, "_ask", lambda: NOW + timedelta(days=15))
    with app.test_request_context(), inside(world.gent):
        deeds.forget_unfinished(anyone(world.gent), clock.today())
    with app.test_request_context():
        assert [form.id for form in kept(world)] == [seen[1]]


def test_what_nobody_finishes_is_gone_after_two_weeks_with_its_mail(client, app, world, door, monkeypatch):
    link = begin(client, door)
    client.post(f"{link}/reach", data=NOOR["reach"])
    begin(client, door)
    with app.test_request_context(), inside(world.gent):
        fresh = db.session.execute(select(BegunForm).order_by(BegunForm.id.desc())).scalars().first()
        deeds.keep(
            deeds.applicant(world.gent), fresh, "name", NOOR["name"], locale="nl", now=NOW + timedelta(days=9)
        )
        fresh_id = fresh.id
        monkeypatch.setattr(clock, "_ask", lambda: NOW + timedelta(days=15))
        deeds.forget_unfinished(anyone(world.gent), clock.today())
    with app.test_request_context():
        assert [form.id for form in kept(world)] == [fresh_id]
        [letter] = kept(world, Letter)
        assert (letter.to_email, letter.body) == (None, "")
        with inside(world.gent):
            assert list(verify()) == []
    gone = client.get(f"{link}?lang=en")
    assert gone.status_code == 404
    assert "14 days" in gone.text


def sent(client, door, world):
    link = begin(client, door)
    client.post(finish(client, link), data={})
    return link, kept(world, Application)[0].id


def test_the_link_shows_how_it_stands_and_withdraws(client, app, world, door):
    link, number = sent(client, door, world)
    assert client.post(f"{link}/withdraw", data={}).location == link
    page = client.get(f"{link}?lang=en").text
    assert "Your question is closed." in page
    assert "Noor" not in page
    assert client.post(f"{link}/withdraw", data={}).location == link, "twice is once"
    with app.test_request_context(), inside(world.gent):
        assert queries.get_application(number).state is ApplicationState.WITHDRAWN


def test_the_link_never_tells_the_number_of_another_entry(client, app, world, door):
    link, number = sent(client, door, world)
    with app.test_request_context(), inside(world.gent):
        goes = queries.get_application(number).borrower
        told, stays = goes.spoken, make_borrower(world, first_name="Noor")
        merge(anyone(world.gent), stays, goes, now=NOW)
        other = queries.get_application(number).borrower.spoken
    page = client.get(link).text
    assert all(part in page for part in told.split())
    assert not all(part in page for part in other.split())


def test_what_was_sent_has_no_page_that_says_that_it_is_thrown_away(client, app, world, door):
    link, _number = sent(client, door, world)
    assert client.get(f"{link}/later").location == link


def test_sixty_days_after_a_no_the_link_tells_nothing_any_more(client, app, world, door, monkeypatch):
    link, number = sent(client, door, world)
    with app.test_request_context(), inside(world.gent):
        applications.refuse(
            anyone(world.gent), queries.get_application(number), why=RefusalReason.ELSEWHERE,
            alternative=Alternative.OTHER_DIGIBANK, reason="You live in another town.", now=NOW,
        )  # fmt: skip
    monkeypatch.setattr(clock, "_ask", lambda: NOW + timedelta(days=60))
    assert "You live in another town." in client.get(f"{link}?lang=en").text
    monkeypatch.setattr(clock, "_ask", lambda: NOW + timedelta(days=61))
    over = client.get(f"{link}?lang=en")
    assert over.status_code == 410
    assert "This link is over." in over.text
    assert "You live in another town." not in over.text


def test_who_waits_for_a_laptop_is_told_so_however_long_it_takes(client, app, world, door, monkeypatch):
    link, number = sent(client, door, world)
    with app.test_request_context(), inside(world.gent):
        applications.approve(anyone(world.gent), queries.get_application(number), reason="Yes", now=NOW)
    monkeypatch.setattr(clock, "_ask", lambda: NOW + timedelta(days=100))
    assert "Good news" in client.get(f"{link}?lang=en").text
    client.post(f"{link}/withdraw", data={})
    assert "Your question is closed." in client.get(f"{link}?lang=en").text


def test_the_link_says_a_yes_and_a_no_in_words(client, app, world, door):
    link, number = sent(client, door, world)
    with app.test_request_context(), inside(world.gent):
        application = queries.get_application(number)
        applications.approve(anyone(world.gent), application, reason="Between colleagues", now=NOW)
    page = client.get(f"{link}?lang=en").text
    assert "Good news" in page
    assert "Between colleagues" not in page
    with app.test_request_context(), inside(world.gent):
        application = queries.get_application(number)
        applications.reconsider(anyone(world.gent), application, now=NOW)
        applications.refuse(
            anyone(world.gent), application, why=RefusalReason.ELSEWHERE, alternative=Alternative.OTHER_DIGIBANK,
            reason="You live in another town.", now=NOW,
        )  # fmt: skip
    page = client.get(f"{link}?lang=en").text
    assert "You live in another town." in page
    assert "The digibank of your own town can help you." in page


def test_who_is_forgotten_leaves_no_link_and_no_helper(client, app, world, door):
    link, number = sent(client, door, world)
    client.post(f"{link}/withdraw", data={})
    with app.test_request_context(), inside(world.gent):
        application = queries.get_application(number)
        borrowers.forget(anyone(world.gent), application.borrower, now=NOW)
        assert (application.heard_from, application.helped_by, application.note) == ("", "", "")
    assert client.get(link).status_code == 404
    with app.test_request_context():
        assert all(letter.to_email is None for letter in kept(world, Letter))


def test_who_is_forgotten_has_no_form_left_that_was_never_sent(client, app, world, door):
    link, other = begin(client, door), begin(client, door)
    client.post(f"{link}/reach", data={"phone": "0470 12 34 56", "email": "", "via": ""})
    client.post(f"{other}/reach", data={"phone": "0470 99 99 99", "email": "", "via": ""})
    with app.test_request_context(), inside(world.gent):
        borrowers.forget(anyone(world.gent), make_borrower(world, phone="0470123456"), now=NOW)
    assert client.get(link).status_code == 404
    assert client.get(other).status_code == 303


def test_a_policy_that_takes_ones_own_word_has_it_as_proof():
    from inventory.applications.policy import Criterion, Group, Mode

    own = Criterion("own", {"nl": "Zo?"}, (ProofKind.CARD, ProofKind.OWN_WORD))
    card = Criterion("card", {"nl": "Kaart?"}, (ProofKind.CARD,))
    policy = replace(OPEN, criteria=Group(Mode.ALL, (own, card)))
    answers = {"condition-own": {"word": "yes"}, "condition-card": {"word": "yes"}}
    assert rules.seen_in(answers, policy) == [
        rules.Seen("own", Outcome.MET, ProofKind.OWN_WORD),
        rules.Seen("card", Outcome.NOT_SHOWN),
    ]
    assert rules.to_bring(answers, policy) == (card,)
    assert rules.seen_in({"condition-own": {"word": "unknown"}}, policy) == []


def test_the_poster_leads_to_the_form(client, world, door):
    client.sign_in(world.nele)
    page = client.get("/gent/applications/own-form").text
    assert "http://localhost/apply/gent" in page
    assert "The form is closed" not in page
