"""The regions and local authorities of England, read from this room's own data files."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class RegionRow:
    code: str
    name: str
    gss_code: str
    gor_code: str


@dataclass(frozen=True)
class LocalAuthorityRow:
    la_code: str
    name: str
    gss_code: str
    region_code: str


@dataclass(frozen=True)
class FormerLocalAuthorityRow:
    """An authority that older register files still name. `successor_la_code` is empty where it was divided."""

    la_code: str
    name: str
    region_code: str
    successor_la_code: str


def region_code_for(name: str) -> str:
    """'Yorkshire and The Humber' -> 'yorkshire_and_the_humber'."""
    return name.lower().replace(" ", "_")


@lru_cache(maxsize=1)
def regions() -> tuple[RegionRow, ...]:
    found = {
        row["region_gss_code"]: RegionRow(
            region_code_for(row["region_name"]), row["region_name"], row["region_gss_code"], row["gor_code"]
        )
        for row in _rows("local_authorities.csv")
    }
    return tuple(found[gss_code] for gss_code in sorted(found))


@lru_cache(maxsize=1)
def local_authorities() -> tuple[LocalAuthorityRow, ...]:
    return tuple(
        LocalAuthorityRow(row["la_code"], row["la_name"], row["gss_code"], region_code_for(row["region_name"]))
        for row in _rows("local_authorities.csv")
    )


@lru_cache(maxsize=1)
def former_local_authorities() -> tuple[FormerLocalAuthorityRow, ...]:
    code_by_gss = {region.gss_code: region.code for region in regions()}
    return tuple(
        FormerLocalAuthorityRow(
            row["la_code"],
            row["la_name"],
            code_by_gss[row["region_gss_code"]],
            row["successor_la_codes"] if len(row["successor_la_codes"]) == 3 else "",
        )
        for row in _rows("former_local_authorities.csv")
    )


def _rows(file: str) -> list[dict[str, str]]:
    with (_DATA / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
