"""What columns hold, what words mean and what becomes of each row of a list of contacts; and who is who in it."""

from datetime import date

import pytest

from inventory.borrowers.rules import Likeness, Person
from inventory.contact_lists import columns, meanings
from inventory.contact_lists.columns import ContactField as F
from inventory.contact_lists.dates import DayOrder
from inventory.contact_lists.people import propose, split_name
from inventory.contact_lists.rows import RowVerdict, Usual, read_rows
from inventory.contacts.rules import AgeBand, Service
from inventory.foundation.national_numbers import has_national_number

TODAY = date(2026, 11, 23)
NATIONAL = "85.07.30-033 28"


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        ("Tijdstempel;Wat is je naam?;Wat is je geboortejaar?;In welke gemeente woon je?;Waarvoor kwam je langs?"
         ";Tot welke doelgroep behoor je?;Hoe ken je ons?",
         [F.DAY, F.NAME, F.BIRTH_YEAR, F.MUNICIPALITY, F.HELP_TYPE, F.GROUPS, F.CHANNEL]),
        ("Horodateur;Nom;Prénom;Date de naissance;Code postal;Téléphone;Lieu;Type de demande",
         [F.DAY, F.LAST_NAME, F.FIRST_NAME, F.BIRTH_YEAR, F.POSTCODE, F.PHONE, F.PLACE, F.HELP_TYPE]),
        ("Timestamp;Email Address;Full name;Year of birth;Location;How did you hear about us?",
         [F.DAY, F.EMAIL, F.NAME, F.BIRTH_YEAR, F.PLACE, F.CHANNEL]),
        ("Registratienummer;Datum contact;Begunstigde: naam;Begunstigde: voornaam;Begunstigde: geboortejaar"
         ";Begunstigde: postcode;Dienst;Resultaat;Leeftijd",
         [None, F.DAY, F.LAST_NAME, F.FIRST_NAME, F.BIRTH_YEAR, F.POSTCODE, F.SERVICE, F.OUTCOME, F.AGE]),
    ],
)  # fmt: skip
def test_headings_of_forms_spreadsheets_and_registers_say_what_columns_hold(headings, found):
    names = headings.split(";")
    assert columns.guess(names) == {field: at for at, field in enumerate(found) if field}
    assert columns.is_headed([names])


def test_without_headings_a_column_of_days_is_still_found():
    rows = [["Fatma", "23/11/2026"], ["Jan", "24/11/2026"]]
    assert not columns.is_headed(rows)
    assert columns.guess_without_headings(rows) == {F.DAY: 1}


@pytest.mark.parametrize(
    "heading", ["Rijksregisternummer", "INSZ", "NISS", "Numéro national", "RR-nr", "Nummer"]
)
def test_a_column_of_national_numbers_is_refused_by_its_name_or_by_what_is_in_it(heading):
    rows = [["Datum", heading, "Naam"], ["1/2/2026", NATIONAL, "Jan"], ["2/2/2026", "", "Piet"]]
    kept, refused = columns.without_national_numbers(rows, has_national_number, headed=True)
    assert refused == [heading]
    assert kept == [["Datum", "Naam"], ["1/2/2026", "Jan"], ["2/2/2026", "Piet"]]


def test_a_column_called_so_is_refused_also_where_its_numbers_do_not_pass_the_check():
    rows = [["Datum", "Rijksregisternr."], ["1/2/2026", "850730-033"], ["2/2/2026", "zie kaart"]]
    assert columns.without_national_numbers(rows, has_national_number, headed=True) == (
        [["Datum"], ["1/2/2026"], ["2/2/2026"]],
        ["Rijksregisternr."],
    )


def test_a_slip_in_one_row_costs_that_row_and_not_the_column():
    rows = [["Datum", "Naam"], *([["1/2/2026", "Jan"]] * 30), ["2/2/2026", f"Piet {NATIONAL}"]]
    kept, refused = columns.without_national_numbers(rows, has_national_number, headed=True)
    assert (refused, kept[-1], NATIONAL in str(kept)) == ([], ["2/2/2026", columns.TAKEN_OUT], False)
    assert read(kept[1:], {F.DAY: 0, F.NAME: 1})[-1].verdict is RowVerdict.NATIONAL_NUMBER


def read(rows, mapped, known=None, usual=Usual(service="digipunt"), **told):  # noqa: B008 -- frozen
    return list(read_rows(rows, mapped, known or {}, usual=usual, first_number=2, today=TODAY, **told))


def verdicts(rows, mapped, **told):
    return [row.verdict for row in read(rows, mapped, **told)]


def test_each_row_says_why_it_stays_out():
    mapped = {F.DAY: 0, F.SERVICE: 1, F.NAME: 2}
    rows = [
        ["23/11/2026", "Digicafé", "Jan"], ["", "Digicafé", ""], ["31/2/2026", "Digicafé", ""],
        ["24/11/2026", "Digicafé", ""], ["23/11/2026", "", ""], ["23/11/2026", "Bingo", ""],
        ["23/11/2026", "Digicafé", "=1+1"], ["23/11/2026", "Digicafé", "jan"],
    ]  # fmt: skip
    known = {F.SERVICE: {"bingo": meanings.NOTHING}}
    assert verdicts(rows, mapped, known=known, usual=Usual()) == [
        RowVerdict.COMES, RowVerdict.NO_DAY, RowVerdict.NOT_A_DAY, RowVerdict.FUTURE, RowVerdict.NO_SERVICE,
        RowVerdict.NOT_OURS, RowVerdict.FORMULA, RowVerdict.TWICE,
    ]  # fmt: skip
    last = read(rows, mapped, known=known, usual=Usual())[-1]
    assert last.said == "2"


def test_what_may_be_two_days_is_refused_and_not_guessed():
    rows = [["25/4/2026"], ["4/25/2026"], ["3/4/2026"]]
    assert verdicts(rows, {F.DAY: 0}) == [RowVerdict.COMES, RowVerdict.COMES, RowVerdict.EITHER_DAY]
    assert verdicts(rows, {F.DAY: 0}, order=DayOrder.DAY_FIRST)[1:] == [
        RowVerdict.NOT_A_DAY,
        RowVerdict.COMES,
    ]


def test_those_who_stay_anonymous_are_as_many_as_there_are_rows_and_each_is_known_again():
    rows = [["1/2/2026"]] * 3
    found = read(rows, {F.DAY: 0})
    assert [row.verdict for row in found] == [RowVerdict.COMES] * 3
    assert len({row.facts for row in found}) == 3
    assert [row.facts for row in read(rows * 2, {F.DAY: 0})][:3] == [row.facts for row in found]


def test_the_same_row_is_the_same_whether_it_came_as_csv_or_as_excel_and_in_which_case():
    mapped = {F.DAY: 0, F.NAME: 1, F.PLACE: 2}
    [one] = read([["23/11/2026 14:05:00", "Ayşe Yılmaz", "Bib Zuid"]], mapped)
    [other] = read([["2026-11-23T14:05:00", "AYŞE YILMAZ", "bib  zuid"]], mapped)
    assert one.facts == other.facts


def test_a_person_is_read_with_what_can_be_read_and_the_rest_is_named():
    mapped = {F.DAY: 0, F.NAME: 1, F.BIRTH_YEAR: 2, F.POSTCODE: 3, F.PHONE: 4, F.EMAIL: 5}
    [row] = read(
        [["1/2/2026", "Yılmaz, Ayşe", "12/05/1980", "B-9000 GENT", "470123456", "A@B.example"]], mapped
    )
    assert row.person == Person("Ayşe", "Yılmaz", 1980, "9000", "+32470123456")
    assert (row.email, row.municipality, row.age_band, row.unread) == (
        "a@b.example",
        "Gent",
        AgeBand.MIDDLE,
        (),
    )
    [row] = read([["1/2/2026", "Jan", "ooit", "Gent", "112", "geen mail"]], mapped)
    assert row.person == Person("Jan", "")
    assert row.unread == (F.BIRTH_YEAR, F.POSTCODE, F.PHONE, F.EMAIL)
    [row] = read([["1/2/2026", "anoniem", "", "", "", ""]], mapped)
    assert row.person is None


@pytest.mark.parametrize(
    ("text", "band"),
    [("43", AgeBand.MIDDLE), ("30-54", AgeBand.MIDDLE), ("55+", AgeBand.OLDER), ("16 jaar", AgeBand.CHILD),
     ("< 18", AgeBand.CHILD), ("18 - 29", AgeBand.YOUNG), ("oud", AgeBand.UNKNOWN), ("", AgeBand.UNKNOWN)],
)  # fmt: skip
def test_an_age_is_its_band(text, band):
    assert meanings.age_band(text) is band


def test_a_word_is_known_by_heart_or_was_said_once_or_is_asked():
    known = {F.SERVICE: {"zonnebloem": str(Service.DIGICAFE)}, F.GROUPS: {"ouderen 55 74": "7", "a b": "8"}}
    assert meanings.meant(F.SERVICE, "DIGI-CAFÉ", known) is None
    assert meanings.meant(F.SERVICE, "Digicafé", known) == "digicafe"
    assert meanings.meant(F.SERVICE, "Zonnebloem!", known) == "digicafe"
    assert meanings.meant(F.SERVICE, "onbekend", known) == meanings.NOTHING
    assert meanings.several("Ouderen (55-74), werkzoekend", known[F.GROUPS]) == [
        "Ouderen (55-74)",
        "werkzoekend",
    ]
    assert meanings.several("A, B", known[F.GROUPS]) == ["A, B"]
    rows = [
        {F.GROUPS: ["Ouderen (55-74)", "Vrijwilliger"]},
        {F.GROUPS: ["vrijwilliger"], F.CHANNEL: ["OCMW"]},
    ]
    assert meanings.unknown(rows, known) == {F.GROUPS: {"Vrijwilliger": 2}}


def test_who_may_be_who_is_proposed_and_only_what_is_written_alike_beforehand_as_sure():
    fatma = Person("Fatma", "Yılmaz", 1980, "9000", "+32470000001", id=5)
    entries = [
        Person("YILMAZ", "Fatma", 1980, "9000", "+32470000001"),
        Person("Ali", "Yılmaz", 2005, "", "+32470000001"),
        Person("Jan", "Peeters", 1950, "9000", ""),
        Person("Jan", "Peeters", None, "", ""),
        Person("Jan", "Peeters", 1990, "9000", ""),
        Person("Piet", "", None, "", ""),
    ]
    found = propose(entries, [fatma])
    assert (found[0].borrower_id, found[0].why, found[0].is_sure) == (5, Likeness.SAME_PHONE, True)
    assert (found[1].borrower_id, found[1].is_sure) == (5, False)
    assert (found[3].entry, found[3].why, found[3].is_sure) == (2, Likeness.SAME_NAME, False)
    assert found[4].entry == 3, "an entry without a year contradicts nobody"
    assert found.keys() == {0, 1, 3, 4}


def test_a_name_in_one_cell_is_split():
    assert split_name("Yılmaz, Ayşe") == ("Ayşe", "Yılmaz")
    assert split_name("Ayşe de Vries Yılmaz") == ("Ayşe", "de Vries Yılmaz")
    assert split_name("Ayşe") == ("Ayşe", "")
