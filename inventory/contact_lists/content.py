"""The rows of a list as they wait in the database, and by what the same row is known again."""

import hashlib
import hmac
import json
import zlib
from collections.abc import Sequence

from flask import current_app

from inventory.foundation.lists_in import Most
from inventory.foundation.tenancy import current_digibank_id

#: a year of a large town; what is longer comes in pieces
MOST = Most(rows=100_000, bytes=60_000_000)


def packed(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows of texts as few bytes."""
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), level=6)


def unpacked(content: bytes | None) -> list[list[str]]:
    """The rows again; none when the list let go of them."""
    return json.loads(zlib.decompress(content)) if content else []


def digest_of(facts: str) -> str:
    """By which a row is known again, keyed with what stands outside the database: nobody can try out names with it."""
    key = current_app.config["SECRET_KEY"]
    told = f"contact row {current_digibank_id()}\n{facts}"
    return hmac.new(key.encode() if isinstance(key, str) else key, told.encode(), hashlib.sha256).hexdigest()
