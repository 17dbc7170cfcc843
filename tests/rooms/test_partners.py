"""The register of partners: who may, what is refused, and that people there can be forgotten."""

import pytest

from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.partners import actions
from inventory.partners.models import Contact, Partner, PartnerKind
from tests.make import make_partner

NEW = {"name": "Studiebureau Fictief bv", "kind": "donor", "enterprise_number": "0403.019.261", "once": "a"}


def test_a_partner_is_registered_once_per_kind(world, in_gent, now):
    fatima = world.fatima.actor
    actions.register(fatima, name="Firma Fictief", kind=PartnerKind.DONOR, now=now)
    with pytest.raises(actions.PartnerKnown):
        actions.register(fatima, name="  firma  FICTIEF", kind=PartnerKind.DONOR, now=now)
    assert actions.register(fatima, name="Firma Fictief", kind=PartnerKind.SUPPLIER, now=now).id


def test_a_technician_may_not_edit_partners(world, in_gent, now):
    with pytest.raises(MayNot):
        actions.register(world.tom.actor, name="X", kind=PartnerKind.DONOR, now=now)


def test_an_enterprise_number_is_checked_and_printed_one_way(world, in_gent, now):
    partner = make_partner(world, enterprise_number="BE 0403 019 261")
    assert partner.enterprise_number == "0403.019.261"
    with pytest.raises(actions.NotAnEnterpriseNumber):
        actions.edit(
            world.fatima.actor, partner, name="A", kind=PartnerKind.DONOR, enterprise_number="12", now=now
        )


def test_a_contact_needs_a_way_to_be_reached_and_can_be_forgotten(world, in_gent, now):
    fatima, partner = world.fatima.actor, make_partner(world)
    with pytest.raises(actions.NoWayToReach):
        actions.add_contact(fatima, partner, name="An", now=now)
    contact = actions.add_contact(fatima, partner, name="An Gever", email="an@firma.example", now=now)
    actions.forget_contact(fatima, contact, now=now)
    assert (contact.name, contact.email, contact.anonymised_at) == ("", "", now)


def test_the_pages_of_a_partner_walk_from_new_to_forgotten(client, world):
    client.sign_in(world.fatima)
    assert client.get("/gent/partners/new?kind=supplier").status_code == 200
    answer = client.post("/gent/partners/new", data=NEW)
    assert answer.status_code == 303
    shown = client.get(answer.location)
    assert b"0403.019.261" in shown.data
    contact = {"name": "An <b>Gever</b>", "email": "an@firma.example", "phone": "", "once": "b"}
    client.post(f"{answer.location}/contacts/new", data=contact)
    shown = client.get(answer.location).text
    assert "An &lt;b&gt;Gever" in shown
    with inside(world.gent):
        contact_id = db.session.execute(db.select(Contact.id)).scalar_one()
    here = f"{answer.location}/contacts/{contact_id}"
    assert client.get(here).status_code == 200
    client.post(here, data={"name": "An", "phone": "09 1", "email": "", "once": "c"})
    client.post(f"{here}/forget", data={"once": "d"})
    assert "an@firma" not in client.get(answer.location).text
    assert client.get(here).status_code == 404
    assert client.get("/gent/partners/?search=fictief&kind=donor").text.count("Studiebureau") >= 1


def test_what_was_typed_stays_when_something_is_refused(client, world):
    client.sign_in(world.fatima)
    answer = client.post("/gent/partners/new", data=NEW | {"enterprise_number": "0403.019.262"})
    assert answer.status_code == 422
    assert "Studiebureau Fictief bv" in answer.text
    with inside(world.gent):
        assert db.session.execute(db.select(Partner)).first() is None
    assert client.post("/gent/partners/new", data=NEW | {"email": "geen adres"}).status_code == 422


def test_a_supervisor_may_look_and_not_change_and_luik_sees_nothing(client, world):
    with inside(world.gent):
        partner_id = make_partner(world).id
    client.sign_in(world.sofie)
    assert client.get(f"/gent/partners/{partner_id}").status_code == 200
    assert client.get(f"/gent/partners/{partner_id}/edit").status_code == 403
    client.sign_in(world.bram)
    assert client.get(f"/luik/partners/{partner_id}").status_code == 404
    assert client.get(f"/gent/partners/{partner_id}").status_code == 404
