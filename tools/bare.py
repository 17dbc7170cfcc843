"""The bare pages: one device by its code with the place where it is, and nothing of a house around it.

`tools/bench.py` holds our pages against these, in the same run, on the same database and the same server.
`/page` is what a project on this stack begins with: Flask-SQLAlchemy, a join, a template in a layout. `/lean` is
as little as Flask and SQLAlchemy can do with: no extension, no join, one template.
"""

import os

from flask import Flask, abort, render_template
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship

LEAN_PAGE = """<!doctype html><html lang="en"><head><title>{{ device.model }}</title></head><body>
<h1>{{ device.maker }} {{ device.model }}</h1>
<dl><dt>Code</dt><dd>{{ device.code_serial }}</dd><dt>Serial</dt><dd>{{ device.serial }}</dd>
<dt>Stage</dt><dd>{{ device.stage }}</dd><dt>Lot</dt><dd>{{ device.lot_id }}</dd></dl></body></html>"""

TEMPLATES = {
    "layout.html": """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title></head>
<body><main>{% block main %}{% endblock %}</main></body></html>""",
    "page.html": """{% extends "layout.html" %}{% block title %}{{ device.model }}{% endblock %}{% block main %}
<h1>{{ device.maker }} {{ device.model }}</h1>
<dl><dt>Code</dt><dd>{{ device.code_serial }}</dd><dt>Serial</dt><dd>{{ device.serial }}</dd>
<dt>Stage</dt><dd>{{ device.stage }}</dd><dt>Place</dt><dd>{{ device.place.name if device.place }}</dd></dl>
{% endblock %}""",
}


class Base(DeclarativeBase):
    """The bare tables."""


class Place(Base):
    """Where a device is."""

    __tablename__ = "place"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Device(Base):
    """As few columns as a page can do with."""

    __tablename__ = "device"
    id: Mapped[int] = mapped_column(primary_key=True)
    code_serial: Mapped[int]
    maker: Mapped[str]
    model: Mapped[str]
    serial: Mapped[str]
    stage: Mapped[str]
    lot_id: Mapped[int | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    place: Mapped[Place | None] = relationship()


db = SQLAlchemy(model_class=Base)


def make() -> Flask:
    """The bare app on the database of the environment."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["LEENKRING_DATABASE_URL"]
    app.jinja_loader = DictLoader(TEMPLATES)  # type: ignore[assignment]  # Flask says a folder; any loader does
    db.init_app(app)
    lean = app.jinja_env.from_string(LEAN_PAGE)
    with app.app_context():
        engine = db.engine

    @app.get("/page/<int:serial>")
    def page(serial: int) -> str:
        query = select(Device).where(Device.code_serial == serial).options(joinedload(Device.place))
        device = db.session.execute(query).scalar_one_or_none()
        return render_template("page.html", device=device) if device else abort(404)

    @app.get("/lean/<int:serial>")
    def row(serial: int) -> str:
        with Session(engine) as session:
            device = session.execute(select(Device).where(Device.code_serial == serial)).scalar_one_or_none()
            return lean.render(device=device) if device else abort(404)

    return app


def __getattr__(name: str) -> Flask:
    if name == "app":
        return make()
    raise AttributeError(name)
