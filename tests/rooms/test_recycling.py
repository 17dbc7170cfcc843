"""A recycler's receipt: read as a stranger's, kept for ever, seen by the donor whose device it was."""

import io
from datetime import date, timedelta

import pytest
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from inventory.devices import actions as devices
from inventory.digibank.models import User
from inventory.foundation import papers_in
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, Refusal, Unreadable
from inventory.foundation.tenancy import inside
from inventory.journey import Move
from inventory.partners.actions import link_account
from inventory.partners.models import PartnerKind
from inventory.recycling import actions, queries
from tests.cast import NOW
from tests.made_papers import pdf
from tests.make import make_lot, make_partner, make_wiped_device

DAY = date(2026, 11, 20)


def picture(kind="PNG", **how):
    out = io.BytesIO()
    Image.new("RGB", (60, 40)).save(out, kind, **how)
    return out.getvalue()


@pytest.fixture
def scene(world, app):
    """Dirk's gift with two recycled laptops, and a recycler."""
    with app.test_request_context(), inside(world.gent):
        partner = make_partner(world, name="Bakkerij Voorbeeld")
        link_account(world.fatima.actor, partner, db.session.get_one(User, world.dirk.user_id), now=NOW)
        lot = make_lot(world, partner=partner)
        recycled = [make_wiped_device(world, lot_id=lot.id, donor_id=partner.id) for _number in range(2)]
        for device in recycled:
            devices.discard(world.sofie.actor, device, Move.RECYCLE, reason="too_old", now=NOW)
        yield lot, recycled, make_partner(world, name="Recycler Voorbeeld", kind=PartnerKind.RECYCLER)


def keep(world, scene, content, **changed):
    lot, recycled, recycler = scene
    told = {
        "recycler": recycler, "taken_on": DAY, "content": content, "file_name": "paper.pdf", "now": NOW,
        **changed,
    }  # fmt: skip
    chosen = told.pop("devices", recycled)
    return actions.keep(told.pop("actor", world.fatima.actor), told.pop("lot", lot), chosen, **told)


def test_a_pdf_is_kept_byte_for_byte_and_twice_is_once(world, scene):
    content = pdf()
    kept = keep(world, scene, content, number="R-1", grams=12_500)
    assert (kept.content, kept.mime_type) == (content, "application/pdf")
    assert keep(world, scene, content).id == kept.id
    assert queries.without_receipt(scene[0]) == []
    assert list(queries.altered()) == []
    for deed in ("DELETE FROM recycled_device", "UPDATE recycler_receipt SET number = 'x'"):
        with pytest.raises((DBAPIError, IntegrityError)):
            db.session.execute(text(deed))
        db.session.rollback()


def test_a_photo_is_drawn_anew_without_the_cameras_notes(world, scene):
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    kept = keep(world, scene, picture("JPEG", exif=exif))
    assert kept.mime_type == "image/jpeg"
    assert b"where it was taken" not in kept.content


def _script(writer):
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )


def _file(writer):
    writer.add_attachment("x.exe", b"MZ")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (pdf(change=_script), papers_in.PdfActs),
        (pdf(change=_file), papers_in.PdfActs),
        (pdf(password="x"), papers_in.PdfLocked),  # no secret
        (pdf(pages=31), Unreadable),
        (pdf()[:200], Unreadable),
        (b"%PDF-1.7\nnothing", Unreadable),
        (b"MZ\x90\0", Unreadable),
        (b"<svg onload='x'/>", Unreadable),
        (b"", Unreadable),
        (picture()[:40], Unreadable),
    ],
)
def test_what_a_stranger_might_send_is_refused_in_a_sentence(world, scene, content, refusal):
    with pytest.raises(refusal) as no:
        keep(world, scene, content)
    assert no.value.field == "file"


def test_only_recycled_devices_of_this_lot_once_and_by_whom_may(world, scene):
    lot, recycled, _recycler = scene
    other = make_wiped_device(world, lot_id=lot.id)
    strange = make_lot(world, partner=make_partner(world, name="Een ander"))
    shop = make_partner(world, name="Winkel", kind=PartnerKind.SUPPLIER)
    for changed, refusal in (
        ({"devices": [other]}, actions.NotRecycled),
        ({"lot": strange}, actions.NotRecycled),
        ({"devices": []}, actions.NoDevice),
        ({"recycler": shop}, actions.NotARecycler),
        ({"taken_on": NOW.date() + timedelta(days=1)}, actions.NotYet),
        ({"actor": world.tom.actor}, MayNot),
    ):
        with pytest.raises(Refusal) as no:
            keep(world, scene, pdf(), **changed)
        assert type(no.value) is refusal
    keep(world, scene, pdf(), devices=recycled[:1])
    with pytest.raises(actions.HasAReceipt):
        keep(world, scene, pdf(2))


def test_the_coordinator_brings_it_in_and_the_donor_sees_it(client, world, scene):
    lot, recycled, recycler = scene
    code, ids, recycler_id = str(lot.code), [one.id for one in recycled], recycler.id
    client.sign_in(world.fatima)
    assert "Recycled, without a receipt" in client.get("/gent/today/").text
    assert "There is no receipt yet" in client.get(f"/gent/devices/{recycled[0].code}").text
    form = f"/gent/recycling/lots/{code}"
    assert client.get(form).status_code == 200
    told = {"recycler": recycler_id, "taken_on": "2026-11-20", "number": "R-77", "devices": ids}

    def send(content, name="paper.pdf", **changed):
        return client.post(form, data={**told, **changed, "file": (io.BytesIO(content), name)})

    for refused, sentence in (
        (send(b"MZ"), "cannot read this file"),
        (send(pdf(), kilograms="heavy"), "number of kg"),
        (send(pdf(change=_script)), "does something when it is opened"),
        (client.post(form, data=told), "Choose the file"),
        (send(pdf(), devices=[]), "Tick at least one device"),
    ):
        assert refused.status_code == 422
        assert sentence in refused.text
        assert 'value="R-77"' in refused.text
    assert send(pdf(), kilograms="3,4").status_code == 303
    assert "Recycler Voorbeeld" in client.get("/gent/recycling/").text
    receipt_id = queries.latest_receipts()[0].id
    assert queries.get_receipt(receipt_id).grams == 3400
    staff = client.get(f"/gent/recycling/receipts/{receipt_id}")
    assert staff.headers["Content-Disposition"].startswith("attachment")
    client.sign_in(world.dirk)
    shown = client.get(f"/gent/donor/{code}").text
    assert shown.count(f"/gent/donor/recycler/{receipt_id}") == 2
    paper = client.get(f"/gent/donor/recycler/{receipt_id}")
    assert paper.data[:5] == b"%PDF-"
    assert paper.headers["Content-Disposition"].startswith("attachment")
    for person, status in ((world.tom, 403), (world.denis, 404)):
        client.sign_in(person)
        assert client.get(f"/gent/donor/recycler/{receipt_id}").status_code == status
    assert client.sign_in(world.tom).get(form).status_code == 403


def test_a_file_over_the_limit_is_not_read_to_its_end(client, world, scene, monkeypatch):
    from inventory.foundation import forms

    read_at_most = forms.read_at_most
    monkeypatch.setattr(forms, "read_at_most", lambda read, most: read_at_most(read, most // 100_000))
    lot, recycled, recycler = scene
    told = {"recycler": recycler.id, "taken_on": "2026-11-20", "devices": recycled[0].id}
    client.sign_in(world.fatima)
    refused = client.post(
        f"/gent/recycling/lots/{lot.code}", data={**told, "file": (io.BytesIO(pdf()), "a.pdf")}
    )
    assert refused.status_code == 422
    assert "too large. Send at most 10 MB" in refused.text


def test_another_donors_receipt_does_not_exist(client, world, scene):
    other = make_lot(world, partner=make_partner(world, name="Een ander"))
    device = make_wiped_device(world, lot_id=other.id)
    devices.discard(world.sofie.actor, device, Move.RECYCLE, reason="too_old", now=NOW)
    kept = keep(world, scene, pdf(), lot=other, devices=[device])
    client.sign_in(world.dirk)
    assert client.get(f"/gent/donor/recycler/{kept.id}").status_code == 404
