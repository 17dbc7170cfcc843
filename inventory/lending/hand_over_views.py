"""The hand-over in five questions, each with an address of its own: who, what, deposit, sign, workshop.

Every answer is kept when it is given. A done question folds to one line, any of them can be opened again,
and a scan at whatever question fills the place it belongs to.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from inventory.applications import asking
from inventory.applications.policy import Tariff, asked_of, criteria_of, deposit_cents, said
from inventory.applications.queries import kept_for, proofs_to_see, rules_of, services
from inventory.banking.queries import account_for_deposits
from inventory.borrowers.models import Borrower
from inventory.borrowers.queries import must_count
from inventory.borrowers.rules import WaiverReason
from inventory.deposits.ledger import DepositWay
from inventory.deposits.papers import as_response
from inventory.devices.models import Device
from inventory.digibank.numbers import find_by_code
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.money import cents_from, round_euros
from inventory.foundation.refusal import NotHere
from inventory.foundation.tongue import tongue
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.lending import actions, drafts
from inventory.lending.agreement import agreement, important
from inventory.lending.drafts import STEP_OF, NotForAHandOver, Step
from inventory.lending.forms import CodeForm, DepositForm, SignForm, WhatForm, WhoForm, WorkshopForm
from inventory.lending.models import Accessory, HandOver
from inventory.lending.moment_views import back_from, read_code
from inventory.lending.queries import approved_applications
from inventory.lending.rules import NotYet, Signing, WorkshopAnswer
from inventory.lending.signature import signature_from
from inventory.partners.models import Partner
from inventory.permissions import Permission
from inventory.wording import say

desk = Blueprint("hand_over", __name__, url_prefix="/hand-over")


@dataclass(frozen=True)
class Line:
    """One question as the page shows it: done, now or todo, with its answer in a few words."""

    number: int
    step: Step
    state: str
    answer: str
    url: str


@desk.route("", methods=["GET", "POST"])
@needs(Permission.LOAN_HAND_OVER)
def begin() -> Any:
    """Begin with who comes, or with the laptop that was scanned."""
    device = _thing(Device, request.args.get("device", ""))
    waiting = kept_for(device) if device is not None else None
    # A scanned pass says who stands here; without one, who this laptop is kept for is the likeliest.
    asked = request.args.get("borrower", "")
    form = WhoForm(who=asked or (str(waiting.borrower.code) if waiting is not None else ""))
    form.who.choices = _who_may_come()
    if request.method == "GET" and asked and asked not in dict(form.who.choices):
        form.text.data = asked
    if form.validate_on_submit():
        with told_on(form):
            borrower = _borrower_of(form)
            draft = drafts.start(g.actor, now=now(), borrower=borrower, device=device)
            return redirect(url_for(".go_on", draft_id=draft.id), 303)
    return page("inventory/lending/hand_over/begin.html", form=form, device=device)


@desk.get("/<int:draft_id>")
@needs(Permission.LOAN_HAND_OVER)
def go_on(draft_id: int) -> Any:
    """To the first question that is still open, or to the end."""
    draft = _open_draft(draft_id)
    if draft.loan is not None:
        return redirect(url_for("lending.show", code=draft.loan.code), 303)
    step = drafts.first_open_step(draft)
    return redirect(url_for(f".{step or 'ready'}", draft_id=draft.id), 303)


@desk.route("/<int:draft_id>/who", methods=["GET", "POST"])
@needs(Permission.LOAN_HAND_OVER)
def who(draft_id: int) -> Any:
    """Who borrows: one of those who may come, or a scanned pass."""
    draft = _open_draft(draft_id)
    form = WhoForm(text=request.args.get("text", ""))
    form.who.choices = _who_may_come()
    if form.validate_on_submit():
        with told_on(form):
            drafts.choose_borrower(g.actor, draft, _borrower_of(form), now=now())
            return _next(draft)
    return _page(draft, Step.WHO, form)


@desk.route("/<int:draft_id>/what", methods=["GET", "POST"])
@needs(Permission.LOAN_HAND_OVER)
def what(draft_id: int) -> Any:
    """Which laptop, what goes along, until when."""
    draft = _open_draft(draft_id)
    scanned = request.args.get("text") or (str(draft.device.code) if draft.device else "")
    form = WhatForm(
        text=scanned,
        accessories=draft.accessories or [Accessory.CHARGER.value],
        due_on=draft.due_on or drafts.usual_end(now(), draft),
        has_no_end=draft.has_no_end,
    )
    if form.validate_on_submit():
        with told_on(form):
            device = _thing(Device, form.text.data or "")
            if device is None:
                raise NotForAHandOver(field="text")
            drafts.choose_device(
                g.actor, draft, device, now=now(), due_on=form.due_on.data, has_no_end=form.has_no_end.data,
                accessories=[Accessory(one) for one in form.accessories.data or []],
            )  # fmt: skip
            return _next(draft)
    return _page(draft, Step.WHAT, form)


@desk.route("/<int:draft_id>/deposit", methods=["GET", "POST"])
@needs(Permission.LOAN_HAND_OVER)
def deposit(draft_id: int) -> Any:
    """How the deposit is arranged."""
    draft = _open_draft(draft_id)
    tariffs, unset = _tariffs(draft)
    named = [*tariffs, *unset]
    form = DepositForm(
        tariff=draft.tariff if draft.tariff in dict(named) else (named[0][0] if named else None),
        way=draft.deposit_way or DepositWay.CASH,
        slip=draft.slip,
        partner=str(draft.partner_id or ""),
        promised_on=draft.promised_on,
        because=draft.waived_because,
        parts=str(draft.deposit_parts),
    )
    most = drafts.most_parts(drafts.rules_for(draft))
    form.offer(
        named,
        [(partner.id, partner.name) for partner in services()],
        has_account=account_for_deposits() is not None,
        most_parts=most,
    )
    if form.validate_on_submit():
        with told_on(form):
            drafts.settle_deposit(
                g.actor, draft, now=now(), way=DepositWay(form.way.data),
                tariff=Tariff(form.tariff.data) if form.tariff.data else Tariff.NORMAL,
                cents=_typed_cents(form), slip=form.slip.data or "", partner=_partner(form.partner.data),
                promised_on=form.promised_on.data, because=form.because.data or "",
                parts=int(form.parts.data or 1),
            )  # fmt: skip
            return _next(draft)
    return _page(draft, Step.DEPOSIT, form, tariffs=tariffs, unset=unset, most_parts=most)


@desk.route("/<int:draft_id>/sign", methods=["GET", "POST"])
@needs(Permission.LOAN_HAND_OVER)
def sign(draft_id: int) -> Any:
    """The borrower reads six sentences with pictures, and signs."""
    draft = _open_draft(draft_id)
    if not drafts.may_sign(draft):
        return _next(draft)
    form = SignForm(
        signing=draft.signing or Signing.SCREEN, read_aloud=draft.read_aloud, explained=draft.explained,
        administrator=draft.administrator or "",
    )  # fmt: skip
    if form.validate_on_submit():
        with told_on(form):
            signing = Signing(form.signing.data)
            ink = signature_from(form.signature.data or "") if signing is Signing.SCREEN else None
            drafts.sign(
                g.actor, draft, now=now(), signing=signing, signature=ink,
                typed_name=form.typed_name.data or "", read_aloud=form.read_aloud.data,
                explained=form.explained.data, administrator=form.administrator.data or "",
            )  # fmt: skip
            return _next(draft)
    return _page(draft, Step.SIGN, form, sentences=_sentences(draft))


@desk.route("/<int:draft_id>/workshop", methods=["GET", "POST"])
@needs(Permission.LOAN_HAND_OVER)
def workshop(draft_id: int) -> Any:
    """What was agreed about the start workshop."""
    draft = _open_draft(draft_id)
    form = WorkshopForm(
        answer=draft.workshop, planned_on=draft.workshop_on, reason=draft.workshop_reason or ""
    )
    comes_first = drafts.workshop_comes_first(draft)
    if comes_first:
        form.ask_only_whether_it_is_needed()
    if form.validate_on_submit():
        with told_on(form):
            reason = form.reason.data
            drafts.answer_workshop(
                g.actor, draft, now=now(), answer=WorkshopAnswer(form.answer.data), on=form.planned_on.data,
                reason=WaiverReason(reason) if reason in set(WaiverReason) else None,
            )  # fmt: skip
            return _next(draft)
    return _page(draft, Step.WORKSHOP, form, usual=None if comes_first else WorkshopAnswer.FOLLOWED)


@desk.route("/<int:draft_id>/ready", methods=["GET", "POST"])
@needs(Permission.LOAN_HAND_OVER)
def ready(draft_id: int) -> Any:
    """Everything on one page; the button hands the laptop over."""
    draft = _open_draft(draft_id)
    form = CodeForm()
    if form.validate_on_submit():
        with told_on(form):
            loan = actions.hand_over(g.actor, draft, now=now())
            say_done(
                _("%(code)s goes home with %(name)s.", code=loan.device.spoken, name=loan.borrower.first_name)
            )
            return redirect(back_from(draft) or url_for("lending.show", code=loan.code), 303)
    return _page(draft, None, form)


@desk.post("/<int:draft_id>/seen/<code>")
@needs(Permission.LOAN_HAND_OVER)
def see_proof(draft_id: int, code: str) -> Any:
    """A proof that was promised lies on the desk now."""
    draft = _open_draft(draft_id)
    asked = criteria_of(asked_of(rules_of(draft.application))) if draft.application is not None else ()
    criterion = next((one for one in asked if one.code == code), None)
    if criterion is None:
        raise NotHere
    shown = request.form.get("proof", "")
    proof = next((one for one in criterion.proofs if one.value == shown), None)
    if criterion.proofs and proof is None:
        raise NotHere
    asking.show_proof(g.actor, draft.application, code, proof, now=now())
    say_done(_("Written down."))
    return _next(draft)


@desk.post("/<int:draft_id>/scan")
@needs(Permission.LOAN_HAND_OVER)
def scan(draft_id: int) -> Any:
    """A scan at whatever question: the laptop or the borrower joins this hand-over."""
    draft, form = _open_draft(draft_id), CodeForm()
    if form.validate_on_submit():
        drafts.take_in(g.actor, draft, read_code(form.text.data or ""), now=now())
    return _next(draft)


@desk.post("/<int:draft_id>/drop")
@needs(Permission.LOAN_HAND_OVER)
def drop(draft_id: int) -> Any:
    """Give up: nothing was lent, no money moved."""
    drafts.drop(g.actor, _open_draft(draft_id), now=now())
    say_done(_("Given up. Nothing was lent."))
    return redirect(url_for("lending.index"), 303)


@desk.get("/<int:draft_id>/agreement.pdf")
@needs(Permission.LOAN_HAND_OVER)
def paper(draft_id: int) -> Response:
    """The agreement to sign with a pen, before there is a loan."""
    draft = _open_draft(draft_id)
    if draft.borrower is None or draft.device is None:
        raise NotHere
    locale = request.args.get("in", "nl")
    if locale not in {"nl", "fr", "en"}:
        raise NotHere
    facts = actions.agreement_facts(g.actor, draft, drafts.rules_for(draft), locale, now=now())
    return as_response(agreement(facts), f"agreement-{locale}")


def _next(draft: HandOver) -> Any:
    return redirect(url_for(".go_on", draft_id=draft.id), 303)


def _open_draft(draft_id: int) -> HandOver:
    """The hand-over with this id in this digibank, unless it was given up; NotHere otherwise."""
    draft = db.session.scalar(db.select(HandOver).where(HandOver.id == draft_id))
    if draft is None or draft.dropped_at is not None:
        raise NotHere
    return draft


def _page(draft: HandOver, current: Step | None, form: Any, **more: Any) -> Any:
    """The page of one question, with all five around it and the ticket beside it."""
    if draft.loan is not None:
        return redirect(url_for("lending.show", code=draft.loan.code), 303)
    reasons = drafts.objections(draft)
    name = draft.borrower.first_name if draft.borrower else ""
    template = f"inventory/lending/hand_over/{current or 'ready'}.html"
    return page(
        template,
        form=form,
        draft=draft,
        lines=_lines(draft, current, reasons),
        current=current,
        name=name,
        # A question that was not asked yet is no objection; one that was answered wrongly is.
        stops=[reason for reason in reasons if reason not in _NOT_ASKED_YET],
        to_see=proofs_to_see(draft.application) if NotYet.PROOF_TO_SEE in reasons else (),
        locale_text=lambda texts: said(texts, tongue()),
        may_go=not reasons,
        accessories=[say(accessory) for accessory in Accessory if accessory in draft.accessories],
        to_receive=_to_receive(draft),
        **{"tariffs": [], "unset": [], "sentences": [], **more},
    )


_NOT_ASKED_YET = {
    NotYet.NO_BORROWER,
    NotYet.PROOF_TO_SEE,
    NotYet.NO_DEVICE,
    NotYet.DEPOSIT_OPEN,
    NotYet.NOT_SIGNED,
    NotYet.WORKSHOP_OPEN,
}


def _lines(draft: HandOver, current: Step | None, reasons: list[NotYet]) -> list[Line]:
    open_steps = {STEP_OF.get(reason) for reason in reasons}
    answers = _answers(draft)
    lines = []
    for number, step in enumerate(Step, start=1):
        state = "now" if step is current else "todo" if step in open_steps else "done"
        url = url_for(f".{step}", draft_id=draft.id) if state == "done" or answers[step] else ""
        url = "" if state == "now" else url
        lines.append(Line(number, step, state, answers[step], url))
    return lines


def _answers(draft: HandOver) -> dict[Step, str]:
    """What each folded question says, in a few words."""
    accessories = [say(accessory) for accessory in Accessory if accessory in draft.accessories]
    device = draft.device
    until = say(draft.due_on) if draft.due_on else ""
    return {
        Step.WHO: draft.borrower.short_name if draft.borrower else "",
        Step.WHAT: " · ".join(part for part in (device.spoken, ", ".join(accessories), until) if part)
        if device
        else "",
        Step.DEPOSIT: _deposit_words(draft),
        Step.SIGN: say(draft.signing) if draft.signing else "",
        Step.WORKSHOP: _workshop_words(draft),
    }


def _deposit_words(draft: HandOver) -> str:
    if draft.deposit_way is None:
        return ""
    words = say(draft.deposit_way)
    return f"{round_euros(draft.deposit_cents)} · {words}" if draft.deposit_cents else words


def _workshop_words(draft: HandOver) -> str:
    if draft.workshop is not None:
        return " · ".join(
            part
            for part in (say(draft.workshop), say(draft.workshop_on) if draft.workshop_on else "")
            if part
        )
    borrower = draft.borrower
    return say(borrower.workshop_on) if borrower is not None and borrower.workshop_on else ""


def _to_receive(draft: HandOver) -> int:
    paid_now = draft.deposit_way in {DepositWay.CASH, DepositWay.CARD, None}
    return draft.deposit_cents if paid_now else 0


def _who_may_come() -> list[tuple[str, str]]:
    """Those with an approved application, by the code of their pass; who waits longest comes first."""
    return [
        (str(application.borrower.code), _waiting_words(application))
        for application in approved_applications(limit=12)
    ]


def _waiting_words(application: Any) -> str:
    name = application.borrower.short_name
    if application.device is not None:
        return f"{name} · {application.device.spoken}"
    days = (now() - application.decided_at).days if application.decided_at else 0
    if not days:
        return name
    waits = ngettext("waits %(num)s day", "waits %(num)s days", days)
    return f"{name} · {waits}"


def _borrower_of(form: WhoForm) -> Borrower:
    """The scanned person, or the chosen one."""
    text = form.text.data or form.who.data or ""
    borrower = _thing(Borrower, text)
    if borrower is None:
        must_count(read_code(text) if text else None, field="text")
        raise NotForAHandOver(field="text")
    return borrower


def _thing(model: Any, text: str) -> Any:
    """The device or borrower whose code was scanned, or None."""
    code = read_code(text) if text else None
    return find_by_code(model, code) if code is not None and code.kind in {None, model.letter} else None


def _tariffs(draft: HandOver) -> tuple[list[tuple[Tariff, str]], list[tuple[Tariff, str]]]:
    """The tariffs that can hold for this person: those with an amount, and those for which a person fills one in."""
    rules = drafts.rules_for(draft)
    words = {Tariff.NORMAL: _("Normal tariff"), Tariff.SOCIAL: _("Social tariff")}
    offered = [one for one in drafts.tariffs_offered(draft, rules) if one in words]
    cents = {one: deposit_cents(rules, one) for one in offered}
    named = [
        (one, f"{words[one]} · {round_euros(asked)}") for one, asked in cents.items() if asked is not None
    ]
    unset = [(one, words[one]) for one, asked in cents.items() if asked is None]
    return named, [] if named else unset


def _typed_cents(form: DepositForm) -> int | None:
    return cents_from(form.amount.data) if (form.amount.data or "").strip() else None


def _partner(text: str | None) -> Partner | None:
    """The organisation that was chosen, in this digibank; None for nothing or for a made-up one."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 15:
        return None
    return db.session.scalar(db.select(Partner).where(Partner.id == int(text)))


def _sentences(draft: HandOver) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Per pictogram its sentence in Dutch and in the borrower's language: [(locale, bold, plain)]."""
    locales = dict.fromkeys(("nl", actions.paper_locale(draft.borrower)))
    told: dict[str, list[tuple[str, str, str]]] = {}
    for locale in locales:
        facts = actions.agreement_facts(g.actor, draft, drafts.rules_for(draft), locale, now=now())
        with force_locale(locale):
            for picture, bold, plain in important(facts):
                told.setdefault(picture, []).append((locale, bold, plain))
    return list(told.items())
