"""What nobody can guess: tokens, control codes. The example data throws with marked dice, so that it comes out alike.

Real tokens come from the system's own source. Only inside `marked(...)`, which the example data enters on an
empty house, does a seed decide; another request at the same moment is not touched by it.
"""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_marked: ContextVar[random.Random | None] = ContextVar("dice", default=None)


def letters(alphabet: str, count: int) -> str:
    """`count` letters that nobody can guess."""
    choose = secrets.choice if (dice := _marked.get()) is None else dice.choice
    return "".join(choose(alphabet) for _ in range(count))


def hexadecimal(count: int) -> str:
    """`count` bytes that nobody can guess, in hexadecimal."""
    return letters("0123456789abcdef", 2 * count)


@contextmanager
def marked(seed: str) -> Iterator[None]:
    """In this block chance follows the seed; for invented data only."""
    token = _marked.set(random.Random(seed))  # noqa: S311 -- marked on purpose
    try:
        yield
    finally:
        _marked.reset(token)
