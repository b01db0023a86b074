"""One conversation about one library: steps, undo, the plan compiled to a query, jobs beside it."""
