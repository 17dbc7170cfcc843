"""Each indicator anew from the facts: what is asked of the database for it, and which rule counts that."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from inventory.indicators import (
    borrowing,
    helping,
    lending,
    loading,
    locations,
    referring,
    sending,
    visitors,
)
from inventory.indicators.answer import Answer, Indicator, Question, heard
from inventory.indicators.queries import target_now


def compute(indicator: Indicator, question: Question, today: date) -> Answer:
    """What this indicator says of the digibank we are inside of, from the facts as they are now."""
    return _BY[indicator](heard(indicator, question), today)


def _unique_visitors(question: Question, _today: date) -> Answer:
    return visitors.unique_visitors(
        question, loading.contacts(question), loading.first_days(question), target_now()
    )


def _returning_visitors(question: Question, _today: date) -> Answer:
    return visitors.returning_visitors(
        loading.contacts(question), loading.earlier_episodes(question), loading.traits(question.until)
    )


def _locations(question: Question, _today: date) -> Answer:
    return locations.locations(question, loading.contacts(question), loading.opened())


def _groups_by_location(question: Question, _today: date) -> Answer:
    return locations.groups_by_location(loading.contacts(question), loading.groups())


@loading.once
def _first_referrals(question: Question) -> list[referring.Referral]:
    return referring.first_referrals(loading.begun(question), loading.contacts_of_begun(question))


def _referrers(question: Question, _today: date) -> Answer:
    return referring.referrers(_first_referrals(question), loading.applications(question))


def _groups_by_referrer(question: Question, _today: date) -> Answer:
    return referring.groups_by_referrer(
        _first_referrals(question), loading.groups(), loading.referring_partners()
    )


def _destinations(question: Question, today: date) -> Answer:
    return sending.destinations(loading.sent_on(question), _first_referrals(question), today)


def _internal_referrals(question: Question, _today: date) -> Answer:
    return sending.internal_referrals(
        loading.begun(question),
        loading.begun_between(question.since - sending.GAP, question.until),
        loading.sent_on_until(question.until),
    )


def _help_questions(question: Question, _today: date) -> Answer:
    began = [one for one in loading.lent(question) if question.since <= one.began]
    return helping.help_questions(loading.contacts(question), loading.help_parents(), began)


def _occupancy(question: Question, today: date) -> Answer:
    so_far = replace(
        question, until=min(question.until, today)
    )  # nobody can have come to what is still ahead
    return helping.occupancy(*loading.moments(so_far), loading.walk_ins(so_far))


def _loans(question: Question, today: date) -> Answer:
    return lending.loans(question, loading.lent(question), loading.moved(question), today)


def _borrowers(question: Question, _today: date) -> Answer:
    came = {one.person for one in loading.contacts(question) if one.person is not None}
    asked = {one.person for one in loading.lent(question)}
    # Who has a laptop of another place or kind than is asked of is no other visitor.
    all_who_borrow = {one.person for one in loading.lent(Question(question.since, question.until))}
    return borrowing.borrowers(asked, came - (all_who_borrow - asked), loading.traits(question.until))


_BY: dict[Indicator, Callable[[Question, date], Answer]] = {
    Indicator.UNIQUE_VISITORS: _unique_visitors,
    Indicator.RETURNING_VISITORS: _returning_visitors,
    Indicator.LOCATIONS: _locations,
    Indicator.GROUPS_BY_LOCATION: _groups_by_location,
    Indicator.REFERRERS: _referrers,
    Indicator.GROUPS_BY_REFERRER: _groups_by_referrer,
    Indicator.DESTINATIONS: _destinations,
    Indicator.INTERNAL_REFERRALS: _internal_referrals,
    Indicator.HELP_QUESTIONS: _help_questions,
    Indicator.OCCUPANCY: _occupancy,
    Indicator.LOANS: _loans,
    Indicator.BORROWERS: _borrowers,
}
