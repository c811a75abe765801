"""The table of a run over many systems: by dimensions, by size, by kind and rounding."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from typing import Any

Row = dict[str, Any]
SIZES = ((1, 49), (50, 199), (200, 999), (1000, 10_000))


def report(rows: list[Row]) -> None:
    groups: list[tuple[str, Callable[[Row], bool]]] = [("all", lambda row: True)]
    groups += [(f"{many} dimensions", lambda row, many=many: row["dimensions"] == many) for many in (2, 3, 4)]
    groups += [
        (f"{least:,} to {most:,} cells", lambda row, least=least, most=most: least <= row["cells"] <= most)
        for least, most in SIZES
    ]
    kinds = {"cross": "one table", "earlier": "after an earlier release", "tables": "linked tables",
             "periods": "months, then their quarter"}  # fmt: skip
    groups += [(words, lambda row, kind=kind: row["kind"] == kind) for kind, words in kinds.items()]
    groups += [("nothing rounded", lambda row: row["base"] == 1), ("rounded", lambda row: row["base"] > 1)]
    groups.append(("with hierarchies", lambda row: row["hierarchies"] > 0))
    print(
        "| systems | number | cells, median (most) | protected | leaks after | optimal, of tried | heuristic over the optimum, "
        "mean | hidden by us / by the rule | the rule leaks in | processor, median (most) |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for words, belongs in groups:
        if found := [row for row in rows if belongs(row)]:
            print(_line(words, found))
    good = [row for row in rows if "refused" not in row]
    print(f"\nrefused: {len(rows) - len(good)}; most memory {max(row['memory'] for row in good)} MiB")
    print(f"greatest gap {max((row['gap'] for row in good if row['gap'] is not None), default=0):.1%}")
    print(f"error of what is shown: {_mean(good, 'error'):.2f}; by the rule {_mean(good, 'simple_error'):.2f}")
    for reason in sorted({row["refused"].split("'")[0] for row in rows if "refused" in row}):
        print(f"refused because: {reason} …")


def _line(words: str, rows: list[Row]) -> str:
    good = [row for row in rows if "refused" not in row]
    if not good:
        return f"| {words} | {len(rows)} | | 0 | | | | | | |"
    tried = [row for row in good if row["least"] is not None]
    optimal = [row for row in tried if not row["gap"]]
    over = [row["heuristic"] / row["weight"] - 1 for row in optimal if "heuristic" in row]
    sizes = [row["cells"] for row in rows]
    seconds = [row["protect"] + row["attack"] for row in good]
    return (
        f"| {words} | {len(rows):,} | {statistics.median(sizes):,.0f} ({max(sizes):,}) | {len(good):,} | "
        f"{sum(row['leaks'] for row in good)} | {len(optimal)} of {len(tried)} | "
        f"{f'{statistics.fmean(over):.1%}' if over else ''} | "
        f"{_mean(good, 'hidden'):.1%} / {_mean(good, 'simple_hidden'):.1%} | "
        f"{sum(row['simple_leaks'] > 0 for row in good)} of {len(good)} | "
        f"{statistics.median(seconds):.2f} s ({max(seconds):.1f} s) |"
    )


def _mean(rows: Iterable[Row], name: str) -> float:
    return statistics.fmean(row[name] for row in rows)
