"""Kinds of start workshop to begin with, and which of them the eight digibanken of the impact study of 2025 give.

Everything here is a proposal: once taken over it is the digibank's own, and may say something else.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from workshop.rules import CountsFor, Form

Texts = Mapping[str, str]


@dataclass(frozen=True)
class KindPreset:
    """A kind as someone may take it over; what it is called and told in three languages."""

    form: Form
    titles: Texts
    minutes: int
    capacity: int
    #: codes of TOPICS
    topics: tuple[str, ...] = ()
    lessons: int = 1
    counts_for: CountsFor = CountsFor.START


def _texts(nl: str, fr: str, en: str) -> Texts:
    return {"nl": nl, "fr": fr, "en": en}


#: what is told, by its code
TOPICS: Mapping[str, Texts] = {
    "contact": _texts(
        "Wie je belt als er iets is", "Qui appeler s'il y a un souci", "Whom to call when something is wrong"
    ),
    "agreement": _texts(
        "Wat er in de overeenkomst staat", "Ce que dit la convention", "What the agreement says"
    ),
    "term": _texts("Tot wanneer je leent", "Jusqu'à quand vous empruntez", "Until when you borrow it"),
    "start": _texts(
        "Aanzetten, afsluiten, opladen", "Allumer, éteindre, charger", "Switch on, shut down, charge"
    ),
    "wifi": _texts("Op het internet raken", "Se connecter à internet", "Get on the internet"),
    "password": _texts("Een goed wachtwoord kiezen", "Choisir un bon mot de passe", "Choose a good password"),
    "safe": _texts("Valse berichten herkennen", "Reconnaître les faux messages", "Recognise false messages"),
    "mail": _texts("Mailen", "Envoyer des e-mails", "Send e-mail"),
    "government": _texts(
        "Itsme en zaken met de overheid", "Itsme et les démarches publiques", "Itsme and public services"
    ),
    "documents": _texts(
        "Een brief schrijven en bewaren", "Écrire et garder une lettre", "Write and keep a letter"
    ),
    "offer": _texts(
        "Wat de digibank nog doet", "Ce que la digibanque fait encore", "What else the digibank does"
    ),
    "used": _texts("Gebruik je de laptop?", "Utilisez-vous le portable ?", "Do you use the laptop?"),
    "hard": _texts("Wat lukt nog niet?", "Qu'est-ce qui ne va pas encore ?", "What is still hard?"),
}

KINDS: Mapping[str, KindPreset] = {
    "explanation": KindPreset(
        Form.EXPLANATION,
        _texts("Uitleg bij de afhaling", "Explication à la remise", "Explanation at the hand-over"),
        minutes=20, capacity=1, topics=("contact", "agreement", "term", "start"),
    ),
    "weekly": KindPreset(
        Form.EXPLANATION,
        _texts("Afhaalmoment met uitleg", "Moment de retrait avec explication", "Pick-up moment with explanation"),
        minutes=120, capacity=12, topics=("contact", "agreement", "term", "start", "wifi"),
    ),
    "info": KindPreset(
        Form.INFO,
        _texts("Infomoment", "Séance d'information", "Info session"),
        minutes=60, capacity=10,
        topics=("start", "wifi", "password", "safe", "contact"),
    ),
    "course": KindPreset(
        Form.COURSE,
        _texts("Starterscursus", "Cours de départ", "Starter course"),
        minutes=180, capacity=12, lessons=3,
        topics=("start", "wifi", "password", "safe", "mail", "government", "documents"),
    ),
    "talk": KindPreset(
        Form.TALK,
        _texts("Uitleg op maat", "Explication sur mesure", "Tailored talk"),
        minutes=45, capacity=1, topics=("start", "wifi", "offer", "contact"),
    ),
    "follow_up": KindPreset(
        Form.FOLLOW_UP,
        _texts("Opvolgmoment", "Moment de suivi", "Follow-up moment"),
        minutes=20, capacity=6, topics=("used", "hard", "offer"), counts_for=CountsFor.FOLLOW_UP,
    ),
}  # fmt: skip

#: for each of the eight policies, the kinds that it speaks of; Posthof names none
OF_POLICY: Mapping[str, tuple[str, ...]] = {
    "digbij": ("explanation", "follow_up"),
    "sint_niklaas": ("weekly",),
    "antwerpen_posthof": (),
    "heusden_zolder": ("info",),
    "digibank_plus": ("talk",),
    "maasland": ("talk",),
    "zora_werkt": ("explanation", "follow_up"),
    "dender_zuid": ("course",),
}
#: what a digibank has from its first minute
AT_FIRST = ("explanation", "info", "follow_up")
