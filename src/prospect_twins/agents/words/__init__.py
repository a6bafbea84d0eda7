"""What is known of language: quotes, recurring words, counted claims, refusals, orders hidden in data."""
