"""Invented people, organisations and towns. Telephone numbers begin with 0400, which nobody has."""

from dataclasses import dataclass

from inventory.borrowers.rules import Language

#: first names with the language in which their bearers like to be spoken to; thrown together with LAST_NAMES
FIRST_NAMES: tuple[tuple[str, Language], ...] = (
    ("Noor", Language.DUTCH), ("Lowie", Language.DUTCH), ("Griet", Language.DUTCH), ("Jef", Language.DUTCH),
    ("Marleen", Language.DUTCH), ("Wannes", Language.DUTCH), ("Fien", Language.DUTCH), ("Rik", Language.DUTCH),
    ("Yusuf", Language.TURKISH), ("Ayşe", Language.TURKISH), ("Gülşen", Language.TURKISH),
    ("İbrahim", Language.TURKISH), ("Fatima", Language.DUTCH), ("ليلى", Language.ARABIC),
    ("يوسف", Language.ARABIC), ("سميرة", Language.ARABIC), ("Karim", Language.FRENCH),
    ("Mireille", Language.FRENCH), ("Étienne", Language.FRENCH), ("Aminata", Language.FRENCH),
    ("Chantal", Language.FRENCH), ("Agnieszka", Language.POLISH), ("Paweł", Language.POLISH),
    ("Łukasz", Language.POLISH), ("Oksana", Language.UKRAINIAN), ("Тарас", Language.UKRAINIAN),
    ("Ionuț", Language.ROMANIAN), ("Ștefania", Language.ROMANIAN), ("Blagovesta", Language.BULGARIAN),
    ("Abdirahman", Language.SOMALI), ("Hodan", Language.SOMALI), ("Zahra", Language.DARI),
    ("Selam", Language.TIGRINYA), ("João", Language.PORTUGUESE), ("Lucía", Language.SPANISH),
    ("Grace", Language.ENGLISH), ("Kwame", Language.ENGLISH), ("Priya", Language.ENGLISH),
    ("Thu Hà", Language.OTHER), ("Joseph", Language.ENGLISH),
)  # fmt: skip
LAST_NAMES = (
    "Vandevoorde", "Claeskens", "De Wispelaere-Bril", "Hoornaert", "Tahiri", "El Amrani", "Öztürkoğlu", "Yıldızhan",
    "Çelikbaş", "الحداد", "بن صالح", "Nowakowicz", "Wiśniewiecka", "Grzybczyk", "Kovalenchuk", "Ткачинська",
    "Popescuță", "Dimitrovska", "Warsamadde", "Haidarzai", "Tekleberhan", "Ferreirinha", "Mendozález", "Owusuansa",
    "Ramanathiyar", "Nguyễn-Peeters", "Lambrechtsen", "Dubrulleau", "Mbayeke", "Kasongola", "Verstraetenaere",
    "Ní Dhuibhléith", "Øvergaardsen", "d'Hondtschoote", "van der Elzenbroek",
)  # fmt: skip


@dataclass(frozen=True)
class Town:
    """Where borrowers live."""

    postcode: str
    name: str


@dataclass(frozen=True)
class Bank:
    """One invented digibank: what it says of itself, its people and its partners."""

    slug: str
    name: str
    locale: str
    street: str
    postcode: str
    municipality: str
    reuse_centre: str
    towns: tuple[Town, ...]
    #: name and role, the coordinator first
    staff: tuple[tuple[str, str], ...]
    donors: tuple[str, ...]
    suppliers: tuple[str, ...]
    referrers: tuple[str, ...]
    schools: tuple[str, ...]
    recycler: str
    places: tuple[tuple[str, str], ...]
    teaches_at: str
    #: of nobody, as far as we know; under the name of the digibank
    iban: str
    #: of a hundred devices, how many are here
    share: int


VOORBEKE = Bank(
    slug="voorbeke",
    name="Digibank Voorbeke",
    locale="nl",
    street="Marktplein 12",
    postcode="9999",
    municipality="Voorbeke",
    reuse_centre="Kringwinkel De Tweede Ronde",
    towns=(Town("9999", "Voorbeke"), Town("9998", "Lievendonk"), Town("9997", "Oostervelde")),
    staff=(
        ("Fatima Benhaddou", "coordinator"),
        ("Tom Steenhaut", "technician"),
        ("Amir Rostamian", "technician"),
        ("Sofie Lagaert", "supervisor"),
        ("Nele Wauterickx", "desk"),
        ("Joris Kempinaire", "desk"),
        ("Karim Ouaziz", "treasurer"),
        ("Lotte Beernaerts", "teacher"),
        ("Dirk Halsberghe", "donor"),
        ("Rita Moortgatten", "referrer"),
        ("Olga Zelenko", "observer"),
    ),
    donors=(
        "Studiebureau Haverkamp",
        "Drukkerij Inktpot",
        "Verzekeringen Zuiderzon",
        "Gemeente Voorbeke",
        "Logistiek Kameleon",
        "Architecten Vierkant",
        "Bakkerijgroep Gistje",
    ),
    suppliers=("Refurb Rechtdoor", "Kantoorwinkel Papegaai"),
    referrers=("Sociaal Huis Voorbeke", "OCMW Lievendonk", "Welzijnspunt De Brug"),
    schools=("CVO Avondrood", "Basiseducatie Letterkring"),
    recycler="Metaalkring Oostervelde",
    places=(
        ("Wiswerkbank", "bench"),
        ("Opknapbank", "bench"),
        ("Rek A1", "shelf"),
        ("Rek A2", "shelf"),
        ("Rek B1", "shelf"),
        ("Balie", "desk"),
        ("Doos kapot", "box"),
        ("Bestelwagen", "van"),
    ),
    teaches_at="Bib Voorbeke, leslokaal 2",
    iban="BE71096123456769",
    share=72,
)
VALBRUME = Bank(
    slug="valbrume",
    name="Digibanque Valbrume",
    locale="fr",
    street="Rue de la Passerelle 4",
    postcode="9989",
    municipality="Valbrume",
    reuse_centre="La Seconde Main de Valbrume",
    towns=(Town("9989", "Valbrume"), Town("9988", "Saint-Aubrin")),
    staff=(
        ("Bram Delhasse", "coordinator"),
        ("Théo Marchandise", "technician"),
        ("Suzy Collignonet", "supervisor"),
        ("Aïcha Belkacemi", "desk"),
        ("Paul Wéryssen", "treasurer"),
        ("Inès Dardennois", "teacher"),
        ("Denis Pirlotte", "donor"),
        ("Myriam Tchoumba", "referrer"),
    ),
    donors=("Bureau Mirabelle", "Assurances du Ponceau", "Commune de Valbrume", "Imprimerie Bleuet"),
    suppliers=("Reconditionné Rivage",),
    referrers=("CPAS de Valbrume", "Relais social Saint-Aubrin"),
    schools=("Promotion sociale du Val",),
    recycler="Recyclage Saint-Aubrin",
    places=(
        ("Établi effacement", "bench"),
        ("Établi réparation", "bench"),
        ("Étagère 1", "shelf"),
        ("Étagère 2", "shelf"),
        ("Guichet", "desk"),
        ("Caisse pièces", "box"),
    ),
    teaches_at="Maison de quartier, salle 1",
    iban="BE43068999999501",
    share=28,
)
BANKS = (VOORBEKE, VALBRUME)

PARTS_ASKED = ("toetsenbord", "scharnier links", "accu", "ventilator", "schermkabel")
#: what people said they need, in words
NEEDS = ("", "", "", "groot scherm", "AZERTY", "voor Teams-lessen", "lichte laptop", "met camera")
POLICE = ("VB.{number}/2026", "PV {number}")
