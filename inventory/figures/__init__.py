"""The figures on pages, in pictures and in files: what is asked, what is seen, and what may leave the house."""
