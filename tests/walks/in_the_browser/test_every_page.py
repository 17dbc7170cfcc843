"""axe-core looks at every page that the cast can reach: three languages, wide and narrow, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import make
from tests.cast import World
from tests.walks.in_the_browser.browser import Visitor, problems_of
from tests.walks.in_the_browser.tour import pages_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: each language once wide and once narrow would say the same twice; these four see every combination once
LOOKS = [
    pytest.param("nl", 1280, False, id="nl-wide-light"),
    pytest.param("fr", 390, False, id="fr-phone-light"),
    pytest.param("en", 1280, True, id="en-wide-dark"),
    pytest.param("nl", 360, True, id="nl-small-phone-dark"),
]

VISITORS = {
    "fatima": ["/"],
    "tom": ["/"],
    "nele": ["/"],
    "lotte": ["/"],
    "dirk": ["/"],
    "rita": ["/"],
    None: ["/login", "/us-signin", "/wan-signin", "/reset", "/not-a-page"],
}


def give(world: World) -> None:
    """Dirk's gifts: one announced, with a list that waits for a yes, and one handed over under both agreements."""
    from inventory.agreements.rules import AgreementKind
    from inventory.digibank.models import User
    from inventory.foundation.database import db
    from inventory.intake import actions, announcing, importing
    from inventory.intake.models import Confidentiality, Way
    from inventory.partners.actions import link_account

    partner = make.make_partner(world)
    link_account(world.fatima.actor, partner, db.session.get_one(User, world.dirk.user_id), now=make.NOW)
    make.make_agreement(world, partner)
    make.make_agreement(world, partner, kind=AgreementKind.PROCESSING)
    make.make_agreement(world, signed=False)
    lot = make.make_lot(world, partner=partner)
    actions.receive(world.tom.actor, lot, "GIVEN1", now=make.NOW)
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
        make.make_bank_account(world)
        # The first of the deposits that are held: so its page, with what is asked by bank, is the one that is visited.
        make.make_loan(world, way=DepositWay.THIRD_PARTY, partner=make.make_service())
        make.make_loan(world)
        make.make_reminders(world, 1)
        make.make_outing_on_the_road(world)
        make.make_outing(world, days=2, visits=[make.make_application(world, state="approved")])


@pytest.mark.parametrize(("lang", "width", "dark"), LOOKS)
def test_every_page_is_for_everyone(
    app: Any, client: Any, world: World, visit: Callable[..., Visitor], lang: str, width: int, dark: bool
) -> None:
    with app.test_request_context():
        furnish(world)
    problems: list[str] = []
    looked_at: set[str] = set()
    for name, starts in VISITORS.items():
        person = world.people[name] if name else None
        pages = pages_for(app, client, person, starts, problems)
        visitor = visit(person, width=width, dark=dark, lang=lang)
        for path, endpoint in pages.items():
            if path in looked_at:
                continue
            looked_at.add(path)
            visitor.go(path)
            problems += [f"{endpoint} {path}: {problem}" for problem in problems_of(visitor.page)]
            problems += [f"{endpoint} {path}: console: {complaint}" for complaint in visitor.complaints]
            visitor.complaints.clear()
    assert len(looked_at) > 60
    assert not problems, f"{len(problems)} problems\n" + "\n".join(problems)


def test_a_page_with_a_fault_is_noticed(browser_page: Any) -> None:
    browser_page.set_content("<html lang=nl><title>x</title><body><main><h1>x</h1><img src=x></main>")
    assert any("image-alt" in problem for problem in problems_of(browser_page))
