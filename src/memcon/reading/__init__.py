"""Reading: one page in, one Reading out."""
