"""No deed without a trace, and no trace that can be changed: not by us, and not by raw SQL."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from inventory.devices.models import Device
from inventory.foundation.audit import AuditEvent, record, verify
from inventory.foundation.database import APPEND_ONLY, db
from inventory.foundation.transaction import Unrecorded, hold, in_portions, transaction
from tests.make import make_device, make_loan

FOR_EVER = (
    "audit_event",
    "ledger_entry",
    "posting",
    "certificate",
    "certificate_paper",
    "certificate_change",
    "evidence",
    "lot_attest",
    "lot_attest_member",
    "lot_attest_paper",
    "lot_attest_change",
    "agreement_text",
    "agreement_signing",
    "manifest",
)


def test_what_must_last_is_declared_to_last(app):
    missing = {table for table in FOR_EVER if table in db.metadata.tables} - APPEND_ONLY
    assert not missing, f"call append_only({missing}) beside the model"
    assert {"audit_event", "ledger_entry", "posting"} <= APPEND_ONLY


@pytest.mark.parametrize("deed", ["UPDATE {table} SET digibank_id = digibank_id", "DELETE FROM {table}"])
def test_the_database_itself_refuses_to_change_a_trace(world, in_gent, deed):
    make_loan(world)
    for table in sorted(APPEND_ONLY):
        count = db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
        if not count:
            continue  # triggers are per row, and there is none
        with pytest.raises(DatabaseError, match="only grows"):
            db.session.execute(text(deed.format(table=table)))
        db.session.rollback()
        left = db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
        assert left == count, table
        db.session.rollback()


def test_a_loan_leaves_traces_in_the_journal_and_the_ledger(world, in_gent):
    make_loan(world)
    for table in ("audit_event", "ledger_entry", "posting"):
        assert db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one(), table


def test_a_change_that_nobody_records_is_refused(world, in_gent):
    device = make_device(world)
    with pytest.raises(Unrecorded), transaction():
        device.model = "changed behind everyone's back"
    assert db.session.get_one(Device, device.id).model == "Latitude 5400"


def test_holding_a_row_again_keeps_what_the_same_deed_changed_of_it(world, in_gent, now):
    device = make_device(world)
    with transaction():
        hold(device)
        device.model = "Latitude 7400"
        hold(device)
        record(world.tom.actor, "devices.corrected", device, now=now)
    assert db.session.get_one(Device, device.id).model == "Latitude 7400"


def test_where_a_portion_stumbles_the_others_of_it_are_done(in_gent):
    done = []

    def work(some):
        if 3 in some:
            raise LookupError(some)
        done.extend(some)

    with pytest.raises(LookupError):
        in_portions(work, range(1, 8), 3)
    assert done == [1, 2, 4, 5, 6, 7]


def test_a_refused_deed_leaves_nothing_behind(world, in_gent, now):
    from inventory.devices import actions

    device = make_device(world)
    before = db.session.execute(select(func.count(AuditEvent.id))).scalar_one()
    with pytest.raises(actions.SerialKnown):
        actions.register(world.tom.actor, serial=device.serial, now=now)
    assert db.session.execute(select(func.count(AuditEvent.id))).scalar_one() == before
    assert list(verify()) == []


def test_an_event_altered_with_the_locks_off_is_found(world, in_gent):
    make_device(world)
    number = db.session.execute(select(func.min(AuditEvent.number))).scalar_one()
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("DROP TRIGGER audit_event_never_UPDATE"))
    else:
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
    db.session.execute(text(f"UPDATE audit_event SET deed = 'x' WHERE number = {number}"))
    broken = list(verify())
    db.session.rollback()
    assert [one.number for one in broken] == [number]


def test_particulars_hold_no_personal_value(world, in_gent):
    loan = make_loan(world)
    personal = (loan.borrower.first_name, loan.borrower.last_name, loan.borrower.phone)
    for told in db.session.execute(select(AuditEvent.particulars_text)).scalars():
        assert not [value for value in personal if value and value in told], told
