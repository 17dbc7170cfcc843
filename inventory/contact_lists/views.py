"""Lists of contacts on pages: send one, explain it, look at what becomes of each row, say yes, and take it back."""

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from inventory.contact_lists import actions, exporting, looking, queries
from inventory.contact_lists import of_person as _of_person  # noqa: F401  # what a person may read of themselves is offered at import
from inventory.contact_lists.columns import ContactField
from inventory.contact_lists.forms import ColumnsForm, FileForm, people_form, words_form
from inventory.contact_lists.models import ContactList, ContactRow, ListedPerson, ListState
from inventory.contact_lists.rows import COMES_IN, RowVerdict
from inventory.foundation.asked_period import asked_period
from inventory.foundation.clock import now, today
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm
from inventory.foundation.listing import shelf
from inventory.foundation.sheets import Sheet, as_download
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission
from inventory.wording import say

room = Blueprint("contact_lists", __name__, url_prefix="/<digibank>/contact-lists")

#: people of whom a page asks at once
_ASKED = 50


@room.get("/")
@needs(Permission.CONTACT_SEE)
def index() -> Any:
    """Every list that came, the newest first; and the contacts of a period as a file."""
    found = shelf(queries.lists(), ContactList.id, descending=True)
    return page("inventory/contact_lists/index.html", found=found, asked=asked_period(today()))


@room.get("/contacts.<any(csv, xlsx):kind>")
@needs(Permission.BORROWER_SEE)
def export(kind: str) -> Any:
    """The contacts of a period, without anybody's name, for who may see people: a line is one visit of someone."""
    period = asked_period(today()).period
    name = f"in-house-only-contacts-{period.since.isoformat()}-{period.until.isoformat()}"
    return as_download(kind, name, exporting.sheet_of(period))


@room.route("/new", methods=["GET", "POST"])
@needs(Permission.CONTACT_IMPORT)
def upload() -> Any:
    """Send a list."""
    form = FileForm()
    if form.validate_on_submit():
        with told_on(form):
            one = actions.upload(g.actor, form.sent, form.file.file_name, now=now())
            return redirect(url_for(".columns", contact_list_id=one.id), 303)
    return page("inventory/contact_lists/upload.html", form=form)


@room.route("/<int:contact_list_id>/columns", methods=["GET", "POST"])
@needs(Permission.CONTACT_IMPORT)
def columns(contact_list_id: int) -> Any:
    """Say what the columns hold."""
    one = queries.get_list(contact_list_id)
    if one.state not in (ListState.UPLOADED, ListState.LOOKED):
        return redirect(url_for(".show", contact_list_id=one.id), 303)
    form = _columns_form(one)
    if form.validate_on_submit():
        with told_on(form):
            actions.explain(g.actor, one, form.told(), now=now())
            return redirect(url_for(".show", contact_list_id=contact_list_id), 303)
    rows = looking.rows_of(one)
    return page("inventory/contact_lists/columns.html", form=form, one=one, sample=rows[:4])


def _columns_form(one: ContactList) -> ColumnsForm:
    """The form, with each column by its heading and its first value."""
    rows = looking.rows_of(one)
    sample = rows[1] if one.headed and len(rows) > 1 else rows[0]
    names = []
    for number, example in enumerate(sample, start=1):
        heading = rows[0][number - 1] if one.headed else ""
        heading = heading[:40] or _("Column %(number)s", number=number)
        names.append(f"{heading} ({example[:30]})" if example else heading)
    absent = {str(name): -1 for name in ContactField}
    given = {
        "headed": one.headed, "day_order": str(one.day_order), "usual_service": one.usual_service,
        "usual_place": one.usual_place,
    }  # fmt: skip
    form = ColumnsForm(names, data={**absent, **one.mapping, **given})
    for name in ContactField:
        form[str(name)].label.text = say(name)
    return form


@room.get("/<int:contact_list_id>")
@needs(Permission.CONTACT_SEE)
def show(contact_list_id: int) -> Any:
    """What becomes, or became, of each row; and what is to be done next."""
    one = queries.get_list(contact_list_id)
    verdicts = queries.verdicts_of(one)
    proposals = queries.proposals_of(one)
    out = queries.rows_of(one).where(ContactRow.verdict.not_in(COMES_IN))
    return page(
        "inventory/contact_lists/show.html",
        one=one,
        verdicts={verdict: verdicts[verdict] for verdict in RowVerdict if verdict in verdicts},
        comes_in=COMES_IN,
        unread=queries.unread_of(one),
        people=queries.count(proposals),
        undecided=queries.count(proposals.where(queries.is_undecided())),
        found=shelf(out, ContactRow.number, ContactRow.id),
        form=ButtonForm(),
        ListState=ListState,
        RowVerdict=RowVerdict,
    )


@room.route("/<int:contact_list_id>/words", methods=["GET", "POST"])
@needs(Permission.CONTACT_IMPORT)
def words(contact_list_id: int) -> Any:
    """Say once what each word means that we do not know."""
    one = queries.get_list(contact_list_id)
    if one.state is not ListState.LOOKED or not one.asked:
        return redirect(url_for(".show", contact_list_id=one.id), 303)
    form = words_form(one.asked, g.actor.may)
    if form.validate_on_submit():
        with told_on(form):
            actions.answer(g.actor, one, form.told(), now=now())
            say_done(_("We know these words from now on."))
            return redirect(url_for(".show", contact_list_id=contact_list_id), 303)
    return page("inventory/contact_lists/words.html", form=form, one=one)


@room.route("/<int:contact_list_id>/people", methods=["GET", "POST"])
@needs(Permission.CONTACT_IMPORT)
def people(contact_list_id: int) -> Any:
    """Who is who: those of whom nobody said so first, then those who are proposed as the same."""
    one = queries.get_list(contact_list_id)
    if one.state is not ListState.LOOKED:
        return redirect(url_for(".show", contact_list_id=one.id), 303)
    query = queries.proposals_of(one)
    undecided = queries.count(query.where(queries.is_undecided()))
    shown = query.where(queries.is_undecided()) if undecided else query
    found = shelf(shown, ListedPerson.id)
    form = people_form(found.rows)
    if form.validate_on_submit():
        with told_on(form):
            rest_is_same = request.form.get("rest") == "same"
            actions.decide(g.actor, one, form.told(rest_is_same=rest_is_same), now=now())
            left = queries.count(query.where(queries.is_undecided()))
            where = ".people" if left else ".show"
            return redirect(url_for(where, contact_list_id=contact_list_id), 303)
    return page("inventory/contact_lists/people.html", form=form, one=one, found=found, undecided=undecided)


@room.post("/<int:contact_list_id>/take")
@needs(Permission.CONTACT_IMPORT)
def take(contact_list_id: int) -> Any:
    """Everything that can come in comes in."""
    one = queries.get_list(contact_list_id)
    one = actions.take(g.actor, one, now=now())
    if one.state is ListState.DONE:
        say_done(ngettext("%(num)s contact is in.", "%(num)s contacts are in.", one.taken))
    return redirect(url_for(".show", contact_list_id=contact_list_id), 303)


@room.post("/<int:contact_list_id>/take-back")
@needs(Permission.CONTACT_IMPORT)
def take_back(contact_list_id: int) -> Any:
    """Every contact of the list goes again."""
    one = queries.get_list(contact_list_id)
    one = actions.take_back(g.actor, one, now=now())
    if one.state is ListState.UNDONE:
        say_done(_("The list is taken back. Nothing of it counts any more."))
    return redirect(url_for(".show", contact_list_id=contact_list_id), 303)


@room.post("/<int:contact_list_id>/drop")
@needs(Permission.CONTACT_IMPORT)
def drop(contact_list_id: int) -> Any:
    """Nobody wants it in."""
    one = queries.get_list(contact_list_id)
    actions.drop(g.actor, one, now=now())
    say_done(_("The list is gone. Nothing of it was kept."))
    return redirect(url_for(".index"), 303)


@room.get("/<int:contact_list_id>/report.<any(csv, xlsx):kind>")
@needs(Permission.CONTACT_SEE)
def report(contact_list_id: int, kind: str) -> Any:
    """What became of every row, by its number in the list."""
    one = queries.get_list(contact_list_id)
    headings = [_("Row"), _("What becomes of it"), _("What stood there"), _("Not read")]
    rows = (
        (row.number, say(row.verdict), row.said, unread_words(row.unread))
        for row in db.session.execute(queries.rows_of(one).order_by(ContactRow.number)).scalars()
    )
    return as_download(kind, f"contacts-report-{one.id}", Sheet(_("Report"), headings, rows))


@room.app_template_filter("unread")
def unread_words(unread: str) -> str:
    """Which cells of a row were not read, in words."""
    return ", ".join(say(ContactField(name)) for name in unread.split(",") if name)


# What other pages and the house do with lists is offered there.
from inventory.contact_lists import offered  # noqa: E402, F401 -- it comes with the doors
