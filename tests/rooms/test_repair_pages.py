"""The pages of repairs and parts, as a technician, a supervisor and the desk meet them."""

import io
import re

import pytest
from PIL import Image

from inventory.devices.actions import media_of
from inventory.foundation.clock import now as real_now
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.parts import queries as parts
from inventory.parts.rules import PartKind
from inventory.repairing.models import RepairTicket
from inventory.repairing.rules import Source
from tests.counting import counted
from tests.make import make_device, make_loan, make_place, make_ready_device
from tests.make_repairs import (
    make_bench_device,
    make_donor_device,
    make_loose_disk,
    make_part,
    make_part_type,
    make_repairer,
    make_ticket,
)


@pytest.fixture
def gent(app, world):
    """Do something inside Gent, between requests."""

    def doing(what):
        with app.test_request_context(), inside(world.gent):
            return what()

    return doing


def send(client, path, **told):
    return client.post(path, data=told, follow_redirects=True).get_data(as_text=True)


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def biggest(page):
    """The words of the biggest button on the page."""
    found = re.search(
        r'<(?:a|button) class="btn btn-primary btn-lg w-100"[^>]*>(.*?)</(?:a|button)>', page, re.S
    )
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


def test_the_desk_tells_the_bench_and_takes_it_back(client, world, gent):
    code = gent(lambda: str(make_ready_device(world, now=real_now()).code))
    client.sign_in(world.nele)
    assert "Something is broken" in read(client, f"/gent/devices/{code}")
    assert client.post(f"/gent/repairs/new/{code}", data={"what": " "}).status_code == 422
    picture = io.BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "PNG")
    picture.seek(0)
    page = client.post(
        f"/gent/repairs/new/{code}", data={"what": "Does not charge", "photo": (picture, "p.png")},
        content_type="multipart/form-data", follow_redirects=True,
    ).get_data(as_text=True)  # fmt: skip
    assert "The bench knows." in page
    ticket = gent(lambda: db.session.scalars(db.select(RepairTicket.id)).one())
    assert client.get(f"/gent/repairs/{ticket}").status_code == 403
    assert "Undone: no repair is asked any more." in send(client, f"/gent/repairs/{ticket}/withdraw")
    assert "Does not charge" not in re.sub(
        r"(?s)<ol class=.timeline.*", "", read(client, f"/gent/devices/{code}")
    )


def test_one_repair_from_begin_to_end_has_one_next_step_at_a_time(client, world, gent):
    ticket = gent(lambda: make_ticket(world, now=real_now()).id)
    path = f"/gent/repairs/{ticket}"
    client.sign_in(world.tom)
    assert "Screen flickers" in read(client, "/gent/repairs/")
    assert biggest(read(client, path)) == "Begin this repair"
    assert biggest(send(client, f"{path}/begin")) == "Finish this repair"
    client.sign_in(world.sofie)
    assert biggest(read(client, path)) == "Take over this repair"
    assert "Tom works on this repair." in send(client, f"{path}/begin")
    client.sign_in(world.tom)
    page = send(client, f"{path}/write", kind="diagnosis", told="Cable is loose", minutes="12")
    assert "12 minutes" in page
    assert "Cable is loose" in page
    answer = client.post(f"{path}/write", data={"kind": "work", "told": "Glued it", "minutes": "-3"})
    assert answer.status_code == 422
    assert "Glued it" in answer.get_data(as_text=True)  # what was typed stays
    assert "Waits for: cable" in send(client, f"{path}/wait", part="cable")
    assert biggest(read(client, path)) == "The part is here: go on"
    assert "Not worth it" not in read(client, f"{path}/close").split("<form")[-1]
    answer = client.post(f"{path}/close", data={"result": "not_worth_it", "told": "x"})
    assert answer.status_code == 422
    page = send(client, f"{path}/close", result="repaired", told="New cable", minutes="8")
    assert "Closed: Repaired." in page
    assert "20 minutes" in page
    assert biggest(page) == "Go on with the checklist"
    assert "open again" in send(client, f"{path}/reopen")


def test_the_cost_is_for_who_may_see_it(client, world, gent):
    ticket = gent(lambda: make_ticket(world, now=real_now()).id)
    client.sign_in(world.fatima)
    assert client.post(f"/gent/repairs/{ticket}/cost", data={"cost": "12,5o"}).status_code == 422
    assert 'value="12,50"' in send(client, f"/gent/repairs/{ticket}/cost", cost="12,50")
    client.sign_in(world.sofie)
    assert "12,50" not in read(client, f"/gent/repairs/{ticket}")
    assert client.post(f"/gent/repairs/{ticket}/cost", data={"cost": "1"}).status_code == 403


def test_it_goes_to_a_repairer_and_comes_back(client, world, gent):
    ticket = gent(lambda: make_ticket(world, now=real_now()).id)
    path = f"/gent/repairs/{ticket}"
    client.sign_in(world.tom)
    assert "We know no repairer yet." in read(client, f"{path}/send-out")
    repairer = gent(lambda: make_repairer(world, name="Fixit bv").id)
    today = real_now().date().isoformat()
    page = send(client, f"{path}/send-out", repairer=repairer, sent_on=today, expected_on="")
    assert biggest(page) == "It is back"
    assert "Fixit bv" in read(client, "/gent/repairs/?state=outside")
    assert "Wipe it again first" in send(client, f"{path}/come-back")


def test_a_part_of_another_laptop_is_one_scan_and_one_tap(client, world, gent):
    def scene():
        now = real_now()
        return make_ticket(world, now=now).id, str(make_part(world, now=now).source.code)

    ticket, donor = gent(scene)
    client.sign_in(world.tom)
    page = read(client, f"/gent/repairs/{ticket}/part?from={donor}")
    [button] = re.findall(rf'action="(/gent/repairs/{ticket}/part/\d+)"', page)
    page = send(client, button, sure="no")
    assert "Built in:" in page
    assert "No part of this laptop lies in stock" in read(client, f"/gent/repairs/{ticket}/part?from={donor}")
    assert "sits in a laptop already" in send(client, button, sure="no")
    [undo] = re.findall(rf'action="(/gent/repairs/{ticket}/part-out/\d+)"', page)
    assert "the part is in stock again" in send(client, undo)
    for wrong in ("T999999", "nonsense", "T0000"):
        assert "We know no laptop with this code" in read(client, f"/gent/repairs/{ticket}/part?from={wrong}")


def test_one_from_the_bin(client, world, gent):
    def scene():
        now = real_now()
        return make_ticket(world, now=now).id, make_part_type(world, counted=1, now=now).id

    ticket, one = gent(scene)
    client.sign_in(world.tom)
    assert "Take one" in read(client, f"/gent/repairs/{ticket}/part")
    assert "Built in:" in send(client, f"/gent/repairs/{ticket}/bin/{one}")
    assert "There are not that many in stock." in send(client, f"/gent/repairs/{ticket}/bin/{one}")


def test_a_kind_of_part_is_kept_counted_and_put_right(client, world, gent):
    client.sign_in(world.tom)
    told = {"kind": "charger", "name": "Charger 65 W", "minimum": "4", "counted": "1"}
    answer = client.post("/gent/parts/new", data=told)
    assert answer.status_code == 422
    assert "of a charger the plug and the watts" in answer.get_data(as_text=True)
    page = send(client, "/gent/parts/new", **told, plug="USB-C", watts="65")
    assert "Order 3: there should be 4." in page
    one = gent(lambda: parts.stock()[0].type.id)
    assert "Charger 65 W" in read(client, "/gent/parts/?show=order&kind=charger&search=usb")
    assert "No part to show here." in read(client, "/gent/parts/?search=nothing")
    assert "Order" not in send(client, f"/gent/parts/{one}", counted="4").split("</h1>")[1]
    told |= {"fits": "Dell Latitude 5400\nHP", "minimum": "0"}
    del told["counted"]
    page = send(client, f"/gent/parts/{one}/edit", **told)
    assert "Latitude 5400" in page
    assert client.post(f"/gent/parts/{one}", data={"counted": "-1"}).status_code == 422


def test_a_laptop_that_went_to_parts_gives_what_is_worth_keeping(client, world, gent):
    def scene():
        make_part_type(world, minimum=9, counted=0, now=real_now())
        return str(make_donor_device(world, now=real_now()).code), str(
            make_device(world, now=real_now()).code
        )

    donor, other = gent(scene)
    client.sign_in(world.tom)
    assert biggest(read(client, f"/gent/devices/{donor}")) == "Take parts out"
    assert "Wanted: there are too few." in read(client, f"/gent/parts/laptops/{donor}")
    assert client.post(f"/gent/parts/laptops/{donor}", data={"tested": "works"}).status_code == 422
    page = send(client, f"/gent/parts/laptops/{donor}", kinds=["keyboard", "fan"], tested="works", place="")
    assert "2 parts saved. Thank you!" in page
    assert donor in page.replace(" ", "") or "Keyboard" in page
    assert client.get(f"/gent/parts/laptops/{other}").status_code == 404
    assert "2 parts saved from laptops, 0 of them" in read(client, "/gent/parts/")
    assert "2 parts in stock" in read(client, "/gent/parts/laptops")


def test_one_part_is_tested_laid_and_thrown_away(client, world, gent):
    def scene():
        return make_part(world, now=real_now()).id, str(make_place(world, name="Bak 3", now=real_now()).code)

    part, place = gent(scene)
    path = f"/gent/parts/singles/{part}"
    client.sign_in(world.tom)
    assert "Tested: works" in send(client, f"{path}/test", tested="works")
    assert client.post(f"{path}/test", data={"tested": "perhaps"}).status_code == 404
    assert "Bak 3" in send(client, path, place=place)
    assert "Keep it after all" in send(client, f"{path}/throw-away")
    assert "It is in stock again." in send(client, f"{path}/keep")


def test_a_loose_disk_says_where_it_is_and_goes_on(client, world, gent):
    def scene():
        now = real_now()
        shelf, disk = make_place(world, name="Kluis", now=now), make_loose_disk(world, laid=False, now=now)
        return str(shelf.code), disk.id, str(make_bench_device(world, now=now).code)

    shelf, disk, bench = gent(scene)
    client.sign_in(world.tom)
    page = read(client, "/gent/parts/disks")
    assert "Nobody knows where" in page
    assert f"/gent/wiping/disks/{disk}/destroy" in page  # its certificate comes from there
    assert client.post(f"/gent/parts/disks/{disk}", data={"place": ""}).status_code == 422
    assert "Kluis" in send(client, f"/gent/parts/disks/{disk}", place=shelf)
    assert client.post(f"/gent/parts/disks/{disk}/into", data={"code": "nothing"}).status_code == 422
    page = send(client, f"/gent/parts/disks/{disk}/into", code=bench)
    assert "Wipe it first." in page
    assert "Being wiped" in page


def test_a_disk_comes_out_on_the_bench_only_with_word_of_where(client, world, gent):
    def scene():
        device = make_bench_device(world, now=real_now())
        return str(device.code), media_of(device)[0].id, str(make_place(world, now=real_now()).code)

    code, disk, shelf = gent(scene)
    client.sign_in(world.tom)
    assert f"/gent/parts/disks/{disk}/out" in read(client, f"/gent/parts/disks/of/{code}")
    assert client.post(f"/gent/parts/disks/{disk}/out", data={}).status_code == 422
    assert "we know where it is" in send(client, f"/gent/parts/disks/{disk}/out", place=shelf)


@pytest.mark.parametrize("path", ["/gent/repairs/", "/gent/repairs/?state=closed", "/gent/parts/", "/gent/parts/disks",
                                  "/gent/parts/laptops"])  # fmt: skip
def test_a_list_asks_no_more_when_there_is_more(client, world, gent, path):
    def more():
        for _one in range(2):
            part = make_part(world, now=real_now(), kind=PartKind.FAN)
            make_ticket(world, now=real_now())
            make_loose_disk(world, now=real_now())
            make_part_type(world, minimum=9, now=real_now())
            assert part.id

    client.sign_in(world.fatima)
    asked = []
    for _times in range(2):
        gent(more)
        client.get(path)
        with counted() as sent:
            assert client.get(path).status_code == 200
        asked.append(sent)
    few, many = asked
    assert len(few) == len(many) <= 6, "\n".join(many)


def test_a_scan_of_a_taken_apart_laptop_leads_to_its_parts_for_the_repair_in_hand(client, world, gent):
    def scene():
        return make_ticket(world, now=real_now()).id, str(make_donor_device(world, now=real_now()).code)

    ticket, donor = gent(scene)
    client.sign_in(world.tom)
    assert client.get(f"/gent/scan?text={donor}").location == f"/gent/parts/laptops/{donor}"
    client.post(f"/gent/repairs/{ticket}/begin")
    assert client.get(f"/gent/scan?text={donor}").location == f"/gent/repairs/{ticket}/part?from={donor}"
    client.sign_in(world.sofie)  # her hands are free
    assert client.get(f"/gent/scan?text={donor}").location == f"/gent/parts/laptops/{donor}"


def test_what_a_borrower_tells_waits_for_the_laptop_to_come_back(client, world, gent):
    code = gent(lambda: str(make_loan(world, now=real_now()).device.code))
    client.sign_in(world.nele)
    assert f"/gent/repairs/new/{code}?from=loan" in read(client, f"/gent/devices/{code}")
    page = send(client, f"/gent/repairs/new/{code}?from=loan", what="Gets very hot")
    assert "The bench knows." in page
    source = gent(lambda: db.session.scalars(db.select(RepairTicket.source)).one())
    assert source is Source.LOAN
