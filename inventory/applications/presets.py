"""Policies to begin with: a sensible one, and how eight Flemish digibanken lent in 2023 and 2024.

The eight come from an impact study of the digibanken (May 2025). What the study leaves open is left unset
here; who works there and where, which no setting says, stands in the remarks.
"""

from dataclasses import dataclass

from inventory.applications.policy import (
    SENT_BY_SERVICE,
    Criterion,
    Deposit,
    Door,
    ExceptionRoad,
    Extensions,
    FollowUp,
    FollowUpKind,
    ForKind,
    Gate,
    Group,
    LendingPolicy,
    LentKind,
    LoanEnd,
    Mode,
    PickUp,
    Price,
    ProofKind,
    Screener,
    Screening,
    ScreeningStep,
    Tariff,
    Term,
    TermKind,
    Texts,
    Visit,
    VisitKind,
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
            doors=(Door.DIGIHELPER,),
            screening=(
                Screening(ScreeningStep.NEED, Screener.DIGIHELPER),
                Screening(ScreeningStep.APPROVAL, Screener.COORDINATOR, decides=True),
            ),
            workshop=Workshop(WorkshopMode.AT_HAND_OVER, Gate.AT, mandatory=True),
            pick_up=(PickUp.APPOINTMENT,),
            ends=(LoanEnd.RETURN, LoanEnd.INDEFINITE),
            follow_up=FollowUp(FollowUpKind.SOMETIMES),
            remarks=_texts(
                "Wie het nodig heeft, mag de laptop zonder einddatum houden. We helpen ook bij goedkoop internet.",
                "Selon le besoin, le prêt peut rester sans fin. Nous aidons aussi pour internet à bas prix.",
                "Who needs it may keep the laptop without an end date. We also help to get cheap internet.",
            ),
        ),
    ),
    "sint_niklaas": Preset(
        "Sint-Niklaas",
        LendingPolicy(
            doors=(Door.SELF, Door.DESK),
            criteria=Group(Mode.ALL, (RESIDENT, Group(Mode.ANY, (TRAINING, DISCOUNT_PASS, UITPAS)))),
            term=Term(TermKind.MONTHS, 12),
            extensions=Extensions(after_visit=True),
            visit=Visit(VisitKind.VISIT, after_months=12),
            workshop=Workshop(WorkshopMode.AT_HAND_OVER, Gate.AT, mandatory=True),
            pick_up=(PickUp.WEEKLY_SESSION,),
            remarks=_texts(
                "De uitleg komt van Ligo, de laptop uit de kringwinkel.",
                "L'explication vient de Ligo, le portable du magasin de seconde main.",
                "Ligo gives the explanation, the laptop comes from the second-hand shop.",
            ),
        ),
    ),
    "antwerpen_posthof": Preset(
        "Antwerpen: Posthof en STW",
        LendingPolicy(
            doors=(Door.INTERNAL,),
            criteria=NO_CONDITIONS,
            term=Term(TermKind.MONTHS, 6, soft=True),
            extensions=Extensions(tacit=True),
            ends=(LoanEnd.RETURN, LoanEnd.WRITTEN_OFF),
            remarks=_texts(
                "Vaak blijft de laptop bij de lener: hij is zo goed als afgeschreven.",
                "Souvent, le portable reste chez l'emprunteur : il est presque amorti.",
                "Often the laptop stays with the borrower: it is as good as written off.",
            ),
        ),
    ),
    "heusden_zolder": Preset(
        "Heusden-Zolder",
        LendingPolicy(
            doors=(Door.SELF, Door.DESK),
            exceptions=(ExceptionRoad.MOTIVATION, ExceptionRoad.SOCIAL_INQUIRY),
            term=Term(TermKind.MONTHS, 12),
            extensions=Extensions(),
            visit=Visit(VisitKind.VISIT, after_months=12, maintenance=True),
            deposit=Deposit(usual=Tariff.SOCIAL),
            workshop=Workshop(WorkshopMode.SESSION, minutes=60, sessions=1, mandatory=True),
            remarks=_texts(
                "Een lening duurt hoogstens een jaar. Het Sociaal Huis doet het onderzoek.",
                "Un prêt dure un an au plus. L'enquête est faite par le Sociaal Huis.",
                "A loan lasts a year at most. The Sociaal Huis does the inquiry.",
            ),
        ),
    ),
    "digibank_plus": Preset(
        "Digibank Plus",
        LendingPolicy(
            criteria=NO_CONDITIONS,
            term=Term(TermKind.INDEFINITE),
            deposit=Deposit(normal=0, social=0),
            workshop=Workshop(WorkshopMode.AT_HAND_OVER, Gate.AT, mandatory=False),
            ends=(LoanEnd.RETURN, LoanEnd.INDEFINITE),
            kinds=(
                ForKind(LentKind.TABLET, (("term", None),)),
                ForKind(LentKind.ASSISTIVE, (("term", Term(TermKind.TRIAL)), ("ends", (LoanEnd.RETURN,)))),
            ),
        ),
    ),
    "maasland": Preset(
        "Maasland",
        LendingPolicy(
            doors=(Door.SELF, Door.DESK, Door.REFERRER),
            criteria=Group(Mode.ALL, (NEED,)),
            criteria_exhaustive=False,
            screening=(Screening(ScreeningStep.TALK, Screener.COORDINATOR, decides=True),),
            term=Term(TermKind.MONTHS, 3),
            extensions=Extensions(),
            workshop=Workshop(WorkshopMode.AT_HAND_OVER, Gate.AT),
            pick_up=(PickUp.APPOINTMENT, PickUp.MOBILE_ROTA),
            remarks=_texts(
                "De nood telt het meest. De uitleg gaat ook over wat de digibank nog doet.",
                "Le besoin compte le plus. L'explication présente aussi le reste de la digibanque.",
                "The need counts most. The explanation also tells what else the digibank does.",
            ),
        ),
    ),
    "zora_werkt": Preset(
        "ZORA Werkt",
        LendingPolicy(
            doors=(Door.REFERRER,),
            criteria_by_referrer=True,
            extensions=Extensions(after_visit=True),
            visit=Visit(VisitKind.VISIT),
            workshop=Workshop(WorkshopMode.AT_HAND_OVER, Gate.AT),
            pick_up=(PickUp.APPOINTMENT, PickUp.MOBILE_ROTA),
            follow_up=FollowUp(FollowUpKind.PLANNED),
            remarks=_texts(
                "Elke week een dag in een andere gemeente.",
                "Chaque semaine un jour dans une autre commune.",
                "Each week one day in another municipality.",
            ),
        ),
    ),
    "dender_zuid": Preset(
        "Dender-Zuid",
        LendingPolicy(
            criteria=Group(Mode.ANY, (UITPAS_REDUCED, INCREASED_REIMBURSEMENT, LIVING_WAGE)),
            criteria_exhaustive=False,
            screening=(Screening(ScreeningStep.DIGITAL_TEST),),
            term=Term(TermKind.MONTHS, 24),
            workshop=Workshop(WorkshopMode.SESSION, minutes=180, sessions=3, mandatory=True),
            remarks=_texts(
                "De cursus is bij Ligo. Wie veel kan, helpt anderen, tolkt of werkt zelf verder.",
                "Le cours a lieu chez Ligo. Qui sait déjà beaucoup aide, interprète ou travaille seul.",
                "The course is at Ligo. Who knows a lot helps others, interprets or works alone.",
            ),
        ),
    ),
}
