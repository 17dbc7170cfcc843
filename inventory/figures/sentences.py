"""One sentence per indicator that says what is seen, with the period before beside it."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

from inventory.figures.labels import Saying, joined, said, said_number
from inventory.indicators.answer import Answer, Grid, Indicator, Unit

#: more that are equally much do not fit in a sentence
_MOST_EQUAL = 3


def headline(answer: Answer, say_key: Saying) -> str:
    """What an indicator says, in one or two sentences."""
    if not answer.n:
        return _("Nothing happened in these days.")
    return _HEADLINES[answer.indicator](answer, say_key)


def compared(answer: Answer, before: Answer) -> str:
    """How it stands beside the period before it, and what of it is held beside it."""
    now, then = _main(answer), _main(before)
    if not then:
        return _("In the period before there was nothing to compare with.")
    name, apart = _MAIN.get(answer.indicator, ""), now - then
    what = said(name) if name else _("How many it rests on")
    if apart > 0:
        return _(
            "%(what)s: %(number)s more than in the period before (%(then)s).",
            what=what,
            number=apart,
            then=then,
        )
    if apart < 0:
        return _(
            "%(what)s: %(number)s fewer than in the period before (%(then)s).",
            what=what,
            number=-apart,
            then=then,
        )
    return _("%(what)s: as many as in the period before.", what=what)


#: what tells of language, gender or groups, which stand with the person and not with the visit
_AS_KNOWN_TODAY = frozenset(
    {
        Indicator.RETURNING_VISITORS,
        Indicator.GROUPS_BY_LOCATION,
        Indicator.GROUPS_BY_REFERRER,
        Indicator.BORROWERS,
    }
)


def as_known(indicator: Indicator) -> str:
    """Of which day what is told of people is; empty where nothing of the kind is told."""
    if indicator not in _AS_KNOWN_TODAY:
        return ""
    return _(
        "Language, gender and target groups are as they are known today; age and municipality as they were on the day "
        "of the visit."
    )


#: the number by which an indicator is held against the period before
_MAIN = {
    Indicator.UNIQUE_VISITORS: "unique",
    Indicator.LOCATIONS: "contacts",
    Indicator.REFERRERS: "applications",
    Indicator.DESTINATIONS: "sent_on",
    Indicator.RETURNING_VISITORS: "returning",
    Indicator.LOANS: "began",
    Indicator.BORROWERS: "borrowers",
}


def _main(answer: Answer) -> int:
    name = _MAIN.get(answer.indicator, "")
    return _number(answer, name) if name else answer.n


def _number(answer: Answer, name: str) -> int:
    return (answer.numbers.get(name) or (None, 0))[1] or 0


def _grid(answer: Answer, name: str) -> Grid | None:
    return next((grid for grid in answer.grids if grid.name == name), None)


def _most(answer: Answer, name: str, say_key: Saying) -> tuple[str, int] | None:
    """The row with most in a grid, all its columns together, and each with as many; None when there is none."""
    grid = _grid(answer, name)
    sums = {
        row: sum(value or 0 for value in line)
        for row, line in zip(grid.rows, grid.values, strict=True) if row not in ("all", "unknown")
    } if grid else {}  # fmt: skip
    count = max(sums.values(), default=0)
    names = [say_key(row) for row, of_it in sums.items() if of_it == count]
    return (joined(names if len(names) <= _MOST_EQUAL else names[:1]), count) if count else None


def _unique(answer: Answer, _say: Saying) -> str:
    people, new = _number(answer, "unique"), _number(answer, "new_unique")
    return ngettext(
        "%(num)s person came; %(new)s came for the first time.",
        "%(num)s different people came; %(new)s came for the first time.",
        people,
        new=new,
    )


def _returning(answer: Answer, _say: Saying) -> str:
    people, back = _number(answer, "unique"), _number(answer, "returning")
    share = said_number(Unit.PER_MILLE, round(1000 * back / people) if people else 0)
    return ngettext(
        "%(num)s person came back on another day: %(share)s of who came.",
        "%(num)s people came back on another day: %(share)s of who came.",
        back,
        share=share,
    )


def _locations(answer: Answer, say_key: Saying) -> str:
    places = _number(answer, "locations")
    most = _most(answer, "contacts_by_location", say_key)
    sentence = ngettext("People came to %(num)s place.", "People came to %(num)s places.", places)
    if most is None:
        return sentence
    return f"{sentence} " + _("Most came to %(what)s (%(count)s contacts).", what=most[0], count=most[1])


def _groups(answer: Answer, _say: Saying) -> str:
    known = answer.n - answer.missing
    return ngettext(
        "Of %(num)s person we know target groups; of %(missing)s we do not.",
        "Of %(num)s people we know target groups; of %(missing)s we do not.",
        known,
        missing=answer.missing,
    )


def _referrers(answer: Answer, say_key: Saying) -> str:
    asked, lent = _number(answer, "applications"), _number(answer, "lent")
    sentence = ngettext(
        "%(num)s application was made; %(lent)s ended in a loan.",
        "%(num)s applications were made; %(lent)s ended in a loan.",
        asked,
        lent=lent,
    )
    most = _most(answer, "by_channel", say_key)
    if most is None:
        return sentence
    return f"{sentence} " + _("Most people came by “%(what)s” (%(count)s).", what=most[0], count=most[1])


def _groups_by_referrer(answer: Answer, _say: Saying) -> str:
    if not _number(answer, "silent"):
        is_by_service = any(
            key.startswith("partner:") for grid in answer.grids for key in (*grid.rows, *grid.columns)
        )
        if is_by_service:
            return _("Every service that we know sent somebody in these days.")
        return _("We know of no service that sends people to us yet.")
    return ngettext(
        "%(num)s service that we know sent nobody in these days.",
        "%(num)s services that we know sent nobody in these days.",
        _number(answer, "silent"),
    )


def _destinations(answer: Answer, _say: Saying) -> str:
    return ngettext(
        "%(num)s person was sent on; %(came)s came there within 60 days, %(under_way)s may still come.",
        "%(num)s people were sent on; %(came)s came there within 60 days, %(under_way)s may still come.",
        _number(answer, "sent_on"),
        came=_number(answer, "came"),
        under_way=_number(answer, "under_way"),
    )


def _internal(answer: Answer, _say: Saying) -> str:
    return ngettext(
        "%(num)s time someone went from one service to another; %(aware)s of those because we sent them.",
        "%(num)s times someone went from one service to another; %(aware)s of those because we sent them.",
        answer.n,
        aware=_number(answer, "aware"),
    )


def _questions(answer: Answer, say_key: Saying) -> str:
    most = _most(answer, "by_purpose", say_key)
    sentence = ngettext("%(num)s question was asked.", "%(num)s questions were asked.", answer.n)
    if most is None:
        return sentence
    return f"{sentence} " + _(
        "Laptops are asked most for “%(what)s” (%(count)s).", what=most[0], count=most[1]
    )


def _occupancy(answer: Answer, _say: Saying) -> str:
    grid = _grid(answer, "bookings")
    came = sum(line[grid.columns.index("came")] or 0 for line in grid.values) if grid else 0
    return ngettext(
        "%(num)s seat was booked; %(came)s came, and %(walked)s walked in.",
        "%(num)s seats were booked; %(came)s came, and %(walked)s walked in.",
        answer.n,
        came=came,
        walked=_number(answer, "walked_in"),
    )


def _loans(answer: Answer, _say: Saying) -> str:
    return ngettext(
        "%(num)s loan began and %(ended)s ended; %(active)s run at the end, of which %(late)s late.",
        "%(num)s loans began and %(ended)s ended; %(active)s run at the end, of which %(late)s late.",
        _number(answer, "began"),
        ended=_number(answer, "ended"),
        active=_number(answer, "active"),
        late=_number(answer, "overdue"),
    )


def _borrowers(answer: Answer, _say: Saying) -> str:
    borrowers, others = _number(answer, "borrowers"), _number(answer, "others")
    sentence = ngettext(
        "%(num)s person had a laptop of ours; %(others)s came for something else.",
        "%(num)s people had a laptop of ours; %(others)s came for something else.",
        borrowers,
        others=others,
    )
    if min(borrowers, others) < 30:
        sentence += " " + _("One of the groups is small, so a difference may be chance.")
    return sentence


_HEADLINES: dict[Indicator, Callable[[Answer, Saying], str]] = {
    Indicator.UNIQUE_VISITORS: _unique,
    Indicator.RETURNING_VISITORS: _returning,
    Indicator.LOCATIONS: _locations,
    Indicator.GROUPS_BY_LOCATION: _groups,
    Indicator.REFERRERS: _referrers,
    Indicator.GROUPS_BY_REFERRER: _groups_by_referrer,
    Indicator.DESTINATIONS: _destinations,
    Indicator.INTERNAL_REFERRALS: _internal,
    Indicator.HELP_QUESTIONS: _questions,
    Indicator.OCCUPANCY: _occupancy,
    Indicator.LOANS: _loans,
    Indicator.BORROWERS: _borrowers,
}
