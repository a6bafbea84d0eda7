"""Use cases: what is done for a user, with stores and agents given from outside."""
