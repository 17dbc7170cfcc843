"""What stood in a list goes, once it is in, taken back or not wanted: its rows as they came, its people, its words."""

from sqlalchemy import delete, update

from inventory.contact_lists.models import ContactList, ContactRow, ListedPerson
from inventory.foundation.database import db


def let_go_of_content(one: ContactList) -> None:
    """Keep nothing of what people wrote in this list. Part of another deed."""
    one.content, one.asked = None, []
    rows = update(ContactRow).where(ContactRow.list_id == one.id)
    db.session.execute(rows.values(said="", person_id=None), execution_options={"synchronize_session": False})
    people = delete(ListedPerson).where(ListedPerson.list_id == one.id)
    db.session.execute(people, execution_options={"synchronize_session": False})
    db.session.expire_all()
