"""The attest of data erasure as a paper: one calm A4 page per device, in Dutch, French or English.

The Belgian data protection authority prefers "attest" or "verklaring" to "certificaat" for this paper
(recommendation of 11 December 2020 on data carriers, §239), so that is what it calls itself.
"""

import itertools
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.agreements.rules import Minimum
from inventory.codes import read, spoken
from inventory.devices.models import DeviceKind, MediumKind
from inventory.foundation import papers
from inventory.foundation.clock import local
from inventory.permissions import Role
from inventory.wiping.attest import NONE, AgreementOnIt, Attest, AttestLine, NotAttested, reaches_minimum
from inventory.wiping.categories import Category
from inventory.wiping.evidence.facts import Technique
from inventory.wiping.models import Means
from inventory.wiping.rules import Remark
from inventory.wording import say

#: goes up with every change to what stands on the paper
EDITION = "attest 3"
LOCALES = ("nl", "fr", "en")
#: label, value, and how many of the three columns it takes
Cell = tuple[str, str, int]
_UNITS = ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"))


def draw(attest: Attest, locale: str) -> bytes:
    """The attest as PDF in this language; the same attest gives the same bytes. Needs the app's words."""
    with force_locale(locale):
        numbers = itertools.count(1)
        story: list[Flowable] = [papers.verdict(*verdict_words(attest))]
        about = [_device(attest, locale, numbers)]
        about += [
            _line(attest, line, number, locale, numbers) for number, line in enumerate(attest.lines, start=1)
        ]
        story += itertools.chain.from_iterable(about)
        story += _people(attest, locale, numbers)
        story += [_heading(numbers, _("What this statement does not say")), *_limits(attest)]
        return papers.paper(_furniture(attest, locale), story)


def _heading(numbers: Iterator[int], words: str) -> Flowable:
    return papers.heading(f"{next(numbers)}. {words}", 10, before=1.9)


def _furniture(attest: Attest, locale: str) -> papers.Furniture:
    return furniture_of(attest, _("Data erasure statement"), EDITION, locale)


def furniture_of(attest: Any, title: str, edition: str, locale: str) -> papers.Furniture:
    """What stands around an attest, be it about one device or a whole gift: who issues it, its codes, its foot."""
    control = f"{attest.control_code[:4]}-{attest.control_code[4:]}"
    contact = (attest.issuer_address, attest.issuer_phone, attest.issuer_email)
    return papers.Furniture(
        house=attest.issuer,
        house_too=attest.reuse_centre,
        title=title,
        locale=locale,
        footer=" · ".join(part for part in contact if part),
        version=edition,
        page_of=_("Page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
        code=("C", digits_of(attest.code)),
        under_code=(_("Control code"), control),
        qr=attest.check_url,
        qr_caption=_("Scan to check"),
    )


def digits_of(code: str) -> str:
    """A code without its letter, in groups of three."""
    found = read(code)
    return spoken(found.kind, found.serial)[2:] if found and found.kind else code


def verdict_words(attest: Attest) -> tuple[str, str, str]:
    """The verdict in one sentence, a second sentence, and its tone: never more than the reports prove."""
    words = _verdicts(len(attest.lines))[attest.outcome]
    return (*words, "good" if attest.outcome in ("verified", "destroyed") else "note")


def _verdicts(num: int) -> dict[str, tuple[str, str]]:
    return {
        "verified": (
            ngettext(
                "All data on this disk has been erased.", "All data on these disks has been erased.", num
            ),
            _("The erasure was read back. There were no errors."),
        ),
        "unverified": (
            ngettext("This disk was overwritten.", "These disks were overwritten.", num),
            _("It was not read back afterwards."),
        ),
        "stated": (
            ngettext(
                "Someone states that this disk was erased.",
                "Someone states that these disks were erased.",
                num,
            ),
            _("There is no report of a program. A second person checked."),
        ),
        "destroyed": (
            ngettext("This disk was destroyed.", "These disks were destroyed.", num),
            _("Two people saw it."),
        ),
        "removed": (
            ngettext(
                "The disk was taken out of this device.", "The disks were taken out of this device.", num
            ),
            _("This statement does not cover what became of it."),
        ),
        "absent": (_("There is no disk in this device."), _("Two people looked.")),
        "mixed": (_("Each disk of this device was dealt with."), _("How, stands below for each of them.")),
    }


def _device(attest: Attest, locale: str, numbers: Iterator[int]) -> list[Flowable]:
    name = f"{say(DeviceKind(attest.device_kind))} {attest.device_name}".strip()
    rows = [
        (_("Device"), name, 2),
        (_("Serial number"), attest.device_serial or _("none"), 1),
        (_("Our number"), spoken_code(attest.device_code), 1),
        (_("Number at the donor"), attest.donor_asset_number or _("none"), 1),
    ]
    received = (_("Received on"), _received(attest, locale), 1)
    if attest.is_about_a_disk:
        return [_heading(numbers, _("The device that it was taken out of")), papers.grid([*rows, received])]
    rows += [
        (_("Chassis"), attest.device_chassis or _("not known"), 1),
        (_("UUID"), attest.device_uuid or _("not known"), 2),
        received,
    ]
    return [_heading(numbers, _("The device")), papers.grid(rows)]


def spoken_code(code: str) -> str:
    """A code as printed for people: C 019 882."""
    found = read(code) if code else None
    return spoken(found.kind, found.serial) if found and found.kind else code


def _received(attest: Attest, locale: str) -> str:
    if not attest.received_at:
        return _("not known")
    on = day_words(attest.received_at, locale)
    return _("%(day)s, back from a borrower", day=on) if attest.lap > 1 else on


def _line(
    attest: Attest, line: AttestLine, number: int, locale: str, numbers: Iterator[int]
) -> list[Flowable]:
    if line.means == Means.ABSENT:
        seen = [
            (_("Disk"), _("None. The place is empty."), 1),
            (_("Remark"), line.statement or _("None."), 2),
        ]
        return [_heading(numbers, _("The disk")), papers.grid(seen)]
    title = _("The disk") if len(attest.lines) == 1 else _("Disk %(number)s", number=number)
    return [
        _heading(numbers, title),
        papers.grid(_disk(line, locale)),
        _heading(numbers, _("The erasure")),
        papers.grid(_done(attest, line, locale)),
    ]


def _disk(line: AttestLine, locale: str) -> list[Cell]:
    """Which medium it is, as far as anyone wrote down."""
    size = size_words(line.size_bytes, locale) or _("size not known")
    soldered = {True: _("yes"), False: _("no"), None: _("not known")}[line.soldered]
    connection = line.interface or _("not known")
    return [
        (_("Kind and size"), f"{say(MediumKind(line.kind))}, {size}", 1),
        (_("Maker and model of the disk"), f"{line.maker} {line.model}".strip() or _("not known"), 1),
        (_("Number of the disk"), line.serial or _("none"), 1),
        (_("Connection, soldered"), f"{connection}, {soldered}", 1),
        (_("Hidden area"), hidden_words(line), 1),
        (_("Health and encryption before"), _("not known"), 1),
    ]


def hidden_words(line: AttestLine) -> str:
    """Whether there was a hidden area."""
    words = {NONE: _("none"), "detected": _("detected, see the exceptions")}
    return words.get(line.hidden_area, _("not known"))


def _done(attest: Attest, line: AttestLine, locale: str) -> list[Cell]:
    """What was done to one medium, by which rule it counts as what, and what remains to be said."""
    if line.means == Means.REMOVED:
        return [
            (_("Method"), method_words(line), 1), (_("In their own words"), line.statement or _("none"), 2)
        ]  # fmt: skip
    exceptions = [str(say(Remark(remark))) for remark in line.remarks] or [_("None.")]
    rows = [
        (_("Method"), method_words(line), 1),
        (_("Category"), graded_words(line, attest.minimum, is_given=bool(attest.donor)), 2),
    ]
    if line.means == Means.REPORT:
        version = line.tool_version or _("version not known")
        rows += [
            (_("Program"), f"{line.tool} {version}".strip(), 1),
            (_("Start and end"), clock_words(line, locale), 2),
            (_("Second check with another program"), _("none"), 1),
            (_("Lines of the report that prove it"), proof_words(line), 2),
            (_("Report"), report_words(line, locale), 3),
        ]
    if line.statement:
        rows.append((_("In their own words"), line.statement, 3))
    rows.append((_("Exceptions"), " ".join(exceptions), 3))
    return rows


def proof_words(line: AttestLine) -> str:
    """The numbers of the lines, neighbours together: 1, 2, 10–25."""
    numbers = sorted({number for number, _text in line.proof})
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return ", ".join(told) or _("none")


def report_words(line: AttestLine, locale: str) -> str:
    """Its name, when it came in and which reader read it; and on a line of its own its fingerprint."""
    if not line.evidence_sha256:
        return _("none")
    came = _("received %(moment)s", moment=moment_words(line.evidence_received_at, locale))
    about = [line.evidence_file, came, _("reader %(version)s", version=line.parser_version)]
    return f"{', '.join(about)}\nSHA-256 {line.evidence_sha256}"


def method_words(line: AttestLine) -> str:
    """What was done, in words; with the tool's own name for it."""
    words = say(Technique(line.technique)) if line.technique else ""
    if line.method:
        words = f"{words} ({line.method})"
    read_back = {
        "last": _("read back after the last pass"),
        "all": _("read back after every pass"),
        "off": _("not read back"),
        "status": _("by what the disk itself says"),
    }.get(line.verification)
    return f"{words}, {read_back}" if read_back else words


def category_words(line: AttestLine) -> str:
    """The category with its standard, or that none is claimed."""
    if line.category == Category.NONE:
        return _("No category is claimed.")
    return f"{say(Category(line.category))}. {line.standard}."


def graded_words(line: AttestLine, minimum: str, *, is_given: bool) -> str:
    """The category, and for what was given whether that is what was agreed on."""
    return f"{category_words(line)} {_beside_minimum(line, minimum, is_given)}".strip()


def _beside_minimum(line: AttestLine, minimum: str, is_given: bool) -> str:
    if not minimum:
        return _("No minimum was agreed on.") if is_given else ""
    said = say(Minimum(minimum))
    if reaches_minimum(minimum, line):
        return _("Reaches the minimum that was agreed on: %(minimum)s.", minimum=said)
    return _("Does not reach the minimum that was agreed on: %(minimum)s.", minimum=said)


def clock_words(line: AttestLine, locale: str) -> str:
    """From when to when, by the program's own clock."""
    if not (line.clock_started and line.clock_ended):
        return _("not known")
    start, end = datetime.fromisoformat(line.clock_started), datetime.fromisoformat(line.clock_ended)
    shape = "HH:mm" if start.date() == end.date() else "d MMMM yyyy, HH:mm"
    return _(
        "%(start)s to %(end)s, by the program's clock",
        start=format_datetime(start, "d MMMM yyyy, HH:mm", locale=locale),
        end=format_datetime(end, shape, locale=locale),
    )


def _people(attest: Attest, locale: str, numbers: Iterator[int]) -> list[Flowable]:
    """For whom, by whom, and who looked: one pair when the same two did everything."""
    cells = _donor(attest, locale)
    where = ", ".join(part for part in (attest.reuse_centre or attest.issuer, attest.place) if part)
    pairs: dict[tuple[str, str], None] = {}
    for line in attest.lines:
        done = person_words(line.operator, line.operator_role, line.recorded_at, locale)
        pairs[done, person_words(line.verifier, line.verifier_role, line.verified_at, locale)] = None
    for number, (done, looked) in enumerate(pairs):
        third = (_("Where"), where, 1)
        if attest.donor and not number and not attest.is_about_a_disk:
            third = (_("The donor's own check"), _donors_word(attest, locale), 1)
        cells += [(_("Done by"), done, 1), (_("Checked by another"), looked, 1), third]
    issuer = " ".join(part for part in (attest.issuer, attest.issuer_enterprise_number) if part)
    cells += [
        (_("Done at, issued by"), f"{where}\n{issuer}", 1) if attest.donor else (_("Issued by"), issuer, 1),
        (_("Issued on"), moment_words(attest.issued_at, locale), 1),
        (_("Signed and sealed with number"), attest.seal_key_id or _("none"), 1),
    ]
    return [_heading(numbers, _("For whom and by whom")), papers.grid(cells)]


def _donor(attest: Attest, locale: str) -> list[Cell]:
    """The donor is named only on the attest of the donor's own data."""
    if not attest.donor:
        return [(_("Donor"), _("none: a borrower had this device") if attest.lap > 1 else _("none"), 3)]
    number = attest.donor_enterprise_number or _("enterprise number not known")
    return [
        (_("Donor"), f"{attest.donor}\n{number}", 1),
        (
            _("Contact, lot"),
            "\n".join([attest.donor_contact or _("not known"), spoken_code(attest.lot_code)]),
            1,
        ),
        (
            _("Agreements"),
            agreement_words((attest.donation_agreement, attest.processor_agreement), locale),
            1,
        ),
    ]


def agreement_words(agreements: Iterable[AgreementOnIt | None], locale: str) -> str:
    """Their numbers, the version of their text and the day of the signature."""
    held = [one for one in agreements if one]
    told = [
        _(
            "%(reference)s, text %(number)s, %(day)s",
            reference=one.reference,
            number=one.text,
            day=format_date(date.fromisoformat(one.signed_on), "d MMM yyyy", locale=locale),
        )
        for one in held
    ]
    return "\n".join(told) or _("no written agreement")


def _donors_word(attest: Attest, locale: str) -> str:
    if attest.donor_answer == "accepted":
        # The name alone on its line, as for the first two.
        day = day_words(attest.donor_answered_at, locale)
        code = spoken_code(attest.donor_answered_on)
        accepted = _("accepted %(code)s, %(day)s", code=code, day=day)
        return f"{attest.donor_validator}\n{accepted}"
    words = {
        "none": _("none: the donor appointed nobody for it"),
        "asked": _("asked, not answered on this day"),
    }
    return words.get(attest.donor_answer, _("not known"))


def person_words(name: str, role: str, at: str, locale: str) -> str:
    """The name alone on its line, for it may run from right to left; below it function and day."""
    function = str(say(Role(role))) if role else _("function not known")
    day = day_words(at, locale) if at else _("not known")
    return "\n".join([name or _("not known"), f"{function}, {day}"])


def _limits(attest: Attest) -> list[Flowable]:
    """What is not attested, always printed; then what this paper is and how to check it."""
    not_said = [str(say(one)) for one in NotAttested]
    explained = [
        _("What is said of each disk comes from the report of the program, and from nothing else.")
        if any(line.evidence_sha256 for line in attest.lines)
        else "",
        _("Both people signed in with their own account; the seal in this file stands for their signatures."),
        _("You can check it at any time at %(where)s.", where=attest.check_url.lower().rsplit("/", 2)[0]),
    ]
    said = [" ".join(not_said), " ".join(sentence for sentence in explained if sentence)]
    return [papers.small(sentences, size=8) for sentences in said]


def day_words(moment: str, locale: str) -> str:
    """A moment or day in ISO 8601 as a day in words, in Brussels."""
    found = datetime.fromisoformat(moment)
    return format_date((local(found) if found.tzinfo else found).date(), "d MMMM yyyy", locale=locale)


def moment_words(moment: str, locale: str) -> str:
    """A moment in ISO 8601 in words, in Brussels, with its zone."""
    here = local(datetime.fromisoformat(moment))
    return format_datetime(here, "d MMMM yyyy, HH:mm zzz", locale=locale)


def size_words(size: int | None, locale: str) -> str:
    """A size as it stands on the disk's own sticker: 500 GB."""
    if not size:
        return ""
    unit, name = next(((unit, name) for unit, name in _UNITS if size >= unit), _UNITS[-1])
    number = round(size / unit, 0 if size >= 10 * unit else 1)
    return f"{format_decimal(number, '#,##0.#', locale=locale)} {name}"
