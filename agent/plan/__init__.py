"""The query plan as an immutable value, and the edits that make a new plan of it."""
