"""What is asked to plan a start workshop, to write down a kind or a room, and to find who comes."""

from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import Length, StopValidation, ValidationError

from inventory.borrowers.rules import Language
from inventory.digibank.models import User
from inventory.foundation.clock import local
from inventory.foundation.forms import HouseForm, Needed, TicksField, UploadField, choices_of
from inventory.foundation.papers_in import MOST_BYTES
from inventory.wording import say
from workshop.kinds import KindDetails, NotALink, VenueDetails, is_link, kinds_given, venues_open
from workshop.models import Lesson, Session, Venue, WorkshopKind
from workshop.pattern import moment_of
from workshop.planning import Plan
from workshop.queries import teachers
from workshop.rules import Aid, CountsFor, Form

#: how many lines of topics or of things to take home a kind has, at most
_MOST_LINES = 30
_LOCALES = ("nl", "fr", "en")


def whole_number(_form: Any, field: Any) -> None:
    """Digits that make a number of at most four."""
    text = (field.data or "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) > 0):
        raise ValidationError(str(_l("Type a whole number.")))


def whole_number_or_nothing(form: Any, field: Any) -> None:
    """Nothing, for as the kind says; or a number."""
    if (field.data or "").strip():
        whole_number(form, field)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.strip() else None


def _needed_for_a_series(form: Any, field: Any) -> None:
    """A series has a last day; a single one has none, whatever stands there."""
    if not any(field.raw_data or ()) and form.is_series:
        raise StopValidation(str(_l("Choose the last day of the series.")))
    if not form.is_series:
        field.errors = []
        raise StopValidation


class PlanForm(HouseForm):
    """What, when, where, by whom; and for a series until when."""

    kind = SelectField(_l("What sort of workshop"), coerce=int)
    venue = SelectField(_l("Where"), coerce=int)
    starts_on = DateField(_l("Day"), [Needed(_l("Choose the day."))])
    starts_at = TimeField(_l("Time"), [Needed(_l("Choose the time."))])
    language = SelectField(_l("Language"))
    teacher = SelectField(_l("Who gives it"))
    capacity = StringField(_l("How many seats"), [whole_number_or_nothing])
    minutes = StringField(_l("How many minutes"), [whole_number_or_nothing])
    aids = TicksField(_l("What there is besides"))
    repeats = RadioField(_l("How often?"), default="once")
    ends_on = DateField(_l("Last day"), [_needed_for_a_series])

    def __init__(self, *args: Any, **options: Any) -> None:
        """Kinds, rooms, languages and teachers to choose from."""
        super().__init__(*args, **options)
        self._kinds = {kind.id: kind for kind in kinds_given()}
        self._venues = {venue.id: venue for venue in venues_open()}
        self._teachers = {str(user.id): user for user in teachers()}
        self.kind.choices = [(number, kind.name) for number, kind in self._kinds.items()]
        self.venue.choices = [(number, venue.name) for number, venue in self._venues.items()]
        self.language.choices = choices_of(Language, say)
        people = [(number, user.name) for number, user in self._teachers.items()]
        self.teacher.choices = [("", str(_l("Not known yet"))), *people]
        self.aids.choices = choices_of(Aid, say)
        self.repeats.choices = [
            ("once", str(_l("Once"))),
            ("1", str(_l("Every week"))),
            ("2", str(_l("Every two weeks"))),
            ("4", str(_l("Every four weeks"))),
        ]

    @property
    def is_series(self) -> bool:
        """Is it planned more than once?"""
        return bool(self.repeats.data != "once")

    def plan(self) -> Plan:
        """What was filled in, but for when."""
        return Plan(
            kind=self._kinds[self.kind.data], venue=self._venues[self.venue.data],
            language=Language(self.language.data), teacher=self._teachers.get(self.teacher.data or ""),
            capacity=_number(self.capacity.data), minutes=_number(self.minutes.data),
            aids=tuple(Aid(one) for one in self.aids.data or ()),
        )  # fmt: skip

    def begins(self) -> datetime:
        """When the first lesson begins. NoSuchTime for an hour that the clock skips."""
        return moment_of(self.starts_on.data or date.min, self.starts_at.data or time.min)


class MoveForm(HouseForm):
    """Another moment, another room, or both; and who gives it."""

    starts_on = DateField(_l("Day"), [Needed(_l("Choose the day."))])
    starts_at = TimeField(_l("Time"), [Needed(_l("Choose the time."))])
    venue = SelectField(_l("Where"), coerce=int)

    def __init__(self, session: Session, *args: Any, **options: Any) -> None:
        """As it stands now."""
        starts = local(session.starts_at)
        kept = {"starts_on": starts.date(), "starts_at": starts.time(), "venue": session.venue_id}
        super().__init__(*args, **kept, **options)
        self._venues = {venue.id: venue for venue in [*venues_open(), session.venue]}
        self.venue.choices = [(number, venue.name) for number, venue in self._venues.items()]

    def begins(self) -> datetime:
        """When the first lesson begins. NoSuchTime for an hour that the clock skips."""
        return moment_of(self.starts_on.data or date.min, self.starts_at.data or time.min)

    def where(self) -> Venue:
        """The room that was chosen."""
        return self._venues[self.venue.data]


class LessonForm(HouseForm):
    """When one lesson of a course is held."""

    starts_on = DateField(_l("Day"), [Needed(_l("Choose the day."))])
    starts_at = TimeField(_l("Time"), [Needed(_l("Choose the time."))])

    def __init__(self, lesson: Lesson, *args: Any, **options: Any) -> None:
        """As it stands now."""
        starts = local(lesson.starts_at)
        super().__init__(*args, starts_on=starts.date(), starts_at=starts.time(), **options)

    def begins(self) -> datetime:
        """When it begins. NoSuchTime for an hour that the clock skips."""
        return moment_of(self.starts_on.data or date.min, self.starts_at.data or time.min)


class SeatsForm(HouseForm):
    """How many seats there are."""

    capacity = StringField(_l("How many seats"), [whole_number])

    def __init__(self, session: Session, *args: Any, **options: Any) -> None:
        """As many as there are now."""
        super().__init__(*args, capacity=str(session.capacity), **options)


class TeacherForm(HouseForm):
    """Who gives it."""

    teacher = SelectField(_l("Who gives it"))

    def __init__(self, session: Session, *args: Any, **options: Any) -> None:
        """Everyone who may give a workshop."""
        super().__init__(*args, teacher=str(session.teacher_id or ""), **options)
        self._teachers = {str(user.id): user for user in teachers()}
        people = [(number, user.name) for number, user in self._teachers.items()]
        self.teacher.choices = [("", str(_l("Not known yet"))), *people]

    def who(self) -> User | None:
        """Who was chosen."""
        return self._teachers.get(self.teacher.data or "")


class KindForm(HouseForm):
    """What a kind of workshop is called, what is told, how long and for how many, and what it counts for."""

    form = RadioField(_l("What sort of workshop is it?"))
    title_nl = StringField(_l("Name in Dutch"), [Needed(_l("Give it a name in Dutch.")), Length(max=80)])
    title_fr = StringField(_l("Name in French"), [Length(max=80)])
    title_en = StringField(_l("Name in English"), [Length(max=80)])
    topics = TextAreaField(_l("What is told"))
    minutes = StringField(_l("How many minutes"), [whole_number])
    lessons = StringField(_l("How many lessons"), [whole_number])
    capacity = StringField(_l("How many seats"), [whole_number])
    languages = TicksField(_l("In which languages"))
    materials = TextAreaField(_l("To take home"))
    counts_for = RadioField(_l("What does it count for?"))

    def __init__(self, kind: WorkshopKind | None, *args: Any, **options: Any) -> None:
        """As the kind stands, or empty for a new one."""
        self._before = {topic["code"]: topic for topic in kind.topics} if kind is not None else {}
        super().__init__(*args, **(_kept(kind) if kind is not None else _empty()), **options)
        self.form.choices = choices_of(Form, say)
        self.counts_for.choices = choices_of(CountsFor, say)
        self.languages.choices = choices_of(Language, say)

    def validate_topics(self, field: Any) -> None:
        """Not more than fit on a checklist, and each in Dutch at least."""
        if any(not line.split("|")[0].strip() for line in _lines(field.data)):
            raise ValidationError(str(_l("Begin each line with the Dutch words.")))
        if len(_lines(field.data)) > _MOST_LINES:
            raise ValidationError(str(_l("Keep it to %(most)s lines.", most=_MOST_LINES)))

    def validate_materials(self, field: Any) -> None:
        """Each line a name and an address."""
        for line in _lines(field.data):
            _title, _mark, url = line.rpartition(" ")
            if not is_link(url):
                raise ValidationError(say(NotALink()))

    def told(self) -> KindDetails:
        """What was filled in."""
        return KindDetails(
            form=Form(self.form.data),
            titles={locale: self[f"title_{locale}"].data or "" for locale in _LOCALES},
            minutes=int(self.minutes.data or 0), lessons=int(self.lessons.data or 0),
            capacity=int(self.capacity.data or 0), topics=self._topics(),
            languages=[Language(one) for one in self.languages.data or ()],
            materials=[_material(line) for line in _lines(self.materials.data)],
            counts_for=CountsFor(self.counts_for.data),
        )  # fmt: skip

    def _topics(self) -> list[dict[str, str]]:
        """A line per topic, Dutch | French | English. One whose Dutch stayed keeps its code: notes point to it."""
        codes = {topic.get("nl", ""): code for code, topic in self._before.items()}
        free = (str(number) for number in range(1, 1000) if f"t{number}" not in self._before)
        topics = []
        for line in _lines(self.topics.data):
            texts = [part.strip() for part in line.split("|")]
            said = {locale: text for locale, text in zip(_LOCALES, texts, strict=False) if text}
            if said.get("nl"):
                topics.append({"code": codes.get(said["nl"]) or f"t{next(free)}", **said})
        return topics


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _material(line: str) -> dict[str, str]:
    title, _mark, url = line.rpartition(" ")
    return {"title": title.strip() or url, "url": url}


def _empty() -> dict[str, Any]:
    return {
        "form": Form.INFO, "minutes": "60", "lessons": "1", "capacity": "10", "languages": ["nl"],
        "counts_for": CountsFor.START,
    }  # fmt: skip


def _kept(kind: WorkshopKind) -> dict[str, Any]:
    topics = [" | ".join(topic.get(locale, "") for locale in _LOCALES) for topic in kind.topics]
    return {
        "form": kind.form, "minutes": str(kind.minutes), "lessons": str(kind.lessons),
        "capacity": str(kind.capacity), "languages": kind.languages, "counts_for": kind.counts_for,
        "topics": "\n".join(topics),
        "materials": "\n".join(f"{one['title']} {one['url']}" for one in kind.materials),
        **{f"title_{locale}": kind.titles.get(locale, "") for locale in _LOCALES},
    }  # fmt: skip


class PaperForm(HouseForm):
    """A paper to take home, and what it is called."""

    title = StringField(_l("What is it?"), [Needed(_l("Give it a name.")), Length(max=120)])
    file = UploadField(
        _l("The paper"),
        max_bytes=MOST_BYTES,
        kinds=("application/pdf", "image/jpeg", "image/png", "image/webp"),
        description=_l("A PDF or a picture of at most 10 MB."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Without the paper there is nothing to keep."""
        super().__init__(*args, **options)
        self.file.flags.required = True

    def validate_file(self, field: Any) -> None:
        """There must be one."""
        if not field.content:
            raise ValidationError(str(_l("Choose the file or take a photo.")))


class VenueForm(HouseForm):
    """What a room is called and how someone finds the door."""

    name = StringField(_l("Name of the place"), [Needed(_l("Fill in the name.")), Length(max=120)])
    street = StringField(_l("Street and number"), [Length(max=120)])
    postcode = StringField(_l("Postcode"), [Length(max=4)])
    municipality = StringField(_l("Town"), [Length(max=80)])
    bus_stop = StringField(_l("Bus and stop"), [Length(max=120)])
    door_photo = StringField(_l("Link to a photo of the door"), [Length(max=300)])
    aids = TicksField(_l("What the place has"))

    def __init__(self, venue: Venue | None, *args: Any, **options: Any) -> None:
        """As the room stands, or empty for a new one."""
        super().__init__(*args, obj=venue, **options)
        self.aids.choices = choices_of(Aid, say)

    def told(self) -> VenueDetails:
        """What was filled in."""
        return VenueDetails(
            name=self.name.data or "", street=self.street.data or "", postcode=self.postcode.data or "",
            municipality=self.municipality.data or "", bus_stop=self.bus_stop.data or "",
            door_photo=self.door_photo.data or "", aids=tuple(Aid(one) for one in self.aids.data or ()),
        )  # fmt: skip


class AttendForm(HouseForm):
    """Scan or type the pass, the letter or the laptop of whoever came."""

    who = StringField(
        _l("Scan a pass, a letter or a laptop"), [Needed(_l("Scan or type a code.")), Length(max=60)]
    )
