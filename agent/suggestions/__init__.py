"""What could be added to a plan next, and the vocabulary that it comes from."""
