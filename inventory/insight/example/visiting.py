"""A walk-in day at the repair desk: who waits, what is being looked at, and one who comes by appointment."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from inventory.insight.example.cast import Cast
from inventory.permissions import Role
from inventory.repair_desk import actions
from inventory.repair_desk.actions import Brought, Ink

Life = Iterator[datetime]
_SIGNED = Ink(on_paper=True)
#: first name, laptop, and what is wrong in Dutch and in French
_VISITORS = (
    ("Nadia", "Acer Aspire 5", "Start niet meer op", "Ne démarre plus"),
    ("Omar", "HP 250 G7", "Heel traag", "Très lent"),
    ("Els", "Lenovo IdeaPad 3", "De batterij loopt snel leeg", "La batterie se vide vite"),
    ("Piotr", "Asus VivoBook", "Het toetsenbord doet raar", "Le clavier fait des siennes"),
)


def a_walk_in_day(cast: Cast) -> Life:
    """On the last day: two wait, one waits for its owner's answer, one is ready, and one comes next week."""
    now = cast.until - timedelta(hours=4)
    yield now
    desk, technician = cast.actors[Role.DESK][0], cast.actors[Role.TECHNICIAN][0]
    in_french = cast.bank.locale == "fr"
    tickets = []
    for at, (name, what, dutch, french) in enumerate(_VISITORS):
        brought = Brought(
            first_name=name, phone=f"0400 99 99 {at:02d}", locale=cast.bank.locale, what=what,
            complaint=french if in_french else dutch, accessories="Chargeur" if in_french else "Lader",
        )  # fmt: skip
        tickets.append(actions.receive(desk, brought, signed=_SIGNED, now=now + timedelta(minutes=10 * at)))
        yield now + timedelta(minutes=10 * at + 5)
    later = now + timedelta(hours=1)
    yield later
    for ticket in tickets[2:]:
        actions.take_up(technician, ticket, now=later)
    actions.ask(technician, tickets[2], "Nouvelle batterie" if in_french else "Nieuwe batterij", now=later)
    done = "Nettoyé, une touche remise en place" if in_french else "Gereinigd, een toets teruggezet"
    actions.done(technician, tickets[3], done, now=later)
    comes = Brought(
        first_name="Aïcha", phone="0400 99 99 10", locale=cast.bank.locale, what="Dell Inspiron",
        complaint="L'écran reste noir" if in_french else "Het scherm blijft zwart",
    )  # fmt: skip
    actions.appoint(desk, comes, at=later + timedelta(days=6), now=later)
