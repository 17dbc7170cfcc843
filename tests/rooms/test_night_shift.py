"""Trouble in one room or one digibank stops neither the rest of the night nor the next digibank, and names nobody."""

import pytest

from inventory.digibank import nightly
from inventory.foundation.refusal import SomeoneElseWasFirst
from inventory.foundation.tenancy import current_digibank_id


@pytest.fixture
def works(monkeypatch):
    """Two rooms with work at night, of which the first stumbles in the first digibank; who was served."""
    served = []

    def stumbles(actor, _today):
        served.append(("first", actor.digibank_id))
        if len(served) == 1:
            raise ValueError("Noor Quirijn, 0470 11 22 33")

    def works_on(actor, _today):
        served.append(("second", actor.digibank_id))

    monkeypatch.setattr(nightly, "offering", lambda _point: [stumbles, works_on])
    return served


def test_trouble_stops_neither_the_rest_nor_the_next_and_names_nobody(app, world, works, caplog):
    with app.test_request_context():
        ids = nightly.digibank_ids()
        with pytest.raises(
            ValueError, match="Quirijn"
        ):  # whoever runs the jobs hears of it, when all is done
            nightly.night()
    assert len(ids) > 1
    assert works == [(room, digibank_id) for digibank_id in ids for room in ("first", "second")]
    [told] = [one.getMessage() for one in caplog.records if "stumbled" in one.getMessage()]
    assert "ValueError" in told
    assert "Quirijn" not in caplog.text


def test_who_was_second_with_a_piece_goes_on_with_what_is_left(app, world, monkeypatch, caplog):
    left = dict.fromkeys((world.gent, world.luik), 3)

    def works_beside_another(actor, _today):
        left[actor.digibank_id] -= 1
        if left[actor.digibank_id]:
            raise SomeoneElseWasFirst

    monkeypatch.setattr(nightly, "offering", lambda _point: [works_beside_another])
    with app.test_request_context():
        nightly.night()
    assert set(left.values()) == {0}
    assert "stumbled" not in caplog.text


def test_who_is_second_for_ever_is_no_race(app, world, monkeypatch):
    def never_first(_actor, _today):
        raise SomeoneElseWasFirst

    monkeypatch.setattr(nightly, "offering", lambda _point: [never_first])
    with app.test_request_context(), pytest.raises(SomeoneElseWasFirst):
        nightly.night()


def test_trouble_in_the_background_of_one_room_keeps_no_other_waiting(app, world, monkeypatch):
    served = []

    def stumbles():
        raise ValueError

    monkeypatch.setattr(
        nightly, "offering", lambda _point: [stumbles, lambda: served.append(current_digibank_id())]
    )
    with app.test_request_context():
        ids = nightly.digibank_ids()
        with pytest.raises(ValueError):
            nightly.background()
    assert served == ids
