"""A system from its JSON form (docs/reference/disclosure.md, system.schema.json). Every problem is said, none guessed."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from adviceline.disclosure.system.fields import LARGEST, Fields, short
from adviceline.disclosure.system.levels import Levels
from adviceline.disclosure.system.model import Cell, Equation, Publication, Status, System
from adviceline.disclosure.system.problems import UnusableSystem
from adviceline.disclosure.system.reading_statements import Places, read_statement
from adviceline.disclosure.system.statements import Combination, Statement

FORM = "adviceline-disclosure-1"
LARGEST_COEFFICIENT = 1_000_000
MOST_CELLS, MOST_TERMS = 200_000, 4_000_000


def read_system(text: str | bytes) -> System:
    """From JSON text. Raises UnusableSystem."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        document = json.loads(
            text, parse_float=Decimal, parse_constant=_not_a_number, object_pairs_hook=_without_doubles
        )
    except UnicodeDecodeError as error:
        raise UnusableSystem("This is not text in UTF-8.") from error
    except json.JSONDecodeError as error:
        raise UnusableSystem(f"This is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from error
    except RecursionError as error:
        raise UnusableSystem("This is nested too deeply to be a system.") from error
    except ValueError as error:  # a number of thousands of digits
        raise UnusableSystem("A number in it is too long to be read.") from error
    return system_from_json(document)


def _not_a_number(name: str) -> Any:
    raise UnusableSystem(f"{name} is not a number: every count is a whole number from 0.")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise UnusableSystem(f"{short(key)} stands twice in the same object.")
        found[key] = value
    return found


def system_from_json(document: object) -> System:
    """From what json.loads gives (whole numbers, Decimals or floats). Raises UnusableSystem."""
    problems: list[str] = []
    top = Fields(document, "The system", problems)
    if not isinstance(document, dict):
        raise UnusableSystem("The system must be a JSON object with cells, equations and publications.")
    if (form := top.take("form", FORM)) != FORM:
        raise UnusableSystem(f"The form is {short(form)}; this program reads '{FORM}'.")
    top.take("title", None)
    top.take("protection", None)
    levels = _levels(top.take("levels", {}), Levels(), "The system's levels", problems)
    cells = _cells(top.list_of("cells"), problems)
    if not cells and not problems:
        problems.append("The system has no cells.")
    places: Places = {cell.id: place for place, cell in enumerate(cells)}
    equations = _equations(top.list_of("equations", []), places, problems)
    publications = _publications(top.list_of("publications", []), places, cells, levels, problems)
    top.nothing_else()
    if problems:
        raise UnusableSystem(*problems)
    return System(tuple(cells), tuple(equations), tuple(publications), levels)


def _levels(found: object, defaults: Levels, where: str, problems: list[str]) -> Levels:
    fields = Fields(found, where, problems)
    levels = Levels(
        threshold=fields.whole("threshold", defaults.threshold, least=0, most=1000) or 0,
        zero_is_disclosive=fields.flag("zero_is_disclosive", defaults.zero_is_disclosive),
        rounding_base=fields.whole("rounding_base", defaults.rounding_base, least=1, most=1_000_000) or 1,
        group_disclosure=fields.flag("group_disclosure", defaults.group_disclosure),
        contributors_know_their_own=fields.flag("contributors_know_their_own", defaults.contributors_know_their_own),
    )
    fields.nothing_else()
    return levels


def _cells(found: list[object], problems: list[str]) -> list[Cell]:
    cells: list[Cell] = []
    seen: set[str] = set()
    if len(found) > MOST_CELLS:
        raise UnusableSystem(f"The system has {len(found):,} cells; {MOST_CELLS:,} is the most.")
    for number, each in enumerate(found, 1):
        fields = Fields(each, f"Cell number {number}", problems)
        cell_id = fields.name("id")
        fields.where = f"Cell {short(cell_id)}"
        if cell_id in seen:
            problems.append(f"There are two cells with the id {short(cell_id)}.")
        seen.add(cell_id)
        low = fields.whole("low", 0, least=0) or 0
        high = fields.whole("high", None, least=0)
        if high is not None and high < low:
            problems.append(f"{fields.where}: high ({high}) is below low ({low}).")
        status = fields.choice("status", [each.value for each in Status], Status.BY_RULE.value)
        cells.append(Cell(cell_id, fields.whole("value", None, least=0), low, high, Status(status),
                          fields.whole("weight", None, least=1, most=1_000_000)))  # fmt: skip
        fields.nothing_else()
    return cells


def _equations(found: list[object], places: Places, problems: list[str]) -> list[Equation]:
    equations: list[Equation] = []
    seen: set[str] = set()
    size = 0
    for number, each in enumerate(found, 1):
        fields = Fields(each, f"Equation number {number}", problems)
        equation_id = fields.name("id", f"equation {number}")
        fields.where = f"Equation {short(equation_id)}"
        if equation_id in seen:
            problems.append(f"There are two equations with the id {short(equation_id)}.")
        seen.add(equation_id)
        equation = (
            _of_terms(fields, equation_id, places) if fields.has("terms") else _of_parts(fields, equation_id, places)
        )
        fields.nothing_else()
        if equation is not None:
            equations.append(equation)
            size += len(equation.terms)
            if size > MOST_TERMS:
                raise UnusableSystem(f"The equations have more than {MOST_TERMS:,} terms.")
    return equations


def _of_parts(fields: Fields, equation_id: str, places: Places) -> Equation | None:
    """total = the sum of parts."""
    total = fields.cell("total", places)
    parts = [fields.known(part, places) for part in fields.list_of("parts")]
    margin = fields.flag("margin", True)
    if total is None or None in parts:
        return None
    named = [part for part in parts if part is not None]
    if not named:
        fields.wrong("parts is empty")
    if len(set(named)) != len(named) or total in named:
        fields.wrong("a cell stands twice in it")
        return None
    terms = ((total, -1), *((part, 1) for part in named))
    return Equation(equation_id, terms, 0, total if margin else None)


def _of_terms(fields: Fields, equation_id: str, places: Places) -> Equation | None:
    terms = read_terms(fields, places)
    equals = fields.whole("equals", 0, least=-LARGEST) or 0
    return None if terms is None else Equation(equation_id, terms, equals)


def read_terms(fields: Fields, places: Places) -> tuple[tuple[int, int], ...] | None:
    found = fields.take("terms", {})
    if not isinstance(found, dict) or not found:
        fields.wrong("terms must name cells with their coefficients")
        return None
    terms: list[tuple[int, int]] = []
    for key, value in found.items():
        place = fields.known(key, places)
        if place is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < abs(value) <= LARGEST_COEFFICIENT:
            fields.wrong(
                f"the coefficient of {short(key)} must be a whole number, not 0, up to {LARGEST_COEFFICIENT:,}"
            )
            return None
        terms.append((place, value))
    return tuple(terms)


def _publications(
    found: list[object], places: Places, cells: list[Cell], levels: Levels, problems: list[str]
) -> list[Publication]:
    publications: list[Publication] = []
    seen: set[str] = set()
    for number, each in enumerate(found, 1):
        fields = Fields(each, f"Publication number {number}", problems)
        publication_id = fields.name("id")
        fields.where = f"Publication {short(publication_id)}"
        if publication_id in seen:
            problems.append(f"There are two publications with the id {short(publication_id)}.")
        seen.add(publication_id)
        publications.append(_publication(fields, publication_id, places, cells, levels, problems))
        fields.nothing_else()
    return publications


def _publication(
    fields: Fields, publication_id: str, places: Places, cells: list[Cell], levels: Levels, problems: list[str]
) -> Publication:
    fields.take("title", None)
    fields.take("period", None)
    own = _levels(fields.take("levels", {}), levels, f"The levels of publication {short(publication_id)}", problems)
    draft = not fields.flag("released", True)
    hides_small = fields.flag("hides_small", True)
    shows = [place for each in fields.list_of("shows", []) if (place := fields.known(each, places)) is not None]
    always = [place for each in fields.list_of("always_shows", []) if (place := fields.known(each, places)) is not None]
    if shows and not draft:
        fields.wrong("only a draft (released: false) has shows: what is released has cells, with what it said of each")
    if len(set(shows)) != len(shows):
        fields.wrong("a cell stands twice in shows")
    if set(always) - set(shows):
        fields.wrong("always_shows names a cell that is not in shows")
    if missing := next((cells[place].id for place in shows if cells[place].value is None), None):
        fields.wrong(f"it shows {short(missing)}, which has no value")
    said: list[Statement] = []
    statements = fields.take("cells", {})
    if isinstance(statements, dict):
        for key, each in statements.items():
            place = fields.known(key, places)
            if place is not None:
                said += read_statement(each, place, places, Fields({}, f"{fields.where}, cell {short(key)}", problems))
    else:
        fields.wrong("cells must be an object: the id of a cell and what is said of it")
    for number, each in enumerate(fields.list_of("combinations", []), 1):
        inner = Fields(each, f"{fields.where}, combination {number}", problems)
        terms = read_terms(inner, places)
        low, high = inner.whole("low", None, least=-LARGEST), inner.whole("high", None, least=-LARGEST)
        if low is not None and high is not None and high < low:
            inner.wrong("high is below low")
        if terms is not None:
            said.append(Combination(terms, low, high))
        inner.nothing_else()
    return Publication(publication_id, tuple(said), tuple(shows), frozenset(always), draft, own, hides_small)
