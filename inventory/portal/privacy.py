"""What a digibank does with data of people: for anyone, before they give any."""

from typing import Any

from flask import Blueprint, g
from sqlalchemy import select

from inventory.digibank.models import Digibank
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import inside
from inventory.foundation.web import open_to_anyone, page
from inventory.rights import notice
from inventory.rights.notice_views import as_pdf

room = Blueprint("privacy", __name__)


@room.get("/privacy/<where>")
@open_to_anyone(because="whoever gives data reads first what is done with them; it tells nothing of anyone")
def show(where: str) -> Any:
    """What this digibank does with data of people, in the language of the reader."""
    g.digibank = _find(where)
    with inside(g.digibank.id):
        ours = notice.house()
        chapters = notice.privacy_notice(ours)
        return page("inventory/portal/privacy.html", ours=ours, chapters=chapters, where=where)


@room.get("/privacy/<where>/notice.pdf")
@open_to_anyone(because="whoever gives data reads first what is done with them; it tells nothing of anyone")
def show_pdf(where: str) -> Any:
    """The same to print."""
    g.digibank = _find(where)
    with inside(g.digibank.id):
        return as_pdf("notice")


def _find(where: str) -> Digibank:
    found = db.session.scalar(select(Digibank).where(Digibank.slug == where[:40]))
    if found is None:
        raise NotHere
    return found
