"""Where the pages of this room hang."""

from flask import Blueprint

room = Blueprint("repairing", __name__, url_prefix="/<digibank>/repairs")
