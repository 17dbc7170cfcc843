"""The first visit: found a digibank, or start with example data."""

import pytest

from tests.walks.test_commands import empty_house

__all__ = ["empty_house"]


@pytest.mark.slow
def test_the_set_up_page_fills_an_empty_house_and_whoever_it_names_can_sign_in(empty_house):
    client = empty_house.app.test_client()
    empty_house.app.config["WTF_CSRF_ENABLED"] = False
    page = client.post("/set-up/example", data={"once": "eens"}).get_data(as_text=True)
    assert "nele@voorbeke.example" in page
    assert "bram@valbrume.example" in page
    assert client.post("/set-up/example", data={"once": "nog eens"}).status_code == 303
    told = {"email": "tom@voorbeke.example", "password": "voorbeeld-laptop"}
    assert client.post("/login", data=told).status_code == 302
    assert client.get("/voorbeke/today/").status_code == 200
