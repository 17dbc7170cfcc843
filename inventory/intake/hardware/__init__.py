"""Readers of what machines say about themselves: one small module per tool, one door in `reading`."""
