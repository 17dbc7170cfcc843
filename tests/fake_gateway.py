"""An SMS gateway on this machine that takes, refuses, is busy or falls silent, as the real one would."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.listening import Quiet, listening


@dataclass
class FakeGateway:
    """What it took, and how it answers: `answers` in turn, then always yes."""

    port: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    #: a status; 0 takes the message and breaks the connection without an answer
    answers: list[int] = field(default_factory=list)
    asked: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/message/send"


@contextmanager
def gateway_here() -> Iterator[FakeGateway]:
    """A gateway that listens until the block ends."""
    told = FakeGateway()

    class Answering(Quiet):
        def answer(self, body: bytes) -> None:
            told.asked += 1
            content = json.loads(body)
            status = told.answers.pop(0) if told.answers else 200
            if status in (0, 200):
                told.taken.append(content)
                told.headers.append(dict(self.headers))
            if status == 0:
                self.close_connection = True
                return
            answer = json.dumps(
                {"messageid": f"m{told.asked}"} if status == 200 else {"error": "no"}
            ).encode()
            self.say(status, answer)

    with listening(Answering) as told.port:
        yield told
