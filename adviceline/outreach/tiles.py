"""The tile map: each of the 153 local authorities is one square, in the block of its region, near its neighbours.

Made for this service: regions were given blocks of squares by hand, and within each the authorities were assigned to the squares
so that the sum of squared distances from their rough places is least (docs/adr/0126).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from adviceline.places.area_data import local_authorities

_FILE = Path(__file__).parent / "data" / "tiles.csv"


@dataclass(frozen=True, slots=True)
class Tile:
    la_code: str
    name: str
    short: str
    region: str
    row: int
    column: int


@lru_cache(maxsize=1)
def tiles() -> tuple[Tile, ...]:
    """Every authority once, by code. Codes that are new to the map raise KeyError: the map must be made anew."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        places = {row["la_code"]: (int(row["row"]), int(row["column"])) for row in csv.DictReader(lines)}
    return tuple(
        Tile(each.la_code, each.name, _short(each.name), each.region_code, *places[each.la_code])
        for each in sorted(local_authorities(), key=lambda one: one.la_code)
    )


def _short(name: str) -> str:
    """Up to six letters of a name: the first of each word where there are several, else its beginning."""
    plain = name.partition(",")[0].replace("-", " ").replace(".", "")
    words = [word for word in plain.split() if word not in ("and", "of", "the", "upon", "with", "City")]
    if len(words) == 1:
        return words[0][:6]
    return f"{words[0][:3]} {words[1][:3]}"
