"""What a grade means in one digibank and may be used for, and the gate that no road to *ready* goes round.

The gate stands on the common road, `devices.actions.move`, where every page, pile, import and machine passes: a
device is declared ready only on a list of this round that two people stand for and that served for nothing yet. A
grade that is not lent keeps a device from *ready*, because what is ready is promised to who waits; and from being
set apart or lent, because a grade may be corrected, and what it may be used for changed, while the device stands on
the shelf. Coming back from *reserved* asks nothing: the device was ready, and whoever called off must always may.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from inventory.devices.actions import redrawn
from inventory.devices.models import Device, Grade
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.refusal import Refusal
from inventory.foundation.tenancy import row_here
from inventory.foundation.transaction import transaction
from inventory.journey import Move
from inventory.permissions import Permission
from inventory.refurbishing import queries, rules
from inventory.refurbishing.models import GradePhoto, GradeRule


class NotSignedOff(Refusal):
    """No list of this round is signed off by a second person."""


class EnoughExamples(Refusal):
    """Enough example pictures of one grade."""


#: where a grade that is not lent stops a device
_GRADED = frozenset({Move.DECLARE_READY, Move.RESERVE, Move.LEND})


@offers("device.holds")
def hold_back(device: Device, made: Move) -> Refusal | None:
    """What keeps a device from being ready, set apart or lent, as far as check-ups and grades know."""
    if made not in _GRADED:
        return None
    if made == Move.DECLARE_READY and queries.find_signed_off(device) is None:
        return NotSignedOff(code=device.spoken)
    grade = queries.grade_of(device)
    try:
        if grade:
            rules.check_grade(grade, queries.uses()[grade])
    except rules.NotLent as no:
        return no
    return None


def set_grade(
    actor: Actor, grade: Grade, *, use: rules.Use, words: Mapping[str, str], now: datetime
) -> GradeRule:
    """Say what a grade means here, in three languages, and what it may be used for."""
    actor.must(Permission.CHECKLIST_EDIT)
    with transaction():
        told = queries.grade_rules().get(grade)
        if told is None:
            told = GradeRule(grade=grade, use=use)
            db.session.add(told)
        told.use = use
        told.words = {language: text.strip() for language, text in words.items() if text.strip()}
        db.session.flush()  # its id is the trace's
        record(actor, "refurbishing.grade_set", told, now=now, grade=grade, use=use)
    return told


_MOST_EXAMPLES = 6


def add_example(actor: Actor, grade: Grade, content: bytes, *, now: datetime) -> GradePhoto:
    """Keep a picture of how a device of this grade looks, drawn anew."""
    actor.must(Permission.CHECKLIST_EDIT)
    clean, _width, _height = redrawn(content, field="photo")
    with transaction():
        query = select(func.count(GradePhoto.id)).where(GradePhoto.grade == grade)
        if db.session.execute(query).scalar_one() >= _MOST_EXAMPLES:
            raise EnoughExamples(most=_MOST_EXAMPLES, field="photo")
        photo = GradePhoto(grade=grade, content=clean, taken_at=now)
        db.session.add(photo)
        db.session.flush()  # its id is the trace's
        record(actor, "refurbishing.example_added", photo, now=now, grade=grade)
    return photo


def remove_example(actor: Actor, grade: Grade, photo_id: int, *, now: datetime) -> None:
    """Take an example picture away."""
    actor.must(Permission.CHECKLIST_EDIT)
    with transaction():
        photo = get_example(grade, photo_id)
        record(actor, "refurbishing.example_removed", photo, now=now, grade=grade)
        db.session.delete(photo)


def get_example(grade: Grade, photo_id: int) -> GradePhoto:
    """An example picture of this grade; NotHere otherwise."""
    return row_here(GradePhoto, photo_id, grade=grade)
