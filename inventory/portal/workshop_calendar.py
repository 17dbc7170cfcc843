"""The calendar of a teacher or a place of start workshops, behind an unguessable link, for their own calendar."""

from typing import Any

from flask import Blueprint, Response, request

from inventory.digibank.doorman import limiter
from inventory.foundation.clock import now
from inventory.foundation.tenancy import inside
from inventory.foundation.web import open_to_anyone
from workshop import calendar_feeds

room = Blueprint("workshop_calendar", __name__)

#: a calendar asks once in a while; who tries links is slowed down long before the end of time
_PACE = "60 per minute; 600 per hour"


@room.get("/calendar/<secret>.ics")
@limiter.limit(_PACE)
@open_to_anyone(
    because="a calendar cannot sign in; the link is the key, cannot be guessed, and can be revoked"
)
def show(secret: str) -> Any:
    """Every start workshop of this teacher or place, as iCalendar; 404 for a link that is not ours, or no longer."""
    found = calendar_feeds.find(secret, now())
    if found is None:
        return Response(status=404, content_type="text/plain; charset=utf-8")
    feed_id, owner = found
    with inside(owner.id):
        content = calendar_feeds.as_ics(feed_id, owner, now())
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="workshops.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.add_etag()
    return response.make_conditional(request)
