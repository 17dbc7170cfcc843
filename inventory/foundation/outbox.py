"""Letters: written inside the transaction, posted after it, never twice.

A letter is a row in the outbox, rendered in the reader's language while the deed is done. The postman (a
job) claims it, sends it, and marks it; a letter whose sending fails is tried again with growing pauses. A mail
leaves through the mail server, a text message through the SMS gateway; a letter on paper waits for a person
with a printer. The row stays: together they are the correspondence about a thing.
"""

import logging
import smtplib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from enum import StrEnum
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from inventory.foundation import clock, quiet, sms, texting
from inventory.foundation.database import EnumText, Model, Moment, db, one_of, walls
from inventory.foundation.offers import offered
from inventory.foundation.tenancy import BelongsToDigibank, inside
from inventory.foundation.transaction import after_commit, upkeep

log = logging.getLogger("leenkring.outbox")

_TRIES = 6
#: the mail server's yes
_FINE = 250


class Medium(StrEnum):
    """How a letter leaves."""

    MAIL = "mail"
    SMS = "sms"
    #: printed and posted by a person
    PAPER = "paper"


class Trouble(StrEnum):
    """Why a message did not leave, or may not have."""

    #: the gateway takes no message to this number
    REFUSED = "refused"
    #: the gateway took it or not, we never heard; it is not sent again, for nobody wants it twice
    UNCERTAIN = "uncertain"


class LetterState(StrEnum):
    """Where a letter is."""

    WAITS = "waits"
    SENT = "sent"
    PRINTED = "printed"
    #: it could not be delivered
    FAILED = "failed"
    #: what it says was no longer so when it would have left
    WITHDRAWN = "withdrawn"


class Letter(BelongsToDigibank, Model):
    """One message that waits, was sent, or was given up. Personal: blanked with the person it went to."""

    __tablename__ = "letter"
    __table_args__ = (
        *walls("letter"),
        # Only what did not leave: the postman and the night ask every time, and years of letters are not read for it.
        Index(
            "ix_letter_waiting",
            "digibank_id",
            "id",
            sqlite_where=db.text("sent_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=db.text("sent_at IS NULL AND withdrawn_at IS NULL"),
        ),
        # To whom: asked when someone is forgotten, so that one who goes does not cost a walk through all letters.
        *(
            Index(
                f"ix_letter_{column}",
                "digibank_id",
                column,
                sqlite_where=db.text(f"{column} IS NOT NULL"),
                postgresql_where=db.text(f"{column} IS NOT NULL"),
            )
            for column in ("to_email", "to_phone")
        ),
        Index("ix_letter_thing", "digibank_id", "thing", "thing_id", "id"),
        UniqueConstraint("digibank_id", "once_key", name="uq_letter_once_key"),
        one_of(Medium, "medium"),
        CheckConstraint("sent_at IS NULL OR withdrawn_at IS NULL", name="leaves_or_not"),
        CheckConstraint("(thing IS NULL) = (thing_id IS NULL)", name="about_one_thing"),
    )
    #: `room/letter`, the folder of its templates
    kind: Mapped[str] = mapped_column(String(60))
    medium: Mapped[Medium] = mapped_column(EnumText(Medium), default=Medium.MAIL)
    #: what it is about, so that the same letter is not written twice: "loan:17:due:2026-12-01"
    about: Mapped[str | None] = mapped_column(String(80), index=True)
    #: as `about`, where two who write at the same moment must not both do so: the database keeps one
    once_key: Mapped[str | None] = mapped_column(String(80))
    #: the table and id of what it is kept with, as in the journal: the correspondence of a loan
    thing: Mapped[str | None] = mapped_column(String(40))
    thing_id: Mapped[int | None]
    to_email: Mapped[str | None] = mapped_column(String(254))
    #: as `+32470123456`
    to_phone: Mapped[str | None] = mapped_column(String(20))
    #: name, street and town, one a line
    to_address: Mapped[str | None] = mapped_column(String(400))
    locale: Mapped[str] = mapped_column(String(5))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(Moment)
    #: handed to the mail server or the gateway; of a letter on paper, printed
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    try_after: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    #: leaves only when people may be disturbed
    by_day: Mapped[bool] = mapped_column(default=False)
    trouble: Mapped[Trouble | None] = mapped_column(EnumText(Trouble))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def state(self) -> LetterState:
        """Where it is now."""
        if self.withdrawn_at is not None:
            return LetterState.WITHDRAWN
        if self.sent_at is not None:
            return LetterState.PRINTED if self.medium is Medium.PAPER else LetterState.SENT
        failed = self.trouble is not None or self.tries >= _TRIES
        return LetterState.FAILED if failed else LetterState.WAITS


def post(
    kind: str, *, locale: str, now: datetime, to_email: str = "", about: str | None = None,
    waits: timedelta = timedelta(0), medium: Medium = Medium.MAIL, to_phone: str = "", to_address: str = "",
    of: Any = None, once: str | None = None, by_day: bool = False, keeps_link: bool = False, **context: Any,
) -> Letter:  # fmt: skip
    """Write a letter in its reader's language; it leaves once the deed under way is kept.

    With `waits` it leaves that much later: who takes the deed back in time takes the letter back too. `of` is what
    its correspondence hangs on; `once` a key under which the database keeps only one; `by_day` keeps it from
    disturbing anyone at night; `keeps_link` lets a text take two messages rather than go without its link.
    """
    with force_locale(locale):
        subject = "" if medium is Medium.SMS else _drawn(kind, "subject", context)
        body = (
            _text_message(kind, context, keeps_link)
            if medium is Medium.SMS
            else _sheet(kind, medium, context)
        )
    letter = Letter(
        kind=kind, medium=medium, about=about, once_key=once, to_email=to_email or None,
        to_phone=to_phone or None, to_address=to_address or None, locale=locale,
        subject=" ".join(subject.split())[:300], body=body, written_at=now, by_day=by_day,
        try_after=None if medium is Medium.PAPER else now + waits,
        thing=of.__tablename__ if of is not None else None, thing_id=of.id if of is not None else None,
    )  # fmt: skip
    db.session.add(letter)
    after_commit(_wake_the_postman)
    return letter


def _drawn(kind: str, part: str, context: dict[str, Any]) -> str:
    return render_template(f"mail/{kind}/{part}.txt", **context)


def _sheet(kind: str, medium: Medium, context: dict[str, Any]) -> str:
    return _drawn(kind, "paper" if medium is Medium.PAPER else "body", context).strip() + "\n"


def _text_message(kind: str, context: dict[str, Any], keeps_link: bool) -> str:
    """In one message where that is possible: the link goes first, for the number to call says enough."""
    whole = texting.plain(_drawn(kind, "sms", context))
    if keeps_link or texting.parts(whole) == 1:
        return whole
    shorter = texting.plain(_drawn(kind, "sms", {**context, "link": ""}))
    return shorter if texting.parts(shorter) < texting.parts(whole) else whole


def correspondence_of(thing: Any) -> Sequence[Letter]:
    """Everything written about one thing, oldest first."""
    query = select(Letter).where(Letter.thing == thing.__tablename__, Letter.thing_id == thing.id)
    return db.session.execute(query.order_by(Letter.id)).scalars().all()


def blank_letters_about(table: str, ids: Collection[int]) -> None:
    """Whoever these things were of is being forgotten: words and addresses go, the rows count on."""
    query = select(Letter).where(Letter.thing == table, Letter.thing_id.in_(ids))
    for letter in db.session.execute(query).scalars():
        blank(letter)


def blank_letters_to(email: str, phone: str = "", *, but_about: Collection[str] = ()) -> None:
    """Someone is being forgotten: what waits does not leave, what left is blank but counted.

    `but_about`: the tables whose things are of one person, and whose letters go with that person: an address may be of
    two people, and the other's letters are not ours to blank.
    """
    is_free = Letter.thing.is_(None) | Letter.thing.not_in(but_about)
    for column, address in ((Letter.to_email, email), (Letter.to_phone, phone)):
        if address:
            for letter in db.session.execute(select(Letter).where(column == address, is_free)).scalars():
                blank(letter)


def blank(letter: Letter) -> None:
    """Take its words and its address away; that it was written stays. Part of a deed that is recorded."""
    letter.to_email = letter.to_phone = letter.to_address = letter.try_after = None
    letter.subject = letter.body = ""


def hold_back(about: str) -> None:
    """What it says is no longer so: letters about exactly this that nobody tried to send yet are as never written.

    One that was tried and did not leave is withdrawn. A text of which we do not know whether it left is tried no more,
    and says so. The rows are locked until the deed is kept, so that a postman passes by.
    """
    query = (
        select(Letter)
        .where(Letter.about == about, Letter.sent_at.is_(None), Letter.withdrawn_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for letter in db.session.execute(query).scalars().all():
        if letter.tries == 0:
            db.session.delete(letter)
        elif letter.trouble is Trouble.UNCERTAIN:
            letter.tries, letter.try_after = _TRIES, None
        elif letter.trouble is None:
            letter.withdrawn_at, letter.try_after = clock.now(), None


def already_wrote(about: str) -> bool:
    """Was a letter about exactly this written before?"""
    return db.session.execute(select(Letter.id).where(Letter.about == about)).first() is not None


def _wake_the_postman() -> None:
    from inventory.foundation import jobs

    jobs.wake("post_letters")


def send_waiting(digibank_id: int, now: datetime) -> int:
    """Send what waits in one digibank's outbox; the number sent. A letter that fails waits longer each time.

    Without a mail server or a gateway its letters stay in the outbox, where the coordinator reads them.
    The round begins at `now` and looks at the clock for each letter: it may take so long that it becomes night, or
    that another worker would take a letter of ours for one that failed.
    """
    gateway, began = sms.gateway(), clock.now()
    open_ways = [
        medium
        for medium, is_open in (
            (Medium.MAIL, bool(current_app.config["MAIL_SERVER"])),
            (Medium.SMS, gateway is not None),
        )
        if is_open
    ]

    def moment() -> datetime:
        return now + (clock.now() - began)

    sent, outcome = 0, None
    with inside(digibank_id), _one_call():
        while open_ways and (claimed := _mark_and_claim(outcome, open_ways, moment())) is not None:
            if claimed.letter.medium is Medium.SMS:
                outcome = _send_text(gateway, claimed.letter, moment())
            else:
                outcome = _send_mail(claimed, moment())
            sent += outcome is not None and "sent_at" in outcome.told
    return sent


@dataclass(frozen=True)
class _Outcome:
    """What became of one letter that was claimed."""

    letter_id: int
    told: dict[str, Any]


@dataclass(frozen=True)
class Enclosure:
    """A file that leaves with a letter; its room keeps it, and the letter only points there."""

    name: str
    #: "application/pdf"
    mime_type: str
    content: bytes


@dataclass(frozen=True)
class _Claimed:
    """A letter that is ours to send, and what leaves with it."""

    letter: Letter
    enclosed: Sequence[Enclosure]


def _send_mail(claimed: _Claimed, now: datetime) -> _Outcome | None:
    """None: it did not leave, and waits for its next try."""
    letter = claimed.letter
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = letter.to_email
    message.set_content(letter.body)
    for one in claimed.enclosed:
        main, _slash, sub = one.mime_type.partition("/")
        message.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    try:
        send(message)
    except (OSError, smtplib.SMTPException) as problem:
        log.warning("a letter did not leave: %s", type(problem).__name__, extra={"letter": letter.id})
        return None
    return _Outcome(letter.id, {"sent_at": now, "try_after": None})


def _send_text(gateway: sms.Gateway | None, letter: Letter, now: datetime) -> _Outcome | None:
    """None: nobody knows whether it left; it was claimed as such."""
    assert gateway is not None
    told = {"letter": letter.id}
    try:
        gateway.send(
            to=letter.to_phone or "", text=letter.body, reference=f"{letter.digibank_id}-{letter.id}"
        )
    except sms.NotTaken as problem:
        log.warning("a text message waits: %s", problem, extra=told)
        pause = timedelta(minutes=4**letter.tries)
        return _Outcome(letter.id, {"trouble": None, "try_after": now + pause})
    except sms.Refused as problem:
        log.warning("a text message was refused: %s", problem, extra=told)
        return _Outcome(letter.id, {"trouble": Trouble.REFUSED, "try_after": None})
    except sms.Unknown as problem:
        log.warning("a text message may have left: %s", problem, extra=told)
        return None
    return _Outcome(letter.id, {"sent_at": now, "trouble": None, "try_after": None})


def _waiting(now: datetime, ways: Sequence[Medium]) -> Any:
    """The next letter that may leave now, one of these ways, and that no other postman holds; as a question."""
    query = select(Letter).where(
        Letter.sent_at.is_(None), Letter.withdrawn_at.is_(None), Letter.trouble.is_(None),
        Letter.try_after <= now, Letter.tries < _TRIES, Letter.medium.in_(ways),
    )  # fmt: skip
    if not quiet.may_disturb(now):
        query = query.where(~Letter.by_day)
    return query.order_by(Letter.id).limit(1).with_for_update(skip_locked=True)


def _mark_and_claim(outcome: _Outcome | None, ways: Sequence[Medium], now: datetime) -> _Claimed | None:
    """Write down what became of one letter and take the next, in one transaction: a round has thousands.

    When the next one is the trouble, what left is written down all the same, or it would leave again. One at which a
    room stumbles waits, as one that failed does, and keeps no other waiting.
    """
    while True:
        try:
            with upkeep():
                if outcome is not None:
                    _mark(outcome)
                return _claim(_waiting(now, ways), now)
        except _Stumbled as stumbled:
            log.exception("a room stumbles at a letter", extra={"letter": stumbled.letter_id})
            with upkeep():
                if outcome is not None:
                    _mark(outcome)
                _count_a_try(db.session.get_one(Letter, stumbled.letter_id, with_for_update=True), now)
            outcome = None
        except Exception:
            if outcome is not None:
                with upkeep():
                    _mark(outcome)
            raise


class _Stumbled(Exception):
    """A room could not say whether this letter is still so."""

    def __init__(self, letter_id: int) -> None:
        super().__init__(letter_id)
        self.letter_id = letter_id


def is_held(letter: Letter) -> bool:
    """Does a room say that this letter is no longer so?"""
    return any(_asked("letter.holds", letter))


def _asked(point: str, letter: Letter) -> list[Any]:
    letter_id = letter.id
    try:
        return offered(point, letter)
    except Exception as problem:  # whatever a room stumbles over, the letters of the others leave
        raise _Stumbled(letter_id) from problem


def _count_a_try(letter: Letter, now: datetime) -> None:
    letter.tries += 1
    letter.try_after = now + timedelta(minutes=4**letter.tries)


def _mark(outcome: _Outcome) -> None:
    letter = db.session.get_one(Letter, outcome.letter_id, with_for_update=True)
    for name, value in outcome.told.items():
        setattr(letter, name, value)
    if letter.sent_at is not None:
        letter.withdrawn_at = None  # taken back while it was in the postman's hands: it left all the same


def _claim(waiting: Any, now: datetime) -> _Claimed | None:
    """Take one of those letters so that no other postman does; its next try is pushed ahead before it leaves.

    Nothing is locked while the mail server answers. A room may say that a letter is no longer so: it is withdrawn.
    A text message counts as perhaps sent until the gateway says otherwise: whoever falls over in between must
    not send it twice.
    """
    while (letter := db.session.execute(waiting).scalar()) is not None:
        if is_held(letter):
            letter.withdrawn_at, letter.try_after = now, None
            db.session.flush()
            continue
        _count_a_try(letter, now)
        if letter.medium is Medium.SMS:
            letter.trouble, letter.try_after = Trouble.UNCERTAIN, None
        enclosed = _asked("letter.enclosed", letter)
        db.session.flush()
        db.session.expunge(letter)
        return _Claimed(letter, enclosed)
    return None


@dataclass
class _Call:
    """The mail server on the line, for as long as one round takes: greeted once for all its letters."""

    smtp: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """Over the line, or over a new one when the server hung up meanwhile."""
        if not self._is_there():
            self.hang_up()
            self.smtp = _greeted()
        assert self.smtp is not None
        try:
            self.smtp.send_message(message)
        except BaseException:
            self.hang_up()
            raise

    def _is_there(self) -> bool:
        try:
            return self.smtp is not None and self.smtp.noop()[0] == _FINE
        except (OSError, smtplib.SMTPException):
            return False

    def hang_up(self) -> None:
        """Say goodbye, as far as anyone listens."""
        smtp, self.smtp = self.smtp, None
        if smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()


_call: ContextVar[_Call | None] = ContextVar("call", default=None)


@contextmanager
def _one_call() -> Iterator[None]:
    """What is sent in this block goes over one line."""
    call = _Call()
    token = _call.set(call)
    try:
        yield
    finally:
        _call.reset(token)
        call.hang_up()


def _greeted() -> smtplib.SMTP:
    config = current_app.config
    smtp = smtplib.SMTP(config["MAIL_SERVER"], config["MAIL_PORT"], timeout=20)
    try:
        if config["MAIL_STARTTLS"]:
            smtp.starttls()
        if config["MAIL_USERNAME"]:
            smtp.login(config["MAIL_USERNAME"], config["MAIL_PASSWORD"])
    except BaseException:
        smtp.close()
        raise
    return smtp


def send(message: EmailMessage) -> bool:
    """Hand one message to the mail server; False when none is set."""
    if not current_app.config["MAIL_SERVER"]:
        log.warning("no mail server is set; a message was not sent")
        return False
    line = _call.get()
    if line is not None:
        line.send(message)
        return True
    with _one_call():
        return send(message)
