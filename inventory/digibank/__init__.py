"""Who we are: digibanken, the people who work in them, and how they sign in."""
