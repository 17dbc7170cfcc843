"""The donor's own word on a wipe: a third person, appointed by the donor, and nobody else."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from inventory.devices import actions as devices
from inventory.digibank.models import User
from inventory.foundation.audit import verify
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.transaction import upkeep
from inventory.journey import Move, Stage
from inventory.partners import actions as partners
from inventory.refurbishing import actions as refurbishing
from inventory.refurbishing import queries as bench_of_refurbishing
from inventory.validating import actions, queries, rules
from inventory.validating.models import ValidatedWipe, Validation, Validator
from inventory.validating.rules import Answer
from inventory.wiping import actions as wiping
from inventory.wiping import bench, issuing
from inventory.wiping import queries as wipes
from inventory.wiping.attest import document, from_snapshot
from inventory.wiping.models import CertificateState
from tests.cast import NOW
from tests.make import anyone, make_device, make_lot, make_partner, make_wipe_log, make_wiped_device

LATER = NOW + timedelta(days=1)


@pytest.fixture
def gift(world, in_gent):
    """Dirk's company, which lets Dirk validate, and its gift."""
    partner = make_partner(world, name="Bakkerij Voorbeeld", email="it@bakkerij.example")
    user = db.session.get_one(User, world.dirk.user_id)
    contact = partners.link_account(world.fatima.actor, partner, user, now=NOW)
    actions.appoint(world.fatima.actor, contact, mandate="mail of An Peeters", now=NOW)
    return make_lot(world, partner=partner)


def wiped(world, lot, **details):
    device = make_wiped_device(world, lot_id=lot.id, donor_id=lot.partner_id, **details)
    return device, wipes.certificates_of(device.id)[0]


def told_on(certificate):
    return document(from_snapshot(certificate.snapshot))["donor"]["validation_by_donor"]


def test_a_wiped_device_waits_for_its_donor_and_goes_nowhere_meanwhile(world, gift):
    device, certificate = wiped(world, gift)
    assert told_on(certificate) == "asked, not answered yet"
    assert device not in bench_of_refurbishing.wiped_devices()
    assert bench_of_refurbishing.counts_of_the_bench()["to_begin"] == "0"
    with pytest.raises(rules.WaitsForDonor):
        refurbishing.start(world.tom.actor, device, now=LATER)
    with pytest.raises(rules.WaitsForDonor):
        devices.discard(world.sofie.actor, device, Move.RECYCLE, reason="too_old", now=LATER)
    assert device.stage is Stage.WIPED
    devices.miss(world.tom.actor, device, reason="lost", now=LATER)
    assert device.stage is Stage.MISSING


def test_accepted_it_goes_on_and_a_new_attest_says_so(world, gift):
    device, first = wiped(world, gift)
    validation = actions.accept(world.dirk.actor, first, now=LATER)
    assert actions.tell_on_the_attests(anyone(world.gent), LATER) == 1
    assert actions.tell_on_the_attests(anyone(world.gent), LATER) == 0
    [second, old] = wipes.certificates_of(device.id)
    assert (old.state, second.state) == (CertificateState.SUPERSEDED, CertificateState.VALID)
    assert told_on(second) == {
        "answer": "accepted", "name": "Dirk", "at": LATER.isoformat(), "certificate": str(first.code),
    }  # fmt: skip
    assert old.last_change.reason == "De schenker aanvaardde de wissing; het nieuwe attest zegt dat."
    assert db.session.query(Letter).count() == 0  # who said so needs no letter about it
    assert second.issued_by_id == first.issued_by_id
    assert bench_of_refurbishing.counts_of_the_bench()["to_begin"] == "1"
    assert device in bench_of_refurbishing.wiped_devices()
    assert refurbishing.start(world.tom.actor, device, now=LATER)
    assert validation.answer is Answer.ACCEPTED
    # Issued anew by a supervisor it still says so.
    third = issuing.reissue(world.sofie.actor, second, reason="A typing error", now=LATER)
    assert told_on(third)["certificate"] == str(first.code)
    assert list(verify()) == []


def test_the_paper_says_who_accepted_on_one_page(world, gift):
    device, first = wiped(world, gift)
    actions.accept(world.dirk.actor, first, now=LATER)
    actions.tell_on_the_attests(anyone(world.gent), LATER)
    second = wipes.certificates_of(device.id)[0]
    for certificate, words in ((second, f"aanvaardde {first.spoken}"), (first, "nog niet beantwoord")):
        read = PdfReader(BytesIO(issuing.paper_of(certificate, "nl").content))
        assert len(read.pages) == 1
        assert words in " ".join(read.pages[0].extract_text().split())


def test_refused_the_attest_falls_and_the_device_is_wiped_again(world, gift):
    device, first = wiped(world, gift)
    with pytest.raises(actions.WhyRefused):
        actions.refuse(world.dirk.actor, first, reason="  ", now=LATER)
    actions.refuse(world.dirk.actor, first, reason="We asked for Purge.", now=LATER)
    assert device.stage is Stage.WIPING
    assert first.state is CertificateState.REVOKED
    assert first.last_change.reason == "De schenker aanvaardde het niet: We asked for Purge."
    assert not any(medium.is_clean for medium in devices.media_of(device))
    assert wipes.picture_of(device).blockers
    assert [one.reason for one in queries.refused_at_the_bench()] == ["We asked for Purge."]
    with pytest.raises(issuing.NoLongerHolds):
        issuing.reissue(world.sofie.actor, first, reason="No", now=LATER)
    # Wiped once more by two people, it is asked once more.
    log = make_wipe_log(device, started_at=LATER)
    taken = bench.take_evidence(world.tom.actor, [("again.log", log)], now=LATER + timedelta(hours=3))
    runs = wiping.record_wipes(
        world.tom.actor, [one.id for one in taken.taken], now=LATER + timedelta(hours=3)
    )
    wiping.verify_all(world.sofie.actor, runs, now=LATER + timedelta(hours=3))
    assert device.stage is Stage.WIPED
    assert queries.is_waiting(device)
    assert queries.refused_at_the_bench() == []
    second = wipes.certificates_of(device.id)[0]
    actions.accept(world.dirk.actor, second, now=LATER + timedelta(hours=4))
    assert not queries.is_waiting(device)
    assert list(queries.broken_promises()) == []


def test_twice_the_same_is_once_and_the_opposite_is_refused(world, gift):
    _device, one = wiped(world, gift)
    first = actions.accept(world.dirk.actor, one, now=LATER)
    assert actions.accept(world.dirk.actor, one, now=LATER).id == first.id
    with pytest.raises(actions.SaidOtherwise):
        actions.refuse(world.dirk.actor, one, reason="No", now=LATER)
    _other, two = wiped(world, gift)
    said = actions.refuse(world.dirk.actor, two, reason="No", now=LATER)
    assert actions.refuse(world.dirk.actor, two, reason="No, from another tab", now=LATER).id == said.id
    with pytest.raises(actions.SaidOtherwise):
        actions.accept(world.dirk.actor, two, now=LATER)
    assert db.session.query(Validation).count() == 2


def test_the_rest_in_one_go_is_what_was_on_the_page(world, gift):
    certificates = [wiped(world, gift)[1] for _number in range(4)]
    actions.refuse(world.dirk.actor, certificates[0], reason="No", now=LATER)
    shown = queries.waiting_in(gift)
    assert len(shown) == 3
    late, _certificate = wiped(world, gift)
    made = actions.accept_rest(world.dirk.actor, gift, up_to=shown[-1].id, now=LATER)
    assert [one.certificate_id for one in made] == [one.id for one in shown]
    assert queries.is_waiting(late)
    assert actions.accept_rest(world.dirk.actor, gift, up_to=shown[-1].id, now=LATER) == []
    assert actions.tell_on_the_attests(anyone(world.gent), LATER) == 3


def test_only_whom_the_donor_appointed_answers_and_no_machine(world, gift, app):
    _device, certificate = wiped(world, gift)
    for person in (world.tom, world.sofie, world.fatima, world.nele):
        with pytest.raises(MayNot):
            actions.accept(person.actor, certificate, now=LATER)
    everything = anyone(world.gent, world.fatima.user_id)
    with pytest.raises(NotHere):
        actions.accept(everything, certificate, now=LATER)
    with pytest.raises(MayNot):
        actions.accept(replace(world.dirk.actor, kind="token"), certificate, now=LATER)
    other = make_lot(world, partner=make_partner(world, name="Een ander"))
    _device, strange = wiped(world, other)
    with pytest.raises(NotHere):
        actions.accept(world.dirk.actor, strange, now=LATER)
    with pytest.raises(NotHere):
        actions.accept_rest(world.dirk.actor, other, up_to=strange.id, now=LATER)


def _validated(world, gift, certificate, *, by=None, **changed):
    """An answer with its act, straight into the tables."""
    validator = db.session.execute(select(Validator)).scalar_one()
    who = by or world.dirk.user_id
    [run] = queries.runs_behind([certificate])[certificate.device_id]
    told = {
        "device_id": certificate.device_id, "certificate_id": certificate.id, "lot_id": gift.id,
        "partner_id": gift.partner_id, "validator_id": validator.id, "answer": Answer.ACCEPTED,
        "answered_at": LATER, "answered_by_id": who,
    }  # fmt: skip
    with upkeep():
        validation = Validation(**{**told, **changed})
        db.session.add(validation)
        db.session.flush()
        db.session.add(
            ValidatedWipe(
                validation_id=validation.id, wipe_run_id=run.id, operator_id=run.operator_id,
                verified_by_id=run.verified_by_id, answered_by_id=who,
            )
        )  # fmt: skip


@pytest.mark.parametrize("role", ["operator_id", "verified_by_id"])
def test_one_of_the_first_two_is_no_third_and_the_database_says_so_too(world, gift, role):
    """The validator of the donor once worked at the bench here."""
    device = make_device(world, lot_id=gift.id, donor_id=gift.partner_id)
    who = {"operator_id": world.tom, "verified_by_id": world.sofie} | {role: world.dirk}
    hand = anyone(world.gent, who["operator_id"].user_id)
    taken = bench.take_evidence(hand, [("w.log", make_wipe_log(device))], now=NOW)
    wiping.record_wipes(hand, [one.id for one in taken.taken], now=NOW)
    second = anyone(world.gent, who["verified_by_id"].user_id)
    [certificate] = wiping.verify_all(second, wipes.picture_of(device).open_runs, now=NOW)
    with pytest.raises(rules.OwnWipe):
        actions.accept(world.dirk.actor, certificate, now=LATER)
    with pytest.raises(rules.OwnWipe):
        actions.refuse(world.dirk.actor, certificate, reason="No", now=LATER)
    _other, fine = wiped(world, gift)
    made = actions.accept_rest(world.dirk.actor, gift, up_to=fine.id, now=LATER)
    assert [one.certificate_id for one in made] == [fine.id]
    with pytest.raises(IntegrityError):
        _validated(world, gift, certificate)


def test_the_database_keeps_strangers_and_other_lots_out(world, gift):
    _device, certificate = wiped(world, gift)
    other = make_lot(world, partner=make_partner(world, name="Een ander"))
    for changed in ({"by": world.karim.user_id}, {"lot_id": other.id}, {"partner_id": other.partner_id}):
        with pytest.raises(IntegrityError):
            _validated(world, gift, certificate, **changed)
    with pytest.raises(IntegrityError):
        _validated(world, gift, certificate, answer=Answer.REFUSED)
    _validated(world, gift, certificate)
    with pytest.raises(IntegrityError):
        _validated(world, gift, certificate)


def test_an_answer_never_changes(world, gift):
    _device, certificate = wiped(world, gift)
    actions.accept(world.dirk.actor, certificate, now=LATER)
    for table in ("validation", "validated_wipe"):
        for deed in (f"DELETE FROM {table}", f"UPDATE {table} SET answered_by_id = {world.tom.user_id}"):
            with pytest.raises((DBAPIError, IntegrityError)):
                db.session.execute(text(deed))
            db.session.rollback()


def test_without_a_validator_nothing_waits(world, in_gent):
    lot = make_lot(world)
    device, certificate = wiped(world, lot)
    assert told_on(certificate) == "none"
    assert refurbishing.start(world.tom.actor, device, now=LATER)


def test_the_last_validator_does_not_leave_silently(world, gift):
    device, _certificate = wiped(world, gift)
    [validator] = queries.validators_of(gift.partner_id)
    with pytest.raises(MayNot):
        actions.end(world.sofie.actor, validator, reason="Left", is_sure=True, now=LATER)
    with pytest.raises(actions.WhyEnded):
        actions.end(world.fatima.actor, validator, reason="", is_sure=True, now=LATER)
    with pytest.raises(actions.StillWaiting):
        actions.end(world.fatima.actor, validator, reason="Left", is_sure=False, now=LATER)
    assert queries.is_waiting(device)
    actions.end(world.fatima.actor, validator, reason="Left", is_sure=True, now=LATER)
    assert not queries.is_waiting(device)
    with pytest.raises(NotHere):
        actions.accept(world.dirk.actor, wipes.certificates_of(device.id)[0], now=LATER)


def test_a_forgotten_contact_answers_no_more_and_the_devices_still_wait(world, gift):
    device, certificate = wiped(world, gift)
    [validator] = queries.validators_of(gift.partner_id)
    partners.forget_contact(world.fatima.actor, validator.contact, now=LATER)
    with pytest.raises(NotHere):
        actions.accept(world.dirk.actor, certificate, now=LATER)
    assert queries.is_waiting(device)


def test_only_someone_of_a_donor_who_can_sign_in_is_appointed_and_once(world, gift):
    mute = partners.add_contact(world.fatima.actor, gift.partner, name="An", email="an@b.example", now=NOW)
    with pytest.raises(actions.NoAccount):
        actions.appoint(world.fatima.actor, mute, mandate="mail", now=NOW)
    shop = make_partner(world, name="Winkel", kind="supplier")
    user = db.session.get_one(User, world.karim.user_id)
    seller = partners.link_account(world.fatima.actor, shop, user, now=NOW)
    with pytest.raises(actions.NotADonor):
        actions.appoint(world.fatima.actor, seller, mandate="mail", now=NOW)
    [validator] = queries.validators_of(gift.partner_id)
    again = actions.appoint(world.fatima.actor, validator.contact, mandate="again", now=LATER)
    assert again.id == validator.id
    with pytest.raises(MayNot):
        actions.appoint(world.sofie.actor, validator.contact, mandate="mail", now=LATER)


def test_who_must_answer_is_asked_once_and_silence_is_told_once(world, gift):
    wiped(world, gift)

    def night(days):
        actions.tell_who_waits(anyone(world.gent), now=NOW + timedelta(days=days))
        return [letter.kind for letter in db.session.execute(select(Letter).order_by(Letter.id)).scalars()]

    assert night(1) == ["validating/asked"]
    assert night(2) == ["validating/asked"]
    wiped(world, gift)
    assert night(3) == ["validating/asked"] * 2
    assert night(15) == ["validating/asked"] * 2 + ["validating/silence"]
    assert night(16) == ["validating/asked"] * 2 + ["validating/silence"]
    asked, _again, silence = db.session.execute(select(Letter).order_by(Letter.id)).scalars()
    assert asked.to_email == world.dirk.email
    assert f"/gent/donor/check/{gift.code}" in asked.body
    assert silence.to_email == world.fatima.email
    # Told, and never taken for a yes.
    assert len(queries.waiting_in(gift)) == 2
