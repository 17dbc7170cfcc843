"""The ladder of reminders: through which channel, what stops it, and three years of ten thousand loans."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.borrowers.rules import ContactChannel
from inventory.foundation import quiet
from inventory.lending.ladder import (
    Channel,
    Reach,
    Standing,
    Stop,
    Way,
    can_text,
    channel_for,
    due_now,
    plan_of,
    stop_of,
)
from inventory.lending.rules import LADDER

DUE = date(2027, 3, 10)
STARTED = date(2026, 3, 10)
MOBILE, LANDLINE = "+32470123456", "+3291234567"
EVERYTHING = Reach(
    phone=MOBILE, email="a@b.example", has_address=True, takes_sms=True, has_referrer=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("prefers", "channel"),
    [
        (ContactChannel.SMS, Channel.SMS),
        (ContactChannel.PHONE, Channel.SMS),
        (ContactChannel.EMAIL, Channel.MAIL),
        (ContactChannel.REFERRER, Channel.CALL_REFERRER),
    ],
)
def test_a_reminder_goes_out_as_the_person_prefers(prefers, channel):
    reach = Reach(prefers, MOBILE, "a@b.example", takes_sms=True, has_referrer=True)
    assert channel_for(Way.PREFERRED, reach) is channel


@pytest.mark.parametrize(
    ("way", "reach", "channel"),
    [
        (Way.SMS, Reach(phone=LANDLINE, takes_sms=True, email="a@b.example"), Channel.MAIL),
        (Way.SMS, Reach(phone=LANDLINE, takes_sms=True, has_address=True), Channel.PAPER),
        (Way.SMS, Reach(phone=LANDLINE, takes_sms=True), Channel.CALL),
        (Way.SMS, Reach(phone=MOBILE, takes_sms=False), Channel.CALL),
        (Way.MAIL, Reach(phone=MOBILE, takes_sms=True), Channel.SMS),
        (Way.PAPER, Reach(phone=MOBILE, takes_sms=True), Channel.SMS),
        (Way.CALL_REFERRER, Reach(phone=MOBILE), Channel.CALL),
        (Way.CALL, Reach(has_referrer=True), Channel.CALL_REFERRER),
        (Way.PREFERRED, Reach(ContactChannel.REFERRER, email="a@b.example"), Channel.MAIL),
    ],
)
def test_where_a_way_is_missing_the_next_is_taken(way, reach, channel):
    assert channel_for(way, reach) is channel


@given(
    st.sampled_from(list(Way)),
    st.builds(
        Reach, st.sampled_from(list(ContactChannel)), st.sampled_from(["", MOBILE, LANDLINE]),
        st.sampled_from(["", "a@b.example"]), st.booleans(), st.booleans(), st.booleans(),
    ),
)  # fmt: skip
def test_nobody_is_skipped_and_no_channel_is_made_up(way, reach):
    channel = channel_for(way, reach)
    assert channel is not Channel.SMS or (reach.takes_sms and reach.phone == MOBILE)
    assert channel is not Channel.MAIL or reach.email
    assert channel is not Channel.PAPER or reach.has_address
    assert channel is not Channel.CALL_REFERRER or reach.has_referrer


def test_only_a_mobile_number_takes_a_text():
    assert can_text(MOBILE)
    assert can_text("+31612345678")
    assert not can_text(LANDLINE)
    assert not can_text("")


def test_the_usual_ladder_writes_calls_the_service_and_sends_a_letter():
    ways = [channel_for(way, EVERYTHING) for way in plan_of(None, {}).values()]
    assert ways == [Channel.SMS] * 4 + [Channel.CALL_REFERRER, Channel.PAPER]
    assert list(plan_of(None, {})) == list(LADDER)


def test_a_digibank_chooses_its_own_days_and_ways():
    assert plan_of((7, -3), {7: Way.PAPER, 99: Way.CALL}) == {-3: Way.PREFERRED, 7: Way.PAPER}
    assert plan_of((), {}) == {}


@pytest.mark.parametrize(
    ("told", "stop"),
    [
        ({}, None),
        ({"ended": True}, Stop.ENDED),
        ({"due_on": None}, Stop.NO_END),
        ({"lost": True}, Stop.LOST),
        ({"asked_longer": True}, Stop.ASKED_LONGER),
        ({"paused": True}, Stop.PAUSED),
    ],
)
def test_what_stops_the_ladder(told, stop):
    standing = Standing(**{"due_on": DUE, "started_on": STARTED, **told})
    assert stop_of(standing) is stop
    due = due_now(standing, EVERYTHING, plan_of(None, {}), today=DUE + timedelta(days=1), done=())
    assert (due is None) == (stop is not None)


def test_what_was_missed_for_a_week_goes_out_once():
    standing, plan = Standing(DUE, STARTED), plan_of(None, {})
    due = due_now(standing, EVERYTHING, plan, today=DUE + timedelta(days=9), done={-14})
    assert due is not None
    assert (due.rung, due.fell_back) == (7, False)
    assert due_now(standing, EVERYTHING, plan, today=DUE + timedelta(days=9), done={-14, 7}) is None


# --- quiet hours ---


@pytest.mark.parametrize(
    ("moment", "next_one"),
    [
        # a Thursday at four in the night, in winter: an hour ahead of UTC
        (datetime(2026, 11, 26, 3, tzinfo=UTC), datetime(2026, 11, 26, 8, tzinfo=UTC)),
        # the same in summer: two hours
        (datetime(2026, 7, 23, 2, tzinfo=UTC), datetime(2026, 7, 23, 7, tzinfo=UTC)),
        (datetime(2026, 11, 26, 12, tzinfo=UTC), datetime(2026, 11, 26, 12, tzinfo=UTC)),
        # seven in the evening is too late
        (datetime(2026, 11, 26, 18, tzinfo=UTC), datetime(2026, 11, 27, 8, tzinfo=UTC)),
        # from Saturday evening over Sunday; and over Christmas, which was a Friday
        (datetime(2026, 11, 28, 18, tzinfo=UTC), datetime(2026, 11, 30, 8, tzinfo=UTC)),
        (datetime(2026, 12, 24, 20, tzinfo=UTC), datetime(2026, 12, 26, 8, tzinfo=UTC)),
        # Easter Monday
        (datetime(2027, 3, 27, 20, tzinfo=UTC), datetime(2027, 3, 30, 7, tzinfo=UTC)),
        # the night in which the clock goes forward, a Sunday
        (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), datetime(2027, 3, 30, 7, tzinfo=UTC)),
    ],
)
def test_who_may_not_be_disturbed_now_is_at_the_next_moment(moment, next_one):
    assert quiet.next_moment(moment) == next_one


def test_belgium_rests_on_ten_days():
    days = [
        "2027-01-01", "2027-03-29", "2027-05-01", "2027-05-06", "2027-05-17", "2027-07-21", "2027-08-15",
        "2027-11-01", "2027-11-11", "2027-12-25",
    ]  # fmt: skip
    rests = [
        day for at in range(365)
        if quiet.is_day_of_rest(day := date(2027, 1, 1) + timedelta(days=at)) and day.weekday() != 6
    ]  # fmt: skip
    assert rests == [day for day in map(date.fromisoformat, days) if day.weekday() != 6]


# --- three years of ten thousand loans ---


class _Life:
    """One simulated loan: who, until when, and what happens to it on which day."""

    def __init__(self, dice: random.Random, first: date) -> None:
        self.started = first + timedelta(days=dice.randrange(3 * 365 - 120))
        self.due = self.started + timedelta(days=dice.choice((30, 90, 182, 365)))
        self.ends = self.due + timedelta(days=dice.choice((-20, -1, 0, 0, 2, 5, 16, 30, 60)))
        self.extends = self.due - timedelta(days=dice.randrange(25)) if dice.random() < 0.2 else None
        self.lost = self.due + timedelta(days=dice.randrange(-10, 10)) if dice.random() < 0.03 else None
        asks = self.due - timedelta(days=dice.randrange(20))
        self.asks = (asks, asks + timedelta(days=dice.randrange(1, 12))) if dice.random() < 0.1 else None
        self.reach = Reach(
            dice.choice(list(ContactChannel)), dice.choice((MOBILE, MOBILE, LANDLINE, "")),
            dice.choice(("", "a@b.example")), dice.random() < 0.8, dice.random() < 0.95, dice.random() < 0.3,
        )  # fmt: skip
        self.sent: dict[tuple[date, int], date] = {}

    def standing(self, today: date) -> Standing:
        return Standing(
            self.due, self.started, ended=today >= self.ends, lost=self.lost is not None and today >= self.lost,
            asked_longer=self.asks is not None and self.asks[0] <= today < self.asks[1],
        )  # fmt: skip


def test_three_years_of_ten_thousand_loans():
    dice, first, last = random.Random(5), date(2026, 1, 1), date(2028, 12, 31)
    plan = plan_of(None, {})
    no_night = {first + timedelta(days=dice.randrange(3 * 365)) for _one in range(40)}
    lives = [_Life(dice, first) for _one in range(10_000)]
    channels: Counter[Channel] = Counter()
    for life in lives:
        _live(life, plan, last, no_night, channels)
    assert sum(channels.values()) == sum(len(life.sent) for life in lives) > 20_000
    assert set(channels) == set(Channel)


def _live(life, plan, last, no_night, channels):
    """Every night from a month before the end on; what goes out is held to every rule at once."""
    today = max(life.started, life.due - timedelta(days=16))
    while today <= min(last, life.ends + timedelta(days=40)):
        if life.extends == today and today < life.ends:
            life.due += timedelta(days=100)
            life.ends = max(life.ends, life.due + timedelta(days=3))
        works = today not in no_night and not quiet.is_day_of_rest(today)
        if works and _night(life, plan, today, channels):
            assert not _night(life, plan, today, channels), "a night may run twice"
        today += timedelta(days=1)
    _nothing_was_forgotten(life, plan, last, no_night)


def _night(life, plan, today, channels):
    standing = life.standing(today)
    done = {rung for due_on, rung in life.sent if due_on == life.due}
    due = due_now(standing, life.reach, plan, today=today, done=done)
    if due is None:
        return False
    assert (life.due, due.rung) not in life.sent, "each due message once"
    assert life.started < today < life.ends, "none after the return, none on the day it went home"
    assert not standing.lost
    assert not standing.asked_longer
    assert today >= life.due + timedelta(days=due.rung), "none too early"
    leaves = quiet.next_moment(datetime(today.year, today.month, today.day, 3, tzinfo=UTC))
    assert quiet.may_disturb(leaves)
    assert leaves.date() == today, "what is written at night leaves that same day"
    life.sent[life.due, due.rung] = today
    channels[due.channel] += 1
    return True


def _nothing_was_forgotten(life, plan, last, no_night):
    """A rung whose day came on an ordinary day, while nothing stopped it, went out that very day."""
    for rung in plan:
        day = life.due + timedelta(days=rung)
        plain_day = day not in no_night and not quiet.is_day_of_rest(day)
        new_ladder = life.extends is not None and day < life.extends
        if (
            plain_day
            and life.started < day <= last
            and not new_ladder
            and stop_of(life.standing(day)) is None
        ):
            assert life.sent.get((life.due, rung)) == day
