"""Who is doing this, in which digibank, and what they may do there.

Nobody is exempt: the night job and the keeper's command have an actor too.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from inventory.foundation.refusal import MayNot


@dataclass(frozen=True)
class Actor:
    """One who acts: a person who signed in, a machine with a token, a station, or the house itself."""

    #: "person", "token", "station" or "house"
    kind: str
    #: the person (or the person whose token it is); None for a station and for the house
    user_id: int | None
    digibank_id: int
    permissions: frozenset[str]
    #: what the house was doing: "nightly", "example data"
    errand: str = ""
    #: the token with which a machine came in
    token_id: int | None = None

    def may(self, permission: str) -> bool:
        """Does this actor's role include `permission`?"""
        return permission in self.permissions

    def must(self, permission: str) -> None:
        """Refuse with MayNot unless `permission` is theirs."""
        if not self.may(permission):
            raise MayNot(permission=permission)

    @classmethod
    def house(cls, errand: str, digibank_id: int, permissions: Iterable[str]) -> "Actor":
        """The house itself, on a named errand, with just the permissions the errand needs."""
        return cls("house", None, digibank_id, frozenset(permissions), errand)
