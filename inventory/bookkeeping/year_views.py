"""The year-end of each bank account and each cash box: as a page, and as a paper to sign and file."""

from datetime import date
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import select

from inventory.banking import queries as banking
from inventory.bookkeeping import year_end
from inventory.bookkeeping.year_paper import parts_of, year_paper
from inventory.deposits.papers import as_response
from inventory.deposits.queries import house
from inventory.deposits.till_models import Till
from inventory.deposits.tills import get_till
from inventory.foundation.clock import today
from inventory.foundation.database import db
from inventory.foundation.period import FIRST, LAST
from inventory.foundation.refusal import NotHere
from inventory.foundation.tongue import tongue
from inventory.foundation.web import needs, page
from inventory.permissions import Permission

years = Blueprint("years", __name__, url_prefix="/years")


@years.get("/<int:year>")
@needs(Permission.BOOKS_SEE)
def index(year: int) -> Any:
    """Every bank account and every cash box, with how it closed that year."""
    _must_be_a_year(year)
    closed = [year_end.of_bank_account(account, year) for account in banking.accounts()]
    tills = db.session.scalars(select(Till).order_by(Till.id)).all()
    closed += [year_end.of_till(till, year) for till in tills]
    return page(
        "inventory/bookkeeping/years.html", year=year, closed=closed, held=year_end.held_at(year),
        years=year_end.years_with_books(today()),
    )  # fmt: skip


@years.get("/<int:year>/bank/<int:bank_account_id>")
@needs(Permission.BOOKS_SEE)
def bank(year: int, bank_account_id: int) -> Any:
    """How a bank account closed the year, beside what the bank says."""
    return _page(year_end.of_bank_account(banking.get_account(bank_account_id), _must_be_a_year(year)))


@years.get("/<int:year>/till/<int:till_id>")
@needs(Permission.BOOKS_SEE)
def till(year: int, till_id: int) -> Any:
    """How a cash box closed the year."""
    return _page(year_end.of_till(get_till(till_id), _must_be_a_year(year)))


@years.get("/<int:year>/bank/<int:bank_account_id>.pdf")
@needs(Permission.BOOKS_SEE)
def bank_paper(year: int, bank_account_id: int) -> Response:
    """The same as a paper with a place to sign."""
    return _paper(year_end.of_bank_account(banking.get_account(bank_account_id), _must_be_a_year(year)))


@years.get("/<int:year>/till/<int:till_id>.pdf")
@needs(Permission.BOOKS_SEE)
def till_paper(year: int, till_id: int) -> Response:
    """The same as a paper with a place to sign."""
    return _paper(year_end.of_till(get_till(till_id), _must_be_a_year(year)))


def _must_be_a_year(year: int) -> int:
    """A year of which there may be books; NotHere for any other."""
    if not FIRST.year <= year <= LAST.year:
        raise NotHere
    return year


def _page(closed: year_end.YearEnd) -> Any:
    return page(
        "inventory/bookkeeping/year.html", closed=closed, is_over=_is_over(closed.year), parts_of=parts_of
    )


def _paper(closed: year_end.YearEnd) -> Response:
    pdf = year_paper(closed, house(), locale=tongue(), printed_on=today(), is_over=_is_over(closed.year))
    return as_response(pdf, f"{closed.named.book.key.replace('_', '-')}-{closed.year}")


def _is_over(year: int) -> bool:
    """Is the year over, so that nothing is booked in it any more?"""
    return date(year, 12, 31) < today()
