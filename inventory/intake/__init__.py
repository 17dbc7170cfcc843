"""Stage 1: it becomes ours. Lots and lists come in, devices go out to the wiping bench."""
