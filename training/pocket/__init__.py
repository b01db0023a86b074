"""Training of the pocket set: every committed weight from data, by command.

python -m training.pocket content --data ../shared/data
"""
