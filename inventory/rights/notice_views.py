"""The privacy notice, the register and the agreement: what is filled in on them, to read and to print."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from inventory.deposits.papers import as_response
from inventory.foundation.clock import now
from inventory.foundation.refusal import NotHere
from inventory.foundation.tongue import tongue
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission
from inventory.rights import editions, notice, notice_paper
from inventory.rights.forms import NoticeForm
from inventory.rights.letter import sender_of
from inventory.rights.notice import Chapter, House

#: for who works here, beside the questions
notice_room = Blueprint("notice", __name__, url_prefix="/notice")

_LANGUAGES = ("nl", "fr", "en")
#: which texts there are: for the address, how it is called, and how it is made
_TEXTS: dict[str, tuple[Callable[[], str], Callable[[House], list[Chapter]]]] = {
    "notice": (lambda: _("What we do with your data"), notice.privacy_notice),
    "register": (lambda: _("Register of processing"), notice.register),
    "agreement": (lambda: _("Agreement with a processor"), notice.processor_agreement),
}


def as_pdf(name: str, edition: Any = None) -> Response:
    """One of the texts, in the language that the address asks for, as the newest edition or this one fills it in."""
    title, chapters = _TEXTS[name]
    locale = request.args.get("in", "")
    locale = locale if locale in _LANGUAGES else tongue()
    with force_locale(locale):
        ours = notice.house(edition)
        content = notice_paper.draw(
            title(), chapters(ours), ours, sender_of(g.digibank), locale=locale, signed=name == "agreement"
        )
    return as_response(content, f"{g.digibank.slug}-{name}-{ours.number}-{locale}")


@notice_room.get("/")
@needs(Permission.DIGIBANK_SETTINGS)
def index() -> Any:
    """The three texts, what is filled in, and every edition before."""
    return page("inventory/rights/notices.html", ours=notice.house(), editions=editions.editions())


@notice_room.route("/edit", methods=["GET", "POST"])
@needs(Permission.DIGIBANK_SETTINGS)
def edit() -> Any:
    """Fill in what no setting knows; each change is a new edition."""
    filled = editions.filled_of(editions.newest_edition())
    form = NoticeForm(**{**vars(filled), "legal_form": filled.legal_form.value})
    if form.validate_on_submit():
        with told_on(form):
            edition = editions.issue(g.actor, form.filled(), now=now())
            say_done(_("Edition %(number)s holds from now on.", number=edition.number))
            return redirect(url_for(".index"), 303)
    return page("inventory/rights/notice_edit.html", form=form)


@notice_room.get("/text/<mark>")
@needs(Permission.DIGIBANK_SETTINGS)
def text(mark: str) -> Any:
    """One of the three texts, to read."""
    if mark not in _TEXTS:
        raise NotHere
    ours = notice.house()
    title, chapters = _TEXTS[mark]
    return page("inventory/rights/text.html", title=title(), chapters=chapters(ours), mark=mark)


@notice_room.get("/text/<mark>.pdf")
@needs(Permission.DIGIBANK_SETTINGS)
def text_pdf(mark: str) -> Any:
    """The same to print or to sign, in the language that is asked for."""
    if mark not in _TEXTS:
        raise NotHere
    return as_pdf(mark)


@notice_room.get("/editions/<int:edition_id>.pdf")
@needs(Permission.DIGIBANK_SETTINGS)
def edition_pdf(edition_id: int) -> Any:
    """The privacy notice as an earlier edition filled it in; how long things are kept is as it is now."""
    return as_pdf("notice", editions.get_edition(edition_id))
