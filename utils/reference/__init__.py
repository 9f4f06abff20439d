"""NumPy only: what the lectures derive."""
