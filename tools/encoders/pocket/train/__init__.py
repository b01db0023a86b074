"""Training of the pocket set: commands that produce every committed weight from data.

python -m tools.encoders.pocket.train content --data ../shared/data
"""
