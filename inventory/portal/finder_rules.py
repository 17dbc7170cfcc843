"""What a stranger may write to us: rules without web or database.

The words are read as hostile: no links, for advertising always has one, no register numbers, few and short.
"""

import re

from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.refusal import Refusal

LONGEST, LONGEST_REPLY = 600, 120
#: more than this in a day is no row of honest finders: they are asked to call
MOST_A_DAY = 20

_LINK = re.compile(
    r"://|\bwww\.|(?<!@)\b[\w-]+\.(?:com|net|org|info|biz|xyz|top|ru|cn|shop|site|online|click|link)\b",
    re.IGNORECASE,
)


class HoldsALink(Refusal):
    """A message to us needs no link."""

    status = 422


class HoldsANumber(Refusal):
    """There is a national register number in it, which we do not keep."""

    status = 422


class TooManyToday(Refusal):
    """So many messages came in today that this one is better said on the phone."""

    status = 429


def must_be_a_message(words: str, reply_to: str) -> None:
    """HoldsALink or HoldsANumber, at its field, when what a stranger wrote cannot be kept."""
    if _LINK.search(words):
        raise HoldsALink(field="message")
    if "://" in reply_to:
        raise HoldsALink(field="reply_to")
    for field, text in (("message", words), ("reply_to", reply_to)):
        if has_national_number(text):
            raise HoldsANumber(field=field)
