"""The letter to each donor in January: once, in the donor's language, and never about a borrower."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from inventory.devices.models import Device
from inventory.digibank.models import User
from inventory.foundation import clock
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.impact.counting import uses_among
from inventory.lending import meanwhile
from inventory.lending.rules import ChargerAtSwap, SwapReason
from inventory.partners.actions import link_account
from inventory.portal import yearly
from inventory.portal.models import YearLetter
from tests.cast import NOW
from tests.make import (
    anyone,
    make_approved_borrower,
    make_loan,
    make_lot,
    make_partner,
    make_ready_device,
    make_wiped_device,
)

JANUARY = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)


@pytest.fixture
def gift(world, app):
    """Dirk reads Dutch; his bakery gave three laptops in 2026, and there is another donor without an address."""
    with inside(world.gent):
        with upkeep():
            db.session.get_one(User, world.dirk.user_id).locale = "nl"
        partner = make_partner(world, name="Bakkerij Voorbeeld")
        link_account(world.fatima.actor, partner, db.session.get_one(User, world.dirk.user_id), now=NOW)
        lot = make_lot(world, partner=partner)
        for number in range(3):
            make_wiped_device(world, lot_id=lot.id, donor_id=partner.id, donor_asset_number=f"BV-{number}")
        mute = make_partner(world, name="Zonder Adres")
        make_wiped_device(world, lot_id=make_lot(world, partner=mute).id, donor_id=mute.id)
        make_partner(world, name="Gaf nooit iets")
        yield partner.id


def words_of(letter):
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(letter.content)).pages).split()
    )


def test_every_donor_gets_one_letter_in_january_and_one_only(world, gift):
    """Run as the night job does: without a request."""
    actor = anyone(world.gent)
    yearly.in_january(actor, date(2026, 12, 31))
    yearly.in_january(actor, date(2027, 2, 1))
    assert db.session.query(YearLetter).count() == 0
    assert yearly.write_all(actor, 2026, now=JANUARY) == 2
    assert yearly.write_all(actor, 2026, now=JANUARY + timedelta(days=1)) == 0
    letters = yearly.letters_about(2026)
    assert sorted(letter.was_mailed for letter in letters.values()) == [False, True]
    [mail] = db.session.execute(select(Letter)).scalars()
    assert (mail.to_email, mail.locale) == (world.dirk.email, "nl")
    assert "In 2026 schonk je ons 3 toestellen." in mail.body
    assert "minder dan 5" in mail.body
    assert "/gent/donor/" in mail.body
    told = words_of(letters[gift])
    for words in ("Je schenkingen in 2026", "Bakkerij Voorbeeld", "BV-2", "minder dan 5", "ADEME", "C 0"):
        assert words in told, words
    assert letters[gift].facts["co2"]["grams"] == 27_000
    assert yearly.altered() == []


def test_the_night_of_january_writes_about_the_year_before(world, gift, monkeypatch):
    monkeypatch.setattr(clock, "_ask", lambda: JANUARY)
    yearly.in_january(anyone(world.gent), date(2027, 1, 4))
    assert {letter.year for letter in db.session.execute(select(YearLetter)).scalars()} == {2026}


def test_a_second_write_is_the_letter_that_was_written(world, gift):
    partner = db.session.get_one(yearly.Partner, gift)
    first = yearly.write(world.fatima.actor, partner, 2026, now=JANUARY)
    again = yearly.write(world.fatima.actor, partner, 2026, now=JANUARY + timedelta(days=3))
    assert again.id == first.id
    assert db.session.query(Letter).count() == 1
    with pytest.raises(MayNot):
        yearly.write(world.sofie.actor, partner, 2025, now=JANUARY)
    for deed in ("DELETE FROM year_letter", "UPDATE year_letter SET year = 2020"):
        with pytest.raises((DBAPIError, IntegrityError)):
            db.session.execute(text(deed))
        db.session.rollback()


def test_people_are_counted_from_five_up_and_never_named(world, app, gift):
    partner = db.session.get_one(yearly.Partner, gift)
    lot = make_lot(world, partner=partner)
    with app.test_request_context():
        for number in range(5):
            borrower = make_approved_borrower(world, first_name=f"Quirijn{number}")
            device = make_ready_device(world, lot_id=lot.id, donor_id=partner.id)
            make_loan(world, borrower=borrower, device=device)
    facts = yearly.facts_of(partner, 2026, now=JANUARY)
    assert facts.impact.people == 5
    # Thirty-eight days in 2026, five times.
    assert facts.impact.co2_kilograms == round(facts.impact.days / 365 * 27)
    assert 5 * 38 <= facts.impact.days <= 5 * 39
    letter = yearly.write(world.fatima.actor, partner, 2026, now=JANUARY)
    assert "Quirijn" not in words_of(letter)
    assert "Quirijn" not in str(letter.facts)
    assert "Mensen bereikt 5" in words_of(letter).replace("Mensen bereikt CO", "") or " 5 " in words_of(
        letter
    )


def test_a_swap_ends_the_days_of_one_gift_and_begins_those_of_another(world, app, gift):
    given, other, third = (make_lot(world, partner=make_partner(world, name=name)) for name in "ABC")
    until = NOW + timedelta(days=40)
    with app.test_request_context():
        loan = make_loan(world, device=make_ready_device(world, lot_id=given.id))
        first = make_ready_device(world, lot_id=other.id)
        old = str(loan.device.code)
        meanwhile.swap(
            world.nele.actor,
            loan,
            first,
            SwapReason.SCREEN,
            instead_of=old,
            charger=ChargerAtSwap.STAYS,
            now=NOW + timedelta(days=10),
        )
        last = make_ready_device(world, lot_id=third.id)
        old = str(loan.device.code)
        meanwhile.swap(
            world.nele.actor,
            loan,
            last,
            SwapReason.SCREEN,
            instead_of=old,
            charger=ChargerAtSwap.STAYS,
            now=NOW + timedelta(days=30),
        )

    def days(lot, until=until):
        ours = select(Device.id).where(Device.lot_id == lot.id)
        return [(one.who, one.since, one.until) for one in uses_among(ours, day(until))]

    who, began = loan.borrower_id, day(loan.handed_over_at)
    assert days(given) == [(who, began, day(NOW + timedelta(days=10)))]
    assert days(other) == [(who, day(NOW + timedelta(days=10)), day(NOW + timedelta(days=30)))]
    assert days(third) == [(who, day(NOW + timedelta(days=30)), None)]
    assert days(third, NOW + timedelta(days=29)) == []


def test_a_year_begins_and_ends_in_brussels(world, gift):
    partner = db.session.get_one(yearly.Partner, gift)
    new_year = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)  # midnight in Brussels
    last_minute = new_year - timedelta(minutes=1)
    with upkeep():
        ids = list(db.session.execute(select(Device.id).where(Device.donor_id == gift)).scalars())
        db.session.execute(update(Device).where(Device.id == ids[0]).values(received_at=new_year))
        db.session.execute(update(Device).where(Device.id == ids[1]).values(received_at=last_minute))
    assert yearly.facts_of(partner, 2026, now=JANUARY).received == 2
    assert yearly.facts_of(partner, 2027, now=JANUARY).received == 1


def test_the_coordinator_looks_first_and_the_donor_reads_it_in_the_portal(client, world, gift):
    client.sign_in(world.fatima)
    assert "Year letters" in client.get("/gent/partners/").text
    shown = client.get("/gent/year-letters/?year=2026").text
    for words in ("Bakkerij Voorbeeld", "Not written yet", "No address", "Look at it first"):
        assert words in shown
    assert "Gaf nooit iets" not in shown
    preview = client.get(f"/gent/year-letters/{gift}.pdf?year=2026")
    assert preview.data[:5] == b"%PDF-"
    assert db.session.query(YearLetter).count() == 0
    for bad in ("1999", "2999", "x", "२०२६"):
        assert client.get(f"/gent/year-letters/?year={bad}").status_code == 404
    with inside(world.gent):
        letter = yearly.write(world.fatima.actor, db.session.get_one(yearly.Partner, gift), 2026, now=NOW)
        letter_id, content = letter.id, letter.content
    assert client.get(f"/gent/year-letters/{gift}.pdf?year=2026").data == content
    assert "Written on" in client.get("/gent/year-letters/?year=2026").text
    client.sign_in(world.dirk)
    assert f"/gent/donor/letters/{letter_id}.pdf" in client.get("/gent/donor/?lang=en").text
    assert client.get(f"/gent/donor/letters/{letter_id}.pdf").data == content
    assert client.get("/gent/year-letters/").status_code == 403
    for person, status in ((world.tom, 403), (world.denis, 404)):
        client.sign_in(person)
        assert client.get(f"/gent/donor/letters/{letter_id}.pdf").status_code == status


def test_the_list_asks_the_database_as_often_for_one_donor_as_for_many(client, world, gift):
    from sqlalchemy import event

    client.sign_in(world.fatima)

    def asked():
        counted = []

        def note(*_args):
            counted.append(1)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert client.get("/gent/year-letters/?year=2026").status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(counted)

    few = asked()
    with inside(world.gent):
        for _number in range(4):
            partner = make_partner(world, email="a@b.example")
            make_wiped_device(world, lot_id=make_lot(world, partner=partner).id, donor_id=partner.id)
    assert asked() == few
    assert few <= 12


def test_a_letter_to_another_donor_does_not_exist(client, world, gift):
    with inside(world.gent):
        mute = db.session.execute(
            select(yearly.Partner).where(yearly.Partner.name == "Zonder Adres")
        ).scalar_one()
        other = yearly.write(world.fatima.actor, mute, 2026, now=NOW).id
    client.sign_in(world.dirk)
    assert client.get(f"/gent/donor/letters/{other}.pdf").status_code == 404
