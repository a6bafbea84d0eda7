"""The only SQL: PostgreSQL is the only truth and the only coordination.

One class per noun; each method is one transaction, and says what it returns and what it locks.
"""
