"""What the columns of a list of contacts hold: proposed by their headings, in Dutch, French and English.

Headings come from forms ("Wat is je geboortejaar?"), spreadsheets ("Geb.jaar") and registers ("Begunstigde:
geboortejaar"). A person looks at what is proposed and confirms it.
"""

import hashlib
import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from inventory.contact_lists.dates import EitherDay, told


class ContactField(StrEnum):
    """What a column can hold."""

    DAY = "day"
    SERVICE = "service"
    PLACE = "place"
    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    #: both in one cell
    NAME = "name"
    BIRTH_YEAR = "birth_year"
    AGE = "age"
    POSTCODE = "postcode"
    MUNICIPALITY = "municipality"
    PHONE = "phone"
    EMAIL = "email"
    LANGUAGE = "language"
    GENDER = "gender"
    GROUPS = "groups"
    HELP_TYPE = "help_type"
    PURPOSE = "purpose"
    CHANNEL = "channel"
    REFERRER = "referrer"
    OUTCOME = "outcome"


#: what tells a person
OF_A_PERSON = frozenset(
    {
        ContactField.LAST_NAME, ContactField.FIRST_NAME, ContactField.NAME, ContactField.BIRTH_YEAR,
        ContactField.POSTCODE, ContactField.PHONE, ContactField.EMAIL,
    }
)  # fmt: skip

#: words at the beginning of a word of a heading, the surest first
_HEADINGS: dict[ContactField, str] = {
    ContactField.BIRTH_YEAR: "geboortejaar, geb.jaar, gebjaar, année de naissance, birth year, year of birth, geboren,"
    " geboortedatum, date de naissance, date of birth, geboorte, naissance, né en, born",
    ContactField.FIRST_NAME: "voornaam, prénom, prenom, first name, given name, roepnaam",
    ContactField.LAST_NAME: "achternaam, familienaam, nom de famille, last name, surname, family name",
    ContactField.EMAIL: "e-mail, email, mailadres, courriel, adresse mail, gebruikersnaam, username",
    ContactField.PHONE: "telefoon, gsm, tel, mobiel, mobile, téléphone, telephone, phone, portable",
    ContactField.POSTCODE: "postcode, postnummer, code postal, cp, zip, postal code",
    ContactField.MUNICIPALITY: "woonplaats, gemeente, commune, municipality, stad, ville, town, city, waar woon",
    ContactField.GENDER: "geslacht, gender, genre, sexe, sex",
    ContactField.LANGUAGE: "thuistaal, contacttaal, taal, langue, language, spreek",
    ContactField.GROUPS: "doelgroep, groupe cible, groupes cibles, target group, groepen, kwetsbare groep, statuut",
    ContactField.HELP_TYPE: "hulpvraag, type vraag, soort vraag, waarvoor kwam, waarmee kunnen we, vraag, demande,"
    " type de demande, help, question, onderwerp, sujet, topic, probleem",
    ContactField.PURPOSE: "reden van uitleen, waarvoor de laptop, purpose, raison, motif",
    ContactField.CHANNEL: "hoe ken, hoe kwam je bij ons, via welk kanaal, kanaal, canal, channel, toeleidingskanaal,"
    " comment connaissez, how did you",
    ContactField.REFERRER: "toeleider, doorverwezen door, doorverwijzer, verwijzer, envoyé par, orienté par, referrer,"
    " referred by, organisatie, organisation",
    ContactField.OUTCOME: "resultaat, uitkomst, afloop, résultat, outcome, result, geholpen",
    ContactField.PLACE: "locatie, plaats, waar, lieu, endroit, location, place, vestiging, buurthuis, bibliotheek",
    ContactField.SERVICE: "dienst, deelwerking, werking, activiteit, service, activité, activity, aanbod,"
    " soort contact, type contact, type bezoek",
    ContactField.AGE: "leeftijdscategorie, leeftijd, âge, tranche d'âge, age",
    ContactField.DAY: "datum van het contact, datum bezoek, bezoekdatum, datum, date de visite, date, dag, wanneer,"
    " day, jour, tijdstempel, timestamp, horodateur, horodatage, moment, ingevuld op, aangemaakt op, created",
    ContactField.NAME: "naam en voornaam, voornaam en naam, volledige naam, naam, nom et prénom, nom, full name, name,"
    " bezoeker, visiteur, visitor, deelnemer, participant, begunstigde, cliënt, klant",
}  # fmt: skip
#: the number of the state, by any of its names; such a column is never kept, whatever is in it
_NATIONAL = re.compile(
    r"rijksregister|\brr[\s-]?n|\binsz\b|\bniss\b|\bssin\b|\bbis[\s-]?n|registre national|national(?:e|_| )?(?:reg|num)"
    r"|num(?:é|e)ro national|identificatienummer|\bnn\b",
    re.IGNORECASE,
)
#: as it is printed on a card: 85.07.30-033.28
_PRINTED = re.compile(r"\d{2}\.\d{2}\.\d{2}\s?-\s?\d{3}[. ]\d{2}")
#: this share of the cells makes it a column of such numbers, and not a slip in one row
_SHARE = 0.1

#: stands where a national number stood; that is kept nowhere (law of 8 August 1983, art. 8)
TAKEN_OUT = "[national number]"

IsNational = Callable[[str], bool]
Mapped = Mapping[ContactField, int]


def guess(headings: Sequence[str]) -> dict[ContactField, int]:
    """Which column holds what, by the words in the headings; empty when none is known."""
    found: dict[ContactField, int] = {}
    folded = [" ".join(heading.casefold().replace("’", "'").split()) for heading in headings]
    for field, words in _HEADINGS.items():
        for word, index in itertools.product(words.split(", "), range(len(folded))):
            if index not in found.values() and re.search(
                rf"(?<![^\W\d_]){re.escape(word.strip())}", folded[index]
            ):
                found[field] = index
                break
    if (
        ContactField.NAME in found
        and ContactField.LAST_NAME not in found
        and ContactField.FIRST_NAME in found
    ):
        found[ContactField.LAST_NAME] = found.pop(ContactField.NAME)
    return found


def is_headed(rows: Sequence[Sequence[str]]) -> bool:
    """Is the first row a row of headings: words that we know, and no day among them?"""
    return bool(rows) and bool(guess(rows[0])) and not any(_is_day(cell) for cell in rows[0])


def guess_without_headings(rows: Sequence[Sequence[str]]) -> dict[ContactField, int]:
    """Where nothing is called anything, only a column of days can be told."""
    for index in range(len(rows[0]) if rows else 0):
        cells = [row[index] for row in rows[:50] if row[index]]
        if cells and all(_is_day(cell) for cell in cells):
            return {ContactField.DAY: index}
    return {}


def _is_day(cell: str) -> bool:
    try:
        return told(cell) is not None
    except EitherDay:  # pragma: no cover -- only a column of both orders raises it
        return True


def fingerprint(headings: Iterable[str]) -> str:
    """By which the same form or register is known again next month."""
    return hashlib.sha256("\n".join(heading.casefold() for heading in headings).encode()).hexdigest()


def without_national_numbers(
    rows: Sequence[Sequence[str]], is_national: IsNational, *, headed: bool
) -> tuple[list[list[str]], list[str]]:
    """The rows without any column of national numbers, and the headings of those columns.

    A column is one by its name or by what is in it; of any other column a cell that holds such a number is emptied and
    marked, so that its row can be refused. Nothing of either is in what comes back.
    """
    marked = [[is_national(cell) if _has_digits(cell) else False for cell in row] for row in rows]
    first = 1 if headed else 0
    refused = []
    for index in range(len(rows[0]) if rows else 0):
        filled = [at for at in range(first, len(rows)) if rows[at][index]]
        numbers = sum(marked[at][index] or bool(_PRINTED.search(rows[at][index])) for at in filled)
        # A spreadsheet that takes them for numbers drops the nought of who was born since 2000.
        short = sum(_without_its_nought(rows[at][index], is_national) for at in filled)
        is_called_so = headed and bool(_NATIONAL.search(rows[0][index]))
        if is_called_so or (numbers and numbers >= _SHARE * len(filled)) or 2 * short > len(filled):
            refused.append(index)
    kept = [index for index in range(len(rows[0]) if rows else 0) if index not in refused]
    names = [rows[0][index] if headed and not marked[0][index] else str(index + 1) for index in refused]
    return [[TAKEN_OUT if marked[at][i] else row[i] for i in kept] for at, row in enumerate(rows)], names


def _without_its_nought(cell: str, is_national: IsNational) -> bool:
    return len(cell) == 10 and cell.isdecimal() and cell[0] != "0" and is_national(f"0{cell}")


def _has_digits(cell: str) -> bool:
    """Could there be eleven digits in it? Asked of every cell, so it is quick."""
    return len(cell) > 10 and sum(map(str.isdigit, cell)) > 10
