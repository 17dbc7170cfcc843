"""The front door: reads the settings, hangs the rooms in the order in which a device meets them, returns the app."""

import gc
import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from jinja2 import StrictUndefined
from sqlalchemy.orm import configure_mappers
from werkzeug.middleware.proxy_fix import ProxyFix

from inventory import config, wording
from inventory.digibank import doorman, furniture
from inventory.foundation import jobs, kept_form, logs, long_answers, offers, web  # noqa: F401 -- the table of long answers
from inventory.foundation.cookies import SignedCookies
from inventory.foundation.database import db
from inventory.foundation.links import Links
from inventory.foundation.templating import Templates

#: the walk, and what stands beside and before it; each room may have models, words and views
ROOMS = (
    "inventory.digibank",
    "inventory.seals",
    "inventory.partners",
    "inventory.agreements",
    "inventory.devices",
    "inventory.places",
    "inventory.learning",
    "inventory.stocktaking",
    "inventory.borrowers",
    "inventory.contacts",
    "inventory.contact_lists",
    "inventory.banking",
    "inventory.deposits",
    "inventory.reconciling",
    "inventory.intake",
    "inventory.hardware",
    "inventory.wiping",
    "inventory.validating",
    "inventory.recycling",
    "inventory.parts",
    "inventory.repairing",
    "inventory.dossiers",
    "inventory.refurbishing",
    "inventory.reuse_sheets",
    "inventory.shifts",
    "inventory.applications",
    "inventory.lending",
    "inventory.returning",
    "inventory.outings",
    "inventory.repair_desk",
    "inventory.bookkeeping",
    "workshop",
    "labels",
    "inventory.indicators",
    "inventory.impact",
    "inventory.figures",
    "inventory.reports",
    "inventory.retention",
    "inventory.rights",
    "inventory.portal",
    "inventory.insight",
)

babel = Babel()
csrf = CSRFProtect()


class House(Flask):
    """A Flask whose whole addresses begin with our public one, and whose templates know their language."""

    session_interface = SignedCookies()
    jinja_environment = Templates  # type: ignore[assignment]  # ours is a kind of Flask's, which the checker reads from Jinja

    def __init__(self, name: str) -> None:
        """No link has been worked out yet."""
        super().__init__(name)
        self._links = Links(
            lambda endpoint, values: super(House, self).url_for(endpoint, _external=False, **values)
        )

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none of ours is asynchronous, so Flask need not ask fifteen times a page."""
        return func

    def url_for(self, endpoint: str, *, _external: bool | None = None, **values: Any) -> str:
        """An address; a whole one never from the Host header, which is written by whoever asks.

        A link for a new password would otherwise lead to wherever a stranger wants to catch it.
        """
        if has_request_context():
            asked = request._get_current_object()  # type: ignore[attr-defined]  # the proxy has it; without it each name is a detour
            whence = asked.blueprint if endpoint.startswith(".") else None
            path = self._links.to(endpoint, values, seen_from=(asked.root_path, g.get("slug"), whence))
        else:
            path = super().url_for(endpoint, _external=False, **values)
        return f"{self.config['PUBLIC_URL']}{path}" if _external else path


@contextmanager
def _without_collecting() -> Iterator[None]:
    """While the house is built nothing becomes rubbish, and looking for some takes a sixth of the time."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()


@_without_collecting()
def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """The whole house, ready to serve. Touches no database and no network."""
    app = House(__name__)
    app.config.from_mapping(
        config.flask_settings() if overrides is None else config.flask_settings() | overrides
    )
    app.url_map.converters["int"] = web.SmallNumber
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["say"] = wording.say
    db.init_app(app)
    babel.init_app(
        app,
        default_translation_directories=str(config.here("build/translations")),
        locale_selector=doorman.choose_locale,
    )
    csrf.init_app(app)
    app.register_error_handler(CSRFError, doorman.lost_session)
    hang_words()
    rooms = open_rooms(app)
    furniture.hang(app)
    doorman.stand_at(app)
    app.register_blueprint(kept_form.room)
    web.hang_refusals(app)
    if "api" in rooms:
        csrf.exempt(rooms["api"])
    # Nothing there rests on a session: the address is the key, also on a phone that keeps no cookies.
    csrf.exempt(rooms["applying"])
    queue = jobs.open_queue(app.config["JOBS_URL"], immediate=bool(app.config.get("JOBS_IMMEDIATE")))
    app.extensions["queue"] = queue
    from inventory.digibank.nightly import JOBS

    jobs.hang(app, queue, JOBS)
    if app.config["PROXIES"]:
        hops = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, hops)  # type: ignore[method-assign]  # as Flask advises
    return app


def hang_words() -> None:
    """Load every room's models and words."""
    load_models()
    for room in ROOMS:
        _load(f"{room}.words")


def load_models() -> None:
    """Load every room's models: they name each other, so one alone cannot be asked anything."""
    for room in ROOMS:
        _load(f"{room}.models")


def open_rooms(app: Flask) -> dict[str, Any]:
    """Hang every room's doors, by the name of its blueprint."""
    doors = {}
    for room in ROOMS:
        for module in _modules_with_doors(room):
            if (blueprint := getattr(module, "room", None)) is not None:
                app.register_blueprint(blueprint)
                doors[blueprint.name] = blueprint
    for extra in ("inventory.api",):
        if (module := _load(extra)) is not None:
            app.register_blueprint(module.room)
            doors[module.room.name] = module.room
    offers.line_up(ROOMS)
    return doors


def _modules_with_doors(room: str) -> list[Any]:
    """A room's `views`; in the portal and in insight every module is a door of its own."""
    if room not in ("inventory.portal", "inventory.insight"):
        views = _load(f"{room}.views")
        return [views] if views else []
    package = _load(room)
    if package is None:
        return []
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__))
    return [importlib.import_module(f"{room}.{name}") for name in names if name not in ("models", "words")]


def _load(name: str) -> Any:
    try:
        found = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        return None
    return importlib.import_module(name) if found else None


def __getattr__(name: str) -> Any:
    """`wsgi:app` for a web server; made at the first asking, so that importing this file is harmless."""
    if name == "app":
        logs.set_up(config.read("LEENKRING_LOG_LEVEL"))
        with _without_collecting():
            globals()["app"] = app = create_app()
            configure_mappers()  # before the web server forks: once for all, and not in the first request
        # What is here now stays; the collector need not look through it again in the middle of a page, and
        # processes that fork go on sharing it.
        gc.collect()
        gc.freeze()
        return app
    raise AttributeError(name)
