"""Proofs for utils.reference."""
