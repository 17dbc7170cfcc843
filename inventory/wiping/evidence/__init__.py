"""Readers: what a wiping tool wrote, as plain facts. They never judge; `inventory.wiping.rules` does."""
