"""A row is held until the deed is done, whatever was loaded along with it."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inventory.foundation.database import db
from inventory.foundation.transaction import hold, transaction
from inventory.lending.models import Loan
from tests.make import make_loan


def test_a_row_that_was_loaded_with_others_is_held_by_itself(world, in_gent):
    number = make_loan(world).id
    db.session.expunge_all()
    query = select(Loan).where(Loan.id == number).options(joinedload(Loan.borrower))
    loan = db.session.execute(query).scalar_one()
    with transaction():
        hold(loan)
        assert loan.is_open
