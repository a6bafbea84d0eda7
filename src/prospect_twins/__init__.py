"""Prospect Digital Twins: ask synthetic prospects a question, on parts that can be trusted."""

__version__ = "0.1.0"
__all__ = ["__version__"]
