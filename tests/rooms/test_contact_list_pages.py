"""The pages of lists of contacts: sent, explained, asked, decided and taken in by hand, and long lists by the house."""

import csv
import io

import pytest
from sqlalchemy import func, select

from inventory.contact_lists import offered, queries, taking
from inventory.contact_lists.models import ContactList, ContactRow, ListedPerson, ListState
from inventory.contact_lists.rows import RowVerdict
from inventory.contacts.models import ServiceContact
from inventory.foundation.database import db
from tests import make_contact_lists
from tests.cast import NOW
from tests.rooms.test_contact_lists import FILE, NATIONAL


def send(browser, content=FILE, name="november.csv", lang="en"):
    file = {"file": (io.BytesIO(content), name)}
    return browser.post(f"/gent/contact-lists/new?lang={lang}", data=file, follow_redirects=True)


def the_list():
    return db.session.scalars(select(ContactList).order_by(ContactList.id.desc())).first()


def kept(browser, page, **changed):
    """Send the form of a page as it stands, with some answers of our own."""
    return browser.post(page, data=changed, follow_redirects=True)


def test_a_coordinator_brings_a_list_in_from_the_file_to_the_report(in_gent, world, client):
    browser = client.sign_in(world.fatima)
    sent = send(browser, FILE.replace(b"24/11/2026", b"24/11/2099"))
    assert sent.status_code == 200
    assert "keep nothing of them: INSZ" in sent.text
    assert NATIONAL not in sent.text
    one = the_list()
    where = f"/gent/contact-lists/{one.id}"
    columns = {"headed": "y", "day_order": "by_itself", "usual_service": "", "usual_place": ""}
    others = "age municipality email language gender help_type purpose referrer outcome name"
    absent = dict.fromkeys(others.split(), "-1")
    refused = kept(browser, f"{where}/columns", **columns, **absent, **dict.fromkeys(one.mapping, "-1"))
    assert refused.status_code == 422
    assert "Choose the column that holds the day." in refused.text
    mapping = {name: str(at) for name, at in one.mapping.items()}
    looked = kept(browser, f"{where}/columns", **columns, **absent, **mapping)
    assert "4 contacts can come in." in looked.text
    assert "Its day has still to come." in looked.text
    assert "2 words need a meaning" in looked.text
    nothing = kept(browser, f"{where}/words", word_0="-", word_1="new")
    assert nothing.status_code == 422
    assert "Choose one answer." in nothing.text
    kept(browser, f"{where}/words", word_0="new", word_1="new")
    people = browser.get(f"{where}/people").text
    assert "Stands in 2 rows. Is that one person?" in people
    assert "All are decided. Look whether it is right." in people
    done = kept(browser, f"{where}/take")
    assert "4 contacts are in." in done.text
    report = browser.get(f"{where}/report.csv")
    rows = list(csv.reader(io.StringIO(report.text.removeprefix("\ufeff")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["2", "3", "4", "5", "6"]
    assert "lmaz" not in report.text + done.text
    assert "november.csv" in browser.get("/gent/contact-lists/").text
    back = kept(browser, f"{where}/take-back")
    assert "Nothing of it counts any more." in back.text


def test_what_is_no_list_is_told_at_the_field_and_nothing_is_kept(in_gent, world, client):
    browser = client.sign_in(world.nele)
    for content, said in ((b"%PDF-1.7", "is no CSV and no Excel list"), (b"\n;;\n", "There is no row in")):
        refused = send(browser, content)
        assert refused.status_code == 422
        assert said in refused.text
    nothing = browser.post("/gent/contact-lists/new?lang=en", data={})
    assert "Choose a file first." in nothing.text
    only_numbers = send(browser, f"RRN\n{NATIONAL}\n".encode())
    assert "We keep none of it." in only_numbers.text
    assert the_list() is None


def test_who_is_undecided_is_asked_first_and_all_at_once(in_gent, world, client):
    browser, actor = client.sign_in(world.fatima), world.fatima.actor
    rows = "Datum;Naam;Deelwerking\n" + "".join(
        f"{day}/11/2026;{name};Digipunt\n" for name in ("Piet", "Fatma") for day in (1, 2)
    )
    one = make_contact_lists.make_list(actor, rows)
    where = f"/gent/contact-lists/{one.id}/people"
    first, second = db.session.scalars(select(ListedPerson.id).order_by(ListedPerson.position)).all()
    assert "Of 2 people you still have to say who they are." in browser.get(where + "?lang=en").text
    asked = kept(browser, where + "?lang=en", **{f"one_{first}": "no"})
    assert "Fatma" in asked.text
    assert "Piet" not in asked.text
    kept(browser, where, rest="same")
    decided = db.session.execute(select(ListedPerson.rows_are_one).order_by(ListedPerson.id)).scalars().all()
    assert decided == [False, True]
    assert second


def long_list(rows=1500):
    return "Datum;Naam;GSM;Deelwerking\n" + "".join(
        f"{at % 28 + 1}/10/2026;Voor Naam{at % 400};0470{at % 400:06d};{('Digipunt', 'Digicafé')[at % 2]}\n"
        for at in range(rows)
    )


@pytest.fixture
def looked(in_gent, world):
    """A list too long to be read at once, read in the background."""
    one = make_contact_lists.make_list(world.fatima.actor, long_list())
    assert one.state is ListState.LOOKING
    offered.go_on()
    db.session.refresh(one)
    return make_contact_lists.answer(world.fatima.actor, one)


def counted():
    mine = select(func.count()).where(ServiceContact.source == queries.SOURCE)
    return db.session.scalar(mine), db.session.scalar(
        select(func.count(func.distinct(ServiceContact.borrower_id)))
    )


def test_a_long_list_comes_in_by_itself_and_goes_on_where_it_was_stopped(looked, world, client, monkeypatch):
    from inventory.contact_lists import actions

    assert queries.verdicts_of(looked) == {RowVerdict.COMES: 1500}
    actions.take(world.fatima.actor, looked, now=NOW)
    write = taking._write_contacts
    portions = []

    def dies_at_the_second(*given):
        portions.append(1)
        if len(portions) == 2:
            raise KeyboardInterrupt
        write(*given)

    monkeypatch.setattr(taking, "_write_contacts", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        offered.go_on()
    assert counted()[0] == taking.PORTION
    assert looked.state is ListState.TAKING
    shown = client.sign_in(world.fatima).get(f"/gent/contact-lists/{looked.id}?lang=en").text
    assert "data-follow" in shown
    assert f"{looked.done} of 1500 rows" in shown
    monkeypatch.setattr(taking, "_write_contacts", write)
    offered.go_on()
    offered.go_on()
    db.session.refresh(looked)
    assert looked.state is ListState.DONE
    assert counted() == (1500, 400)
    assert (looked.taken, looked.new_people) == (1500, 400)
    assert offered.check() == []


def test_a_long_list_that_is_coming_in_can_be_stopped_and_taken_back(looked, world):
    from inventory.contact_lists import actions

    actions.take(world.fatima.actor, looked, now=NOW)
    taking._take_some(world.fatima.actor, looked.id, read_of(looked), queries.known_meanings(), NOW)
    assert counted()[0] > 0
    actions.take_back(world.fatima.actor, looked, now=NOW)
    offered.go_on()
    db.session.refresh(looked)
    assert (looked.state, counted()) == (ListState.UNDONE, (0, 0))
    left = db.session.scalar(select(func.count()).where(ContactRow.verdict == RowVerdict.TAKEN))
    assert (left, offered.check()) == (0, [])


def read_of(one):
    from inventory.contact_lists.looking import read_again

    return {row.number: row for row in read_again(one, queries.known_meanings())}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_contacts_of_a_period_leave_without_a_name_and_one_person_is_one_number(
    in_gent, world, client, kind
):
    actor = world.fatima.actor
    rows = "Datum;Naam;GSM;Deelwerking\n" + "".join(
        f"{day}/11/2026;Ayşe Yılmaz;0470 12 34 56;Digipunt\n" for day in (3, 4, 20)
    )
    from inventory.contact_lists import actions

    actions.take(actor, make_contact_lists.answer(actor, make_contact_lists.make_list(actor, rows)), now=NOW)
    browser = client.sign_in(world.nele)
    where = f"/gent/contact-lists/contacts.{kind}?since=2026-11-01&until=2026-11-10"
    answer = browser.get(where)
    assert answer.status_code == 200
    assert "in-house-only-contacts" in answer.headers["Content-Disposition"]
    assert "Pass it on to nobody" in browser.get("/gent/contact-lists/?lang=en").text
    if kind == "xlsx":
        from openpyxl import load_workbook

        cells = list(load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))
    else:
        cells = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert len(cells) == 3
    assert {row[-1] for row in cells[1:]} == {"only in the house"}, "lines are copied: each says so"
    assert cells[1][4] == cells[2][4] != ""
    assert cells[1][5] != cells[2][5]
    assert "lmaz" not in str(cells)
    assert "470123456" not in str(cells)
    for nobody in (world.tom, world.olga, world.karim):
        client.sign_in(nobody)
        assert browser.get(where).status_code in (403, 404)
