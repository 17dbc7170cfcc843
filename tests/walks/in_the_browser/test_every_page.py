"""axe-core looks at every page that the cast can reach: three languages, wide and narrow, light and dark.

On a phone of 360 px each page is also held with letters twice as large, and does not scroll sideways.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests import make, make_bank, make_outings
from tests.cast import World
from tests.walks.in_the_browser.browser import Visitor, problems_of, sideways_when_large
from tests.walks.in_the_browser.tour import pages_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: the narrowest phone that the pages are made for, in px
PHONE = 360
#: by language, the windows in which each page is held: (width in px, is it dark); together every width and both lights
LOOKS = {"nl": [(1280, False), (PHONE, True)], "fr": [(390, False)], "en": [(1280, True)]}

VISITORS = {
    "fatima": ["/"],
    "tom": ["/"],
    "nele": ["/"],
    "lotte": ["/"],
    "dirk": ["/"],
    "rita": ["/"],
    "olga": ["/"],
    None: ["/login", "/us-signin", "/wan-signin", "/reset", "/not-a-page"],
}


def give(world: World) -> None:
    """Dirk's gifts: one announced, with a list that waits for a yes, and one handed over under both agreements."""
    from inventory.agreements.rules import AgreementKind
    from inventory.digibank.models import User
    from inventory.foundation.database import db
    from inventory.hardware import actions as hardware
    from inventory.intake import actions, announcing, importing, locking
    from inventory.intake.locks import Lock
    from inventory.intake.models import Confidentiality, Way
    from inventory.partners.actions import link_account
    from tests.rules.test_hardware_told import bundle

    partner = make.make_partner(world)
    link_account(world.fatima.actor, partner, db.session.get_one(User, world.dirk.user_id), now=make.NOW)
    make.make_agreement(world, partner)
    make.make_agreement(world, partner, kind=AgreementKind.PROCESSING)
    make.make_agreement(world, signed=False)
    lot = make.make_lot(world, partner=partner)
    actions.receive(world.tom.actor, lot, "GIVEN1", now=make.NOW)
    told = actions.receive(world.tom.actor, lot, "GIVEN2", maker="Dell", now=make.NOW)
    hardware.take(world.tom.actor, bundle("GIVEN2"), "machine-GIVEN2.txt", device=told, now=make.NOW)
    hardware.take(world.tom.actor, bundle("OF-NOBODY"), "machine-2.txt", now=make.NOW)
    locking.note_lock(world.tom.actor, told, Lock.BIOS, now=make.NOW)
    actions.sign_for(world.tom.actor, lot, by="Dirk", now=make.NOW)
    wish = announcing.Wish(
        Way.FETCHED, Confidentiality.ORDINARY, None, 4, street="Kaai 3", contact_name="Dirk"
    )
    announced = announcing.announce_own(world.dirk.actor, partner, wish, now=make.NOW)
    importing.upload_list(world.dirk.actor, announced, b"serial\nCOMES1\n", "l.csv", now=make.NOW)


def furnish(world: World) -> None:
    """Something on every shelf, so that no page is empty."""
    from inventory.deposits.ledger import DepositWay
    from inventory.foundation.tenancy import inside

    with inside(world.gent):
        make.make_place(world)
        give(world)
        make.make_device(world)
        make.make_wiped_device(world)
        make.make_signed_off_device(world)
        make.make_service()
        make.make_application(world)
        make.make_application(world, state="refused")
        make.make_session(world)
        make.make_hand_over(world)
        make_bank.make_bank_account(world)
        # The first of the deposits that are held: so its page, with what is asked by bank, is the one that is visited.
        make.make_loan(world, way=DepositWay.THIRD_PARTY, partner=make.make_service())
        make.make_loan(world)
        make.make_reminders(world, 1)
        make_outings.make_outing_on_the_road(world)
        make_outings.make_outing(world, days=2, visits=[make.make_application(world, state="approved")])


#: where each of them finds pages, and what was wrong on the way; walked once in a run
_FOUND: dict[str | None, dict[str, str]] = {}
_MET: list[str] = []


@pytest.fixture
def furnished(app: Any, client: Any, world: World, engine: Any) -> dict[str | None, dict[str, str]]:
    """Something on every shelf, and per visitor the pages that lead to it; filled and walked once in a run."""
    if "furnished" in engine.kept:
        engine.clean("furnished")
        return _FOUND
    with app.test_request_context():
        furnish(world)
    for name, starts in VISITORS.items():
        _FOUND[name] = pages_for(app, client, world.people[name] if name else None, starts, _MET)
    engine.keep("furnished")
    return _FOUND


@pytest.mark.parametrize("lang", LOOKS)
def test_every_page_is_for_everyone(
    furnished: dict[str | None, dict[str, str]], world: World, visit: Callable[..., Visitor], lang: str
) -> None:
    problems = list(_MET)
    looked_at: set[str] = set()
    for name, pages in furnished.items():
        visitor = visit(world.people[name] if name else None, lang=lang).brings_axe()
        for path, endpoint in pages.items():
            if path in looked_at:
                continue
            looked_at.add(path)
            visitor.looks_as(*LOOKS[lang][0])
            visitor.go(path)
            for width, dark in LOOKS[lang]:
                visitor.looks_as(width, dark)
                where = f"{endpoint} {path} at {width} px{', dark' if dark else ''}"
                found = problems_of(visitor.page)
                if width == PHONE:
                    found += sideways_when_large(visitor.page)
                problems += [f"{where}: {problem}" for problem in found]
            problems += [f"{endpoint} {path}: console: {complaint}" for complaint in visitor.complaints]
            visitor.complaints.clear()
    assert len(looked_at) > 60
    assert not problems, f"{len(problems)} problems\n" + "\n".join(problems)


def test_a_page_with_a_fault_is_noticed(browser_page: Any) -> None:
    browser_page.set_content("<html lang=nl><title>x</title><body><main><h1>x</h1><img src=x></main>")
    assert any("image-alt" in problem for problem in problems_of(browser_page))
    browser_page.set_content(
        "<html lang=nl><title>x</title><body><main style='width: 60rem'><h1>x</h1></main>"
    )
    assert not any("sideways" in problem for problem in problems_of(browser_page))
    [problem] = sideways_when_large(browser_page)
    assert problem.startswith("letters twice as large: scrolls")
    assert browser_page.evaluate("document.documentElement.style.fontSize") == ""
