"""Stage 3: it works again. A checklist comes in, a signed-off device goes out."""
