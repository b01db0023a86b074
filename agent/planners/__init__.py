"""Planners: what was said -> edits of the plan."""
