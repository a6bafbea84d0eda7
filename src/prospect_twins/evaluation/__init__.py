"""Studies on recorded people; nothing of them is in the product's path."""
