"""Finds the pages that a person can reach by following links, one address per door."""

import re
from collections import Counter, deque
from typing import Any
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.cast import Person

_LINK = re.compile(r'href="([^"#]+)"')
#: pages that look different with each thing they show
_MORE = {"devices.show": 4, "lending.show": 2, "applications.show": 2, "outings.show": 2}
#: doors that are no pages, or end the visit
_NOT = {"static", "security.logout", "digibank.health", "digibank.ready"}


def pages_for(
    app: Any, client: Any, person: Person | None, starts: list[str], problems: list[str]
) -> dict[str, str]:
    """Address -> endpoint, for every HTML page that leads from `starts` by links alone; one per endpoint.

    A page that is broken or badly made goes into `problems`, and the tour goes on.
    """
    client.sign_out()
    if person is not None:
        client.sign_in(person)
    found: dict[str, str] = {}
    times: Counter[str] = Counter()
    seen: set[str] = set()
    ahead = deque(starts)
    while ahead:
        path = ahead.popleft()
        endpoint = endpoint_of(app, path)
        if endpoint is None or endpoint in _NOT or times[endpoint] >= _MORE.get(endpoint, 1) or path in seen:
            continue
        seen.add(path)
        try:
            response = client.get(path, headers={"Accept": "text/html"}, buffered=True)
        except Exception as broken:  # noqa: BLE001 -- whatever breaks a page is what we came to see
            problems.append(f"{endpoint} {path}: {type(broken).__name__}: {broken}")
            continue
        if response.status_code in (301, 302, 303, 308):
            ahead.append(_inside(response.headers["Location"]))
            continue
        if response.mimetype != "text/html" or response.status_code != 200:
            continue
        found[path] = endpoint
        times[endpoint] += 1
        ahead.extend(_inside(link) for link in _LINK.findall(response.get_data(as_text=True)))
    return found


def endpoint_of(app: Any, path: str) -> str | None:
    """Which door an address knocks at; None when there is none for a GET."""
    try:
        endpoint, _values = app.url_map.bind("localhost").match(urlsplit(path).path, method="GET")
    except RequestRedirect as moved:
        return endpoint_of(app, moved.new_url)
    except HTTPException:
        return None
    return str(endpoint)


def _inside(link: str) -> str:
    """The path and question of a link, as an address of ours."""
    parts = urlsplit(link.replace("&amp;", "&"))
    if parts.scheme not in ("", "http", "https"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
