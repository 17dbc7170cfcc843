"""What is said of places."""

from flask_babel import lazy_gettext as _l

from inventory.places import actions, rules
from inventory.places.models import PlaceKind
from inventory.wording import says

says(
    {
        PlaceKind.SHELF: _l("Shelf"),
        PlaceKind.BENCH: _l("Bench"),
        PlaceKind.DESK: _l("Desk"),
        PlaceKind.VAN: _l("Van"),
        PlaceKind.BOX: _l("Box or bag"),
        PlaceKind.ROOM: _l("Room"),
        actions.NameTaken: _l("There is a place called %(name)s already. Choose another name."),
        rules.PlaceClosed: _l("%(name)s is closed. Choose another place."),
        "places.opened": _l("Place opened"),
        "places.corrected": _l("Place put right"),
    }
)
