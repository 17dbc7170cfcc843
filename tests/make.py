"""Plain functions that make things for tests, through the real actions."""

import itertools
from typing import Any

from inventory.foundation.actor import Actor
from inventory.permissions import Permission
from tests.cast import NOW, World

_numbers = itertools.count(1)


def anyone(digibank_id: int, user_id: int | None = None) -> Actor:
    """An actor who may do everything in one digibank; for setting a scene, never for what is tested."""
    return Actor("person", user_id, digibank_id, frozenset(Permission))


def actor_of(station: Any) -> Actor:
    """The station as it comes in with its own key."""
    from inventory.permissions import STATION

    return Actor("station", None, station.digibank_id, STATION, token_id=station.token_id)


def make_device(world: World, *, now: Any = NOW, media: int = 1, **details: Any) -> Any:
    """A laptop that was just received, with `media` exposed SSDs inside."""
    from inventory.devices import actions
    from inventory.devices.models import MediumKind
    from inventory.foundation.tenancy import current_digibank_id

    number = next(_numbers)
    actor = anyone(current_digibank_id(), world.fatima.user_id)
    told = {"maker": "Dell", "model": "Latitude 5400", "serial": f"SN{number:05d}X", **details}
    device = actions.register(actor, now=now, **told)
    for at in range(media):
        actions.add_medium(
            actor, device, now=now, kind=MediumKind.SSD, serial=f"DISK{number:05d}{at}",
            size_bytes=256_060_514_304, interface="ATA", maker="Samsung",
        )  # fmt: skip
    return device


def make_ready_device(world: World, *, now: Any = NOW, **details: Any) -> Any:
    """A laptop that was wiped and checked: it may be lent."""
    from datetime import timedelta

    from inventory.devices import actions
    from inventory.devices.actions import media_of
    from inventory.foundation.audit import record
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.foundation.transaction import transaction
    from inventory.journey import Move
    from tests.checked import make_checked

    first, second = bench_of(world)
    actor, checker = (anyone(current_digibank_id(), one.user_id) for one in (first, second))
    now = now - timedelta(hours=1)  # before whatever the test does with it
    told = {"charger": True, **details}
    device = make_device(world, now=now - timedelta(hours=1), **told)
    with transaction():
        actions.move(actor, device, Move.START_WIPE, now=now)
        for medium in media_of(device):
            actions.mark_clean(actor, medium, now=now)
        actions.move(actor, device, Move.FINISH_WIPE, now=now)
        record(actor, "devices.corrected", device, now=now)
        make_checked(device, actor, checker, now=now)
        for found in {
            "charger",
            "defect",
            "grade",
        } & told.keys():  # what the test says, whatever the list found
            setattr(device, found, told[found])
    return device


def make_approved_borrower(world: World, *, first_name: str = "Noor", now: Any = NOW, **details: Any) -> Any:
    """Someone whose application was approved, and who may come for a laptop."""
    from inventory.applications import actions as applications
    from inventory.borrowers import actions
    from inventory.borrowers.rules import ContactChannel
    from inventory.contacts.rules import Purpose
    from inventory.foundation.tenancy import current_digibank_id

    actor = anyone(current_digibank_id(), world.fatima.user_id)
    told = {
        "first_name": first_name,
        "last_name": "Voorbeeld",
        "birth_year": 1990,
        "phone": f"0470 {next(_numbers):06d}",
        "contact_channel": ContactChannel.PHONE,
        **details,
    }
    borrower = actions.register(actor, actions.Details(**told), now=now)
    application = applications.apply(actor, borrower, purpose=Purpose.TRAINING, now=now)
    applications.approve(actor, application, now=now, reason="In a test everyone may borrow.")
    return borrower


def make_hand_over(
    world: World, *, now: Any = NOW, device: Any = None, borrower: Any = None, **deposit: Any
) -> Any:
    """A hand-over on which every question is answered; € 30 in cash unless `deposit` says otherwise."""
    from datetime import timedelta

    from inventory.deposits.ledger import DepositWay
    from inventory.foundation.clock import day
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.lending import drafts
    from inventory.lending.models import Accessory
    from inventory.lending.rules import Signing, WorkshopAnswer

    actor = anyone(current_digibank_id(), world.nele.user_id)
    device = device or make_ready_device(world, now=now)
    draft = drafts.start(actor, now=now, borrower=borrower or make_approved_borrower(world, now=now))
    drafts.choose_device(
        actor, draft, device, now=now, accessories=[Accessory.CHARGER, Accessory.BAG],
        due_on=day(now) + timedelta(days=365), has_no_end=False,
    )  # fmt: skip
    drafts.settle_deposit(actor, draft, now=now, **{"way": DepositWay.CASH, "cents": 3000, **deposit})
    drafts.sign(actor, draft, now=now, signing=Signing.PAPER)
    drafts.answer_workshop(actor, draft, now=now, answer=WorkshopAnswer.FOLLOWED)
    return draft


def make_loan(world: World, *, now: Any = NOW, **wanted: Any) -> Any:
    """A laptop that went home with someone; takes what make_hand_over takes."""
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.lending.actions import hand_over

    actor = anyone(current_digibank_id(), world.nele.user_id)
    return hand_over(actor, make_hand_over(world, now=now, **wanted), now=now)


def make_unclaimed(world: World, *, now: Any = NOW, **wanted: Any) -> Any:
    """A loan that is over, of which the deposit is still held: it was given back by mistake, and that was undone."""
    from inventory.deposits.actions import correct
    from inventory.deposits.queries import entries_of
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.returning.actions import take_back
    from inventory.returning.rules import Check, Files, Finding

    loan, actor = make_loan(world, now=now, **wanted), anyone(current_digibank_id(), world.nele.user_id)
    findings = dict.fromkeys(Check, Finding.FINE)
    take_back(actor, loan, files=Files.MAY_GO, findings=findings, choices={}, now=now)
    correct(actor, entries_of(loan)[-1], because="Nobody took it", now=now)
    return loan


def make_reminders(world: World, times: int, *, now: Any = NOW) -> Any:
    """A night long ago, in which `times` people were to be called and as many were written to on paper."""
    from datetime import timedelta

    from inventory.foundation.clock import day
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.lending import calling, reminders

    began = now - timedelta(days=400)
    for _one in range(times):
        for street in ("", "Voorbeeldlaan 1"):
            who = {"phone": "09 123 45 67", "street": street, "postcode": "9000", "municipality": "Gent"}
            make_loan(world, now=began, borrower=make_approved_borrower(world, now=began, **who))
    late = calling.working_day(day(began) + timedelta(days=366))
    actor = anyone(current_digibank_id())
    return reminders.letters_due(actor, late, now=began + timedelta(days=366))


def make_unpaid(world: World, times: int, *, now: Any = NOW) -> None:
    """A night long ago that left `times` people who did not pay to the desk: nobody could write to them."""
    from datetime import timedelta

    from inventory.deposits.ledger import DepositWay
    from inventory.foundation.clock import day
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.lending import calling, unpaid

    began = now - timedelta(days=100)
    for _one in range(times):
        who = make_approved_borrower(world, now=began, phone="09 123 45 67")
        make_loan(world, now=began, borrower=who, way=DepositWay.LATER, promised_on=day(began))
    late = calling.working_day(day(began) + timedelta(days=3))
    unpaid.payments_due(anyone(current_digibank_id()), late, now=began + timedelta(days=4))


def make_form_invitations(
    world: World, times: int, *, name: str = "Noor", contact: str = "", now: Any = NOW
) -> Any:
    """So many people who were invited to the own form, whatever policy is in force; written directly. The last one."""
    from datetime import timedelta

    from inventory.foundation.database import db
    from inventory.foundation.transaction import upkeep
    from inventory.portal.inviting_rules import hashed
    from inventory.portal.models import FormInvitation

    with upkeep():
        made = [
            FormInvitation(
                name=name, contact=contact, token_hash=hashed(f"{name}{next(_numbers)}"), made_at=now,
                made_by_id=world.nele.user_id, expires_at=now + timedelta(days=30),
            )
            for _one in range(times)
        ]  # fmt: skip
        db.session.add_all(made)
    return made[-1]


def make_lent_device(world: World, *, now: Any = NOW) -> Any:
    """A laptop at someone's home."""
    return make_loan(world, now=now).device


def make_policy(world: World, policy: Any = None, *, now: Any = NOW) -> Any:
    """A version of the policy in force: the default one unless told otherwise."""
    from inventory.applications import actions, document
    from inventory.applications.presets import DEFAULT
    from inventory.foundation.tenancy import current_digibank_id

    actor = anyone(current_digibank_id(), world.fatima.user_id)
    return actions.set_policy(actor, document.write(policy or DEFAULT), now=now)


def make_partner(world: World, *, now: Any = NOW, **details: Any) -> Any:
    """A donor, unless `kind` says otherwise."""
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.partners import actions
    from inventory.partners.models import PartnerKind

    told = {"name": f"Studiebureau Fictief {next(_numbers)}", "kind": PartnerKind.DONOR, **details}
    return actions.register(anyone(current_digibank_id(), world.fatima.user_id), now=now, **told)


def make_ink() -> bytes:
    """A signature, as the ground keeps one: a few strokes as a small black-and-white PNG."""
    from io import BytesIO

    from PIL import Image, ImageDraw

    picture, kept = Image.new("1", (300, 90), 1), BytesIO()
    ImageDraw.Draw(picture).line([(5, 70), (60, 10), (110, 80), (170, 20), (290, 60)], fill=0, width=4)
    picture.save(kept, "PNG")
    return kept.getvalue()


def make_picture() -> bytes:
    """A small photo, as a phone sends one."""
    from io import BytesIO

    from PIL import Image

    kept = BytesIO()
    Image.new("RGB", (80, 60), (90, 120, 130)).save(kept, "JPEG")
    return kept.getvalue()


def make_agreement(
    world: World, partner: Any = None, *, now: Any = NOW, signed: bool = True, **details: Any
) -> Any:
    """A signed donation agreement, without a last day, at least Clear; `kind`, `minimum` and more say otherwise."""
    from inventory.agreements import actions
    from inventory.agreements.rules import AgreementKind, Minimum
    from inventory.foundation.clock import day
    from inventory.foundation.tenancy import current_digibank_id

    actor = anyone(current_digibank_id(), world.fatima.user_id)
    kind = details.pop("kind", AgreementKind.DONATION)
    told = {"minimum": Minimum.CLEAR, "valid_from": day(now), "valid_until": None, "locale": "nl", **details}
    agreement = actions.draft(
        actor, partner or make_partner(world, now=now), kind, actions.Terms(**told), now=now
    )
    if signed:
        actions.sign(actor, agreement, by="An Gever", function="zaakvoerder", signature=make_ink(), now=now)
    return agreement


def make_lot(world: World, *, now: Any = NOW, partner: Any = None, **details: Any) -> Any:
    """An announced gift, unless `kind` says otherwise."""
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.intake import actions
    from inventory.intake.models import LotKind

    told = {"kind": LotKind.DONATION, "expected_count": 3, **details}
    giver = partner or make_partner(world)
    return actions.announce(
        anyone(current_digibank_id(), world.fatima.user_id), partner=giver, now=now, **told
    )


def make_place(world: World, *, name: str = "", now: Any = NOW, **details: Any) -> Any:
    """A shelf in the digibank we are inside of."""
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.places import actions
    from inventory.places.models import PlaceKind

    actor = anyone(current_digibank_id(), world.fatima.user_id)
    told = {"kind": PlaceKind.SHELF, "name": name or f"Rek {next(_numbers)}", **details}
    return actions.open_place(actor, now=now, **told)


def make_wipe_log(*devices: Any, started_at: Any = NOW, **how: Any) -> bytes:
    """An nwipe log that wiped every medium of these devices, in the first device as its host."""
    from datetime import timedelta

    from inventory.devices.actions import media_of
    from inventory.wiping.sample_log import Outcome, SampleDrive, nwipe_log

    buses = {"ssd": "ATA-SSD", "nvme": "NVME", "hdd": "ATA"}
    drives = [
        SampleDrive(
            medium.serial,
            model=medium.model or "VOORBEELD SSD",
            bus=buses.get(str(medium.kind), "ATA"),
            size_bytes=medium.size_bytes or 256_060_514_304,
            device=f"sd{'abcdefghij'[at]}",
            outcome=how.pop(f"outcome_{at}", Outcome.ERASED),
        )
        for at, medium in enumerate(medium for device in devices for medium in media_of(device))
    ]
    how = {"host_serial": devices[0].serial, "host_uuid": devices[0].uuid, **how}
    return nwipe_log(drives, started_at=started_at + timedelta(hours=1), **how)


def bench_of(world: World) -> tuple[Any, Any]:
    """A technician and a supervisor of the digibank we are inside of."""
    from inventory.foundation.tenancy import current_digibank_id

    return (world.tom, world.sofie) if current_digibank_id() == world.gent else (world.theo, world.suzy)


def make_wiped_device(world: World, *, now: Any = NOW, device: Any = None, **details: Any) -> Any:
    """A laptop that Tom wiped with nwipe and Sofie checked; its attest is issued."""
    from inventory.wiping import actions, bench, queries

    first, second = bench_of(world)
    device = device or make_device(world, now=now, **details)
    taken = bench.take_evidence(first.actor, [("wipe.log", make_wipe_log(device, started_at=now))], now=now)
    actions.record_wipes(first.actor, [finding.id for finding in taken.taken], now=now)
    actions.verify_all(second.actor, queries.picture_of(device).open_runs, now=now)
    return device


def make_borrower(world: World, *, now: Any = NOW, **details: Any) -> Any:
    """Noor Tahiri from Gent, or whoever `details` make of her; each with a phone of their own."""
    from inventory.borrowers import actions
    from inventory.foundation.tenancy import current_digibank_id

    told = {
        "first_name": "Noor",
        "last_name": "Tahiri",
        "birth_year": 1994,
        "postcode": "9000",
        "municipality": "Gent",
        "phone": f"0470{next(_numbers):06d}",
        **details,
    }
    actor = anyone(current_digibank_id(), world.nele.user_id)
    return actions.register(actor, actions.Details(**told), now=now)


def make_service(**details: Any) -> Any:
    """A social service that sends people; written directly."""
    from inventory.foundation.database import db
    from inventory.foundation.transaction import upkeep
    from inventory.partners.models import Partner, PartnerKind

    told = {"name": f"Sociaal Huis Voorbeke {next(_numbers)}", "kind": PartnerKind.REFERRER, **details}
    with upkeep():
        service = Partner(**told)
        db.session.add(service)
        db.session.flush()
        service_id = service.id
    return db.session.get_one(Partner, service_id)


def make_application(
    world: World, borrower: Any = None, *, state: str = "waiting", device: Any = None, now: Any = NOW,
    **details: Any,
) -> Any:  # fmt: skip
    """An application of `borrower` (or of someone new), waiting or walked to `state` by real actions."""
    from inventory.applications import actions
    from inventory.applications.states import Alternative, RefusalReason
    from inventory.contacts.rules import Purpose
    from inventory.foundation.tenancy import current_digibank_id

    actor = anyone(current_digibank_id(), world.nele.user_id)
    told = {"purpose": Purpose.TRAINING, **details}
    application = actions.apply(actor, borrower or make_borrower(world, now=now), now=now, **told)
    if state == "approved":
        actions.approve(actor, application, device=device, reason="Agreed with the team.", now=now)
    elif state == "refused":
        actions.refuse(
            actor, application, why=RefusalReason.CONDITIONS, alternative=Alternative.LIBRARY,
            reason="You live too far from here.", now=now,
        )  # fmt: skip
    elif state == "withdrawn":
        actions.withdraw(actor, application, now=now)
    return application


def make_kind(world: World, code: str = "info", *, now: Any = NOW) -> Any:
    """A kind of start workshop as the presets have it; the one that is there already when it is."""
    from sqlalchemy import select

    from inventory.foundation.database import db
    from inventory.foundation.tenancy import current_digibank_id
    from workshop import kinds
    from workshop.models import WorkshopKind
    from workshop.presets import KINDS

    kinds.take_over(anyone(current_digibank_id(), world.fatima.user_id), [code], now=now)
    known = {kind.title("nl"): kind for kind in db.session.scalars(select(WorkshopKind))}
    return known[KINDS[code].titles["nl"]]


def make_venue(world: World, name: str = "", *, now: Any = NOW, **details: Any) -> Any:
    """A room where workshops are held; the one of that name when it is there already."""
    from sqlalchemy import select

    from inventory.foundation.database import db
    from inventory.foundation.tenancy import current_digibank_id
    from workshop import kinds
    from workshop.models import Venue

    known = db.session.scalar(select(Venue).where(Venue.name == name))
    if known is not None:
        return known
    told = {"name": name or f"Lokaal {next(_numbers)}", "street": "Voorbeeldplein 1", "postcode": "9000",
            "municipality": "Gent", "bus_stop": "bus 3, halte Voorbeeldplein", **details}  # fmt: skip
    actor = anyone(current_digibank_id(), world.fatima.user_id)
    return kinds.add_venue(actor, kinds.VenueDetails(**told), now=now)


def make_session(
    world: World, *, now: Any = NOW, days: int = 0, hours: float = 3, kind: str = "info", place: str = "",
    venue: Any = None, **details: Any,
) -> Any:  # fmt: skip
    """A start workshop with lotte as its teacher, `days` and `hours` from `now`, ten seats, in a room of its own."""
    from datetime import timedelta

    from inventory.digibank.models import User
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import current_digibank_id
    from workshop import planning

    told = {"capacity": 10, **details}
    told.setdefault("teacher", db.session.get(User, world.lotte.user_id))
    actor = anyone(current_digibank_id(), world.nele.user_id)
    plan = planning.Plan(
        kind=make_kind(world, kind, now=now), venue=venue or make_venue(world, place, now=now), **told
    )
    return planning.plan(actor, plan, starts_at=now + timedelta(days=days, hours=hours), now=now)


def make_signed_off_device(world: World, *, now: Any = NOW, **details: Any) -> Any:
    """A laptop of Gent that was really wiped, refurbished by Tom and signed off by Sofie."""
    from inventory.devices.models import Grade
    from inventory.refurbishing import actions
    from inventory.refurbishing.checklist import Answer, rows_for
    from inventory.refurbishing.rules import second_look_at

    device = make_wiped_device(world, now=now, **details)
    actions.start(world.tom.actor, device, now=now)
    for row in rows_for(device.kind):
        actions.answer(world.tom.actor, device, row.point, Answer.FINE, now=now)
    actions.finish(world.tom.actor, device, grade=Grade.B, battery_percent=84, now=now)
    actions.sign_off(world.sofie.actor, device, looked_at=set(second_look_at(device.kind)), now=now)
    return device


def make_wiped_lot(
    world: World, *, count: int = 2, now: Any = NOW, closed: bool = True, **details: Any
) -> Any:
    """A gift that came in through the door, was handed over, wiped and checked: every device has its attest."""
    from inventory.devices.actions import add_medium
    from inventory.devices.models import MediumKind
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.intake import actions

    actor = anyone(current_digibank_id(), world.fatima.user_id)
    lot = make_lot(world, now=now, **{"expected_count": count, **details})
    devices = []
    for number in (next(_numbers) for _device in range(count)):
        device = actions.receive(actor, lot, f"SN{number:05d}L", maker="Dell", model="Latitude 5400", now=now)
        add_medium(
            actor, device, now=now, kind=MediumKind.SSD, serial=f"DISK{number:05d}L", interface="ATA",
            size_bytes=256_060_514_304, maker="Samsung",
        )  # fmt: skip
        devices.append(device)
    actions.sign_for(bench_of(world)[0].actor, lot, by="Dirk Voorbeeld", now=now)
    if closed:
        actions.close(actor, lot, now=now)
    for device in devices:
        make_wiped_device(world, device=device, now=now)
    return lot


def make_lot_attest(world: World, lot: Any, *, now: Any = NOW, printed: bool = True) -> Any:
    """The attest of a whole lot, issued by the supervisor, with its papers."""
    from inventory.dossiers import actions

    boss = bench_of(world)[1].actor
    attest = actions.issue(boss, lot, with_open=True, now=now)
    while printed and actions.print_next_paper(boss, attest, now=now):
        pass
    return attest
