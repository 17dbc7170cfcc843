"""The register of borrowers: find someone, look, register, correct, and forget."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import gettext as _

from inventory import codes
from inventory.borrowers import actions, merging, queries, unmerging
from inventory.borrowers import of_person as _of_person  # noqa: F401  # what a person may read of themselves is offered at import
from inventory.borrowers.forms import BorrowerForm, ForgetForm, LivesWithForm, MergeForm, StartWorkshopForm
from inventory.borrowers.models import Borrower, Merge, ReplacedPass
from inventory.borrowers.questions import are_answered, keep, questions_for
from inventory.borrowers.rules import WaiverReason
from inventory.codes import Code
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now, today
from inventory.foundation.listing import shelf
from inventory.foundation.looking import PageKind, looked_at
from inventory.foundation.offers import offered, offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission

room = Blueprint("borrowers", __name__, url_prefix="/<digibank>/borrowers")


@room.get("/")
@needs(Permission.BORROWER_SEE)
def index() -> Any:
    """Everyone who borrows or asked to, newest first; or whoever answers to a name, a phone or a pass."""
    search = request.args.get("search", "").strip()[:100]
    # By number, not by name: the place in a list travels in the address, and a name may not.
    rows = shelf(queries.matching(search), Borrower.id, descending=True)
    return page("inventory/borrowers/index.html", shelf=rows, search=search)


@room.route("/new", methods=["GET", "POST"])
@needs(Permission.BORROWER_EDIT)
def new() -> Any:
    """Register someone; who may be known already is proposed first."""
    form, proposals = BorrowerForm(**defaults()), []
    questions = questions_for(None, g.actor)
    if form.validate_on_submit() and are_answered(form, questions):
        proposals = form.proposals()
        if not proposals:
            with told_on(form):
                borrower = actions.register(g.actor, form.details(), now=now())
                keep(g.actor, borrower, questions, now=now())
                say_done(_("%(name)s is registered.", name=borrower.name))
                return redirect(url_for(".show", code=borrower.code), 303)
    return page(
        "inventory/borrowers/new.html",
        form=form,
        questions=questions,
        proposals=proposals,
        choose=lambda known: url_for(".show", code=known.code),
    )


@room.get("/<code>")
@needs(Permission.BORROWER_SEE)
def show(code: str) -> Any:
    """One person, and what every room knows of them; the number of a replaced pass says so first."""
    if _replaced(code) is not None:
        return redirect(url_for(".replaced_pass", code=code), 303)
    borrower = get_by_code(Borrower, code)
    if borrower.merged_into_id is not None:
        return redirect(url_for(".show", code=queries.get_borrower(borrower.merged_into_id).code), 303)
    looked_at(borrower.id, PageKind.FILE)
    alike = [] if borrower.is_forgotten else queries.who_looks_like(borrower.as_person())
    return page(
        "inventory/borrowers/show.html", borrower=borrower, alike=alike,
        together=queries.household_of(borrower),
    )  # fmt: skip


@room.route("/<code>/merge/<who>", methods=["GET", "POST"])
@needs(Permission.BORROWER_EDIT)
def merge(code: str, who: str) -> Any:
    """Two entries are one person: what moves and what stands against it; then, after a tick, it is so for good."""
    stays, goes, form = get_by_code(Borrower, code), get_by_code(Borrower, who), MergeForm()
    if stays.id == goes.id or stays.is_forgotten or goes.is_forgotten:
        raise NotHere
    if form.validate_on_submit():
        with told_on(form):
            merging.merge(g.actor, stays, goes, now=now())
            say_done(
                _(
                    "The two entries are one now: %(name)s. You can undo this for thirty days.",
                    name=stays.name,
                )
            )
            return redirect(url_for(".show", code=stays.code), 303)
    return page(
        "inventory/borrowers/merge.html",
        form=form, stays=stays, goes=goes, outcome=merging.outcome_of(stays, goes),
    )  # fmt: skip


@room.get("/<code>/joined")
@needs(Permission.BORROWER_EDIT)
def joined(code: str) -> Any:
    """With which entries this one was joined, and the way to put them apart again."""
    borrower = get_by_code(Borrower, code)
    if borrower.is_forgotten:
        raise NotHere
    return page(
        "inventory/borrowers/joined.html",
        borrower=borrower, merges=unmerging.merges_of(borrower), may_until=_undone_until,
    )  # fmt: skip


def _undone_until(merge: Merge) -> datetime | None:
    """Until when this merge can be undone; None when it cannot."""
    until = merge.merged_at + unmerging.UNDONE_WITHIN
    return until if merge.undone_at is None and until >= now() else None


@room.post("/<code>/joined/<int:merge_id>/apart")
@needs(Permission.BORROWER_EDIT)
def put_apart(code: str, merge_id: int) -> Any:
    """They are two people after all: each has again what it had."""
    borrower = get_by_code(Borrower, code)
    back = unmerging.put_apart(g.actor, unmerging.get_merge(borrower, merge_id), now=now())
    say_done(_("These are two entries again: %(one)s and %(other)s.", one=borrower.name, other=back.name))
    return redirect(url_for(".show", code=back.code), 303)


@room.route("/<code>/household", methods=["GET", "POST"])
@needs(Permission.BORROWER_EDIT)
def household(code: str) -> Any:
    """With whom someone lives: those who may be it, or whoever answers to a name, a phone or a pass."""
    borrower, form = get_by_code(Borrower, code), LivesWithForm()
    if form.validate_on_submit():
        with told_on(form):
            other = get_by_code(Borrower, form.who.data or "")
            actions.live_together(g.actor, borrower, other, now=now())
            say_done(_("%(name)s lives with %(other)s.", name=borrower.short_name, other=other.short_name))
            return redirect(url_for(".show", code=borrower.code, _anchor="household"), 303)
    search = request.args.get("search", "").strip()[:100]
    together = queries.household_of(borrower)
    known = {borrower.id, *(one.id for one in together)}
    return page(
        "inventory/borrowers/household.html",
        form=form, borrower=borrower, together=together, search=search,
        proposals=[] if search else queries.who_may_live_with(borrower),
        found=[one for one in queries.found(search, 10) if one.id not in known] if search else [],
    )  # fmt: skip


@room.post("/<code>/household/alone")
@needs(Permission.BORROWER_EDIT)
def alone(code: str) -> Any:
    """Someone lives with nobody we know."""
    borrower = get_by_code(Borrower, code)
    actions.live_alone(g.actor, borrower, now=now())
    say_done(_("%(name)s lives with nobody we know.", name=borrower.short_name))
    return redirect(url_for(".show", code=borrower.code, _anchor="household"), 303)


@room.post("/<code>/replace-pass")
@needs(Permission.BORROWER_EDIT)
def replace_pass(code: str) -> Any:
    """The pass was lost: another number, and the old one does nothing any more."""
    if (old := _replaced(code)) is not None:
        return redirect(url_for(".show", code=old.borrower.code), 303)
    borrower = actions.replace_pass(g.actor, get_by_code(Borrower, code), now=now())
    say_done(_("The new pass is %(code)s. Print it now; the old one does nothing.", code=borrower.spoken))
    return redirect(url_for(".show", code=borrower.code, _anchor="pass"), 303)


@room.get("/replaced-pass/<code>")
@needs(Permission.BORROWER_SEE)
def replaced_pass(code: str) -> Any:
    """A pass that was replaced: since when, and the way on to the person."""
    old = get_by_code(ReplacedPass, code)
    return page("inventory/borrowers/replaced_pass.html", old=old, borrower=old.borrower)


def _replaced(text: str) -> ReplacedPass | None:
    """The pass with this number, when it was replaced."""
    try:
        code = codes.read(text)
    except codes.WrongDigit:
        return None
    return find_by_code(ReplacedPass, code) if code is not None else None


@room.route("/<code>/edit", methods=["GET", "POST"])
@needs(Permission.BORROWER_EDIT)
def edit(code: str) -> Any:
    """Correct what we know of someone."""
    borrower = get_by_code(Borrower, code)
    form, questions = BorrowerForm(**_known(borrower)), questions_for(borrower, g.actor)
    if form.validate_on_submit() and are_answered(form, questions):
        with told_on(form):
            actions.edit(g.actor, borrower, form.details(), now=now())
            keep(g.actor, borrower, questions, now=now())
            say_done(_("Saved."))
            return redirect(url_for(".show", code=code), 303)
    return page("inventory/borrowers/edit.html", form=form, borrower=borrower, questions=questions)


@room.route("/<code>/start-workshop", methods=["GET", "POST"])
@needs(Permission.BORROWER_EDIT)
def start_workshop(code: str) -> Any:
    """Write down that the start workshop was followed, or why it is not needed."""
    borrower, form = get_by_code(Borrower, code), StartWorkshopForm(today=today(), followed_on=today())
    if form.validate_on_submit():
        with told_on(form):
            if form.answer.data == "followed":
                actions.note_workshop(g.actor, borrower, on=form.followed_on.data, now=now())
            else:
                actions.waive_workshop(g.actor, borrower, WaiverReason(form.answer.data), now=now())
            say_done(_("Saved."))
            return redirect(url_for(".show", code=code), 303)
    return page("inventory/borrowers/start_workshop.html", form=form, borrower=borrower)


@room.route("/<code>/forget", methods=["GET", "POST"])
@needs(Permission.BORROWER_FORGET)
def forget(code: str) -> Any:
    """Make someone anonymous: the person goes, the numbers stay."""
    borrower, form = get_by_code(Borrower, code), ForgetForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.forget(g.actor, borrower, now=now())
            say_done(_("This person is forgotten. The numbers stay."))
            return redirect(url_for(".index"), 303)
    holds = offered("borrower.holds", borrower)
    return page("inventory/borrowers/forget.html", form=form, borrower=borrower, holds=holds)


def _known(borrower: Borrower) -> dict[str, Any]:
    """What the form of someone we know begins with; the phone as one says it here."""
    names = vars(actions.Details("")).keys()
    year = str(borrower.birth_year or "")  # a field of text, also where a request leaves it out
    return {name: getattr(borrower, name) for name in names} | {
        "phone": borrower.spoken_phone, "birth_year": year,
    }  # fmt: skip


def defaults() -> dict[str, Any]:
    """What a new person's form begins with: reached by phone, in the digibank's own language."""
    return {"language": g.digibank.locale, "contact_channel": "phone"}


@offers("scan.lands")
def land_on_borrower(code: Code, actor: Actor) -> str | None:
    """A pass leads to its borrower, for whoever may see borrowers."""
    if not actor.may(Permission.BORROWER_SEE):
        return None
    borrower = find_by_code(Borrower, code)
    if borrower is None:
        return url_for("borrowers.replaced_pass", code=code) if find_by_code(ReplacedPass, code) else None
    return url_for("borrowers.show", code=borrower.code)


@offers("borrower.forgotten")
def blank_what_was_joined(borrower: Borrower, _moment: datetime) -> None:
    """Of whoever is forgotten nothing is kept of the entries that became theirs either."""
    unmerging.blank_for(borrower)


@offers("nightly")
def nightly(actor: Actor, _today: date) -> None:
    """What was kept to put entries apart again goes after thirty days."""
    unmerging.blank_old(actor, now=now())


@offers("check")
def check() -> list[str]:
    """Of whoever was forgotten nothing personal stands in the register."""
    return [f"{borrower.code} was forgotten and still has a name" for borrower in queries.half_forgotten()]
