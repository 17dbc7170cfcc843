"""Two letters to a person: everything that we know of them, and the answer to what they asked. In their language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import letter_language
from inventory.digibank.models import Digibank
from inventory.foundation import papers
from inventory.foundation.offers import PersonSection
from inventory.foundation.refusal import Refusal
from inventory.rights.models import PersonRequest
from inventory.rights.rules import Answer, PartThatWent, RequestKind
from inventory.rights.telling import told
from inventory.wording import say

#: who may be asked when someone is not content with us
AUTHORITY = "Gegevensbeschermingsautoriteit / Autorité de protection des données"
AUTHORITY_LINES = "Drukpersstraat 35, 1000 Brussel · 02 274 48 00 · contact@apd-gba.be"


@dataclass(frozen=True)
class Sender:
    """Who writes, as on all papers."""

    name: str
    phone: str
    email: str
    footer: str


def sender_of(digibank: Digibank) -> Sender:
    """The digibank as it writes to people."""
    town = f"{digibank.postcode} {digibank.municipality}".strip()
    parts = (digibank.name, digibank.street, town, digibank.phone, digibank.email)
    return Sender(digibank.name, digibank.phone, digibank.email, " · ".join(part for part in parts if part))


def language_of(borrower: Borrower, digibank: Digibank) -> str:
    """In which language we write to this person."""
    return letter_language(borrower.language, fallback=digibank.locale)


def draw_copy(
    borrower: Borrower, sections: Sequence[PersonSection], sender: Sender, *, on: date, locale: str
) -> bytes:
    """Everything that we know of this person, as a letter to hand over or to post."""
    with force_locale(locale):
        title = _("What we have about you")
        return papers.paper(_furniture(sender, title, locale), list(_copy(borrower, sections, sender, on)))


def draw_answer(
    request: PersonRequest, sender: Sender, *, holds: Sequence[Refusal] = (), on: date, locale: str
) -> bytes:
    """What we answer to a request, what keeps the person known, and what may be done by who is not content."""
    with force_locale(locale):
        title = _("About your data")
        return papers.paper(_furniture(sender, title, locale), list(_answer(request, sender, holds, on)))


def _furniture(sender: Sender, title: str, locale: str) -> papers.Furniture:
    return papers.Furniture(
        house=sender.name, title=title, locale=locale, footer=sender.footer, version="",
        page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"), size=11.5,
    )  # fmt: skip


def _address(borrower: Borrower) -> str:
    town = f"{borrower.postcode} {borrower.municipality}".strip()
    return "\n".join(line for line in (borrower.name, borrower.street, town) if line)


def _copy(
    borrower: Borrower, sections: Sequence[PersonSection], sender: Sender, on: date
) -> Iterator[Flowable]:
    yield papers.gap(2)
    yield papers.text(_address(borrower), 11.5)
    yield papers.gap(2)
    yield papers.text(f"{sender.name}, {say(on)}", 10.5)
    yield papers.text(_("Hello %(name)s,", name=borrower.first_name or borrower.name), 11.5)
    yield papers.text(
        _("You asked what we know about you. Here you read everything. Is something wrong? Tell us, we correct it."),
        11.5,
    )  # fmt: skip
    yield papers.text(
        _("We lend laptops. For that we need your data. You may always look at them, and ask us to forget you."), 11.5
    )  # fmt: skip
    for one in told(sections):
        yield papers.heading(one.title, 12.5)
        for number, thing in enumerate(one.things):
            if number:
                yield papers.gap(2.5)
            yield papers.facts(list(thing), size=9.5, label_width=60)
    yield from _rights(sender)


def _answer(request: PersonRequest, sender: Sender, holds: Sequence[Refusal], on: date) -> Iterator[Flowable]:
    borrower = request.borrower
    yield papers.gap(2)
    yield papers.text(_address(borrower), 11.5)
    yield papers.gap(2)
    yield papers.text(f"{sender.name}, {say(on)}", 10.5)
    yield papers.text(_("Hello %(name)s,", name=borrower.first_name or borrower.name), 11.5)
    yield papers.text(
        _("On %(day)s we got your question: “%(what)s”.", day=say(request.received_on), what=say(request.kind)), 11.5
    )  # fmt: skip
    for sentence in _sentences(request, holds):
        yield papers.text(sentence, 11.5)
    if request.answered:
        yield papers.text(request.answered, 11.5)
    yield from _rights(sender)


def _sentences(request: PersonRequest, holds: Sequence[Refusal]) -> Iterator[str]:
    if request.is_open and request.longer_because:
        yield _("We need more time. You get an answer before %(day)s.", day=say(request.due_on))
        yield _("This is why: %(reason)s", reason=request.longer_because)
    elif request.is_open:
        yield _("You get an answer before %(day)s.", day=say(request.due_on))
    elif request.answer in (Answer.GRANTED, Answer.PARTLY):
        yield from _done(request, holds)
    elif request.answer is Answer.REFUSED:
        yield _("We do not do this. Below you read why.")
    else:
        yield _("You told us that you do not ask this any more. So we change nothing.")


def _done(request: PersonRequest, holds: Sequence[Refusal]) -> Iterator[str]:
    if request.answer is Answer.PARTLY:
        yield _("We do this in part. Below you read what not, and why.")
    if request.kind in (RequestKind.ACCESS, RequestKind.PORTABILITY):
        yield _("You find everything we know about you with this letter.")
    elif request.kind is RequestKind.CORRECTION:
        yield _("We corrected it.")
    elif request.kind is RequestKind.ERASURE:
        yield from _forgotten(request, holds)
    elif request.kind is RequestKind.RESTRICTION:
        yield _("We keep your data and do nothing else with them. You may still bring back your laptop.")
    elif request.kind is RequestKind.NO_TEXTS:
        yield _("You get no text messages any more. When it must be, we call or write a letter.")
    else:
        yield _("We do not call you any more. When it must be, we write.")


def _forgotten(request: PersonRequest, holds: Sequence[Refusal]) -> Iterator[str]:
    """What went, what stays and why, and when that goes: the same as our own page says."""
    if request.went:
        yield _("This is gone now: %(what)s.", what=", ".join(say(PartThatWent(one)) for one in request.went))
    if not request.waits_to_forget:
        yield _("The rest we keep as long as we must. Then it goes by itself.")
        return
    for hold in holds:
        if until := hold.particulars.get("until"):
            yield _("We keep the rest until and with %(day)s.", day=say(until))
            yield _("This is why: %(reason)s", reason=say(hold.particulars["because"]))
    if any(not hold.particulars for hold in holds):
        yield _(
            "We keep the rest as long as something of you is under way with us: a loan, money, an application, or a "
            "laptop at the repair desk."
        )
    yield _("As soon as that is over, we forget you. You need not ask it again.")


def _rights(sender: Sender) -> Iterator[Flowable]:
    yield papers.heading(_("Not content?"), 12.5)
    reach = " · ".join(part for part in (sender.phone, sender.email) if part)
    yield papers.text(_("Talk to us first: %(reach)s.", reach=reach), 11.5)
    where = f"{AUTHORITY}, {AUTHORITY_LINES}"
    yield papers.text(
        _("You may also complain to the Data Protection Authority: %(where)s.", where=where), 11.5
    )
