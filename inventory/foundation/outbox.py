"""Letters: written inside the transaction, posted after it, never twice.

A letter is a row in the outbox, rendered in the reader's language while the deed is done. The postman (a
job) claims it, sends it, and marks it; a letter whose sending fails is tried again with growing pauses.
"""

import logging
import smtplib
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from inventory.foundation.database import Model, Moment, db, walls
from inventory.foundation.tenancy import BelongsToDigibank, inside
from inventory.foundation.transaction import after_commit, upkeep

log = logging.getLogger("leenkring.outbox")

_TRIES = 6


class Letter(BelongsToDigibank, Model):
    """One mail that waits, was sent, or was given up. Personal: blanked with the person it went to."""

    __tablename__ = "letter"
    __table_args__ = (*walls("letter"), Index("ix_letter_waiting", "sent_at", "try_after"))
    #: `room/letter`, the folder of its templates
    kind: Mapped[str] = mapped_column(String(60))
    #: what it is about, so that the same letter is not written twice: "loan:17:due:2026-12-01"
    about: Mapped[str | None] = mapped_column(String(80), index=True)
    to_email: Mapped[str | None] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(5))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    try_after: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)


def post(
    kind: str, *, to_email: str, locale: str, now: datetime, about: str | None = None,
    waits: timedelta = timedelta(0), **context: Any,
) -> Letter:  # fmt: skip
    """Write a letter in its reader's language; it leaves once the deed under way is kept.

    With `waits` it leaves that much later: who takes the deed back in time takes the letter back too.
    """
    with force_locale(locale):
        subject = " ".join(render_template(f"mail/{kind}/subject.txt", **context).split())
        body = render_template(f"mail/{kind}/body.txt", **context).strip() + "\n"
    letter = Letter(
        kind=kind, about=about, to_email=to_email, locale=locale, subject=subject[:300], body=body,
        written_at=now, try_after=now + waits,
    )  # fmt: skip
    db.session.add(letter)
    after_commit(_wake_the_postman)
    return letter


def blank_letters_to(email: str) -> None:
    """Someone is being forgotten: what waits does not leave, what left is blank but counted."""
    if not email:
        return
    for letter in db.session.execute(select(Letter).where(Letter.to_email == email)).scalars():
        letter.to_email, letter.subject, letter.body = None, "", ""
        letter.try_after = None


def hold_back(about: str) -> None:
    """What it says is no longer so: letters about exactly this that nobody tried to send yet are as never written."""
    query = select(Letter).where(Letter.about == about, Letter.sent_at.is_(None), Letter.tries == 0)
    for letter in db.session.execute(query).scalars():
        db.session.delete(letter)


def already_wrote(about: str) -> bool:
    """Was a letter about exactly this written before?"""
    return db.session.execute(select(Letter.id).where(Letter.about == about)).first() is not None


def _wake_the_postman() -> None:
    from inventory.foundation import jobs

    jobs.wake("post_letters")


def send_waiting(digibank_id: int, now: datetime) -> int:
    """Send what waits in one digibank's outbox; the number sent. A letter that fails waits longer each time."""
    if not current_app.config["MAIL_SERVER"]:
        return 0  # without a mail server letters stay in the outbox, where the coordinator reads them
    sent = 0
    with inside(digibank_id):
        while (message := _claim(now)) is not None:
            letter_id, mail = message
            try:
                send(mail)
            except (OSError, smtplib.SMTPException) as problem:
                log.warning("a letter did not leave: %s", type(problem).__name__, extra={"letter": letter_id})
                continue
            with upkeep():
                letter = db.session.get_one(Letter, letter_id)
                letter.sent_at, letter.try_after = now, None
            sent += 1
    return sent


def _claim(now: datetime) -> tuple[int, EmailMessage] | None:
    """Take one waiting letter so that no other postman does; its next try is pushed ahead before it leaves.

    Nothing is locked while the mail server answers.
    """
    with upkeep():
        letter = db.session.execute(
            select(Letter)
            .where(Letter.sent_at.is_(None), Letter.try_after <= now, Letter.tries < _TRIES)
            .order_by(Letter.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).scalar()
        if letter is None:
            return None
        letter.tries += 1
        letter.try_after = now + timedelta(minutes=4**letter.tries)
        message = EmailMessage()
        message["Subject"] = letter.subject
        message["From"] = current_app.config["MAIL_FROM"]
        message["To"] = letter.to_email
        message.set_content(letter.body)
        return letter.id, message


def send(message: EmailMessage) -> bool:
    """Hand one message to the mail server; False when none is set."""
    server = current_app.config["MAIL_SERVER"]
    if not server:
        log.warning("no mail server is set; a message was not sent")
        return False
    with smtplib.SMTP(server, current_app.config["MAIL_PORT"], timeout=20) as smtp:
        if current_app.config["MAIL_STARTTLS"]:
            smtp.starttls()
        if current_app.config["MAIL_USERNAME"]:
            smtp.login(current_app.config["MAIL_USERNAME"], current_app.config["MAIL_PASSWORD"])
        smtp.send_message(message)
    return True
