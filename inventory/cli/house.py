"""Opens the house for a command: the app with its words, and links that lead to the public address.

Flask is imported only when the house is opened: a command that needs no house answers at once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def build() -> "Flask":
    """The whole app; the front door is only known when someone knocks."""
    from wsgi import create_app

    return create_app()


@contextmanager
def opened() -> "Iterator[Flask]":
    """Inside the app, speaking English, as a request from the public address would be."""
    from flask import current_app, has_app_context
    from flask_babel import force_locale

    if has_app_context():  # a test has opened it
        yield current_app
        return
    app = build()
    with app.test_request_context(base_url=app.config["PUBLIC_URL"]), force_locale("en"):
        yield app


@contextmanager
def saying() -> Iterator[Callable[[Any], str]]:
    """How refusals are said."""
    with opened():
        from inventory.wording import say

        yield say


@contextmanager
def standing() -> "Iterator[Flask]":
    """The house with a database that this code can work with; Trouble when it must be upgraded first."""
    from inventory.cli.main import Trouble
    from inventory.foundation import schema

    with opened() as app:
        if schema.revision_of_database() != schema.revision_of_code():
            raise Trouble("the database is not at this version; first run: leenkring db upgrade")
        yield app
