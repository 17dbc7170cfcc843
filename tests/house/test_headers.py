"""What every answer wears: a content policy without inline script, no frames, no sniffing, no keeping."""

import pytest

from inventory.foundation.assets import asset
from tests.house.addresses import address, doors, things_in

PUBLIC = ("/login", "/us-signin", "/reset", "/nothing-here", "/i/T000000", "/health")


def _policy(answer):
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {part[0]: part[1:] for part in parts if part}


def _is_dressed(answer):
    policy = _policy(answer)
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert not [one for part in policy.values() for one in part if "unsafe" in one or one == "*"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers.get("Cache-Control", ""), "a shared computer must not keep it"


@pytest.mark.parametrize("path", PUBLIC)
def test_pages_for_anyone_are_dressed(client, world, path):
    _is_dressed(client.get(path))


def test_pages_for_members_are_dressed_papers_and_lists_too(app, client, world):
    client.sign_in(world.fatima)
    for rule in doors(app, "GET"):
        if not things_in(rule):
            answer = client.get(address(rule, {}, "gent"))
            _is_dressed(answer)


def test_machines_are_answered_dressed(client, world):
    _is_dressed(client.get("/api/v1/devices"))


def test_only_the_decoder_of_the_camera_may_run_webassembly(app, client, world):
    with app.test_request_context("/"):
        decoder, script = asset("decoder.js"), asset("app.js")
    for path, may in ((decoder, True), (script, False), ("/login", False)):
        answer = client.get(path)
        assert ("'wasm-unsafe-eval'" in _policy(answer)["script-src"]) is may
        answer.close()


def test_the_cookie_is_for_us_alone(app, client, world):
    answer = client.post("/login", data={"email": "fatima@gent.example", "password": "een lang wachtwoord"})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert not app.config["SESSION_COOKIE_SECURE"] or "Secure" in cookie


def test_behind_https_the_cookie_and_the_browser_insist_on_it(monkeypatch):
    from inventory import config

    monkeypatch.setenv("LEENKRING_PUBLIC_URL", "https://leenkring.example")
    settings = config.flask_settings()
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["REMEMBER_COOKIE_SECURE"]


def test_over_https_the_browser_is_told_to_stay(client, world):
    answer = client.get("/login", base_url="https://localhost")
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_signing_in_gives_a_new_session(client, world):
    with client.session_transaction() as session:
        session["left_by_another"] = "x"
    client.post("/login", data={"email": "fatima@gent.example", "password": "een lang wachtwoord"})
    with client.session_transaction() as session:
        assert session["_user_id"]


def test_nobody_is_led_away_after_signing_in(client, world):
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        client.sign_out()
        answer = client.post(
            f"/login?next={elsewhere}",
            data={"email": "fatima@gent.example", "password": "een lang wachtwoord", "next": elsewhere},
        )
        location = answer.location or "/"
        assert location.startswith("/"), elsewhere
        assert not location.startswith(("//", "/\\")), elsewhere
