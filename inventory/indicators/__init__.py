"""The twelve indicators: what they count, how they are kept, and how what is kept is held against the truth."""
