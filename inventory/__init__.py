"""The circle of a lent laptop: it is given, wiped, refurbished, lent, and brought back."""
