"""The pages about people: who sees them, what the desk does on them, and what never stands there."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from inventory.applications.models import Application, CriterionSeen, Policy
from inventory.applications.presets import DEFAULT, PRESETS
from inventory.applications.states import ApplicationState
from inventory.borrowers.models import Borrower
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.journey import Stage
from tests.counting import counted
from tests.make import (
    make_application,
    make_borrower,
    make_policy,
    make_ready_device,
    make_service,
)
from tests.page_checks import filled_in

NEW = {
    "first_name": "Noor",
    "last_name": "Tahiri",
    "phone": "0470 12 34 56",
    "municipality": "Gent",
    "postcode": "9000",
    "birth_year": "1994",
    "language": "nl",
    "contact_channel": "phone",
}
ASKED = {"purpose": "training", "channel": "unknown", "referrer": ""}


def _one(model: Any) -> Any:
    return db.session.execute(select(model)).scalars().one()


def _count(model: Any) -> int:
    return len(db.session.execute(select(model)).scalars().all())


@pytest.fixture
def nele(client: Any, world: Any) -> Any:
    return client.sign_in(world.nele)


def test_nele_registers_someone_and_lands_on_her_page(nele: Any, in_gent: int) -> None:
    answer = nele.post("/gent/borrowers/new", data=NEW, follow_redirects=True)
    assert "Noor Tahiri" in answer.text
    assert "0470 12 34 56" in answer.text
    assert _one(Borrower).phone == "+32470123456"


def test_what_was_typed_is_still_there_after_a_refusal(nele: Any, in_gent: int) -> None:
    sent = {**NEW, "phone": "bel mij", "note": "groot klavier", "first_name": "<b>Nöor</b>"}
    answer = nele.post("/gent/borrowers/new", data=sent)
    assert answer.status_code == 422
    for kept in ("bel mij", "groot klavier", "&lt;b&gt;Nöor&lt;/b&gt;"):
        assert kept in answer.text
    assert "This is not a phone number" in answer.text
    assert _count(Borrower) == 0


@pytest.mark.parametrize("field", ["first_name", "last_name", "note", "municipality", "phone"])
def test_a_national_number_is_refused_in_every_text(nele: Any, in_gent: int, field: str) -> None:
    answer = nele.post("/gent/borrowers/new", data={**NEW, field: "85.07.30-033 28"})
    assert answer.status_code == 422
    assert "national register number" in answer.text
    assert _count(Borrower) == 0


def test_is_this_noor_is_asked_before_a_second_noor_is_made(nele: Any, world: Any, in_gent: int) -> None:
    known = make_borrower(world, phone="0470 12 34 56")
    answer = nele.post("/gent/borrowers/new", data=NEW)
    assert "Is this Noor Tahiri from Gent?" in answer.text
    assert f"/gent/borrowers/{known.code}" in answer.text
    assert _count(Borrower) == 1
    nele.post("/gent/borrowers/new", data={**NEW, "someone_else": "yes"})
    assert _count(Borrower) == 2


def test_sending_a_form_twice_registers_once(nele: Any, in_gent: int) -> None:
    for _time in range(2):
        answer = nele.post("/gent/borrowers/new", data={**NEW, "once": "the-same-key"})
        assert answer.status_code == 303
    assert _count(Borrower) == 1


def test_a_walk_in_is_registered_and_asks_on_one_screen(nele: Any, world: Any, in_gent: int) -> None:
    make_policy(world)
    answer = nele.post("/gent/applications/new", data={**NEW, **ASKED}, follow_redirects=True)
    assert "Do you live in our area?" in answer.text
    assert _one(Application).borrower.first_name == "Noor"


def test_when_the_application_is_refused_no_person_is_left_behind(
    nele: Any, world: Any, in_gent: int
) -> None:
    answer = nele.post("/gent/applications/new", data={**NEW, **ASKED, "purpose": ""})
    assert answer.status_code == 422
    assert (_count(Borrower), _count(Application)) == (0, 0)


def test_someone_known_is_found_and_asks(nele: Any, world: Any, in_gent: int) -> None:
    code = str(make_borrower(world).code)
    found = nele.get("/gent/applications/new?search=tahiri")
    assert f"borrower={code}" in found.text
    page = nele.get(f"/gent/applications/new?borrower={code}")
    assert "Noor Tahiri" in page.text
    answer = nele.post(f"/gent/applications/new?borrower={code}", data={**ASKED, "need": "veel geheugen"})
    assert answer.status_code == 303
    assert _one(Application).note == "veel geheugen"
    again = nele.post(f"/gent/applications/new?borrower={code}", data=ASKED)
    assert again.status_code == 422
    assert "has an open application already" in again.text


def test_screening_takes_three_buttons(nele: Any, world: Any, in_gent: int) -> None:
    make_policy(world)
    number = make_application(world).id
    for answer in ("met:address", "not_met", "met:card"):
        page = nele.get(f"/gent/applications/{number}/ask")
        assert "We only keep that you saw the proof" in page.text
        assert nele.post(f"/gent/applications/{number}/ask", data={"answer": answer}).status_code == 303
    result = nele.get(f"/gent/applications/{number}/ask", follow_redirects=True)
    assert "Can borrow" in result.text
    assert "Seen: a card" in result.text
    assert _count(CriterionSeen) == 3


def test_the_question_stands_in_a_second_language_too(nele: Any, world: Any, in_gent: int) -> None:
    from inventory.borrowers.rules import Language

    make_policy(world)
    number = make_application(world, make_borrower(world, language=Language.FRENCH)).id
    page = nele.get(f"/gent/applications/{number}/ask")
    assert re.search(r'lang="fr"[^>]*>Habitez-vous dans notre région', page.text)
    dutch = nele.get(f"/gent/applications/{number}/ask/training?also=nl")
    assert "Volg je een opleiding" in dutch.text


def test_an_answer_nobody_offered_is_refused(nele: Any, world: Any, in_gent: int) -> None:
    make_policy(world)
    number = make_application(world).id
    assert nele.post(f"/gent/applications/{number}/ask", data={"answer": "perhaps"}).status_code == 422
    assert nele.get(f"/gent/applications/{number}/ask/shoe_size").status_code == 404
    assert _count(CriterionSeen) == 0


def test_made_up_addresses_find_nothing_and_break_nothing(nele: Any, world: Any, in_gent: int) -> None:
    number = make_application(world).id
    for address in (
        "applications/99999999999",
        "applications/99999999999999999999999/ask",
        "borrowers/P12345",
        "borrowers/x",
    ):
        assert nele.get(f"/gent/{address}").status_code == 404, address
    for asked in (
        "borrowers/?after=99999999999",
        "borrowers/?after=x",
        "applications/?before=~~",
    ):
        assert nele.get(f"/gent/{asked}").status_code == 200, asked
    assert nele.get("/gent/borrowers/?search=%00").status_code == 400
    sent = nele.post(f"/gent/applications/{number}/vouch", data={"referrer": "99999999999999999"})
    assert sent.status_code == 303


def test_sent_by_a_social_service_is_one_click(nele: Any, world: Any, in_gent: int) -> None:
    make_policy(world)
    service = make_service()
    number = make_application(world).id
    assert "Sociaal Huis Voorbeke" in nele.get(f"/gent/applications/{number}/ask").text
    answer = nele.post(
        f"/gent/applications/{number}/vouch", data={"referrer": str(service.id)}, follow_redirects=True
    )
    assert "Can borrow" in answer.text
    assert "The service looked at it" in answer.text


def test_approving_with_a_laptop_and_seeing_it_on_both_pages(
    nele: Any, client: Any, world: Any, in_gent: int
) -> None:
    device = make_ready_device(world)
    code = str(device.code)
    number = make_application(world).id
    page = nele.get(f"/gent/applications/{number}/approve")
    assert code in page.text
    answer = nele.post(f"/gent/applications/{number}/approve", data={"device": code}, follow_redirects=True)
    assert "approved" in answer.text
    with inside(world.gent):
        assert _one(Application).device.stage is Stage.RESERVED
    assert "Noor Tahiri" in nele.get(f"/gent/devices/{code}").text


def test_a_laptop_that_another_desk_took_is_told_and_nothing_is_kept(
    nele: Any, world: Any, in_gent: int
) -> None:
    device = make_ready_device(world)
    make_application(world, state="approved", device=device)
    number = make_application(world, make_borrower(world, first_name="Jef")).id
    answer = nele.post(f"/gent/applications/{number}/approve", data={"device": str(device.code)})
    assert answer.status_code == 422
    assert "Reserved" in answer.text
    assert db.session.get_one(Application, number).state is ApplicationState.WAITING


def test_not_now_wants_a_reason_and_another_way(nele: Any, world: Any, in_gent: int) -> None:
    number = make_application(world).id
    nele.get(f"/gent/applications/{number}/refuse")
    empty = nele.post(f"/gent/applications/{number}/refuse", data={"reason": "Je woont te ver."})
    assert empty.status_code == 422
    assert "Je woont te ver." in empty.text
    told = {"why": "elsewhere", "alternative": "library", "reason": "Je woont te ver."}
    answer = nele.post(f"/gent/applications/{number}/refuse", data=told, follow_redirects=True)
    assert "Je woont te ver." in answer.text
    assert "The computers of the library" in answer.text


def test_buttons_on_an_old_page_say_how_it_stands_now(nele: Any, world: Any, in_gent: int) -> None:
    device = make_ready_device(world)
    number = make_application(world, state="approved", device=device).id
    for deed, says in (("release", "free again"), ("reconsider", "waits again"), ("withdraw", "withdrawn")):
        answer = nele.post(f"/gent/applications/{number}/{deed}", follow_redirects=True)
        assert says in answer.text
    late = nele.post(
        f"/gent/applications/{number}/withdraw",
        headers={"Referer": f"http://localhost/gent/applications/{number}"}, follow_redirects=True,
    )  # fmt: skip
    assert "stands at" in late.text


def test_a_laptop_is_chosen_later(nele: Any, world: Any, in_gent: int) -> None:
    number = make_application(world, state="approved").id
    assert "No laptop is free now" in nele.get(f"/gent/applications/{number}/device").text
    code = str(make_ready_device(world).code)
    assert nele.post(f"/gent/applications/{number}/device", data={}).status_code == 422
    answer = nele.post(f"/gent/applications/{number}/device", data={"device": code}, follow_redirects=True)
    assert "stands ready" in answer.text


def test_the_list_shows_who_waits_longest_first_in_a_fixed_number_of_queries(
    nele: Any, world: Any, in_gent: int
) -> None:
    def _asked() -> int:
        with counted() as sent:
            assert nele.get("/gent/applications/").status_code == 200
        return len(sent)

    for name in ("An", "Bo"):
        make_application(world, make_borrower(world, first_name=name))
    few = _asked()
    for number in range(8):
        make_application(world, make_borrower(world, first_name=f"Naam{number}"), referrer=make_service())
    assert _asked() == few
    text = nele.get("/gent/applications/").text
    assert text.index("An Tahiri") < text.index("Bo Tahiri") < text.index("Naam7 Tahiri")
    for state in ("approved", "refused", "withdrawn", "fulfilled", "nonsense"):
        assert nele.get(f"/gent/applications/?state={state}").status_code == 200


def test_the_policy_is_told_in_plain_sentences(client: Any, world: Any, in_gent: int) -> None:
    client.sign_in(world.nele)
    assert "Nothing is set yet" in client.get("/gent/applications/policy").text
    make_policy(world)
    page = client.get("/gent/applications/policy").text
    for sentence in (
        "A loan lasts 12 months.",
        "50",
        "A reminder 14 days before.",
        "Do you live in our area?",
    ):
        assert sentence in page
    assert client.get("/gent/applications/policy/edit").status_code == 403


@pytest.mark.parametrize("name", ["default", *sorted(PRESETS)])
def test_saving_a_preset_unchanged_keeps_it_as_it_was(
    client: Any, world: Any, in_gent: int, name: str
) -> None:
    client.sign_in(world.fatima)
    page = client.get(f"/gent/applications/policy/edit?from={name}").text
    answer = client.post(f"/gent/applications/policy/edit?from={name}", data=filled_in(page))
    assert answer.status_code == 303, re.findall(r"field-error.*?</div>", answer.text, re.S)
    expected = DEFAULT if name == "default" else PRESETS[name].policy
    assert _one(Policy).rules == expected


def test_a_slip_in_the_policy_is_told_at_its_box_and_keeps_the_rest(
    client: Any, world: Any, in_gent: int
) -> None:
    client.sign_in(world.fatima)
    sent = filled_in(client.get("/gent/applications/policy/edit?from=default").text)
    for box, typed, says in (
        ("normal", "veel", "not an amount"),
        ("social", "90", "The social tariff is higher than the normal one."),
        ("term_months", "0", "whole number from 1 to 120"),
        ("reminder_days", "soon", "Type whole numbers here"),
        ("at_most", "-1", "Type whole numbers here"),
    ):
        answer = client.post("/gent/applications/policy/edit", data={**sent, box: [typed]})
        assert answer.status_code == 422
        error = re.search(rf'id="{box}-error".*?</div>', answer.text, re.S)
        assert error is not None, box
        assert says in error.group()
        assert f'value="{typed}"' in answer.text
    assert _count(Policy) == 0


def test_fatima_forgets_someone_after_a_tick(client: Any, world: Any, in_gent: int) -> None:
    code = str(make_borrower(world).code)
    client.sign_in(world.fatima)
    assert client.post(f"/gent/borrowers/{code}/forget", data={}).status_code == 422
    assert client.post(f"/gent/borrowers/{code}/forget", data={"sure": "y"}).status_code == 303
    page = client.get(f"/gent/borrowers/{code}").text
    assert "was forgotten" in page
    assert "Tahiri" not in page
    assert "Tahiri" not in client.get("/gent/borrowers/").text


def test_who_waits_cannot_be_forgotten_and_the_page_says_why(client: Any, world: Any, in_gent: int) -> None:
    noor = make_borrower(world)
    code = str(noor.code)
    make_application(world, noor)
    client.sign_in(world.fatima)
    assert "Withdraw it first" in client.get(f"/gent/borrowers/{code}/forget").text
    assert client.post(f"/gent/borrowers/{code}/forget", data={"sure": "y"}).status_code == 422


def test_a_person_is_corrected_and_the_start_workshop_written_down(
    nele: Any, world: Any, in_gent: int
) -> None:
    code = str(make_borrower(world).code)
    page = nele.get(f"/gent/borrowers/{code}/edit").text
    assert 'value="0470' in page
    nele.post(f"/gent/borrowers/{code}/edit", data={**NEW, "last_name": "El Tahiri"})
    assert "Noor El Tahiri" in nele.get(f"/gent/borrowers/{code}").text
    tomorrow = {"answer": "followed", "followed_on": "2999-01-01"}
    assert nele.post(f"/gent/borrowers/{code}/start-workshop", data=tomorrow).status_code == 422
    answer = nele.post(
        f"/gent/borrowers/{code}/start-workshop", data={"answer": "skilled"}, follow_redirects=True
    )
    assert "Works well with a computer already" in answer.text


PAGES = (
    "/{slug}/borrowers/", "/{slug}/borrowers/new", "/{slug}/borrowers/{code}",
    "/{slug}/borrowers/{code}/edit",
    "/{slug}/borrowers/{code}/start-workshop", "/{slug}/borrowers/{code}/forget", "/{slug}/applications/",
    "/{slug}/applications/new", "/{slug}/applications/{number}", "/{slug}/applications/{number}/ask",
    "/{slug}/applications/{number}/approve", "/{slug}/applications/{number}/refuse",
    "/{slug}/applications/{number}/device", "/{slug}/applications/policy",
)  # fmt: skip


@pytest.mark.parametrize("who", ["tom", "sofie", "karim", "lotte", "dirk", "rita", "olga"])
def test_others_never_come_in_and_read_no_name(client: Any, world: Any, in_gent: int, who: str) -> None:
    noor = make_borrower(world)
    facts = {"slug": "gent", "code": noor.code, "number": make_application(world, noor).id}
    client.sign_in(getattr(world, who))
    for address in PAGES:
        answer = client.get(address.format(**facts))
        assert answer.status_code in (403, 404), address
        assert "Noor" not in answer.text
        assert "Tahiri" not in answer.text


def test_bram_of_luik_finds_nothing_of_gent(client: Any, world: Any, in_gent: int) -> None:
    noor = make_borrower(world)
    facts = {"code": noor.code, "number": make_application(world, noor).id}
    client.sign_in(world.bram)
    for address in PAGES:
        for slug in ("gent", "luik"):
            answer = client.get(address.format(slug=slug, **facts))
            assert "Noor" not in answer.text
            if "{code}" in address or "{number}" in address or slug == "gent":
                assert answer.status_code == 404, address
    for deed in ("vouch", "release", "withdraw", "reconsider"):
        assert client.post(f"/luik/applications/{facts['number']}/{deed}").status_code in (404, 303)
    with inside(world.gent):
        assert db.session.get_one(Application, facts["number"]).state is ApplicationState.WAITING


def test_a_technician_reads_no_name_on_the_page_of_a_reserved_laptop(
    client: Any, world: Any, in_gent: int
) -> None:
    device = make_ready_device(world)
    code = str(device.code)
    noor = make_borrower(world)
    pass_code = noor.spoken
    make_application(world, noor, state="approved", device=device)
    for who in (world.tom, world.sofie):
        client.sign_in(who)
        for address in (f"/gent/devices/{code}", "/gent/today/", f"/gent/scan?text={code}"):
            text = client.get(address, follow_redirects=True).text
            for word in ("Noor", "Tahiri", pass_code, "applications/"):
                assert word not in text, (address, word)


@pytest.mark.parametrize("tongue", ["nl", "fr", "en"])
def test_every_page_opens_in_three_languages(client: Any, world: Any, in_gent: int, tongue: str) -> None:
    make_policy(world)
    noor = make_borrower(world)
    facts = {"slug": "gent", "code": noor.code, "number": make_application(world, noor).id}
    client.sign_in(world.fatima)
    for address in (*PAGES, "/{slug}/applications/policy/edit"):
        answer = client.get(address.format(**facts) + f"?lang={tongue}")
        assert answer.status_code == 200, address
