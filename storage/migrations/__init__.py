"""How the database came to look as it does: one version per file, forward only; a way back is a restored backup."""
