"""Training of the pocket set: every committed weight from data, by command.

python -m tools.encoders.pocket.train content --data ../shared/data
"""
