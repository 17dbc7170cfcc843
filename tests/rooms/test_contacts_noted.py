"""Contacts are noted by the deeds that happen anyway: one episode, the right place and outcome, undone with them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from inventory.applications import actions as applications
from inventory.applications.policy import Door
from inventory.applications.states import Alternative, RefusalReason
from inventory.borrowers import actions as borrowers
from inventory.borrowers import unmerging
from inventory.borrowers.actions import Details
from inventory.borrowers.merging import merge
from inventory.borrowers.rules import Gender
from inventory.contacts import actions, groups, lists, queries, referrals, typed
from inventory.contacts.models import ReferralOut, ServiceContact, ServiceLocation
from inventory.contacts.rules import (
    AgeBand,
    ContactOutcome,
    GroupKind,
    Purpose,
    ReferralChannel,
    Service,
    Step,
)
from inventory.digibank.models import User
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction
from inventory.indicators import asking
from inventory.indicators.answer import Indicator, Question
from inventory.lending import actions as lending
from inventory.lending import meanwhile
from inventory.lending.rules import ChargerAtSwap, SwapReason, VisitFinding
from inventory.outings.queries import devices_of, visits_of
from inventory.repair_desk import actions as repair_desk
from inventory.returning import actions as returning
from inventory.returning.rules import Check, Files, Finding
from tests.cast import NOW
from tests.make import (
    anyone,
    make_approved_borrower,
    make_borrower,
    make_loan,
    make_partner,
    make_ready_device,
    make_session,
)
from tests.make_contacts import make_contact
from tests.make_outings import make_outing_on_the_road
from workshop import actions as workshop
from workshop import referrals as workshop_referrals
from workshop.day_models import Destination
from workshop.rules import Presence

pytestmark = pytest.mark.usefixtures("in_gent")
#: the very first contact, whatever it was
STEPS = [Step.APPLICATION, Step.PICK_UP, Step.CHECK_IN, Step.CHECK_IN, Step.RETURN]


def contacts():
    db.session.expire_all()
    query = select(ServiceContact).order_by(ServiceContact.happened_on, ServiceContact.id)
    return list(db.session.scalars(query))


def holds():
    """What the keeper's check says of contacts."""
    return [one for one in offered("check") if "contact" in one]


def test_a_loan_from_asking_to_bringing_back_is_one_episode(world, now):
    nele = world.nele.actor
    service = make_partner(world, name="OCMW Voorbeeld", kind="referrer")
    who = make_borrower(world, birth_year=1990, municipality="Gent")
    asked = applications.apply(
        nele, who, purpose=Purpose.JOB_SEARCH, referrer=service, door=Door.DESK, now=now
    )
    (contact,) = contacts()
    assert (contact.service, contact.step, contact.outcome) == (
        Service.LENDING, Step.APPLICATION, ContactOutcome.OPEN,
    )  # fmt: skip
    assert contact.location.is_desk
    assert (contact.enroller_id, contact.referrer_id, contact.channel) == (
        world.nele.user_id, service.id, ReferralChannel.SOCIAL_SERVICE,
    )  # fmt: skip
    applications.approve(nele, asked, now=now, reason="ja")
    loan = make_loan(world, borrower=who)
    meanwhile.note_visit(nele, loan, VisitFinding.FINE, now=now + timedelta(days=10))
    meanwhile.note_visit(nele, loan, VisitFinding.FINE, now=now + timedelta(days=10, hours=1))
    meanwhile.swap(
        nele, loan, make_ready_device(world), next(iter(SwapReason)), instead_of=str(loan.device.code),
        charger=ChargerAtSwap.STAYS, now=now + timedelta(days=20),
    )  # fmt: skip
    returning.take_back(
        nele, loan, files=Files.MAY_GO, findings=dict.fromkeys(Check, Finding.FINE), choices={},
        now=now + timedelta(days=30),
    )  # fmt: skip
    all_of_it = contacts()
    assert [one.step for one in all_of_it] == STEPS
    assert [one.episode_id for one in all_of_it] == [None, *[all_of_it[0].id] * 4]
    assert {one.purpose for one in all_of_it} == {Purpose.JOB_SEARCH}
    assert {one.referrer_id for one in all_of_it} == {service.id}
    assert {(one.age_band, one.municipality) for one in all_of_it} == {(AgeBand.MIDDLE, "Gent")}
    assert all_of_it[0].outcome is ContactOutcome.HELPED
    assert holds() == []


def test_a_deed_without_its_contact_and_a_contact_without_its_deed_are_told(world, now):
    loan = make_loan(world)
    with transaction():
        actions.withdraw(world.fatima.actor, "loan", loan.id, Step.PICK_UP, now=now)
        record(world.fatima.actor, "contacts.corrected", contacts()[0], now=now)
    make_contact(world, source="attendance", source_id=404)
    assert holds() == [
        f"loan {loan.id} has no contact for its pick_up",
        "a contact follows from the visit of attendance 404, which did not take place",
    ]


def test_what_comes_of_an_application_is_the_outcome_of_its_contact(world, now):
    fatima = world.fatima.actor
    refused = applications.apply(fatima, make_borrower(world), purpose=Purpose.OTHER, now=now)
    applications.refuse(
        fatima, refused, why=RefusalReason.NO_STOCK, alternative=Alternative.LATER, reason="Later", now=now
    )
    left = applications.apply(fatima, make_borrower(world), purpose=Purpose.OTHER, now=now)
    applications.withdraw(fatima, left, now=now)
    assert [one.outcome for one in contacts()] == [ContactOutcome.REFUSED, ContactOutcome.WITHDRAWN]
    assert holds() == []


def test_a_hand_over_that_is_undone_never_took_place(world, now):
    loan = make_loan(world, borrower=make_approved_borrower(world))
    meanwhile.note_visit(world.nele.actor, loan, VisitFinding.FINE, now=now)
    lending.undo(world.nele.actor, loan, now=now)
    (contact,) = contacts()
    assert (contact.step, contact.outcome) == (Step.APPLICATION, ContactOutcome.OPEN)
    assert holds() == []


def test_on_the_road_the_contact_is_there(world, now):
    nele = db.session.get_one(User, world.nele.user_id)
    outing = make_outing_on_the_road(world, travellers=(nele,))
    visit = visits_of(outing)[0]
    (row,) = [one for one in devices_of(outing) if one.visit_id == visit.id]
    loan = make_loan(world, borrower=visit.application.borrower, device=row.device)
    (contact,) = [one for one in contacts() if one.source_id == loan.id and one.step is Step.PICK_UP]
    assert (contact.location.name, contact.location.municipality) == (outing.venue, outing.municipality)


def test_who_came_to_a_workshop_is_a_contact_and_who_did_not_is_none(world, now):
    lotte = anyone(world.gent, world.lotte.user_id)
    session = make_session(world, hours=0.01, place="Bib Zuid")
    lesson = session.lessons[0]
    one, two = (workshop.enrol(lotte, session, make_borrower(world), now=now) for _ in range(2))
    assert contacts() == []
    later = now + timedelta(hours=1)
    workshop.note(lotte, one, lesson, Presence.LATE, now=later)
    workshop.note(lotte, two, lesson, Presence.ABSENT, now=later)
    (contact,) = contacts()
    assert (contact.borrower_id, contact.service) == (one.borrower_id, Service.START_WORKSHOP)
    assert contact.location.name == session.venue.name
    workshop.note(lotte, two, lesson, Presence.PRESENT, now=later)
    assert len(contacts()) == 2
    workshop.note(lotte, two, lesson, Presence.ABSENT, now=later)
    workshop.take_back_note(lotte, one, lesson, now=later)
    assert contacts() == []
    assert holds() == []


def test_where_a_workshop_sends_someone_stands_at_the_contact(world, now):
    lotte, later = anyone(world.gent, world.lotte.user_id), now + timedelta(hours=1)
    session = make_session(world, hours=0.01)
    seat = workshop.enrol(lotte, session, make_borrower(world), now=now)
    onward = workshop_referrals.refer(lotte, seat, Destination.DIGIPUNT, now=later)
    assert db.session.scalars(select(ReferralOut)).all() == []
    workshop.note(lotte, seat, session.lessons[0], Presence.PRESENT, now=later)
    (sent,) = db.session.scalars(select(ReferralOut))
    assert (sent.to_service, sent.realised_on) == (Service.DIGIPUNT, None)
    workshop_referrals.realise(lotte, onward, now=later)
    assert sent.realised_on == later.date()
    workshop_referrals.unrealise(lotte, onward, now=later)
    assert sent.realised_on is None
    workshop_referrals.withdraw(lotte, seat, Destination.DIGIPUNT, now=later)
    assert db.session.scalars(select(ReferralOut)).all() == []


def test_a_seat_under_two_entries_is_one_contact_after_they_are_one(world, now):
    lotte = anyone(world.gent, world.lotte.user_id)
    session = make_session(world, hours=0.01, capacity=5)
    stays, goes = make_borrower(world), make_borrower(world)
    for who in (stays, goes):
        seat = workshop.enrol(lotte, session, who, now=now)
        workshop.note(lotte, seat, session.lessons[0], Presence.PRESENT, now=now + timedelta(hours=1))
    merge(world.nele.actor, stays, goes, now=now + timedelta(hours=2))
    assert [one.borrower_id for one in contacts()] == [stays.id]
    assert holds() == []


def test_who_brings_a_laptop_of_their_own_is_a_contact_without_a_name(world, now):
    from inventory.deposits.till_rules import SignedHow
    from inventory.repair_desk.actions import Brought, Ink

    told = Brought("Mira", "HP 250", "Valt uit", phone="0470 12 34 56")
    ticket = repair_desk.receive(world.nele.actor, told, signed=Ink(on_paper=True), now=now)
    assert ticket.signed_how is SignedHow.PAPER
    repair_desk.appoint(world.nele.actor, told, at=now + timedelta(days=3), now=now)
    (contact,) = contacts()
    assert (contact.service, contact.borrower_id, contact.outcome) == (
        Service.REPAIR_DESK, None, ContactOutcome.OPEN,
    )  # fmt: skip
    assert holds() == []


def test_saying_it_again_changes_the_one_contact(world, now):
    first = make_contact(world, source_id=991)
    again = make_contact(world, source_id=991, outcome=ContactOutcome.NOT_HELPED)
    assert first.id == again.id
    assert [one.outcome for one in contacts()] == [ContactOutcome.NOT_HELPED]


def test_an_episode_whose_beginning_goes_goes_on_with_the_next(world, now):
    first = make_contact(world, source_id=1, on=NOW.date() - timedelta(days=3))
    second = make_contact(world, source_id=2, episode=first)
    third = make_contact(world, source_id=3, episode=second)
    assert (second.episode_id, third.episode_id) == (first.id, first.id)
    with transaction():
        actions.withdraw(world.fatima.actor, "made", 1, Step.VISIT, now=now)
        record(world.fatima.actor, "contacts.noted", second, now=now)
    assert [(one.id, one.episode_id) for one in contacts()] == [(second.id, None), (third.id, second.id)]


def test_what_is_put_right_of_a_person_is_put_right_in_every_contact(world, now):
    who = make_borrower(world, birth_year=1990, municipality="Gent")
    make_contact(world, borrower=who)
    told = {
        "first_name": who.first_name, "last_name": who.last_name, "phone": who.spoken_phone,
        "postcode": who.postcode, "contact_channel": who.contact_channel, "email": who.email,
    }  # fmt: skip
    borrowers.edit(world.nele.actor, who, Details(**told, birth_year=1960, municipality="Aalst"), now=now)
    (contact,) = contacts()
    assert (contact.age_band, contact.municipality) == (AgeBand.OLDER, "Aalst")
    borrowers.forget(world.fatima.actor, who, now=now)
    (contact,) = contacts()
    assert (contact.borrower_id, contact.age_band, contact.municipality) == (who.id, AgeBand.OLDER, "Aalst")


def test_who_moves_house_came_from_where_they_lived_then(world, now):
    who = make_borrower(world, birth_year=1990, municipality="Gent")
    make_contact(world, borrower=who)
    told = {
        "first_name": who.first_name, "last_name": who.last_name, "birth_year": 1990, "phone": who.spoken_phone,
    }  # fmt: skip
    later = now + timedelta(days=40)
    borrowers.edit(world.nele.actor, who, Details(**told, municipality="Aalst"), now=later)
    (contact,) = contacts()
    assert contact.municipality == "Gent", "figures of past months stay"


def test_two_entries_that_are_one_person_have_their_contacts_and_groups_together(world, now):
    fatima = world.fatima.actor
    one, two = (lists.add_group(fatima, {"nl": name}, now=now) for name in ("Zoekt werk", "Ouder"))
    stays = make_borrower(world, birth_year=None, municipality="Gent")
    goes = make_borrower(world, birth_year=1950, municipality="Gent", phone=stays.spoken_phone)
    rather_not = lists.add_group(fatima, {"nl": "Wil niet zeggen"}, kind=GroupKind.PREFERS_NOT, now=now)
    groups.answer(fatima, stays, [rather_not], now=now)
    groups.answer(fatima, goes, [one, two], gender=Gender.WOMAN, now=now)
    sent = referrals.send_on(
        fatima,
        make_contact(world, borrower=stays, service=Service.DIGICAFE),
        to_service=Service.DIGIPUNT,
        now=now,
    )
    make_contact(world, borrower=goes, on=NOW.date() + timedelta(days=2))
    assert sent.realised_on is None
    merge(world.nele.actor, stays, goes, now=now)
    assert {(one.borrower_id, one.age_band) for one in contacts()} == {(stays.id, AgeBand.OLDER)}
    assert list(groups.groups_of(stays)) == [one, two]
    assert stays.gender is Gender.WOMAN
    assert db.session.get_one(ReferralOut, sent.id).realised_on == NOW.date() + timedelta(days=2)


def test_a_merge_changes_no_past_figure_by_town_and_unmerging_brings_back_what_was(world, now):
    """Who moved house was entered twice: each visit came from where they lived then."""
    actor = world.nele.actor
    stays = make_borrower(world, municipality="Gent", postcode="9000")
    goes = make_borrower(world, municipality="Aalst", postcode="9300")
    unknown = make_borrower(world, municipality="", postcode="")
    day = NOW.date() - timedelta(days=40)
    here, there = (make_contact(world, borrower=who, on=day) for who in (stays, goes))
    nowhere = make_contact(world, borrower=unknown, on=day)

    def figures() -> dict[str, int]:
        asked = (Question(day, day, municipality=town) for town in ("Gent", "Aalst", ""))
        answers = [asking.answer(Indicator.UNIQUE_VISITORS, one, today=NOW.date()) for one in asked]
        return {"Gent": answers[0].n, "Aalst": answers[1].n, "all": answers[2].n}

    assert figures() == {"Gent": 1, "Aalst": 1, "all": 3}
    merge(actor, stays, goes, now=now)
    assert [here.municipality, there.municipality] == ["Gent", "Aalst"]
    assert figures() == {"Gent": 1, "Aalst": 1, "all": 3}
    merge(actor, stays, unknown, now=now)
    assert nowhere.municipality == "Gent", "of whom nobody knew it, it is known now"
    for merged in unmerging.merges_of(stays):
        unmerging.put_apart(actor, merged, now=now)
    assert [one.municipality for one in (here, there, nowhere)] == ["Gent", "Aalst", ""]
    assert [one.borrower_id for one in (here, there, nowhere)] == [stays.id, goes.id, unknown.id]
    assert figures() == {"Gent": 1, "Aalst": 1, "all": 3}


def test_how_old_a_list_told_someone_is_outlives_a_new_town_and_a_merge(world, now):
    stays = make_borrower(world, birth_year=None, municipality="Gent")
    goes = make_borrower(world, birth_year=None, municipality="", phone=stays.spoken_phone)
    with transaction():
        for who, at in ((stays, 1), (goes, 2)):
            row = make_contact(world, borrower=who)
            row.age_band, row.source, row.source_id = AgeBand.OLDER, "contact_row", at
    told = {
        "first_name": stays.first_name, "last_name": stays.last_name, "phone": stays.spoken_phone,
        "postcode": stays.postcode, "contact_channel": stays.contact_channel, "email": stays.email,
    }  # fmt: skip
    borrowers.edit(world.nele.actor, stays, Details(**told, birth_year=None, municipality="Aalst"), now=now)
    assert {one.age_band for one in contacts()} == {AgeBand.OLDER}
    merge(world.nele.actor, stays, goes, now=now)
    assert [(one.age_band, one.municipality) for one in contacts()] == [(AgeBand.OLDER, "Aalst")] * 2


def test_groups_are_told_or_not_and_stay_when_the_person_goes(world, now):
    fatima = world.fatima.actor
    one = lists.add_group(fatima, {"nl": "Zoekt werk"}, now=now)
    rather_not = lists.add_group(fatima, {"nl": "Wil niet zeggen"}, kind=GroupKind.PREFERS_NOT, now=now)
    who = make_borrower(world)
    with pytest.raises(groups.SaidAndNotSaid):
        groups.answer(fatima, who, [one, rather_not], now=now)
    groups.answer(fatima, who, [one], now=now)
    borrowers.forget(fatima, who, now=now)
    assert list(groups.groups_of(who)) == [one]
    with pytest.raises(borrowers.AlreadyForgotten):
        groups.answer(fatima, who, [], now=now)


def test_who_is_sent_on_and_comes_is_seen_by_itself(world, now):
    fatima, who = world.fatima.actor, make_borrower(world)
    first = make_contact(world, borrower=who, service=Service.DIGICAFE)
    sent = referrals.send_on(fatima, first, to_service=Service.DIGIPUNT, now=now)
    assert sent.realised_on is None
    later = make_contact(world, borrower=who, on=NOW.date() + timedelta(days=40))
    assert db.session.get_one(ReferralOut, sent.id).realised_contact_id == later.id
    with transaction():
        actions.take_away(db.session.get_one(ServiceContact, later.id))
        record(fatima, "contacts.noted", first, now=now)
    assert db.session.get_one(ReferralOut, sent.id).realised_on is None
    referrals.say_came(fatima, sent, now=now)
    referrals.say_did_not_come(fatima, sent, now=now)
    assert sent.realised_on is None
    with pytest.raises(referrals.NowhereToGo):
        referrals.send_on(fatima, first, now=now)


def test_who_it_was_is_told_afterwards_and_the_referral_follows(world, now):
    fatima, mira, noor = world.fatima.actor, make_borrower(world), make_borrower(world)
    first = typed.jot(fatima, Service.DIGICAFE, None, now=now)
    sent = referrals.send_on(fatima, first, to_service=Service.DIGIPUNT, now=now)
    came = make_contact(world, borrower=mira, on=NOW.date())
    assert sent.realised_on is None
    typed.say_who(fatima, first, mira, now=now)
    assert sent.realised_contact_id == came.id
    typed.say_who(fatima, first, noor, now=now)
    assert (sent.realised_contact_id, sent.realised_on) == (None, None)


def test_a_place_is_found_by_its_name_and_made_once(world, now):
    with transaction():
        from inventory.contacts import locations

        one, two = locations.named("Bib  Zuid"), locations.named(" Bib Zuid", "Gent")
        record(world.fatima.actor, "contacts.place_added", one, now=now)
        other = locations.named("Bib Zuid", "Aalst")
        assert locations.named("bib zuid".title()).id == one.id
    assert one.id == two.id != other.id
    assert (one.name, one.municipality) == ("Bib Zuid", "Gent")
    assert db.session.scalar(select(db.func.count(ServiceLocation.id))) == 2


def test_every_town_is_told_once_and_none_of_another_digibank(app, world, in_gent):
    assert queries.towns() == []
    for town in ("Gent", "Aalst", "", "Zulte", "Gent"):
        make_contact(world, municipality=town)
    with inside(world.luik):
        make_contact(world, municipality="Luik")
    assert queries.towns() == ["Aalst", "Gent", "Zulte"]
    with inside(world.luik):
        assert queries.towns() == ["Luik"]
