"""Where the pages of this room hang."""

from flask import Blueprint

room = Blueprint("wiping", __name__, url_prefix="/<digibank>/wiping")
