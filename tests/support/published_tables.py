"""Tables that others published to show cell suppression, with the patterns printed beside them, in the JSON form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ALL = "Total"


@dataclass(frozen=True)
class Published:
    """`levels`: as near to the source's rule as ours come. `pattern`: the cells (row|column) that its source hides."""

    name: str
    source: str
    values: Mapping[str, int]
    equations: Sequence[Mapping[str, Any]]
    levels: Mapping[str, Any]
    pattern: frozenset[str]

    def as_printed(self) -> dict[str, Any]:
        """As the source prints it: what its pattern leaves is shown exactly."""
        said = {key: "[c]" if key in self.pattern else value for key, value in self.values.items()}
        return self._system({"id": "as printed", "hides_small": False, "cells": said})

    def to_protect(self) -> dict[str, Any]:
        return self._system({"id": "draft", "released": False, "shows": list(self.values)})

    def _system(self, publication: Mapping[str, Any]) -> dict[str, Any]:
        cells = [{"id": key, "value": value} for key, value in self.values.items()]
        return {
            "levels": self.levels, "cells": cells, "equations": list(self.equations), "publications": [publication],
        }  # fmt: skip


def _two_way(
    rows: Mapping[str, Sequence[int]], columns: Sequence[str], groups: Sequence[Mapping[str, Sequence[str]]] = ()
) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """`groups`: ways to group the rows, each a partition; each group is a row of its own."""
    inside = {f"{row}|{column}": rows[row][at] for row in rows for at, column in enumerate(columns)}
    lines = {ALL: list(rows)} | {name: list(members) for way in groups for name, members in way.items()}
    values = dict(inside)
    for total, members in reversed(lines.items()):
        for column in columns:
            values[f"{total}|{column}"] = sum(inside[f"{member}|{column}"] for member in members)
    for row in (*rows, *lines):
        values[f"{row}|{ALL}"] = sum(values[f"{row}|{column}"] for column in columns)
    equations: list[dict[str, Any]] = [
        {"id": f"row {row}", "total": f"{row}|{ALL}", "parts": [f"{row}|{column}" for column in columns]}
        for row in (*rows, *lines)
    ]
    sums = [(total, members) for total, members in lines.items() if not groups or total != ALL]
    sums += [(ALL, list(way)) for way in groups]
    equations += [
        {
            "id": f"{total} of {' and '.join(members)}, {column}",
            "total": f"{total}|{column}",
            "parts": [f"{member}|{column}" for member in members],
        }
        for total, members in sums
        for column in (*columns, ALL)
    ]
    return values, equations


def _cells(rows: Mapping[str, str]) -> frozenset[str]:
    return frozenset(f"{row}|{column}" for row, columns in rows.items() for column in columns.split())


def investment() -> Published:
    values, equations = _two_way({"I": [20, 50, 10], "II": [8, 19, 22], "III": [17, 32, 12]}, ["A", "B", "C"])
    return Published(
        "investment by activity and region",
        "Fischetti and Salazar, JASA 2000 (after Willenborg and de Waal): II in C is sensitive; known to be from 5 to 30",
        values,
        equations,
        {"threshold": 4, "group_disclosure": False},
        _cells({"II": "A C", "III": "A C"}),
    )


COUNTIES = {"Alpha": [15, 1, 3, 1], "Beta": [20, 10, 10, 15], "Gamma": [3, 10, 10, 2], "Delta": [12, 14, 7, 2]}
EDUCATION = ["Low", "Medium", "High", "VeryHigh"]


def counties() -> Published:
    values, equations = _two_way(COUNTIES, EDUCATION)
    return Published(
        "young people by county and education",
        "Federal Committee on Statistical Methodology, Working Paper 22, 1994: the pattern that looks safe and is not",
        values,
        equations,
        {"threshold": 4, "group_disclosure": False},
        _cells(
            {"Alpha": "Medium High VeryHigh", "Beta": "Medium High", "Gamma": "Low VeryHigh", "Delta": "Low VeryHigh"}
        ),
    )


INCOME = ["other", "work", "support", "benefit"]
MUNICIPALITIES = {
    "A": [11, 11, 55, 36], "B": [7, 1, 29, 18], "C": [5, 8, 35, 25], "D": [13, 2, 17, 13], "E": [9, 14, 63, 52],
    "F": [12, 9, 24, 22], "G": [6, 4, 22, 8], "H": [9, 3, 38, 15], "I": [3, 0, 9, 2], "J": [9, 0, 32, 20],
    "K": [4, 2, 18, 11],
}  # fmt: skip
COUNTY = {"c1": "A I", "c4": "B", "c5": "C D", "c6": "E F", "c8": "G H", "c10": "J K"}
KIND = {"k300": "A B C D E F G H", "k400": "I J K"}


def municipalities() -> Published:
    values, equations = _two_way(MUNICIPALITIES, INCOME)
    return Published(
        "municipalities by main income",
        "Statistics Norway, easySdcTable, example 2 (data z2w), protected by Gaussian elimination",
        values,
        equations,
        {"threshold": 3, "zero_is_disclosive": True, "group_disclosure": False},
        _cells({
            "B": "other work", "D": "other work", "G": "work benefit", "H": "other work", "I": "other work benefit",
            "J": "other work", "K": "other work",
        }),
    )  # fmt: skip


def municipalities_in_two_hierarchies() -> Published:
    groups = [{name: members.split() for name, members in way.items()} for way in (COUNTY, KIND)]
    values, equations = _two_way(MUNICIPALITIES, INCOME, groups)
    return Published(
        "the same in counties and in kinds of municipality",
        "Statistics Norway, easySdcTable, example 2 (data z2w) with two linked hierarchies, simple heuristic",
        values,
        equations,
        {"threshold": 2, "group_disclosure": False},
        _cells({
            "A": "other benefit", "B": "other work benefit", "C": "other work", "D": "other work", "G": "work benefit",
            "H": "work benefit", "I": "other benefit", "K": "other work benefit", "c4": "other work benefit",
            "c10": "other work benefit", "k300": "other work", "k400": "other work",
        }),
    )  # fmt: skip


def to_protect() -> list[Published]:
    """Those of counts, which our rules can protect; the other is of money."""
    return [counties(), municipalities(), municipalities_in_two_hierarchies()]
