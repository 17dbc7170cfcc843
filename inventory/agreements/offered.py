"""What the register of agreements shows on other pages, and does by night."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from inventory.agreements import actions, queries
from inventory.agreements.rules import AgreementKind
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.offers import Panel, offers
from inventory.partners.models import Partner, PartnerKind
from inventory.permissions import Permission


@offers("partner.panels")
def of_partner(partner: Partner, actor: Actor) -> Panel | None:
    """What was agreed with a giver."""
    if partner.kind is not PartnerKind.DONOR or not actor.may(Permission.AGREEMENT_SEE):
        return None
    context = {
        "partner": partner,
        "agreements": queries.agreements_of(partner.id),
        "kinds": list(AgreementKind),
        "may_edit": actor.may(Permission.AGREEMENT_EDIT),
    }
    return Panel("inventory/agreements/_of_partner.html", context)


@offers("nightly")
def end_what_ran_out(actor: Any, today: date) -> None:
    """An agreement whose last day is over holds no more."""
    actions.end_what_ran_out(actor, today, now=now())


@offers("check")
def check() -> Iterator[str]:
    """Signed papers are what was signed."""
    yield from queries.broken_promises()
