"""Makes the gazetteer's data files from packages of public geography; see `python -m training.gazetteer --help`.

Not needed to use Docent: what it makes is in `tools/geo/data`.
"""
