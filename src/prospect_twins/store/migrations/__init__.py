"""The database's schema, step by step. A step that has landed is never edited."""
