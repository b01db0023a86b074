"""Training of the act classifier: what a message is, from utterances written one a line. Not needed to run it.

python -m training.acts --captions FILE --labels FILE
"""
