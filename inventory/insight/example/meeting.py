"""The example's contacts: a digipunt and a digicafé, most people anonymous, some known; groups told; people sent on.

Nobody is chosen by the dice of the year, so that the rest of it stays as it was told before.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from inventory.borrowers.models import Borrower
from inventory.contacts import groups, lists, referrals, typed
from inventory.contacts.models import ServiceContact, ServiceLocation
from inventory.contacts.rules import ReferralChannel, Service
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.foundation.transaction import transaction
from inventory.insight.example.cast import Cast
from inventory.insight.example.plan import working
from inventory.partners.models import PartnerKind
from inventory.permissions import Role

Life = Iterator[datetime]
_CHANNELS = (
    ReferralChannel.WORD_OF_MOUTH, ReferralChannel.LIBRARY, ReferralChannel.SOCIAL_SERVICE,
    ReferralChannel.UNKNOWN, ReferralChannel.WEBSITE,
)  # fmt: skip


def days(cast: Cast, year: timedelta) -> Iterator[Life]:
    """Every third week an afternoon at the digipunt, every sixth a digicafé."""
    weeks = year.days // 7
    yield _open(cast, cast.until - year)
    for number in range(2, weeks, 3):
        at = working(cast.until - timedelta(days=7 * (weeks - number), hours=2), Random(number))  # noqa: S311 -- dice for an example, no secret
        yield _afternoon(cast, at, Service.DIGIPUNT, number)
        if number % 2:
            yield _afternoon(cast, at + timedelta(days=1), Service.DIGICAFE, number)


def _open(cast: Cast, at: datetime) -> Life:
    """Two places, in the first week."""
    yield at
    for name in _names(cast):
        lists.add_place(cast.coordinator, name, _town(cast), now=at)


def _town(cast: Cast) -> str:
    return db.session.get_one(Digibank, cast.digibank.id).municipality


def _names(cast: Cast) -> tuple[str, str]:
    if cast.bank.locale == "fr":
        return "Point numérique de la bibliothèque", "Café numérique de la maison de quartier"
    return "Digipunt in de bibliotheek", "Digicafé in het buurthuis"


def _afternoon(cast: Cast, at: datetime, service: Service, number: int) -> Life:
    """Some come and go without a name, some are people we know, and one is sent on."""
    yield at
    dice = Random(f"{cast.bank.slug}-{service}-{number}")  # noqa: S311 -- dice for an example, no secret
    teacher, desk = cast.one(Role.TEACHER), cast.one(Role.DESK)
    place = _place(cast, service)
    kinds = [one for head, below in lists.help_types() for one in (head, *below)]
    known = _people(dice)
    with transaction():
        for _person in range(dice.randint(2, 4)):
            typed.jot(
                teacher, service, place, help_type=dice.choice(kinds), channel=dice.choice(_CHANNELS), now=at
            )
        for person in known:
            contact = typed.jot(desk, service, place, help_type=dice.choice(kinds), borrower=person, now=at)
            if dice.random() < 0.3:
                _send_on(cast, desk, contact, service, dice, at)


def _place(cast: Cast, service: Service) -> ServiceLocation | None:
    name = _names(cast)[service is Service.DIGICAFE]
    return next((one for one in lists.places() if one.name == name), None)


def _people(dice: Random) -> Sequence[Borrower]:
    """A few of those who asked for a laptop so far."""
    query = select(Borrower).where(Borrower.anonymised_at.is_(None)).order_by(Borrower.id.desc()).limit(40)
    known = db.session.scalars(query).all()
    return dice.sample(known, min(len(known), dice.randint(1, 2)))


def tell_groups(cast: Cast, person: Borrower, at: datetime) -> None:
    """Most say one or two, some would rather not, and of some nobody asked."""
    dice = Random(f"{cast.bank.slug}-groups-{cast.people}")  # noqa: S311 -- dice for an example, no secret
    desk, asked, told = cast.one(Role.DESK), lists.groups(), dice.random()
    if told < 0.1:
        groups.answer(desk, person, [asked[-1]], now=at)
    elif told < 0.8:
        groups.answer(desk, person, dice.sample(asked[:-1], dice.randint(1, 2)), now=at)


def _send_on(
    cast: Cast, desk: Actor, contact: ServiceContact, service: Service, dice: Random, at: datetime
) -> None:
    partners = cast.partners[PartnerKind.SCHOOL]
    if dice.random() < 0.4:
        sent = referrals.send_on(desk, contact, to_partner=dice.choice(partners), now=at)
        if dice.random() < 0.5:
            referrals.say_came(desk, sent, now=at)
        return
    to = Service.DIGICAFE if service is Service.DIGIPUNT else Service.DIGIPUNT
    referrals.send_on(desk, contact, to_service=to, now=at)
