"""Stage 4: it goes home with someone, under an agreement."""
