"""Three texts that a digibank owes: the privacy notice (art. 13), the register of processing (art. 30), and the
agreement with whoever keeps its computers (art. 28). Filled from the settings, the newest edition and the rules on how
long things are kept; every word in the reader's language.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from inventory.digibank.models import Digibank
from inventory.foundation.database import db
from inventory.foundation.expiring import Keeping
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.tongue import tongue
from inventory.retention.queries import InForce, in_force
from inventory.retention.words import days_in_words
from inventory.rights.editions import Filled, filled_of, newest_edition
from inventory.rights.letter import AUTHORITY, AUTHORITY_LINES
from inventory.rights.models import NoticeEdition
from inventory.rights.rules import LegalForm
from inventory.wording import say


@dataclass(frozen=True)
class Chapter:
    """A part of a text: sentences, then label and value per row."""

    title: str
    sentences: Sequence[str] = ()
    rows: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class House:
    """Who answers for the data, as the texts name them."""

    name: str
    controller: str
    where: str
    enterprise_number: str
    phone: str
    contact: str
    bench: str
    filled: Filled
    number: int
    since: date | None


def house(edition: NoticeEdition | None = None) -> House:
    """The digibank we are inside of, with what its newest edition (or this one) says."""
    ours = db.session.get_one(Digibank, current_digibank_id())
    edition = edition or newest_edition()
    filled = filled_of(edition)
    town = f"{ours.postcode} {ours.municipality}".strip()
    reach = ", ".join(part for part in (ours.phone, ours.email) if part)
    return House(
        name=ours.name, controller=filled.controller or ours.name,
        where=", ".join(part for part in (ours.street, town) if part), enterprise_number=ours.enterprise_number,
        phone=ours.phone, contact=filled.contact or reach, bench=ours.reuse_centre, filled=filled,
        number=edition.number if edition else 0, since=edition.made_at.date() if edition else None,
    )  # fmt: skip


def _kept() -> list[InForce]:
    return list(in_force().values())


def _basis(form: LegalForm) -> str:
    if form is LegalForm.LOCAL_AUTHORITY:
        return _("our task of public interest: the social policy of the town (art. 6.1.e GDPR)")
    return _("the agreement with you about the loan (art. 6.1.b GDPR)")


# --- the privacy notice ---


def privacy_notice(ours: House) -> list[Chapter]:
    """What a person must know, on two pages."""
    return [
        Chapter(_("Who we are"), [_("%(house)s lends laptops to people who need one.", house=ours.name)], _who(ours)),
        Chapter(_("Which data we have"), list(_which())),
        Chapter(
            _("What we never keep"),
            [
                _("Your national register number. A copy of your identity card or of a proof."),
                _("Your health. Your origin."),
                _("We look at a proof and write down that we saw it. Nothing more."),
            ],
        ),
        Chapter(_("What for, and why we may"), rows=list(_purposes(ours))),
        Chapter(_("Who sees your data"), list(_receivers(ours))),
        Chapter(
            _("How long we keep it"),
            [_("After that your name goes. Only numbers stay: age group, town, how long a loan was.")],
            [
                (str(one.type.title), days_in_words(one.days))
                for one in _kept()
                if one.type.keeping is not Keeping.STAYS
            ],
        ),
        Chapter(_("What you may ask"), list(_rights())),
        Chapter(_("Questions, or not content?"), list(_complaint(ours))),
        *([Chapter(_("What else you must know"), [ours.filled.more(tongue())])] if ours.filled.more(tongue()) else []),
    ]  # fmt: skip


def _who(ours: House) -> list[tuple[str, str]]:
    rows = [
        (_("Responsible for your data"), ours.controller),
        (_("Address"), ours.where),
        (_("Enterprise number"), ours.enterprise_number),
        (_("Questions about your data"), ours.contact),
    ]
    return [(label, value) for label, value in rows if value]


def _which() -> Iterator[str]:
    yield _("Who you are: name, year of birth, address, phone number, mail address, language.")
    yield _("What you ask and what for, which conditions you meet, and what we decided.")
    yield _("Your loan: which laptop, until when, what you signed, and your deposit.")
    yield _("Your account number, only when we pay money back.")
    yield _("What we write to you, and whether you came to a workshop or another service.")
    yield _("Groups you belong to, only when you want to say so. It helps us to count. You may say nothing.")


def _purposes(ours: House) -> Iterator[tuple[str, str]]:
    yield _("To lend you a laptop and to help you"), _basis(ours.filled.legal_form)
    yield _("To keep your deposit and to give it back"), _("the books that the law asks (art. 6.1.c GDPR)")
    yield _("To find a laptop that is lost"), _("our interest in what belongs to everyone (art. 6.1.f GDPR)")
    yield (
        _("To count how many people we reach"),
        _("the conditions of our subsidy (art. 6.1.c and 6.1.e GDPR)"),
    )


def _receivers(ours: House) -> Iterator[str]:
    yield _("Colleagues see what they need for their work. We write down who opens your file.")
    yield _("Who repairs laptops never sees your name. Who gives laptops never knows who borrows them.")
    if ours.filled.partners:
        yield _("These partners see a part: %(partners)s.", partners=ours.filled.partners)
    if ours.filled.host:
        yield _("Our computers are kept by: %(host)s.", host=ours.filled.host)
    yield _("We never sell data.")


def _rights() -> Iterator[str]:
    yield _("See what we have about you, on paper or as a file.")
    yield _("Correct what is wrong.")
    yield _("Ask us to forget you. We do it as soon as your loan is over and all money is settled.")
    yield _("Ask us to keep your data and not to use them.")
    yield _("Say that you want no text messages or no calls.")
    yield _("You get an answer within one month. It costs nothing.")
    yield _("No computer decides about you. A person always does.")


def _complaint(ours: House) -> Iterator[str]:
    if ours.contact:
        yield _("Talk to us first: %(reach)s.", reach=ours.contact)
    where = f"{AUTHORITY}, {AUTHORITY_LINES}"
    yield _("You may also complain to the Data Protection Authority: %(where)s.", where=where)


# --- the register of processing ---


def register(ours: House) -> list[Chapter]:
    """What is done with whose data, why, and for how long (art. 30)."""
    basis = _basis(ours.filled.legal_form)
    people = [
        (
            _("Lending laptops"), _("borrowers and applicants"),
            _("name, year of birth, address, ways to reach, language; purpose, conditions met, decision; loan, papers"),
            basis, _("desk, coordinator; the treasurer for money; the referrer for own applications"),
        ),
        (
            _("Deposits and payments"), _("borrowers, and who pays for them"),
            _("amounts, days, account number and name of the account, receipts"),
            _("the books that the law asks (art. 6.1.c GDPR)"), _("desk, treasurer; the bank"),
        ),
        (
            _("Start workshops"), _("borrowers"), _("seat, presence, how handy with a computer"), basis,
            _("teacher: first name and laptop only; desk"),
        ),
        (
            _("Contacts and figures"), _("visitors of all services"),
            _("service, day, place, age group, town, groups a person names, referrer"),
            _("the conditions of our subsidy (art. 6.1.c and 6.1.e GDPR)"),
            _("coordinator; outside of the house only numbers, and none under five"),
        ),
        (
            _("Repair desk"), _("visitors with an own laptop"), _("name, ways to reach, complaint, signature"),
            _("the agreement with the visitor (art. 6.1.b GDPR)"), _("desk; the bench: first name and complaint only"),
        ),
        (
            _("Laptops that are given"), _("contacts of givers and partners"),
            _("name, function, work address and phone"),
            _("the agreement with the giver, and our interest (art. 6.1.b and 6.1.f GDPR)"),
            _("bench, desk, coordinator"),
        ),
        (
            _("People who work here"), _("staff and volunteers"), _("name, mail address, role, what they did and when"),
            _("our interest in safe data (art. 6.1.f GDPR)"), _("coordinator"),
        ),
    ]  # fmt: skip
    return [
        Chapter(_("Who is responsible"), rows=_who(ours)),
        *(
            Chapter(
                title,
                rows=[
                    (_("Whose data"), whose),
                    (_("Which data"), which),
                    (_("On which ground"), ground),
                    (_("Who receives them"), who),
                ],
            )
            for title, whose, which, ground, who in people
        ),
        Chapter(_("Who works for us with these data"), rows=list(_workers(ours))),
        Chapter(
            _("How long each kind of record is kept"),
            rows=[(str(one.type.title), _how_long(one)) for one in _kept()],
        ),
        Chapter(_("How the data are protected"), list(_security())),
    ]  # fmt: skip


def _how_long(one: InForce) -> str:
    return f"{days_in_words(one.days)}. {say(one.basis)}. {one.type.reason}"


def _workers(ours: House) -> Iterator[tuple[str, str]]:
    yield _("Keeps the computers"), ours.filled.host or _("not filled in yet")
    yield _("Partners that see a part"), ours.filled.partners or _("not filled in yet")
    if ours.bench:
        yield _("Wipes and repairs"), _("%(bench)s. Sees no borrower.", bench=ours.bench)


def _security() -> Iterator[str]:
    yield _("Everyone signs in with an own account; a second step can be asked. Roles decide what is seen.")
    yield _("The data of one digibank are walled off from those of others, also in the database.")
    yield _("Every change is written in a journal that cannot be altered unseen. It holds no names.")
    yield _("Who opens the file of a borrower is written down and kept for a year.")
    yield _("Connections are encrypted. Backups are in the care of who keeps the computers.")
    yield _("Laptops that come back are wiped and checked by two people before they go out again.")


# --- the agreement with a processor ---


def processor_agreement(ours: House) -> list[Chapter]:
    """A draft to sign with whoever keeps the computers (art. 28)."""
    host = ours.filled.host or "…………………………"
    return [
        Chapter(
            _("Between"),
            rows=[(_("The responsible"), f"{ours.controller}, {ours.where}"), (_("The processor"), host)],
        ),
        Chapter(
            _("1. What it is about"),
            [
                _("The processor keeps and maintains the program Leenkring and its data for the responsible."),
                _("This lasts as long as the service lasts. Annex 1 says whose data, which, and for how long."),
            ],
        ),
        Chapter(
            _("2. Instructions"),
            [
                _("The processor does nothing with the data but what the responsible asks in writing."),
                _("When an instruction is against the law, the processor says so at once."),
            ],
        ),
        Chapter(_("3. Secrecy"), [_("Everyone who may reach the data has promised secrecy in writing.")]),
        Chapter(
            _("4. Security"),
            [_("The processor takes the measures of annex 2 and keeps them up to date.")],
        ),
        Chapter(
            _("5. Others who help"),
            [
                _("The processor calls in nobody else without a written yes of the responsible."),
                _("Whoever is called in has the same duties. The data stay within the European Union."),
            ],
        ),
        Chapter(
            _("6. Help"),
            [
                _("The processor helps to answer persons within one month, and with an assessment of the risks."),
                _("A breach is told to the responsible without delay, within 24 hours at the latest."),
            ],
        ),
        Chapter(
            _("7. The end"),
            [
                _("At the end all data are given back in a usual form, and erased within 30 days."),
                _("From backups they are erased within 90 days."),
            ],
        ),
        Chapter(
            _("8. Audit"),
            [_("The responsible may check all this, or have it checked, and gets what is needed for it.")],
        ),
        Chapter(
            _("Annex 1: data and how long"),
            [_("Borrowers, applicants, visitors, contacts of partners, staff. See the register of processing.")],
            [(str(one.type.title), days_in_words(one.days)) for one in _kept()],
        ),
        Chapter(_("Annex 2: measures"), list(_security())),
    ]  # fmt: skip
