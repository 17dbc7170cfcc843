"""A donor's validator on a phone: the code, one refusal, the rest in one tap; and what the bench sees of it."""

from collections.abc import Callable
from typing import Any

import pytest

from inventory.digibank.models import User
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from tests import make
from tests.cast import NOW, World
from tests.walks.in_the_browser.browser import Visitor

pytestmark = pytest.mark.browser


def furnish(app: Any, world: World) -> tuple[str, str, int, str]:
    """Dirk validates three laptops of his gift, and his phone is set up; of another gift one was recycled.

    The secret of the phone, the lot, the donor, and the other lot.
    """
    from inventory.devices.actions import discard
    from inventory.journey import Move
    from inventory.partners.actions import link_account
    from inventory.partners.models import PartnerKind
    from inventory.validating.actions import appoint

    with app.test_request_context(), inside(world.gent):
        secret = app.extensions["security"].totp_factory.generate_totp_secret()
        with upkeep():
            user = db.session.get_one(User, world.dirk.user_id)
            user.tf_primary_method, user.tf_totp_secret = "authenticator", secret
        partner = make.make_partner(world, name="Bakkerij Voorbeeld", email="it@bakkerij.example")
        contact = link_account(
            world.fatima.actor, partner, db.session.get_one(User, world.dirk.user_id), now=NOW
        )
        appoint(world.fatima.actor, contact, mandate="mail van An Peeters", now=NOW)
        lot = make.make_lot(world, partner=partner)
        for number in range(3):
            make.make_wiped_device(
                world, lot_id=lot.id, donor_id=partner.id, donor_asset_number=f"BV-{number}"
            )
        other = make.make_lot(world, partner=make.make_partner(world, name="Garage Voorbeeld"))
        old = make.make_wiped_device(world, lot_id=other.id, donor_id=other.partner_id)
        discard(world.sofie.actor, old, Move.RECYCLE, reason="too_old", now=NOW)
        make.make_partner(world, name="Recycleur Voorbeeld", kind=PartnerKind.RECYCLER)
        return secret, str(lot.code), partner.id, str(other.code)


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, True)], ids=["phone-light", "wide-dark"])
def test_refuse_one_accept_the_rest(
    app: Any, world: World, visit: Callable[..., Visitor], width: int, dark: bool
) -> None:
    secret, lot, partner_id, other = furnish(app, world)
    code = app.extensions["security"].totp_factory.generate_totp_password
    dirk = visit(world.dirk, width=width, dark=dark, lang="en")
    dirk.go("/gent/donor/")
    dirk.assert_fine()
    dirk.page.get_by_role("link", name="Look and answer").first.click()
    dirk.page.get_by_label("Code of six digits").fill(code(secret))
    dirk.assert_fine()
    dirk.page.get_by_role("button", name="Go on").click()
    dirk.page.wait_for_url(f"**/gent/donor/check/{lot}")
    dirk.assert_fine()
    dirk.page.get_by_role("link", name="Look and answer").first.click()
    dirk.assert_fine()
    dirk.page.get_by_label("What is wrong?").fill("We asked for Purge.")
    dirk.page.get_by_role("button", name="Refuse this wipe").click()
    dirk.page.wait_for_url(f"**/gent/donor/check/{lot}")
    dirk.page.get_by_role("button", name="Accept all 2 wipes").click()
    dirk.page.get_by_text("You accepted 2 wipes").wait_for()
    dirk.assert_fine()
    sofie = visit(world.sofie, width=width, dark=dark, lang="en")
    for path in ("/gent/today/", "/gent/validating/"):
        sofie.go(path)
        sofie.assert_fine()
        assert sofie.page.get_by_text("We asked for Purge.").count()
    sofie.page.get_by_role("link", name="T 0").first.click()
    sofie.page.get_by_text("The donor refused this wipe.").wait_for()
    sofie.assert_fine()
    fatima = visit(world.fatima, width=width, dark=dark, lang="en")
    for path in (
        f"/gent/partners/{partner_id}",
        f"/gent/validating/partners/{partner_id}/appoint",
        "/gent/year-letters/?year=2026",
        "/gent/recycling/",
        f"/gent/recycling/lots/{other}",
        "/gent/today/",
        "/gent/partners/",
    ):
        fatima.go(path)
        fatima.assert_fine()
