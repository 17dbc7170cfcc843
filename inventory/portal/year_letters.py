"""For the coordinator: the letters that donors get in January, looked at before they leave and after."""

from typing import Any

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from inventory.foundation.actor import Actor
from inventory.foundation.clock import now, today
from inventory.foundation.offers import NextStep, offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page
from inventory.partners.actions import get_partner
from inventory.permissions import Permission
from inventory.portal import gifts, yearly
from inventory.portal.models import YearLetter

room = Blueprint("year_letters", __name__, url_prefix="/<digibank>/year-letters")


def _year() -> int:
    """The year asked for, from the first year of computers at home to this one."""
    asked = request.args.get("year", "")
    this = today().year
    if not asked:
        return yearly.last_year_with_gifts(today())
    if not (asked.isascii() and asked.isdigit() and 2000 <= int(asked[:5]) <= this):
        raise NotHere
    return int(asked)


@room.get("/")
@needs(Permission.PARTNER_EDIT)
def index() -> Any:
    """Who gets a letter about a year, and who got it."""
    year = _year()
    donors, letters = yearly.donors_in(year), yearly.letters_about(year)
    return page(
        "inventory/portal/year_letters.html",
        year=year,
        lines=[
            (donor, yearly.reader_of(donor, house_speaks=g.digibank.locale), letters.get(donor.id))
            for donor in donors
        ],
        is_over=year < today().year,
        this_year=today().year,
    )


@room.get("/<int:partner_id>.pdf")
@needs(Permission.PARTNER_EDIT)
def paper(partner_id: int) -> Any:
    """The letter as it was written, or as it would be today."""
    partner, year = get_partner(partner_id), _year()
    letter = yearly.letters_about(year).get(partner.id)
    if letter is None and partner.id not in {donor.id for donor in yearly.donors_in(year)}:
        raise NotHere
    content = letter.content if letter else yearly.draw(yearly.facts_of(partner, year, now=now()))
    return as_pdf(content, f"{g.digibank.slug}-{year}.pdf")


def as_pdf(content: bytes, name: str) -> Response:
    """A paper of ours, to be saved."""
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def own_letter(user_id: int | None, letter_id: int) -> YearLetter:
    """A letter to this person's own organisation; NotHere for another's."""
    own = yearly.letters_of([donor.id for donor in gifts.donors_of(user_id)])
    found = next((letter for letter in own if letter.id == letter_id), None)
    if found is None:
        raise NotHere
    return found


@offers("partners.doors")
def door(actor: Actor) -> list[NextStep]:
    """From the list of partners to the letters."""
    if not actor.may(Permission.PARTNER_EDIT):
        return []
    return [NextStep(_("Year letters"), "year_letters.index", icon="mail")]
