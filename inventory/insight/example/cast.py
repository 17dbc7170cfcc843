"""Who and what is there before the first laptop comes: a digibank, its people, partners, places and policy."""

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from argon2 import PasswordHasher

from inventory.applications import actions as applications
from inventory.applications import document
from inventory.applications.policy import Deposit, Door, LendingPolicy, Term, TermKind
from inventory.applications.presets import DEFAULT
from inventory.banking.actions import AccountDetails, add_account
from inventory.digibank import actions as digibanks
from inventory.digibank.models import Digibank, User, permissions_of
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.transaction import transaction
from inventory.insight.example.names import VOORBEKE, Bank
from inventory.partners import actions as partners
from inventory.partners.models import Contact, Partner, PartnerKind
from inventory.permissions import Role
from inventory.places import actions as places
from inventory.places.models import Place, PlaceKind

#: how people come in: by themselves on a phone, at the desk, and through a service
_DOORS = (Door.SELF, Door.DESK, Door.REFERRER)

#: everyone in the example signs in with this; the page that shows it says so
PASSWORD = "voorbeeld-laptop"
#: so that the same seed gives the same rows
_SALT = b"leenkring example"


@dataclass(frozen=True)
class SignIn:
    """How one of the invented people signs in."""

    email: str
    name: str
    role: Role
    digibank: str
    password: str = PASSWORD


@dataclass
class Cast:
    """One digibank of the example while its year is told."""

    bank: Bank
    digibank: Digibank
    dice: Random
    until: datetime
    actors: dict[Role, list[Actor]] = field(default_factory=dict)
    sign_ins: list[SignIn] = field(default_factory=list)
    partners: dict[PartnerKind, list[Partner]] = field(default_factory=dict)
    contacts: dict[int, Contact] = field(default_factory=dict)
    places: dict[PlaceKind, list[Place]] = field(default_factory=dict)
    #: workshops to come, soonest first
    sessions: list[Any] = field(default_factory=list)
    people: int = 0

    def one(self, role: Role) -> Actor:
        """Someone with this role."""
        return self.dice.choice(self.actors[role])

    @property
    def coordinator(self) -> Actor:
        """The coordinator."""
        return self.actors[Role.COORDINATOR][0]

    def place(self, kind: PlaceKind) -> Place:
        """Some place of this kind."""
        return self.dice.choice(self.places[kind])


def email_of(name: str, bank: Bank) -> str:
    """A first name as an address at a domain that nobody can have (RFC 2606)."""
    bare = unicodedata.normalize("NFKD", name.split()[0]).encode("ascii", "ignore").decode().lower()
    return f"{bare}@{bank.slug}.example"


def hashed() -> str:
    """The example's password, the same bytes each time; argon2 as for everyone."""
    return PasswordHasher().hash(PASSWORD, salt=_SALT)


def found(bank: Bank, *, dice: Random, began: datetime, until: datetime) -> Cast:
    """Found one digibank with its coordinator."""
    name, _role = bank.staff[0]
    digibank, user = digibanks.found(
        name=bank.name, slug=bank.slug, coordinator_name=name, email=email_of(name, bank), password=PASSWORD,
        locale=bank.locale, now=began, street=bank.street, postcode=bank.postcode,
        municipality=bank.municipality, reuse_centre=bank.reuse_centre, phone="09 000 00 00",
        enterprise_number="0123.456.749",
    )  # fmt: skip
    cast = Cast(bank, digibank, dice, until)
    _let_in(cast, user, Role.COORDINATOR)
    return cast


def furnish(cast: Cast, *, began: datetime, password_hash: str) -> None:
    """People, places, partners and a policy, in the first week."""
    now = began + timedelta(hours=2)
    coordinator = cast.coordinator
    _know_password(db.session.get_one(User, coordinator.user_id), password_hash)
    for name, role in cast.bank.staff[1:]:
        user = digibanks.make_user(
            name=name, email=email_of(name, cast.bank), password=None, locale=cast.bank.locale, now=now
        )
        _know_password(user, password_hash)
        digibanks.give_role(coordinator, user, Role(role), now=now)
        _let_in(cast, user, Role(role))
    for name, kind in cast.bank.places:
        place = places.open_place(coordinator, name=name, kind=PlaceKind(kind), now=now)
        cast.places.setdefault(PlaceKind(kind), []).append(place)
    _meet_partners(cast, now)
    add_account(
        coordinator, iban=cast.bank.iban, details=AccountDetails(holder_name=f"{cast.bank.name} vzw"), now=now
    )
    applications.set_policy(coordinator, document.write(_policy_of(cast.bank)), now=now)


def _know_password(user: User, password_hash: str) -> None:
    """Only the password that everyone knows: what Flask-Security throws for links by mail is never alike twice."""
    user.password, user.us_totp_secrets = password_hash, None


def _let_in(cast: Cast, user: User, role: Role) -> None:
    actor = Actor("person", user.id, cast.digibank.id, permissions_of([role]))
    cast.actors.setdefault(role, []).append(actor)
    cast.sign_ins.append(SignIn(user.email, user.name, role, cast.bank.name))


def _meet_partners(cast: Cast, now: datetime) -> None:
    bank = cast.bank
    names = {
        PartnerKind.DONOR: bank.donors,
        PartnerKind.SUPPLIER: bank.suppliers,
        PartnerKind.REFERRER: bank.referrers,
        PartnerKind.SCHOOL: bank.schools,
        PartnerKind.WORKSHOP: (bank.reuse_centre,),
        PartnerKind.RECYCLER: (bank.recycler,),
    }
    for kind, known in names.items():
        for name in known:
            town = cast.dice.choice(bank.towns)
            partner = partners.register(
                cast.coordinator, name=name, kind=kind, now=now, postcode=town.postcode,
                municipality=town.name, may_be_named=cast.dice.random() < 0.7,
            )  # fmt: skip
            cast.partners.setdefault(kind, []).append(partner)
    for role, kind in ((Role.DONOR, PartnerKind.DONOR), (Role.REFERRER, PartnerKind.REFERRER)):
        _give_door(cast, role, cast.partners[kind][0], now)


def _give_door(cast: Cast, role: Role, partner: Partner, now: datetime) -> None:
    """The donor's and the referrer's own person, who signs in to see what became of things."""
    user = db.session.get_one(User, cast.actors[role][0].user_id)
    contact = partners.add_contact(cast.coordinator, partner, name=user.name, email=user.email, now=now)
    with transaction():
        contact.user_id = user.id
        record(cast.coordinator, "partners.contact_edited", contact, now=now, partner_id=partner.id)
    cast.contacts[partner.id] = contact


def _policy_of(bank: Bank) -> LendingPolicy:
    """Voorbeke lends for a year at € 50 or € 20, Valbrume for half a year at € 30 or € 10."""
    if bank is VOORBEKE:
        return replace(DEFAULT, doors=_DOORS, priority=("purpose.schoolwork",))
    deposit = Deposit(normal=3000, social=1000)
    return replace(
        DEFAULT, doors=_DOORS, term=Term(TermKind.MONTHS, 6), deposit=deposit, deduction_cap_cents=3000
    )
