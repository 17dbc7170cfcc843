"""Stage 3, the hands: what is wrong with a device, who mends it, with which parts, and what came of it."""
