"""A digibank filled with a row of every model, through the real actions; every name in it bears one word."""

from typing import Any

from inventory.foundation.actor import Actor
from inventory.permissions import Role
from tests import make, make_contact_lists, make_contacts
from tests.cast import NOW, Person, World
from tests.house.filling_bench import fill_bench
from tests.house.filling_lending import fill_lending
from tests.house.filling_money import fill_asked, fill_money
from tests.house.filling_names import GENT, PERSON, PHONE
from tests.house.filling_reports import fill_reports
from tests.house.filling_retention import fill_retention
from tests.house.filling_rights import fill_rights


def fill(world: World, word: str) -> None:
    """Fill the digibank we are inside of."""
    from inventory.foundation.tenancy import current_digibank_id

    first, second = make.bench_of(world)
    boss = make.anyone(current_digibank_id(), (world.fatima if first is world.tom else world.bram).user_id)
    _members(world, boss, word)
    lot = _intake(world, boss, word)
    fill_bench(world, boss, first, second, word, lot)
    borrower = fill_lending(world, boss, word)
    fill_asked(world, boss, word)
    make_contacts.fill(world, boss, word, borrower)
    make_contact_lists.fill(boss, word, PERSON)
    fill_money(world, boss, word)
    fill_retention(boss)
    make.make_form_invitations(world, 1, name=f"{word} {PERSON}", contact=PHONE)
    fill_rights(world, boss, word, borrower)
    fill_reports(boss, word)
    _figures(boss, word)


def _members(world: World, boss: Actor, word: str) -> None:
    from inventory.digibank import actions, badges
    from inventory.digibank.models import User
    from inventory.foundation.database import db
    from inventory.seals.actions import rotate

    rotate(boss, now=NOW)
    badges.replace_badge(boss, badges.make_badge(boss, boss.user_id, now=NOW), now=NOW)
    actions.invite(boss, email=f"{word}@voorbeeld.example".lower(), role=Role.TECHNICIAN, now=NOW)
    actions.make_token(boss, db.session.get_one(User, boss.user_id), name=f"{word} token", now=NOW)


def _intake(world: World, boss: Actor, word: str) -> Any:
    from inventory.digibank.models import User
    from inventory.foundation.database import db
    from inventory.intake import actions, importing
    from inventory.intake.findings import Finding
    from inventory.intake.models import LotKind
    from inventory.partners import actions as partners
    from inventory.partners.models import PartnerKind

    partner = make.make_partner(world, name=f"{word} nv", municipality=word)
    contact = partners.add_contact(boss, partner, name=f"{word} Contact", email=f"c@{word}.example", now=NOW)
    giver = world.dirk if word == GENT else world.denis
    _agree(world, boss, word, partner)
    partners.link_account(boss, partner, db.session.get_one(User, giver.user_id), now=NOW)
    _announce(giver, partner, word)
    lot = make.make_lot(world, partner=partner, contact=contact, note=f"{word} note")
    rows = f"serial;maker;model;donor_asset_number\n{word}L1;Dell;{word} 1;{word}-1\n".encode()
    draft = importing.upload_list(boss, lot, rows, f"{word}.csv", now=NOW)
    importing.confirm_list(boss, draft, seal=importing.seal_of(importing.report_of(draft)), now=NOW)
    importing.upload_list(boss, lot, f"serial\n{word}L2\n".encode(), f"{word}2.csv", now=NOW)
    actions.receive(boss, lot, f"{word}L1", now=NOW)
    closed = make.make_lot(world, partner=partner)
    locked = actions.receive(boss, closed, f"{word}L3", findings=[Finding.LOCK], now=NOW)
    _told(boss, word, locked)
    actions.sign_for(boss, closed, by=f"{word} Giver", now=NOW)
    actions.close(boss, closed, now=NOW)
    make.make_lot(
        world, partner=make.make_partner(world, name=f"{word} shop", kind=PartnerKind.SUPPLIER),
        kind=LotKind.PURCHASE, price_cents=123_456, invoice_number=f"{word} invoice",
    )  # fmt: skip
    return lot


def _announce(giver: Person, partner: Any, word: str) -> None:
    from inventory.intake import announcing
    from inventory.intake.models import Confidentiality, Way

    wish = announcing.Wish(
        Way.FETCHED, Confidentiality.STRICT, None, 3, street=word, days=word, contact_name=word
    )
    announcing.announce_own(giver.actor, partner, wish, now=NOW)


def _agree(world: World, boss: Actor, word: str, partner: Any) -> None:
    from inventory.agreements import actions
    from inventory.agreements.rules import AgreementKind

    actions.add_clause(boss, AgreementKind.DONATION, f"{word} clause", now=NOW)
    agreement = make.make_agreement(world, partner, signed=False)
    actions.sign(boss, agreement, by=f"{word} Signer", function=word, signature=make.make_ink(), now=NOW)
    actions.renew(boss, agreement, now=NOW)
    make.make_agreement(world, partner, kind=AgreementKind.PROCESSING)


def _told(boss: Actor, word: str, device: Any) -> None:
    """What a laptop told, a report that waits for its laptop, what is asked at least, and what a person decided."""
    from inventory.hardware import actions
    from inventory.hardware.fitness import Fit
    from tests.rules.test_hardware_told import bundle

    actions.take(boss, bundle(device.serial), f"{word}.txt", device=device, now=NOW)
    actions.take(boss, bundle(f"{word}UNKNOWN"), f"{word} 2.txt", now=NOW)
    actions.set_floor(boss, memory_gb=8, now=NOW)
    actions.decide(boss, device, Fit.LINUX, now=NOW)


def _figures(boss: Actor, word: str) -> None:
    """A target, answers that were kept of this year and the last, what we think of one, and what observers see."""
    from inventory.figures import actions as figures
    from inventory.foundation.clock import day
    from inventory.foundation.period import year_of
    from inventory.indicators import actions, asking
    from inventory.indicators.answer import Indicator, Question

    actions.set_target(boss, 500, now=NOW)
    for year in (year_of(NOW.year - 1), year_of(NOW.year)):
        for indicator in (Indicator.UNIQUE_VISITORS, Indicator.LOANS):
            asking.answer(indicator, Question(year.since, year.until), today=day(NOW))
    figures.reflect(boss, Indicator.LOANS, year_of(NOW.year), f"{word} thinks", now=NOW)
    figures.share(boss, Indicator.BORROWERS, True, now=NOW)
    figures.publish(boss, now=NOW)
