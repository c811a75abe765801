"""One JSON object of a system, read field by field; what is wrong with it is noted in words, and reading goes on."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

#: The greatest count, and the greatest bound. Solvers work in floating point; beyond this they could not be trusted.
LARGEST = 1_000_000_000
_NONE: Any = object()


def short(said: object) -> str:
    words = str(said)
    return f"'{words[:60]}{'…' if len(words) > 60 else ''}'"


class Fields:
    """`where` begins each sentence about it."""

    def __init__(self, found: object, where: str, problems: list[str]) -> None:
        self.where, self.problems = where, problems
        self._left: dict[str, Any] = {}
        if isinstance(found, Mapping):
            self._left = dict(found)
        else:
            self.wrong("it must be a JSON object")

    def wrong(self, words: str) -> None:
        self.problems.append(f"{self.where}: {words}.")

    def has(self, name: str) -> bool:
        return name in self._left

    def take(self, name: str, default: Any = _NONE) -> Any:
        if name in self._left:
            return self._left.pop(name)
        if default is _NONE:
            self.wrong(f"{name} is missing")
            return None
        return default

    def nothing_else(self) -> None:
        for name in self._left:
            self.wrong(f"there is no field {short(name)} here")

    def name(self, name: str, default: Any = _NONE) -> str:
        found = self.take(name, default)
        if isinstance(found, str) and found.strip() and len(found) <= 200 and found.isprintable():
            return found
        if found is not None or default is not _NONE:
            self.wrong(f"{name} must be text of 1 to 200 characters that can be printed")
        return ""

    def whole(self, name: str, default: int | None, *, least: int = 0, most: int = LARGEST) -> int | None:
        found = self.take(name, default)
        if found is None:
            return default
        if isinstance(found, (float, Decimal)):
            self.wrong(f"{name} is {short(found)}: it must be a whole number, written without a point or an exponent")
        elif isinstance(found, bool) or not isinstance(found, int):
            self.wrong(f"{name} must be a whole number")
        elif not least <= found <= most:
            self.wrong(f"{name} must be from {least:,} to {most:,}")
        else:
            return found
        return default

    def flag(self, name: str, default: bool) -> bool:
        found = self.take(name, default)
        if not isinstance(found, bool):
            self.wrong(f"{name} must be true or false")
            return default
        return found

    def choice(self, name: str, allowed: list[str], default: str) -> str:
        found = self.take(name, default)
        if found not in allowed:
            self.wrong(f"{name} must be one of {', '.join(allowed)}, not {short(found)}")
            return default
        return str(found)

    def list_of(self, name: str, default: Any = _NONE) -> list[object]:
        found = self.take(name, default)
        if isinstance(found, list):
            return found
        if found is not None:
            self.wrong(f"{name} must be a list")
        return []

    def known(self, cell_id: object, places: Mapping[str, int]) -> int | None:
        if isinstance(cell_id, str) and cell_id in places:
            return places[cell_id]
        self.wrong(f"there is no cell {short(cell_id)}")
        return None

    def cell(self, name: str, places: Mapping[str, int]) -> int | None:
        found = self.take(name)
        return None if found is None else self.known(found, places)
