"""Conditions on a row of facts, said once: as a test in Python and as SQL that SQLite, PostgreSQL and DuckDB all read.

Conditions are only made on columns that are never null, except `IsKnown`, so that Python's two truth values and
SQL's three agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Row = Mapping[str, Any]


class Predicate(Protocol):
    def holds(self, row: Row) -> bool: ...

    def sql(self) -> str: ...

    def columns(self) -> frozenset[str]: ...

    def words(self) -> str: ...


def quoted(value: str | int) -> str:
    """A literal of standard SQL. Values come from definitions in code, never from a request."""
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Equals:
    column: str
    value: str | int

    def holds(self, row: Row) -> bool:
        return bool(row[self.column] == self.value)

    def sql(self) -> str:
        return f"{self.column} = {quoted(self.value)}"

    def columns(self) -> frozenset[str]:
        return frozenset([self.column])

    def words(self) -> str:
        return f"{self.column} is {self.value}"


@dataclass(frozen=True, slots=True)
class OneOf:
    column: str
    values: tuple[str, ...]

    def holds(self, row: Row) -> bool:
        return row[self.column] in self.values

    def sql(self) -> str:
        return f"{self.column} IN ({', '.join(quoted(value) for value in self.values)})"

    def columns(self) -> frozenset[str]:
        return frozenset([self.column])

    def words(self) -> str:
        return f"{self.column} is one of {', '.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Between:
    """Both ends included."""

    column: str
    lowest: int
    highest: int

    def holds(self, row: Row) -> bool:
        return bool(self.lowest <= row[self.column] <= self.highest)

    def sql(self) -> str:
        return f"{self.column} BETWEEN {self.lowest} AND {self.highest}"

    def columns(self) -> frozenset[str]:
        return frozenset([self.column])

    def words(self) -> str:
        return f"{self.column} is {self.lowest} to {self.highest}"


@dataclass(frozen=True, slots=True)
class IsTrue:
    column: str

    def holds(self, row: Row) -> bool:
        return bool(row[self.column])

    def sql(self) -> str:
        return f"{self.column} = TRUE"

    def columns(self) -> frozenset[str]:
        return frozenset([self.column])

    def words(self) -> str:
        return self.column


@dataclass(frozen=True, slots=True)
class IsFalse:
    column: str

    def holds(self, row: Row) -> bool:
        return not row[self.column]

    def sql(self) -> str:
        return f"{self.column} = FALSE"

    def columns(self) -> frozenset[str]:
        return frozenset([self.column])

    def words(self) -> str:
        return f"not {self.column}"


@dataclass(frozen=True, slots=True)
class IsKnown:
    column: str

    def holds(self, row: Row) -> bool:
        return row[self.column] is not None

    def sql(self) -> str:
        return f"{self.column} IS NOT NULL"

    def columns(self) -> frozenset[str]:
        return frozenset([self.column])

    def words(self) -> str:
        return f"{self.column} is known"


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Predicate, ...]

    def holds(self, row: Row) -> bool:
        for part in self.parts:  # noqa: SIM110  # a generator would double the time of a month's figures
            if not part.holds(row):
                return False
        return True

    def sql(self) -> str:
        return " AND ".join(part.sql() for part in self.parts) if self.parts else "1 = 1"

    def columns(self) -> frozenset[str]:
        return frozenset().union(*(part.columns() for part in self.parts))

    def words(self) -> str:
        return "; ".join(part.words() for part in self.parts) if self.parts else "every row"


def every(*parts: Predicate) -> All:
    """All of these hold; nested conjunctions are laid flat, so that equal conditions compare equal."""
    flat: list[Predicate] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, All) else [part])
    return All(tuple(flat))
