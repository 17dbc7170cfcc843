"""What a digibank begins with: groups of the subsidy call, and what questions are about. Theirs to change later."""

from collections.abc import Mapping

from inventory.contacts.rules import GroupKind

Texts = Mapping[str, str]


def _texts(nl: str, fr: str, en: str) -> Texts:
    return {"nl": nl, "fr": fr, "en": en}


#: the groups that the call for digibanken names, and that someone may rather not say
GROUPS: tuple[tuple[GroupKind, Texts], ...] = (
    (
        GroupKind.GROUP,
        _texts(
            "Moeite met lezen of schrijven",
            "Difficultés à lire ou à écrire",
            "Finds reading or writing hard",
        ),
    ),
    (GroupKind.GROUP, _texts("Tussen 55 en 74 jaar", "Entre 55 et 74 ans", "Between 55 and 74 years old")),
    (
        GroupKind.GROUP,
        _texts(
            "Geen diploma middelbaar onderwijs",
            "Sans diplôme du secondaire",
            "No secondary school diploma",
        ),
    ),
    (GroupKind.GROUP, _texts("Zoekt werk", "Cherche du travail", "Looks for work")),
    (
        GroupKind.GROUP,
        _texts("Gezin met een laag inkomen", "Ménage à faible revenu", "Household on a low income"),
    ),
    (GroupKind.PREFERS_NOT, _texts("Wil het niet zeggen", "Préfère ne pas le dire", "Would rather not say")),
)

#: what questions are about: a head, and what belongs under it
HELP_TYPES: tuple[tuple[Texts, tuple[Texts, ...]], ...] = (
    (
        _texts("Computer en internet", "Ordinateur et internet", "Computer and internet"),
        (
            _texts("Starten en instellen", "Démarrer et configurer", "Start and set up"),
            _texts("Wifi en internet", "Wifi et internet", "Wi-Fi and internet"),
            _texts("Afdrukken en scannen", "Imprimer et scanner", "Print and scan"),
            _texts("Traag of stuk", "Lent ou en panne", "Slow or broken"),
        ),
    ),
    (
        _texts("Smartphone en tablet", "Smartphone et tablette", "Smartphone and tablet"),
        (
            _texts("Instellen", "Configurer", "Set up"),
            _texts("Apps en foto's", "Applications et photos", "Apps and photos"),
        ),
    ),
    (
        _texts("Overheid en formulieren", "Administration et formulaires", "Government and forms"),
        (
            _texts("Aanmelden met itsme of eID", "Se connecter avec itsme ou l'eID", "Sign in with itsme or eID"),
            _texts("Belastingen", "Impôts", "Taxes"),
            _texts("Premies en uitkeringen", "Primes et allocations", "Grants and benefits"),
            _texts("Afspraak maken", "Prendre rendez-vous", "Make an appointment"),
        ),
    ),
    (
        _texts("Contact met anderen", "Contact avec les autres", "Contact with others"),
        (
            _texts("E-mail", "E-mail", "E-mail"),
            _texts("Bellen met beeld", "Appels vidéo", "Video calls"),
            _texts("Sociale media", "Réseaux sociaux", "Social media"),
        ),
    ),
    (
        _texts("Werk en school", "Travail et école", "Work and school"),
        (
            _texts("Werk zoeken", "Chercher du travail", "Look for work"),
            _texts("Smartschool en huiswerk", "Smartschool et devoirs", "Smartschool and homework"),
        ),
    ),
    (
        _texts("Bank en aankopen", "Banque et achats", "Bank and shopping"),
        (
            _texts("Betalen en bankieren", "Payer et gérer sa banque", "Pay and bank"),
            _texts("Oplichting herkennen", "Reconnaître les arnaques", "Recognise fraud"),
        ),
    ),
    (_texts("Iets anders", "Autre chose", "Something else"), ()),
)  # fmt: skip
