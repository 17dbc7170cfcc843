"""A list of contacts comes in: explained, asked about, looked at, taken in once, taken back whole; nobody's twice."""

import io
from datetime import date, timedelta

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from inventory.borrowers import actions as borrowers
from inventory.borrowers import merging
from inventory.borrowers.models import Borrower
from inventory.contact_lists import actions, looking, offered, queries, taking, undoing
from inventory.contact_lists.actions import NEW, Decision, Layout
from inventory.contact_lists.columns import ContactField as F
from inventory.contact_lists.models import ContactList, ContactRow, ListedPerson, ListState
from inventory.contact_lists.rows import RowVerdict
from inventory.contact_lists.rules import AlreadyIn, NoDayColumn, NoServiceTold, NotNow, StillAsks
from inventory.contacts import lists
from inventory.contacts.models import BorrowerGroup, ReferralOut, ServiceContact, ServiceLocation
from inventory.contacts.referrals import send_on
from inventory.contacts.rules import AgeBand, ReferralChannel, Service
from inventory.foundation.actor import Actor
from inventory.foundation.audit import verify
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.tenancy import inside
from inventory.permissions import Permission
from tests import make
from tests.cast import NOW

NATIONAL = "85.07.30-033 28"
HEAD = (
    "Tijdstempel;Voornaam;Naam;Geb.jaar;Postcode;GSM;Deelwerking;Locatie;Doelgroep;Hoe ken je ons?;INSZ\r\n"
)
ROWS = (
    f"23/11/2026 10:00:00;Ayşe;Yılmaz;1980;9000;0470 12 34 56;Digicafé;Bib Zuid;Werkzoekend;vrienden;{NATIONAL}\r\n"
    "20/11/2026 10:00:00;Ayşe;Yılmaz;1980;9000;0470 12 34 56;Digipunt;Bib Zuid;;OCMW;\r\n"
    "19/11/2026;;;;;;Digicafé;Bib Zuid;;;\r\n"
    "19/11/2026;;;;;;Digicafé;Bib Zuid;;;\r\n"
    "24/11/2026;Jan;Peeters;1950;9000;;Digicafé;;;;\r\n"
)
FILE = ("\ufeff" + HEAD + ROWS).encode()


@pytest.fixture
def desk(in_gent, world):
    return world.fatima.actor


def sent(actor, content=FILE, name="november.csv"):
    return actions.upload(actor, content, name, now=NOW)


def layout(one, **told):
    mapping = {F(name): index for name, index in one.mapping.items()}
    given = {"mapping": mapping, "headed": one.headed, "usual_service": one.usual_service} | told
    return Layout(**given)


def explained(actor, one, **told):
    return actions.explain(actor, one, layout(one, **told), now=NOW)


def answered(actor, one, **meanings):
    """Every word of the list is new, unless `meanings` says otherwise."""
    answers = {(F(name), value): meanings.get(value, NEW) for name, value, _times in one.asked}
    return actions.answer(actor, one, answers, now=NOW) if answers else one


def taken(actor, content=FILE, **told):
    one = answered(actor, explained(actor, sent(actor, content), **told))
    everybody = db.session.scalars(queries.proposals_of(one)).all()
    actions.decide(actor, one, {person.id: Decision(True, True) for person in everybody}, now=NOW)
    return actions.take(actor, one, now=NOW)


def contacts():
    query = select(ServiceContact).where(ServiceContact.source == queries.SOURCE)
    return db.session.scalars(query.order_by(ServiceContact.source_id)).all()


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def whole_database():
    """Every text and number in every table of the room, as one text."""
    tables = (ContactList, ContactRow, ListedPerson)
    return str([tuple(row) for model in tables for row in db.session.execute(select(model.__table__))])


def test_a_list_comes_in_as_contacts_of_people_and_of_nobody(desk):
    one = taken(desk)
    assert (one.state, one.total, one.taken, one.new_people) == (ListState.DONE, 5, 4, 1)
    found = contacts()
    assert [(c.service, c.happened_on, c.channel) for c in found] == [
        (Service.DIGICAFE, date(2026, 11, 23), ReferralChannel.WORD_OF_MOUTH),
        (Service.DIGIPUNT, date(2026, 11, 20), ReferralChannel.SOCIAL_SERVICE),
        (Service.DIGICAFE, date(2026, 11, 19), ReferralChannel.UNKNOWN),
        (Service.DIGICAFE, date(2026, 11, 19), ReferralChannel.UNKNOWN),
    ]
    assert found[0].borrower is found[1].borrower
    assert found[0].borrower.name == "Ayşe Yılmaz"
    assert (found[0].age_band, found[2].age_band, found[2].borrower_id) == (
        AgeBand.MIDDLE,
        AgeBand.UNKNOWN,
        None,
    )
    assert {c.location.name for c in found} == {"Bib Zuid"}
    assert count(BorrowerGroup) == 1
    assert queries.verdicts_of(one) == {RowVerdict.TAKEN: 4, RowVerdict.FUTURE: 1}
    assert offered.check() == []
    assert list(verify()) == []


def test_a_column_of_national_numbers_is_named_and_nowhere_kept(desk):
    one = sent(desk)
    assert one.refused_columns == ["INSZ"]
    assert "INSZ" not in one.headings
    assert NATIONAL not in whole_database() + str(looked(one))
    taken(desk)
    assert NATIONAL not in whole_database()


def looked(one):
    from inventory.contact_lists.looking import rows_of

    return rows_of(one)


def test_a_number_without_its_nought_or_in_the_name_of_the_file_is_nowhere_kept(desk):
    rows = "".join(f"23/11/2026;Digicafé;{number}\n" for number in ("5073003326", "1020312345", "9090904563"))
    one = sent(desk, f"Datum;Deelwerking;Nummer\n{rows}".encode(), f"inschrijving {NATIONAL}.csv")
    assert one.refused_columns == ["Nummer"]
    assert NATIONAL not in whole_database()


def test_what_stood_in_the_file_is_gone_once_it_is_in(desk):
    one = taken(desk)
    assert (one.content, one.asked, count(ListedPerson)) == (None, [], 0)
    assert "lmaz" not in whole_database()
    assert "470123456" not in whole_database()
    assert set(db.session.scalars(select(ContactRow.said))) == {""}


def test_the_same_file_and_the_same_row_count_once(desk):
    taken(desk)
    with pytest.raises(AlreadyIn):
        sent(desk)
    more = (HEAD + "22/11/2026;Piet;;;;;Digipunt;;;;\r\n" + ROWS + ROWS.splitlines()[2] + "\r\n").encode()
    one = taken(desk, more)
    assert queries.verdicts_of(one) == {RowVerdict.TAKEN: 2, RowVerdict.KNOWN: 4, RowVerdict.FUTURE: 1}
    assert (len(contacts()), one.new_people) == (6, 1)


def test_the_file_that_waits_is_that_same_list(desk):
    assert sent(desk).id == sent(desk, name="again.csv").id


def test_a_row_that_is_in_is_in_once_by_the_database_itself(desk):
    one = taken(desk)
    row = db.session.scalars(select(ContactRow).where(ContactRow.verdict == RowVerdict.TAKEN)).first()
    with pytest.raises(IntegrityError):
        db.session.execute(
            text("INSERT INTO contact_row (digibank_id, list_id, number, verdict, digest, said, unread)"
                 " VALUES (:digibank, :list, 99, 'taken', :digest, '', '')"),
            {"digibank": one.digibank_id, "list": one.id, "digest": row.digest},
        )  # fmt: skip
    db.session.rollback()


@pytest.mark.parametrize("kind", ["comma", "tab", "cp1252", "utf-16", "xlsx"])
def test_the_same_list_in_any_shape_is_the_same_rows(desk, kind):
    cells = [["Datum", "Naam", "Deelwerking"], ["23/11/2026", "Zoé Évrard", "Digipunt"]]
    joined = {"comma": ",", "tab": "\t"}.get(kind, ";")
    encoding = kind if kind in ("cp1252", "utf-16") else "utf-8"
    content = "\n".join(joined.join(row) for row in cells).encode(encoding)
    if kind == "xlsx":
        book = Workbook()
        for row in [cells[0], [date(2026, 11, 23), *cells[1][1:]]]:
            book.active.append(row)
        out = io.BytesIO()
        book.save(out)
        content = out.getvalue()
    taken(desk, content)
    [contact] = contacts()
    assert (contact.happened_on, contact.borrower.name) == (date(2026, 11, 23), "Zoé Évrard")
    plain = "\n".join(";".join(row) for row in cells).encode() + b"\n"
    one = explained(desk, sent(desk, plain, "other.csv"))
    assert queries.verdicts_of(one) == {RowVerdict.KNOWN: 1}


def test_a_list_needs_a_day_and_a_service_and_what_was_said_is_known_next_time(desk):
    one = sent(desk, b"Dag;Wie;Waar\n1/2/2026;Jan;Bib\n", "a.csv")
    with pytest.raises(NoServiceTold):
        explained(desk, one)
    with pytest.raises(NoDayColumn):
        explained(desk, one, mapping={F.NAME: 1}, usual_service="course")
    explained(desk, one, mapping={F.DAY: 0, F.FIRST_NAME: 1, F.PLACE: 2}, usual_service="course")
    again = sent(desk, b"Dag;Wie;Waar\n2/2/2026;Piet;Bib\n", "b.csv")
    assert (again.mapping, again.usual_service) == ({"day": 0, "first_name": 1, "place": 2}, "course")


def test_each_unknown_word_is_asked_once_and_then_known(desk):
    lists.add_group(desk, {"nl": "Ouderen", "fr": "Aînés"}, now=NOW)
    rows = "Datum;Deelwerking;Locatie;Doelgroep\n1/2/2026;Bingo;Bib;Aînés, Wandelaars\n2/2/2026;bingo;BIB;\n"
    one = explained(desk, sent(desk, (rows + "3/2/2026;Kaarten;Bib;Ouderen\n").encode()))
    assert {(name, value, times) for name, value, times in one.asked} == {
        ("service", "Bingo", 2), ("service", "Kaarten", 1), ("place", "Bib", 3), ("groups", "Wandelaars", 1),
    }  # fmt: skip
    with pytest.raises(StillAsks):
        actions.take(desk, one, now=NOW)
    one = answered(desk, one, Bingo="digicafe", Kaarten="", Wandelaars="")
    actions.take(desk, one, now=NOW)
    assert [c.service for c in contacts()] == [Service.DIGICAFE, Service.DIGICAFE]
    assert queries.verdicts_of(one) == {RowVerdict.TAKEN: 2, RowVerdict.NOT_OURS: 1}
    assert (
        db.session.scalars(select(ServiceLocation.name).where(ServiceLocation.name == "Bib")).one() == "Bib"
    )
    again = explained(desk, sent(desk, rows.replace("/2/", "/3/").encode()))
    assert again.asked == []


def test_a_column_that_says_something_else_in_every_row_is_not_what_it_was_taken_for(desk):
    rows = "\n".join(f"1/2/2026;Digipunt;Wijk {at}" for at in range(250))
    one = explained(desk, sent(desk, f"Datum;Deelwerking;Locatie\n{rows}".encode()))
    assert (one.state, one.too_varied) == (ListState.UPLOADED, F.PLACE)


def test_who_may_be_somebody_we_know_is_proposed_and_a_person_decides(desk, world):
    known = make.make_approved_borrower(world, first_name="Ayşe", last_name="Yılmaz", phone="0470 12 34 56",
                                        birth_year=1980)  # fmt: skip
    rows = (
        "Datum;Naam;Geb.jaar;Postcode;GSM;Deelwerking\n1/2/2026;Ayse Yilmaz;1980;9000;0470123456;Digipunt\n"
        "2/2/2026;Kind Yilmaz;2010;;0470123456;Digipunt\n3/2/2026;Piet;;;;Digipunt\n4/2/2026;Piet;;;;Digipunt\n"
    )
    one = explained(desk, sent(desk, rows.encode()))
    first, child, piet = db.session.scalars(queries.proposals_of(one).order_by(ListedPerson.position)).all()
    assert (first.like_borrower_id, first.is_same) == (known.id, True)
    assert (child.like_borrower_id, child.is_same) == (known.id, None)
    assert (piet.rows, piet.rows_are_one) == (2, None)
    with pytest.raises(StillAsks):
        actions.take(desk, one, now=NOW)
    said = {child.id: Decision(is_same=False), piet.id: Decision(rows_are_one=False)}
    actions.decide(desk, one, said, now=NOW)
    actions.take(desk, one, now=NOW)
    people = [c.borrower_id for c in contacts()]
    assert people[0] == known.id
    assert len(set(people)) == 4
    assert one.new_people == 3


def test_a_list_is_taken_back_whole_and_may_come_again(desk, world):
    before = (count(Borrower), count(ServiceContact))
    one = taken(desk)
    first, *_rest = contacts()
    send_on(desk, first, to_service=Service.COURSE, now=NOW)
    one = actions.take_back(desk, one, now=NOW)
    assert (one.state, one.taken) == (ListState.UNDONE, 0)
    assert (count(Borrower), count(ServiceContact), count(ReferralOut)) == (*before, 0)
    assert queries.verdicts_of(one)[RowVerdict.UNDONE] == 4
    assert (offered.check(), list(verify())) == ([], [])
    assert taken(desk).taken == 4


def test_who_stands_in_several_portions_goes_with_the_list(desk, monkeypatch):
    before = count(Borrower)
    one = taken(desk)
    monkeypatch.setattr(undoing, "PORTION", 1)
    actions.take_back(desk, one, now=NOW)
    assert (count(Borrower), contacts()) == (before, [])


def test_who_borrows_since_stays_when_the_list_goes(desk, world):
    one = taken(desk)
    person = contacts()[0].borrower
    from inventory.applications import actions as applications
    from inventory.contacts.rules import Purpose

    applications.apply(desk, person, purpose=Purpose.TRAINING, now=NOW)
    actions.take_back(desk, one, now=NOW)
    assert db.session.get(Borrower, person.id) is not None
    assert contacts() == []


def test_somebody_who_was_sent_on_and_comes_with_a_list_is_seen_to_have_come(desk, world):
    one = taken(desk)
    [contact, earlier, *_rest] = contacts()
    referral = send_on(desk, earlier, to_service=Service.COURSE, now=NOW - timedelta(days=3))
    rows = "Datum;Naam;GSM;Deelwerking\n22/11/2026;Ayşe Yılmaz;0470 12 34 56;Vorming\n"
    taken(desk, rows.encode())
    db.session.refresh(referral)
    assert referral.realised_on == date(2026, 11, 22)
    assert one.state is ListState.DONE
    assert contact.borrower_id == earlier.borrower_id


def test_a_forgotten_person_who_comes_back_is_somebody_new_and_a_list_that_names_them_goes(desk):
    taken(desk)
    person = contacts()[0].borrower
    rows = "Datum;Naam;GSM;Deelwerking\n22/11/2026;Ayşe Yılmaz;0470 12 34 56;Vorming\n"
    waits = explained(desk, sent(desk, rows.encode()))
    unread = sent(desk, rows.replace("22/", "21/").encode())
    borrowers.forget(desk, person, now=NOW)
    assert (waits.state, unread.state) == (ListState.DROPPED, ListState.DROPPED)
    assert "lmaz" not in whole_database()
    assert [c.borrower_id for c in contacts()[:2]] == [person.id] * 2
    taken(desk, rows.encode())
    assert contacts()[-1].borrower_id != person.id
    assert offered.check() == []


def test_a_list_goes_for_a_whole_mail_address_and_not_for_the_end_of_another(desk, world):
    ana = make.make_borrower(
        world, first_name="Ana", last_name="Silva", email="ana@voorbeeld.example", phone="0470 99 88 77"
    )
    rows = "Datum;Naam;Mail;Deelwerking\n22/11/2026;Kim Peeters;{};Vorming\n"
    others = sent(desk, rows.format("joana@voorbeeld.example").encode())
    theirs = sent(desk, rows.format("Kim <Ana@Voorbeeld.example>").encode())
    borrowers.forget(desk, ana, now=NOW)
    assert (others.state, theirs.state) == (ListState.UPLOADED, ListState.DROPPED)


def test_who_is_forgotten_while_a_list_comes_in_comes_in_as_nobody(desk, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    monkeypatch.setattr(taking, "PORTION", 1)
    head, noor = "Datum;Naam;GSM;Geb.jaar;Deelwerking;Opmerking\n", "Noor Vermeulen;0470 12 34 56;1980"
    rows = (
        f"20/11/2026;{noor};Digicafé;een\n21/11/2026;{noor};Digicafé;Noor belt\n"
        "21/11/2026;Sami Tahiri;0470 12 34 56;1950;Digicafé;\n"
    )
    one = explained(desk, sent(desk, (head + rows).encode()))
    looking.look(desk, one, now=NOW)
    answered(desk, one)
    looking.look(desk, one, now=NOW)
    everybody = db.session.scalars(queries.proposals_of(one)).all()
    actions.decide(
        desk, one, {person.id: Decision(True, person.first_name == "Noor") for person in everybody}, now=NOW
    )
    actions.take(desk, one, now=NOW)
    assert taking._take_some(desk, one.id, _read(one), queries.known_meanings(), NOW)
    person, under_way = contacts()[0].borrower, _read(one)
    borrowers.forget(desk, person, now=NOW)
    assert "Noor" not in str(looking.rows_of(one)) + whole_database()
    while taking._take_some(desk, one.id, under_way, queries.known_meanings(), NOW):
        pass
    [first, second, other] = contacts()
    assert (first.borrower_id, second.borrower_id, second.age_band) == (person.id, None, AgeBand.MIDDLE)
    assert other.borrower.name == "Sami Tahiri", "who shares a telephone is somebody else"
    assert (one.state, offered.check()) == (ListState.DONE, [])


def _read(one):
    return {row.number: row for row in looking.read_again(one, queries.known_meanings())}


def test_two_entries_that_become_one_while_a_list_waits(desk, world):
    rows = "Datum;Naam;GSM;Deelwerking\n22/11/2026;Ayşe Yılmaz;0470 12 34 56;Vorming\n"
    goes, stays = (
        borrowers.register(desk, borrowers.Details(name, phone=phone), now=NOW)
        for name, phone in (("Ayşe", "0470 12 34 56"), ("Ayse", "0470 99 99 99"))
    )
    one = explained(desk, sent(desk, rows.encode()))
    merging.merge(desk, stays, goes, now=NOW)
    [listed] = db.session.scalars(queries.proposals_of(one)).all()
    assert listed.like_borrower_id == stays.id


def test_a_list_to_which_nobody_says_yes_goes_after_a_week(desk, world):
    one = explained(desk, sent(desk))
    nightly = Actor.house("nightly", world.gent, Permission)
    assert actions.drop_old(nightly, before=NOW, now=NOW) == 0
    assert actions.drop_old(nightly, before=NOW + timedelta(seconds=1), now=NOW) == 1
    assert (one.state, count(ListedPerson), count(ContactRow)) == (ListState.DROPPED, 0, 0)
    with pytest.raises(NotNow):
        actions.take(desk, one, now=NOW)


def test_nobody_crosses_into_another_digibank_and_the_same_file_may_come_in_both(desk, world):
    list_id = taken(desk).id
    with inside(world.luik):
        bram = world.bram.actor
        with pytest.raises(NotHere):
            queries.get_list(list_id)
        other = taken(bram)
        assert (other.taken, other.new_people) == (4, 1)
        people = {c.borrower_id for c in contacts()}
        actions.take_back(bram, other, now=NOW)
        assert contacts() == []
    assert len(contacts()) == 4
    assert not people & {c.borrower_id for c in contacts()} - {None}


@pytest.mark.parametrize("who", ["tom", "lotte", "karim", "olga"])
def test_only_the_desk_and_the_coordinator_bring_lists_in(desk, world, who):
    actor = getattr(world, who).actor
    with pytest.raises(MayNot):
        sent(actor)
    one = sent(desk)
    for deed in (lambda: explained(actor, one), lambda: actions.drop(actor, one, now=NOW)):
        with pytest.raises(MayNot):
            deed()


def test_what_came_in_counts_in_the_figures_and_what_is_taken_back_does_not(desk):
    from inventory.indicators import asking
    from inventory.indicators.answer import Indicator, Question

    question = Question(date(2026, 1, 1), date(2026, 12, 31))

    def asked():
        return asking.answer(Indicator.UNIQUE_VISITORS, question).n

    assert asked() == 0
    one = taken(desk)
    assert asked() > 0
    actions.take_back(desk, one, now=NOW)
    assert asked() == 0
