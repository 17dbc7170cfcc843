"""Stage 5: it comes back, and the deposit with it."""
