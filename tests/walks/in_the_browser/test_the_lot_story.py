"""A gift of forty laptops in a browser: its giver announces it, both agreements are signed, 39 come and one that
nobody announced, and both sign for them. They are wiped as such things go; the giver refuses one wipe and accepts the
rest, and gets one paper that says what it covers and what not. Later one certificate is revoked.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from inventory.digibank.models import User
from inventory.digibank.nightly import background
from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.partners.actions import link_account
from inventory.validating.actions import appoint
from inventory.wiping.sample_log import Outcome, SampleDrive, nwipe_log
from tests.make import make_partner
from tests.rules.test_firmware_evidence import security_erase, state
from tests.walks.in_the_browser.browser import Visitor, draw_on
from tests.walks.in_the_browser.test_the_whole_circle import Day, everything_holds, press, scan

#: the day before the disks were wiped
GIFT_DAY = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)
COUNT = 40
#: which laptop of the list fared how; all others are wiped by nwipe, one log for each
NEVER_CAME, TWO_DISKS, FAILS, BY_ITSELF, NO_REPORT, EMPTY, LEFT_OPEN = 39, 4, 7, 11, 13, 17, 23

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Day:
    held = Day()
    held.now = GIFT_DAY
    monkeypatch.setattr(clock, "_ask", held)
    return held


@pytest.fixture
def scene(app: Any, world: Any, day: Day) -> Any:
    """A giver with an account and a phone, who was appointed to look at the wipes; all else is done in the browser."""
    with app.test_request_context(), inside(world.gent):
        giver = make_partner(
            world, name="Studiebureau Fictief bv", email="it@fictief.example", street="Kaai 3", now=GIFT_DAY
        )
        account = db.session.get_one(User, world.dirk.user_id)
        contact = link_account(world.fatima.actor, giver, account, now=GIFT_DAY)
        appoint(world.fatima.actor, contact, mandate="mail of 2 May", now=GIFT_DAY)
        with upkeep():
            account.tf_primary_method = "authenticator"
            account.tf_totp_secret = app.extensions["security"].totp_factory.generate_totp_secret()
    return world


def serial(number: int) -> str:
    return f"FX-{number:06d}"


def disk(number: int, which: int = 0) -> str:
    return f"VB-DISK-{number:04d}-{which}"


def hardware(number: int) -> dict[str, Any]:
    """What lshw tells of one laptop of the gift."""
    disks = 0 if number == EMPTY else 2 if number == TWO_DISKS else 1
    return {
        "id": "bench",
        "class": "system",
        "description": "Notebook",
        "vendor": "Fictron",
        "product": "Modula 15",
        "serial": serial(number),
        "configuration": {"chassis": "notebook", "uuid": f"0a1b2c3d-1111-2222-3333-{number:012d}"},
        "children": [
            {"id": "cpu", "class": "processor", "product": "Fictron One 2.4 GHz"},
            {"id": "memory", "class": "memory", "size": 8 * 2**30},
            *(
                {
                    "id": f"disk:{which}", "class": "disk", "description": "ATA Disk", "serial": disk(number, which),
                    "product": "VOORBEELD HD500", "size": 500_107_862_016, "capabilities": {"5400rpm": "5400 rpm"},
                }
                for which in range(disks)
            ),
        ],
    }  # fmt: skip


def wiped(number: int, **how: Any) -> bytes:
    """What nwipe wrote of one laptop of the gift."""
    drives = [
        SampleDrive(disk(number, which), device=f"sd{'ab'[which]}", **how)
        for which in range(2 if number == TWO_DISKS else 1)
    ]
    return nwipe_log(
        drives, started_at=datetime(2026, 5, 4, 6, number, tzinfo=UTC), host_serial=serial(number),
        host_uuid=f"0a1b2c3d-1111-2222-3333-{number:012d}",
    )  # fmt: skip


def test_forty_laptops_are_given_and_the_paper_says_what_it_covers(
    scene: Any, app: Any, visit: Callable[..., Visitor], day: Day
) -> None:
    fatima, tom, sofie, dirk = (
        visit(person, lang="en") for person in (scene.fatima, scene.tom, scene.sofie, scene.dirk)
    )
    lot = announced(dirk, fatima)
    agreed(fatima, lot)
    received(tom, lot)
    day.now = datetime(2026, 5, 4, 14, 0, tzinfo=UTC)
    wipe(tom, sofie)
    validated(dirk, app, lot)
    attest = attested(sofie, app, lot)
    paper = read(sofie.page.request.get(f"/gent/dossiers/attests/{attest}/en.pdf").body())
    for words in (
        "This statement covers 36 of 41 devices.", "SO-0001", "VO-0001", "Clear, every disk reaches it",
        "accepted for 36 of 36 devices", "Never came", serial(NEVER_CAME), "Here, and not erased yet",
        "EXTRA-1", "Still at the wiping bench", serial(LEFT_OPEN), serial(NO_REPORT),
        "Disk destroyed, and so not erased",
        disk(FAILS), disk(TWO_DISKS, 0), disk(TWO_DISKS, 1), "None. The place is empty.",
    ):  # fmt: skip
        assert words in paper, words
    look_at(visit(None, lang="en"), sofie, attest)
    dossier(fatima, dirk, app, lot, attest)
    for visitor in (fatima, tom, sofie, dirk):
        assert not visitor.complaints, visitor.complaints
    everything_holds(app, scene)


def announced(dirk: Visitor, fatima: Visitor) -> str:
    """The giver announces forty laptops with a list, and we say yes. The lot's code."""
    rows = "".join(f"{serial(number)};Fictron;Modula 15;BV-{number:04d}\n" for number in range(COUNT))
    content = f"serial;maker;model;donor_asset_number\n{rows}".encode()
    dirk.go("/gent/donor/new")
    dirk.page.locator("[name=expected_count]").fill(str(COUNT))
    dirk.page.locator("main input[type=file]").set_input_files(
        [{"name": "list.csv", "mimeType": "text/csv", "buffer": content}]
    )
    dirk.page.locator("label[for=confidentiality-1]").click()
    press(dirk, "Announce this gift")
    press(dirk, "Keep this list")
    dirk.assert_fine()
    lot = re.search(r"/donor/(S\d+)", dirk.page.url)
    assert lot, dirk.page.url
    fatima.go(f"/gent/lots/{lot[1]}")
    press(fatima, "Accept this gift")
    press(fatima, "Accept", exact=True)
    return lot[1]


def agreed(fatima: Visitor, lot: str) -> None:
    """Both agreements are signed on the screen: what is given must reach Clear at least."""
    for kind in ("Donation agreement", "Processor agreement"):
        fatima.go(f"/gent/lots/{lot}")
        press(fatima, f"Draft: {kind}")
        press(fatima, "Draft it")
        press(fatima, "Let them sign here")
        fatima.page.locator("[name=by]").fill("Dirk Peeters")
        fatima.page.locator("[name=function]").fill("director")
        draw_on(fatima.page, "signature-group")
        fatima.page.locator("main form button[type=submit]").first.click()
        fatima.page.wait_for_load_state("load")
        assert "Dirk Peeters, director" in fatima.page.locator("main").inner_text()


def validated(dirk: Visitor, app: Any, lot: str) -> None:
    """With the code from the phone the giver refuses one wipe and accepts the rest; new certificates say so."""
    with app.app_context():
        secret = db.session.execute(select(User.tf_totp_secret).where(User.name == "Dirk")).scalar_one()
    dirk.go(f"/gent/donor/check/{lot}")
    dirk.page.get_by_label("Code of six digits").fill(
        app.extensions["security"].totp_factory.generate_totp_password(secret)
    )
    press(dirk, "Go on")
    dirk.page.locator("main a", has_text="Look and answer").first.click()
    dirk.page.get_by_label("What is wrong?").fill("This one held the payroll: please do it again.")
    press(dirk, "Refuse this wipe")
    press(dirk, "Accept all 36 wipes")
    dirk.assert_fine()
    with app.app_context():
        background()


def upload(visitor: Visitor, path: str, *files: tuple[str, bytes]) -> None:
    """Choose files on this page and send them."""
    visitor.go(path)
    chosen = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files
    ]
    visitor.page.locator("main input[type=file]").first.set_input_files(chosen)
    visitor.page.locator("main form button[type=submit]").first.click()
    visitor.page.wait_for_load_state("load")


def received(tom: Visitor, lot: str) -> None:
    """Their own hardware reports bring 39 in; one more stands in the crate. The giver signs, and the lot is closed."""
    reports = [
        (f"{number}.json", json.dumps(hardware(number)).encode()) for number in range(COUNT) if number != NEVER_CAME
    ]  # fmt: skip
    upload(tom, f"/gent/lots/{lot}/reports", *reports)
    press(tom, f"Bring in {COUNT - 1} devices")
    tom.go(f"/gent/lots/{lot}/receive")
    tom.page.locator("main input[name=scanned]").fill("EXTRA-1")
    tom.page.locator("main form button[type=submit]").first.click()
    tom.page.wait_for_load_state("load")
    tom.go(f"/gent/lots/{lot}/sign")
    tom.page.locator("[name=by]").fill("Dirk Peeters")
    tom.page.locator("[name=counted]").fill(str(COUNT))
    draw_on(tom.page, "signature-group")
    draw_on(tom.page, "taken-group")
    tom.page.locator("main form button[type=submit]").first.click()
    tom.page.wait_for_load_state("load")
    tom.go(f"/gent/lots/{lot}")
    standing = tom.page.locator("main").inner_text()
    assert "40 of 40 received" in standing
    assert re.search(r"Did not come\s+1\b", standing)
    assert re.search(r"Extra\s+1\b", standing)
    press(tom, "Close this lot")


def wipe(tom: Visitor, sofie: Visitor) -> None:
    """Reports of two programs, a disk that fails and is destroyed, one place that is empty; and one by its own menu,
    which is less than was agreed on and stays at the bench."""
    by_nwipe = [
        number
        for number in range(COUNT)
        if number not in (NEVER_CAME, FAILS, BY_ITSELF, NO_REPORT, EMPTY, LEFT_OPEN)
    ]
    by_itself = security_erase(
        before=state(serial=disk(BY_ITSELF)),
        between=state(serial=disk(BY_ITSELF), enabled=True),
        after=state(serial=disk(BY_ITSELF)),
    )
    files = [(f"{number}.log", wiped(number)) for number in by_nwipe]
    files += [("fails.log", wiped(FAILS, outcome=Outcome.FAILED)), ("hdparm.txt", by_itself.encode())]
    upload(tom, "/gent/wiping", *files)
    press(tom, "Write down what is ticked")
    assert disk(FAILS) in tom.page.locator("main").inner_text()
    press(tom, "What now?")
    press(tom, "Write down that this did not work")
    by_hand(tom, FAILS, "destroy", "Three blows with the hammer, seen by two")
    by_hand(tom, NO_REPORT, "by-hand", "Reset by its own menu", technique="factory_reset")
    at_the_bench(tom, EMPTY)
    press(tom, "There is no disk inside")
    say(tom, "The bay is empty")
    at_the_bench(tom, LEFT_OPEN)
    sofie.go("/gent/wiping/second-look")
    for box in sofie.page.locator("main input[type=checkbox]").all():
        box.check(force=True)
    press(sofie, "Agree and make certificates")


def at_the_bench(tom: Visitor, number: int) -> None:
    """Scan a laptop and take it to the wiping bench."""
    scan(tom, serial(number))
    if tom.page.get_by_role("button", name="Start wiping").count():
        press(tom, "Start wiping")


def by_hand(tom: Visitor, number: int, deed: str, words: str, **chosen: str) -> None:
    """Deal with the disk of a laptop by hand."""
    at_the_bench(tom, number)
    link = tom.page.locator(f'main a[href*="/wiping/disks/"][href$="/{deed}"]')
    if not link.count():
        code = re.search(r"(T\d{6,})", tom.page.url)
        assert code, tom.page.url
        tom.go(f"/gent/wiping/devices/{code[1]}")
    link.first.click()
    tom.page.wait_for_load_state("load")
    for name, value in chosen.items():
        tom.page.locator(f'main input[name="{name}"][value="{value}"]').check(force=True)
    say(tom, words)


def say(tom: Visitor, words: str) -> None:
    """Write what was seen or done, and send it."""
    tom.page.locator("main textarea[name=statement]").fill(words)
    tom.page.locator("main form button[type=submit]").first.click()
    tom.page.wait_for_load_state("load")


def attested(sofie: Visitor, app: Any, lot: str) -> str:
    """The whole gift gets its certificate, once somebody says that what is open may stay out. Its code."""
    sofie.go(f"/gent/lots/{lot}")
    press(sofie, "Certificate and dossier")
    assert "36 of 41 devices attested" in sofie.page.locator("main").inner_text()
    press(sofie, "Issue the certificate")
    assert "Tick that they may stay out" in sofie.page.locator("main").inner_text()
    sofie.page.locator("main input[name=with_open]").check(force=True)
    press(sofie, "Issue the certificate")
    sofie.assert_fine()
    with app.app_context():
        background()
    press(sofie, "Look again")
    code = sofie.page.locator('main a[href*="/dossiers/attests/C"]').first.get_attribute("href")
    assert code
    sofie.go(code)
    sofie.assert_fine()
    return code.rsplit("/", 1)[-1]


def read(pdf: bytes) -> str:
    """The words on a paper, on one line."""
    return " ".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def look_at(anyone: Visitor, sofie: Visitor, attest: str) -> None:
    """Anyone checks the paper; then one certificate on it is revoked, and anyone sees that too."""
    pdf = sofie.page.request.get(f"/gent/dossiers/attests/{attest}/nl.pdf").body()
    anyone.go("/c")
    anyone.page.locator("#pdf-file").set_input_files(
        [{"name": "attest.pdf", "mimeType": "application/pdf", "buffer": pdf}]
    )
    anyone.page.wait_for_url("**/c/file")
    assert "This certificate is real" in anyone.page.locator("h1").inner_text()
    facts = json.loads(PdfReader(BytesIO(pdf)).attachments["attest.json"][0])
    own = facts["devices"][0]["attest"]["number"]
    sofie.go(f"/gent/wiping/certificates/{own}/revoke")
    sofie.page.locator("main input[name=reason]").fill("The wrong disk was written down")
    press(sofie, "Revoke this certificate")
    path = facts["check_url"].split("/C/", 1)[1]
    anyone.go(f"/c/{path}")
    assert "part of it no longer holds" in anyone.page.locator("h1").inner_text()
    shown = " ".join(anyone.page.locator("main").inner_text().split())
    assert "1 certificate of a laptop on it was revoked since" in shown
    anyone.assert_fine()


def dossier(fatima: Visitor, dirk: Visitor, app: Any, lot: str, attest: str) -> None:
    """The coordinator has the dossier made; the giver downloads it, and both papers."""
    fatima.go(f"/gent/dossiers/{lot}")
    press(fatima, "Make the dossier")
    assert "Waits to be made" in fatima.page.locator("main").inner_text()
    with app.app_context():
        background()
    # The page asks by itself how far it is.
    fatima.page.locator('#dossiers a[href*="/dossiers/files/"]').wait_for()
    fatima.assert_fine()
    dirk.go(f"/gent/donor/{lot}")
    link = dirk.page.locator('a[href*="/donor/dossiers/"]').get_attribute("href")
    assert link
    with ZipFile(BytesIO(dirk.page.request.get(link).body())) as archive:
        names = archive.namelist()
        assert f"lot/{attest}.pdf" in names
        # Each accepted one has the certificate of before the giver's word, and the one that tells it.
        assert sum(name.startswith("attests/") and name.endswith(".pdf") for name in names) == 37 + 36
        assert {"agreements/SO-0001.pdf", "agreements/VO-0001.pdf", "manifest-1.pdf"} <= set(names)
        assert "custody.csv" in names
    dirk.assert_fine()
