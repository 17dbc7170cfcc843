"""Whether a lot still takes in what comes with it: rules without web or database."""

from inventory.foundation.refusal import Refusal


class LotIsClosed(Refusal):
    """Everything of this lot has come."""


class LotIsDeclined(Refusal):
    """This lot will never come."""


class NeedsAReason(Refusal):
    """Whoever offered something hears why we do not take it."""

    status = 422


class SomethingCame(Refusal):
    """Part of it is here already, so it can no longer stay away."""


def must_be_open(state: str, spoken: str) -> None:
    """LotIsClosed or LotIsDeclined, with its number as people say it, when nothing may come in any more."""
    if state == "closed":
        raise LotIsClosed(lot=spoken)
    if state == "declined":
        raise LotIsDeclined(lot=spoken)


def may_stay_away(state: str, *, is_handed_over: bool, came: int) -> bool:
    """May a promised lot still be called off? Not once any of it is here, or changed hands."""
    return state == "announced" and not is_handed_over and not came
