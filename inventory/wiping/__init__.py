"""Stage 2: the data goes. Evidence comes in, verified wipes and certificates go out."""
