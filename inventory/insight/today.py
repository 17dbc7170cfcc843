"""Today: what waits for this person, in this digibank, now."""

from typing import Any

from flask import Blueprint, g, render_template

from inventory.foundation import clock
from inventory.foundation.offers import Panel, panels
from inventory.foundation.web import needs
from inventory.permissions import Permission, Role

room = Blueprint("today", __name__, url_prefix="/<digibank>/today")

#: whose cards a role sees
_CARDS = {
    Role.TECHNICIAN: "today.technician",
    Role.SUPERVISOR: "today.technician",
    Role.DESK: "today.desk",
    Role.TEACHER: "today.desk",
    Role.TREASURER: "today.desk",
    Role.COORDINATOR: "today.coordinator",
}


@room.get("/")
@needs(Permission.TODAY_SEE)
def show() -> Any:
    """The cards of one's own work; a coordinator sees the bench and the desk as well."""
    today = clock.today()
    cards: list[Panel] = []
    for point in _points(g.roles):
        cards += [card for card in panels(point, g.actor, today) if card not in cards]
    return render_template(
        "inventory/insight/today.html", cards=sorted(cards, key=lambda card: card.weight), today=today
    )


def _points(roles: list[Role]) -> list[str]:
    points = [_CARDS[role] for role in roles if role in _CARDS]
    if Role.COORDINATOR in roles:
        points += ["today.desk", "today.technician"]
    return list(dict.fromkeys(points))
