"""Twins and those who read what they say: everything that speaks to a model."""
