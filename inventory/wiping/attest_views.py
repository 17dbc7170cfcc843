"""The attests: all of them, one with its papers, revoked and issued anew."""

from io import BytesIO

from flask import g, redirect, request, send_file, url_for
from flask_babel import gettext as _

from inventory.digibank.numbers import get_by_code
from inventory.foundation.clock import now
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, small_number, told_on
from inventory.permissions import Permission
from inventory.wiping import issuing, queries
from inventory.wiping.attest import Attest, AttestLine, from_snapshot
from inventory.wiping.certificate import LOCALES, graded_words, method_words, verdict_words
from inventory.wiping.door import room
from inventory.wiping.forms import (
    ReasonForm,
)
from inventory.wiping.models import Certificate, CertificateState
from inventory.wiping.shown import size_of

_LISTED = 50


@room.get("/certificates")
@needs(Permission.CERTIFICATE_SEE)
def certificates():
    """Every attest, latest first."""
    before = request.args.get("before", type=small_number)
    found = queries.issued(before_id=before, limit=_LISTED + 1)
    return page(
        "inventory/wiping/certificates.html",
        certificates=found[:_LISTED],
        older=found[_LISTED - 1].id if len(found) > _LISTED else None,
        newest=before is None,
    )


@room.get("/certificates/<code>")
@needs(Permission.CERTIFICATE_SEE)
def certificate(code: str):
    """One attest: what stands on it, its papers, and what became of it."""
    found = get_by_code(Certificate, code)
    attest = from_snapshot(found.snapshot)
    return page(
        "inventory/wiping/certificate.html",
        certificate=found,
        attest=attest,
        verdict=verdict_words(attest),
        lines=[(line, method_words(line), _graded(attest, line)) for line in attest.lines],
        check_url=url_for("certificates.show", number=str(found.code)[1:], control=found.control_code),
        is_valid=found.state is CertificateState.VALID,
        may_reissue=_may_reissue(found),
        size_of=size_of,
    )


def _graded(attest: Attest, line: AttestLine) -> str:
    return graded_words(line, attest.minimum, is_given=bool(attest.donor))


def _may_reissue(found: Certificate) -> bool:
    """May an attest for the same device and round, or the same disk, be issued anew from here?"""
    return g.actor.may(Permission.CERTIFICATE_ISSUE) and issuing.may_be_issued_anew(found)


@room.get("/certificates/<code>/<locale>.pdf")
@needs(Permission.CERTIFICATE_SEE)
def paper(code: str, locale: str):
    """An attest as PDF, byte for byte as it was issued."""
    found = get_by_code(Certificate, code)
    if locale not in LOCALES:
        raise NotHere
    kept = issuing.paper_of(found, locale)
    return send_file(
        BytesIO(kept.content), "application/pdf", download_name=f"{found.code}-{kept.locale}.pdf"
    )


@room.route("/certificates/<code>/revoke", methods=["GET", "POST"])
@needs(Permission.CERTIFICATE_REVOKE)
def revoke(code: str):
    """Take an attest back, with the reason that its check page will show."""
    found, form = get_by_code(Certificate, code), ReasonForm()
    if form.validate_on_submit():
        with told_on(form):
            issuing.revoke(g.actor, found, reason=form.reason.data, now=now())
            say_done(_("Revoked. The check page says so from now on."))
            return redirect(url_for(".certificate", code=found.code), 303)
    return page("inventory/wiping/revoke.html", form=form, certificate=found)


@room.route("/certificates/<code>/reissue", methods=["GET", "POST"])
@needs(Permission.CERTIFICATE_ISSUE)
def reissue(code: str):
    """Issue the attest anew from what is agreed on today, with the reason that the donor is told."""
    found, form = get_by_code(Certificate, code), ReasonForm()
    if form.validate_on_submit():
        with told_on(form):
            made = issuing.reissue(g.actor, found, reason=form.reason.data, now=now())
            say_done(_("A new certificate is made. The old one says that it was replaced."))
            return redirect(url_for(".certificate", code=made.code), 303)
    return page("inventory/wiping/reissue.html", form=form, certificate=found)
