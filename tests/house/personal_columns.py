"""Every column that may hold words, pictures or papers: whose they are, and whose they are not.

A new column without a word here fails `test_personal_columns.py`: whoever adds one says of whom it tells, and if that
is a borrower, how it goes when the borrower is forgotten.
"""

from sqlalchemy import JSON, LargeBinary, String, Text

from inventory.foundation.database import EnumText, Model

#: of a borrower, or of who speaks or pays for one: blank once they are forgotten
BORROWER = {
    "answered_request": "body said",
    "application": "helped_by helped_from heard_from note reason",
    "begun_form": "answers",
    "borrower": "first_name last_name name_key street postcode phone email note",
    "borrower_merge": "kept",
    "contact_list": "content",
    "contact_row": "said",
    "deposit": "waived_because",
    "entry_note": "text",
    "form_invitation": "name contact",
    "hand_over": "waived_because signature typed_name administrator",
    "kept_form": "path fields",
    "letter": "to_email to_phone to_address subject body",
    "listed_person": "email first_name gender groups language last_name municipality phone postcode",
    "loan_paper": "administrator pdf",
    "loss": "police_report",
    "movement_party": "name account iban bic creditor_reference text",
    "no_texts": "phone",
    "payment_file": "content",
    "person_request": "answered asked identity longer_because",
    "receipt": "pdf",
    "refund_order": "payee_name iban because declared_because",
    "road_taken": "by_whom why",
    "step_taken": "why",
    "workshop_guest": "free",
}
#: of who brings a laptop to the repair desk, or finds one: blank within weeks
VISITOR = {
    "finder_message": "words reply_to",
    "visitor_quote": "words",
    "visitor_ticket": (
        "first_name last_name phone email complaint accessories damage photo signature erase_signature "
        "done part fetched_by end_signature"
    ),
}
#: of who works here, with an account of their own
COLLEAGUE = {
    "account": (
        "email name password fs_uniquifier fs_webauthn_user_handle tf_totp_secret us_totp_secrets "
        "mf_recovery_codes"
    ),
    "buddy_pin": "pin_hash",
    "invitation": "email",
    "passkey": "credential_id public_key name",
}
#: of who speaks for a giver, a recycler or a service
PARTNER = {
    "agreement_signing": "name function facts paper",
    "announcement": "street days contact_name contact_phone",
    "contact": "name email phone",
    "lot": "handed_over_by signature receipt note",
    "manifest": "listed paper",
    "partner": "email phone",
    "report_schedule": "to_email",
    "validator": "mandate",
}
#: of the digibank itself
OURS = {
    "bank_account": "iban holder_name",
    "digibank": "phone email",
}
#: codes, numbers, kinds and words about things: of nobody
NOBODY = {
    "account": "locale tf_primary_method",
    "account_number": "number",
    "agreement": "locale end_reason",
    "agreement_signing": "file_name sha256",
    "agreement_text": "edition articles own_clause",
    "announcement": "postcode municipality decline_reason",
    "answered_request": "key location content_type",
    "application": "wishes",
    "audit_event": "deed thing actor_kind errand particulars_text previous_hash own_hash",
    "audit_head": "own_hash",
    "bank_account": "bic nickname",
    "bank_file": "sha256 file_name",
    "bank_movement": "reference found_references end_to_end_id transaction_code return_reason",
    "batch_paper": "number file_name mime_type content sha256",
    "begun_form": "token locale told_number",
    "borrower": "municipality",
    "calendar_feed": "token_hash",
    "certificate": "snapshot control_code",
    "certificate_change": "reason",
    "certificate_paper": "locale content sha256",
    "check_photo": "content",
    "check_result": "point value",
    "checklist": "steps",
    "checkup": "answers faults values differing waits_for sent_back_because",
    "contact_list": "asked file_name headings mapping refused_columns sha256 usual_place usual_service",
    "contact_row": "digest unread",
    "criterion_seen": "code",
    "data_breach": "measures remark what which_data",
    "deposit": "tariff",
    "device": (
        "maker model serial serial_key uuid donor_asset_number processor keyboard screen chassis defect "
        "search_text"
    ),
    "digibank": "slug name street postcode municipality enterprise_number reuse_centre locale",
    "door_inspection": "criteria damage note",
    "dossier": "locale sha256",
    "evidence": "sha256 file_name content tool tool_version parser_version",
    "finding": (
        "drive fingerprint serial serial_key model kind method verification clock_started clock_ended "
        "host_serial host_uuid reasons remarks markers"
    ),
    "follow_up": "token",
    "form_invitation": "token_hash",
    "grade_photo": "content",
    "grade_rule": "words",
    "hand_over": "accessories tariff slip workshop_reason",
    "hardware_record": "sha256 told_hash file_name content tool tool_version reader_version told",
    "help_type": "titles",
    "impact_factor": "source",
    "import_draft": "file_name content mapping",
    "inspection": "answers deductions",
    "invitation": "token_hash",
    "issued_report": (
        "csv document figures figures_sha256 locale municipality pdf sha256 template title xlsx"
    ),
    "kept_answer": "device_kind municipality service told",
    "kept_form": "token",
    "label_printer": "name host queue stock",
    "label_profile": "stock",
    "ledger_entry": "slip",
    "letter": "kind about once_key thing locale",
    "listed_columns": "fingerprint mapping usual_place usual_service",
    "listed_meaning": "key meaning",
    "loan": "token accessories",
    "loan_paper": "locale sha256",
    "long_answer": "asked edition told what",
    "lot": "receipt_hash invoice_number funding_source",
    "lot_attest": "snapshot content_hash control_code issuer seal_key_id",
    "lot_attest_change": "reason",
    "lot_attest_paper": "locale content sha256",
    "lot_line": "serial serial_key maker model donor_asset_number processor",
    "manifest": "seals sha256",
    "medium": "maker model serial serial_key interface",
    "model_weight": "maker model model_key note",
    "notice_edition": "contact controller host more_en more_fr more_nl partners",
    "outing": "municipality venue",
    "part_fit": "maker model",
    "part_type": "name name_key part_number plug",
    "partner": "name name_key enterprise_number street postcode municipality",
    "passage": "because",
    "passkey": "transports device_type extensions usage",
    "payment_file": "message_id sha256",
    "payment_plan": "costs_since ways words",
    "payment_request": "reference",
    "payment_task": "once_key",
    "person_request": "went",
    "phone_call": "once_key",
    "photo": "content",
    "place": "name note",
    "policy": "document",
    "practice": "thing",
    "print_job": "codes",
    "receipt": "locale sha256",
    "recycler_batch": "waste_code",
    "recycler_receipt": "number file_name mime_type content sha256",
    "reflection": "text",
    "refund_order": "end_to_end_id remittance return_reason",
    "reminder_plan": "ways words",
    "repair_line": "words",
    "repair_photo": "content",
    "repair_terms": "terms_nl terms_fr terms_en",
    "repair_ticket": "point what waits_for",
    "report_schedule": "locale municipality template",
    "retention_notice": "record_type kept_by",
    "retention_rule": "record_type",
    "retention_tally": "record_type",
    "seal": "key_id certificate public_key",
    "seal_secret": "locked",
    "seat": "only_lessons",
    "security_role": "name description",
    "service_contact": "source municipality",
    "service_location": "name municipality",
    "shared_answer": "told",
    "sheet_run": "codes stock fingerprint",
    "skill": "name",
    "statement_draft": "file_name sha256 content outline",
    "stocktake_line": "text refused",
    "stocktake_scan": "key text",
    "target_group": "titles",
    "template_edition": "document template",
    "till": "name",
    "till_count": "pieces",
    "token": "name token_hash",
    "topic_note": "topic words",
    "unclaimed_rule": "days words",
    "validation": "reason",
    "validator": "end_reason",
    "visitor_ticket": "locale token what terms",
    "wipe_run": (
        "rule standard tool tool_version method verification reasons remarks markers statement decline_reason"
    ),
    "workshop_call": "once_key",
    "workshop_file": "title mime_type content sha256",
    "workshop_guest": "token",
    "workshop_kind": "titles topics languages materials",
    "workshop_series": "aids",
    "workshop_session": "aids",
    "workshop_venue": "name street postcode municipality bus_stop door_photo aids",
    "year_letter": "locale facts content sha256",
}
WHOSE = {
    "borrower": BORROWER,
    "visitor": VISITOR,
    "colleague": COLLEAGUE,
    "partner": PARTNER,
    "ours": OURS,
    "nobody": NOBODY,
}


def columns(of: dict[str, str]) -> set[str]:
    """As `table.column`."""
    return {f"{table}.{name}" for table, names in of.items() for name in names.split()}


def that_may_tell() -> set[str]:
    """Every column of every model in which somebody could write."""
    return {
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        for column in table.columns
        if not isinstance(column.type, EnumText)
        and isinstance(column.type, String | Text | LargeBinary | JSON)
    }
