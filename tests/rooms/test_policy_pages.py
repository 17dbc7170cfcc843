"""The pages of a policy: what it says of each sort of device, its versions, its file out and in again."""

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from inventory.applications import actions, asking, queries
from inventory.applications import document as documents
from inventory.applications.actions import Clashes
from inventory.applications.assessment import Outcome
from inventory.applications.clashes import Clash, clashes_in
from inventory.applications.models import Policy
from inventory.applications.policy import LendingPolicy
from inventory.applications.policy_form import PolicyForm
from inventory.applications.presets import DEFAULT, PRESETS
from inventory.foundation.database import db
from inventory.foundation.refusal import NationalNumber
from tests.cast import NOW
from tests.make import make_application, make_loan, make_policy
from tests.rules.policies import policies

IMPORT = "/gent/applications/policy/import"


def _send(client: Any, content: bytes, **more: str) -> Any:
    return client.post(IMPORT, data={"file": (BytesIO(content), "policy.yaml"), "deed": "look", **more})


def _text_of(page: Any) -> str:
    return unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page.text, re.S).group(1)).lstrip()


def test_the_page_tells_each_sort_of_device_apart(client: Any, world: Any, in_gent: int) -> None:
    make_policy(world, PRESETS["digibank_plus"].policy)
    client.sign_in(world.nele)
    page = client.get("/gent/applications/policy").text
    assert "A loan has no end date." in page
    assert "It is lent to try out; how long is not set." in page
    assistive = client.get("/gent/applications/policy?kind=assistive").text
    assert "A loan has no end date." not in assistive
    assert "It is lent to try out; how long is not set." in assistive
    tablet = client.get("/gent/applications/policy?kind=tablet").text
    assert "A loan has no end date." not in tablet
    assert client.get("/gent/applications/policy?kind=spoon").status_code == 200


def test_an_earlier_version_says_that_it_is_one(client: Any, world: Any, in_gent: int) -> None:
    first = make_policy(world)
    make_policy(world, PRESETS["maasland"].policy)
    client.sign_in(world.nele)
    earlier = client.get(f"/gent/applications/policy/{first.id}").text
    assert "This is an earlier version." in earlier
    assert "A loan lasts 12 months." in earlier
    now = client.get("/gent/applications/policy").text
    assert "This is an earlier version." not in now
    assert "A loan lasts 3 months." in now
    assert client.get("/gent/applications/policy/987654").status_code == 404


@pytest.mark.parametrize("name", ["default", *sorted(PRESETS)])
def test_what_goes_out_comes_in_again(client: Any, world: Any, in_gent: int, name: str) -> None:
    policy = DEFAULT if name == "default" else PRESETS[name].policy
    first = make_policy(world, policy)
    client.sign_in(world.fatima)
    content = client.get(f"/gent/applications/policy/{first.id}/leenkring.yaml").data
    looked = _send(client, content)
    assert looked.status_code == 200
    assert "Who may borrow?" in looked.text
    saved = client.post(IMPORT, data={"text": _text_of(looked), "deed": "save"})
    assert saved.status_code == 303
    kept = db.session.execute(select(Policy).order_by(Policy.version)).scalars().all()
    assert [one.rules for one in kept] == [policy, policy]


def test_a_file_is_looked_at_before_it_is_saved(client: Any, world: Any, in_gent: int) -> None:
    client.sign_in(world.fatima)
    looked = _send(client, b"term: {kind: months, months: 3}", deed="save")
    assert looked.status_code == 200
    assert "A loan lasts 3 months." in looked.text
    assert queries.policy_in_force() is None


def test_every_slip_is_told_at_its_line_and_the_text_stays(client: Any, world: Any, in_gent: int) -> None:
    client.sign_in(world.fatima)
    content = b"rent: 5\ndeposit:\n  normal: 2000\n  social: 5000\n"
    for answer in (_send(client, content), client.post(IMPORT, data={"text": content, "deed": "save"})):
        assert answer.status_code == 422
        page = unescape(answer.text)
        assert "Line 1: We do not know the setting “policy.rent”." in page
        assert "Line 4: The social tariff is higher than the normal one." in page
        assert "rent: 5" in _text_of(answer)
    assert queries.policy_in_force() is None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a: &x 1\nb: *x", "Line 1 uses a tag, an anchor or an alias"),
        (b"[" * 9000, "goes too deep at line 1"),
        (b"x" * 70_000, "larger than 64 KB"),
        (b"\xff\xfe", "not text"),
        (b"", "must hold one policy"),
        (b"<script>alert(1)</script>: 1", "We do not know the setting"),
    ],
)
def test_a_hostile_file_is_refused_in_words(
    client: Any, world: Any, in_gent: int, content: bytes, says: str
) -> None:
    client.sign_in(world.fatima)
    answer = _send(client, content)
    assert answer.status_code == 422
    assert says in unescape(answer.text)
    assert "<script>alert" not in answer.text


def test_a_national_number_in_a_file_is_refused(client: Any, world: Any, in_gent: int) -> None:
    client.sign_in(world.fatima)
    content = "remarks: {nl: 'Bel Jan, 85.07.30-033 28'}"
    assert client.post(IMPORT, data={"text": content, "deed": "save"}).status_code == 422
    own = {"kinds": {"tablet": {"remarks": {"nl": "85.07.30-033 28"}}}}
    with pytest.raises(NationalNumber):
        actions.set_policy(world.fatima.actor, own, now=NOW)
    assert queries.policy_in_force() is None


def test_who_may_not_change_the_policy_reads_no_file_in(client: Any, world: Any, in_gent: int) -> None:
    file = f"/gent/applications/policy/{make_policy(world).id}/leenkring.yaml"
    client.sign_in(world.nele)
    assert client.get(IMPORT).status_code == 403
    assert client.get(file).status_code == 200
    client.sign_in(world.tom)
    assert client.get(file).status_code == 403


def test_whoever_decides_reads_the_steps_and_for_a_no_the_ways_round(
    client: Any, world: Any, in_gent: int
) -> None:
    criteria = documents.write(PRESETS["dender_zuid"].policy)
    document = {**criteria, "exceptions": ["motivation"], "digital_test": "places"}
    actions.set_policy(world.fatima.actor, document, now=NOW)
    application = make_application(world)
    client.sign_in(world.nele)
    page = client.get(f"/gent/applications/{application.id}").text
    assert "A test of digital skills: who is not set." in page
    assert "Someone who guides the applicant writes why" not in page
    for code in ("uitpas_reduced", "increased_reimbursement", "living_wage"):
        asking.answer(world.nele.actor, application, code, Outcome.NOT_MET, now=NOW)
    page = client.get(f"/gent/applications/{application.id}").text
    assert "Someone who guides the applicant writes why" in page
    assert "The list does not name every reason" in page


def test_a_policy_with_a_clash_is_not_saved(world: Any, in_gent: int) -> None:
    with pytest.raises(Clashes) as refusal:
        actions.set_policy(world.fatima.actor, {"doors": ["internal", "self"]}, now=NOW)
    assert refusal.value.particulars["clash"] is Clash.INTERNAL_AND_OTHERS
    assert queries.policy_in_force() is None


@given(policies().filter(lambda policy: not clashes_in(policy)))
def test_the_form_loses_nothing_of_a_policy(app: Any, in_gent: int, policy: LendingPolicy) -> None:
    form = PolicyForm(formdata=None, locale="nl", before=policy)
    assert documents.read(form.document()) == policy


def test_no_version_of_a_policy_is_ever_changed_or_taken_away(world: Any, in_gent: int) -> None:
    make_policy(world)
    for statement in ("UPDATE policy SET version = 9", "DELETE FROM policy"):
        with pytest.raises(DatabaseError, match="only grows"):
            db.session.execute(text(statement))
        db.session.rollback()
    assert [one.version for one in db.session.execute(select(Policy)).scalars()] == [1]


def test_a_running_loan_keeps_the_version_it_was_made_under(world: Any, in_gent: int) -> None:
    first = make_policy(world)
    loan = make_loan(world)
    make_policy(world, PRESETS["maasland"].policy)
    assert loan.policy_id == first.id
    with pytest.raises(DatabaseError, match="keeps its policy_id"):
        db.session.execute(text("UPDATE loan SET policy_id = NULL"))
