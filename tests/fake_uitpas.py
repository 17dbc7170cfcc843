"""The register of UiTPAS on this machine: tokens by client credentials, passes by number, problems as it words them.

Its cards are the published test cards, so that what holds here holds there.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.listening import Quiet, listening

ACTIVE, NONE, EXPIRED = "0900000067513", "0900000095902", "0900000031618"
BLOCKED, GROUP, UNKNOWN = "0900000002312", "0900000093204", "0900000000019"


def _a_pass(status: str, **changed: Any) -> dict[str, Any]:
    return {
        "passholderId": "b34c19fc-bcf9-4d10-aeb2-6bc9efd38b68", "passType": "INDIVIDUAL", "firstName": "Noor",
        "points": 12, "postalCode": "9000", "socialTariff": {"status": status}, "messages": [],
        "cardSystem": {"id": 1, "name": "UiTPAS Gent", "cities": []}, **changed,
    }  # fmt: skip


@dataclass
class FakeUitpas:
    """What was asked of it, and what it answers."""

    port: int = 0
    tokens: int = 0
    asked: list[str] = field(default_factory=list)
    #: answers anything with this status instead
    broken: int = 0
    #: what it says instead of a pass
    garbage: bytes = b""
    cards: dict[str, tuple[int, dict[str, Any]]] = field(
        default_factory=lambda: {
            # The day of the end is past: what counts is the status.
            ACTIVE: (200, _a_pass("ACTIVE", socialTariff={"status": "ACTIVE", "endDate": "2020-01-01T00:00:00"})),
            NONE: (200, _a_pass("NONE")),
            EXPIRED: (
                200,
                _a_pass("EXPIRED", messages=[{"level": "WARN", "text": "Je kansentarief is verlopen."}]),
            ),
            GROUP: (200, _a_pass("ACTIVE", passType="GROUP", firstName="Groep 1")),
            BLOCKED: (
                400,
                {
                    "type": "https://api.publiq.be/probs/uitpas/passholder-blocked", "status": 400,
                    "endUserMessage": {"nl": "Deze UiTPAS is geblokkeerd.", "fr": "Ce UiTPAS est bloqué."},
                },
            ),
        }
    )  # fmt: skip

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def token_url(self) -> str:
        return f"{self.url}/realms/uitid/protocol/openid-connect/token"

    def answer(self, method: str, path: str, form: str, authorization: str) -> tuple[int, bytes]:
        """What it says to one question."""
        parts = urlsplit(path)
        if method == "POST" and path.endswith("/token"):
            given = {name: values[0] for name, values in parse_qs(form).items()}
            fits = (given.get("client_id"), given.get("client_secret")) == ("id", "secret")
            if not fits or given.get("grant_type") != "client_credentials":
                return 401, json.dumps({"error": "invalid_client"}).encode()
            self.tokens += 1
            return 200, json.dumps({"access_token": f"t{self.tokens}", "expires_in": 300}).encode()
        if authorization != f"Bearer t{self.tokens}":
            return 401, b"{}"
        number = parse_qs(parts.query).get("identifier", [""])[0]
        self.asked.append(number)
        if self.broken or self.garbage:
            return self.broken or 200, self.garbage or b"{}"
        missing = (404, {"type": "https://api.publiq.be/probs/uitpas/pass-not-found", "status": 404})
        status, told = self.cards.get(number, missing)
        return status, json.dumps(told).encode()


@contextmanager
def uitpas_here() -> Iterator[FakeUitpas]:
    """The register listens until the block ends."""
    told = FakeUitpas()

    class Answering(Quiet):
        def answer(self, body: bytes) -> None:
            status, content = told.answer(
                self.command, self.path, body.decode(), self.headers.get("Authorization", "")
            )
            self.say(status, content)

    with listening(Answering) as told.port:
        yield told
