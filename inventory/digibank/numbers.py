"""Codes for things: every printed number is given out here, once, over all digibanken and all kinds."""

from functools import cache
from typing import Any, ClassVar, TypeVar

from sqlalchemy import BigInteger, ForeignKey, Integer, Select, bindparam, insert, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from inventory import codes
from inventory.codes import Code, Kind
from inventory.foundation.database import EnumText, Model, db
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import current_digibank_id


class GivenCode(Model):
    """A number that was given out: of which kind, and by which digibank. Scope: the deployment.

    A stranger's scan meets only this row: it tells whom to call, and nothing of the thing itself.
    """

    __tablename__ = "given_code"
    __table_args__ = ({"sqlite_autoincrement": True},)
    serial: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(EnumText(Kind))
    digibank_id: Mapped[int] = mapped_column(ForeignKey("digibank.id"))


class Coded:
    """A thing with a printed code. A class says its `letter`; `give_code` numbers each thing once."""

    letter: ClassVar[Kind]
    #: every letter that one of them may bear, when there are several: a box is a place with a letter of its own
    letters: ClassVar[frozenset[Kind]] = frozenset()

    @property
    def own_letter(self) -> Kind:
        """The letter on this very thing."""
        return self.letter

    @declared_attr
    @classmethod
    def code_serial(cls) -> Mapped[int]:
        """The number without its check digit; unique over all kinds."""
        return mapped_column(ForeignKey("given_code.serial"), unique=True)

    @declared_attr
    @classmethod
    def given_code(cls) -> Mapped[GivenCode]:
        """The row in the number space; it is there first."""
        return relationship(lazy="raise")

    @property
    def code(self) -> Code:
        """The code as in a URL and in a QR: `T041825`."""
        return Code(self.own_letter, self.code_serial)

    @property
    def spoken(self) -> str:
        """The code as printed for people: `T 041 825`."""
        return codes.spoken(self.own_letter, self.code_serial)


T = TypeVar("T", bound=Coded)


def give_code(thing: T) -> T:
    """Number a new thing, inside the transaction in which it comes to be."""
    thing.code_serial = give_serials(thing.own_letter, 1)[0]
    return thing


def give_serials(kind: Kind, count: int) -> list[int]:
    """Take `count` numbers at once for things that are written in bulk."""
    digibank_id = current_digibank_id()
    table = GivenCode.__table__
    rows = [{"kind": kind, "digibank_id": digibank_id}] * count
    statement = insert(table).returning(table.c.serial, sort_by_parameter_order=True)
    return [row.serial for row in db.session.execute(statement, rows)]


def find_by_code(model: type[T], code: Code) -> T | None:
    """The thing of this kind with this code in the digibank we are inside of, or None."""
    if code.kind not in (None, model.letter, *model.letters):
        return None
    kind: Any = model
    found: Any = db.session.execute(_with_code(kind), {"serial": code.serial}).scalar_one_or_none()
    return found if found is None or code.kind in (None, found.own_letter) else None


@cache
def _with_code(model: Any) -> Select[Any]:
    return select(model).where(model.code_serial == bindparam("serial"))


def get_by_code(model: type[T], text: str) -> T:
    """The thing with the code in a URL; NotHere when it is not ours, or not a code at all."""
    try:
        code = codes.read(text)
    except codes.WrongDigit:
        raise NotHere from None
    thing = find_by_code(model, code) if code else None
    if thing is None:
        raise NotHere
    return thing
