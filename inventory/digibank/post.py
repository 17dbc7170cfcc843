"""The mails of signing in (a link, a new password) leave through the same mail server as our letters."""

from email.message import EmailMessage
from typing import Any

from flask import current_app
from flask_security import MailUtil

from inventory.foundation import outbox


class SecurityPost(MailUtil):
    """How Flask-Security sends mail in this house."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: Any,
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        """Send at once: a sign-in link is worth nothing in an hour. Its text is never logged."""
        message = EmailMessage()
        message["Subject"] = str(subject)
        message["From"] = current_app.config["MAIL_FROM"]
        message["To"] = recipient
        message.set_content(body or "")
        outbox.send(message)
