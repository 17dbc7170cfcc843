"""How skills and levels are shown: their names and their pictures."""

from inventory.learning.models import Skill
from inventory.learning.rules import Level, Trade
from inventory.wording import say

#: beside the word, never instead of it
ICONS: dict[Trade, str] = {
    Trade.INTAKE: "truck",
    Trade.WIPING: "wiping",
    Trade.CHECKLIST: "refurbishing",
    Trade.CLEANING: "laptop",
    Trade.SYSTEM: "gear",
    Trade.REPAIR_BATTERY: "battery",
    Trade.REPAIR_SCREEN: "screen",
    Trade.REPAIR_KEYBOARD: "keyboard",
    Trade.REPAIR_DISK: "parts",
    Trade.REPAIR_OTHER: "broken",
    Trade.SECOND_LOOK: "checking",
    Trade.LABELS: "label",
}
#: icon and tone of a level
LOOKS: dict[Level, tuple[str, str]] = {
    Level.NOT_YET: ("waiting", "plain"),
    Level.WITH_BUDDY: ("people", "careful"),
    Level.ALONE: ("check", "good"),
}


def name_of(skill: Skill) -> str:
    """The skill as people say it."""
    return say(skill.trade) if skill.trade is not None else skill.name


def icon_of(skill: Skill) -> str:
    """Its picture."""
    return ICONS[skill.trade] if skill.trade is not None else "hand"
