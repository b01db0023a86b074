"""From what was read of a message to edits of the plan."""
