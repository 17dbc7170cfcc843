"""The attest of a whole lot as a paper: what it covers, what it does not, and then every device and disk.

What is not attested comes before the long list, where nobody can miss it.
"""

import itertools
from collections.abc import Iterator, Sequence

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.agreements.rules import Minimum
from inventory.devices.models import DeviceKind, MediumKind
from inventory.dossiers.rules import OPEN, Destination, Since, Why
from inventory.dossiers.statement import AttestedDevice, LotStatement, NotAttestedDevice, NotAttestedMedium
from inventory.foundation import long_papers, papers
from inventory.foundation.long_papers import Band, Cells, Note, Row
from inventory.wiping.attest import AttestLine, NotAttested, reaches_minimum
from inventory.wiping.certificate import (
    LOCALES,
    Cell,
    agreement_words,
    clock_words,
    day_words,
    furniture_of,
    graded_words,
    hidden_words,
    method_words,
    moment_words,
    person_words,
    proof_words,
    report_words,
    size_words,
    spoken_code,
)
from inventory.wiping.models import Means
from inventory.wiping.rules import Remark
from inventory.wording import say

__all__ = ["EDITION", "LOCALES", "draw", "outcome_words", "verdict_words"]

#: goes up with every change to what stands on the paper
EDITION = "lot attest 1"


def draw(statement: LotStatement, locale: str) -> bytes:
    """The attest as PDF in this language; the same facts give the same bytes. Needs the app's words."""
    with force_locale(locale):
        return long_papers.long_paper(
            furniture_of(statement, _("Data erasure statement for a whole lot"), EDITION, locale),
            list(_story(statement, locale)),
        )


def _story(statement: LotStatement, locale: str) -> Iterator[Flowable]:
    numbers = itertools.count(1)
    yield papers.verdict(*verdict_words(statement))
    yield from _people(statement, locale, numbers)
    yield from _reconciled(statement, locale, numbers)
    yield from _left_out(statement, numbers)
    yield _heading(numbers, _("What is attested: every device and every disk"))
    titles = (_("Disk"), _("Erasure"), _("Done and checked by"), _("Exceptions"))
    rows = _devices(statement.devices, statement.minimum, locale)
    yield long_papers.groups(titles, rows, (25, 34, 32, 26))
    yield papers.gap(3)
    yield _heading(numbers, _("What this statement is"))
    for sentences in _explained(statement):
        yield papers.small(sentences, size=8)


def _heading(numbers: Iterator[int], words: str) -> Flowable:
    return papers.heading(f"{next(numbers)}. {words}", 10, before=2.6)


def verdict_words(statement: LotStatement) -> tuple[str, str, str]:
    """What it covers in one sentence, how the disks fared, and its tone: never more than the attests prove."""
    covered, every = len(statement.devices), len(statement.devices) + len(statement.not_attested)
    words = ngettext(
        "This statement covers %(count)s of %(num)s device.",
        "This statement covers %(count)s of %(num)s devices.",
        every,
        count=covered,
    )
    is_whole = not set(statement.outcomes) - {"verified", "destroyed", "absent"} and not any(
        Why(one.why) in OPEN or Why(one.why) is Why.MISSING for one in statement.not_attested
    )
    return words, outcome_words(statement), "good" if is_whole else "note"


def outcome_words(statement: LotStatement) -> str:
    """How many disks fared how, in one line."""
    outcomes = statement.outcomes
    told = (
        ("verified", lambda num: ngettext(
            "%(num)s disk erased and read back", "%(num)s disks erased and read back", num)),
        ("unverified", lambda num: ngettext(
            "%(num)s erased and not read back", "%(num)s erased and not read back", num)),
        ("stated", lambda num: ngettext(
            "%(num)s erased by someone's word", "%(num)s erased by someone's word", num)),
        ("destroyed", lambda num: ngettext("%(num)s destroyed", "%(num)s destroyed", num)),
        ("removed", lambda num: ngettext(
            "%(num)s taken out and not covered", "%(num)s taken out and not covered", num)),
        ("absent", lambda num: ngettext(
            "%(num)s device without a disk", "%(num)s devices without a disk", num)),
    )  # fmt: skip
    return ", ".join(words(outcomes[name]) for name, words in told if outcomes[name]) + "."


def _people(statement: LotStatement, locale: str, numbers: Iterator[int]) -> list[Flowable]:
    number = statement.donor_enterprise_number or _("enterprise number not known")
    issuer = " ".join(part for part in (statement.issuer, statement.issuer_enterprise_number) if part)
    where = ", ".join(part for part in (statement.reuse_centre or statement.issuer, statement.place) if part)
    by = person_words(statement.issued_by, statement.issued_by_role, statement.issued_at, locale)
    agreements = (statement.donation_agreement, statement.processor_agreement)
    cells: list[Cell] = [
        (_("Donor"), f"{statement.donor}\n{number}", 1),
        (
            _("Contact, lot"),
            "\n".join([statement.donor_contact or _("not known"), spoken_code(statement.lot_code)]),
            1,
        ),
        (_("Agreements"), agreement_words(agreements, locale), 1),
        (_("Issued by"), issuer, 1),
        (_("In the name of the issuer"), by, 1),
        (_("Where"), where, 1),
        (_("Issued on"), moment_words(statement.issued_at, locale), 1),
        (_("Weakest category of all disks"), str(say(statement.category)), 1),
        (_("Minimum that was agreed on"), _minimum(statement), 1),
        (_("The donor's own check"), _validated(statement), 1),
        (_("Signed and sealed with number"), statement.seal_key_id or _("none"), 1),
    ]
    return [_heading(numbers, _("For whom and by whom")), papers.grid(cells)]


def _minimum(statement: LotStatement) -> str:
    if not statement.minimum:
        return _("No minimum was agreed on.")
    below = sum(reaches_minimum(statement.minimum, line) is False for line in statement.lines)
    words = (
        ngettext("%(num)s disk does not reach it", "%(num)s disks do not reach it", below)
        if below
        else _("every disk reaches it")
    )
    return f"{say(Minimum(statement.minimum))}, {words}"


def _validated(statement: LotStatement) -> str:
    if not statement.validates_itself:
        return _("none: the donor appointed nobody for it")
    return ngettext(
        "accepted for %(count)s of %(num)s device", "accepted for %(count)s of %(num)s devices",
        len(statement.devices), count=statement.validated,
    )  # fmt: skip


def _reconciled(statement: LotStatement, locale: str, numbers: Iterator[int]) -> list[Flowable]:
    """What was promised held against what came, and how it was handed over."""
    counts = statement.reconciled
    unlisted = _("no list was given")
    handed = [
        (_("Handed over on"), day_words(statement.handed_over_at, locale), 1)
        if statement.handed_over_at
        else (_("Handed over on"), _("not known"), 1),
        (_("Handed over by"), _given(statement), 1),
        (_("Taken by"), _taken(statement), 1),
    ]
    cells: list[Cell] = [
        (_("Announced"), _("not known") if counts.expected is None else str(counts.expected), 1),
        (_("On the donor's list"), str(counts.listed) if counts.listed else unlisted, 1),
        (_("Received and kept"), str(counts.received), 1),
        (_("Sent back"), str(counts.sent_back), 1),
        (_("Did not come"), str(counts.missing) if counts.listed else unlisted, 1),
        (_("Extra, not on the list"), str(counts.extra) if counts.listed else unlisted, 1),
        *handed,
        (_("Manifest, signed by both, SHA-256"), statement.manifest_sha256 or _("none"), 2),
        (_("Numbers of seals and boxes"), statement.transport_seals or _("none"), 1),
        (_("Receipt for the donor, SHA-256"), statement.receipt_sha256 or _("none"), 3),
    ]
    return [_heading(numbers, _("What was promised and what came")), papers.grid(cells)]


def _given(statement: LotStatement) -> str:
    how = {"paper": _("signed on paper"), "screen": _("signed on screen")}.get(statement.handed_over_how, "")
    return "\n".join(part for part in (statement.handed_over_by or _("not known"), how) if part)


def _taken(statement: LotStatement) -> str:
    if not statement.taken_by:
        return _("not known")
    role = f"\n{_role(statement.taken_by_role)}" if statement.taken_by_role else ""
    return f"{statement.taken_by}{role}"


def _role(role: str) -> str:
    from inventory.permissions import Role

    return str(say(Role(role)))


def _left_out(statement: LotStatement, numbers: Iterator[int]) -> Iterator[Flowable]:
    """Always printed, also when there is nothing to say."""
    yield _heading(numbers, _("What is not attested"))
    if statement.not_attested or statement.not_attested_media:
        titles = (_("Device or disk"), _("Serial number"), _("Number at the donor"), _("Remark"))
        rows = _not_attested(statement.not_attested, statement.not_attested_media)
        yield long_papers.groups(titles, rows, (30, 28, 22, 37))
        yield papers.gap(2)
    else:
        yield papers.text(_("Every device of this lot is attested."), 8.8, bold=True)
    yield papers.small(" ".join(str(say(one)) for one in NotAttested), size=8)


def _not_attested(
    devices: Sequence[NotAttestedDevice], media: Sequence[NotAttestedMedium]
) -> Iterator[list[Row]]:
    """One group per reason: devices first, then disks of devices that are attested."""
    for why in Why:
        found = [one for one in devices if one.why == why]
        gone = [one for one in media if one.why == why]
        if found or gone:
            rows = [_left_out_device(one) for one in found] + [_left_out_medium(one) for one in gone]
            band: Row = Band(str(say(why)), str(len(rows)))
            yield [band, rows[0]]
            yield from ([row] for row in rows[1:])


def _left_out_device(one: NotAttestedDevice) -> Row:
    what = "\n".join(part for part in (one.name, spoken_code(one.code)) if part)
    return Cells((what or "–", one.serial or "–", one.donor_asset_number or "–", one.remark))


def _left_out_medium(one: NotAttestedMedium) -> Row:
    since = str(say(Since(one.since))) if one.since else ""
    own = (
        _("It has a certificate of its own: %(code)s.", code=spoken_code(one.attest_code))
        if one.attest_code
        else ""
    )
    remark = "\n".join(part for part in (one.statement, since, own) if part)
    return Cells(
        (_("Disk of %(device)s", device=spoken_code(one.device_code)), one.serial or "–", "–", remark)
    )


def _devices(devices: Sequence[AttestedDevice], minimum: str, locale: str) -> Iterator[list[Row]]:
    for number, device in enumerate(devices, start=1):
        rows = [_band(device, number, locale)]
        for line in device.lines:
            rows += _line(line, locale, minimum)
        yield rows


def _band(device: AttestedDevice, number: int, locale: str) -> Row:
    """Which device it is, where it went, and which attest tells of it."""
    kind = str(say(DeviceKind(device.kind)))
    name = " ".join(part for part in (kind, device.name) if part)
    about = [
        spoken_code(device.code),
        _("number at the donor: %(number)s", number=device.donor_asset_number)
        if device.donor_asset_number
        else "",
        _("not on the donor's list") if device.is_extra else "",
        _("received on %(day)s", day=day_words(device.received_at, locale)) if device.received_at else "",
        ": ".join([_("Chassis"), device.chassis]) if device.chassis else "",
        f"UUID {device.uuid}" if device.uuid else "",
        _("destination: %(where)s", where=say(Destination(device.destination))),
        _accepted(device, locale),
    ]
    own = _(
        "Own statement of %(day)s, SHA-256 %(sha256)s",
        day=day_words(device.attest_issued_at, locale),
        sha256=device.attest_sha256.get(locale, ""),
    )
    under = " · ".join(part for part in about if part) + "\n" + own
    serial = device.serial or _("no serial number")
    return Band(f"{number}. {name}, {serial}", spoken_code(device.attest_code), under)


def _accepted(device: AttestedDevice, locale: str) -> str:
    word = device.donors_word
    if word is None or word.answer != "accepted":
        return ""
    return _("accepted by %(name)s on %(day)s", name=word.name, day=day_words(word.at, locale))


def _line(line: AttestLine, locale: str, minimum: str) -> list[Row]:
    """One disk: which it is, what was done, who answers for it, and what remains to be said."""
    if line.means == Means.ABSENT:
        return [
            Cells((_("None. The place is empty."), "–", _two(line, locale), line.statement or _("None.")))
        ]
    soldered = {True: _("soldered"), False: _("not soldered"), None: ""}[line.soldered]
    size = size_words(line.size_bytes, locale) or _("size not known")
    disk = [
        f"{say(MediumKind(line.kind))}, {size}",
        f"{line.maker} {line.model}".strip(),
        line.serial or _("no serial number"),
        ", ".join(part for part in (line.interface, soldered) if part),
    ]
    rows: list[Row] = [
        Cells(
            (
                "\n".join(part for part in disk if part),
                "\n".join(_done(line, minimum)),
                _two(line, locale),
                _exceptions(line),
            )
        )
    ]
    if line.means == Means.REPORT:
        version = line.tool_version or _("version not known")
        told = [
            f"{line.tool} {version}".strip(),
            clock_words(line, locale),
            _("hidden area: %(found)s", found=hidden_words(line)),
            _("proof in lines %(lines)s", lines=proof_words(line)),
        ]
        report = report_words(line, locale).replace("\n", " · ")
        rows.append(Note(" · ".join([*told, report])))
    return rows


def _done(line: AttestLine, minimum: str) -> list[str]:
    if line.means == Means.REMOVED:
        return [method_words(line)]
    return [method_words(line), graded_words(line, minimum, is_given=True)]


def _two(line: AttestLine, locale: str) -> str:
    done = person_words(line.operator, line.operator_role, line.recorded_at, locale)
    looked = person_words(line.verifier, line.verifier_role, line.verified_at, locale)
    return f"{done}\n{looked}"


def _exceptions(line: AttestLine) -> str:
    told = [str(say(Remark(remark))) for remark in line.remarks]
    if line.statement:
        told.append(f"“{line.statement}”")
    return " ".join(told) or _("None.")


def _explained(statement: LotStatement) -> Iterator[str]:
    yield " ".join(
        (
            _(
                "It repeats the statements of the devices, and names each of them with the fingerprint of its paper."
            ),
            _("Each of those stands on its own and can be checked on its own."),
            _("If one of them is revoked later, the check page of this statement says so."),
        )
    )
    yield " ".join(
        (
            _(
                "Everyone signed in with their own account; the seal in this file stands for their signatures."
            ),
            _(
                "You can check it at any time at %(where)s.",
                where=statement.check_url.lower().rsplit("/", 2)[0],
            ),
        )
    )
