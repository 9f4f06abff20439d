"""Proofs for utils.labs."""
