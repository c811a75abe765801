"""What a reader knows: for each cell the values it may have, and linear facts that tie cells together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adviceline.disclosure.system.model import Publication, System
from adviceline.disclosure.system.problems import UnusableSystem
from adviceline.disclosure.system.statements import (
    Between,
    Combination,
    Domain,
    Exact,
    Hidden,
    Ratio,
    Rounded,
    Statement,
)

#: A statement together with the publication that made it.
Said = tuple[Publication, Statement]


@dataclass(frozen=True, slots=True)
class Row:
    """`low` ≤ the sum of coefficient × unknown ≤ `high`; None is no limit. `said_by`: where it comes from."""

    terms: tuple[tuple[int, int], ...]
    low: int | None
    high: int | None
    said_by: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Unknowns are the cells in their order, then helpers (0 or 1) where a cell's values have a gap.

    `exact`: cells whose very value was published, or was known without any publication.
    """

    cells: int
    low: tuple[int, ...]
    high: tuple[int | None, ...]
    rows: tuple[Row, ...]
    exact: frozenset[int]


def everything_said(system: System) -> list[Said]:
    """Every statement of every publication. A draft that nobody has protected says its cells as they are."""
    said: list[Said] = []
    for publication in system.publications:
        said += [(publication, statement) for statement in publication.statements]
        if publication.draft and not publication.statements:
            for place in publication.shows:
                value = system.cells[place].value
                assert value is not None
                said.append((publication, Exact(place, value)))
    return said


def domain_of(statement: Statement, publication: Publication) -> tuple[int, Domain] | None:
    """The cell of which the statement speaks and what it may be; None for statements about several cells."""
    match statement:
        case Exact(place, value):
            return place, Domain(value, value)
        case Hidden(place, low, high) | Between(place, low, high):
            return place, Domain(low, high)
        case Rounded():
            return statement.place, statement.domain(publication.levels, hides_small=publication.hides_small)
        case _:
            return None


def reader_knowledge(system: System, said: Iterable[Said] | None = None) -> Knowledge:
    """From what was said (by default everything); the equations and the cells' own bounds are always known."""
    low = [cell.low for cell in system.cells]
    high = [cell.high for cell in system.cells]
    exact = {place for place, cell in enumerate(system.cells) if cell.low == cell.high}
    rows = [Row(equation.terms, equation.equals, equation.equals, equation.id) for equation in system.equations]
    gaps: list[tuple[int, Domain]] = []
    for publication, statement in everything_said(system) if said is None else said:
        if (found := domain_of(statement, publication)) is not None:
            place, domain = found
            low[place] = max(low[place], domain.low)
            high[place] = lower_of(high[place], domain.high)
            if isinstance(statement, Exact) or (domain.low == domain.high and domain.gap is None):
                exact.add(place)
            if domain.gap is not None:
                gaps.append((place, domain))
        elif isinstance(statement, Ratio):
            rows += [Row(*inequality, publication.id) for inequality in statement.inequalities()]
            if statement.of is not None:
                low[statement.of] = max(low[statement.of], 1)  # nothing is divided by 0
        elif isinstance(statement, Combination):
            rows.append(Row(statement.terms, statement.low, statement.high, publication.id))
    cells = len(low)
    for place, domain in gaps:
        _add_gap(place, domain, low, high, rows)
    return Knowledge(cells, tuple(low), tuple(high), tuple(rows), frozenset(exact))


def _add_gap(place: int, domain: Domain, low: list[int], high: list[int | None], rows: list[Row]) -> None:
    """A helper h, 0 below the gap and 1 above it: low + h × (end − low) ≤ x ≤ start + h × (high − start)."""
    assert domain.gap is not None
    assert domain.high is not None
    below, above = domain.gap[0] - 1, domain.gap[1] + 1
    helper = len(low)
    low.append(0)
    high.append(1)
    rows.append(Row(((place, 1), (helper, domain.low - above)), domain.low, None, "rounding"))
    rows.append(Row(((place, 1), (helper, below - domain.high)), None, below, "rounding"))


def lower_of(first: int | None, second: int | None) -> int | None:
    if first is None:
        return second
    return first if second is None else min(first, second)


def check_truth(system: System) -> None:
    """Raises UnusableSystem when the values contradict the equations, the bounds or what was published."""
    values = [cell.value for cell in system.cells]
    problems: list[str] = []
    for cell in system.cells:
        if cell.value is not None and (cell.value < cell.low or (cell.high is not None and cell.value > cell.high)):
            problems.append(f"Cell '{cell.id}' is {cell.value}, outside the bounds that readers know.")
    for equation in system.equations:
        if (total := _sum(equation.terms, values)) is not None and total != equation.equals:
            said = f"its cells come to {total}, not {equation.equals}"
            if equation.total is not None and (stated := values[equation.total]) is not None:
                said = f"its parts come to {total + stated}, and its total is {stated}"
            problems.append(f"Equation '{equation.id}' does not hold: {said}.")
    for publication, statement in everything_said(system):
        problems += _untrue(system, publication, statement, values)
    if problems:
        raise UnusableSystem(*problems)


def _untrue(
    system: System, publication: Publication, statement: Statement, values: Sequence[int | None]
) -> Iterable[str]:
    named = " and ".join(f"'{system.cells[place].id}'" for place in statement.places[:3])
    words = f"Publication '{publication.id}' contradicts the value of {named}"
    if (found := domain_of(statement, publication)) is not None:
        place, domain = found
        value = values[place]
        if value is None:
            return
        inside = domain.low <= value and (domain.high is None or value <= domain.high)
        if not inside or (domain.gap is not None and domain.gap[0] <= value <= domain.gap[1]):
            why = " (its rule hides small counts: say hides_small: false if it does not)"
            yield f"{words}, which is {value}{why if isinstance(statement, Rounded) and publication.hides_small else ''}."
        return
    if isinstance(statement, Ratio):
        if statement.of is not None and values[statement.of] == 0:
            yield f"{words}: nothing can be divided by 0."
        facts = statement.inequalities()
    else:
        assert isinstance(statement, Combination)
        facts = [(statement.terms, statement.low, statement.high)]
    for terms, low, high in facts:
        total = _sum(terms, values)
        if total is not None and ((low is not None and total < low) or (high is not None and total > high)):
            yield f"{words}."
            return


def _sum(terms: Sequence[tuple[int, int]], values: Sequence[int | None]) -> int | None:
    total = 0
    for place, coefficient in terms:
        value = values[place]
        if value is None:
            return None
        total += coefficient * value
    return total
