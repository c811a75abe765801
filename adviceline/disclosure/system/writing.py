"""A system in its JSON form. What is written reads back as the same system."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from adviceline.disclosure.system.model import Publication, Status, System
from adviceline.disclosure.system.reading import FORM
from adviceline.disclosure.system.reading_statements import HIDDEN_MARK
from adviceline.disclosure.system.statements import Between, Combination, Exact, Hidden, Ratio, Rounded, Statement


def system_as_json(system: System) -> dict[str, Any]:
    ids = [cell.id for cell in system.cells]
    cells = []
    for cell in system.cells:
        made: dict[str, Any] = {"id": cell.id, "value": cell.value, "low": cell.low, "high": cell.high}
        if cell.status is not Status.BY_RULE:
            made["status"] = cell.status.value
        made["weight"] = cell.weight
        cells.append({key: value for key, value in made.items() if value is not None and (key, value) != ("low", 0)})
    equations: list[dict[str, Any]] = []
    for equation in system.equations:
        if equation.total is not None:
            parts = [ids[place] for place, _ in equation.terms if place != equation.total]
            equations.append({"id": equation.id, "total": ids[equation.total], "parts": parts})
        else:
            terms = {ids[place]: coefficient for place, coefficient in equation.terms}
            equations.append({"id": equation.id, "terms": terms, "equals": equation.equals})
    return {
        "form": FORM,
        "levels": asdict(system.levels),
        "cells": cells,
        "equations": equations,
        "publications": [_publication(each, ids) for each in system.publications],
    }


def _publication(publication: Publication, ids: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": publication.id,
        "released": not publication.draft,
        "hides_small": publication.hides_small,
        "levels": asdict(publication.levels),
    }
    if publication.shows:
        made["shows"] = [ids[place] for place in publication.shows]
    if publication.always_shows:
        made["always_shows"] = [ids[place] for place in sorted(publication.always_shows)]
    said: dict[str, list[Any]] = {}
    combinations: list[dict[str, Any]] = []
    for statement in publication.statements:
        if isinstance(statement, Combination):
            terms = {ids[place]: coefficient for place, coefficient in statement.terms}
            combinations.append({"terms": terms, "low": statement.low, "high": statement.high})
        else:
            said.setdefault(ids[statement.place], []).append(_statement(statement, ids))
    if said:
        made["cells"] = {cell: one[0] if len(one) == 1 else one for cell, one in said.items()}
    if combinations:
        made["combinations"] = combinations
    return made


def _statement(statement: Statement, ids: list[str]) -> Any:
    match statement:
        case Exact(_, value):
            return value
        case Hidden(_, 0, None):
            return HIDDEN_MARK
        case Hidden(_, low, high):
            return {"hidden": True, "low": low} | ({} if high is None else {"high": high})
        case Between(_, low, high):
            return {"between": [low, high]}
        case Rounded(_, value, base, way):
            return {"rounded": value, "base": base, "way": way}
        case Ratio():
            amount = str(Decimal(statement.digits).scaleb(-statement.decimals))
            made: dict[str, Any] = {
                "percentage" if statement.scale == 100 else "mean": amount,
                "decimals": statement.decimals,
                "of": statement.of_number if statement.of is None else ids[statement.of],
                "ties": statement.ties,
            }
            return made | ({} if statement.each is None else {"each_between": list(statement.each)})
    raise AssertionError(statement)
