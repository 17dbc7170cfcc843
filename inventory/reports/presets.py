"""The templates that every digibank has from its first day; whoever changes one makes a template of its own of it."""

from collections.abc import Mapping
from typing import Any

#: under which name each stands in an address, and what it is
PRESETS: Mapping[str, Mapping[str, Any]] = {
    "subsidy": {
        "title": {
            "nl": "Subsidierapport",
            "fr": "Rapport de subvention",
            "en": "Subsidy report",
        },
        "introduction": {
            "nl": "Wie we bereikten: nieuwe bezoekers, hoe ver het project staat, en welke doelgroepen. "
            "Wie bij verschillende diensten komt, telt één keer.",
            "fr": "Qui nous avons touché : nouveaux visiteurs, avancement du projet et groupes cibles. "
            "Qui vient à plusieurs services compte une fois.",
            "en": "Whom we reached: new visitors, how far the project is, and which target groups. "
            "Whoever comes to several services counts once.",
        },
        "blocks": [
            {"block": "target"},
            {"block": "indicator.unique_visitors", "tables": ["new_by_month", "people_by_service"]},
            {"block": "indicator.groups_by_location", "tables": ["people"]},
            {"block": "indicator.locations", "tables": ["contacts_by_location"]},
            {"block": "indicator.loans", "tables": ["by_device_kind", "by_term", "days"]},
            {"block": "indicator.help_questions", "tables": ["by_theme", "by_purpose"]},
        ],
    },
    "municipality": {
        "title": {
            "nl": "Wat we deden in je gemeente",
            "fr": "Ce que nous avons fait dans votre commune",
            "en": "What we did in your town",
        },
        "introduction": {
            "nl": "Hoeveel mensen uit de gemeente kwamen, voor wat, en wie laptops leende.",
            "fr": "Combien de personnes de la commune sont venues, pour quoi, et qui a emprunté des portables.",
            "en": "How many people of the town came, for what, and who borrowed laptops.",
        },
        "blocks": [
            {"block": "indicator.unique_visitors", "tables": ["people_by_service"]},
            {"block": "indicator.returning_visitors", "tables": ["returning_share"]},
            {"block": "indicator.locations", "tables": ["contacts_by_location"]},
            {"block": "indicator.help_questions", "tables": ["by_theme"]},
            {"block": "indicator.loans", "tables": ["by_device_kind", "days"]},
            {"block": "indicator.borrowers", "tables": ["age", "groups"]},
        ],
    },
    "workshop-year": {
        "title": {
            "nl": "Het jaar van de startworkshops",
            "fr": "L'année des ateliers de démarrage",
            "en": "The year of the start workshops",
        },
        "introduction": {
            "nl": "Hoeveel momenten er waren, hoe vol ze zaten, wie kwam, en waar mensen daarna naartoe gingen.",
            "fr": "Combien de moments il y a eu, leur remplissage, qui est venu, et où les gens sont allés ensuite.",
            "en": "How many moments there were, how full they were, who came, and where people went next.",
        },
        "blocks": [
            {"block": "indicator.occupancy", "tables": ["moments", "bookings", "filled", "came", "walk_ins"]},
            {"block": "indicator.internal_referrals"},
        ],
    },
    "bench-year": {
        "title": {
            "nl": "De werkbank in cijfers",
            "fr": "L'établi en chiffres",
            "en": "The bench in numbers",
        },
        "introduction": {
            "nl": "Hoe lang laptops onderweg waren, wat meteen goed was, en wat er van alles kwam.",
            "fr": "Combien de temps les portables étaient en route, ce qui était bon du premier coup, et la suite.",
            "en": "How long laptops were on their way, what was right at once, and what became of everything.",
        },
        "blocks": [
            {"block": "impact.stages"},
            {"block": "impact.flow"},
            {"block": "impact.first_time"},
            {"block": "impact.reuse"},
            {"block": "impact.cost"},
            {"block": "impact.saved"},
        ],
    },
    "impact": {
        "title": {
            "nl": "Wat de laptops opleverden",
            "fr": "Ce que les portables ont apporté",
            "en": "What came of the laptops",
        },
        "introduction": {
            "nl": "Wat geschonken werd, hoeveel daarvan opnieuw gebruikt is, en wat dat bespaarde.",
            "fr": "Ce qui a été donné, combien a été réutilisé, et ce que cela a épargné.",
            "en": "What was given, how much of it was used again, and what that saved.",
        },
        "blocks": [
            {"block": "impact.donors"},
            {"block": "impact.reuse"},
            {"block": "impact.lent"},
            {"block": "impact.loss"},
            {"block": "impact.saved"},
        ],
    },
}
