"""Text messages through a gateway on the web; off until a digibank's keeper has an account.

What the house needs of a gateway is one verb and three ways in which it can fail. The real one is Smstools, of
Ghent (https://www.smstools.be/nl/sms-gateway-api/send_message): a POST of JSON with two headers, answered with the
number of the message. It knows no key that makes twice once; so what may have been taken is never sent again.
Neither a number nor a text is ever logged.
"""

import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Protocol
from urllib.parse import urlsplit

from flask import current_app

_SECONDS = 15
#: an answer is a number or an error in a line
_MOST_BYTES = 64_000
#: the gateway is busy or our account is wrong: neither is this message's fault, and it can be sent later
_LATER = frozenset({401, 402, 403, 408, 425, 429, 503})


class NotTaken(Exception):
    """The gateway did not take the message; it may be sent again later."""


class Refused(Exception):
    """The gateway will never take this message: no such number, or not a text."""


class Unknown(Exception):
    """The gateway may have taken it, and did not say so."""


class Gateway(Protocol):
    """Whoever takes text messages."""

    def send(self, *, to: str, text: str, reference: str) -> None:
        """Hand over one message to `to` (as +32470123456). Raises NotTaken, Refused or Unknown."""


class Smstools:
    """The gateway of smstools.be."""

    def __init__(self, url: str, client_id: str, client_secret: str, sender: str) -> None:
        """Where it is, who we are there, and the name that people see (at most 11 characters)."""
        self._url, self._sender = urlsplit(url), sender[:11]
        self._keys = {"X-Client-Id": client_id, "X-Client-Secret": client_secret}

    def send(self, *, to: str, text: str, reference: str) -> None:
        """One POST; what goes wrong before it was sent is not taken, after that only an answer tells."""
        told = {"message": text, "to": to.removeprefix("+"), "sender": self._sender, "reference": reference}
        secure = self._url.scheme == "https"
        way = (HTTPSConnection if secure else HTTPConnection)(self._url.netloc, timeout=_SECONDS)
        try:
            try:
                way.connect()
            except OSError as problem:
                raise NotTaken(type(problem).__name__) from problem
            try:
                headers = {**self._keys, "Content-Type": "application/json", "Accept": "application/json"}
                way.request("POST", self._url.path or "/", json.dumps(told).encode(), headers)
                answer = way.getresponse()
                content = answer.read(_MOST_BYTES)
            except (OSError, HTTPException) as problem:
                raise Unknown(type(problem).__name__) from problem
        finally:
            way.close()
        _judge(answer.status, content)


def _judge(status: int, content: bytes) -> None:
    """What an answer means: a number is a yes."""
    if status in _LATER:
        raise NotTaken(f"HTTP {status}")
    if 400 <= status < 500:
        raise Refused(f"HTTP {status}")
    if not 200 <= status < 300:
        raise Unknown(f"HTTP {status}")
    try:
        answer = json.loads(content)
    except ValueError as problem:
        raise Unknown("an answer that is no JSON") from problem
    if not isinstance(answer, dict) or not answer.get("messageid"):
        raise Unknown("an answer without a number")


def gateway() -> Gateway | None:
    """The gateway of this deployment; None when none is set."""
    config = current_app.config
    if not config["SMS_CLIENT_ID"]:
        return None
    return Smstools(
        config["SMS_URL"], config["SMS_CLIENT_ID"], config["SMS_CLIENT_SECRET"], config["SMS_SENDER"]
    )
