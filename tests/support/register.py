"""Files in the shape of the national register: its whole header, invented establishments, invented head teachers."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

HEADER: list[str] = next(
    csv.reader((Path(__file__).parents[1] / "data" / "gias_header.csv").read_text(encoding="utf-8").splitlines())
)

HEAD_TEACHER = "Zebedee Quillfeather"  # invented; must never reach the database


def register_row(urn: object, name: str, **columns: str) -> dict[str, str]:
    """One open primary academy in Leeds, unless `columns` (title -> value) say otherwise."""
    row = dict.fromkeys(HEADER, "") | {
        "URN": str(urn),
        "LA (code)": "383",
        "LA (name)": "Leeds",
        "EstablishmentName": name,
        "TypeOfEstablishment (code)": "34",
        "TypeOfEstablishment (name)": "Academy converter",
        "EstablishmentTypeGroup (code)": "10",
        "EstablishmentTypeGroup (name)": "Academies",
        "EstablishmentStatus (code)": "1",
        "EstablishmentStatus (name)": "Open",
        "PhaseOfEducation (code)": "2",
        "PhaseOfEducation (name)": "Primary",
        "OpenDate": "01-09-2011",
        "Street": 'The "Old" Mill,\nMill Lane',
        "Town": "Otley",
        "Postcode": "LS21 9ZZ",
        "HeadTitle (name)": "Dr",
        "HeadFirstName": HEAD_TEACHER.split()[0],
        "HeadLastName": HEAD_TEACHER.split()[1],
        "GOR (code)": "D",
        "GOR (name)": "Yorkshire and the Humber",
    }
    unknown = set(columns) - set(HEADER)
    assert not unknown, f"not columns of the register: {unknown}"
    return row | columns


def write_register(
    path: Path,
    rows: Iterable[dict[str, str]],
    *,
    header: Sequence[str] = HEADER,
    encoding: str = "cp1252",
) -> Path:
    """Quotes every value and ends lines with CR LF, as the real file does."""
    with path.open("w", encoding=encoding, newline="") as lines:
        writer = csv.DictWriter(lines, header, quoting=csv.QUOTE_ALL, extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path
