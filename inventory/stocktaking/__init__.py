"""Stocktakes: what stands on a shelf, held against what should; nothing changes before a person closes the count."""
