"""Making a seal, bringing one, replacing it, and opening the one in use."""

from datetime import datetime

from flask import current_app
from sqlalchemy import select

from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission
from inventory.seals import keys
from inventory.seals.models import Origin, Seal, SealSecret


def rotate(actor: Actor, *, now: datetime) -> Seal:
    """New keys from now on. What the old ones sealed stays as it is, and stays checkable."""
    actor.must(Permission.SEAL_MANAGE)
    with transaction():
        return _put_in_use(actor, _new_pair(now), Origin.MADE, now=now)


def bring(actor: Actor, content: bytes, password: str, *, now: datetime) -> Seal:
    """Seal from now on with a key and certificate from a PKCS#12 file."""
    actor.must(Permission.SEAL_MANAGE)
    with transaction():
        return _put_in_use(actor, keys.bring(content, password, now=now), Origin.BROUGHT, now=now)


@offers("digibank.founded")
def first(actor: Actor, now: datetime) -> None:
    """A new digibank has a seal from its first minute."""
    with transaction():
        _put_in_use(actor, _new_pair(now), Origin.MADE, now=now)


def in_use(actor: Actor, *, now: datetime) -> tuple[Seal, keys.KeyPair]:
    """The seal in use, opened; made when there is none yet. SealLocked when it does not open."""
    with transaction():
        seal = latest() or _put_in_use(actor, _new_pair(now), Origin.MADE, now=now)
        query = select(SealSecret.locked).where(SealSecret.seal_id == seal.id)
        locked = db.session.execute(query).scalar_one_or_none()
        if locked is None:
            raise keys.SealLocked
        secret = current_app.config["SECRET_KEY"]
        return seal, keys.opened(locked, seal.certificate, seal.key_id, secret)


def latest() -> Seal | None:
    """The seal in use, or None before the first."""
    return db.session.execute(select(Seal).order_by(Seal.id.desc()).limit(1)).scalar_one_or_none()


def every() -> list[Seal]:
    """Every seal there ever was, latest first."""
    return list(db.session.execute(select(Seal).order_by(Seal.id.desc())).scalars())


def opens(seal: Seal) -> bool:
    """Can this house seal with it? Not when it lost the secret that the private part was locked with."""
    query = select(SealSecret.locked).where(SealSecret.seal_id == seal.id)
    locked = db.session.execute(query).scalar_one_or_none()
    try:
        keys.opened(locked or b"", seal.certificate, seal.key_id, current_app.config["SECRET_KEY"])
    except keys.SealLocked:
        return False
    return True


def _new_pair(now: datetime) -> keys.KeyPair:
    digibank = db.session.get_one(Digibank, current_digibank_id())
    return keys.make(
        name=digibank.name, municipality=digibank.municipality,
        enterprise_number=digibank.enterprise_number, now=now,
    )  # fmt: skip


def _put_in_use(actor: Actor, pair: keys.KeyPair, origin: Origin, *, now: datetime) -> Seal:
    """Keep both parts of the new seal, and throw the private part of the old one away."""
    before = latest()
    for secret in db.session.execute(select(SealSecret)).scalars():
        db.session.delete(secret)
    seal = Seal(
        key_id=pair.key_id, certificate=pair.certificate_pem, public_key=pair.public_pem, origin=origin,
        made_at=now, made_by_id=actor.user_id,
    )  # fmt: skip
    db.session.add(seal)
    db.session.flush()  # its id is the secret's
    locked = keys.lock(pair, current_app.config["SECRET_KEY"])
    db.session.add(SealSecret(seal_id=seal.id, locked=locked))
    db.session.flush()  # whoever founds a digibank is about to leave it
    deed = "seals.made" if origin is Origin.MADE else "seals.brought"
    record(actor, deed, seal, now=now, key_id=seal.key_id, replaces=before.key_id if before else "")
    return seal
