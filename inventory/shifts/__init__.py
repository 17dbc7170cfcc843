"""The day at the bench: what lies ready, who takes which, and the hours of each."""
