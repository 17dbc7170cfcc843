"""Policies to begin with: a sensible one, and how eight Flemish digibanken lent in 2023 and 2024.

The eight come from an impact study of the digibanken (May 2025). What the study leaves open is left unset
here; what our settings cannot say yet stands in the remarks, in words.
"""

from dataclasses import dataclass

from inventory.applications.policy import (
    Criterion,
    Deposit,
    Extensions,
    Gate,
    Group,
    LendingPolicy,
    Mode,
    Price,
    ProofKind,
    Term,
    TermKind,
    Texts,
    Workshop,
    WorkshopMode,
)


def _texts(nl: str, fr: str, en: str) -> Texts:
    return {"nl": nl, "fr": fr, "en": en}


RESIDENT = Criterion(
    "resident",
    _texts("Woon je in onze streek?", "Habitez-vous dans notre région ?", "Do you live in our area?"),
    (ProofKind.ADDRESS, ProofKind.OWN_WORD),
)
TRAINING = Criterion(
    "training",
    _texts(
        "Volg je een opleiding of traject bij VDAB, Ligo of een CVO?",
        "Suivez-vous une formation ou un trajet au VDAB, chez Ligo ou dans un CVO ?",
        "Do you follow a course or trajectory at VDAB, Ligo or a CVO?",
    ),
    (ProofKind.ENROLMENT, ProofKind.ATTEST, ProofKind.REFERRER),
)
DISCOUNT_PASS = Criterion(
    "discount_pass",
    _texts("Heb je een kansenpas?", "Avez-vous une carte à tarif réduit ?", "Do you have a discount pass?"),
    (ProofKind.CARD,),
)
UITPAS = Criterion(
    "uitpas",
    _texts("Heb je een UiTPAS?", "Avez-vous une carte UiTPAS ?", "Do you have a UiTPAS card?"),
    (ProofKind.CARD,),
)
UITPAS_REDUCED = Criterion(
    "uitpas_reduced",
    _texts(
        "Heb je een UiTPAS met kansentarief?",
        "Avez-vous une carte UiTPAS à tarif réduit ?",
        "Do you have a UiTPAS with reduced rate?",
    ),
    (ProofKind.CARD, ProofKind.ATTEST),
)
INCREASED_REIMBURSEMENT = Criterion(
    "increased_reimbursement",
    _texts(
        "Heb je recht op verhoogde tegemoetkoming?",
        "Avez-vous droit à l'intervention majorée ?",
        "Do you get the increased reimbursement of the health fund?",
    ),
    (ProofKind.ATTEST,),
)
LIVING_WAGE = Criterion(
    "living_wage",
    _texts(
        "Krijg je een leefloon van het OCMW?",
        "Recevez-vous un revenu d'intégration du CPAS ?",
        "Do you get a living wage from the OCMW?",
    ),
    (ProofKind.ATTEST, ProofKind.REFERRER),
)
DIGITAL_TEST = Criterion(
    "digital_test",
    _texts(
        "Heb je de digitale test gedaan?",
        "Avez-vous fait le test numérique ?",
        "Did you take the digital test?",
    ),
    (ProofKind.TEST,),
)
NEED = Criterion(
    "need",
    _texts(
        "Heb je een laptop nodig en heb je er zelf geen?",
        "Avez-vous besoin d'un portable et n'en avez-vous pas ?",
        "Do you need a laptop and have none of your own?",
    ),
    (ProofKind.OWN_WORD, ProofKind.REFERRER),
)
SENT_BY_SERVICE = Criterion(
    "sent_by_service",
    _texts(
        "Stuurt een sociale dienst je naar ons?",
        "Un service social vous envoie-t-il chez nous ?",
        "Does a social service send you to us?",
    ),
    (ProofKind.REFERRER,),
)

#: the conditions a coordinator can tick without writing one
WELL_KNOWN: dict[str, Criterion] = {
    criterion.code: criterion
    for criterion in (
        RESIDENT,
        TRAINING,
        DISCOUNT_PASS,
        UITPAS,
        UITPAS_REDUCED,
        INCREASED_REIMBURSEMENT,
        LIVING_WAGE,
        DIGITAL_TEST,
        NEED,
        SENT_BY_SERVICE,
    )
}

#: broken or missing things a coordinator can put a price on
WELL_KNOWN_PRICES: dict[str, Texts] = {
    "charger": _texts("Lader weg of stuk", "Chargeur perdu ou cassé", "Charger gone or broken"),
    "bag": _texts("Tas weg of stuk", "Sac perdu ou cassé", "Bag gone or broken"),
    "mouse": _texts("Muis weg of stuk", "Souris perdue ou cassée", "Mouse gone or broken"),
    "screen": _texts("Scherm stuk", "Écran cassé", "Screen broken"),
    "keyboard": _texts("Klavier stuk", "Clavier cassé", "Keyboard broken"),
    "laptop": _texts("Laptop niet terug", "Portable non rendu", "Laptop not brought back"),
}


def _price(code: str, cents: int) -> Price:
    return Price(code, WELL_KNOWN_PRICES[code], cents)


NO_CONDITIONS = Group(Mode.NONE)

#: the amounts are ours: no digibank's deposits are published
DEFAULT = LendingPolicy(
    criteria=Group(
        Mode.ALL,
        (RESIDENT, Group(Mode.ANY, (TRAINING, UITPAS_REDUCED, INCREASED_REIMBURSEMENT, LIVING_WAGE))),
    ),
    referrer_replaces_proof=True,
    term=Term(TermKind.MONTHS, 12),
    extensions=Extensions(at_most=2, months=6),
    deposit=Deposit(normal=5000, social=2000),
    deductions=(_price("charger", 2000), _price("screen", 5000), _price("laptop", 5000)),
    deduction_cap_cents=5000,
    workshop=Workshop(WorkshopMode.AT_HAND_OVER, Gate.AT),
    loans_per_person=1,
    reminder_days=(-14, -3, 1, 7),
)


@dataclass(frozen=True)
class Preset:
    """A policy to start from, with the name of who lent like that."""

    name: str
    policy: LendingPolicy


PRESETS: dict[str, Preset] = {
    "digbij": Preset(
        "Digbij",
        LendingPolicy(
            workshop=Workshop(WorkshopMode.AT_HAND_OVER, Gate.AT),
            remarks=_texts(
                "Digihelpers vragen aan. Wie het nodig heeft, mag de laptop zonder einddatum houden.",
                "Les aidants numériques font la demande. Selon le besoin, le prêt peut rester sans fin.",
                "Digital helpers apply. Who needs it may keep the laptop without an end date.",
            ),
        ),
    ),
    "sint_niklaas": Preset(
        "Sint-Niklaas",
        LendingPolicy(
            criteria=Group(Mode.ALL, (RESIDENT, Group(Mode.ANY, (TRAINING, DISCOUNT_PASS, UITPAS)))),
            term=Term(TermKind.MONTHS, 12),
            extensions=Extensions(),
            workshop=Workshop(WorkshopMode.AT_HAND_OVER, Gate.AT),
            remarks=_texts(
                "Langer lenen kan na een terugkommoment na een jaar.",
                "Prolongation possible après un rendez-vous de suivi au bout d'un an.",
                "Borrowing longer is possible after a check-in visit after one year.",
            ),
        ),
    ),
    "antwerpen_posthof": Preset(
        "Antwerpen: Posthof en STW",
        LendingPolicy(
            criteria=NO_CONDITIONS,
            term=Term(TermKind.MONTHS, 6),
            extensions=Extensions(),
            remarks=_texts(
                "Alleen wie onze eigen werking doorstuurt. Vaak blijft de laptop bij de lener.",
                "Uniquement sur orientation interne. Souvent, le portable reste chez l'emprunteur.",
                "Only who our own services send. Often the laptop stays with the borrower.",
            ),
        ),
    ),
    "heusden_zolder": Preset(
        "Heusden-Zolder",
        LendingPolicy(
            term=Term(TermKind.MONTHS, 12),
            extensions=Extensions(),
            deposit=Deposit(),
            workshop=Workshop(WorkshopMode.SESSION, minutes=60, sessions=1),
            remarks=_texts(
                "Past iemand niet? Een begeleider motiveert, of het Sociaal Huis doet een klein onderzoek. "
                "Na een jaar komt de laptop langs voor onderhoud.",
                "Hors conditions ? Un accompagnateur motive, ou le Sociaal Huis mène une petite enquête. "
                "Après un an, le portable revient pour entretien.",
                "Does someone not fit? A helper motivates, or the Sociaal Huis does a small inquiry. "
                "After a year the laptop comes in for maintenance.",
            ),
        ),
    ),
    "digibank_plus": Preset(
        "Digibank Plus",
        LendingPolicy(
            criteria=NO_CONDITIONS,
            term=Term(TermKind.INDEFINITE),
            deposit=Deposit(normal=0, social=0),
            workshop=Workshop(WorkshopMode.AT_HAND_OVER, Gate.AT),
            remarks=_texts(
                "Uitleg als het nodig is. Hulpmiddelen zijn om te proberen.",
                "Explication si nécessaire. Les aides techniques sont prêtées à l'essai.",
                "Explanation where needed. Assistive devices are lent to try out.",
            ),
        ),
    ),
    "maasland": Preset(
        "Maasland",
        LendingPolicy(
            criteria=Group(Mode.ALL, (NEED,)),
            term=Term(TermKind.MONTHS, 3),
            extensions=Extensions(),
            workshop=Workshop(WorkshopMode.AT_HAND_OVER, Gate.AT),
            remarks=_texts(
                "De coördinator voert eerst een gesprek. De nood telt het meest.",
                "La coordination mène d'abord un entretien. Le besoin compte le plus.",
                "The coordinator talks first. The need counts most.",
            ),
        ),
    ),
    "zora_werkt": Preset(
        "ZORA Werkt",
        LendingPolicy(
            criteria=Group(Mode.ALL, (SENT_BY_SERVICE,)),
            referrer_replaces_proof=True,
            extensions=Extensions(),
            workshop=Workshop(WorkshopMode.AT_HAND_OVER, Gate.AT),
            remarks=_texts(
                "Alleen via een sociale dienst. Elke week in een andere gemeente, op afspraak.",
                "Uniquement via un service social. Chaque semaine dans une autre commune, sur rendez-vous.",
                "Only through a social service. Each week in another municipality, by appointment.",
            ),
        ),
    ),
    "dender_zuid": Preset(
        "Dender-Zuid",
        LendingPolicy(
            criteria=Group(
                Mode.ALL,
                (DIGITAL_TEST, Group(Mode.ANY, (UITPAS_REDUCED, INCREASED_REIMBURSEMENT, LIVING_WAGE))),
            ),
            term=Term(TermKind.MONTHS, 24),
            workshop=Workshop(WorkshopMode.SESSION, minutes=180, sessions=3),
            remarks=_texts(
                "De lijst met voorwaarden is niet volledig. De cursus is bij Ligo.",
                "La liste des conditions n'est pas complète. Le cours a lieu chez Ligo.",
                "The list of conditions is not complete. The course is at Ligo.",
            ),
        ),
    ),
}
