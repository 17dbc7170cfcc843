"""Links within the house, worked out once for each door and then filled in.

A list of fifty devices holds fifty links through one door, which differ in the code alone. Working out an
address takes fifty times as long as filling a code in, so the address is kept with a blank for each value.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.routing import BuildError

#: what needs no quoting in an address, so that it can be filled in as it is
_PLAIN = re.compile(r"[A-Za-z0-9-]+")
#: stands for the value at this place; no address holds it by chance
_BLANK = "xBLANKx{}x"
#: a stranger may make up addresses without end; we keep no more than this
_MOST = 10_000


class Links:
    """The addresses of all doors, as far as they were asked for."""

    def __init__(self, work_out: Callable[[str, dict[str, Any]], str]) -> None:
        """`work_out` gives the address of an endpoint with its values."""
        self._work_out = work_out
        self._shapes: dict[tuple[Any, ...], str | None] = {}

    def to(self, endpoint: str, values: Mapping[str, Any], *, seen_from: tuple[Any, ...]) -> str:
        """The path to `endpoint`; the same as asked of Flask. `seen_from`: all else that an address depends on."""
        given = {name: str(value) for name, value in values.items() if value is not None}
        if not all(_PLAIN.fullmatch(text) for text in given.values()):
            return self._work_out(endpoint, dict(values))
        door = (*seen_from, endpoint, *given)
        if door not in self._shapes:
            if len(self._shapes) >= _MOST:
                self._shapes.clear()
            self._shapes[door] = self._shape(endpoint, given)
        path = self._shapes.get(door)
        if path is None:
            return self._work_out(endpoint, dict(values))
        for at, text in enumerate(given.values()):
            path = path.replace(_BLANK.format(at), text)
        return path

    def _shape(self, endpoint: str, given: Mapping[str, str]) -> str | None:
        """The address with a blank for each value; None where a door takes only some words, or needs none of them."""
        try:
            return self._work_out(endpoint, {name: _BLANK.format(at) for at, name in enumerate(given)})
        except (BuildError, ValueError):
            return None
