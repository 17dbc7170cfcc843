"""The register of contacts: note one in five seconds, look at them, send someone on; and the lists to choose from."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from flask import Blueprint, g, redirect, request, session, url_for
from flask_babel import gettext as _

from inventory.borrowers.models import Borrower
from inventory.borrowers.queries import found as borrowers_found
from inventory.contacts import actions, list_views, lists, queries, referrals, typed
from inventory.contacts import of_person as _of_person  # noqa: F401  # what a person may read of themselves is offered at import
from inventory.contacts.asked import Questions, questions_for
from inventory.contacts.forms import CameForm, SendOnForm, WhereForm, title_of
from inventory.contacts.models import HelpType, ServiceContact, ServiceLocation
from inventory.contacts.rules import ContactOutcome, Service
from inventory.digibank.numbers import get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import day, now, today
from inventory.foundation.forms import ButtonForm
from inventory.foundation.listing import filtered_address, shelf
from inventory.foundation.offers import Panel, offered, offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, small_number, told_on
from inventory.permissions import Permission

room = Blueprint("contacts", __name__, url_prefix="/<digibank>/contacts")
room.register_blueprint(list_views.list_room)

#: beside the word, never instead of it
PICTURES = {
    Service.LENDING: "laptop", Service.START_WORKSHOP: "workshop", Service.DIGIPUNT: "info",
    Service.DIGICAFE: "people", Service.COURSE: "pen", Service.COMPUTER_ROOM: "building",
    Service.REPAIR_DESK: "refurbishing", Service.HOME_VISIT: "home", Service.MOBILE: "truck",
}  # fmt: skip
#: what can come of a contact that is typed
OUTCOMES = (ContactOutcome.HELPED, ContactOutcome.REFERRED, ContactOutcome.NOT_HELPED)
#: where this person notes contacts, until they choose otherwise
_WHERE = "contacts_noted_at"


@room.get("/")
@needs(Permission.CONTACT_SEE, Permission.CONTACT_NOTE)
def index() -> Any:
    """Everyone who came, newest first; who only notes is led to noting."""
    if not g.actor.may(Permission.CONTACT_SEE):
        return redirect(url_for(".note"))
    asked = queries.Filter(
        service=_member(request.args.get("service")),
        location_id=request.args.get("place", type=small_number),
        borrower_code=request.args.get("person", "").strip()[:40],
        since=_day(request.args.get("since")),
        until=_day(request.args.get("until")),
        only=request.args.get("only", ""),
    )
    rows = shelf(queries.matching(asked), ServiceContact.happened_on, ServiceContact.id, descending=True)
    return page(
        "inventory/contacts/index.html", shelf=rows, asked=asked, services=list(Service), pictures=PICTURES,
        places=lists.places(closed=True), title_of=title_of, address=filtered_address,
        person=queries.person_of(asked), now=now(), doors=offered("contacts.doors", g.actor),
    )  # fmt: skip


def _member(text: str | None) -> Service | None:
    return Service(text) if text in set(Service) else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None


# --- noting ---


@room.route("/note", methods=["GET", "POST"])
@needs(Permission.CONTACT_NOTE)
def note() -> Any:
    """One tap on what it was about, and it is noted; the service and the place are those of last time."""
    where = _where()
    if where is None or request.args.get("change"):
        return redirect(url_for(".where"), 303)
    service, place, on = where
    form = ButtonForm()
    if form.validate_on_submit():
        with told_on(form):
            kind = _help_type(request.form.get("about"))
            contact = typed.jot(g.actor, service, place, help_type=kind, on=on, now=now())
            return redirect(url_for(".note", noted=contact.id), 303)
    noted = _just_noted()
    search = request.args.get("search", "").strip()[:100]
    may_look = g.actor.may(Permission.BORROWER_SEE)
    return page(
        "inventory/contacts/note.html", form=form, service=service, place=place, on=on, noted=noted,
        kinds=lists.help_types(), title_of=title_of, pictures=PICTURES, search=search,
        found=borrowers_found(search, 8) if noted is not None and search and may_look else [],
        send_on=SendOnForm(formdata=None) if noted is not None else None,
        today=today(), referrals=queries.referrals_of(noted) if noted is not None else [],
        count=queries.typed_today(g.actor.user_id, today()), outcomes=OUTCOMES,
    )  # fmt: skip


def _help_type(text: str | None) -> HelpType | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotHere
    return lists.get(HelpType, int(text))


def _just_noted() -> ServiceContact | None:
    """The contact that this person noted a moment ago, to be made more precise or taken back."""
    number = request.args.get("noted", type=small_number)
    found = queries.find_contact(number) if number is not None else None
    is_own = found is not None and found.source == typed.SOURCE and found.noted_by_id == g.actor.user_id
    return found if is_own else None


def _where() -> tuple[Service, ServiceLocation | None, date | None] | None:
    """The service, the place and the day at which this person notes contacts; the day only until tomorrow."""
    kept = session.get(_WHERE)
    if not isinstance(kept, list) or len(kept) != 5 or kept[0] != g.digibank.id:
        return None
    service, place_id, on, said_on = _member(kept[1]), kept[2], _day(kept[3]), kept[4]
    if service is None:
        return None
    place = queries.find_place(place_id) if place_id is not None else None
    if place_id is not None and (place is None or place.closed_at is not None):
        return None
    return service, place, on if said_on == today().isoformat() else None


@room.route("/where", methods=["GET", "POST"])
@needs(Permission.CONTACT_NOTE)
def where() -> Any:
    """Which service, where, and for which day: asked once."""
    known = _where()
    begins = {"service": known[0].value, "place": str(known[1].id) if known[1] else ""} if known else {}
    form = WhereForm(today(), **begins)
    if form.validate_on_submit():
        with told_on(form):
            place = form.chosen_place()
            if form.new_place.data:
                place = lists.meet_at(g.actor, form.new_place.data, form.municipality.data or "", now=now())
            on = form.on.data if form.on.data != today() else None
            session[_WHERE] = [
                g.digibank.id, form.service.data, place.id if place is not None else None,
                on.isoformat() if on else "", today().isoformat(),
            ]  # fmt: skip
            return redirect(url_for(".note"), 303)
    icons = {service.value: picture for service, picture in PICTURES.items()}
    return page("inventory/contacts/where.html", form=form, icons=icons)


# --- one contact ---


@room.get("/<int:service_contact_id>")
@needs(Permission.CONTACT_SEE)
def show(service_contact_id: int) -> Any:
    """One contact: what is known of it, the episode to which it belongs, and to where someone was sent on."""
    contact = queries.get_contact(service_contact_id)
    search = request.args.get("search", "").strip()[:100]
    return page(
        "inventory/contacts/show.html", contact=contact, episode=queries.episode_of(contact),
        referrals=queries.referrals_of(contact), places={one.id: one for one in lists.places(closed=True)},
        send_on=SendOnForm(formdata=None), came=CameForm(formdata=None, on=today()), title_of=title_of,
        pictures=PICTURES, outcomes=OUTCOMES, is_typed=contact.source == typed.SOURCE,
        kinds=lists.help_types(closed=True),
        search=search, found=borrowers_found(search, 8) if search else [],
    )  # fmt: skip


@room.post("/<int:service_contact_id>/precise")
@needs(Permission.CONTACT_NOTE)
def precise(service_contact_id: int) -> Any:
    """What the question was about, said closer."""
    contact = queries.get_contact(service_contact_id)
    typed.make_precise(g.actor, contact, help_type=_help_type(request.form.get("about")), now=now())
    return _back(contact)


@room.post("/<int:service_contact_id>/outcome")
@needs(Permission.CONTACT_NOTE)
def outcome(service_contact_id: int) -> Any:
    """What came of it."""
    contact, said = queries.get_contact(service_contact_id), request.form.get("outcome", "")
    if said not in set(OUTCOMES):
        raise NotHere
    typed.say_outcome(g.actor, contact, ContactOutcome(said), now=now())
    return _back(contact)


@room.post("/<int:service_contact_id>/who")
@needs(Permission.BORROWER_SEE)
def who(service_contact_id: int) -> Any:
    """It was this person, by the code of the pass; empty: nobody we know."""
    contact, code = queries.get_contact(service_contact_id), request.form.get("person", "").strip()[:40]
    borrower = get_by_code(Borrower, code) if code else None
    typed.say_who(g.actor, contact, borrower, now=now())
    if borrower is not None:
        say_done(_("It was %(name)s.", name=borrower.short_name))
    return _back(contact)


@room.post("/<int:service_contact_id>/undo")
@needs(Permission.CONTACT_NOTE)
def undo(service_contact_id: int) -> Any:
    """It was a slip of the finger."""
    typed.undo(g.actor, queries.get_contact(service_contact_id), now=now())
    say_done(_("Undone. Nobody was counted."))
    return redirect(url_for(".note"), 303)


@room.post("/<int:service_contact_id>/send-on")
@needs(Permission.CONTACT_NOTE)
def send_on(service_contact_id: int) -> Any:
    """Someone is sent on to another service or organisation."""
    contact, form = queries.get_contact(service_contact_id), SendOnForm()
    if form.validate_on_submit():
        referrals.send_on(g.actor, contact, now=now(), **form.goes_to())
        say_done(_("Noted that this person was sent on."))
    return _back(contact)


def _back(contact: ServiceContact) -> Any:
    """Where one was: at noting, or on the page of the contact."""
    if request.form.get("at") == "note" or not g.actor.may(Permission.CONTACT_SEE):
        return redirect(url_for(".note", noted=contact.id), 303)
    return redirect(url_for(".show", service_contact_id=contact.id), 303)


@room.post("/referrals/<int:referral_out_id>/came")
@needs(Permission.CONTACT_SEE)
def came(referral_out_id: int) -> Any:
    """Somebody heard that they came there."""
    referral, form = queries.get_referral(referral_out_id), CameForm()
    if form.validate_on_submit():
        referrals.say_came(g.actor, referral, on=form.on.data, now=now())
        say_done(_("Noted that they came there."))
    return redirect(url_for(".show", service_contact_id=referral.contact_id), 303)


@room.post("/referrals/<int:referral_out_id>/did-not-come")
@needs(Permission.CONTACT_SEE)
def did_not_come(referral_out_id: int) -> Any:
    """That was somebody else after all."""
    referral = queries.get_referral(referral_out_id)
    referrals.say_did_not_come(g.actor, referral, now=now())
    return redirect(url_for(".show", service_contact_id=referral.contact_id), 303)


@room.post("/referrals/<int:referral_out_id>/take-back")
@needs(Permission.CONTACT_SEE)
def take_back(referral_out_id: int) -> Any:
    """Nobody was sent there."""
    referral = queries.get_referral(referral_out_id)
    contact_id = referral.contact_id
    referrals.take_back(g.actor, referral, now=now())
    say_done(_("Undone. Nobody was sent there."))
    return redirect(url_for(".show", service_contact_id=contact_id), 303)


# --- what other pages show, and what follows from deeds elsewhere ---


@offers("borrower.questions")
def ask_about(borrower: Borrower | None, actor: Actor) -> Questions | None:
    """The groups to which someone belongs, and the gender where that is asked."""
    return questions_for(borrower, actor)


@offers("borrower.panels")
def borrower_panel(borrower: Borrower, actor: Actor) -> Panel | None:
    """The way to everything that this person came for."""
    if not actor.may(Permission.CONTACT_SEE):
        return None
    return Panel("inventory/contacts/_of_borrower.html", {"borrower": borrower}, weight=80)


@offers("borrower.edited")
def follow_edit(borrower: Borrower, changed: Collection[str], when: datetime) -> None:
    """The year of birth or the town is another: what is counted of this person follows where it must."""
    if {"birth_year", "municipality"} & set(changed):
        actions.freeze_again(borrower, changed, on=day(when))


@offers("borrower.merging")
def contacts_move(_stays: Borrower, _goes: Borrower) -> list[str]:
    """That they would move; how many changes nothing, so nobody asks."""
    return [_("Contacts and target groups move along.")]


@offers("borrower.merged")
def move_contacts(stays: Borrower, goes: Borrower, _now: datetime) -> None:
    """Contacts and groups of an entry that turned out to be someone else's."""
    actions.move_to(stays, goes)
