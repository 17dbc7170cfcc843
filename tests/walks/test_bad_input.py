"""What bad input gets: a clear sentence, everything typed kept, nothing half-saved; never a bug's page.

Over every form of the house that one can open with empty hands, and by name where it matters most.
"""

import html
import io
from html.parser import HTMLParser
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from inventory.foundation.database import db
from inventory.partners.models import Partner
from tests.cast import PASSWORD
from tests.house.addresses import address, doors, things_in
from tests.make import make_borrower, make_device, make_lot, make_partner

PARTNER = {"name": "Bakkerij De Korst", "kind": "donor", "municipality": "Gent"}
NASTY = {
    "nothing": "",
    "blanks": "   \t ",
    "markup": "<script>alert(1)</script><b>&amp;",
    "formula": '=HYPERLINK("http://x")',
    "arabic": "نور الطاهري",
    "turkish": "Çiğdem Işık İnönü ŞĞ",
    "emoji": "🦊👩‍👩‍👧",
    "nul": "a\x00b",
    "control": "a\x1b[31mb\x08",
    "long": "x" * 20_000,
    "lines": "a\r\nb\nc",
    "quotes": "'; DROP TABLE device; --",
    "format": "%(name)s %s {0} {{ 7*7 }} {% raw %}",
    "number": "99999999999999999999999999",
    "minus": "-1",
    "national": "93.05.18-223.61",
    "surrogate": "\ud800",
}


class Form(HTMLParser):
    """The fields of the forms that a page sends to itself (or to `path`), with what stands in them."""

    def __init__(self, page: str, path: str = "") -> None:
        super().__init__()
        self.goes_to = {None, "", path}
        self._is_inside = False
        self.texts: set[str] = set()
        self.others: dict[str, str] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name = told.get("name") or ""
        if tag == "form":
            self._is_inside = told.get("method") == "post" and told.get("action") in self.goes_to
        if not self._is_inside:
            return
        if tag == "textarea" or (
            tag == "input" and told.get("type") in ("text", "email", "tel", "number", "date", None)
        ):
            self.texts.add(name)
        elif tag == "input" and name and told.get("type") in ("hidden", "radio", "checkbox"):
            self.others.setdefault(name, told.get("value") or "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self.others.setdefault(self._select, told.get("value") or "")


def _forms(app: Any) -> list[Any]:
    return [rule for rule in doors(app, "POST") if "GET" in rule.methods and not things_in(rule)]


def _encodable(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


@pytest.mark.parametrize("kind", sorted(NASTY))
def test_no_form_breaks_on_what_is_typed_and_what_was_typed_is_still_there(app, client, world, kind):
    client.sign_in(world.fatima)
    typed, wrong = _encodable(NASTY[kind]), []
    for rule in _forms(app):
        path = address(rule, {}, "gent")
        shown = client.get(path)
        if shown.status_code != 200:
            continue
        form = Form(shown.text, path)
        sent = {**form.others, **dict.fromkeys(form.texts, typed)}
        answer = client.post(path, data=sent)
        if answer.status_code >= 500:
            wrong.append(f"{path} answers {answer.status_code}")
        elif answer.status_code == 422 and kind in ("arabic", "turkish", "emoji", "quotes", "format"):
            if form.texts - {""} and typed not in html.unescape(answer.text):
                wrong.append(f"{path} forgot what was typed")
        elif "<script>alert(1)" in answer.get_data(as_text=True):
            wrong.append(f"{path} writes markup as it came")
    assert not wrong, "\n".join(wrong)


STEERING = {
    "endpoint": "x", "_scheme": "javascript", "_external": "1", "_anchor": "x", "_method": "POST",
    "digibank": "luik", "values": "1", "self": "1", "code": "x", "after": "~~", "before": "2026-01-01T00:00:00~1",
    "search": "\"'<>%_\\", "page": "-1", "show": "x", "state": "x", "kind": "x", "stage": "x",
}  # fmt: skip


def test_no_page_breaks_on_what_stands_in_its_address(app, client, world, in_gent):
    make_device(world)
    client.sign_in(world.fatima)
    large = dict.fromkeys(
        ("place", "donor", "lot", "partner", "before", "after", "number", "device"), "9" * 30
    )
    for rule in doors(app, "GET"):
        if things_in(rule):
            continue
        for query in (STEERING, large, dict.fromkeys(STEERING, "")):
            answer = client.get(address(rule, {}, "gent"), query_string=query)
            assert answer.status_code < 500, f"{rule} {query}"
            assert b"javascript:" not in answer.data, str(rule)
    assert client.get("/gent/devices/?search=%00").status_code == 400


def test_a_number_beyond_every_number_is_not_there(app, client, world):
    for rule in doors(app, "GET"):
        names = things_in(rule)
        if names:
            asks = set(app.view_functions[rule.endpoint].asks)
            client.sign_in(world.fatima if world.fatima.actor.permissions & asks else world.dirk)
            path = address(
                rule,
                {
                    name: "9" * 30 if name.endswith("_id") or name == "number" else "T" + "9" * 40
                    for name in names
                },
                "gent",
            )
            assert client.get(path).status_code == 404, path


# --- nothing typed is lost ------------------------------------------------------------------------


def _sign_in_again(client: Any, location: str) -> Any:
    """Through the sign-in page to which one was sent, as a browser would."""
    back = location.split("next=", 1)[1]
    answer = client.post(
        location,
        data={"email": "fatima@gent.example", "password": PASSWORD, "next": back.replace("%2F", "/")},
    )
    return client.get(answer.location)


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/gent/partners/new", PARTNER),
        ("/gent/places/new", {"name": "Rek achteraan", "kind": "shelf", "note": "naast de deur"}),
        ("/gent/settings", {"name": "Digibank Gent-Zuid", "phone": "09 123 45 67"}),
    ],
)
def test_what_was_typed_survives_a_sign_in_that_ran_out(client, world, path, typed):
    client.sign_out()
    answer = client.post(path, data={**typed, "once": "a-key", "password": "never kept"})
    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/login")
    shown = _sign_in_again(client, answer.location)
    for text in typed.values():
        assert html.escape(text) in shown.text
    assert f'action="{path}"' in shown.text
    assert "never kept" not in shown.text
    sent = client.post(path, data={**Form(shown.text, path).others, **typed})
    assert sent.status_code in (303, 422)


def test_the_form_that_came_back_does_its_deed(client, world, in_gent):
    client.sign_out()
    answer = client.post("/gent/partners/new", data={**PARTNER, "once": "a-key"})
    shown = _sign_in_again(client, answer.location)
    client.post("/gent/partners/new", data=Form(shown.text, "/gent/partners/new").others)
    assert _partners() == 1


def test_another_browser_does_not_see_what_was_typed_here(app, client, world):
    answer = client.post("/gent/partners/new", data=PARTNER)
    other = app.test_client().sign_in(world.tom)
    kept = answer.location.split("next=", 1)[1].replace("%2F", "/")
    assert other.get(kept).status_code == 303


def test_what_was_typed_survives_a_lost_token(app, client, world, in_gent, monkeypatch):
    """One signed in again in another tab: the person is known, the form's token is not."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    client.sign_in(world.fatima)
    answer = client.post(
        "/gent/partners/new", data={**PARTNER, "csrf_token": "of another session", "once": "k"}
    )
    assert answer.status_code == 303
    shown = client.get(answer.location)
    assert PARTNER["name"] in shown.text
    assert _partners() == 0
    client.post("/gent/partners/new", data=Form(shown.text, "/gent/partners/new").others)
    assert _partners() == 1


def test_a_form_without_a_token_does_nothing(app, client, world, in_gent, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    client.sign_in(world.fatima)
    client.post("/gent/partners/new", data=PARTNER)
    assert _partners() == 0


def _partners() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count(Partner.id))).scalar_one()


# --- twice ------------------------------------------------------------------------------------------


def test_the_back_button_and_a_second_press_do_it_once(client, world, in_gent):
    client.sign_in(world.fatima)
    answers = [client.post("/gent/partners/new", data={**PARTNER, "once": "one-key"}) for _ in range(3)]
    assert len({answer.location for answer in answers}) == 1
    assert _partners() == 1


def test_two_tabs_make_one_partner_and_the_second_is_told_so(client, world, in_gent):
    client.sign_in(world.fatima)
    client.post("/gent/partners/new", data={**PARTNER, "once": "tab-1"})
    second = client.post("/gent/partners/new", data={**PARTNER, "municipality": "Lokeren", "once": "tab-2"})
    assert second.status_code == 422
    assert "Lokeren" in second.text
    assert _partners() == 1


def test_a_key_of_one_person_is_not_anothers(client, world, in_gent):
    client.sign_in(world.fatima)
    client.post("/gent/partners/new", data={**PARTNER, "once": "same"})
    client.sign_in(world.bram)
    client.post("/luik/partners/new", data={**PARTNER, "once": "same"})
    from inventory.foundation.tenancy import inside

    with inside(world.luik):
        assert _partners() == 1


def test_a_refused_form_may_be_sent_again_with_the_same_key(client, world, in_gent):
    client.sign_in(world.fatima)
    assert client.post("/gent/partners/new", data={**PARTNER, "name": "", "once": "k"}).status_code == 422
    assert client.post("/gent/partners/new", data={**PARTNER, "once": "k"}).status_code == 303


# --- into the house and out of it -------------------------------------------------------------------


def test_markup_in_names_stays_text_on_every_page(app, client, world, in_gent):
    nasty = "<img src=x onerror=alert(1)>"
    partner = make_partner(world, name=nasty, municipality=nasty)
    make_lot(world, partner=partner, note=nasty)
    make_device(world, model=nasty, donor_id=partner.id)
    make_borrower(world, first_name=nasty, last_name=nasty)
    client.sign_in(world.fatima)
    for rule in doors(app, "GET"):
        if not things_in(rule):
            answer = client.get(address(rule, {}, "gent"))
            if answer.mimetype == "text/html":
                assert "<img src=x" not in answer.text, str(rule)


def test_a_formula_goes_out_as_text(client, world, in_gent):
    make_device(world, model="=1+1", maker="@SUM(A1)", donor_asset_number="+cmd")
    client.sign_in(world.fatima)
    text = client.get("/gent/devices/export/csv").text
    for cell in ("'=1+1", "'@SUM(A1)", "'+cmd"):
        assert cell in text
    book = load_workbook(io.BytesIO(client.get("/gent/devices/export/xlsx").data))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_a_post_that_is_too_large_is_told_so(client, world):
    client.sign_in(world.fatima)
    for size in (5_000_000, 70_000_000):
        answer = client.post("/gent/partners/new", data={"name": "x" * size})
        assert answer.status_code == 413, size
        assert "megabyte" in answer.text


def test_a_thousand_fields_and_a_wrong_encoding_break_nothing(client, world):
    client.sign_in(world.fatima)
    many = {f"field{number}": "x" for number in range(6_000)}
    assert client.post("/gent/partners/new", data=many).status_code in (413, 422)
    raw = client.post(
        "/gent/partners/new",
        data=b"name=%ff%fe%00&kind=donor",
        content_type="application/x-www-form-urlencoded",
    )
    assert raw.status_code in (303, 422)
    for kind in ("application/json", "text/xml", "multipart/form-data"):
        assert client.post("/gent/partners/new", data=b"{", content_type=kind).status_code < 500


def test_a_national_number_is_refused_with_an_explanation_and_the_rest_kept(client, world, in_gent):
    client.sign_in(world.fatima)
    answer = client.post(
        "/gent/places/new", data={"name": "Rek 1", "kind": "shelf", "note": "93.05.18-223.61"}
    )
    assert answer.status_code == 422
    assert "national register number" in answer.text
    assert "Rek 1" in answer.text


def test_what_is_kept_for_strangers_has_an_end(client, world, app):
    from sqlalchemy import text

    from inventory.foundation import kept_form

    for number in range(kept_form.MOST_KEPT + 5):
        client.post("/gent/partners/new", data={"name": f"{number}"})
    kept = db.session.execute(text("SELECT count(*) FROM kept_form")).scalar_one()
    assert kept <= kept_form.MOST_KEPT
