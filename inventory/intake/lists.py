"""How much of a giver's list is read."""

from inventory.foundation.lists_in import Most

#: one lot never has more; a longer list is two lots
MOST_ROWS = 10_000
MOST_BYTES = 10_000_000
MOST = Most(rows=MOST_ROWS, bytes=MOST_BYTES)
