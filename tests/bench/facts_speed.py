"""What reading facts costs: blocks, names, sidecars and the catalogue, each beside decoding the same picture.

The last line is a run over unchanged files. Processor time of one thread, so that a busy machine does not count.

    python -m tests.bench.facts_speed FOLDER --count 2000
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tests.unit.library.facts.blocks import bag, xmp
from tests.unit.library.pictures import exif, gps_of, save
from tools.encoders.hashing import hash_models
from tools.errors import UnreadableImage
from tools.library import Library, index
from tools.library.decode import decode, read_facts
from tools.library.decoder_warnings import quiet_decoders
from tools.library.fact_store import settle_pictures
from tools.library.facts import name_readings, settle
from tools.library.walk import walk

Result = TypeVar("Result")


def timed(name: str, count: int, work: Callable[[], Result]) -> Result:
    """Run a part and print what it costs a picture."""
    processor = time.process_time()
    result = work()
    print(f"{name:28} {1000 * (time.process_time() - processor) / count:7.3f} ms a picture")
    return result


def made(folder: Path, count: int) -> None:
    """Pictures as cameras and agencies leave them: EXIF, XMP, and a sidecar beside every fourth."""
    words = bag("dc:subject", "harvest", "wine") + bag("dc:title", "Vintage", kind="Alt")
    block = exif(
        image={0x010F: "Canon", 0x0110: "Canon EOS 5D"},
        photo={0x9003: "2019:07:04 18:30:05", 0x829A: 0.004, 0x829D: 2.8, 0x8827: 400, 0x920A: 50.0},
        gps=gps_of(46.95, 7.45),
    )
    for number in range(count):
        path = save(folder / f"{number % 50}" / f"IMG_{number:06}.jpg", number, exif=block, xmp=xmp("", elements=words))
        if number % 4 == 0:
            path.with_suffix(".jpg.xmp").write_bytes(xmp('xmp:Rating="4"'))


def readable(paths: list[str]) -> list[str]:
    kept = []
    for path in paths:
        try:
            decode_all([path])
            kept.append(path)
        except UnreadableImage:
            continue  # the tests deal with them; a rate over errors says nothing
    return kept


def decode_all(paths: list[str]) -> None:
    for path in paths:
        with open(path, "rb") as file:
            decode(file, path)


def measure(paths: list[str]) -> None:
    with quiet_decoders():
        paths = readable(paths)
        count = len(paths)
        timed("decode (with facts)", count, lambda: decode_all(paths))
        found = timed("open and read facts", count, lambda: [read_facts(path) for path in paths])
        timed("names", count, lambda: [name_readings(path) for path in paths])
        timed("settle", count, lambda: [settle(facts.readings) for facts in found])
    with tempfile.TemporaryDirectory() as place, Library.create(Path(place) / "library") as library:
        index(library, paths, hash_models())
        with library.writing() as writer:
            ids = writer.catalogue.image_ids()

            def store() -> None:
                with writer.catalogue.transaction():
                    settle_pictures(writer.catalogue, ids)

            timed("settle and store again", len(ids), store)
        report = timed("a run over unchanged files", count, lambda: index(library, paths, hash_models()))
        print(f"{report.unchanged} unchanged in {report.seconds:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", help="pictures; without any, small JPEGs with metadata are made")
    parser.add_argument("--count", type=int, default=2000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        if not options.folders:
            made(Path(place), options.count)
        folders = options.folders or [place]
        measure([seen.path for seen in walk(folders).files][: options.count])


if __name__ == "__main__":
    main()
