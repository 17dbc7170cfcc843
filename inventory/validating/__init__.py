"""Stage 2, the third word: whose data it was accepts the wipe, or refuses it and says why."""
