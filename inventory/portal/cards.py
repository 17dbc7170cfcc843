"""The cards on the wall of the bench: print them, and what a scanned one leads to.

A scan only ever leads to a page. What changes something stands on that page as one big button, and the browser
that scanned presses it by itself where one tap takes it back: a hand in a glove needs no second one.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from inventory import codes
from inventory.borrowers.models import Borrower
from inventory.codes import Code, Kind
from inventory.devices.models import Device
from inventory.digibank.numbers import get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.offers import NextStep, Panel, offered, offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done
from inventory.journey import Move, NotFromHere, Stage, destination
from inventory.lending.queries import open_loan_of
from inventory.permissions import Permission
from inventory.portal import card_deeds, card_paper, trail
from inventory.portal.meanings import ABOUT_A_LAPTOP, ICONS, PICTOGRAMS, CardMeaning
from inventory.portal.models import ActionCard
from inventory.portal.scan import landing_of
from inventory.shifts.rules import MAY, Work
from inventory.wiping.queries import way_to_the_bench
from inventory.wording import say
from labels.tag import link_to

room = Blueprint("cards", __name__, url_prefix="/<digibank>/cards")


@dataclass(frozen=True)
class Button:
    """The one thing that a card offers to do."""

    label: str
    url: str
    #: pressed by the scan of the card itself
    by_scan: bool = True


# --- on paper ---


@room.get("/")
@needs(Permission.LABEL_PRINT)
def index() -> Any:
    """The cards that this digibank has, and where to print them."""
    found = card_deeds.cards()
    is_whole = len(found) == len(CardMeaning)
    return page("inventory/portal/cards.html", cards=found, is_whole=is_whole, icons=ICONS)


@room.post("/make")
@needs(Permission.LABEL_PRINT)
def make() -> Any:
    """Give each card its number."""
    card_deeds.make_cards(g.actor, now=now())
    say_done(_("The cards are there. Print them, cut them, and hang them on the wall."))
    return redirect(url_for(".index"), 303)


@room.get("/sheet.pdf")
@needs(Permission.LABEL_PRINT)
def sheet() -> Any:
    """The cards on paper, in the language of the digibank."""
    base = current_app.config["PUBLIC_URL"]
    with force_locale(g.digibank.locale):
        title = _("Action cards of %(owner)s", owner=g.digibank.name)
        drawn = [
            card_paper.Card(
                PICTOGRAMS[card.meaning],
                str(say(card.meaning)),
                (card.letter, codes.grouped(card.code_serial)),
                link_to(base, card.code),
                _("Scan the laptop first, then this card.") if card.meaning in ABOUT_A_LAPTOP else "",
            )
            for card in card_deeds.cards()
        ]
    headers = {"Content-Disposition": 'inline; filename="cards.pdf"', "Cache-Control": "no-store"}
    content = card_paper.draw(drawn, title=title, locale=g.digibank.locale)
    return Response(content, mimetype="application/pdf", headers=headers)


@room.get("/pass/<code>.pdf")
@needs(Permission.BORROWER_SEE)
def borrower_pass(code: str) -> Any:
    """A borrower's pass: a number and whom to call, and no name, for it may be lost."""
    borrower = get_by_code(Borrower, code)
    if borrower.is_forgotten:
        raise NotHere
    with force_locale(g.digibank.locale):
        drawn = card_paper.Card(
            "laptop",
            g.digibank.name,
            (borrower.letter, codes.grouped(borrower.code_serial)),
            link_to(current_app.config["PUBLIC_URL"], borrower.code),
            _("Found? Call %(phone)s", phone=g.digibank.phone) if g.digibank.phone else "",
        )
        title = _("Pass %(code)s", code=borrower.spoken)
    content = card_paper.draw([drawn], title=title, locale=g.digibank.locale)
    card_deeds.note_pass_printed(g.actor, borrower, now=now())
    headers = {"Content-Disposition": f'inline; filename="{borrower.code}.pdf"', "Cache-Control": "no-store"}
    return Response(content, mimetype="application/pdf", headers=headers)


@offers("borrower.panels")
def pass_panel(borrower: Borrower, actor: Actor) -> Panel | None:
    """The way to this person's pass."""
    if borrower.is_forgotten or not actor.may(Permission.BORROWER_SEE):
        return None
    return Panel("inventory/portal/_pass.html", {"borrower": borrower}, weight=90)


# --- scanned ---


@offers("scan.sentences")
def sentence_with(first: Code, second: Code, actor: Actor) -> str | None:
    """A laptop, and a card that says something of it."""
    if (
        second.kind is not Kind.ACTION
        or first.kind is not Kind.DEVICE
        or not actor.may(Permission.DEVICE_SEE)
    ):
        return None
    return url_for("cards.use_on", code=second, device=first)


@offers("scan.lands")
def lands(code: Code, actor: Actor) -> str | None:
    """A card by itself."""
    return (
        url_for("cards.use", code=code) if code.kind is Kind.ACTION and actor.may(Permission.SCAN) else None
    )


@room.get("/<code>")
@needs(Permission.SCAN)
def use(code: str) -> Any:
    """A card was scanned, and no laptop before it."""
    return _answer(get_by_code(ActionCard, code), None)


@room.get("/<code>/<device>")
@needs(Permission.DEVICE_SEE)
def use_on(code: str, device: str) -> Any:
    """A laptop was scanned, and then a card."""
    return _answer(get_by_code(ActionCard, code), get_by_code(Device, device))


def _answer(card: ActionCard, device: Device | None) -> Any:
    """Where the card leads: to another page at once, to one big button, or to a sentence that says why not."""
    meaning = card.meaning
    deed = _deed(meaning, device) if device is not None or meaning not in ABOUT_A_LAPTOP else None
    if isinstance(deed, str):
        return redirect(deed, 303)
    instead = landing_of(device.code) if device is not None else None
    needs_laptop = meaning in ABOUT_A_LAPTOP and device is None
    told = {"meaning": meaning, "device": device, "button": deed, "icon_name": ICONS[meaning]}
    return page("inventory/portal/card.html", **told, instead=instead, needs_laptop=needs_laptop)


def _deed(meaning: CardMeaning, device: Device | None) -> str | Button | None:
    if meaning is CardMeaning.UNDO:
        return _undo(device)
    if meaning is CardMeaning.NEXT:
        return _next(device)
    if meaning is CardMeaning.HELP:
        url = url_for(".help_with", device=device.code) if device is not None else url_for(".help_me")
        return Button(_("Ask for help"), url)
    assert device is not None
    if meaning is CardMeaning.STEP_DONE:
        return _step(device)
    if meaning is CardMeaning.ALL_FINE:
        is_there = device.stage is Stage.REFURBISHING and g.actor.may(Permission.REFURBISH)
        return Button(str(say(meaning)), url_for("refurbishing.rest", code=device.code)) if is_there else None
    if meaning is CardMeaning.DEFECT:
        return _defect(device)
    may_print = g.actor.may(Permission.LABEL_PRINT)
    return url_for("labels.choose", codes=str(device.code)) if may_print else None


def _step(device: Device) -> str | Button | None:
    """The next step of the journey, as the device's own page would offer it first."""
    steps: list[NextStep] = offered("device.next_steps", device, g.actor)
    main = next((step for step in steps if step.is_main), None)
    if main is None:
        landing = landing_of(device.code)
        return landing if landing != url_for("devices.show", code=device.code) else None
    url = url_for(main.endpoint, **main.values)
    return Button(str(main.label), url, by_scan=main.is_undone_by_a_tap) if main.posts else url


def _defect(device: Device) -> str | Button | None:
    """Where something broken is written down, at this stage and by this person."""
    if device.stage is Stage.LENT and g.actor.may(Permission.LOAN_TAKE_BACK):
        loan = open_loan_of(device)
        return url_for("returning.take_back", code=loan.code) if loan is not None else None
    if g.actor.may(Permission.REFURBISH) and device.stage in (Stage.WIPED, Stage.REFURBISHING):
        return url_for("refurbishing.checklist", code=device.code)
    if g.actor.may(Permission.REFURBISH) and _may_go_back(device):
        back = url_for("refurbishing.check_again", code=device.code)
        return Button(_("Back to the bench"), back, by_scan=False)
    may_write = g.actor.may(Permission.DEVICE_CORRECT)
    return url_for("devices.correct", code=device.code, _anchor="defect") if may_write else None


def _may_go_back(device: Device) -> bool:
    try:
        return destination(device.stage, Move.SEND_BACK) is not None
    except NotFromHere:
        return False


def _undo(device: Device | None) -> Button | None:
    """Off the wiping bench again; else the last move of this person, of this laptop or of any."""
    if device is not None and g.actor.may(Permission.WIPE_RECORD) and way_to_the_bench(device) is not None:
        label = _("Take %(code)s off the bench", code=device.spoken)
        return Button(label, url_for("wiping.undo_start", code=device.code))
    moved = [scan for scan in trail.last_scans() if scan.before is not None]
    scan = next((one for one in moved if device is None or one.code == device.code), None)
    if scan is None or not g.actor.may(Permission.DEVICE_MOVE):
        return None
    return Button(_("Put %(code)s back", code=scan.spoken), url_for("trail.undo", device=scan.code))


def _next(device: Device | None) -> str | Button:
    """The next one of the work that the laptop in hand is at, or to one's own day; the laptop is out of hand."""
    trail.remember_words()
    work = _WORKS.get(device.stage) if device is not None else None
    if work is not None and g.actor.may(MAY[work]):
        return Button(_("Take the next"), url_for("shifts.take", work=work))
    return url_for("shifts.bench" if g.actor.may(Permission.BENCH_OWN) else "today.show")


#: of which work "the next" is, by where the laptop in hand stands
_WORKS = {
    Stage.RECEIVED: Work.WIPE,
    Stage.WIPING: Work.WIPE,
    Stage.RETURNED: Work.RETURNED,
    Stage.WIPED: Work.CHECKLIST,
    Stage.REFURBISHING: Work.CHECKLIST,
}


# --- help ---


@room.post("/help")
@needs(Permission.SCAN)
def help_me() -> Any:
    """Ask who leads the bench to come."""
    return _asked(None)


@room.post("/help/<device>")
@needs(Permission.SCAN)
def help_with(device: str) -> Any:
    """The same, with the laptop that was in hand."""
    return _asked(get_by_code(Device, device))


def _asked(device: Device | None) -> Any:
    card_deeds.call_for_help(g.actor, device, now=now())
    say_done(_("We said so. Someone comes to look."))
    return redirect(url_for("scan.scan"), 303)


@room.post("/help/<int:call_id>/came")
@needs(Permission.REFURBISH_SIGN_OFF)
def came(call_id: int) -> Any:
    """Someone went to look."""
    card_deeds.answer_help(g.actor, call_id, now=now())
    return redirect(url_for("today.show"), 303)


@offers("today.technician")
def who_waits(actor: Actor, _today: date) -> Panel | None:
    """Who at the bench asks for help, for whoever leads it."""
    if not actor.may(Permission.REFURBISH_SIGN_OFF):
        return None
    calls = card_deeds.open_calls()
    return Panel("inventory/portal/_help.html", {"calls": calls}, weight=5) if calls else None
