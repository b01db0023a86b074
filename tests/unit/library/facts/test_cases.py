"""Public reports about metadata, each with its right value. Skipped where the cases are not at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools.library.decode import decode
from tools.library.decoder_warnings import quiet_decoders
from tools.library.facts import Facts, Sidecars, name_readings, read_sidecar, settle

CASES = Path(__file__).resolve().parents[5] / "shared" / "cases"

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not at hand")


def facts_of(path: Path) -> Facts:
    with quiet_decoders(), open(path, "rb") as file:
        own = decode(file, str(path)).facts.readings
    beside = (
        read_sidecar(str(path.parent / name)) for name in Sidecars.of(os.listdir(path.parent)).of_picture(path.name)
    )
    return settle([*own, *(reading for reading in beside if reading), *name_readings(str(path))])


@pytest.mark.parametrize(
    ("name", "taken_at", "point"),
    [
        ("meta_date_in_name/IMG-20190704-WA0012.jpg", "2019-07-04", None),
        ("meta_date_in_name/PXL_20210315_141559123.jpg", "2021-03-15", None),
        ("meta_date_in_name/WhatsApp Image 2017-05-06 at 18.20.30.jpeg", "2017-05-06", None),
        ("meta_date_text/d_24h.jpg", "2012-08-06T00:12:35", None),
        ("meta_date_text/d_sec60.jpg", "2012-08-05", None),
        ("meta_date_text/d_spacepad.jpg", "2009-07-04T09:05:01", None),
        ("meta_date_text/d_ampm.jpg", "2009-07-04T21:05:01", None),
        ("meta_png_raw_profile/png_raw_profile_exif.png", "2014-10-11T12:13:14", (48.8583, 2.2945)),
        ("meta_png_raw_profile/jp2_exif.jp2", "2014-10-11T12:13:14", (48.8583, 2.2945)),
        ("meta_sidecar/side/IMG_0001.jpg", "2009-09-09", (-22.9519, -43.2105)),
        ("meta_sidecar/side/IMG_0002.jpg", "2022-05-28", (45.4408, 12.3155)),
        ("meta_unset_clock/d_unix0.jpg", None, None),
        ("meta_unset_clock/d_1904.jpg", None, None),
        ("meta_unset_clock/d_1980.jpg", None, None),
        ("meta_unset_clock/d_1970_but_digit.jpg", "2008-02-03", None),
        ("meta_xmp/xmp_date_only.jpg", "2011-07-19", None),
        ("meta_xmp/xmp_photoshop_datecreated.jpg", "2012-03-04", None),
        ("meta_xmp/xmp_gps_only.jpg", None, (-33.8568, 151.2153)),
        ("meta_xmp/png_xmp.png", "2016-02-03", (47.37, 8.54)),
        ("meta_xmp/iptc_date_only.jpg", "1984-06-02", None),
        ("meta_xmp/png_creation_time.png", "2013-09-08", None),
    ],
)
def test_case(name, taken_at, point):
    found = facts_of(CASES / name)
    said = found.taken_at.isoformat() if found.taken_at else None
    assert said == taken_at or (said is not None and taken_at is not None and said.startswith(taken_at))
    where = (found.point.lat, found.point.lon) if found.point else None
    assert where == (None if point is None else pytest.approx(point, abs=1e-3))
