"""Models that place texts by meaning."""
