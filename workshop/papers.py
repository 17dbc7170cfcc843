"""Papers of a start workshop: a sheet on which people sign that they came, and a certificate to take home.

The sheet lies open on a table, so it bears first names and laptops only. A certificate says what was followed and when;
of a person it knows the name, and nothing of how handy they are.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale, format_date, format_datetime, ngettext
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.foundation import papers
from inventory.foundation.refusal import Refusal
from inventory.lending.queries import house
from inventory.wording import say
from workshop.models import Lesson, Seat, Session
from workshop.rules import SeatState

#: raised with every change of the words, so that an old paper can be told from a new one
EDITION = "2"
#: lines without a name, for who comes unannounced
_BLANK_LINES = 3
#: so many lessons fit beside a name, each wide enough for a signature
_MOST_ACROSS = 4
_SIZE = 12


class DidNotCome(Refusal):
    """A certificate is for who followed the workshop."""


@dataclass(frozen=True)
class SheetFacts:
    """Everything that stands on a sheet to sign, in the language that `locale` names but for what people wrote."""

    locale: str
    house: str
    footer: str
    title: str
    #: letter and spoken digits of the session
    code: tuple[str, str]
    link: str
    when: tuple[str, ...]
    where: str
    teacher: str
    language: str
    #: first name, and the laptop's code or ""
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CertificateFacts:
    """Everything that stands on a certificate of attendance."""

    locale: str
    house: str
    footer: str
    name: str
    title: str
    topics: tuple[str, ...]
    #: did a teacher tick these as told? Else they are what the workshop is about
    were_ticked: bool
    days: tuple[str, ...]
    minutes: int
    place: str
    town: str
    given_on: str


def sheet_facts(
    session: Session, seats: Sequence[Seat], laptops: dict[int, str], *, locale: str, base: str
) -> SheetFacts:
    """What the sheet of a session says. `laptops`: the spoken code by borrower's id. Its code leads to `base`."""
    ours = house()
    letter, _space, digits = session.spoken.partition(" ")
    expected = [seat for seat in seats if seat.state not in {SeatState.RELEASED, SeatState.WAITING}]
    with force_locale(locale):
        return SheetFacts(
            locale=locale,
            house=ours.name,
            footer=ours.footer,
            title=session.kind.title(locale),
            code=(letter, digits),
            link=f"{base.rstrip('/')}/i/{session.code}".upper(),
            when=tuple(_moment(lesson.starts_at) for lesson in session.lessons),
            where=", ".join(part for part in (session.venue.name, session.venue.address) if part),
            teacher=session.teacher.name if session.teacher is not None else "",
            language=say(session.language),
            people=tuple(
                (seat.borrower.first_name or seat.borrower.spoken, laptops.get(seat.borrower_id, ""))
                for seat in sorted(expected, key=lambda seat: (seat.borrower.first_name.casefold(), seat.id))
            ),
        )


def certificate_facts(
    seat: Seat, lessons: Sequence[Lesson], told: Collection[str], *, locale: str, today: date
) -> CertificateFacts:
    """What the certificate of one person says of the lessons they came to. DidNotCome.

    `told`: the codes of topics that the teachers ticked as told; where none was ticked, all that the kind has.
    """
    if seat.state is not SeatState.ATTENDED or seat.borrower.is_forgotten:
        raise DidNotCome
    session, ours = seat.session, house()
    with force_locale(locale):
        return CertificateFacts(
            locale=locale,
            house=ours.name,
            footer=ours.footer,
            name=seat.borrower.name,
            title=session.kind.title(locale),
            topics=tuple(
                topic.get(locale) or topic.get("nl", "")
                for topic in session.kind.topics
                if not told or topic["code"] in told
            ),
            were_ticked=bool(told),
            days=tuple(_day(one.held_on) for one in lessons),
            minutes=sum(round((one.ends_at - one.starts_at).total_seconds() / 60) for one in lessons),
            place=session.venue.name,
            town=session.venue.municipality,
            given_on=_day(today),
        )


def _moment(moment: object) -> str:
    return str(format_datetime(moment, "EEEE d MMMM yyyy HH:mm"))


def _day(one: date) -> str:
    return str(format_date(one, "d MMMM yyyy"))


def attendance_sheet(facts: SheetFacts) -> bytes:
    """The sheet to sign as PDF; of a course a column for each lesson. The same facts give the same bytes."""
    with force_locale(facts.locale):
        furniture = papers.Furniture(
            house=facts.house,
            title=_("Who is here?"),
            locale=facts.locale,
            footer=facts.footer,
            version=_("attendance %(edition)s", edition=EDITION),
            page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
            qr=facts.link,
            code=facts.code,
            under_code=(_("Start workshop"), ""),
        )
        return papers.paper(furniture, list(_sheet(facts)))


def _sheet(facts: SheetFacts) -> Iterator[Flowable]:
    told = [(_("What"), facts.title), (_("When"), "\n".join(facts.when)), (_("Where"), facts.where)]
    if facts.teacher:
        told.append((_("Who gives it"), facts.teacher))
    told.append((_("Language"), facts.language))
    yield papers.facts(told, label_width=32)
    yield papers.gap(3)
    yield papers.small(
        _("Sign beside your first name. Nobody must: say it to the teacher, that is fine too."), 10
    )
    count = len(facts.when)
    blank = [("", "")] * _BLANK_LINES
    for start in range(0, max(1, count), _MOST_ACROSS):
        numbers = range(start + 1, min(start + _MOST_ACROSS, max(1, count)) + 1)
        signs = (
            [_("Signature")] if count < 2 else [_("Lesson %(number)s", number=number) for number in numbers]
        )
        head = (_("First name"), _("Laptop"), *signs)
        widths = (3.4, 2.4, *(6 / len(signs) for _one in signs))
        yield papers.gap(2)
        yield papers.pen_table(head, [*facts.people, *blank], widths, pen=len(signs), size=11)


def certificate(facts: CertificateFacts) -> bytes:
    """The certificate of attendance as PDF. The same facts give the same bytes."""
    with force_locale(facts.locale):
        furniture = papers.Furniture(
            house=facts.house,
            title=_("Certificate of attendance"),
            locale=facts.locale,
            footer=facts.footer,
            version=_("attendance %(edition)s", edition=EDITION),
            page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
        )
        return papers.paper(furniture, list(_certificate(facts)))


def _certificate(facts: CertificateFacts) -> Iterator[Flowable]:
    yield papers.gap(10)
    yield papers.text(_("We declare that"), _SIZE)
    yield papers.amount(facts.name, 26)
    yield papers.text(_("followed the start workshop"), _SIZE)
    yield papers.text(facts.title, 18, bold=True)
    yield papers.gap(4)
    hours = ngettext("%(num)s minute", "%(num)s minutes", facts.minutes)
    rows = [(_("When"), "\n".join(facts.days)), (_("How long"), hours)]
    rows.append((_("Where"), ", ".join(part for part in (facts.place, facts.town) if part)))
    yield papers.facts(rows, size=_SIZE, label_width=36)
    if facts.topics:
        yield papers.heading(
            _("What was shown") if facts.were_ticked else _("What it is about"), 13, before=8
        )
        if facts.were_ticked:
            yield papers.ticks(*facts.topics, size=_SIZE, ticked=True)
        else:
            yield from (papers.text(f"– {topic}", _SIZE) for topic in facts.topics)
    yield papers.gap(12)
    yield papers.text(_("Given on %(day)s by %(house)s.", day=facts.given_on, house=facts.house), _SIZE)
    yield papers.signatures((facts.house, _("Name and signature"), None))
