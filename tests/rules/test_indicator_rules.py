"""What the twelve say of a few facts that one can count on one's fingers."""

from datetime import date

import pytest

from inventory.contacts.rules import ReferralChannel, Service
from inventory.indicators import borrowing, grids, helping, lending, referring, sending, visitors, written
from inventory.indicators.answer import Indicator, Question, Unit
from inventory.indicators.facts import (
    Asked,
    Begun,
    Booking,
    Contact,
    FirstDays,
    Lent,
    Moved,
    SentOn,
    Slot,
    Traits,
)
from inventory.lending.models import Ending

YEAR = Question(date(2026, 1, 1), date(2026, 12, 31))
TODAY = date(2026, 11, 23)


def contact(number, person, on, service=Service.DIGIPUNT, episode=None, **told):
    facts = {
        "location": None,
        "referrer": None,
        "channel": ReferralChannel.UNKNOWN,
        "help_type": None,
        **told,
    }
    return Contact(number, person, on, service, "visit", episode=episode or number, **facts)


def lent(number, began, *, person=1, due=None, ended=None, **told):
    facts = {"ending": "returned" if ended else None, "device_kind": "laptop", "location": None, "asked_on": None,
             "purpose": None, "tariff": "normal", "way": "cash", **told}  # fmt: skip
    return Lent(number, person, began, due, ended, **facts)


def cell(answer, name, row, column):
    grid = next(one for one in answer.grids if one.name == name)
    return grid.values[grid.rows.index(row)][grid.columns.index(column)]


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        (("2026-01-01", "2026-12-31"), ("2025-01-01", "2025-12-31")),
        (("2028-03-01", "2028-03-31"), ("2028-02-01", "2028-02-29")),
        (("2026-04-01", "2026-06-30"), ("2026-01-01", "2026-03-31")),
        (("2026-01-01", "2026-02-28"), ("2025-11-01", "2025-12-31")),
        (("2026-03-10", "2026-03-16"), ("2026-03-03", "2026-03-09")),
        (("2026-01-01", "2026-01-30"), ("2025-12-02", "2025-12-31")),
    ],
)
def test_the_period_before_is_as_long_or_the_calendar_one(asked, before):
    question = Question(*map(date.fromisoformat, asked), service="digipunt")
    earlier = grids.previous(question)
    assert (earlier.since, earlier.until) == tuple(map(date.fromisoformat, before))
    assert earlier.service == "digipunt"


def test_parts_and_ranks():
    assert [grids.per_mille(*pair) for pair in ((1, 3), (2, 3), (1, 2000), (0, 5), (0, 0))] == [
        333,
        667,
        1,
        0,
        None,
    ]
    assert [grids.rank([30, 2, 9, 4], percent) for percent in (25, 50, 75)] == [2, 4, 9]
    assert grids.rank([], 50) is None
    assert grids.rank([7], 25) == 7


def test_a_person_counts_once_and_is_new_once():
    day, later = date(2026, 3, 1), date(2026, 4, 1)
    came = [
        contact(1, 7, day),
        contact(2, 7, later, Service.COURSE),
        contact(3, None, later),
        contact(4, 8, later),
    ]
    first = [FirstDays(7, day, day), FirstDays(8, date(2025, 5, 5), date(2025, 5, 5))]
    answer = visitors.unique_visitors(YEAR, came, first, 1000)
    assert (answer.n, answer.missing) == (4, 1)
    assert answer.numbers["unique"] == (Unit.PEOPLE, 2)
    assert answer.numbers["new_unique"] == (Unit.PEOPLE, 1)
    assert answer.numbers["cumulative"] == (Unit.PEOPLE, 2)
    assert cell(answer, "cumulative_by_month", "month:2026-02", "new_so_far") == 1
    assert cell(answer, "cumulative_by_month", "month:2026-03", "new_so_far") == 2
    assert cell(answer, "people_by_service", "service:digipunt", "all") == 2
    assert cell(answer, "people_by_service", "service:course", "all") == 1


def test_the_steps_of_one_loan_bring_nobody_back():
    days = [date(2026, 3, 1), date(2026, 3, 9), date(2026, 9, 9)]
    loan = [contact(n, 7, on, Service.LENDING, episode=1) for n, on in enumerate(days, 1)]
    assert visitors.returning_visitors(loan, [], Traits()).numbers["returning"] == (Unit.PEOPLE, 0)
    assert visitors.returning_visitors(loan, [(7, 1)], Traits()).numbers["returning_earlier"] == (
        Unit.PEOPLE,
        0,
    )
    same_day = [*loan, contact(9, 7, days[0])]
    assert visitors.returning_visitors(same_day, [], Traits()).numbers["returning"] == (Unit.PEOPLE, 0)
    again = visitors.returning_visitors([*loan, contact(9, 7, days[1])], [(7, 50)], Traits())
    assert again.numbers["returning"] == again.numbers["returning_earlier"] == (Unit.PEOPLE, 1)
    assert cell(again, "services_together", "service:lending", "service:digipunt") == 1
    assert cell(again, "contacts_per_person", "returning", "median") == 4


def test_the_first_referral_of_an_episode_counts():
    start = date(2026, 3, 1)
    begun = [Begun(1, 7, start, Service.LENDING), Begun(5, None, start, Service.DIGIPUNT)]
    of_them = [
        contact(1, 7, start, Service.LENDING),
        contact(
            3, 7, date(2026, 3, 3), Service.LENDING, 1, referrer=4, channel=ReferralChannel.SOCIAL_SERVICE
        ),
        contact(2, 7, date(2026, 3, 4), Service.LENDING, 1, channel=ReferralChannel.WEBSITE),
        contact(5, None, start),
    ]
    found = referring.first_referrals(begun, of_them)
    asked = [
        Asked(1, 4, "fulfilled", start, date(2026, 3, 11)),
        Asked(2, 4, "refused", start, None),
        Asked(3, 4, "waiting", start, None),
        Asked(4, None, "withdrawn", start, None),
    ]
    answer = referring.referrers(found, asked)
    assert (answer.n, answer.missing) == (2, 1)
    assert cell(answer, "by_partner", "partner:4", "all") == cell(answer, "by_partner", "unknown", "all") == 1
    assert cell(answer, "by_channel", "channel:social_service", "all") == 1
    assert cell(answer, "conversion", "partner:4", "lent") == 500
    assert cell(answer, "conversion", "all", "lent") == 333
    assert cell(answer, "days_to_loan", "all", "median") == 10
    crossed = referring.groups_by_referrer(found, {7: frozenset({1, 2})}, [4, 6])
    assert cell(crossed, "groups_by_partner", "group:2", "partner:4") == 1
    assert cell(crossed, "share_by_channel", "group:1", "channel:social_service") == 1000
    assert next(one for one in crossed.grids if one.name == "silent_partners").rows == ("partner:6",)
    assert (crossed.n, crossed.missing) == (1, 1)


def test_who_was_sent_on_has_sixty_days():
    sent = date(2026, 9, 1)
    sendings = [
        SentOn(sent, "digipunt", 3, None, date(2026, 10, 31), 1),
        SentOn(sent, "digipunt", None, None, date(2026, 11, 1), 2),
        SentOn(sent, None, None, 8, None, 3),
        SentOn(date(2026, 9, 24), None, None, 8, None, 4),
    ]
    answer = sending.destinations(sendings, [], TODAY)
    assert [cell(answer, "by_destination", "service:digipunt", end) for end in ("came", "did_not_come")] == [
        1,
        1,
    ]
    assert cell(answer, "by_destination", "partner:8", "did_not_come") == 1
    assert cell(answer, "by_destination", "partner:8", "under_way") == 1
    assert cell(answer, "realised", "all", "came") == 333


def test_a_walk_is_aware_when_someone_was_sent_before():
    first, second = date(2026, 3, 1), date(2026, 5, 30)
    begun = [Begun(1, 7, first, "lending"), Begun(2, 7, second, "digipunt"), Begun(3, None, second, "course")]
    said = [SentOn(second, "digipunt", None, None, None, 1)]
    answer = sending.internal_referrals(begun, begun, said)
    assert cell(answer, "pairs", "service:lending", "service:digipunt") == 1
    assert cell(answer, "aware", "service:lending", "service:digipunt") == 1000
    assert (answer.n, answer.missing) == (1, 1)
    too_late = [begun[0], Begun(2, 7, date(2026, 5, 31), "digipunt")]
    assert sending.internal_referrals(too_late, too_late, said).n == 0
    said_after = [SentOn(date(2026, 6, 1), "digipunt", None, None, None, 1)]
    assert sending.internal_referrals(begun, begun, said_after).numbers["aware"] == (Unit.CASES, 0)


def test_a_moment_is_full_by_what_was_booked():
    slots = [Slot("start_workshop", 1, 4), Slot("repair_desk", 2, None)]
    at = {"weekday": 1, "hour": 9}
    bookings = [
        Booking("start_workshop", 1, **at, came=True, walked_in=False),
        Booking("start_workshop", 1, **at, came=False, walked_in=False),
        Booking("start_workshop", 1, **at, came=None, walked_in=False),
        Booking("start_workshop", 1, **at, came=True, walked_in=True),
        Booking("repair_desk", 2, 3, 14, came=True, walked_in=False),
    ]
    answer = helping.occupancy(slots, bookings, {"digipunt": 6})
    assert cell(answer, "filled", "service:start_workshop", "filled") == 750
    assert cell(answer, "filled", "service:repair_desk", "filled") is None
    assert cell(answer, "came", "service:start_workshop", "came") == 500
    assert cell(answer, "walk_ins", "service:digipunt", "all") == 6
    assert cell(answer, "booked_by_hour", "weekday:1", "hour:9") == 3
    assert (answer.n, answer.missing) == (4, 1)


def test_running_loans_are_in_no_middle():
    loans = [
        lent(1, date(2025, 11, 1), due=date(2026, 5, 1), ended=date(2026, 3, 1)),
        lent(2, date(2026, 1, 10), due=date(2026, 7, 10), asked_on=date(2026, 1, 4)),
        lent(3, date(2026, 2, 1), due=None, tariff="waived", way="waived"),
    ]
    moved = [
        Moved(2, date(2026, 6, 1), date(2026, 6, 10), date(2026, 7, 10)),
        Moved(3, date(2026, 9, 1), date(2026, 8, 1), None),
    ]
    answer = lending.loans(YEAR, loans, moved, TODAY)
    assert [answer.numbers[name][1] for name in ("began", "active", "ended")] == [2, 2, 1]
    assert cell(answer, "days", "realised", "median") == 120
    assert cell(answer, "days", "agreed", "median") == 181
    assert cell(answer, "running", "days:181-365", "so_far") == 2
    assert answer.numbers["overdue"] == (Unit.CASES, 1)
    assert cell(answer, "overdue", "overdue", "median") == (TODAY - date(2026, 7, 10)).days
    assert answer.numbers["turned_indefinite"] == (Unit.CASES, 1)
    assert cell(answer, "by_term", "term:months", "active") == 2
    assert cell(answer, "waiting", "waiting", "median") == 6
    assert cell(answer, "deposits", "tariff:waived", "began") == 1
    assert cell(answer, "active_by_month", "month:2026-02", "active") == 3
    assert cell(answer, "active_by_month", "month:2026-12", "active") is None
    early = Question(date(2026, 1, 1), date(2026, 5, 31))
    then = lending.loans(early, loans, moved, TODAY)
    assert then.numbers["overdue"] == (Unit.CASES, 0)
    assert cell(then, "by_term", "term:indefinite", "active") == 0


def test_on_the_very_last_day_what_was_moved_and_ended_that_day_counts():
    until = date(2026, 6, 1)
    loans = [lent(1, date(2026, 1, 1), due=date(2026, 8, 1)), lent(2, date(2026, 1, 1), ended=until)]
    moved = [Moved(1, until, date(2026, 5, 1), date(2026, 8, 1))]
    answer = lending.loans(Question(date(2026, 1, 1), until), loans, moved, TODAY)
    assert [answer.numbers[name][1] for name in ("active", "ended", "overdue", "extended")] == [1, 1, 0, 1]
    eve = lending.loans(Question(date(2026, 1, 1), date(2026, 5, 31)), loans, moved, TODAY)
    assert [eve.numbers[name][1] for name in ("active", "ended", "overdue", "extended")] == [2, 0, 1, 0]


def test_every_way_to_end_is_told_but_undoing():
    assert set(lending.ENDINGS) == set(Ending) - {Ending.UNDONE}


def test_the_difference_is_in_points_and_rests_on_the_smaller_group():
    known = Traits(age={1: "18-29", 2: "55+", 3: "55+"}, groups={1: frozenset({4})})
    answer = borrowing.borrowers({1, 2}, {2, 3}, known)
    assert cell(answer, "age", "band:55+", "others") == 1
    assert cell(answer, "age_share", "band:55+", "difference") == -500
    share = next(one for one in answer.grids if one.name == "age_share")
    assert share.behind[0] == (2, 1, 1)
    assert answer.missing == 2


def test_an_answer_is_read_as_it_was_written():
    answer = borrowing.borrowers({1}, {2}, Traits())
    assert written.read(written.write(answer)) == answer
    assert answer.indicator is Indicator.BORROWERS
