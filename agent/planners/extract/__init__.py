"""Readers of one kind of fact each: commands, dates, places, pictures; positions in the message and values."""
