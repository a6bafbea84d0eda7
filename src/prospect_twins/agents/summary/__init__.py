"""Summaries: counts and quotes by code, sentences by a model."""
