"""What the words in a list mean: which of our services, groups, channels and languages. Known by heart or asked once.

The words are those that people in Flanders write, in Dutch, French and English. What is not known here, and was not
said before, somebody is asked.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from inventory.borrowers.rules import Gender, Language, folded
from inventory.contact_lists.columns import ContactField
from inventory.contacts.rules import (
    AgeBand,
    ContactOutcome,
    Purpose,
    ReferralChannel,
    Service,
    band_of,
)

#: fields of which each value means something of ours, and which enum that is; the others mean rows of our own lists
ENUMS: Mapping[ContactField, type[StrEnum]] = {
    ContactField.SERVICE: Service,
    ContactField.PURPOSE: Purpose,
    ContactField.CHANNEL: ReferralChannel,
    ContactField.OUTCOME: ContactOutcome,
    ContactField.LANGUAGE: Language,
    ContactField.GENDER: Gender,
}
ROWS = (ContactField.PLACE, ContactField.GROUPS, ContactField.HELP_TYPE, ContactField.REFERRER)
WITH_MEANING = (*ENUMS, *ROWS)

#: it means nothing of ours
NOTHING = ""
#: what was never said: nobody knows it, and nobody needs to be asked
_UNKNOWN = frozenset(
    {"", "onbekend", "inconnu", "unknown", "niet gekend", "nvt", "n v t", "geen", "aucun", "none", "na"}
)

_WORDS: dict[StrEnum, str] = {
    Service.LENDING: "uitleendienst, uitlening, uitleen, laptop lenen, laptop ontlenen, ontlening, prêt,"
    " service de prêt, lending, lending laptops, laptops uitlenen, prêt d'ordinateurs",
    Service.START_WORKSHOP: "startworkshop, start workshop, starterscursus, infomoment, atelier de départ",
    Service.DIGIPUNT: "digipunt, digihulp, digihelper, spreekuur, digitaal spreekuur, helpdesk, permanence,"
    " point numérique, digital help point, zitdag",
    Service.DIGICAFE: "digicafé, digitaal café, computercafé, café numérique",
    Service.COURSE: "vorming, cursus, opleiding, les, infosessie, workshop, formation, cours, course, training,"
    " session, vorming of infosessie, course or information session",
    Service.COMPUTER_ROOM: "computerruimte, computerlokaal, openbare computerruimte, oc, computers,"
    " salle informatique, computer room, vrije computers",
    Service.REPAIR_DESK: "hersteldienst, herstelling, repair café, repair, réparation, repair desk, herstelpunt",
    Service.HOME_VISIT: "huisbezoek, thuisbezoek, aan huis, visite à domicile, home visit, visit at home",
    Service.MOBILE: "mobiel, pop-up, popup, digibus, bus, mobile, mobile or pop-up, mobiel of pop-up",
    Purpose.TRAINING: "opleiding, studie, formation, training",
    Purpose.SCHOOLWORK: "schoolwerk, school, huiswerk, schoolwerk kind, devoirs, schoolwork",
    Purpose.LANGUAGE_CLASS: "taalles, nederlands leren, cours de langue, language class",
    Purpose.JOB_SEARCH: "werk zoeken, solliciteren, vdab, chercher du travail, job search",
    Purpose.ADMINISTRATION: "administratie, papierwerk, administration, paperwork",
    Purpose.SOCIAL_CONTACT: "sociaal contact, contact met familie, contact social, social contact",
    Purpose.OTHER: "ander, andere, anders, autre, other",
    ReferralChannel.SOCIAL_SERVICE: "ocmw, caw, sociaal huis, maatschappelijk werker, sociale dienst, cpas,"
    " social service, sociaal professional, brugfiguur",
    ReferralChannel.EDUCATION: "school, vdab, ligo, cvo, onderwijs, école, education, actiris, forem",
    ReferralChannel.LIBRARY: "bibliotheek, bib, stadhuis, gemeentehuis, bibliothèque, library, town hall",
    ReferralChannel.OWN_SERVICE: "digibank, digipunt, digicafé, uitleendienst, interne dienst, own service",
    ReferralChannel.WORD_OF_MOUTH: "vrienden, familie, vriend, kennis, mond-tot-mond, mond tot mond, via via, buur,"
    " amis, famille, bouche à oreille, friends, family, word of mouth, vrienden of familie",
    ReferralChannel.LETTER: "brief, sms, lettre, letter, text message",
    ReferralChannel.WEBSITE: "flyer, folder, website, site, internet, facebook, sociale media, réseaux sociaux, web,"
    " affiche",
    ReferralChannel.BY_THEMSELVES: "zelf, uit zichzelf, spontaan, moi-même, by themselves, self",
    ContactOutcome.HELPED: "geholpen, opgelost, ja, aidé, résolu, oui, helped, solved, yes",
    ContactOutcome.REFERRED: "doorverwezen, verwezen, orienté, referred, sent on",
    ContactOutcome.REFUSED: "geweigerd, refusé, refused",
    ContactOutcome.WITHDRAWN: "geannuleerd, afgezegd, annulé, withdrawn, cancelled",
    ContactOutcome.NOT_HELPED: "niet geholpen, niet opgelost, nee, neen, non résolu, non, not helped, no",
    ContactOutcome.OPEN: "lopend, open, en cours, vervolgafspraak",
    Language.DUTCH: "nederlands, nl, néerlandais, dutch",
    Language.FRENCH: "frans, fr, français, french",
    Language.ENGLISH: "engels, en, anglais, english",
    Language.ARABIC: "arabisch, ar, arabe, arabic",
    Language.BULGARIAN: "bulgaars, bg, bulgare, bulgarian",
    Language.DARI: "dari, perzisch, farsi, fa, persan, persian",
    Language.GERMAN: "duits, de, allemand, german",
    Language.PASHTO: "pashto, pasjtoe, ps, pachto",
    Language.POLISH: "pools, pl, polonais, polish",
    Language.PORTUGUESE: "portugees, pt, portugais, portuguese",
    Language.ROMANIAN: "roemeens, ro, roumain, romanian",
    Language.RUSSIAN: "russisch, ru, russe, russian",
    Language.SOMALI: "somali, somalisch, so",
    Language.SPANISH: "spaans, es, espagnol, spanish",
    Language.TIGRINYA: "tigrinya, ti",
    Language.TURKISH: "turks, tr, turc, turkish",
    Language.UKRAINIAN: "oekraïens, uk, ukrainien, ukrainian",
    Language.OTHER: "andere, ander, autre, other, andere taal",
    Gender.WOMAN: "v, vrouw, vrouwelijk, f, femme, féminin, woman, female, mevrouw, mme",
    Gender.MAN: "m, man, mannelijk, h, homme, masculin, male, meneer, mr",
    Gender.OTHERWISE: "x, anders, andere, autre, other, non-binair",
}  # fmt: skip


@lru_cache(maxsize=50_000)
def meaning_key(text: str) -> str:
    """The words of a value as they are compared: without case, accents and punctuation."""
    return folded(text)[:120]


def _by_heart() -> dict[ContactField, dict[str, str]]:
    found: dict[ContactField, dict[str, str]] = {}
    for field, enum in ENUMS.items():
        words = {meaning_key(str(member).replace("_", " ")): str(member) for member in enum}
        for member in enum:
            words |= {meaning_key(word): str(member) for word in _WORDS.get(member, "").split(", ") if word}
        found[field] = words
    return found


BY_HEART: Mapping[ContactField, Mapping[str, str]] = _by_heart()

Known = Mapping[ContactField, Mapping[str, str]]


def is_said(text: str) -> bool:
    """Does this cell say something, and not that it is not known?"""
    return meaning_key(text) not in _UNKNOWN


def meant(field: ContactField, text: str, known: Known) -> str | None:
    """What a value means: a member, the number of a row of ours, NOTHING; None when somebody must be asked."""
    key = meaning_key(text)
    if key in _UNKNOWN:
        return NOTHING
    told = known.get(field, {}).get(key)
    return told if told is not None else BY_HEART.get(field, {}).get(key)


def several(text: str, known: Mapping[str, str]) -> list[str]:
    """The answers in one cell: a form puts commas between what was ticked. What we know as a whole stays whole."""
    if meaning_key(text) in known:
        return [text]
    return [part for raw in re.split(r"[;,|\n]|\s/\s", text) if (part := raw.strip())]


def unknown(
    rows: Iterable[Mapping[ContactField, Sequence[str]]], known: Known
) -> dict[ContactField, dict[str, int]]:
    """Of every field the values that nobody said the meaning of, as first written, with how often they occur."""
    asked: dict[ContactField, dict[str, int]] = {}
    first_written: dict[tuple[ContactField, str], str] = {}
    for row in rows:
        for field, values in row.items():
            for value in values:
                if meant(field, value, known) is not None:
                    continue
                word = first_written.setdefault((field, meaning_key(value)), value)
                counts = asked.setdefault(field, {})
                counts[word] = counts.get(word, 0) + 1
    return asked


# --- what is read and not asked ---------------------------------------------------------------------------


def birth_year(text: str) -> int | None:
    """The year in a year, a day or a day as a spreadsheet counts it."""
    years = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)
    if len(years) == 1:
        return int(years[0])
    if re.fullmatch(r"\d{5}", text.strip()):
        return (date(1899, 12, 30) + timedelta(days=int(text))).year
    short = re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.](\d{2})", text.strip())
    return 1900 + int(short[1]) if short and int(short[1]) > 30 else None


def age_band(text: str) -> AgeBand:
    """The band of an age: "43", "43 jaar", "30-54", "55+"."""
    match = re.search(r"\d{1,3}", text)
    if match is None or int(match[0]) > 120:
        return AgeBand.UNKNOWN
    if re.match(r"\s*(?:<|-|onder|jonger|moins|under)", text.casefold()):
        return band_of(0, int(match[0]) - 1)
    return band_of(0, int(match[0]))


def postcode_and_town(text: str) -> tuple[str, str]:
    """ "9000 Gent", "B-9000", "Gent": the postcode and the town in it."""
    match = re.search(r"(?<!\d)[1-9]\d{3}(?!\d)", text)
    return (match[0] if match else ""), town_of(text)


def town_of(text: str) -> str:
    """A town as it is written on a map: Gent, also where a list says GENT or gent."""
    bare = " ".join(re.sub(r"(?<!\d)B?-?\d{4}(?!\d)|[(),]", " ", text).split())[:80]
    return bare.title() if bare.isupper() or bare.islower() else bare
