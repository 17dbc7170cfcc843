"""What I learn, what the team learns, and the page on which a buddy gives a code."""

from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from inventory.devices.models import Device
from inventory.digibank.models import Membership
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.offers import SheetLine, offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.tongue import tongue
from inventory.foundation.web import asks_json, needs, page, say_done, told_on, wants_json
from inventory.learning import actions, guiding, papers, queries, rules
from inventory.learning.forms import BuddyForm, PinForm, SkillForm
from inventory.learning.models import Learner
from inventory.learning.rules import Level, NeedsBuddy, Trade
from inventory.learning.shown import LOOKS, icon_of, name_of
from inventory.permissions import Permission
from inventory.wording import say

room = Blueprint("learning", __name__, url_prefix="/<digibank>/learning")

#: what the buddy's page asks itself; all else on it is the form that waits
_OWN_FIELDS = frozenset(
    {"csrf_token", "once", "buddy_code", "buddy_pin", "buddy_trade", "buddy_path", "buddy_back"}
)


# --- my own ---


@room.get("/mine")
@needs(Permission.BENCH_OWN)
def mine() -> Any:
    """What I may do alone, what with a buddy, and what I helped."""
    learner = queries.find_learner(g.actor.user_id)
    return page(
        "inventory/learning/mine.html",
        learner=learner,
        rows=queries.rows_of(learner) if learner else [],
        helped=queries.devices_helped(learner) if learner else 0,
        has_pin=queries.has_pin(g.actor.user_id),
        **_looks(),
    )


def _looks() -> dict[str, Any]:
    return {"name_of": name_of, "icon_of": icon_of, "looks": LOOKS, "Level": Level}


@room.get("/mine.pdf")
@needs(Permission.BENCH_OWN)
def mine_on_paper() -> Any:
    """My own attestation."""
    learner = queries.find_learner(g.actor.user_id)
    if learner is None:
        raise NotHere
    return _paper(queries.get_learner(learner.id), tongue())


def _paper(learner: Learner, locale: str) -> Any:
    rows, helped = queries.rows_of(learner), queries.devices_helped(learner)
    facts = papers.attestation_facts(learner, rows, helped, locale=locale, today=clock.today())
    return send_file(BytesIO(papers.attestation(facts)), "application/pdf", download_name="learnt.pdf")


@room.post("/mine/ask/<int:skill_id>")
@needs(Permission.BENCH_OWN)
def ask(skill_id: int) -> Any:
    """I think I can do this alone: ask who leads to look."""
    actions.ask(g.actor, queries.get_skill(skill_id), now=now())
    say_done(_("Asked. A colleague who leads comes to look."))
    return redirect(url_for(".mine", _anchor=f"skill-{skill_id}"), 303)


@room.post("/mine/unask/<int:skill_id>")
@needs(Permission.BENCH_OWN)
def unask(skill_id: int) -> Any:
    """Not yet after all."""
    actions.ask(g.actor, queries.get_skill(skill_id), now=now(), asks=False)
    return redirect(url_for(".mine", _anchor=f"skill-{skill_id}"), 303)


@room.route("/pin", methods=["GET", "POST"])
@needs(Permission.BENCH_OWN)
def pin() -> Any:
    """Choose the four digits that stand beside my badge."""
    form = PinForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.set_pin(g.actor, form.pin.data, now=now())
            say_done(_("Your PIN is set. Type it beside your badge when a colleague asks."))
            return redirect(url_for(".mine"), 303)
    return page("inventory/learning/pin.html", form=form)


# --- the buddy ---


@room.app_errorhandler(NeedsBuddy)
def ask_buddy(refusal: NeedsBuddy) -> Any:
    """A deed was refused for want of a buddy: ask the code, with all that was sent still there."""
    if wants_json() or asks_json() or request.method != "POST":
        return {"refused": "needs_buddy", "because": say(refusal)}, refusal.status
    path = request.full_path.rstrip("?")
    return _buddy_page(BuddyForm(formdata=None), refusal.particulars["trade"], path, _came_from())


def _buddy_page(form: BuddyForm, trade: Any, path: str, back: str) -> Any:
    sent: MultiDict[str, str] = request.form
    waiting = [(name, value) for name, value in sent.items(multi=True) if name not in _OWN_FIELDS]
    body, _status = page(
        "inventory/learning/buddy.html", form=form, trade=trade, path=path, back=back, waiting=waiting
    )
    return body, 422


def _came_from() -> str:
    """The page on which the work stands; a deed's own address may take nothing but forms."""
    path = urlsplit(request.referrer or "").path
    return path if _is_ours(path) else url_for("today.show")


@room.post("/buddy")
@needs(Permission.BENCH_OWN)
def buddy() -> Any:
    """A buddy scans the badge and types the PIN; the browser then sends again what waited, to where it was sent."""
    form, trade, path = (
        BuddyForm(),
        _trade(request.form.get("buddy_trade", "")),
        request.form.get("buddy_path", ""),
    )
    back = request.form.get("buddy_back", "")
    if not (_is_ours(path) and _is_ours(back)):
        raise NotHere
    if form.validate_on_submit():
        with told_on(form):
            who = guiding.give_word(
                g.actor, trade, badge=form.buddy_code.data, pin=form.buddy_pin.data, now=now()
            )
            say_done(_("%(name)s is your buddy for this.", name=who.name))
            return redirect(path, 307)
    return _buddy_page(form, trade, path, back)


def _trade(text: str) -> Trade:
    try:
        return Trade(text)
    except ValueError:
        raise NotHere from None


def _is_ours(path: str) -> bool:
    """An address within this digibank and nothing else: to another house the code of a buddy would go along."""
    return path.startswith(f"/{g.slug}/") and path.isascii() and path.isprintable() and "\\" not in path


# --- who leads ---


@room.get("/")
@needs(Permission.BENCH_LEAD)
def team() -> Any:
    """Who of the bench learns, and who asks to be seen."""
    learnt = queries.skills()
    return page(
        "inventory/learning/team.html",
        members=queries.team(learnt),
        former=queries.former(),
        asking=queries.asking(),
        skill_count=len(learnt),
        **_looks(),
    )


@room.post("/begin/<int:membership_id>")
@needs(Permission.BENCH_LEAD)
def begin(membership_id: int) -> Any:
    """Someone begins to learn."""
    membership = db.session.get(Membership, membership_id)
    if membership is None or membership.role not in queries.AT_THE_BENCH:
        raise NotHere
    name = membership.user.name
    learner = actions.begin(g.actor, membership, now=now())
    say_done(_("From now on the bench asks %(name)s for a buddy.", name=name))
    return redirect(url_for(".show", learner_id=learner.id), 303)


@room.get("/<int:learner_id>")
@needs(Permission.BENCH_LEAD)
def show(learner_id: int) -> Any:
    """One person: every skill, what was said of it, and what was practised."""
    learner = queries.get_learner(learner_id)
    return page(
        "inventory/learning/show.html",
        learner=learner,
        is_own=learner.user_id == g.actor.user_id,
        rows=queries.rows_of(learner),
        helped=queries.devices_helped(learner),
        history=queries.history_of(learner),
        **_looks(),
    )


@room.get("/<int:learner_id>.pdf")
@needs(Permission.BENCH_LEAD)
def on_paper(learner_id: int) -> Any:
    """The attestation of one person, in the language of the digibank."""
    return _paper(queries.get_learner(learner_id), g.digibank.locale)


@room.post("/<int:learner_id>/<int:skill_id>")
@needs(Permission.BENCH_LEAD)
def say_level(learner_id: int, skill_id: int) -> Any:
    """Say what someone can."""
    learner, skill = queries.get_learner(learner_id), queries.get_skill(skill_id)
    try:
        level = Level(request.form.get("level", ""))
    except ValueError:
        raise NotHere from None
    actions.say_level(g.actor, learner, skill, level, now=now())
    return redirect(url_for(".show", learner_id=learner_id, _anchor=f"skill-{skill_id}"), 303)


@room.post("/<int:learner_id>/end")
@needs(Permission.BENCH_LEAD)
def end(learner_id: int) -> Any:
    """They need no buddy any more."""
    learner = queries.get_learner(learner_id)
    actions.end(g.actor, learner, now=now())
    say_done(_("The bench asks for no buddy any more. What was learnt stays written down."))
    return redirect(url_for(".team"), 303)


@room.route("/skills", methods=["GET", "POST"])
@needs(Permission.BENCH_LEAD)
def skills() -> Any:
    """What is learnt at this bench."""
    form = SkillForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.add_skill(g.actor, form.name.data, now=now())
            say_done(_("“%(name)s” is on the list.", name=form.name.data))
            return redirect(url_for(".skills"), 303)
    found = queries.skills(also_closed=True)
    return page("inventory/learning/skills.html", form=form, skills=found, asked=rules.ASKED, **_looks())


@room.post("/skills/<int:skill_id>/close")
@needs(Permission.BENCH_LEAD)
def close_skill(skill_id: int) -> Any:
    """Not learnt here."""
    actions.close_skill(g.actor, queries.get_skill(skill_id), now=now())
    return redirect(url_for(".skills"), 303)


@room.post("/skills/<int:skill_id>/open")
@needs(Permission.BENCH_LEAD)
def open_skill(skill_id: int) -> Any:
    """Learnt here again."""
    actions.close_skill(g.actor, queries.get_skill(skill_id), now=now(), closed=False)
    return redirect(url_for(".skills"), 303)


# --- what this room shows elsewhere, and what it does by itself ---


@offers("reuse_sheet.lines")
def lines(device: Device) -> list[SheetLine]:
    """Who stood beside, at what was done with a buddy."""
    return [
        SheetLine(
            done.done_at, _("Buddy: %(skill)s", skill=say(done.trade)), done.buddy.name if done.buddy else "",
            _("Stood beside the work."),
        )
        for done in queries.stood_beside(device.id)
    ]  # fmt: skip


@offers("member.left")
def left(user_id: int, actor: Actor, moment: Any) -> None:
    """The plan of who leaves ends."""
    actions.leave(actor, user_id, now=moment)


@offers("nightly")
def nightly(actor: Actor, _today: date) -> None:
    """Forget whose old plans were."""
    actions.forget(actor, now=now())
