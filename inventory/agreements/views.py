"""Agreements: the list, one agreement from draft to end, its papers, and the text behind them."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inventory.agreements import actions, paper, queries, texts
from inventory.agreements.forms import (
    BringForm,
    ClauseForm,
    EndForm,
    NewForm,
    SignForm,
    TermsForm,
    filled_from,
)
from inventory.agreements.models import Agreement, AgreementText
from inventory.agreements.rules import AgreementKind, AgreementState, Minimum
from inventory.foundation.clock import now, today
from inventory.foundation.forms import ButtonForm
from inventory.foundation.listing import filtered_address, shelf
from inventory.foundation.signature import signature_from
from inventory.foundation.tongue import tongue
from inventory.foundation.web import needs, page, say_done, small_number, told_on
from inventory.partners.actions import partners_of
from inventory.partners.models import PartnerKind
from inventory.permissions import Permission
from inventory.wording import say

room = Blueprint("agreements", __name__, url_prefix="/<digibank>/agreements")


@room.get("/")
@needs(Permission.AGREEMENT_SEE)
def index() -> Any:
    """Every agreement, newest first, in one state or all."""
    state = request.args["state"] if request.args.get("state") in set(AgreementState) else ""
    query = select(Agreement).options(joinedload(Agreement.partner))
    if state:
        query = query.where(Agreement.state == state)
    tabs = [(_("All"), filtered_address(state=None), not state, "")]
    tabs += [(say(one), filtered_address(state=one), state == one, "") for one in AgreementState]
    return page(
        "inventory/agreements/index.html",
        shelf=shelf(query, Agreement.id, descending=True),
        tabs_shown=tabs,
        kinds=list(AgreementKind),
    )


@room.route("/new", methods=["GET", "POST"])
@needs(Permission.AGREEMENT_EDIT)
def new() -> Any:
    """Draft an agreement."""
    partners = {partner.id: partner for partner in partners_of(PartnerKind.DONOR)}
    asked = request.args.get("kind")
    given = {
        "kind": asked if asked in set(AgreementKind) else str(AgreementKind.DONATION),
        "partner": request.args.get("partner", type=small_number),
        "minimum": str(Minimum.CLEAR),
        "valid_from": today(),
        "language": tongue(),
    }
    form = NewForm(list(partners.values()), data=given if request.method == "GET" else None)
    if form.validate_on_submit():
        with told_on(form):
            agreement = actions.draft(
                g.actor, partners[form.partner.data], AgreementKind(form.kind.data), form.told(), now=now()
            )
            say_done(_("%(reference)s is drafted. Let it be signed now.", reference=agreement.reference))
            return _to(agreement)
    return page("inventory/agreements/new.html", form=form, has_partners=bool(partners))


def _to(agreement: Agreement) -> Any:
    return redirect(url_for(".show", agreement_id=agreement.id), 303)


@room.get("/<int:agreement_id>")
@needs(Permission.AGREEMENT_SEE)
def show(agreement_id: int) -> Any:
    """One agreement: what was agreed, who signed, and what can be done."""
    agreement = queries.get_agreement(agreement_id)
    return page(
        "inventory/agreements/show.html",
        agreement=agreement,
        articles=agreement.text.articles[agreement.locale],
        signing=agreement.signing,
        may_edit=g.actor.may(Permission.AGREEMENT_EDIT),
        is_behind=_is_behind(agreement),
        is_too_early=agreement.valid_from > today(),
    )


def _is_behind(agreement: Agreement) -> bool:
    """Is a draft written on a text of which there is a newer version?"""
    if agreement.state is not AgreementState.DRAFT:
        return False
    latest = queries.latest_text(agreement.kind)
    return latest is not None and (latest.id != agreement.text_id or latest.edition != texts.EDITION)


@room.route("/<int:agreement_id>/edit", methods=["GET", "POST"])
@needs(Permission.AGREEMENT_EDIT)
def edit(agreement_id: int) -> Any:
    """Change a draft."""
    agreement = queries.get_agreement(agreement_id)
    form = TermsForm(data=filled_from(agreement) if request.method == "GET" else None)
    if form.validate_on_submit():
        with told_on(form):
            actions.edit(g.actor, agreement, form.told(), now=now())
            say_done(_("%(reference)s is kept.", reference=agreement.reference))
            return _to(agreement)
    return page("inventory/agreements/edit.html", form=form, agreement=agreement)


@room.route("/<int:agreement_id>/sign", methods=["GET", "POST"])
@needs(Permission.AGREEMENT_EDIT)
def sign(agreement_id: int) -> Any:
    """Someone of the giver signs on this screen."""
    agreement, form = queries.get_agreement(agreement_id), SignForm()
    if form.validate_on_submit():
        with told_on(form):
            drawn = signature_from(form.signature.data or "")
            actions.sign(
                g.actor, agreement, by=form.by.data, function=form.function.data, signature=drawn, now=now()
            )
            return _signed(agreement)
    articles = agreement.text.articles[agreement.locale]
    return page("inventory/agreements/sign.html", form=form, agreement=agreement, articles=articles)


@room.route("/<int:agreement_id>/upload", methods=["GET", "POST"])
@needs(Permission.AGREEMENT_EDIT)
def upload(agreement_id: int) -> Any:
    """Bring a paper that was signed elsewhere."""
    agreement = queries.get_agreement(agreement_id)
    form = BringForm(data={"signed_on": today()} if request.method == "GET" else None)
    if form.validate_on_submit():
        with told_on(form):
            signed_on: date | None = form.signed_on.data
            assert signed_on is not None
            actions.bring_signed(
                g.actor, agreement, by=form.by.data, function=form.function.data, signed_on=signed_on,
                content=form.paper.content or b"", file_name=form.paper.file_name, now=now(),
            )  # fmt: skip
            return _signed(agreement)
    return page("inventory/agreements/upload.html", form=form, agreement=agreement)


def _signed(agreement: Agreement) -> Any:
    say_done(_("%(reference)s is signed. It holds from now on.", reference=agreement.reference))
    return _to(agreement)


@room.route("/<int:agreement_id>/end", methods=["GET", "POST"])
@needs(Permission.AGREEMENT_EDIT)
def end(agreement_id: int) -> Any:
    """End an agreement, or put a draft away."""
    agreement, form = queries.get_agreement(agreement_id), EndForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.end(g.actor, agreement, reason=form.reason.data, now=now())
            say_done(_("%(reference)s has ended.", reference=agreement.reference))
            return _to(agreement)
    return page("inventory/agreements/end.html", form=form, agreement=agreement)


@room.post("/<int:agreement_id>/renew")
@needs(Permission.AGREEMENT_EDIT)
def renew(agreement_id: int) -> Any:
    """Draft the agreement that comes in this one's place."""
    agreement = queries.get_agreement(agreement_id)
    if not ButtonForm().validate_on_submit():
        return _to(agreement)
    made = actions.renew(g.actor, agreement, now=now())
    say_done(
        _(
            "%(reference)s is drafted. When it is signed, %(old)s ends.",
            reference=made.reference,
            old=agreement.reference,
        )
    )
    return _to(made)


@room.get("/<int:agreement_id>/paper.pdf")
@needs(Permission.AGREEMENT_SEE)
def as_paper(agreement_id: int) -> Any:
    """The signed paper byte for byte; of a draft, one to read and to sign by pen."""
    agreement = queries.get_agreement(agreement_id)
    content = queries.paper_of(agreement) or paper.draw(paper.facts_of(agreement))
    return pdf(content, agreement)


def pdf(content: bytes, agreement: Agreement) -> Response:
    """An agreement to keep: handed out as a file, for it may come from outside."""
    name = f"{agreement.reference}.pdf"
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


# --- the text -----------------------------------------------------------------------------------------


@room.route("/texts/<any(donation, processing):kind>", methods=["GET", "POST"])
@needs(Permission.AGREEMENT_EDIT)
def text(kind: str) -> Any:
    """The text of one kind: its versions, and what this digibank adds."""
    of = AgreementKind(kind)
    latest = queries.latest_text(of)
    form = ClauseForm(
        data={"clause": latest.own_clause if latest else ""} if request.method == "GET" else None
    )
    if form.validate_on_submit():
        with told_on(form):
            made = actions.add_clause(g.actor, of, form.clause.data or "", now=now())
            say_done(_("Version %(number)s is in use for new agreements.", number=made.number))
            return redirect(url_for(".text", kind=kind), 303)
    return page(
        "inventory/agreements/text.html",
        form=form,
        kind=of,
        kinds=list(AgreementKind),
        articles=_articles(of, latest),
        latest=latest,
        versions=queries.texts_of(of),
    )


def _articles(kind: AgreementKind, kept: AgreementText | None) -> Any:
    """A kept version in the reader's language; before the first, the house's own words."""
    told = kept.articles if kept else texts.articles_of(kind)
    return told.get(tongue(), told["nl"])


@room.get("/texts/<any(donation, processing):kind>/<int:text_id>")
@needs(Permission.AGREEMENT_EDIT)
def version(kind: str, text_id: int) -> Any:
    """One version of a text, as it was."""
    of = AgreementKind(kind)
    kept = queries.get_text(of, text_id)
    return page("inventory/agreements/version.html", kind=of, text=kept, articles=_articles(of, kept))


# What other pages show of this room is offered there.
from inventory.agreements import offered  # noqa: E402, F401 -- it needs the doors to be there
