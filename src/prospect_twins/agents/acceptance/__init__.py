"""What is believed of an answer."""
