"""A pass that was replaced says so to who may see the person, does nothing by itself, and tells a stranger nothing."""

from datetime import timedelta
from typing import Any

import pytest

from inventory.borrowers import actions
from inventory.borrowers.models import Borrower, ReplacedPass
from inventory.digibank.numbers import get_by_code
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from tests.cast import NOW
from tests.make import (
    make_approved_borrower,
    make_borrower,
    make_hand_over,
    make_loan,
    make_ready_device,
    make_session,
)


@pytest.fixture
def noor(app: Any, world: Any) -> dict[str, str]:
    """Noor, whose pass was lost: the old number, the new one, and the loan that runs."""
    with app.test_request_context(), inside(world.gent):
        loan = make_loan(
            world, borrower=make_approved_borrower(world, first_name="Noor", last_name="Testers")
        )
        old = str(loan.borrower.code)
        actions.replace_pass(world.nele.actor, loan.borrower, now=NOW)
        return {"old": old, "new": str(loan.borrower.code), "loan": str(loan.code)}


def test_the_desk_hears_that_it_was_replaced_and_goes_on_to_the_person(client, world, noor):
    client.sign_in(world.nele)
    landed = client.get(f"/gent/scan?text={noor['old']}").location
    assert landed == f"/gent/borrowers/replaced-pass/{noor['old']}"
    page = client.get(landed).text
    assert "This pass was replaced on 23 November 2026" in page
    assert f'href="/gent/borrowers/{noor["new"]}"' in page
    assert client.get(f"/gent/borrowers/{noor['old']}").location == landed
    assert client.get(f"/gent/scan?text={noor['new']}").location == f"/gent/loans/{noor['loan']}"
    assert "Noor Testers" in client.get(f"/gent/borrowers/?search={noor['old']}").text


def test_who_may_not_see_borrowers_learns_nothing_from_it(client, world, noor):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    for name in ("tom", "lotte", "karim"):
        client.sign_in(getattr(world, name))
        page = client.get(f"/gent/scan?text={noor['old']}").text
        assert "Your role has no page for this" in page
        assert "replaced" not in page.replace("data-replaced", "")
        assert client.get(f"/gent/borrowers/replaced-pass/{noor['old']}").status_code == 403
    client.sign_out()
    stranger = {
        code: client.get(f"/I/{code}").text.replace(code[1:], "…") for code in (noor["old"], noor["new"])
    }
    assert "Noor" not in stranger[noor["old"]]
    spoken = [text.replace(f"{code[1:4]} {code[4:]}", "…") for code, text in stranger.items()]
    assert spoken[0] == spoken[1]


def test_another_digibank_does_not_know_it(client, world, noor):
    client.sign_in(world.bram)
    assert "We do not know this code" in client.get(f"/luik/scan?text={noor['old']}").text
    assert client.get(f"/luik/borrowers/replaced-pass/{noor['old']}").status_code == 404
    assert client.post(f"/luik/borrowers/{noor['old']}/replace-pass", data={"once": "a"}).status_code == 404


def test_one_press_twice_makes_one_new_number_also_from_a_page_that_grew_old(client, app, world):
    with app.test_request_context(), inside(world.gent):
        old = str(make_borrower(world).code)
    client.sign_in(world.nele)
    assert f'action="/gent/borrowers/{old}/replace-pass"' in client.get(f"/gent/borrowers/{old}").text
    answers = [client.post(f"/gent/borrowers/{old}/replace-pass", data={"once": once}) for once in "aab"]
    with app.test_request_context(), inside(world.gent):
        kept = db.session.scalars(db.select(ReplacedPass)).all()
        assert [str(one.code) for one in kept] == [old]
        new = str(kept[0].borrower.code)
        deeds = list(db.session.scalars(db.select(AuditEvent.deed).order_by(AuditEvent.number)))
    assert deeds.count("borrowers.pass_replaced") == 1
    assert new != old
    assert {answer.location.split("#")[0] for answer in answers} == {f"/gent/borrowers/{new}"}


def test_it_joins_no_hand_over(client, app, world, noor):
    with app.test_request_context(), inside(world.gent):
        draft = make_hand_over(world, borrower=None, device=make_ready_device(world))
        draft_id = draft.id
    client.sign_in(world.nele)
    answer = client.post(
        f"/gent/loans/hand-over/{draft_id}/who",
        data={"text": noor["old"], "once": "a"},
        headers={"Accept": "text/html"},
    )
    assert answer.status_code == 422
    assert "This pass was replaced on 23 November 2026" in answer.text


def test_it_lends_nothing_in_a_sentence(client, app, world, noor):
    with app.test_request_context(), inside(world.gent):
        laptop = str(make_ready_device(world).code)
    client.sign_in(world.nele)
    client.get(f"/gent/scan?text={noor['old']}")
    assert "Scan what goes with it." not in client.get("/gent/scan").text
    assert "borrower=" not in client.get(f"/gent/scan?text={laptop}").location
    assert f"borrower={noor['new']}" in client.get(f"/gent/scan?text={noor['new']}").location


def test_it_ticks_nobody_in_a_workshop(client, app, world, noor):
    with app.test_request_context(), inside(world.gent):
        session = str(make_session(world).code)
    client.sign_in(world.nele)
    answer = client.post(f"/gent/workshops/{session}/attend", data={"who": noor["old"], "once": "a"})
    assert answer.status_code == 422
    assert "This pass was replaced on" in answer.text
    client.get(f"/gent/scan?text={session}")
    assert client.get(f"/gent/scan?text={noor['old']}").location.endswith(f"/replaced-pass/{noor['old']}")


def test_who_was_forgotten_has_no_way_on(client, app, world):
    with app.test_request_context(), inside(world.gent):
        borrower = make_borrower(world)
        old = str(borrower.code)
        actions.replace_pass(world.fatima.actor, borrower, now=NOW)
        actions.forget(world.fatima.actor, borrower, now=NOW + timedelta(days=1))
        with pytest.raises(actions.AlreadyForgotten):
            actions.replace_pass(world.fatima.actor, borrower, now=NOW + timedelta(days=2))
    client.sign_in(world.fatima)
    page = client.get(f"/gent/borrowers/replaced-pass/{old}").text
    assert "The person was forgotten since." in page
    assert "Look first whether" not in page


def test_only_who_may_correct_a_borrower_replaces_a_pass(app, world):
    with app.test_request_context(), inside(world.gent):
        borrower = make_borrower(world)
        with pytest.raises(MayNot):
            actions.replace_pass(world.tom.actor, borrower, now=NOW)
        code = str(borrower.code)
        assert get_by_code(Borrower, code).id == borrower.id
