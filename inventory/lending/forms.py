"""What is asked at the lending desk, one question per form."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import Length, Optional

from inventory.applications.policy import LoanEnd, Tariff
from inventory.borrowers.rules import WaiverReason
from inventory.deposits.ledger import DepositWay
from inventory.devices.models import Device
from inventory.foundation.forms import HouseForm, InkField, Needed, TicksField, choices_of
from inventory.lending.models import Accessory, LossKind
from inventory.lending.rules import (
    NO_BECAUSE,
    ChargerAtSwap,
    LongerAnswer,
    Signing,
    SwapReason,
    VisitFinding,
    WorkshopAnswer,
)
from inventory.wording import say


class CodeForm(HouseForm):
    """One scanned or typed code."""

    text = StringField(_l("Scan the letter, the pass or the laptop"), [Length(max=200)])


class WhoForm(CodeForm):
    """Who borrows: chosen from those who may come, or scanned."""

    who = RadioField(_l("Who comes for a laptop?"), [Optional()], validate_choice=False)


class WhatForm(HouseForm):
    """Which laptop, with what, until when."""

    text = StringField(
        _l("Scan the laptop"), [Needed(_l("Scan the laptop that goes along.")), Length(max=200)]
    )
    accessories = TicksField(_l("What goes along?"), [Optional()])
    due_on = DateField(_l("Until when?"), [Optional()])
    has_no_end = BooleanField(_l("This loan has no end"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the things that can go along."""
        super().__init__(*args, **kwargs)
        self.accessories.choices = choices_of(Accessory, say)


class DepositForm(HouseForm):
    """How the deposit is arranged; what a way needs besides is asked below it."""

    tariff = RadioField(_l("Which tariff?"), [Optional()])
    amount = StringField(_l("Amount in euro"), [Length(max=12)])
    way = RadioField(_l("How is the deposit paid?"), [Needed(_l("Choose how the deposit is paid."))])
    slip = StringField(_l("Number on the slip"), [Length(max=40)])
    partner = SelectField(_l("Which organisation pays?"), [Optional()], validate_choice=False)
    promised_on = DateField(_l("Paid by which day?"), [Optional()])
    because = StringField(_l("Why is no deposit asked?"), [Length(max=300)])
    parts = SelectField(_l("In how many parts?"), [Optional()])

    def offer(
        self,
        tariffs: Iterable[tuple[Tariff, str]],
        partners: Iterable[tuple[int, str]],
        *,
        has_account: bool,
        most_parts: int,
    ) -> None:
        """Name the tariffs of the policy with their amounts, who may pay, and the bank where we have an account."""
        self.parts.choices = [(str(one), str(one)) for one in range(1, most_parts + 1)]
        self.tariff.choices = [(str(tariff), words) for tariff, words in tariffs]
        self.partner.choices = [("", _("Choose…")), *((str(key), name) for key, name in partners)]
        by_bank = (DepositWay.TRANSFER,) if has_account else ()
        ways = (
            DepositWay.CASH,
            DepositWay.CARD,
            *by_bank,
            DepositWay.THIRD_PARTY,
            DepositWay.LATER,
            DepositWay.WAIVED,
        )
        words = {DepositWay.WAIVED: _("Ask no deposit")}
        self.way.choices = [(str(way), words.get(way) or say(way)) for way in ways]


class AskForm(HouseForm):
    """What is still open of a deposit is asked by bank."""

    due_on = DateField(_l("Paid by which day?"), [Needed(_l("Fill in a day."))])
    parts = SelectField(_l("In how many parts?"), [Optional()])

    def offer(self, most_parts: int) -> None:
        """As many parts as the policy allows."""
        self.parts.choices = [(str(one), str(one)) for one in range(1, most_parts + 1)]


class SignForm(HouseForm):
    """The borrower signs: on the screen, by typing beside a witness, or on paper."""

    signing = RadioField(
        _l("How does the borrower sign?"), [Needed(_l("Choose how the agreement is signed."))]
    )
    signature = InkField(_l("Sign here with your finger"))
    typed_name = StringField(_l("First and last name of the borrower"), [Length(max=160)])
    administrator = StringField(_l("First and last name of the legal administrator"), [Length(max=160)])
    read_aloud = BooleanField(_l("Someone read the agreement aloud"))
    explained = BooleanField(_l("Explained in a language that the borrower speaks"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the three ways."""
        super().__init__(*args, **kwargs)
        self.signing.choices = choices_of(Signing, say)


class WorkshopForm(HouseForm):
    """What was agreed about the start workshop."""

    answer = RadioField(_l("And the start workshop?"), [Needed(_l("Choose one of the answers."))])
    planned_on = DateField(_l("On which day?"), [Optional()])
    reason = SelectField(_l("Why is it not needed?"), [Optional()], validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the answers and the reasons."""
        super().__init__(*args, **kwargs)
        self.answer.choices = choices_of(WorkshopAnswer, say)
        self.reason.choices = [("", _("Choose…")), *choices_of(WaiverReason, say)]

    def ask_only_whether_it_is_needed(self) -> None:
        """Where it comes first, the teacher says that it was followed; here it can only be waived."""
        no = WorkshopAnswer.NOT_NEEDED
        self.answer.choices = [(str(no), say(no))]


class ExtendForm(HouseForm):
    """Until when the borrower keeps the laptop."""

    until = DateField(_l("Another day"), [Optional()])


class LossForm(HouseForm):
    """What the borrower tells about a laptop that is gone."""

    kind = RadioField(_l("What happened?"), [Needed(_l("Choose one of the answers."))])
    happened_on = DateField(_l("When?"), [Optional()])
    police_report = StringField(_l("Number of the police report"), [Length(max=40)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the two stories."""
        super().__init__(*args, **kwargs)
        self.kind.choices = choices_of(LossKind, say)


class AnswerForm(HouseForm):
    """May the laptop be kept longer? Each answer is a button."""

    answer = RadioField(
        _l("Your answer"), choices=[(str(one), str(one)) for one in (LongerAnswer.YES, *NO_BECAUSE)]
    )


class VisitForm(HouseForm):
    """The borrower came by with the laptop. Each finding is a button."""

    finding = RadioField(_l("How is the laptop?"), choices=[(str(one), str(one)) for one in VisitFinding])


class SwapForm(HouseForm):
    """What is wrong with this laptop, and which one goes along instead."""

    because = RadioField(_l("What is wrong with it?"), [Needed(_l("Choose what is wrong."))])
    #: asked when one went along
    charger = RadioField(_l("And the charger?"), [Optional()])
    #: the laptop that came to the desk when this page was opened
    instead_of = HiddenField()
    device = RadioField(_l("Which laptop instead?"), [Needed(_l("Choose the laptop that goes along."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name what can be wrong."""
        super().__init__(*args, **kwargs)
        self.because.choices = choices_of(SwapReason, say)
        self.charger.choices = choices_of(ChargerAtSwap, say)

    def offer(self, devices: Iterable[Device]) -> None:
        """Name the laptops that stand ready."""
        self.device.choices = [(str(one.code), f"{one.spoken} · {one.name}") for one in devices]


class LeaveForm(HouseForm):
    """How the laptop stays with its borrower. Each way is a button."""

    way = RadioField(
        _l("How does it stay?"),
        choices=[(str(one), str(one)) for one in (LoanEnd.TITLE_TRANSFER, LoanEnd.WRITTEN_OFF)],
    )
