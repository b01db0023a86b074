"""Makes the gazetteer's data files from packages that carry public geography; see `python -m tools.geo.build --help`.

Not needed to use Docent: what it makes is in `tools/geo/data`.
"""
