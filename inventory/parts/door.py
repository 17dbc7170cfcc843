"""Where the pages of this room hang."""

from flask import Blueprint

room = Blueprint("parts", __name__, url_prefix="/<digibank>/parts")
