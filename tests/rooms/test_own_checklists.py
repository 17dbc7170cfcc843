"""Checklists as data: a digibank's own steps, values with bounds, photos, versions that stay, and the way back."""

import io

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from inventory.devices.models import Device, DeviceKind, Grade
from inventory.digibank.numbers import get_by_code
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, Refusal
from inventory.foundation.tenancy import inside
from inventory.refurbishing import actions, editing, list_rules, queries, rules
from inventory.refurbishing.checklist import Answer, Step, StepKind, house_list
from inventory.refurbishing.views import sheet_lines
from tests.cast import NOW
from tests.checked import answer_all, make_checked
from tests.make import make_picture, make_signed_off_device, make_wiped_device

LAPTOP = DeviceKind.LAPTOP
MEMORY = Step("", kind=StepKind.NUMBER, unit="GB", low=2, high=128, titles={"nl": "Geheugen", "en": "Memory"})


@pytest.fixture
def wiped(app, world):
    """The code of a wiped laptop of Gent."""
    with app.test_request_context(), inside(world.gent):
        return str(make_wiped_device(world).code)


def write(client, address, **told):
    return client.post(address, data={"kind": "yes_no", "icon": "check", "once": address, **told})


def test_a_required_number_of_ones_own_is_asked_and_the_rest_does_not_answer_it(in_gent, world):
    editing.write_step(world.sofie.actor, LAPTOP, MEMORY, now=NOW)
    device = make_wiped_device(world)
    checkup = answer_all(world.tom.actor, device, now=NOW)
    assert (checkup.answered_count, checkup.total_count) == (11, 12)
    with pytest.raises(rules.NotAllAnswered):
        actions.finish(world.tom.actor, device, grade=Grade.A, now=NOW)
    actions.fill_in(world.tom.actor, device, "own_1", " 16 ", now=NOW)
    done = actions.finish(world.tom.actor, device, grade=Grade.A, now=NOW)
    assert done.values["own_1"] == "16"


@pytest.mark.parametrize(
    ("point", "value", "refusal"),
    [
        ("own_1", "1", rules.NotPlausible),
        ("own_1", "129", rules.NotPlausible),
        ("own_1", "-16", rules.NotPlausible),
        ("own_1", "9" * 400, rules.NotPlausible),
        ("own_1", "zestien", rules.NotANumber),
        ("own_1", "١٦", rules.NotANumber),
        ("own_1", "  ", rules.NothingSaid),
        ("layout", "DVORAK", rules.NotOffered),
        ("screen", "16", rules.NotOnThisList),
        ("picture", "16", rules.NotOnThisList),
        ("nothing", "16", rules.NotOnThisList),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_changes_nothing(in_gent, world, point, value, refusal):
    editing.write_step(world.sofie.actor, LAPTOP, MEMORY, now=NOW)
    device = make_wiped_device(world)
    actions.start(world.tom.actor, device, now=NOW)
    with pytest.raises(refusal):
        actions.fill_in(world.tom.actor, device, point, value, now=NOW)
    assert queries.find_living(device).values == {}


def test_what_was_typed_stays_beside_its_error(client, wiped, world):
    client.sign_in(world.tom)
    address = f"/gent/bench/{wiped}/steps/battery_minutes"
    refused = client.post(address, data={"value": "9999", "seen": "0", "once": "a"})
    assert refused.status_code == 422
    assert 'value="9999"' in refused.text
    assert client.post(address, data={"value": "135", "seen": "0", "once": "b"}).status_code == 303
    page = client.get(f"/gent/bench/{wiped}").text
    assert "135 min" in page
    national = client.post(
        f"/gent/bench/{wiped}/steps/image", data={"value": "85.07.30-033.28", "seen": "0", "once": "c"}
    )
    assert national.status_code == 422


def test_the_layout_that_was_chosen_is_what_the_register_keeps(in_gent, world):
    device = make_wiped_device(world)
    actions.start(world.tom.actor, device, now=NOW)
    actions.fill_in(world.tom.actor, device, "layout", "AZERTY FR", now=NOW)
    make_checked(device, world.tom.actor, world.sofie.actor, now=NOW)
    assert device.keyboard == "AZERTY FR"


def test_a_photo_answers_a_step_and_only_its_own_house_sees_it(client, app, world, wiped):
    client.sign_in(world.tom)
    address = f"/gent/bench/{wiped}/steps/picture"
    assert client.post(address, data={"once": "a"}).status_code in (200, 422)
    no_picture = {"photo": (io.BytesIO(b"<svg/>"), "x.jpg"), "once": "b"}
    assert client.post(address, data=no_picture).status_code == 422
    sent = {"photo": (io.BytesIO(make_picture()), "x.jpg"), "once": "c"}
    assert client.post(address, data=sent).status_code == 303
    with app.test_request_context(), inside(world.gent):
        checkup = queries.find_living(get_by_code(Device, wiped))
        [result] = queries.results_of(checkup, "picture")
    shown = client.get(f"/gent/bench/{wiped}/photos/{result.photo_id}.jpg")
    assert shown.mimetype == "image/jpeg"
    client.sign_in(world.bram)
    assert client.get(f"/gent/bench/{wiped}/photos/{result.photo_id}.jpg").status_code == 404


def test_what_is_under_way_keeps_the_list_it_began_with(in_gent, world):
    device, other = make_wiped_device(world), make_wiped_device(world)
    actions.start(world.tom.actor, device, now=NOW)
    editing.switch_step(world.sofie.actor, LAPTOP, "wifi", now=NOW)
    assert answer_all(world.tom.actor, device, now=NOW).total_count == 11
    assert answer_all(world.tom.actor, other, now=NOW).total_count == 10
    with pytest.raises(rules.NotOnThisList):
        actions.answer(world.tom.actor, other, "wifi", Answer.FINE, now=NOW)


def test_no_version_and_no_answer_is_ever_changed(in_gent, world):
    make_signed_off_device(world)
    for table in ("checklist", "check_result"):
        with pytest.raises(DatabaseError, match="only grows"):
            db.session.execute(text(f"DELETE FROM {table}"))
        db.session.rollback()


def test_the_way_back_to_the_list_of_the_house_and_forth_again(in_gent, world):
    editing.write_step(world.sofie.actor, LAPTOP, MEMORY, now=NOW)
    editing.move_step(world.sofie.actor, LAPTOP, "own_1", -1, now=NOW)
    own = queries.steps_in_force(LAPTOP)
    assert own[-2].point == "own_1"
    editing.back_to_house_list(world.sofie.actor, LAPTOP, now=NOW)
    assert queries.steps_in_force(LAPTOP) == house_list("laptop")
    editing.undo_edit(world.sofie.actor, LAPTOP, now=NOW)
    assert queries.steps_in_force(LAPTOP) == own
    editing.undo_edit(world.sofie.actor, LAPTOP, now=NOW)
    assert queries.steps_in_force(LAPTOP) == house_list("laptop")


def test_a_new_step_never_has_the_key_of_one_that_was_asked_before(in_gent, world):
    editing.write_step(world.sofie.actor, LAPTOP, MEMORY, now=NOW)
    device = make_wiped_device(world)
    answer_all(world.tom.actor, device, now=NOW)
    editing.back_to_house_list(world.sofie.actor, LAPTOP, now=NOW)
    for point in ("own_2", "own_3"):
        editing.write_step(world.sofie.actor, LAPTOP, Step("", titles={"nl": "Ventilator"}), now=NOW)
        assert queries.steps_in_force(LAPTOP)[-1].point == point
        editing.undo_edit(world.sofie.actor, LAPTOP, now=NOW)
    editing.write_step(world.sofie.actor, DeviceKind.TABLET, MEMORY, now=NOW)
    assert queries.steps_in_force(DeviceKind.TABLET)[-1].point == "own_1", "each kind counts its own"


def test_the_first_edit_is_undone_too_and_before_it_there_is_nothing(in_gent, world):
    with pytest.raises(editing.NothingBefore):
        editing.undo_edit(world.sofie.actor, LAPTOP, now=NOW)
    editing.switch_step(world.sofie.actor, LAPTOP, "wifi", now=NOW)
    editing.undo_edit(world.sofie.actor, LAPTOP, now=NOW)
    assert queries.steps_in_force(LAPTOP) == house_list("laptop")


def test_a_list_is_never_left_without_a_safety_point(in_gent, world):
    for point in ("battery", "charger"):
        editing.switch_step(world.sofie.actor, LAPTOP, point, now=NOW)
    with pytest.raises(list_rules.NothingLeft):
        editing.switch_step(world.sofie.actor, LAPTOP, "edges", now=NOW)


@pytest.mark.parametrize(
    "step",
    [
        Step(""),
        Step("", titles={"nl": "Meten"}, kind=StepKind.NUMBER, low=9, high=3),
        Step("", titles={"nl": "Kies"}, kind=StepKind.CHOICE, choices=("een",)),
        Step("", titles={"nl": "Brand"}, safety=True, required=False),
        Step("", titles={"nl": "Brand"}, safety=True, kind=StepKind.PHOTO),
    ],
)
def test_a_step_that_cannot_be_asked_is_not_written(in_gent, world, step):
    with pytest.raises(Refusal):
        editing.write_step(world.sofie.actor, LAPTOP, step, now=NOW)
    assert queries.find_list(LAPTOP) is None


def test_the_editor_from_page_to_bench(client, app, world, wiped):
    client.sign_in(world.sofie)
    index = client.get("/gent/bench/lists").text
    assert "Checklists and grades" in index
    refused = write(client, "/gent/bench/lists/laptop/add", how_nl="Zonder naam")
    assert refused.status_code == 422
    assert "Zonder naam" in refused.text
    written = write(
        client, "/gent/bench/lists/laptop/add", title_en="Stickers <b>off</b>", required="y", once="w"
    )
    assert written.status_code == 303
    shown = client.get("/gent/bench/lists/laptop").text
    assert "Stickers &lt;b&gt;off&lt;/b&gt;" in shown
    moved = client.post("/gent/bench/lists/laptop/steps/own_1/move", data={"way": "up", "once": "m"})
    assert moved.location.endswith("#step-own_1")
    assert "Stickers" in client.get("/gent/bench/lists/laptop/preview").text
    client.sign_in(world.tom)
    assert "Stickers" in client.get(f"/gent/bench/{wiped}").text
    assert client.get("/gent/bench/lists").status_code == 403


def test_an_edited_step_begins_with_the_words_that_stand(client, world):
    client.sign_in(world.sofie)
    page = client.get("/gent/bench/lists/laptop/steps/screen").text
    for words in ("Scherm", "Écran", "Screen"):
        assert f'value="{words}"' in page
    assert client.get("/gent/bench/lists/laptop/steps/dog").status_code == 404
    assert client.get("/gent/bench/lists/dog").status_code == 404


def test_a_technician_writes_no_list(in_gent, world):
    with pytest.raises(MayNot):
        editing.switch_step(world.tom.actor, LAPTOP, "wifi", now=NOW)


def test_luik_keeps_its_own_list(app, world):
    with app.test_request_context(), inside(world.gent):
        editing.switch_step(world.sofie.actor, LAPTOP, "wifi", now=NOW)
    with app.test_request_context(), inside(world.luik):
        assert queries.steps_in_force(LAPTOP) == house_list("laptop")


def test_the_key_map_has_every_layout_and_answers_without_script(client, world, wiped):
    client.sign_in(world.tom)
    azerty = client.get(f"/gent/bench/{wiped}/keys?layout=AZERTY").text
    assert azerty.count("data-code=") == 13 + 1 + 14 + 14 + 13 + 13 + 10
    assert f'action="/gent/bench/{wiped}/answer"' in azerty
    assert ">q</kbd>" in client.get(f"/gent/bench/{wiped}/keys?layout=QWERTY").text
    assert client.get(f"/gent/bench/{wiped}/keys?layout=<script>").status_code == 200


def test_the_history_names_who_answered_what(client, world, app):
    with app.test_request_context(), inside(world.gent):
        device = make_signed_off_device(world)
        code = str(device.code)
        [work, second] = sheet_lines(device)
        assert (work.who, second.who) == ("Tom", "Sofie")
        assert "graad B" in work.result  # a sheet without a reader is in Dutch
    client.sign_in(world.tom)
    page = client.get(f"/gent/bench/{code}/history").text
    assert page.count("Tom") > 11
    assert "Sofie" in page


def test_grades_have_words_and_example_photos(client, world, app, wiped):
    client.sign_in(world.sofie)
    assert "As new." in client.get("/gent/bench/lists/grades/A").text
    told = {"use": "lent", "words_en": "Like new, no scratch", "once": "a"}
    assert client.post("/gent/bench/lists/grades/A", data=told).status_code == 303
    sent = {"photo": (io.BytesIO(make_picture()), "x.jpg"), "once": "b"}
    assert client.post("/gent/bench/lists/grades/A/photos", data=sent).status_code == 303
    with app.test_request_context(), inside(world.gent):
        device = get_by_code(Device, wiped)
        answer_all(world.tom.actor, device, now=NOW)
        [photo_id] = queries.example_ids()[Grade.A]
    client.sign_in(world.tom)
    page = client.get(f"/gent/bench/{wiped}").text
    assert "Like new, no scratch" in page
    address = f"/gent/bench/lists/grades/A/photos/{photo_id}.jpg"
    assert address in page
    assert client.get(address).mimetype == "image/jpeg"
    client.sign_in(world.sofie)
    removed = client.post(f"/gent/bench/lists/grades/A/photos/{photo_id}/remove", data={"once": "r"})
    assert removed.status_code == 303
    assert client.get(address).status_code == 404
