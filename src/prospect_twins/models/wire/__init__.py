"""HTTP with providers' servers: what they refuse is left out, and what they reply is read for what is needed of it."""
