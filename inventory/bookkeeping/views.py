"""The books: how each account stands, the journal, the numbers of the accounts, and what is held over time."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from inventory.bookkeeping import books, files, journal, over_time
from inventory.bookkeeping import of_person as _of_person  # noqa: F401  # what a person may read of themselves is offered at import
from inventory.bookkeeping.asked import asked_journal
from inventory.bookkeeping.forms import numbers_form
from inventory.bookkeeping.held import held_now
from inventory.bookkeeping.numbers import set_numbers
from inventory.bookkeeping.shown import added
from inventory.bookkeeping.unclaimed_views import unclaimed
from inventory.bookkeeping.year_views import years
from inventory.deposits.ledger import Reason
from inventory.foundation.asked_period import asked_period
from inventory.foundation.charts import Point, line_chart
from inventory.foundation.clock import now, today
from inventory.foundation.listing import Shelf, with_query
from inventory.foundation.money import euros
from inventory.foundation.period import Period
from inventory.foundation.sheets import as_download
from inventory.foundation.tongue import tongue
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission
from inventory.wording import say

room = Blueprint("bookkeeping", __name__, url_prefix="/<digibank>/books")
room.register_blueprint(years)
room.register_blueprint(unclaimed)


@room.get("")
@needs(Permission.BOOKS_SEE)
def index() -> Any:
    """How each account stands over a period; from here to everything else."""
    asked = asked_period(today())
    stands = [] if asked.problems else books.stands(asked.period)
    answer, status = page(
        "inventory/bookkeeping/index.html", asked=asked, stands=stands, footed=books.footed(stands)
    )
    return answer, 422 if asked.problems else status


@room.get("/accounts.<any(csv, xlsx):kind>")
@needs(Permission.BOOKS_SEE)
def stands(kind: str) -> Response:
    """The same as a file."""
    period = asked_period(today()).period
    return as_download(kind, _named("accounts", period), files.stands_sheet(period))


@room.get("/journal")
@needs(Permission.BOOKS_SEE)
def journal_page() -> Any:
    """Every entry with its lines, the newest first; by period, account, loan and reason."""
    names = books.Names()
    wanted, asked = asked_journal(today(), names)
    found = Shelf([], None, None) if asked.problems else journal.page_of(wanted, names)
    answer, status = page(
        "inventory/bookkeeping/journal.html", asked=asked, found=found,
        totals=(0, 0, 0) if asked.problems else journal.totals(wanted), books=names.all(), reasons=list(Reason),
        files={kind: _file_of_this_list(kind) for kind in ("csv", "xlsx")},
    )  # fmt: skip
    return answer, 422 if asked.problems else status


@room.get("/journal.<any(csv, xlsx):kind>")
@needs(Permission.BOOKS_SEE)
def journal_file(kind: str) -> Response:
    """The same as a file for the bookkeeper: no names, only numbers of loans."""
    wanted, asked = asked_journal(today(), books.Names())
    if asked.problems:
        # The page says what is wrong with it.
        return Response(status=303, headers={"Location": with_query(url_for(".journal_page"), request.args)})
    return as_download(kind, _named("journal", wanted.period), *files.journal_sheets(wanted))


@room.route("/numbers", methods=["GET", "POST"])
@needs(Permission.BOOKS_EDIT)
def numbers() -> Any:
    """Under which number the bookkeeper writes each account."""
    named = books.Names().all()
    form = numbers_form(named)
    if form.validate_on_submit():
        with told_on(form):
            changed = set_numbers(g.actor, form.typed(), now=now())
            say_done(_("The numbers are kept.") if changed else _("Nothing was changed."))
            return redirect(url_for(".index"), 303)
    return page("inventory/bookkeeping/numbers.html", form=form, named=named)


@room.get("/held")
@needs(Permission.BOOKS_SEE)
def held_now_page() -> Any:
    """What is held now, added up by tariff, by lending place and by who paid."""
    sums = held_now()
    return page("inventory/bookkeeping/held.html", held=sums, parts=added(sums))


@room.get("/held.<any(csv, xlsx):kind>")
@needs(Permission.BOOKS_SEE)
def held(kind: str) -> Response:
    """What is held now as a file, a loan on each row."""
    return as_download(kind, f"held-{today().isoformat()}", files.held_sheet())


@room.get("/over-time")
@needs(Permission.BOOKS_SEE)
def held_over_time() -> Any:
    """What was held at the end of each month, as a picture, in a sentence and in a table."""
    day = today()
    asked = asked_period(day, Period(date(day.year - 1, day.month, 1), day))
    asked.period = Period(asked.period.since, min(asked.period.until, max(day, asked.period.since)))
    if len(asked.period.month_ends) > over_time.MOST_MONTHS:
        asked.problems.append(_("A picture holds ten years at most. Choose a shorter period."))
    months = [] if asked.problems else over_time.held_at_month_ends(asked.period)
    chart = line_chart([Point(format_date(one.on, "MMM y"), one.cents) for one in months]) if months else None
    sentence = _sentence(over_time.seen_in(months)) if months else ""
    answer, status = page("inventory/bookkeeping/over_time.html", asked=asked, chart=chart, sentence=sentence)
    return answer, 422 if asked.problems else status


def _sentence(seen: over_time.Seen) -> str:
    """What one sees in the picture."""
    facts = {
        "day": say(seen.last.on), "held": _euros(seen.last.cents), "then": say(seen.first.on),
        "most": _euros(seen.highest.cents), "top": say(seen.highest.on), "change": _euros(abs(seen.change)),
    }  # fmt: skip
    if seen.change > 0:
        return _(
            "On %(day)s we held %(held)s: %(change)s more than on %(then)s. The most was %(most)s, on %(top)s.",
            **facts,
        )
    if seen.change < 0:
        return _(
            "On %(day)s we held %(held)s: %(change)s less than on %(then)s. The most was %(most)s, on %(top)s.",
            **facts,
        )
    return _(
        "On %(day)s we held %(held)s, as much as on %(then)s. The most was %(most)s, on %(top)s.", **facts
    )


def _euros(cents: int) -> str:
    return euros(cents, f"{tongue()}_BE")


def _named(what: str, period: Period) -> str:
    """The name of a file: what it is, and of when."""
    return f"{what}-{period.since.isoformat()}-{period.until.isoformat()}"


def _file_of_this_list(kind: str) -> str:
    """The address of this same list as a file."""
    kept = {
        name: text
        for name, text in request.args.items()
        if name in ("since", "until", "book", "loan", "reason")
    }
    return with_query(url_for(".journal_file", kind=kind), kept)
