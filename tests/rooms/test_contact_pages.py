"""The pages of contacts: note one with a tap, say more of it, take it back, look at them; and what is chosen from."""

import pytest
from sqlalchemy import select

from inventory.contacts import groups, lists, typed
from inventory.contacts.models import BorrowerGroup, ReferralOut, ServiceContact, TargetGroup
from inventory.contacts.rules import ContactOutcome, GroupKind, ReferralChannel, Service, Step
from inventory.digibank.actions import found
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.tenancy import inside
from tests.cast import NOW
from tests.make import anyone, make_borrower, make_loan, make_partner, make_policy
from tests.make_contacts import make_contact
from tests.page_checks import filled_in
from tests.rooms.test_applying import OPEN, begin, finish

WHERE = {"service": "digipunt", "place": "", "new_place": "Bib Zuid", "municipality": "Gent"}


@pytest.fixture
def scene(client, world, in_gent):
    """A head and what stands under it, a group, and Nele at the desk."""
    fatima = world.fatima.actor
    head = lists.add_help_type(fatima, {"nl": "Overheid", "en": "Government"}, now=NOW)
    below = lists.add_help_type(fatima, {"nl": "Belastingen", "en": "Taxes"}, under=head, now=NOW)
    group = lists.add_group(fatima, {"nl": "Zoekt werk", "en": "Looks for work"}, now=NOW)
    return client.sign_in(world.nele), head.id, below.id, group.id


def contacts():
    db.session.expire_all()
    return list(db.session.scalars(select(ServiceContact).order_by(ServiceContact.id)))


def test_one_tap_notes_a_contact_and_the_place_is_remembered(scene, world):
    nele, head, below, _group = scene
    first = nele.get("/gent/contacts/note")
    assert first.location.endswith("/gent/contacts/where")
    assert nele.post("/gent/contacts/where", data=WHERE).location.endswith("/gent/contacts/note")
    answer = nele.post("/gent/contacts/note", data={"about": str(head)}, follow_redirects=True)
    assert "Noted: Digipunt, Government" in answer.text
    assert "Bib Zuid" in answer.text
    assert "Taxes" in answer.text  # offered to be more precise
    (contact,) = contacts()
    assert (contact.service, contact.step, contact.borrower_id, contact.noted_by_id) == (
        Service.DIGIPUNT, Step.VISIT, None, world.nele.user_id,
    )  # fmt: skip
    nele.post(f"/gent/contacts/{contact.id}/precise", data={"about": str(below), "at": "note"})
    assert contacts()[0].help_type_id == below
    nele.post(f"/gent/contacts/{contact.id}/outcome", data={"outcome": "not_helped"})
    assert nele.post(f"/gent/contacts/{contact.id}/outcome", data={"outcome": "open"}).status_code == 404
    assert contacts()[0].outcome is ContactOutcome.NOT_HELPED
    nele.post("/gent/contacts/note", data={"about": ""})
    assert len(contacts()) == 2
    back = nele.post(f"/gent/contacts/{contacts()[1].id}/undo", follow_redirects=True)
    assert "Undone. Nobody was counted." in back.text
    assert [one.id for one in contacts()] == [contact.id]


def test_the_same_tap_sent_twice_is_one_contact(scene):
    nele = scene[0]
    nele.post("/gent/contacts/where", data=WHERE)
    for _time in range(2):
        nele.post("/gent/contacts/note", data={"about": "", "once": "one-and-the-same"})
    assert len(contacts()) == 1


def test_someone_we_know_is_found_by_pass_or_name_and_let_go_again(scene, world):
    nele = scene[0]
    who = make_borrower(world, first_name="Mira", birth_year=1950)
    code, number = str(who.code), who.id
    nele.post("/gent/contacts/where", data=WHERE)
    nele.post("/gent/contacts/note", data={"about": ""})
    contact = contacts()[0].id
    for asked in ("Mira", code):
        assert "It was this one" in nele.get(f"/gent/contacts/note?noted={contact}&search={asked}").text
    nele.post(f"/gent/contacts/{contact}/who", data={"person": code})
    assert (contacts()[0].borrower_id, contacts()[0].age_band) == (number, "55+")
    nele.post(f"/gent/contacts/{contact}/who", data={"person": ""})
    assert (contacts()[0].borrower_id, contacts()[0].age_band) == (None, "unknown")


def test_a_day_that_still_has_to_come_is_refused_and_what_was_typed_stays(scene):
    answer = scene[0].post("/gent/contacts/where", data={**WHERE, "on": "2099-01-01"})
    assert answer.status_code == 422
    assert "This day is still to come." in answer.text
    assert filled_in(answer.text)["new_place"] == ["Bib Zuid"]


def test_a_teacher_notes_and_takes_back_and_sees_nobody_elses(client, world, in_gent):
    make_contact(world, borrower=make_borrower(world, first_name="Mira"))
    lotte = client.sign_in(world.lotte)
    assert lotte.get("/gent/contacts/").location.endswith("/gent/contacts/note")
    lotte.post("/gent/contacts/where", data=WHERE)
    noted = lotte.post("/gent/contacts/note", data={"about": ""}, follow_redirects=True)
    assert "Who was it?" not in noted.text
    other, own = contacts()
    assert lotte.get(f"/gent/contacts/{other.id}").status_code == 403
    with pytest.raises(NotHere):
        typed.undo(world.lotte.actor, other, now=NOW)
    assert lotte.post(f"/gent/contacts/{own.id}/undo").status_code == 303
    assert len(contacts()) == 1
    with pytest.raises(MayNot):
        lists.add_group(world.lotte.actor, {"nl": "x"}, now=NOW)


def test_the_list_is_filtered_by_person_service_place_and_day(scene, world):
    nele = scene[0]
    loan = make_loan(world)
    make_contact(world, service=Service.DIGICAFE, on=NOW.date())
    name, code = loan.borrower.name, str(loan.borrower.code)
    assert name in nele.get("/gent/contacts/").text
    of_person = nele.get(f"/gent/contacts/?person={code}").text
    assert f"Only of {name}." in of_person
    assert "Anonymous</span>" not in of_person
    assert name not in nele.get("/gent/contacts/?service=digicafe").text
    assert name not in nele.get("/gent/contacts/?only=anonymous").text
    assert "No contacts here." in nele.get("/gent/contacts/?since=2030-01-01&until=x&place=9999").text
    contact = next(one for one in contacts() if one.step is Step.PICK_UP)
    shown = nele.get(f"/gent/contacts/{contact.id}").text
    assert "This contact follows from a deed." in shown
    assert "Belongs together" in shown
    assert nele.post(f"/gent/contacts/{contact.id}/undo").status_code in (303, 409)
    assert any(one.id == contact.id for one in contacts())


def test_someone_is_sent_on_and_came_by_hand(scene, world):
    nele = scene[0]
    service = make_partner(world, name="OCMW Voorbeeld", kind="referrer").id
    contact = make_contact(world, source="typed", source_id=77).id
    nele.post(f"/gent/contacts/{contact}/send-on", data={"to": f"partner-{service}"})
    (sent,) = db.session.scalars(select(ReferralOut))
    assert contacts()[0].outcome is ContactOutcome.REFERRED
    assert "not known whether they came" in nele.get(f"/gent/contacts/{contact}").text
    number = sent.id
    nele.post(f"/gent/contacts/referrals/{number}/came", data={"on": NOW.date().isoformat()})
    assert db.session.get_one(ReferralOut, number).realised_on == NOW.date()
    nele.post(f"/gent/contacts/referrals/{number}/did-not-come")
    db.session.expire_all()
    assert db.session.get_one(ReferralOut, number).realised_on is None
    nele.post(f"/gent/contacts/referrals/{number}/take-back")
    db.session.expire_all()
    assert db.session.scalars(select(ReferralOut)).all() == []
    assert contacts()[0].outcome is ContactOutcome.HELPED


def test_the_form_of_a_person_asks_groups_and_says_why(scene, world):
    nele, _head, _below, group = scene
    who = make_borrower(world, first_name="Mira", municipality="Gent")
    code, number = str(who.code), who.id
    page = nele.get(f"/gent/borrowers/{code}/edit").text
    assert "To know whom we reach and whom not yet." in page
    assert "What is the gender?" not in page
    sent = filled_in(page) | {"about-groups": [str(group)]}
    assert nele.post(f"/gent/borrowers/{code}/edit", data=sent).status_code == 303
    db.session.expire_all()
    rows = db.session.scalars(select(BorrowerGroup).where(BorrowerGroup.borrower_id == number)).all()
    assert [row.group_id for row in rows] == [group]


def test_the_applicants_own_form_asks_groups_last_and_lets_them_be_skipped(scene, world, client):
    group = scene[3]
    rather_not = lists.add_group(
        world.fatima.actor, {"nl": "Wil niet zeggen"}, kind=GroupKind.PREFERS_NOT, now=NOW
    ).id
    make_policy(world, OPEN)
    client.sign_out()
    link = begin(client, "/apply/gent")
    check = finish(client, link)
    assert "You may skip this." in client.get(check).text
    assert client.post(check, data={"groups": [str(group), str(rather_not)]}).status_code == 422
    assert client.post(check, data={"groups": [str(group)]}).location == link
    (contact,) = contacts()
    (row,) = db.session.scalars(select(BorrowerGroup))
    assert (row.group_id, row.borrower_id) == (group, contact.borrower_id)
    assert (contact.enroller_id, contact.channel) == (None, ReferralChannel.LIBRARY)


def test_saying_and_not_saying_is_refused_at_the_form(scene, world):
    nele, _head, _below, group = scene
    rather_not = lists.add_group(
        world.fatima.actor, {"nl": "Wil niet zeggen"}, kind=GroupKind.PREFERS_NOT, now=NOW
    ).id
    code = str(make_borrower(world, municipality="Gent").code)
    sent = filled_in(nele.get(f"/gent/borrowers/{code}/edit").text)
    sent |= {"about-groups": [str(group), str(rather_not)], "last_name": "Anders"}
    answer = nele.post(f"/gent/borrowers/{code}/edit", data=sent)
    assert answer.status_code == 422
    assert "choose one of the two" in answer.text
    assert 'value="Anders"' in answer.text
    assert db.session.scalars(select(BorrowerGroup)).all() == []


def test_the_coordinator_changes_the_lists(client, world, in_gent):
    fatima = client.sign_in(world.fatima)
    base = "/gent/contacts/lists"
    assert fatima.post(f"{base}/groups/new", data={"title_nl": ""}).status_code == 422
    fatima.post(f"{base}/groups/new", data={"title_nl": "Alleenstaande ouder"})
    fatima.post(f"{base}/help-types/new", data={"title_nl": "Overheid"})
    fatima.post(f"{base}/places/new", data={"name": "Bib", "municipality": "Gent"})
    assert fatima.post(f"{base}/places/new", data={"name": "Bib", "municipality": "Gent"}).status_code == 422
    (group,) = db.session.scalars(select(TargetGroup))
    number = group.id
    fatima.post(f"{base}/groups/{number}", data={"title_nl": "Eenouder", "title_fr": "Monoparental"})
    fatima.post(f"{base}/groups/{number}/close")
    db.session.expire_all()
    assert list(lists.groups()) == []
    assert lists.groups(closed=True)[0].titles == {"nl": "Eenouder", "fr": "Monoparental"}
    fatima.post(f"{base}/gender", data={"asks": "y"})
    assert groups.asks_gender()
    assert "not offered any more" in fatima.get(base).text


def test_a_new_digibank_begins_with_the_groups_of_the_call_and_kinds_of_questions(app, world):
    with app.test_request_context():
        digibank, _user = found(
            name="Digibank Nieuw", slug="nieuw", coordinator_name="Nora", email="nora@nieuw.example",
            password="een heel lang wachtwoord", locale="nl", now=NOW,
        )  # fmt: skip
        with inside(digibank.id):
            assert [one.kind for one in lists.groups()].count(GroupKind.PREFERS_NOT) == 1
            assert len(lists.groups()) == 6
            assert len(lists.help_types()) == 7
            assert anyone(digibank.id)


def test_the_coordinator_puts_the_lists_in_another_order(client, world, in_gent):
    fatima = world.fatima.actor
    groups_, heads = [], []
    for name in ("A", "B", "C"):
        groups_.append(lists.add_group(fatima, {"nl": name}, now=NOW).id)
        heads.append(lists.add_help_type(fatima, {"nl": name}, now=NOW))
    below = [lists.add_help_type(fatima, {"nl": name}, now=NOW, under=heads[0]).id for name in ("x", "y")]
    client.sign_in(world.fatima)
    base = "/gent/contacts/lists"
    moved = client.post(f"{base}/groups/{groups_[2]}/up")
    assert moved.headers["Location"].endswith(f"#group-{groups_[2]}"), "the keyboard goes on where it was"
    for path in (f"groups/{groups_[0]}/up", f"help-types/{heads[0].id}/down", f"help-types/{below[1]}/up"):
        assert client.post(f"{base}/{path}").status_code == 303
    db.session.expire_all()
    assert [one.titles["nl"] for one in lists.groups()] == ["A", "C", "B"]
    assert [(head.titles["nl"], [one.titles["nl"] for one in some]) for head, some in lists.help_types()] == [
        ("B", []), ("A", ["y", "x"]), ("C", []),
    ]  # fmt: skip
    page = client.get(base).text
    assert page.count("/up") == 2 + 2 + 1
    client.sign_in(world.nele)
    assert client.post(f"{base}/groups/{groups_[0]}/down").status_code == 403
