"""The list of repairs, and one repair with its one next step."""

from typing import Any

from flask import Response, g, redirect, request, url_for
from flask_babel import gettext as _

from inventory.devices.models import Device
from inventory.digibank.numbers import get_by_code
from inventory.foundation import clock
from inventory.foundation.clock import now
from inventory.foundation.forms import ButtonForm
from inventory.foundation.listing import MOST_ON_A_CARD, bounded, filtered_address, shelf
from inventory.foundation.money import amount_text
from inventory.foundation.offers import offered
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.partners.actions import get_partner, partners_of
from inventory.partners.models import PartnerKind
from inventory.parts import queries as parts
from inventory.permissions import Permission
from inventory.repairing import actions, outside, part_views, queries, rules
from inventory.repairing import offered as offers_of_ours
from inventory.repairing.door import room
from inventory.repairing.forms import CloseForm, CostForm, LineForm, OpenForm, PhotoForm, SendForm, WaitForm
from inventory.repairing.models import RepairTicket
from inventory.repairing.rules import LineKind, NextStep, Result, Source, Standing, State
from inventory.repairing.words import LOOKS
from inventory.wording import say

#: hung on the house by being there
_ELSEWHERE = (offers_of_ours, part_views)
#: the states as tabs of the list, in the order in which they ask for hands
SHOWN = (State.OPEN, State.WORKING, State.WAITING, State.OUTSIDE, State.CLOSED)


@room.get("/")
@needs(Permission.REPAIR_WORK)
def index() -> Any:
    """The repairs in one state, or all that are open; who waits longest comes first."""
    asked = request.args.get("state", "")
    states = (State(asked),) if asked in set(State) else SHOWN[:-1]
    counts = queries.counts_by_state(MOST_ON_A_CARD)
    tabs = [(_("All open"), filtered_address(state=None), not asked, "")]
    tabs += [
        (say(one), filtered_address(state=one), asked == one, bounded(counts[one], MOST_ON_A_CARD))
        for one in SHOWN
    ]
    found = shelf(queries.in_states(*states), RepairTicket.id, descending=states == (State.CLOSED,))
    return page(
        "inventory/repairing/index.html", shelf=found, tabs_shown=tabs, looks=LOOKS, today=clock.today(), State=State
    )  # fmt: skip


@room.route("/new/<code>", methods=["GET", "POST"])
@needs(Permission.REPAIR_OPEN)
def new(code: str) -> Any:
    """Something is wrong with this device."""
    device, form = get_by_code(Device, code), OpenForm()
    told_by_borrower = request.args.get("from") == "loan"
    if form.validate_on_submit():
        with told_on(form):
            ticket = actions.open_ticket(
                g.actor, device, form.what.data, now=now(), blocking=not form.may_be_lent.data,
                source=Source.LOAN if told_by_borrower else Source.HAND,
            )  # fmt: skip
            if form.photo.content:
                actions.take_photo(g.actor, ticket, form.photo.content, now=now())
            say_done(_("The bench knows. %(code)s: %(what)s.", code=device.spoken, what=ticket.what))
            if g.actor.may(Permission.REPAIR_WORK):
                return redirect(url_for(".show", ticket_id=ticket.id), 303)
            return redirect(url_for("devices.show", code=device.code), 303)
    return page("inventory/repairing/new.html", form=form, device=device, told_by_borrower=told_by_borrower)


@room.get("/<int:ticket_id>")
@needs(Permission.REPAIR_WORK)
def show(ticket_id: int) -> Any:
    """One repair: what is wrong, what to do now, and everything that was done."""
    return _shown(queries.get_ticket(ticket_id))


def _shown(ticket: RepairTicket, **forms: Any) -> Any:
    """The page of a repair; a form that was refused comes back with what was typed in it."""
    device = ticket.device
    refused = next(iter(forms.values()), None)
    standing = Standing(ticket.state, is_mine=ticket.taken_by_id == g.actor.user_id)
    may_cost = g.actor.may(Permission.REPAIR_COST)
    told = {
        "line_form": LineForm(formdata=None),
        "button_form": ButtonForm(formdata=None),
        "cost_form": CostForm(
            formdata=None, cost="" if ticket.cost_cents is None else amount_text(ticket.cost_cents)
        ),
        **forms,
    }
    lines = queries.lines_of(ticket)
    return page(
        "inventory/repairing/show.html",
        form=refused,
        ticket=ticket,
        device=device,
        step=rules.next_step(standing),
        NextStep=NextStep,
        State=State,
        Result=Result,
        look=LOOKS[ticket.state],
        lines=lines,
        minutes=sum(line.minutes for line in lines),
        used=parts.used_for(ticket.id),
        photos=queries.photo_ids(ticket),
        may_cost=may_cost,
        may_write_off=g.actor.may(Permission.REPAIR_WRITE_OFF),
        may_reopen=not ticket.is_open and device.stage not in rules.NO_REPAIRS,
        untouched=ticket.state is State.OPEN and not lines and actions.may_take_back(g.actor, ticket),
        today=clock.today(),
        steps=offered("device.next_steps", device, g.actor) if not ticket.is_open else [],
        **told,
    )


@room.post("/<int:ticket_id>/begin")
@needs(Permission.REPAIR_WORK)
def begin(ticket_id: int) -> Any:
    """Take it in hand, or over from a colleague."""
    ticket = queries.get_ticket(ticket_id)
    actions.begin(g.actor, ticket, takes_over=request.form.get("over") == "yes", now=now())
    return redirect(url_for(".show", ticket_id=ticket.id), 303)


@room.post("/<int:ticket_id>/lay-down")
@needs(Permission.REPAIR_WORK)
def lay_down(ticket_id: int) -> Any:
    """Leave it for a colleague; also the way back from a tap on Begin."""
    ticket = actions.lay_down(g.actor, queries.get_ticket(ticket_id), now=now())
    say_done(_("Whoever wants may begin."))
    return redirect(url_for(".show", ticket_id=ticket.id), 303)


@room.post("/<int:ticket_id>/write")
@needs(Permission.REPAIR_WORK)
def write(ticket_id: int) -> Any:
    """Keep a line of what was seen or done."""
    ticket, form = queries.get_ticket(ticket_id), LineForm()
    if form.validate_on_submit():
        with told_on(form):
            told = {"minutes": form.minutes.data, "now": now()}
            actions.write(g.actor, ticket, LineKind(form.kind.data), form.told.data, **told)
            say_done(_("Written down."))
            return redirect(url_for(".show", ticket_id=ticket.id, _anchor="lines"), 303)
    return _shown(ticket, line_form=form)


@room.post("/<int:ticket_id>/lines/<int:line_id>/strike")
@needs(Permission.REPAIR_WORK)
def strike(ticket_id: int, line_id: int) -> Any:
    """Take back a line of one's own."""
    ticket = queries.get_ticket(ticket_id)
    actions.strike(g.actor, queries.get_line(ticket, line_id), now=now())
    say_done(_("Taken back."))
    return redirect(url_for(".show", ticket_id=ticket.id, _anchor="lines"), 303)


@room.route("/<int:ticket_id>/wait", methods=["GET", "POST"])
@needs(Permission.REPAIR_WORK)
def wait(ticket_id: int) -> Any:
    """Put it aside until a part comes."""
    ticket, form = queries.get_ticket(ticket_id), WaitForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.wait(g.actor, ticket, form.part.data, now=now())
            say_done(_("Put aside until this part comes: %(part)s.", part=form.part.data))
            return redirect(url_for(".show", ticket_id=ticket.id), 303)
    return page("inventory/repairing/wait.html", form=form, ticket=ticket)


@room.route("/<int:ticket_id>/send-out", methods=["GET", "POST"])
@needs(Permission.REPAIR_WORK)
def send_out(ticket_id: int) -> Any:
    """It goes to a repairer outside."""
    ticket = queries.get_ticket(ticket_id)
    repairers = partners_of(PartnerKind.WORKSHOP, PartnerKind.SUPPLIER)
    form = SendForm(repairers, clock.today())
    if form.validate_on_submit():
        with told_on(form):
            repairer = get_partner(int(form.repairer.data))
            told = {"sent_on": form.sent_on.data, "expected_on": form.expected_on.data, "now": now()}
            outside.send_out(g.actor, ticket, repairer, **told)
            say_done(_("%(code)s is with %(name)s.", code=ticket.device.spoken, name=repairer.name))
            return redirect(url_for(".show", ticket_id=ticket.id), 303)
    return page("inventory/repairing/send_out.html", form=form, ticket=ticket, has_repairers=bool(repairers))


@room.post("/<int:ticket_id>/come-back")
@needs(Permission.REPAIR_WORK)
def come_back(ticket_id: int) -> Any:
    """It is here again."""
    ticket = outside.come_back(g.actor, queries.get_ticket(ticket_id), now=now())
    say_done(_("%(code)s is back. With a disk inside it is wiped again first.", code=ticket.device.spoken))
    return redirect(url_for(".show", ticket_id=ticket.id), 303)


@room.route("/<int:ticket_id>/close", methods=["GET", "POST"])
@needs(Permission.REPAIR_WORK)
def close(ticket_id: int) -> Any:
    """Say what came of it."""
    ticket = queries.get_ticket(ticket_id)
    form = CloseForm(may_write_off=g.actor.may(Permission.REPAIR_WRITE_OFF))
    if form.validate_on_submit():
        with told_on(form):
            told = {"words": form.told.data or "", "minutes": form.minutes.data, "now": now()}
            actions.close(g.actor, ticket, Result(form.result.data), **told)
            say_done(_("Closed: %(result)s.", result=say(Result(form.result.data))))
            return redirect(url_for(".show", ticket_id=ticket.id), 303)
    return page("inventory/repairing/close.html", form=form, ticket=ticket, device=ticket.device)


@room.post("/<int:ticket_id>/withdraw")
@needs(Permission.REPAIR_OPEN)
def withdraw(ticket_id: int) -> Any:
    """It was a mistake."""
    ticket = actions.withdraw(g.actor, queries.get_ticket(ticket_id), now=now())
    say_done(_("Undone: no repair is asked any more."))
    return redirect(url_for("devices.show", code=ticket.device.code), 303)


@room.post("/<int:ticket_id>/reopen")
@needs(Permission.REPAIR_WORK)
def reopen(ticket_id: int) -> Any:
    """It is broken again, or was closed by mistake."""
    ticket = actions.reopen(g.actor, queries.get_ticket(ticket_id), now=now())
    say_done(_("This repair is open again."))
    return redirect(url_for(".show", ticket_id=ticket.id), 303)


@room.post("/<int:ticket_id>/blocking")
@needs(Permission.REPAIR_WORK)
def blocking(ticket_id: int) -> Any:
    """Whether the device may be lent with this fault."""
    ticket, blocks = queries.get_ticket(ticket_id), request.form.get("blocks") == "yes"
    actions.set_blocking(g.actor, ticket, blocks, now=now())
    say_done(_("It is not lent with this fault.") if blocks else _("It may be lent with this fault."))
    return redirect(url_for(".show", ticket_id=ticket.id), 303)


@room.post("/<int:ticket_id>/cost")
@needs(Permission.REPAIR_COST)
def cost(ticket_id: int) -> Any:
    """What it cost in all."""
    ticket, form = queries.get_ticket(ticket_id), CostForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.set_cost(g.actor, ticket, form.cents, now=now())
            say_done(_("Saved."))
            return redirect(url_for(".show", ticket_id=ticket.id), 303)
    return _shown(ticket, cost_form=form)


@room.route("/<int:ticket_id>/photos", methods=["GET", "POST"])
@needs(Permission.REPAIR_WORK)
def add_photo(ticket_id: int) -> Any:
    """Add a picture of what is wrong."""
    ticket, form = queries.get_ticket(ticket_id), PhotoForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.take_photo(g.actor, ticket, form.photo.content or b"", now=now())
            say_done(_("The photo is kept."))
            return redirect(url_for(".show", ticket_id=ticket.id), 303)
    return page("inventory/repairing/add_photo.html", form=form, ticket=ticket)


@room.get("/<int:ticket_id>/photos/<int:repair_photo_id>.jpg")
@needs(Permission.REPAIR_WORK)
def photo(ticket_id: int, repair_photo_id: int) -> Any:
    """A picture of what is wrong."""
    found = queries.get_photo(queries.get_ticket(ticket_id), repair_photo_id)
    return Response(found.content, mimetype="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})
