"""How long what is kept, why, and what goes: told a week before, done at night, written down without names."""
