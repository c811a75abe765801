"""Small systems for the tests, written as tables."""

from __future__ import annotations

from typing import Any

from adviceline.disclosure.system import System, system_from_json


def grid(rows: list[list[int]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Cells r1c1 … with totals r1, c1 and all."""
    values = {f"r{i}c{j}": value for i, row in enumerate(rows, 1) for j, value in enumerate(row, 1)}
    values |= {f"r{i}": sum(row) for i, row in enumerate(rows, 1)}
    values |= {f"c{j}": sum(column) for j, column in enumerate(zip(*rows, strict=True), 1)}
    values["all"] = sum(map(sum, rows))
    wide, deep = range(1, len(rows[0]) + 1), range(1, len(rows) + 1)
    equations: list[dict[str, Any]] = [
        *({"id": f"row {i}", "total": f"r{i}", "parts": [f"r{i}c{j}" for j in wide]} for i in deep),
        *({"id": f"column {j}", "total": f"c{j}", "parts": [f"r{i}c{j}" for i in deep]} for j in wide),
        {"id": "all by row", "total": "all", "parts": [f"r{i}" for i in deep]},
        {"id": "all by column", "total": "all", "parts": [f"c{j}" for j in wide]},
    ]
    return [{"id": key, "value": value} for key, value in values.items()], equations


def system(
    cells: dict[str, int | None] | list[dict[str, Any]],
    equations: list[dict[str, Any]],
    *publications: dict[str, Any],
    **levels: Any,
) -> System:
    listed = [{"id": key, "value": value} for key, value in cells.items()] if isinstance(cells, dict) else cells
    listed = [{key: value for key, value in cell.items() if value is not None} for cell in listed]
    return system_from_json(
        {"levels": levels, "cells": listed, "equations": equations, "publications": list(publications)}
    )


def of_parts(total: str, *parts: str, margin: bool = True) -> dict[str, Any]:
    return {
        "id": f"{total} is the sum of {' and '.join(parts)}",
        "total": total,
        "parts": list(parts),
        "margin": margin,
    }
