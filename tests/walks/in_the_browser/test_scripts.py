"""What static/src/js adds: the scan box, drafts, the pen, one send per press, a passkey."""

import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest

from inventory.foundation.tenancy import inside
from inventory.wiping import queries
from tests.cast import NOW, PASSWORD, World
from tests.house.every_part import draw_every_part
from tests.make import make_wiped_device
from tests.walks.in_the_browser.browser import Visitor, assert_accessible
from tests.walks.in_the_browser.scanner import wait_until_sent

pytestmark = pytest.mark.browser


@pytest.fixture
def kit(app: Any, world: World, visit: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """Opens the style guide in a window; it has no door of its own, so the window is handed its text."""

    def open_kit(sent: dict[str, str] | None = None, **how: Any) -> Visitor:
        html = draw_every_part(app, world, how.get("lang", "nl"), sent)
        visitor = visit(world.fatima, **how)
        visitor.page.route("**/kit", lambda route: route.fulfill(body=html, content_type="text/html"))
        visitor.go("/kit")
        return visitor

    return open_kit


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 360])
@pytest.mark.parametrize("sent", [None, {"name": ""}], ids=["fresh", "with-remarks"])
def test_every_part_is_for_everyone(kit: Any, width: int, dark: bool, sent: Any) -> None:
    kit(sent, width=width, dark=dark, lang="fr" if dark else "nl").assert_fine()


def test_f2_goes_to_the_scan_box_and_escape_empties_it(kit: Any) -> None:
    page = kit().page
    page.locator("#name").click()
    page.keyboard.press("F2")
    assert page.evaluate("document.activeElement.id") == "scan"
    page.keyboard.type("T0418")
    page.keyboard.press("Escape")
    assert page.locator("#scan").input_value() == ""


def asked_for(page: Any) -> list[str]:
    """Every text that the page sends to the scan door from now on; nothing really goes there."""
    asked: list[str] = []

    def note(route: Any) -> None:
        asked.append(re.sub(r".*text=", "", route.request.url))
        route.fulfill(status=204, body="")

    page.route("**/scan?text=*", note)
    return asked


def test_a_person_who_types_slowly_outside_a_field_is_no_scanner(kit: Any) -> None:
    page = kit().page
    page.keyboard.type("T041825", delay=90)
    page.keyboard.press("Enter")
    assert page.evaluate("leenkringScans.waiting()") == []


def test_what_is_typed_twice_at_once_counts_once(kit: Any) -> None:
    page = kit().page
    asked = asked_for(page)
    for code in ("T041825", "T041825", "R000324"):
        page.locator("#scan").fill(code)
        page.locator("#scan").press("Enter")
    wait_until_sent(page)
    assert asked == ["T041825", "R000324"]


def test_typed_text_is_put_back_with_a_word_about_it(kit: Any) -> None:
    page = kit().page
    page.locator("#note").fill("Het scharnier is los.")
    page.wait_for_function("localStorage.length > 0")
    page.reload()
    assert page.locator("#note").input_value() == "Het scharnier is los."
    assert page.get_by_text("We hebben je tekst teruggezet.").is_visible()


def test_a_second_press_sends_nothing(kit: Any) -> None:
    page = kit().page
    sent: list[str] = []

    def note(route: Any) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204, body="")

    page.route("**/x", note)
    button = page.locator("form[data-draft] button[type=submit]").first
    button.click()
    button.click()
    page.wait_for_timeout(200)
    assert sent == ["POST"]
    assert button.get_attribute("aria-busy") == "true"


def test_signing_with_a_finger_fills_the_field_and_starting_again_empties_it(kit: Any) -> None:
    page = kit().page
    pad = page.locator("[data-sign-pad]")
    pad.scroll_into_view_if_needed()
    frame = pad.bounding_box()
    page.mouse.move(frame["x"] + 30, frame["y"] + 40)
    page.mouse.down()
    page.mouse.move(frame["x"] + 160, frame["y"] + 90, steps=8)
    page.mouse.up()
    assert page.locator("[data-sign-value]").input_value().startswith("data:image/png;base64,")
    page.locator("[data-sign-clear]").click()
    assert page.locator("[data-sign-value]").input_value() == ""


def test_all_in_order_answers_what_is_open_and_leaves_what_was_said(kit: Any) -> None:
    page = kit().page
    page.locator("#keys input[value=wear]").check(force=True)
    page.locator("[data-all-fine]").click()
    assert page.locator("#screen input[value=fine]").is_checked()
    assert page.locator("#keys input[value=wear]").is_checked()


def test_the_chosen_file_is_named(kit: Any) -> None:
    page = kit().page
    page.locator("#logs").set_input_files({"name": "nwipe.log", "mimeType": "text/plain", "buffer": b"x"})
    assert "nwipe.log" in page.locator("[data-drop-words]").inner_text()


def test_light_or_dark_is_remembered(kit: Any) -> None:
    page = kit().page
    page.locator("[data-theme-toggle]").first.click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_the_summary_of_remarks_takes_the_focus_and_leads_to_the_field(kit: Any) -> None:
    page = kit({"name": ""}).page
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.locator("#error-summary a[href='#name']").click()
    assert page.evaluate("document.activeElement.id") == "name"


def test_the_menu_closes_with_escape(kit: Any) -> None:
    page = kit().page
    page.locator(".menu summary").click()
    assert page.locator(".menu-card").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".menu-card").is_visible()


def test_without_script_the_page_still_says_and_asks_everything(kit: Any) -> None:
    page = kit(script=False).page
    assert page.locator("#scan").is_visible()
    assert page.locator("#typed").is_visible()
    assert page.locator("#logs").is_visible()
    assert not page.locator("[data-all-fine]").is_visible()


def test_signing_in_by_password(world: World, visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.go("/login")
    page = visitor.page
    page.locator("#email").fill(world.tom.email)
    page.locator("#password").fill("not this one")
    page.locator("main button[type=submit]").click()
    page.locator("#error-summary").wait_for()
    assert page.locator("#email").input_value() == world.tom.email
    assert_accessible(page)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/gent/today/")


def test_making_a_passkey_and_signing_in_with_it(world: World, visit: Callable[..., Visitor]) -> None:
    visitor = visit(world.tom)
    page = visitor.page
    debugger = page.context.new_cdp_session(page)
    debugger.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    debugger.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    visitor.go("/wan-register")
    page.locator("#name").fill("Bench laptop")
    page.locator("input[value=first]").check(force=True)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    visitor.go("/wan-register")
    assert page.get_by_text("Bench laptop", exact=True).is_visible()
    assert_accessible(page)
    visitor.go("/account")
    page.get_by_role("button", name="Meld je af").click()
    page.wait_for_url("**/login*")
    visitor.go("/wan-signin")
    page.locator("#identity").fill(world.tom.email)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/gent/today/")
    assert not visitor.complaints


def code_of_app(key: str) -> str:
    """The six digits that an app on a phone shows now (RFC 6238)."""
    import base64
    import hashlib
    import hmac
    import struct
    import time

    bare = key.replace(" ", "").replace("-", "").upper()
    secret = base64.b32decode(bare + "=" * (-len(bare) % 8))
    mark = hmac.digest(secret, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1)
    at = mark[-1] & 15
    return f"{(struct.unpack('>I', mark[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_a_code_from_the_phone_as_second_step(world: World, visit: Callable[..., Visitor]) -> None:
    visitor = visit(world.sofie)
    page = visitor.page
    visitor.go("/tf-setup")
    visitor.assert_fine()
    page.locator("main form button[type=submit]").first.click()
    page.locator(".setup-key").wait_for()
    visitor.assert_fine()
    key = page.locator(".setup-key").inner_text().strip()
    page.locator("#code").fill(code_of_app(key))
    page.locator("main form:has(#code) button[type=submit]").click()
    page.wait_for_load_state()
    stranger = visit()
    stranger.go("/login")
    stranger.page.locator("#email").fill(world.sofie.email)
    stranger.page.locator("#password").fill(PASSWORD)
    stranger.page.locator("main button[type=submit]").click()
    stranger.page.locator("#code").wait_for()
    stranger.assert_fine()
    stranger.page.locator("#code").fill("000000")
    stranger.page.locator("main form:has(#code) button[type=submit]").click()
    assert stranger.page.locator("#error-summary").is_visible()


def may_sign_in_by_mail(app: Any, person: Any) -> None:
    """As an account is made by an invitation; the cast was written directly."""
    from inventory.digibank.models import User
    from inventory.foundation.database import db
    from inventory.foundation.transaction import upkeep

    with upkeep():
        user = db.session.get_one(User, person.user_id)
        app.extensions["security"].datastore.us_setup_email(user)


def test_a_link_by_mail_signs_in(
    app: Any, world: World, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr("inventory.foundation.outbox.send", sent.append)
    may_sign_in_by_mail(app, world.tom)
    visitor = visit()
    page = visitor.page
    visitor.go("/us-signin")
    page.locator("#identity").fill(world.tom.email)
    page.locator("button[name=submit_send_code]").click()
    page.get_by_text("Er is een mail onderweg.").or_(page.get_by_text("Kennen we dit adres?")).wait_for()
    visitor.assert_fine()
    (mail,) = sent
    assert mail["To"] == world.tom.email
    assert mail["Subject"] == "Je link om aan te melden"
    link = re.search(r"https?://[^/]+(/us-verify-link\S+)", mail.get_content())
    assert link is not None
    visitor.go(link.group(1))
    page.wait_for_url("**/gent/today/")


def test_a_printed_page_has_no_bars(kit: Any) -> None:
    page = kit().page
    page.emulate_media(media="print")
    for part in (".bar", ".side", ".tabs-b", ".sticky-act"):
        assert not page.locator(part).is_visible()
    assert page.locator("h1").is_visible()


def test_with_forced_colours_stages_keep_an_edge(kit: Any) -> None:
    page = kit().page
    page.emulate_media(forced_colors="active")
    edge = page.locator("main .st").first.evaluate("(one) => getComputedStyle(one).borderTopStyle")
    assert edge == "solid"


@pytest.mark.parametrize(
    ("lang", "calm"),
    [
        ("nl", "Dit adres en wachtwoord horen niet samen. Kijk beide na."),
        ("fr", "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez les deux."),
    ],
)
def test_a_wrong_password_is_told_calmly_in_the_readers_language(
    world: World, visit: Callable[..., Visitor], lang: str, calm: str
) -> None:
    page = visit(lang=lang).page
    page.goto("/login")
    page.locator("#email").fill(world.tom.email)
    page.locator("#password").fill("not this one")
    page.locator("main button[type=submit]").click()
    assert page.get_by_text(calm).first.is_visible()


def test_a_certificate_is_checked_without_leaving_the_computer(
    app: Any, world: World, visit: Callable[..., Visitor], tmp_path: Any
) -> None:
    with app.test_request_context(), inside(world.gent):
        [certificate] = queries.certificates_of(make_wiped_device(world, now=NOW).id)
        content = certificate.papers[0].content
    real, changed = tmp_path / "real.pdf", tmp_path / "changed.pdf"
    real.write_bytes(content)
    changed.write_bytes(content + b"\n")
    visitor = visit(lang="en")
    sent: list[bytes] = []
    visitor.page.on("request", lambda one: sent.append(one.post_data_buffer or b""))
    for file, words in ((real, "This certificate is real"), (changed, "This file was changed")):
        visitor.go("/c")
        visitor.page.locator("#pdf-file").set_input_files(file)
        visitor.page.get_by_role("heading", name=words).wait_for()
        visitor.assert_fine()
    assert not any(b"%PDF" in body for body in sent)
    typed = visit(lang="en", script=False)
    typed.go("/c")
    assert not typed.page.locator("#pdf-file").is_visible()
    typed.page.get_by_label("Fingerprint of the file").fill(hashlib.sha256(content).hexdigest())
    typed.page.get_by_role("button", name="Compare").click()
    typed.page.get_by_role("heading", name="This certificate is real").wait_for()
