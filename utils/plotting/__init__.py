"""Figures of the lectures: arrays in, (fig, ax) out."""
