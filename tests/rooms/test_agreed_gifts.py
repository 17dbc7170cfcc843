"""A gift stands on its agreements: found by itself, kept at the hand-over, and a wipe below the minimum holds it."""

from datetime import timedelta

import pytest

from inventory.agreements import actions as agreements
from inventory.agreements.rules import AgreementKind, Minimum, WeakerThanPromised
from inventory.devices import actions as devices
from inventory.intake import actions, agreeing
from inventory.intake.models import Confidentiality, LotKind
from inventory.journey import Stage
from inventory.wiping import actions as wiping
from inventory.wiping import bench, queries
from inventory.wiping.blocking import Blocker
from inventory.wiping.categories import Category
from inventory.wiping.evidence.facts import Technique
from tests.make import make_agreement, make_device, make_lot, make_partner, make_wipe_log


def edited(world, lot, now, **details):
    return actions.edit(world.fatima.actor, lot, now=now, **details)


def test_a_gift_finds_what_holds_and_a_purchase_needs_nothing(world, in_gent):
    partner = make_partner(world)
    donation = make_agreement(world, partner)
    processing = make_agreement(world, partner, kind=AgreementKind.PROCESSING, minimum=Minimum.PURGE)
    lot = make_lot(world, partner=partner)
    assert (lot.donation_id, lot.processing_id, lot.minimum) == (donation.id, processing.id, Minimum.PURGE)
    bought = make_lot(world, partner=partner, kind=LotKind.PURCHASE)
    assert (bought.donation_id, bought.minimum, agreeing.standing_of(bought)) == (None, None, None)


def test_a_gift_that_was_there_first_finds_the_agreement_that_is_signed_later(world, in_gent, now):
    lot = make_lot(world)
    assert agreeing.standing_of(lot).missing is AgreementKind.DONATION
    draft = make_agreement(world, lot.partner, signed=False)
    assert agreeing.standing_of(lot).draft == draft
    make_agreement(world, lot.partner, kind=AgreementKind.PROCESSING)
    agreements.end(world.fatima.actor, draft, reason="fout", now=now)
    signed = make_agreement(world, lot.partner)
    assert (lot.donation_id, agreeing.standing_of(lot).missing) == (signed.id, None)
    agreements.end(world.fatima.actor, signed, reason="verhuisd", now=now)
    assert (lot.donation_id, agreeing.standing_of(lot).missing) == (None, AgreementKind.DONATION)


def test_from_the_hand_over_on_an_agreement_stays_also_when_it_ends(world, in_gent, now):
    agreement = make_agreement(world, minimum=Minimum.PURGE)
    lot = make_lot(world, partner=agreement.partner)
    actions.sign_for(world.tom.actor, lot, by="An", now=now)
    later = now + timedelta(days=1)
    agreements.end(world.fatima.actor, agreement, reason="verhuisd", now=later)
    assert (lot.donation_id, lot.minimum) == (agreement.id, Minimum.PURGE)
    make_agreement(world, agreement.partner, minimum=Minimum.CLEAR, now=later)
    assert (lot.donation_id, lot.minimum) == (agreement.id, Minimum.PURGE)


def test_an_agreement_that_begins_after_the_hand_over_does_not_cover_it(world, in_gent, now):
    lot = make_lot(world)
    actions.sign_for(world.tom.actor, lot, by="An", now=now)
    later = now + timedelta(days=1)
    agreement = make_agreement(world, lot.partner, now=later)
    assert lot.donation_id is None
    agreements.end(world.fatima.actor, agreement, reason="te laat begonnen", now=later)
    turned_up = make_agreement(world, lot.partner, now=later, valid_from=now.date())
    assert lot.donation_id == turned_up.id


def test_the_stricter_of_agreement_and_announcement_counts_and_is_never_weakened(world, in_gent, now):
    agreement = make_agreement(world)
    lot = make_lot(
        world, partner=agreement.partner, asked_minimum=Minimum.PURGE, confidentiality=Confidentiality.STRICT
    )
    assert lot.minimum is Minimum.PURGE
    edited(world, lot, now, asked_minimum=None)
    assert lot.minimum is Minimum.CLEAR
    edited(world, lot, now, asked_minimum=Minimum.PURGE)
    actions.sign_for(world.tom.actor, lot, by="An", now=now)
    for weaker in (None, Minimum.CLEAR):
        with pytest.raises(WeakerThanPromised):
            edited(world, lot, now, asked_minimum=weaker)
    edited(world, lot, now, asked_minimum=Minimum.DESTROY)
    assert lot.minimum is Minimum.DESTROY


# --- at the bench -----------------------------------------------------------------------------------


@pytest.fixture
def asked(world, in_gent, now):
    """A laptop of a gift that asks for Purge, overwritten: that is Clear."""
    lot = make_lot(world, asked_minimum=Minimum.PURGE)
    device = make_device(world, lot_id=lot.id, donor_id=lot.partner_id)
    taken = bench.take_evidence(world.tom.actor, [("wipe.log", make_wipe_log(device))], now=now)
    wiping.record_wipes(world.tom.actor, [finding.id for finding in taken.taken], now=now)
    return device


def test_a_wipe_that_is_true_and_not_enough_holds_the_device(world, asked, now):
    made = wiping.verify_all(world.sofie.actor, queries.picture_of(asked).open_runs, now=now)
    [medium] = devices.media_of(asked)
    assert (made, asked.stage, medium.is_clean) == ([], Stage.WIPING, False)
    assert queries.picture_of(asked).blockers == (Blocker.BELOW_MINIMUM,)
    assert [one.blocker for one in queries.glance_at(asked)] == [Blocker.BELOW_MINIMUM]
    with pytest.raises(wiping.StillOpen):
        wiping.finish(world.sofie.actor, asked, now=now)


def test_no_way_out_of_the_house_is_open_with_a_wipe_below_the_minimum(world, asked, now):
    from inventory.journey import JOURNEY, StillHoldsData

    wiping.verify_all(world.sofie.actor, queries.picture_of(asked).open_runs, now=now)
    fatima = world.fatima.actor
    ways = [move for move, step in JOURNEY.items() if step.only_clean and Stage.WIPING in step.starts]
    assert len(ways) >= 3
    for way in ways:
        with pytest.raises(StillHoldsData):
            devices.move(fatima, asked, way, now=now)


def test_destroying_the_disk_closes_what_a_light_wipe_could_not(world, asked, now):
    wiping.verify_all(world.sofie.actor, queries.picture_of(asked).open_runs, now=now)
    [medium] = devices.media_of(asked)
    run = wiping.record_destruction(world.tom.actor, medium, statement="geplet", now=now)
    [certificate] = wiping.verify_all(world.sofie.actor, [run], now=now)
    assert asked.stage is Stage.WIPED
    assert certificate.snapshot["minimum"] == "purge"


def test_a_borrowers_data_are_no_givers_business(world, asked, now):
    from sqlalchemy import update

    from inventory.devices.models import Device
    from inventory.foundation.database import db
    from inventory.foundation.transaction import upkeep

    with upkeep():
        db.session.execute(update(Device).where(Device.id == asked.id).values(lap=2))
    db.session.refresh(asked)
    assert queries.minima_for([asked]) == {}
    assert queries.glance_at(asked)[0].blocker is Blocker.NOT_WIPED


def test_a_persons_word_never_reaches_a_minimum(world, in_gent, now):
    lot = make_lot(world, asked_minimum=Minimum.CLEAR)
    device = make_device(world, lot_id=lot.id, donor_id=lot.partner_id)
    [medium] = devices.media_of(device)
    run = wiping.record_by_hand(
        world.tom.actor, medium, technique=Technique.FACTORY_RESET, statement="powerwash", now=now
    )
    assert (run.category, queries.falls_short(run)) == (Category.NONE, Minimum.CLEAR)
    wiping.verify(world.sofie.actor, run, now=now)
    assert queries.picture_of(device).blockers == (Blocker.BELOW_MINIMUM,)


def test_the_pages_say_it_with_the_next_step(client, world, asked, now):
    run_id, code, lot_code = queries.picture_of(asked).open_runs[0].id, asked.code, actions.lot_of(asked).code
    client.sign_in(world.sofie)
    assert "With this wipe the disk stays on the list" in client.get(f"/gent/wiping/attempts/{run_id}").text
    told = client.post(f"/gent/wiping/attempts/{run_id}/agree", follow_redirects=True).text
    assert "But the giver asks more" in told
    shown = client.get(f"/gent/wiping/devices/{code}").text
    for words in (
        "at least Purge on each disk",
        "Wiped too lightly",
        "Wipe it again with a stronger method",
        "Destroyed",
    ):
        assert words in shown
    assert "Ask your coordinator" in client.get(f"/gent/lots/{lot_code}").text
    client.sign_in(world.fatima)
    shown = client.get(f"/gent/lots/{lot_code}").text
    assert "Draft: Donation agreement" in shown
    assert "at least Purge" in shown
    assert client.get(f"/gent/lots/{lot_code}/edit").status_code == 200
