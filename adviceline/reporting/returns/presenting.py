"""What stays inside of a return, as a page of the desk shows it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adviceline.measures.tables import RETURN_TABLES, TABLES
from adviceline.ui.tables import Column
from adviceline.ui.tables import Table as Shown


def fallen(inside: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Titles of the tables that fell back or were left out, with how."""
    tables = {**TABLES, **RETURN_TABLES}
    return [(tables[table].title, words) for table, words in inside.get("fell_back", {}).items()]


def costs(inside: Mapping[str, Any]) -> Shown | None:
    """What each method costs: for those inside only."""
    if not inside:
        return None
    first = "Controlled rounding" if str(inside["method"]).startswith("controlled") else "Suppression"
    second = "Suppression" if first == "Controlled rounding" else "Controlled rounding"
    found = [(f"{first} (used)", inside["loss"])]
    if inside.get("other_method"):
        found.append((second, inside["other_method"]))
    return Shown(
        "What protection costs",
        (Column("Method"), *(Column(head, numeric=True) for head in
                             ("Counts", "Hidden", "Small", "For others", "Share of people hidden, %", "Mean error"))),
        tuple(
            (name, loss["cells"], loss["hidden"], loss["hidden_small"], loss["hidden_for_others"],
             f"{100 * loss['hidden_share_of_total']:.1f}", f"{loss['error']:.2f}")
            for name, loss in found
        ),
        note="Not printed in the return: it would tell of the counts that are hidden.",
    )  # fmt: skip
