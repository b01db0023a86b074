"""Training of the embedded planner: a generator of conversations and the fitting of its tagger. Not needed to run it.

python -m training.tagger --out agent/planners/tagger/weights
"""
