"""Transfers of the example: most of what is asked by bank comes in within some days, on the statement of that week.

What is right books itself, as it would for a treasurer. On the last statement stand the usual riddles as well, so that
there is something to reconcile. Nobody is chosen by dice here: the rest of the year stays as it was told before.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from inventory.banking.importing import import_file
from inventory.banking.models import BankAccount
from inventory.banking.queries import account_for_deposits
from inventory.deposits.asked import all_open, left_in
from inventory.deposits.models import PaymentRequest
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.insight.example.cast import Cast
from inventory.insight.example.statements import Transfer, coda
from inventory.permissions import Role

#: how long a payer takes, and how often the treasurer looks; one in four never pays
_PAYS_AFTER, _LOOKS_EVERY, _NEVER = timedelta(days=5), timedelta(days=7), 4
#: accounts of nobody, with right check digits
_PAYERS = (("BE43068999999501", "Moens Greta"), ("BE62510007547061", "Lambrechts Johan"))


def transfers(cast: Cast, *, weeks: int) -> Iterator[datetime]:
    """Each of the last `weeks` the bank's statement, where anything came in."""
    year, sequence, balance = 0, 0, 0
    for number in range(weeks, 0, -1):
        at = cast.until - number * _LOOKS_EVERY
        yield at
        account = account_for_deposits()
        if account is None:
            continue
        came_in = _came_in(day(at)) + (_riddles(cast.bank.locale) if number == 1 else [])
        if came_in:
            year, sequence = day(at).year, sequence + 1 if day(at).year == year else 1
            content = _statement(account, came_in, sequence, day(at), balance)
            import_file(cast.actors[Role.TREASURER][0], content, f"{day(at):%Y-%m-%d}.cod", now=at)
            balance += sum(one.cents for one in came_in)


def _came_in(today: date) -> list[Transfer]:
    found = []
    for request in db.session.scalars(all_open()).all():
        pays = request.asked_on + _PAYS_AFTER <= today and request.id % _NEVER
        if pays and request.loan is not None and request.loan.is_open:
            found.append(_transfer(request))
    return found


def _transfer(request: PaymentRequest) -> Transfer:
    # Often it is somebody else in the family who has the app of the bank.
    iban, name = _PAYERS[request.id % len(_PAYERS)]
    payer = request.partner.name if request.partner is not None else name
    return Transfer(left_in(request), payer, iban, reference=request.reference)


def _riddles(locale: str) -> list[Transfer]:
    """What a treasurer finds on a Monday: no reference, costs of the bank, money that is for something else."""
    words, (family, who), (others, _name) = _RIDDLES[locale], *_PAYERS
    return [
        Transfer(2000, who, family, text=words[0]),
        Transfer(-1250, words[1], others, text=words[2]),
        Transfer(250_000, words[3], others, text=words[4]),
    ]


_RIDDLES: dict[str, Sequence[str]] = {
    "nl": (
        "borg laptop bedankt",
        "De bank",
        "kosten derde kwartaal",
        "Vlaamse overheid",
        "subsidie tweede schijf",
    ),
    "fr": ("caution portable merci", "La banque", "frais troisieme trimestre", "Region wallonne", "subside"),
}


def _statement(
    account: BankAccount, came_in: Sequence[Transfer], sequence: int, on: date, opening: int
) -> bytes:
    return coda(
        came_in,
        iban=account.iban,
        holder=account.holder_name,
        sequence=sequence,
        day=on,
        opening_cents=opening,
    )
