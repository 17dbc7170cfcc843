"""The last weeks of the example's nights: who is reminded how, what the post and the telephone made of it.

Nobody is chosen by dice here, so that the rest of the year stays as it was told before.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import select

from inventory.foundation import quiet
from inventory.foundation.audit import record
from inventory.foundation.clock import BRUSSELS, day
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, Medium, Trouble
from inventory.foundation.transaction import transaction
from inventory.insight.example.cast import Cast
from inventory.lending import calling, reminders, unpaid
from inventory.lending.ladder import Way
from inventory.lending.models import Loan
from inventory.lending.reaching import CallAnswer, PauseReason
from inventory.permissions import Role

_NIGHTS = 90
#: what the example's digibanken chose: each way is taken somewhere
_WAYS = {-14: Way.MAIL, -3: Way.SMS, 7: Way.PAPER}


def nights(cast: Cast) -> Iterator[datetime]:
    """Each night what is due; by day it leaves, is printed or called about; of yesterday something still waits."""
    first = day(cast.until) - timedelta(days=_NIGHTS)
    for at in range(_NIGHTS + 1):
        today = first + timedelta(days=at)
        if quiet.is_day_of_rest(today):
            continue
        night = datetime.combine(today, time(4), BRUSSELS)
        yield night
        coordinator = cast.one(Role.COORDINATOR)
        if reminders.plan_kept() is None:
            reminders.set_plan(coordinator, _WAYS, calling.AGAIN_AFTER_DAYS, now=night)
        reminders.letters_due(coordinator, today, now=night, sends_sms=True)
        unpaid.payments_due(coordinator, today, now=night, sends_sms=True)
        if at < _NIGHTS - 2:
            morning = quiet.next_moment(night)
            yield morning
            _leave(cast, morning)
            _call(cast, morning)


def _leave(cast: Cast, now: datetime) -> None:
    """The reminders by mail and text went out, but for a number that takes none; someone printed the letters.

    No example reaches the world: this only says that they left. Each is told of once more in the journal, for here it
    is a colleague who does it, and not the postman, whose rounds leave no trace.
    """
    desk = cast.one(Role.DESK)
    waits = (Letter.sent_at.is_(None), Letter.tries == 0)
    with transaction():
        for letter in db.session.scalars(
            select(Letter).where(Letter.kind.in_((*reminders.KINDS, reminders.UNPAID)), *waits)
        ).all():
            letter.tries, letter.try_after = 1, None
            loan = db.session.get_one(Loan, letter.thing_id)
            deed = "lending.letter_printed" if letter.medium is Medium.PAPER else "lending.reminder_written"
            record(desk, deed, loan, now=now, device=loan.device)
            if letter.medium is Medium.SMS and letter.id % 2:
                letter.trouble = Trouble.REFUSED
            else:
                letter.sent_at = now


def _call(cast: Cast, now: datetime) -> None:
    """One is in hospital; of the others every second is not reached, and every second agrees on a day."""
    desk = cast.one(Role.DESK)
    for call in calling.calls_due(day(now), limit=3):
        if call.loan_id % 5 == 0:
            calling.pause(desk, call.loan, PauseReason.AWAY, until=day(now) + timedelta(days=14), now=now)
        elif call.id % 2:
            calling.answer(desk, call, CallAnswer.NOT_REACHED, now=now)
        else:
            agreed = calling.working_day(day(now) + timedelta(days=6))
            calling.answer(desk, call, CallAnswer.AGREED, now=now, agreed_on=agreed)
