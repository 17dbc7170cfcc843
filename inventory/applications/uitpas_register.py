"""The register of UiTPAS, where a digibank has access to it; off until its keeper has an account at publiq.

Asked for one card at a time, for whoever stands at the desk with it (UiTPAS API v4, `GET /passes`, permission
PASSES_READ; a token by client credentials). Decided on `status` and never on `endDate`: UiTPAS keeps days of grace
of its own, and asks that its messages are shown. The lookup by national register number is not used.
"""

import json
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from flask import current_app

from inventory.applications.uitpas import CardNumber, CardSays, CardSeen

_SECONDS = 8
#: an answer is one pass
_MOST_BYTES = 200_000
_MOST_MESSAGES, _LONGEST = 5, 300
#: a token is asked anew this long before it ends
_SPARE = 30
#: the language of what it says unasked
_ITS_OWN = "nl"
_STATUS = {"ACTIVE": CardSays.HOLDS, "EXPIRED": CardSays.ENDED, "NONE": CardSays.NONE}


class Register(Protocol):
    """Whoever knows which cards hold."""

    def look(self, card: CardNumber, *, locale: str) -> CardSeen:
        """What is known of `card`; SILENT when the register cannot be reached. Never raises."""


class UitpasRegister:
    """The register as publiq offers it."""

    def __init__(self, url: str, token_url: str, client_id: str, client_secret: str) -> None:
        """Where it is, and who we are there."""
        self._url, self._token_url = url.rstrip("/"), token_url
        self._keys = {"client_id": client_id, "client_secret": client_secret}
        self._token, self._ends = "", 0.0

    def look(self, card: CardNumber, *, locale: str) -> CardSeen:
        """One card."""
        try:
            status, told = self._ask(card)
            if status == 401:  # the token was withdrawn before its time
                self._token = ""
                status, told = self._ask(card)
        except (OSError, HTTPException, ValueError):
            return CardSeen(CardSays.SILENT)
        return _read(status, told, locale)

    def _ask(self, card: CardNumber) -> tuple[int, Mapping[str, Any]]:
        headers = {"Authorization": f"Bearer {self._fresh_token()}", "Accept": "application/json"}
        return _answer("GET", f"{self._url}/passes?{urlencode({'identifier': card.digits})}", None, headers)

    def _fresh_token(self) -> str:
        """The token that we have, or another when it is about to end."""
        if not self._token or time.monotonic() > self._ends - _SPARE:
            form = urlencode({"grant_type": "client_credentials", **self._keys}).encode()
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
            status, told = _answer("POST", self._token_url, form, headers)
            token, seconds = told.get("access_token"), told.get("expires_in")
            if status != 200 or not isinstance(token, str) or not isinstance(seconds, int):
                raise ValueError("no token")
            self._token, self._ends = token, time.monotonic() + seconds
        return self._token


def _answer(
    method: str, url: str, body: bytes | None, headers: Mapping[str, str]
) -> tuple[int, Mapping[str, Any]]:
    """One question over the web: its status, and its answer as an object; ValueError when it is none."""
    parts = urlsplit(url)
    way = (HTTPSConnection if parts.scheme == "https" else HTTPConnection)(parts.netloc, timeout=_SECONDS)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        way.request(method, target or "/", body, dict(headers))
        answer = way.getresponse()
        told = json.loads(answer.read(_MOST_BYTES) or b"{}")
    finally:
        way.close()
    if not isinstance(told, dict):
        raise ValueError("no object")
    return answer.status, told


def _read(status: int, told: Mapping[str, Any], locale: str) -> CardSeen:
    """What an answer means."""
    if status == 404:
        return CardSeen(CardSays.UNKNOWN)
    if status == 400:
        language, messages = _in_the_readers_language(told.get("endUserMessage"), locale)
        return CardSeen(CardSays.BLOCKED, messages=messages, language=language)
    tariff = told.get("socialTariff")
    says = _STATUS.get(str(tariff.get("status"))) if isinstance(tariff, dict) else None
    if told.get("passType") == "GROUP":
        says = CardSays.GROUP  # whether it names a tariff or not
    if status != 200 or says is None:
        return CardSeen(CardSays.SILENT)
    said = told.get("messages")
    texts = [one.get("text") for one in said if isinstance(one, dict)] if isinstance(said, list) else []
    messages = tuple(text[:_LONGEST] for text in texts[:_MOST_MESSAGES] if isinstance(text, str) and text)
    name = told.get("firstName")
    return CardSeen(says, name[:_LONGEST] if isinstance(name, str) else "", messages)


def _in_the_readers_language(told: object, locale: str) -> tuple[str, tuple[str, ...]]:
    """The sentence that UiTPAS wants shown, after its language; Dutch is always there."""
    for language in (locale, _ITS_OWN):
        text = told.get(language) if isinstance(told, dict) else None
        if isinstance(text, str) and text:
            return language, (text[:_LONGEST],)
    return _ITS_OWN, ()


def register() -> Register | None:
    """The register of this deployment; None when none is set. Its token is kept as long as the process runs."""
    config = current_app.config
    if not config["UITPAS_CLIENT_ID"]:
        return None
    where = (
        config["UITPAS_URL"], config["UITPAS_TOKEN_URL"], config["UITPAS_CLIENT_ID"],
        config["UITPAS_CLIENT_SECRET"],
    )  # fmt: skip
    kept = current_app.extensions.get("uitpas")
    if kept is None or kept[0] != where:
        kept = current_app.extensions["uitpas"] = (where, UitpasRegister(*where))
    found: Register = kept[1]
    return found


def look(card: CardNumber, *, locale: str) -> CardSeen:
    """What the register knows of this card, or without one what its number tells."""
    found = register()
    return found.look(card, locale=locale) if found is not None else CardSeen(card.says)
