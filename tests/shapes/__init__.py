"""Proofs for utils.shapes."""
