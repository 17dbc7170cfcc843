"""The hand-over has a manifest with two signatures, kept as it was; and the list is held against what came."""

import csv
import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from inventory.agreements.rules import AgreementKind, Minimum
from inventory.foundation.database import db
from inventory.intake import actions, importing, manifest, queries
from inventory.intake.findings import RefusedBecause
from inventory.intake.models import LotKind, Manifest
from inventory.intake.queries import Reconciled
from tests.make import make_agreement, make_ink, make_lot, make_partner


@pytest.fixture
def lot(world, in_gent, now):
    """Four on the list, under both agreements; two came, and one that is not on it."""
    partner = make_partner(world, name="Çelik & شركة المثال")
    make_agreement(world, partner, minimum=Minimum.PURGE)
    make_agreement(world, partner, kind=AgreementKind.PROCESSING)
    lot = make_lot(world, partner=partner)
    rows = b"serial;maker;model;donor_asset_number\n" + b"".join(
        b"SER%d;Dell;Latitude;NR-%d\n" % (number, number) for number in range(1, 5)
    )
    tom = world.tom.actor
    draft = importing.upload_list(tom, lot, rows, "l.csv", now=now)
    importing.confirm_list(tom, draft, seal=importing.seal_of(importing.report_of(draft)), now=now)
    for serial in ("SER1", "SER2", "EXTRA9"):
        actions.receive(tom, lot, serial, now=now, maker="HP", model="Ömer")
    return lot


def signed(world, lot, now, **details):
    told = {"by": "Ayşe Çelik", "signature": make_ink(), "taken_signature": make_ink(), "counted": 5,
            "seals": "zegel 0117", "chargers": 4, **details}  # fmt: skip
    return actions.sign_for(world.tom.actor, lot, now=now, **told)


def words_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_manifest_says_who_what_when_and_under_what(world, lot, now):
    signed(world, lot, now)
    words = words_of(manifest.paper_of(lot))
    for part in ("Afgiftelijst", "Çelik", "Ayşe Çelik", "Tom", "23 nov 2026, 10:00", "zegel 0117", "SO-0001, VO-0001",
                 "SER1", "SER4", "EXTRA9", "NR-3", "Purge", "3 van 5"):  # fmt: skip
        assert part in words, part
    kept = manifest.latest(lot)
    assert [(one["serial"], one["was_scanned"]) for one in kept.listed] == [
        ("SER1", True), ("SER2", True), ("SER3", False), ("SER4", False), ("EXTRA9", True),
    ]  # fmt: skip
    assert list(manifest.broken_promises()) == []


def test_signed_again_is_another_manifest_and_the_first_stays(world, lot, now):
    signed(world, lot, now)
    first = manifest.paper_of(lot)
    signed(world, lot, now, counted=6)
    assert manifest.latest(lot).number == 2
    assert manifest.paper_of(lot) != first
    assert db.session.execute(select(Manifest.number).order_by(Manifest.number)).scalars().all() == [1, 2]


def test_without_a_list_the_count_stands_and_by_pen_the_boxes_are_empty(world, in_gent, now):
    lot = make_lot(world)
    signed(world, lot, now, signature=None, taken_signature=None, counted=12)
    words = words_of(manifest.paper_of(lot))
    assert "Er is geen lijst." in words
    assert "12" in words
    assert words.count("getekend met de pen") == 2
    assert "geen schriftelijke overeenkomst" in words


def test_a_purchase_is_no_gift_and_has_no_manifest(world, in_gent, now):
    bought = make_lot(world, kind=LotKind.PURCHASE)
    signed(world, bought, now)
    assert manifest.latest(bought) is None


def test_the_database_refuses_to_change_a_manifest(world, lot, now):
    signed(world, lot, now)
    for deed in ("UPDATE manifest SET seals = ''", "DELETE FROM manifest"):
        with pytest.raises(DatabaseError, match="only grows"):
            db.session.execute(text(deed))
        db.session.rollback()


def test_the_list_is_held_against_what_came(world, lot, now):
    device = next(one for one in queries.devices_of(lot) if one.serial == "SER2")
    actions.refuse(world.tom.actor, device, RefusedBecause.BROKEN, now=now)
    verdicts = {row.serial: row.verdict for row in queries.reconciled(lot)}
    assert verdicts == {
        "SER1": Reconciled.RECEIVED, "SER2": Reconciled.SENT_BACK, "SER3": Reconciled.MISSING,
        "SER4": Reconciled.MISSING, "EXTRA9": Reconciled.EXTRA,
    }  # fmt: skip
    bare = make_lot(world)
    actions.receive(world.tom.actor, bare, "ALONE1", now=now)
    assert [row.verdict for row in queries.reconciled(bare)] == [Reconciled.RECEIVED]


def test_staff_and_the_giver_find_both_and_another_giver_finds_nothing(client, world, lot, now):
    from inventory.digibank.models import User
    from inventory.partners.actions import link_account

    link_account(world.fatima.actor, lot.partner, db.session.get_one(User, world.dirk.user_id), now=now)
    code, other = lot.code, make_lot(world).code
    client.sign_in(world.tom)
    assert client.get(f"/gent/lots/{code}/manifest.pdf").status_code == 303
    signed(world, lot, now)
    paper = client.get(f"/gent/lots/{code}/manifest.pdf").data
    assert "Hand-over manifest" in client.get(f"/gent/lots/{code}").text
    rows = list(csv.reader(io.StringIO(client.get(f"/gent/lots/{code}/reconciliation.csv").text.lstrip("\ufeff")),
                           delimiter=";"))  # fmt: skip
    assert rows[3] == ["SER3", "Dell", "Latitude", "NR-3", "Listed, not here"]
    assert client.get(f"/gent/lots/{code}/reconciliation.xlsx").status_code == 200
    client.sign_in(world.dirk)
    assert client.get(f"/gent/donor/{code}/manifest.pdf").data == paper
    shown = client.get(f"/gent/donor/{code}").text
    for words in ("On your list, not here", "SER4", "EXTRA9", "Ayşe Çelik"):
        assert words in shown
    assert "EXTRA9" in client.get(f"/gent/donor/{code}/reconciliation.csv").text
    for path in ("manifest.pdf", "reconciliation.csv"):
        assert client.get(f"/gent/donor/{other}/{path}").status_code == 404
