"""What other pages show of the donor's word: a partner's validators, a device that waits, what was refused."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from inventory.devices.models import Device
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.offers import NextStep, Panel, SheetLine, offers
from inventory.foundation.tenancy import current_digibank_id
from inventory.intake.models import Lot
from inventory.journey import Stage
from inventory.partners.models import Partner, PartnerKind
from inventory.permissions import Permission
from inventory.validating import actions, queries
from inventory.validating.models import Validation
from inventory.validating.rules import TERM, Answer
from inventory.wiping.attest import DonorsWord
from inventory.wording import say


@offers("attest.validation")
def word_of_the_donor(device: Device) -> DonorsWord:
    """What stands on an attest that is issued now."""
    said = queries.last_answer(device)
    if said is not None and said.answer is Answer.ACCEPTED:
        return DonorsWord(
            "accepted", said.answered_by.name, said.answered_at.isoformat(), str(said.certificate.code)
        )
    lot = db.session.get(Lot, device.lot_id) if device.lot_id else None
    return DonorsWord("asked" if lot is not None and queries.validates_itself(lot) else "none")


@offers("reuse_sheet.lines")
def sheet_lines(device: Device) -> list[SheetLine]:
    """What the donor said of each wipe. Who said it stands on the attest; here the donor's name is enough."""
    query = (
        select(Validation.answered_at, Validation.answer, Validation.reason, Partner.name)
        .join(Partner, Partner.id == Validation.partner_id)
        .where(Validation.device_id == device.id)
        .order_by(Validation.id)
    )
    return [
        SheetLine(
            at, _("The giver's own check of the wipe"), name, ": ".join(filter(None, (say(answer), reason)))
        )
        for at, answer, reason, name in db.session.execute(query)
    ]


@offers("partner.panels")
def of_partner(partner: Partner, actor: Actor) -> Panel | None:
    """Who validates for this donor."""
    if partner.kind is not PartnerKind.DONOR:
        return None
    context = {
        "partner": partner,
        "validators": queries.validators_of(partner.id),
        "may_appoint": actor.may(Permission.VALIDATOR_APPOINT),
        "has_account": any(one.user_id and one.anonymised_at is None for one in partner.contacts),
    }
    return Panel("inventory/validating/_of_partner.html", context)


@offers("device.panels")
def of_device(device: Device, actor: Actor) -> Panel | None:
    """That a wiped device waits for its donor, or what the donor said of it."""
    if device.lot_id is None or device.lap != 1 or not actor.may(Permission.LOT_SEE):
        return None
    if device.stage not in (Stage.WIPED, Stage.WIPING):
        return None
    said = queries.last_answer(device)
    waits = queries.is_waiting(device)
    if said is None and not waits:
        return None
    context = {"said": said, "waits": waits, "days": TERM.days}
    return Panel("inventory/validating/_of_device.html", context, weight=15)


@offers("wiping.panels")
def at_the_bench(device: Device, _actor: Actor) -> Panel | None:
    """What the donor refused, where the device is wiped again."""
    if device.stage is not Stage.WIPING or device.lot_id is None or device.lap != 1:
        return None
    said = queries.last_answer(device)
    if said is None or said.answer is not Answer.REFUSED:
        return None
    return Panel("inventory/validating/_at_the_bench.html", {"said": said})


@offers("today.technician")
def refused_today(actor: Actor, _today: date) -> Panel | None:
    """Devices that a donor refused and that are to be wiped again."""
    refused = queries.refused_at_the_bench() if actor.may(Permission.WIPE_RECORD) else []
    return Panel("inventory/validating/_today.html", {"refused": refused}, weight=10) if refused else None


@offers("today.coordinator")
def silence_today(actor: Actor, _today: Any) -> Panel | None:
    """Lots of which the donor does not answer."""
    if not actor.may(Permission.VALIDATOR_APPOINT):
        return None
    moment = now()
    silent = [one for one in queries.waiting_lots() if one.is_silent(moment)]
    return Panel("inventory/validating/_silence.html", {"silent": silent}, weight=12) if silent else None


@offers("partners.doors")
def door(actor: Actor) -> list[NextStep]:
    """From the list of partners to what waits for a donor."""
    if not actor.may(Permission.WIPE_VERIFY):
        return []
    return [NextStep(_("The donor's own check"), "validating.index", icon="checking")]


@offers("background")
def do_what_waits() -> None:
    """New attests for what a donor accepted a moment ago."""
    actor = Actor.house("background", current_digibank_id(), {Permission.CERTIFICATE_ISSUE})
    actions.tell_on_the_attests(actor, now())


@offers("nightly")
def nightly(actor: Actor, _today: date) -> None:
    """Attests that could not be made by day, and letters about what waits."""
    moment = now()
    actions.tell_on_the_attests(actor, moment)
    actions.tell_who_waits(actor, now=moment)


@offers("check")
def check() -> list[str]:
    """What does not hold: GBA recommendation 2020 §238."""
    return list(queries.broken_promises())
