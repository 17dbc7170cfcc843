"""A real mail server on this machine, which keeps what it gets."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class PostOffice:
    """What came in, oldest first."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.port = 0
        #: from where each call came that brought something; one call may bring many
        self.calls: set[Any] = set()
        #: has enough of whoever asks whether it is still there
        self.is_tired = False

    async def handle_NOOP(self, _server: Any, _session: Any, _envelope: Any, _told: str) -> str:  # noqa: N802 -- aiosmtpd's name
        return "421 enough" if self.is_tired else "250 still here"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        self.calls.add(session.peer)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 kept"


class _Here(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="localhost")

    def _trigger_server(self) -> None:
        """Knock once, at the port that the system chose."""
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A mail server that listens until the block ends."""
    office = PostOffice()
    controller = _Here(office, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        office.port = controller.port
        yield office
    finally:
        controller.stop()
