"""Reports as kept documents: issued once, never changed, the same in every form, and without anyone's name."""

import csv
import hashlib
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import func, select

from inventory.borrowers.models import Borrower
from inventory.foundation import clock
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, send_waiting
from inventory.foundation.period import Period, year_of
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.impact.actions import set_factor
from inventory.impact.rules import FactorKind, Method
from inventory.reports import actions, blocks, files, leaving, templates
from inventory.reports.models import IssuedReport
from inventory.reports.presets import PRESETS
from inventory.reports.rules import Every, PeriodTooLong
from inventory.reports.shape import HIDDEN, Report, differences, rows_of
from inventory.reports.template import UnknownBlock, read
from tests.cast import NOW
from tests.fake_post import post_office
from tests.make import make_approved_borrower, make_loan, make_partner, make_ready_device

YEAR = year_of(NOW.year)
TITLE = {"nl": "Alles", "fr": "Tout", "en": "Everything"}


def _house(world: Any, lent: int = 6) -> None:
    """Gifts of a donor who may be named and one who may not, lent to people with names that stand out."""
    named = make_partner(world, name="Bakkerij Voorbeeld", may_be_named=True)
    other = make_partner(world, name="Smidse Voorbeeld")
    for number in range(lent):
        out = NOW - timedelta(days=30 + number)
        donor = named if number else other
        device = make_ready_device(world, now=out, donor_id=donor.id)
        who = {"first_name": f"Quirijn{number}", "last_name": "Zonderling", "note": "Quirijn vraagt veel"}
        make_loan(world, device=device, borrower=make_approved_borrower(world, now=out, **who), now=out)


@pytest.fixture
def issued(app: Any, world: Any) -> int:
    """A report about this year, in a digibank with some loans."""
    with app.test_request_context(), inside(world.gent):
        _house(world)
        return actions.issue(world.fatima.actor, "impact", YEAR, locale="nl", now=NOW).id


def _cells(report: Report) -> dict[tuple[str, str], Any]:
    return {
        (part.name, f"{row.label}/{column.label}"): cell
        for part, table, row in rows_of(report)
        for column, cell in zip(table.columns, row.cells, strict=True)
    }


def test_a_report_bears_figures_factors_paper_and_sheets(app, world, issued):
    with app.test_request_context(), inside(world.gent):
        one = actions.get_issued(issued)
        report = actions.as_issued(one)
        assert (one.number, one.edition, one.template_number, one.spoken) == (1, 1, 0, "R-0001")
        assert [factor["grams"] for factor in report.factors] == [27_000, 127_000, 314]
        assert one.pdf.startswith(b"%PDF")
        assert hashlib.sha256(one.pdf).hexdigest() == one.sha256
        assert report.is_running
        told = list(csv.reader(io.StringIO(one.csv.decode("utf-8-sig")), delimiter=";"))
        assert any("ADEME" in cell for row in told for cell in row)
        book = load_workbook(io.BytesIO(one.xlsx))
        assert len(book.worksheets) == 2
        [trace] = db.session.scalars(select(AuditEvent).where(AuditEvent.deed == "reports.issued"))
        assert trace.particulars["sha256"] == one.sha256


def test_what_was_issued_stays_when_factors_templates_and_facts_change(app, world, issued):
    told = {"grams": 31_000, "source": "myclimate", "year": 2025, "valid_from": date(2026, 1, 1)}
    with app.test_request_context(), inside(world.gent):
        one = actions.get_issued(issued)
        before, paper = actions.as_issued(one), one.pdf
        set_factor(world.fatima.actor, FactorKind.CO2, Method.PER_YEAR, **told, now=NOW)
        only = {"title": TITLE, "blocks": [{"block": "impact.saved"}]}
        templates.change_template(world.fatima.actor, "impact", only, now=NOW)
        make_loan(world, now=NOW - timedelta(days=9))
        db.session.expire_all()
        assert actions.as_issued(one) == before
        assert one.pdf == paper
        differ = differences(before, actions.as_today(one, NOW.date()))
        assert "CO₂ vermeden" in {each.row for each in differ}
        again = actions.issue(world.fatima.actor, "impact", YEAR, locale="nl", now=NOW)
        assert (again.number, again.edition, again.template_number) == (2, 2, 1)
        assert [part.name for part in actions.as_issued(again).parts] == ["impact.saved"]
        assert actions.as_issued(again).factors[0]["grams"] == 31_000
        assert actions.altered() == []


def test_what_was_told_in_steps_is_held_against_steps_once_its_days_are_over(app, world, issued):
    with app.test_request_context(), inside(world.gent):
        one = actions.get_issued(issued)
        again = actions.as_today(one, date(2027, 2, 1))
        assert again.stays_in_the_house
        assert _cells(again)["impact.lent", "Laptops die bij iemand waren/Laptops"] == 5, "six, in steps"


def test_the_database_refuses_another_value_and_the_check_sees_one(app, world, issued):
    with app.test_request_context(), inside(world.gent):
        with pytest.raises(Exception, match="only grows"), upkeep():
            actions.get_issued(issued).title = "Something else"
        with pytest.raises(Exception, match="only grows"), upkeep():
            db.session.delete(actions.get_issued(issued))


def test_no_block_of_any_report_ever_holds_a_borrowers_name(app, world):
    every = [
        {"block": name, **({"words": {"nl": "Woorden"}} if name == "text" else {})} for name in blocks.known()
    ]
    with app.test_request_context(), inside(world.gent):
        _house(world)
        templates.change_template(world.fatima.actor, "impact", {"title": TITLE, "blocks": every}, now=NOW)
        one = actions.issue(world.fatima.actor, "impact", YEAR, locale="nl", now=NOW)
        texts = [json.dumps(one.figures), one.csv.decode("utf-8")]
        book = load_workbook(io.BytesIO(one.xlsx))
        texts += [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
        people = db.session.scalars(select(Borrower)).all()
        assert len(people) >= 6
        for person in people:
            for word in (person.first_name, person.last_name):
                assert all(word not in text for text in texts), word
        assert "Smidse" not in texts[0], "a donor who did not say that we may name them"
        assert "Bakkerij Voorbeeld" in texts[0]


def test_fewer_than_five_people_are_not_told_nor_what_follows_from_them(app, world):
    with app.test_request_context(), inside(world.gent):
        _house(world, lent=4)
        told = _cells(
            actions.as_issued(actions.issue(world.fatima.actor, "impact", YEAR, locale="en", now=NOW))
        )
    assert told["impact.donors", "Bakkerij Voorbeeld/People reached"] == HIDDEN
    for what in ("Laptops that were with someone/Laptops", "All laptops together/Days"):
        assert told["impact.lent", what] == HIDDEN
    assert told["impact.loss", "Loans that ran/Loans"] == HIDDEN
    assert told["impact.saved", "CO₂ avoided/Weight"] == HIDDEN


def test_a_period_in_which_nothing_happened_gives_a_whole_report_that_says_so(app, world):
    with app.test_request_context(), inside(world.gent):
        for name in PRESETS:
            one = actions.issue(world.fatima.actor, name, year_of(2001), locale="fr", now=NOW)
            report = actions.as_issued(one)
            assert report.is_empty, name
            assert len(report.parts) == len(PRESETS[name]["blocks"])
            assert one.pdf.startswith(b"%PDF")
        ten = Period(date(2016, 11, 24), date(2026, 11, 23))
        actions.issue(world.fatima.actor, "impact", ten, locale="fr", now=NOW)
        with pytest.raises(PeriodTooLong):
            actions.issue(
                world.fatima.actor, "impact", Period(date(2010, 1, 1), ten.until), locale="fr", now=NOW
            )


def test_every_preset_is_a_template_and_an_unknown_block_is_refused_by_name(app, world):
    for data in PRESETS.values():
        assert read(data, blocks.known()).as_kept() == data
    with app.test_request_context(), inside(world.gent), pytest.raises(UnknownBlock):
        templates.change_template(
            world.fatima.actor, "impact", {"title": TITLE, "blocks": [{"block": "impact.luck"}]}, now=NOW
        )


def test_a_part_that_exists_no_more_is_left_out_and_breaks_no_page(app, world, client, monkeypatch):
    monkeypatch.setitem(blocks._MAKERS, "impact.luck", lambda *_asked: blocks.Made("Luck", ("We had some.",)))
    monkeypatch.setitem(blocks._NAMES, "impact.luck", lambda: "Luck")
    both = {"title": TITLE, "blocks": [{"block": "impact.luck"}, {"block": "impact.reuse"}]}
    with app.test_request_context(), inside(world.gent):
        templates.add_template(world.fatima.actor, both, now=NOW)
        one = actions.issue(world.fatima.actor, "own-1", YEAR, locale="en", now=NOW)
        monkeypatch.delitem(blocks._MAKERS, "impact.luck")
        again = actions.as_today(one, NOW.date())
        assert [part.name for part in again.parts] == ["impact.reuse"]
        assert [part.name for part in actions.as_issued(one).parts] == ["impact.luck", "impact.reuse"]
        assert [block.name for block in templates.templates()["own-1"].blocks] == ["impact.reuse"]
        assert actions.issue(world.fatima.actor, "own-1", YEAR, locale="en", now=NOW).edition == 2
    client.sign_in(world.fatima)
    for path in ("", "1", "1/today", "templates/own-1", "templates/own-1/data", "new/own-1"):
        assert client.get(f"/gent/reports/{path}").status_code == 200, path


def _nights(world: Any, monkeypatch: Any, *nights: date) -> None:
    for today in nights:
        moment = NOW.replace(year=today.year, month=today.month, day=today.day)
        monkeypatch.setattr(clock, "_ask", lambda moment=moment: moment)
        leaving.tonight(world.fatima.actor, today)


def _letters(kind: str) -> list[Letter]:
    return list(
        db.session.scalars(select(Letter).where(Letter.kind == f"reports/{kind}").order_by(Letter.id))
    )


def test_what_leaves_by_itself_leaves_once_with_its_paper_and_catches_up(app, world, monkeypatch):
    with app.test_request_context(), inside(world.gent):
        told = {"day_of_month": 5, "to_email": "steun@funder.example", "locale": "fr", "now": NOW}
        schedule = leaving.set_schedule(world.fatima.actor, "impact", Every.QUARTER, **told)
        catching_up = (date(2026, 12, 4), date(2027, 5, 8), date(2027, 5, 8), date(2027, 5, 9))
        _nights(world, monkeypatch, *catching_up)
        issued = db.session.scalars(select(IssuedReport).order_by(IssuedReport.id)).all()
        assert [one.until for one in issued] == [date(2026, 12, 31), date(2027, 3, 31)]
        letters = _letters("enclosed")
        assert [one.to_email for one in letters] == ["steun@funder.example"] * 2
        assert "Bonjour" in letters[0].body
        assert "/gent/reports/" not in letters[0].body, "who has no account needs no link"
        (paper,) = leaving.enclosed(letters[1])
        assert (paper.name, paper.content) == ("R-0002-2027-01-01-2027-03-31.pdf", issued[1].pdf)
        with post_office() as office:
            for name, value in (
                ("MAIL_SERVER", "127.0.0.1"),
                ("MAIL_PORT", office.port),
                ("MAIL_STARTTLS", False),
            ):
                monkeypatch.setitem(app.config, name, value)
            assert send_waiting(world.gent, clock.now()) == 2
            (left,) = office.mails[1].iter_attachments()
        assert (left.get_filename(), left.get_content_type()) == (paper.name, "application/pdf")
        assert left.get_payload(decode=True) == issued[1].pdf, "byte for byte what was issued"
        leaving.end_schedule(world.fatima.actor, schedule, now=NOW)
        _nights(world, monkeypatch, date(2027, 9, 1))
        assert len(db.session.scalars(select(IssuedReport)).all()) == 2


def test_what_stays_in_the_house_is_mailed_to_nobody_outside(app, world, monkeypatch):
    with app.test_request_context(), inside(world.gent):
        told = {"day_of_month": 5, "locale": "nl", "now": NOW}
        for name, every, town in (("impact", Every.MONTH, ""), ("municipality", Every.YEAR, "Gent")):
            for mailbox in ("steun@funder.example", world.olga.email, world.nele.email):
                with pytest.raises(leaving.StaysInTheHouse):
                    leaving.set_schedule(
                        world.fatima.actor, name, every, to_email=mailbox, municipality=town, **told
                    )
        leaving.set_schedule(
            world.fatima.actor, "impact", Every.MONTH, to_email=world.fatima.email.upper(), **told
        )
        leaving.set_schedule(
            world.fatima.actor, "bench-year", Every.QUARTER, to_email="steun@funder.example", **told
        )
        only_dutch = {"block": "indicator.loans", "service": "lending"}
        templates.change_template(
            world.fatima.actor, "bench-year", {"title": TITLE, "blocks": [only_dutch]}, now=NOW
        )
        _nights(world, monkeypatch, date(2027, 1, 6))
        assert db.session.scalar(select(func.count(IssuedReport.id))) == 3, "issued they are"
        letters = _letters("issued")
        assert {one.to_email for one in letters} == {world.fatima.email.upper()}
        assert _letters("enclosed") == [], "the template of the other one tells of a few since"
        assert [leaving.enclosed(one) for one in letters] == [[], []]
        assert f"/gent/reports/{letters[0].thing_id}" in letters[0].body
        one = actions.get_issued(letters[0].thing_id)
        pages = PdfReader(io.BytesIO(one.pdf)).pages
        assert all("alleen in huis" in page.extract_text() for page in pages)
        assert files.file_name(one, "csv").endswith("-in-house-only.csv")
        rows = list(csv.reader(io.StringIO(one.csv.decode("utf-8-sig")), delimiter=";"))
        assert {row[-1] for row in rows[1:]} == {"alleen in huis"}
