"""What an address asks of the figures: days, a town, a place, a service, a kind of device. What cannot be is told."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _

from inventory.contacts.rules import Service
from inventory.devices.models import DeviceKind
from inventory.figures.rules import MOST_YEARS, Preset, preset_period
from inventory.foundation.asked_period import asked_period
from inventory.foundation.period import Period
from inventory.foundation.web import small_number
from inventory.indicators.answer import Indicator, Question


@dataclass
class Asked:
    """The question of a page, and what of it could not be understood."""

    preset: Preset
    period: Period
    question: Question
    #: as typed, where the days are one's own
    since: str
    until: str
    problems: list[str] = field(default_factory=list)

    @property
    def filters(self) -> dict[str, Any]:
        """What is asked beside the days, for an address."""
        asked = self.question
        given = {
            "municipality": asked.municipality, "place": asked.location_id, "service": asked.service,
            "device_kind": asked.device_kind,
        }  # fmt: skip
        return {name: value for name, value in given.items() if value}

    @property
    def address(self) -> dict[str, Any]:
        """All that is asked, for an address."""
        days = {"since": self.since, "until": self.until} if self.preset is Preset.OWN_DAYS else {}
        return {"period": str(self.preset), **days, **self.filters}


def asked_of(today: date) -> Asked:
    """The question in the address; without one, the last twelve months and everything."""
    preset = _one_of(Preset, request.args.get("period", "")) or (
        Preset.OWN_DAYS if request.args.get("since") else Preset.LAST_12_MONTHS
    )
    usual = preset_period(preset, today)
    problems: list[str] = []
    period, since, until = usual, usual.since.isoformat(), usual.until.isoformat()
    if preset is Preset.OWN_DAYS:
        typed = asked_period(today, usual)
        period, since, until, problems = typed.period, typed.since, typed.until, typed.problems
        if period.until.year - period.since.year >= MOST_YEARS:
            problems.append(_("That is longer than %(years)s years. Choose fewer.", years=MOST_YEARS))
            period = usual
    question = Question(
        period.since,
        period.until,
        municipality=request.args.get("municipality", "").strip()[:80],
        # No place has the number 0, and kept answers say by it that none was asked of.
        location_id=request.args.get("place", type=small_number) or None,
        service=_one_of(Service, request.args.get("service", "")) or "",
        device_kind=_one_of(DeviceKind, request.args.get("device_kind", "")) or "",
    )
    return Asked(preset, period, question, since, until, problems)


#: what tells of applications or loans beside visits, or of loans alone
_ALSO_OF_DEVICES = (Indicator.REFERRERS, Indicator.HELP_QUESTIONS, Indicator.BORROWERS)


def not_heard(question: Question, indicator: Indicator | None = None) -> list[str]:
    """Which of the filters does not reach every number of this indicator, or of all twelve, in sentences."""
    told = []
    if question.device_kind and indicator is not Indicator.LOANS:
        if indicator is None or indicator in _ALSO_OF_DEVICES:
            told.append(_("Only applications and loans are of this kind of device; visits are all of them."))
        else:
            told.append(_("A visit has no kind of device: these are all visits."))
    if question.service and indicator in (None, Indicator.LOANS):
        told.append(
            _("Every loan is of the lending service: whichever service you choose, these are all loans.")
        )
    is_somewhere = question.municipality or question.location_id is not None
    if is_somewhere and indicator in (None, Indicator.OCCUPANCY):
        told.append(_("Appointments at the repair desk have no place: here they are left out."))
    return told


def _one_of(kind: Any, text: str) -> Any:
    return kind(text) if text in set(kind) else None
