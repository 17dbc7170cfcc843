"""Looking at the money: the journal for the bookkeeper, what is held and for how long, and how the year closed."""
