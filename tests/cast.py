"""The people in every test: Gent's, and Bram from Luik, who must never see Gent."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from inventory.digibank.models import Digibank, Membership, User
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.permissions import ROLES, Role

#: a Monday in the working week of every test
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "een lang wachtwoord"


@dataclass(frozen=True)
class Person:
    """One of the cast: an account, a role and the actor that they are."""

    user_id: int
    email: str
    name: str
    uniquifier: str
    slug: str
    digibank_id: int
    role: Role
    actor: Actor


@dataclass(frozen=True)
class World:
    """Two digibanken and their people; `world.nele` is one of them."""

    gent: int
    luik: int
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


CAST = {
    "fatima": ("gent", Role.COORDINATOR),
    "tom": ("gent", Role.TECHNICIAN),
    "sofie": ("gent", Role.SUPERVISOR),
    "nele": ("gent", Role.DESK),
    "karim": ("gent", Role.TREASURER),
    "lotte": ("gent", Role.TEACHER),
    "dirk": ("gent", Role.DONOR),
    "rita": ("gent", Role.REFERRER),
    "olga": ("gent", Role.OBSERVER),
    "bram": ("luik", Role.COORDINATOR),
    "theo": ("luik", Role.TECHNICIAN),
    "suzy": ("luik", Role.SUPERVISOR),
    "denis": ("luik", Role.DONOR),
}


def build_world(password_hash: str) -> World:
    """Write the cast into the template database."""
    with upkeep():
        banks = {
            slug: Digibank(
                slug=slug,
                name=name,
                phone="09 000 00 00",
                locale=locale,
                founded_at=NOW,
                postcode=postcode,
                municipality=municipality,
                reuse_centre="Kringwinkel Voorbeeld",
                street="Voorbeeldplein 1",
                enterprise_number="0123.456.749",
                email=f"{slug}@digibank.example",
            )
            for slug, name, locale, postcode, municipality in (
                ("gent", "Digibank Gent", "nl", "9000", "Gent"),
                ("luik", "Digibank Luik", "fr", "4000", "Liège"),
            )
        }
        db.session.add_all(banks.values())
        db.session.flush()
        people = {}
        for name, (slug, role) in CAST.items():
            user = User(
                name=name.capitalize(),
                email=f"{name}@{slug}.example",
                locale="en",
                password=password_hash,
                fs_uniquifier=f"{name:_<32}",
                active=True,
                confirmed_at=NOW,
            )
            db.session.add(user)
            db.session.flush()
            bank = banks[slug]
            with inside(bank.id):
                db.session.add(Membership(user=user, role=role, joined_at=NOW))
                db.session.flush()
            actor = Actor("person", user.id, bank.id, frozenset(ROLES[role]))
            people[name] = Person(
                user.id, user.email, user.name, user.fs_uniquifier, slug, bank.id, role, actor
            )
        return World(banks["gent"].id, banks["luik"].id, people)
