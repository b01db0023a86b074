"""Training of the pocket set: commands that produce every committed weight from data.

python -m training.pocket content --data ../shared/data
"""
