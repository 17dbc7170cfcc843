"""People of the example: they ask, are answered, take a laptop home, extend, bring it back, or lose it."""

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from PIL import Image, ImageDraw

from inventory.applications import actions as applications
from inventory.applications import asking
from inventory.applications.assessment import Outcome
from inventory.applications.models import Application
from inventory.applications.policy import Door, ProofKind, Tariff
from inventory.applications.states import Alternative, RefusalReason, Wish
from inventory.borrowers import actions as borrowers
from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import ContactChannel, WaiverReason
from inventory.contacts.rules import Purpose, ReferralChannel
from inventory.deposits.ledger import DepositWay
from inventory.devices.actions import place
from inventory.devices.models import Device
from inventory.foundation.actor import Actor
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.insight.example import cash, meeting
from inventory.insight.example.cast import Cast
from inventory.insight.example.names import FIRST_NAMES, LAST_NAMES, NEEDS, POLICE
from inventory.lending import actions as lending
from inventory.lending import drafts
from inventory.lending.models import Accessory, HandOver, Loan, LossKind
from inventory.lending.queries import open_loan_of
from inventory.lending.rules import Signing, WorkshopAnswer
from inventory.partners.models import PartnerKind
from inventory.permissions import Permission, Role
from inventory.places.models import PlaceKind
from inventory.returning import actions as returning
from inventory.returning.rules import COSTLY, Check, Choice, Files, Finding
from workshop import actions as workshops

Life = Iterator[datetime]

_ANSWERS = (
    ("resident", ProofKind.ADDRESS),
    ("training", ProofKind.ENROLMENT),
    ("uitpas_reduced", ProofKind.CARD),
    ("increased_reimbursement", ProofKind.ATTEST),
)
_WAYS = (
    [DepositWay.CASH] * 9
    + [DepositWay.TRANSFER] * 3
    + [DepositWay.CARD] * 5
    + [DepositWay.THIRD_PARTY] * 2
    + [DepositWay.LATER, DepositWay.WAIVED]
)


def register(cast: Cast, now: datetime) -> Borrower:
    """Someone nobody has met, written down at the desk."""
    return borrowers.register(cast.one(Role.DESK), details(cast), now=now)


def details(cast: Cast) -> borrowers.Details:
    """A first and a last name thrown together, and a telephone that never rings."""
    dice, bank = cast.dice, cast.bank
    first_name, language = dice.choice(FIRST_NAMES)
    cast.people += 1
    town = dice.choice(bank.towns)
    by_mail = dice.random() < 0.35
    return borrowers.Details(
        first_name=first_name, last_name=dice.choice(LAST_NAMES), birth_year=dice.randint(1948, 2006),
        street=f"Voorbeeldstraat {cast.people}" if cast.people % 3 else "",
        postcode=town.postcode, municipality=town.name,
        phone=f"0400 {len(bank.slug):02d} {cast.people // 100:02d} {cast.people % 100:02d}",
        email=f"lener{cast.people}@{bank.slug}.example" if by_mail else "",
        language=language, contact_channel=ContactChannel.EMAIL if by_mail else ContactChannel.SMS,
    )  # fmt: skip


def ask(cast: Cast, now: datetime) -> Application:
    """An application with its answers, through a service or on one's own."""
    dice, desk = cast.dice, cast.one(Role.DESK)
    sent = dice.random()
    referrer = None
    if sent < 0.35:
        referrer = dice.choice(cast.partners[PartnerKind.REFERRER])
    elif sent < 0.5:
        referrer = dice.choice(cast.partners[PartnerKind.SCHOOL])
    channels = (ReferralChannel.LIBRARY, ReferralChannel.WORD_OF_MOUTH, ReferralChannel.WEBSITE)
    application = applications.apply(
        desk, register(cast, now), purpose=dice.choice(list(Purpose)), now=now, referrer=referrer,
        channel=ReferralChannel.UNKNOWN if referrer else dice.choice(channels), note=dice.choice(NEEDS),
        door=Door.REFERRER if referrer else Door.DESK,
    )  # fmt: skip
    meeting.tell_groups(cast, application.borrower, now)
    asking.answer(desk, application, "resident", Outcome.MET, proof=ProofKind.ADDRESS, now=now)
    code, proof = dice.choice(_ANSWERS[1:])
    asking.answer(desk, application, code, Outcome.MET, proof=proof, now=now)
    return application


def ask_online(cast: Cast, at: datetime) -> Life:
    """Someone fills in the form on a phone, in the evening; their own word is all there is until somebody looks."""
    yield at
    dice = cast.dice
    nobody = Actor.house("the applicant", cast.digibank.id, [Permission.APPLICATION_REGISTER])
    told = details(cast)
    application = applications.apply(
        nobody, borrowers.register(nobody, told, now=at), purpose=dice.choice(list(Purpose)), now=at,
        channel=ReferralChannel.WEBSITE, door=Door.SELF, wishes=dice.choice([(), (), (Wish.BIG_KEYBOARD,)]),
    )  # fmt: skip
    asking.answer(nobody, application, "resident", Outcome.MET, proof=ProofKind.OWN_WORD, now=at)
    asking.answer(nobody, application, dice.choice(_ANSWERS[1:])[0], Outcome.NOT_SHOWN, now=at)


def approved(cast: Cast, now: datetime, device: Device | None = None) -> Application:
    """Someone asked, and a person said yes."""
    return applications.approve(
        cast.one(Role.DESK), ask(cast, now), device=device, now=now, reason="Besproken in het team."
    )


def wait_or_leave(cast: Cast, at: datetime) -> Life:
    """Someone asks and gets no laptop: not yet, not any more, or not here."""
    yield at
    application = ask(cast, at)
    at += timedelta(days=cast.dice.randint(2, 9))
    if (cast.until - at).days < 4:
        return
    yield at
    desk, chance = cast.one(Role.DESK), cast.dice.random()
    if chance < 0.3:
        applications.withdraw(desk, application, now=at)
    else:
        why, other, words = cast.dice.choice(
            (
                (
                    RefusalReason.ELSEWHERE,
                    Alternative.OTHER_DIGIBANK,
                    "Je woont buiten onze streek. De digibank van je gemeente helpt je.",
                ),
                (
                    RefusalReason.HAS_ONE,
                    Alternative.DIGIPUNT,
                    "Je hebt nog een laptop die werkt. Het digipunt helpt je verder.",
                ),
                (
                    RefusalReason.CONDITIONS,
                    Alternative.LIBRARY,
                    "Je voldoet nu niet aan de voorwaarden. In de bib staan computers.",
                ),
            )
        )
        applications.refuse(desk, application, why=why, alternative=other, reason=words, now=at)


def set_apart(cast: Cast, device: Device, at: datetime) -> Life:
    """A laptop is kept for someone who will come for it."""
    yield at
    approved(cast, at, device)


def take_home(cast: Cast, device: Device, at: datetime) -> Life:
    """Approved one morning, handed over the next hour: deposit, signature, workshop."""
    yield at
    application = approved(cast, at, device if cast.dice.random() < 0.5 else None)
    at += timedelta(hours=1)
    yield at
    dice, desk = cast.dice, cast.one(Role.DESK)
    draft = drafts.start(desk, now=at, borrower=application.borrower, device=device)
    extras = [one for one in (Accessory.MOUSE, Accessory.BAG) if dice.random() < 0.5]
    drafts.choose_device(
        desk, draft, device, now=at, accessories=[Accessory.CHARGER, *extras],
        due_on=_end(cast, at), has_no_end=False,
    )  # fmt: skip
    _settle(cast, draft, desk, at)
    _sign(cast, draft, desk, at)
    _agree_on_workshop(cast, draft, desk, at)
    lending.hand_over(desk, draft, now=at)


def _end(cast: Cast, at: datetime) -> date | None:
    """Mostly as the policy says; some need it only for one course."""
    if cast.dice.random() < 0.3:
        return day(at) + timedelta(days=cast.dice.choice((60, 90, 120)))
    return drafts.usual_end(at)


def _settle(cast: Cast, draft: HandOver, desk: Any, at: datetime) -> None:
    dice, way = cast.dice, cast.dice.choice(_WAYS)
    drafts.settle_deposit(
        desk, draft, now=at, way=way, tariff=dice.choice((Tariff.NORMAL, Tariff.SOCIAL, Tariff.SOCIAL)),
        cents=2000, slip=f"{dice.randint(1000, 9999)}" if way is DepositWay.CARD else "",
        partner=dice.choice(cast.partners[PartnerKind.REFERRER]) if way is DepositWay.THIRD_PARTY else None,
        promised_on=day(at) + timedelta(days=30) if way is DepositWay.LATER else None,
        because="Geen inkomen deze maand." if way is DepositWay.WAIVED else "",
    )  # fmt: skip


def _sign(cast: Cast, draft: HandOver, desk: Any, at: datetime) -> None:
    way = cast.dice.choice((Signing.SCREEN, Signing.SCREEN, Signing.PAPER, Signing.TYPED))
    drafts.sign(
        desk, draft, now=at, signing=way, signature=scribble() if way is Signing.SCREEN else None,
        typed_name=draft.borrower.name if way is Signing.TYPED else "", explained=True,
    )  # fmt: skip


@cache
def scribble() -> bytes:
    """A signature that is nobody's."""
    picture = Image.new("1", (300, 100), 1)
    strokes = [(20, 70), (50, 20), (70, 80), (95, 35), (120, 75), (150, 50), (210, 60), (280, 40)]
    ImageDraw.Draw(picture).line(strokes, fill=0, width=4)
    drawn = io.BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()


def _agree_on_workshop(cast: Cast, draft: HandOver, desk: Any, at: datetime) -> None:
    dice = cast.dice
    coming = [one for one in cast.sessions if one.starts_at > at and one.cancelled_at is None]
    chance = dice.random()
    if chance < 0.35 and coming:
        workshops.enrol(desk, coming[0], draft.borrower, now=at)
        drafts.answer_workshop(desk, draft, now=at, answer=WorkshopAnswer.PLANNED, on=coming[0].held_on)
    elif chance < 0.5:
        reason = dice.choice(list(WaiverReason))
        drafts.answer_workshop(desk, draft, now=at, answer=WorkshopAnswer.NOT_NEEDED, reason=reason)
    else:
        drafts.answer_workshop(desk, draft, now=at, answer=WorkshopAnswer.FOLLOWED)


def stay(cast: Cast, device: Device, at: datetime) -> Life:
    """Some extend in time; others are late, as people are."""
    loan = _loan_of(device)
    if loan.due_on is None or cast.dice.random() < 0.25:
        return
    at = max(at, loan.handed_over_at + (loan.due_on - loan.started_on) - timedelta(days=10))
    yield at
    # Half a year more, as the policy allows; who was late for long has it from today.
    until = max(loan.due_on, day(at)) + timedelta(days=182)
    lending.extend(cast.one(Role.DESK), loan, until=until, now=at)


def bring_back(cast: Cast, device: Device, at: datetime) -> Life:
    """Looked at together; mostly fine, sometimes something is broken or gone."""
    yield at
    dice, desk, loan = cast.dice, cast.one(Role.DESK), _loan_of(device)
    findings = dict.fromkeys(returning.checks_for(loan), Finding.FINE)
    if dice.random() < 0.3:
        check, found = dice.choice(
            ((Check.SCREEN, Finding.BROKEN), (Check.KEYBOARD, Finding.WORN), (Check.CHARGER, Finding.MISSING))
        )
        findings[check] = found
    choice = dice.choice((Choice.CHARGE, Choice.FORGIVE, Choice.LATER))
    choices = {check: choice for check, found in findings.items() if found in COSTLY}
    cash.enough_to_give_back(cast, loan, at)
    held_back = returning.take_back(
        desk, loan, files=Files.MAY_GO, findings=findings, choices=choices, now=at
    ).waiting_cents
    place(desk, device, cast.place(PlaceKind.DESK), now=at)
    if held_back and dice.random() < 0.7:
        at += timedelta(days=1)
        yield at
        brought = dice.random() < 0.6
        cash.enough_to_give_back(cast, loan, at)
        returning.settle_later(
            desk, loan, brought=brought, because="" if brought else "Niet gebracht.", now=at
        )


def lose(cast: Cast, device: Device, at: datetime) -> Life:
    """Gone from the borrower's home; the loan runs on, for it may turn up."""
    yield at
    dice = cast.dice
    stolen = dice.random() < 0.5
    report = dice.choice(POLICE).format(number=dice.randint(1000, 9999)) if stolen else ""
    lending.report_loss(
        cast.one(Role.DESK), _loan_of(device), LossKind.STOLEN if stolen else LossKind.MISSING, now=at,
        happened_on=day(at) - timedelta(days=2), police_report=report,
    )  # fmt: skip


def _loan_of(device: Device) -> Loan:
    loan = open_loan_of(device)
    assert loan is not None, f"{device.code} should be on loan"
    return db.session.get_one(Loan, loan.id)
