"""The addresses of the house, and what may stand in them: codes and ids of one digibank or another."""

import itertools
import re
from typing import Any

from sqlalchemy import select

from inventory.digibank.numbers import Coded
from inventory.foundation.database import db
from inventory.foundation.tenancy import BelongsToDigibank, inside

#: which table's id stands in an address under this name
IDS: dict[str, Any] = {
    "number": "application",
    "draft_id": ("import_draft", "hand_over"),
    "partner_id": "partner",
    "policy_id": "policy",
    "bank_account_id": "bank_account",
    "statement_id": "bank_statement",
    "statement_draft_id": "statement_draft",
    "movement_id": "bank_movement",
    "request_id": "payment_request",
    "order_id": "refund_order",
    "payment_file_id": "payment_file",
    "agreement_id": "agreement",
    "text_id": "agreement_text",
    "contact_id": "contact",
    "membership_id": "membership",
    "token_id": "token",
    "station_id": "station",
    "photo_id": "photo",
    "run_id": "wipe_run",
    "medium_id": "medium",
    "finding_id": "finding",
    "paper_id": "loan_paper",
    "receipt_id": "receipt",
    "dossier_id": "dossier",
    "printer_id": "label_printer",
    "sheets_id": "sheet_run",
    "job_id": "print_job",
    "entry_id": "ledger_entry",
    "till_id": "till",
    "seat_id": "seat",
    "invitation_id": "invitation",
    "letter_id": "letter",
    "validator_id": "validator",
    "call_id": "help_call",
    "phone_call_id": "phone_call",
    "workshop_call_id": "workshop_call",
    "kind_id": "workshop_kind",
    "venue_id": "workshop_venue",
    "workshop_file_id": "workshop_file",
    "payment_task_id": "payment_task",
    "form_invitation_id": "form_invitation",
    "notice_id": "retention_notice",
    "message_id": "finder_message",
    "year_letter_id": "year_letter",
    "recycler_receipt_id": "recycler_receipt",
    "batch_id": "recycler_batch",
    "payment_id": "visitor_payment",
    "stocktake_id": "stocktake",
    "scan_id": "stocktake_scan",
    "outing_id": "outing",
    "note_id": "outing_note",
    "visit_id": "outing_visit",
    "follow_up_id": "follow_up",
    "referral_id": "onward_referral",
    "contact_list_id": "contact_list",
    "service_contact_id": "service_contact",
    "service_location_id": "service_location",
    "help_type_id": "help_type",
    "target_group_id": "target_group",
    "referral_out_id": "referral_out",
    "feed_id": "calendar_feed",
    "check_photo_id": "check_photo",
    "example_id": "grade_photo",
    "learner_id": "learner",
    "taken_id": "taken",
    "bench_day_id": "bench_day",
    "skill_id": "skill",
    "ticket_id": "repair_ticket",
    "line_id": "repair_line",
    "repair_photo_id": "repair_photo",
    "type_id": "part_type",
    "part_id": "part",
    "stay_id": "part_stay",
    "hardware_record_id": "hardware_record",
    "lock_found_id": "lock_found",
    "factor_id": "impact_factor",
    "report_id": "issued_report",
    "schedule_id": "report_schedule",
    "breach_id": "data_breach",
    "edition_id": "notice_edition",
    "merge_id": "borrower_merge",
    "person_request_id": "person_request",
    "shared_answer_id": "shared_answer",
}
CODES = {"code", "device_code", "device", "place", "who"}
#: parts of an address that name no thing of a digibank
PLAIN = {
    "where": "desk",
    "kind": "csv",
    "locale": "nl",
    "deed": "came",
    "act": "close",
    "mark": "came",
    "year": "2026",
    "device_kind": "laptop",
    "point": "screen",
    "grade": "C",
    "work": "checklist",
    "template_name": "impact",
    "record_type": "loan_file",
    "word": "unique_visitors",
    "switch": "on",
    "way": "up",
}
#: the same at one door only: here a code is that of a question
PLAIN_AT = {
    "workshop.kinds.close": {"deed": "close"},
    "workshop.kinds.close_venue": {"deed": "close"},
    "my_workshops.answer": {"answer": "come"},
    "applications.take_step": {"step": "talk"},
    "applications.take_road": {"road": "motivation"},
    "applications.leave_road": {"road": "motivation"},
    "collect.do": {"deed": "miss"},
    "applications.ask": {"code": "resident"},
    "agreements.text": {"kind": "donation"},
    "agreements.version": {"kind": "donation"},
    "deposits.tills.count": {"kind": "closing"},
    "deposits.tills.bank": {"way": "to-bank"},
    "bookkeeping.unclaimed.note": {"step": "message"},
    "repair_desk.step": {"step": "part_came"},
    "repair_desk.answer": {"said": "yes"},
    "reconciling.aside": {"why": "other_money"},
    "workshop.after.realise": {"deed": "realised"},
}


def tenant_models() -> list[Any]:
    """Every model of which the rows belong to one digibank."""
    return [
        mapper.class_ for mapper in db.Model.registry.mappers if issubclass(mapper.class_, BelongsToDigibank)
    ]


class Things:
    """What one digibank has that can stand in an address: of each table up to `most`, newest first."""

    def __init__(self, digibank_id: int, most: int = 1) -> None:
        self.ids: dict[str, list[int]] = {}
        self.codes: list[str] = []
        with inside(digibank_id):
            for model in tenant_models():
                query = select(model).order_by(model.id.desc()).limit(most)
                found = list(db.session.execute(query).scalars())
                self.ids[model.__tablename__] = [one.id for one in found]
                if issubclass(model, Coded):
                    self.codes += [str(one.code) for one in found]

    def named(self, name: str) -> list[Any]:
        """What may stand in an address under this name."""
        if name in CODES:
            return self.codes
        tables = IDS[name] if isinstance(IDS[name], tuple) else (IDS[name],)
        return [one for table in tables for one in self.ids[table]]


def doors(app: Any, method: str) -> list[Any]:
    """Every door inside a digibank that is asked for in this way."""
    return [
        rule for rule in app.url_map.iter_rules() if "digibank" in rule.arguments and method in rule.methods
    ]


def things_in(rule: Any) -> list[str]:
    """The parts of this address that name things of a digibank."""
    names = [name for name in rule.arguments if name not in _plain(rule) and name != "digibank"]
    unknown = [name for name in names if name not in CODES and name not in IDS]
    assert not unknown, f"tell tests/house/addresses.py what {unknown} in {rule.rule} is"
    return names


def _plain(rule: Any) -> dict[str, str]:
    return PLAIN | PLAIN_AT.get(rule.endpoint, {})


def address(rule: Any, values: dict[str, Any], digibank: str = "luik") -> str:
    """This door's address in a digibank, with these values in it."""
    told = rule.rule.replace("<digibank>", digibank)
    for name, value in {**_plain(rule), **values}.items():
        told = re.sub(rf"<(?:[^<>]*:)?{name}>", str(value), told)
    assert "<" not in told, f"tell tests/house/addresses.py what stands in {rule.rule}"
    return told


def addresses(rule: Any, *holders: Things, digibank: str = "luik") -> list[str]:
    """This door with every combination of what the holders have, one holder per part of the address."""
    names = things_in(rule)
    choices = [holder.named(name) for holder, name in zip(holders, names, strict=True)]
    return [
        address(rule, dict(zip(names, values, strict=True)), digibank)
        for values in itertools.product(*choices)
    ]
