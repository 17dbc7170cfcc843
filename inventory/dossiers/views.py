"""The proof of a whole lot: what would be attested and what not, the attest itself, and the auditor's dossier."""

from io import BytesIO
from typing import Any

from flask import Blueprint, g, redirect, request, send_file, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from inventory.digibank.numbers import get_by_code
from inventory.dossiers import actions, gathering
from inventory.dossiers.forms import DossierForm, IssueForm
from inventory.dossiers.models import LotAttest
from inventory.dossiers.paper import LOCALES, verdict_words
from inventory.dossiers.rules import Why
from inventory.dossiers.statement import from_snapshot
from inventory.foundation.clock import now
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, small_number, told_on
from inventory.intake.actions import get_lot
from inventory.intake.models import Lot, LotKind
from inventory.permissions import Permission
from inventory.wiping.forms import ReasonForm
from inventory.wiping.models import CertificateState

room = Blueprint("dossiers", __name__, url_prefix="/<digibank>/dossiers")

#: devices that a page names at once; the paper has them all
_NAMED = 50


def _gift(code: str) -> Lot:
    lot = get_lot(code)
    if lot.kind is not LotKind.DONATION:
        raise NotHere
    return lot


@room.get("/<code>")
@needs(Permission.LOT_SEE)
def show(code: str) -> Any:
    """How the proof of one gift stands."""
    return _proof_page(_gift(code), IssueForm(formdata=None))


@room.post("/<code>")
@needs(Permission.CERTIFICATE_ISSUE)
def issue(code: str) -> Any:
    """Issue the attest of one gift."""
    lot, form = _gift(code), IssueForm()
    if form.validate_on_submit():
        with told_on(form):
            made = actions.issue(g.actor, lot, with_open=form.with_open.data, now=now())
            say_done(_("Certificate %(code)s is issued. Its papers are printed now.", code=made.spoken))
            return redirect(url_for(".show", code=lot.code), 303)
    return _proof_page(lot, form)


def _proof_page(lot: Lot, form: IssueForm, dossier_form: DossierForm | None = None) -> Any:
    may_ask = g.actor.may(Permission.DOSSIER_MAKE)
    attests = gathering.attests_of(lot)
    return page(
        "inventory/dossiers/show.html",
        form=dossier_form if dossier_form is not None and dossier_form.errors else form,
        issue_form=form,
        dossier_form=dossier_form or DossierForm(formdata=None, tongue=g.digibank.locale),
        dossiers=gathering.dossiers_of(lot) if may_ask else [],
        may_ask=may_ask,
        kept_days=making.KEPT.days,
        lot=lot,
        overview=gathering.overview(lot),
        attests=attests,
        printed={one.id: len(actions.printed_locales(one)) for one in attests[:1]},
        papers_each=len(LOCALES),
        may_issue=g.actor.may(Permission.CERTIFICATE_ISSUE),
    )


@room.get("/attests/<code>")
@needs(Permission.LOT_SEE)
def attest(code: str) -> Any:
    """One attest of a lot: what stands on it, its papers, and what became of it."""
    found = get_by_code(LotAttest, code)
    statement = from_snapshot(found.snapshot)
    start = max(0, request.args.get("first", 0, type=small_number))
    fallen, replaced = gathering.fallen_and_replaced(found)
    return page(
        "inventory/dossiers/attest.html",
        attest=found,
        statement=statement,
        verdict=verdict_words(statement),
        devices=statement.devices[start : start + _NAMED],
        start=start,
        earlier=url_for(".attest", code=found.code, first=max(0, start - _NAMED)) if start else "",
        later=url_for(".attest", code=found.code, first=start + _NAMED)
        if start + _NAMED < len(statement.devices)
        else "",
        left_out=statement.not_attested[:_NAMED],
        whys={str(why): why for why in Why},
        fallen=fallen,
        replaced=replaced,
        printed=actions.printed_locales(found),
        papers_each=len(LOCALES),
        is_valid=found.state is CertificateState.VALID,
        check_url=url_for("certificates.show", number=str(found.code)[1:], control=found.control_code),
        tongue=str(get_locale())[:2],
    )


@room.get("/attests/<code>/<locale>.pdf")
@needs(Permission.LOT_SEE)
def paper(code: str, locale: str) -> Any:
    """A lot's attest as PDF, byte for byte as it was issued."""
    found = get_by_code(LotAttest, code)
    kept = actions.paper_of(found, locale) if locale in LOCALES else None
    if kept is None or kept.locale != locale:
        raise NotHere
    return send_file(BytesIO(kept.content), "application/pdf", download_name=f"{found.code}-{locale}.pdf")


@room.route("/attests/<code>/revoke", methods=["GET", "POST"])
@needs(Permission.CERTIFICATE_REVOKE)
def revoke(code: str) -> Any:
    """Take a lot's attest back, with the reason that its check page will show."""
    found, form = get_by_code(LotAttest, code), ReasonForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.revoke(g.actor, found, reason=form.reason.data, now=now())
            say_done(_("Revoked. The check page says so from now on."))
            return redirect(url_for(".attest", code=found.code), 303)
    return page("inventory/dossiers/revoke.html", form=form, attest=found)


@room.post("/<code>/dossier")
@needs(Permission.DOSSIER_MAKE)
def ask(code: str) -> Any:
    """Ask for everything about one gift in one file."""
    lot, form = _gift(code), DossierForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.ask_for_dossier(g.actor, lot, locale=form.tongue.data, now=now())
            say_done(_("The dossier is being made. Look again in a minute."))
            return redirect(url_for(".show", code=lot.code, _anchor="dossier"), 303)
    return _proof_page(lot, IssueForm(formdata=None), form)


@room.get("/files/<int:dossier_id>.zip")
@needs(Permission.DOSSIER_MAKE)
def download(dossier_id: int) -> Any:
    """A dossier that is ready."""
    dossier, path = making.get_ready(dossier_id)
    return send_file(path, "application/zip", as_attachment=True, download_name=shown.file_name(dossier))


# More of this room hangs on the same import.
from inventory.dossiers import background, making, shown  # noqa: E402, F401 -- they offer what others show and do
