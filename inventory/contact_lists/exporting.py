"""The contacts of a period as a file: nobody's name, but the same person is the same number in every file.

A line is one visit of someone of an age, from a town, on a day: whoever knows them finds them. So it stays in the
house, and says so on every line, for lines are copied.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select, tuple_
from sqlalchemy.orm import joinedload

from inventory.contact_lists.forms import title_of
from inventory.contacts.models import BorrowerGroup, ServiceContact
from inventory.foundation.database import db
from inventory.foundation.period import Period
from inventory.foundation.sheets import Sheet
from inventory.foundation.tenancy import current_digibank_id
from inventory.wording import say

#: contacts that are in memory at once
_AT_ONCE = 1000


def sheet_of(period: Period) -> Sheet:
    """Every contact of these days, in their order."""
    headings = [
        _("Day"), _("Service"), _("Step"), _("Place"), _("Person"), _("Episode"), _("Age"), _("Municipality"),
        _("Language"), _("Gender"), _("Target groups"), _("How they found us"), _("Who sent them"),
        _("What the question was about"), _("What the laptop is for"), _("What came of it"),
        _("For whom"),
    ]  # fmt: skip
    return Sheet(_("Contacts"), headings, _rows(period))


def _rows(period: Period) -> Iterator[Sequence[Any]]:
    wanted = (
        select(ServiceContact)
        .where(ServiceContact.happened_on.between(period.since, period.until))
        .options(
            joinedload(ServiceContact.borrower), joinedload(ServiceContact.location),
            joinedload(ServiceContact.referrer), joinedload(ServiceContact.help_type),
        )
        .order_by(ServiceContact.happened_on, ServiceContact.id)
        .limit(_AT_ONCE)
    )  # fmt: skip
    query = wanted
    while found := db.session.execute(query).scalars().all():
        groups = _groups_of({one.borrower_id for one in found if one.borrower_id is not None})
        for one in found:
            yield _row(one, groups.get(one.borrower_id or 0, []))
        last = found[-1].happened_on, found[-1].id
        query = wanted.where(tuple_(ServiceContact.happened_on, ServiceContact.id) > tuple_(*last))
        for one in found:
            db.session.expunge(one)


def _row(one: ServiceContact, groups: Sequence[str]) -> Sequence[Any]:
    person = one.borrower
    return (
        one.happened_on,
        say(one.service),
        say(one.step),
        one.location.name if one.location else "",
        _pseudonym("person", one.borrower_id) if one.borrower_id else "",
        _pseudonym("episode", one.episode_id or one.id),
        say(one.age_band),
        one.municipality,
        say(person.language) if person else "",
        say(person.gender) if person and person.gender else "",
        ", ".join(groups),
        say(one.channel),
        one.referrer.name if one.referrer else "",
        title_of(one.help_type.titles) if one.help_type else "",
        say(one.purpose) if one.purpose else "",
        say(one.outcome),
        _("only in the house"),
    )


def _groups_of(people: set[int]) -> dict[int, list[str]]:
    query = select(BorrowerGroup).where(BorrowerGroup.borrower_id.in_(people))
    found: dict[int, list[str]] = defaultdict(list)
    for one in db.session.execute(
        query.options(joinedload(BorrowerGroup.group)).order_by(BorrowerGroup.id)
    ).scalars():
        found[one.borrower_id].append(title_of(one.group.titles))
    return found


def _pseudonym(what: str, number: int) -> str:
    """The same person always, and nobody by it: keyed with what stands outside the file and the database."""
    key = current_app.config["SECRET_KEY"]
    told = f"{what} {current_digibank_id()} {number}".encode()
    return hmac.new(key.encode() if isinstance(key, str) else key, told, hashlib.sha256).hexdigest()[:10]
