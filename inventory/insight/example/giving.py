"""What the example's donors signed before they gave, and the gift that one of them has just announced."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from inventory.agreements import actions as agreements
from inventory.agreements.rules import AgreementKind, Minimum
from inventory.foundation.clock import day
from inventory.insight.example.cast import Cast
from inventory.insight.example.names import FIRST_NAMES, LAST_NAMES
from inventory.intake import announcing
from inventory.intake.models import Confidentiality, Way
from inventory.partners.models import PartnerKind
from inventory.permissions import Role


def sign_agreements(cast: Cast, now: datetime) -> None:
    """Every donor but the last signed both agreements in the first week; with the last, one waits."""
    donors = cast.partners[PartnerKind.DONOR]
    terms = agreements.Terms(Minimum.CLEAR, day(now), None, cast.bank.locale)
    for partner in donors[:-1]:
        dice = Random(partner.name)  # noqa: S311 -- dice for an example, no secret
        name = f"{dice.choice(FIRST_NAMES)[0]} {dice.choice(LAST_NAMES)}"
        for kind in AgreementKind:
            drafted = agreements.draft(cast.coordinator, partner, kind, terms, now=now)
            agreements.sign(
                cast.coordinator, drafted, by=name, function=_FUNCTIONS[cast.bank.locale], signature=ink(dice),
                now=now,
            )  # fmt: skip
    agreements.draft(cast.coordinator, donors[-1], AgreementKind.DONATION, terms, now=now)


_FUNCTIONS = {"nl": "zaakvoerder", "fr": "gérant"}


def ink(dice: Random) -> bytes:
    """A signature: a few strokes to and fro, as a small black-and-white PNG."""
    picture, kept = Image.new("1", (420, 130), 1), BytesIO()
    strokes = [(20 + 38 * number, dice.randint(15, 115)) for number in range(11)]
    ImageDraw.Draw(picture).line(strokes, fill=0, width=4, joint="curve")
    picture.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def announce(cast: Cast) -> Iterator[datetime]:
    """The donor who has a door of their own announced a gift yesterday, and waits for a yes."""
    at = cast.until - timedelta(days=1, hours=3)
    yield at
    donor = cast.partners[PartnerKind.DONOR][0]
    wish = announcing.Wish(
        Way.FETCHED, Confidentiality.CONFIDENTIAL, None, 25, street=_STREETS[cast.bank.locale],
        postcode=donor.postcode, municipality=donor.municipality, days=_DAYS[cast.bank.locale],
        contact_name=cast.contacts[donor.id].name, contact_phone="0400 00 00 00",
    )  # fmt: skip
    announcing.announce_own(cast.one(Role.DONOR), donor, wish, now=at)


_STREETS = {"nl": "Voorbeeldkaai 7", "fr": "Quai de l’Exemple 7"}
_DAYS = {"nl": "dinsdag of donderdag, voor de middag", "fr": "mardi ou jeudi, le matin"}
