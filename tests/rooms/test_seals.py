"""The seal of a digibank: made with it, kept locked, replaced without breaking what it sealed, or brought along."""

from datetime import timedelta
from io import BytesIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from inventory.foundation.audit import AuditEvent
from inventory.foundation.clock import now as today
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.seals import actions, keys
from inventory.seals.models import Origin, Seal, SealSecret
from tests.cast import NOW


def made(**told):
    return keys.make(
        name="Digibank Gent", municipality="Gent", enterprise_number="0123.456.749", now=NOW, **told
    )


def certificate_for(key, *, start=NOW - timedelta(days=1), days=365, usage=None, public=None):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Voorbeeld vzw")])
    builder = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(7)
        .public_key(public or key.public_key()).not_valid_before(start).not_valid_after(start + timedelta(days=days))
    )  # fmt: skip
    if usage is not None:
        names = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
                 "encipher_only", "decipher_only")  # fmt: skip
        asked = {
            **dict.fromkeys(names, False),
            "digital_signature": False,
            "content_commitment": False,
        } | usage
        builder = builder.add_extension(x509.KeyUsage(**asked), critical=True)
    return builder.sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())


def p12(key, certificate, password=b"geheim"):
    how = BestAvailableEncryption(password) if password else NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, how)


def test_a_digibank_has_a_seal_from_its_first_minute(app):
    from inventory.digibank.actions import found

    with app.test_request_context():
        digibank, _user = found(
            name="Digibank Nieuw", slug="nieuw", coordinator_name="An", email="an@nieuw.example",
            password="een lang wachtwoord", locale="nl", now=NOW,
        )  # fmt: skip
        with inside(digibank.id):
            [seal] = actions.every()
            assert actions.opens(seal)
            certificate = x509.load_pem_x509_certificate(seal.certificate.encode())
    assert "Digibank Nieuw" in certificate.subject.rfc4514_string()


def test_the_private_parts_stand_nowhere_in_clear_and_open_only_with_the_houses_secret(world, in_gent, app):
    seal, pair = actions.in_use(world.fatima.actor, now=NOW)
    [secret] = db.session.execute(select(SealSecret)).scalars()
    raw = pair.signing.private_bytes_raw()
    assert raw not in secret.locked
    assert b"PRIVATE" not in secret.locked
    with pytest.raises(keys.SealLocked):
        keys.unlock(secret.locked, seal.certificate, seal.key_id, "another secret")
    with pytest.raises(keys.SealLocked):
        keys.unlock(secret.locked, seal.certificate, "0" * 16, app.config["SECRET_KEY"])
    again = keys.unlock(secret.locked, seal.certificate, seal.key_id, app.config["SECRET_KEY"])
    assert again.signing.private_bytes_raw() == raw
    assert again.sealing.private_numbers() == pair.sealing.private_numbers()


def test_a_new_seal_takes_over_and_the_old_one_keeps_only_its_public_part(world, in_gent):
    first, before = actions.in_use(world.fatima.actor, now=NOW)
    second = actions.rotate(world.fatima.actor, now=NOW)
    in_use, after = actions.in_use(world.fatima.actor, now=NOW)
    assert in_use.id == second.id
    assert after.key_id != before.key_id == first.key_id
    assert [one.key_id for one in actions.every()] == [after.key_id, before.key_id]
    assert [one.seal_id for one in db.session.execute(select(SealSecret)).scalars()] == [second.id]
    said = db.session.execute(select(AuditEvent.deed).where(AuditEvent.deed.like("seals.%"))).scalars()
    assert list(said) == ["seals.made", "seals.made"]


def test_a_seal_never_changes(world, in_gent):
    actions.in_use(world.fatima.actor, now=NOW)
    with pytest.raises((DBAPIError, IntegrityError)):
        db.session.execute(text("UPDATE seal SET public_key = 'x'"))
    db.session.rollback()


def test_a_technician_makes_no_seal(world, in_gent):
    with pytest.raises(MayNot):
        actions.rotate(world.tom.actor, now=NOW)
    with pytest.raises(MayNot):
        actions.bring(world.sofie.actor, b"", "", now=NOW)


@pytest.mark.parametrize("kind", ["rsa", "p256", "p384", "p521"])
def test_a_certificate_from_an_authority_is_used_from_now_on(world, in_gent, kind):
    curves = {"p256": ec.SECP256R1, "p384": ec.SECP384R1, "p521": ec.SECP521R1}
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(curves[kind]())
    seal = actions.bring(world.fatima.actor, p12(key, certificate_for(key)), "geheim", now=NOW)
    assert seal.origin is Origin.BROUGHT
    _seal, pair = actions.in_use(world.fatima.actor, now=NOW)
    assert pair.sealing.public_key() == key.public_key()


def test_what_is_no_seal_is_refused_with_its_reason(in_gent):
    good = ec.generate_private_key(ec.SECP256R1())
    weak, odd = rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP256K1())
    edwards = ed25519.Ed25519PrivateKey.generate()
    late = certificate_for(good, start=NOW - timedelta(days=400))
    early = certificate_for(good, start=NOW + timedelta(days=1))
    server = certificate_for(good, usage={"key_encipherment": True})
    for content, password, refused in (
        (b"no file of that kind", "", keys.NotPkcs12),
        (p12(good, certificate_for(good)), "wrong", keys.NotPkcs12),
        (p12(None, certificate_for(good)), "geheim", keys.NothingToSealWith),
        (p12(weak, certificate_for(weak)), "geheim", keys.KeyTooWeak),
        (p12(odd, certificate_for(odd)), "geheim", keys.KeyTooWeak),
        (p12(edwards, certificate_for(edwards)), "geheim", keys.KeyTooWeak),
        (p12(good, late), "geheim", keys.CertificateNotValid),
        (p12(good, early), "geheim", keys.CertificateNotValid),
        (p12(good, server), "geheim", keys.MayNotSeal),
    ):
        with pytest.raises(refused):
            keys.bring(content, password, now=NOW)
    for_signing = certificate_for(good, usage={"content_commitment": True})
    assert keys.bring(p12(good, for_signing, b""), "", now=NOW).sealing.public_key() == good.public_key()


def test_fatima_sees_replaces_and_brings_the_seal(client, world, app):
    client.sign_in(world.fatima)
    assert "There is none yet" in client.get("/gent/seal").get_data(as_text=True)
    page = client.post("/gent/seal/new", follow_redirects=True).get_data(as_text=True)
    assert "The new seal is in use" in page
    with app.test_request_context(), inside(world.gent):
        key_id = actions.every()[0].key_id
    assert key_id in page
    told = {"file": (BytesIO(b"nonsense"), "a.p12"), "password": "x"}
    answer = client.post("/gent/seal/bring", data=told, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "This is no .p12 or .pfx file" in answer.get_data(as_text=True)
    key = ec.generate_private_key(ec.SECP256R1())
    mine = p12(key, certificate_for(key, start=today() - timedelta(days=1)))
    told = {"file": (BytesIO(mine), "a.p12"), "password": "geheim"}
    page = client.post(
        "/gent/seal/bring", data=told, content_type="multipart/form-data", follow_redirects=True
    ).get_data(as_text=True)
    assert "Brought from a certificate authority" in page
    assert "Earlier seals" in page
    client.sign_in(world.sofie)
    assert client.get("/gent/seal").status_code == 403


def test_a_house_that_lost_its_secret_says_so_and_makes_a_new_seal(client, world, app):
    client.sign_in(world.fatima)
    client.post("/gent/seal/new")
    kept = app.config["SECRET_KEY"]
    with app.test_request_context(), inside(world.gent):
        seal = actions.latest()
        app.config["SECRET_KEY"] = "another"
        try:
            assert not actions.opens(seal)
            with pytest.raises(keys.SealLocked):
                actions.in_use(world.fatima.actor, now=NOW)
            assert actions.opens(actions.rotate(world.fatima.actor, now=NOW))
        finally:
            app.config["SECRET_KEY"] = kept
    assert "cannot be used any more" in client.get("/gent/seal").get_data(as_text=True)


def test_anyone_gets_the_public_part_of_any_seal_old_or_new(client, world, app):
    with app.test_request_context(), inside(world.gent):
        old, _pair = actions.in_use(world.fatima.actor, now=NOW)
        actions.rotate(world.fatima.actor, now=NOW)
        key_id, pem = old.key_id, old.pem
    answer = client.get(f"/c/keys/{key_id}.pem")
    assert answer.get_data(as_text=True) == pem
    assert "PRIVATE" not in pem
    assert pem.count("BEGIN CERTIFICATE") == pem.count("BEGIN PUBLIC KEY") == 1
    for other in ("0" * 16, "x", key_id.upper() + "A"):
        assert client.get(f"/c/keys/{other}.pem").status_code == 404


def test_two_seals_are_never_alike(app):
    assert len({made().key_id for _ in range(5)}) == 5


def test_seals_of_gent_are_not_those_of_luik(world, app):
    for digibank_id, who in ((world.gent, world.fatima), (world.luik, world.bram)):
        with app.test_request_context(), inside(digibank_id):
            actions.in_use(who.actor, now=NOW)
            assert len(actions.every()) == 1
            assert len(db.session.execute(select(Seal)).scalars().all()) == 1
