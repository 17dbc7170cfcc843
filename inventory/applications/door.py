"""Where the pages of this room hang."""

from flask import Blueprint

room = Blueprint("applications", __name__, url_prefix="/<digibank>/applications")
