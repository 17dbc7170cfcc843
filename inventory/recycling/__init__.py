"""What cannot be used again: who took it, and the receipt that proves it."""
