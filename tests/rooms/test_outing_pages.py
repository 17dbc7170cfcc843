"""The pages and papers of mobile days: who meets what, and what a scan comes to."""

import shutil
import subprocess
from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from inventory.applications.queries import approved_application_of
from inventory.devices.models import Device
from inventory.digibank.models import User
from inventory.digibank.numbers import get_by_code
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.outings import packing, queries
from inventory.outings.models import Outing
from tests import make, make_outings
from tests.cast import NOW
from tests.make_outings import listed, swap

# --- pages ---


@pytest.fixture
def day(app: Any, world: Any) -> dict[str, Any]:
    """A day with one appointment and one spare, listed; what stands in addresses."""
    with app.test_request_context(), inside(world.gent):
        outing = listed(world, guests=1, spares=1)
        rows = queries.devices_of(outing)
        return {
            "url": f"/gent/outings/{outing.id}",
            "id": outing.id,
            "crate": str(outing.place.code),
            "codes": [str(row.device.code) for row in rows],
            "name": queries.visits_of(outing)[0].application.borrower.first_name,
        }


def _form(**more: str) -> dict[str, str]:
    return {
        "municipality": "Leenhove", "venue": "Bib", "on": "2026-12-03", "begins": "09:00", "until": "12:00",
        "place": "", "spares": "2", "float_amount": "50", "once": "a", **more,
    }  # fmt: skip


def test_fatima_plans_a_day_on_the_page(client: Any, world: Any) -> None:
    client.sign_in(world.fatima)
    assert b"No mobile days here" in client.get("/gent/outings/").data
    planned = client.post("/gent/outings/new", data=_form(travellers=str(world.nele.user_id)))
    assert planned.status_code == 303
    assert client.post("/gent/outings/new", data=_form()).location == planned.location
    page = client.get(planned.location.replace("/appointments", "")).text
    assert "Leenhove" in page
    assert "Nele" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"until": "08:00"}, "ends before it begins"),
        ({"spares": "many"}, "from 0 to 20"),
        ({"spares": "21"}, "from 0 to 20"),
        ({"float_amount": "much"}, "amount"),
        ({"municipality": ""}, "Fill in the town"),
        ({"place": "999"}, "Not a valid choice"),
    ],
)
def test_a_plan_that_cannot_be_keeps_what_was_typed(
    client: Any, world: Any, wrong: dict, sentence: str
) -> None:
    client.sign_in(world.fatima)
    refused = client.post("/gent/outings/new", data=_form(**wrong))
    assert refused.status_code == 422
    assert 'value="Bib"' in refused.text


def test_appointments_are_times_beside_names(client: Any, app: Any, world: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        near = make_outings.guest(world, first_name="Dicht", municipality="Leenhove").id
        far = make_outings.guest(world, first_name="Ver", municipality="Gent").id
        url = f"/gent/outings/{make_outings.make_outing(world).id}/appointments"
    client.sign_in(world.fatima)
    shown = client.get(f"{url}?propose=1").text
    assert shown.index("Dicht") < shown.index("Ver")
    assert shown.count('value="09:00') == 1
    assert client.post(url, data={f"at_{near}": "09:30", f"at_{far}": "", "once": "b"}).status_code == 303
    page = client.get(url.replace("/appointments", "")).text
    assert "09:30" in page
    assert "Ver" not in page


def test_tom_packs_by_scanning_and_meets_no_name_and_no_money(client: Any, world: Any, day: Any) -> None:
    client.sign_in(world.tom)
    assert client.get(f"/gent/scan?text={day['crate']}").location == f"{day['url']}/pack"
    for number, code in enumerate((day["crate"], *day["codes"])):
        packed = client.post(f"{day['url']}/pack", data={"code": code, "once": str(number)})
        assert packed.location == f"{day['url']}/pack", code
    page = client.get(f"{day['url']}/pack").text
    assert "2 of 2 packed" in page
    for path in ("", "/pack"):
        shown = client.get(day["url"] + path).text
        assert day["name"] not in shown
        assert "€" not in shown
    assert client.get(f"{day['url']}/pack-list.pdf").data.startswith(b"%PDF-")
    for door in ("/on-site", "/papers.pdf", "/close"):
        assert client.get(day["url"] + door).status_code == 403
    assert client.post(f"{day['url']}/depart", data={"once": "d"}).status_code == 403


def test_an_unknown_scan_stays_in_the_field(client: Any, world: Any, day: Any) -> None:
    client.sign_in(world.tom)
    refused = client.post(f"{day['url']}/pack", data={"code": "NOSUCH", "once": "x"})
    assert refused.status_code == 422
    assert 'value="NOSUCH"' in refused.text


def test_a_scan_that_is_sent_twice_packs_once(client: Any, app: Any, world: Any, day: Any) -> None:
    client.sign_in(world.tom)
    for _again in range(2):
        assert (
            client.post(f"{day['url']}/pack", data={"code": day["codes"][0], "once": "same"}).status_code
            == 303
        )
    with app.test_request_context(), inside(world.gent):
        events = (
            db.session.execute(select(AuditEvent).where(AuditEvent.deed == "outings.packed")).scalars().all()
        )
        assert len(events) == 1


def test_a_whole_day_by_the_pages(client: Any, app: Any, world: Any, day: Any) -> None:
    client.sign_in(world.nele)
    for number, code in enumerate(day["codes"]):
        client.post(f"{day['url']}/pack", data={"code": code, "once": f"p{number}"})
    left = client.post(f"{day['url']}/depart", data={"once": "d"})
    assert left.location == f"{day['url']}/on-site"
    page = client.get(left.location).text
    assert day["name"] in page
    assert f'data-offline="outing-{day["id"]}"' in page
    assert "data-unsent" in page
    assert b"On the road to Leenhove" in client.get(f"/gent/devices/{day['codes'][0]}").data
    noted = client.post(
        f"{day['url']}/notes",
        data={"kind": "handed_over", "visit": "", "code": day["codes"][0], "cash": "30", "once": "n"},
    )
    assert noted.status_code == 303
    assert b"Complete" in client.get(left.location).data
    waits = client.post(f"{day['url']}/close", data={"counted": "50", "once": "c1"})
    assert waits.status_code == 422
    assert b"First complete what was done on paper" in waits.data
    with app.test_request_context(), inside(world.gent):
        note_id = queries.notes_of(queries.get_outing(day["id"]))[0].id
    client.post(f"{day['url']}/notes/{note_id}/withdraw", data={"once": "w"})
    assert client.get(f"/gent/scan?text={day['crate']}").location == f"{day['url']}/unpack"
    back = client.post(f"{day['url']}/unpack", data={"code": day["codes"][1], "once": "u"})
    assert back.location == f"{day['url']}/unpack"
    asked = client.get(f"{day['url']}/close").text
    assert "What is not in the van" in asked
    closed = client.post(f"{day['url']}/close", data={"counted": "48,50", "once": "c2"})
    assert closed.location == day["url"]
    page = client.get(closed.location).text
    assert "1.50 too little" in page.replace(",", ".")
    assert f'data-unsent-erase="outing-{day["id"]}"' in page
    assert client.get("/gent/outings/?when=past").text.count("Leenhove") >= 1


def test_a_shelf_that_is_scanned_takes_what_comes_after(client: Any, app: Any, world: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        outing = make_outings.make_outing_on_the_road(world, lent=0, spares=1)
        url, device = f"/gent/outings/{outing.id}/unpack", str(queries.devices_of(outing)[0].device.code)
        shelf = make.make_place(world)
        code, shelf_id = str(shelf.code), shelf.id
    client.sign_in(world.tom)
    onto = client.post(url, data={"code": code, "shelf": "", "once": "1"})
    assert onto.location == f"{url}?shelf={code}"
    client.get(onto.location)
    client.post(onto.location, data={"code": device, "shelf": code, "once": "2"})
    with app.test_request_context(), inside(world.gent):
        assert get_by_code(Device, device).place_id == shelf_id


def test_a_note_of_a_kind_that_there_is_not_is_no_note(client: Any, app: Any, world: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        url = f"/gent/outings/{make_outings.make_outing_on_the_road(world).id}/notes"
    client.sign_in(world.nele)
    assert client.post(url, data={"kind": "stolen", "code": "T1", "once": "1"}).status_code == 404
    refused = client.post(url, data={"kind": "came_back", "code": "NOSUCH", "cash": "x", "once": "2"})
    assert refused.status_code == 422


def test_bram_meets_no_day_of_gent(client: Any, world: Any, day: Any) -> None:
    client.sign_in(world.bram)
    assert "Leenhove" not in client.get("/luik/outings/").text
    for path in ("", "/edit", "/pack", "/on-site", "/unpack", "/close", "/papers.pdf"):
        assert client.get(f"/luik/outings/{day['id']}{path}").status_code == 404


def test_today_shows_the_day_that_is_near(client: Any, app: Any, world: Any) -> None:
    from inventory.foundation.clock import now

    with app.test_request_context(), inside(world.gent):
        make_outings.make_outing(world, now=now(), municipality="Nabij")
        make_outings.make_outing(world, now=now(), days=20, municipality="Later")
    for person in (world.tom, world.nele, world.fatima):
        client.sign_in(person)
        shown = client.get("/gent/today/").text
        assert shown.count("Nabij") == 1
        assert "Later ·" not in shown


# --- papers ---


def _text(pdf: bytes) -> str:
    from io import BytesIO

    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_the_pack_list_names_nobody_and_the_day_list_only_first_names(world: Any, in_gent: int) -> None:
    from inventory.outings import papers

    who = make.make_approved_borrower(world, first_name="Şeyma", last_name="Yıldız", phone="0470 55 66 77")
    device = make.make_ready_device(world)
    outing = make_outings.make_outing(world, visits=[approved_application_of(who)], spares=0)
    packing.make_list(world.nele.actor, outing, now=NOW)
    bare = _text(papers.pack_list(papers.facts_of(outing, locale="nl", base="https://leen.example")))
    assert device.spoken in bare
    assert "Şeyma" not in bare
    assert "€" not in bare
    whole = papers.facts_of(outing, locale="nl", base="https://leen.example", with_people=True)
    told = _text(papers.day_papers(whole))
    assert "Şeyma" in told
    assert "€ 50" in told.replace("\u00a0", " ")
    assert device.spoken in told
    for never in ("Yıldız", "0470", "55 66 77", "training"):
        assert never not in told
    assert papers.day_papers(whole) == papers.day_papers(whole)


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm (poppler-utils) is not on this machine")
def test_the_pack_list_is_scanned_from_the_paper(world: Any, in_gent: int, tmp_path: Any) -> None:
    """The crate and each laptop, read back from what a printer would print, with the words of the label."""
    from inventory.outings import papers
    from labels.tag import link_to

    outing = listed(world, guests=2, spares=1)
    base = "https://leen.example"
    (tmp_path / "list.pdf").write_bytes(papers.pack_list(papers.facts_of(outing, locale="nl", base=base)))
    subprocess.run(["pdftoppm", "-r", "150", "-png", "list.pdf", "list"], cwd=tmp_path, check=True)
    [page] = tmp_path.glob("list*.png")
    laptops = [row.device.code for row in queries.devices_of(outing)]
    assert len(laptops) == 3
    wanted = {link_to(base, code) for code in [outing.place.code, *laptops]}
    assert {found.text for found in zxingcpp.read_barcodes(Image.open(page))} == wanted


def test_a_long_list_goes_on_on_the_next_page(world: Any, in_gent: int) -> None:
    from dataclasses import replace

    from inventory.outings import papers

    outing = listed(world, guests=1, spares=0)
    facts = papers.facts_of(outing, locale="fr", base="https://leen.example", with_people=True)
    many = replace(facts, laptops=facts.laptops * 60, guests=facts.guests * 60)
    assert papers.day_papers(many).startswith(b"%PDF-")


def test_outings_leave_no_personal_word_in_the_journal(world: Any, in_gent: int) -> None:
    outing = make_outings.make_outing_on_the_road(world)
    name = queries.visits_of(outing)[0].application.borrower.first_name
    for told in db.session.execute(
        select(AuditEvent.particulars_text).where(AuditEvent.thing == "outing")
    ).scalars():
        assert name not in told
    assert db.session.execute(select(Outing)).scalar_one().id == outing.id


def test_a_note_that_waited_in_a_browser_is_answered_to_a_script(client: Any, app: Any, world: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        outing = make_outings.make_outing_on_the_road(world)
        number, code = outing.id, str(queries.devices_of(outing)[0].device.code)
    url = f"/gent/outings/{number}/notes"
    client.sign_in(world.nele)
    sent = {
        "kind": "handed_over",
        "visit": "",
        "code": code,
        "cash": "30",
        "sent_by": str(world.nele.user_id),
    }
    script = {"Accept": "application/json"}
    for _again in range(2):
        taken = client.post(url, data={**sent, "once": "first"}, headers=script)
        assert (taken.status_code, taken.json) == (200, {"noted": code})
    again = client.post(url, data={**sent, "once": "second"}, headers=script)
    assert again.status_code == 422
    assert "was noted already" in again.text
    with app.test_request_context(), inside(world.gent):
        assert len(queries.notes_of(queries.get_outing(number))) == 1


def test_an_agreement_can_be_printed_before_the_day_and_lends_nothing(
    client: Any, app: Any, world: Any
) -> None:
    with app.test_request_context(), inside(world.gent):
        make.make_policy(world)
        outing = listed(world, guests=1, spares=0)
        visit = queries.visits_of(outing)[0]
        spoken = queries.devices_of(outing)[0].device.spoken
        name, url = visit.application.borrower.name, f"/gent/outings/{outing.id}"
        paper = f"{url}/appointments/{visit.id}/agreement-nl.pdf"
    client.sign_in(world.nele)
    assert f"{paper.removesuffix('nl.pdf')}" in client.get(url).text
    normal, social = _text(client.get(paper).data), _text(client.get(f"{paper}?tariff=social").data)
    assert name in normal
    assert spoken in normal
    assert normal != social
    assert client.get(paper.replace("-nl.", "-de.")).status_code == 404
    client.sign_in(world.tom)
    assert client.get(paper).status_code == 403
    with app.test_request_context(), inside(world.gent):
        from inventory.lending.models import HandOver, Loan

        assert not db.session.execute(select(HandOver.id)).first()
        assert not db.session.execute(select(Loan.id)).first()


def test_the_page_of_unpacking_names_what_was_swapped(client: Any, world: Any, app: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        loan = make.make_loan(world, now=NOW - timedelta(days=30))
        old = loan.device.spoken
        outing = make_outings.make_outing_on_the_road(
            world, now=NOW, travellers=(db.session.get_one(User, world.nele.user_id),)
        )
        swap(world, loan, queries.devices_of(outing)[1].device)
        outing_id = outing.id
    page = client.sign_in(world.tom).get(f"/gent/outings/{outing_id}/unpack").text
    assert f"{old} was swapped on the road" in page
