"""Taking values out of parsed TOML, every fault noted with its place, in words a person can act on."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

PORT = (1, 65535)


class Reader:
    """Takes values out of the file, noting each fault and what nobody asked for."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said
        self.problems: list[str] = []
        self._asked: set[tuple[str, ...]] = set()

    def table(self, *path: str) -> Table:
        at: Any = self.said
        for step in path:
            at = at.get(step, {}) if isinstance(at, Mapping) else {}
        self._asked.add(path)
        if not isinstance(at, Mapping):
            self.wrong(".".join(path), "it must be a table, as in [trunk]")
            at = {}
        return Table(self, path, at)

    def wrong(self, where: str, what: str) -> None:
        self.problems.append(f"{where}: {what}.")

    def asked(self, path: tuple[str, ...]) -> None:
        self._asked.add(path)

    def unknown(self) -> None:
        for name, value in self.said.items():
            for path in [(name,), *((name, inner) for inner in (value if isinstance(value, Mapping) else ()))]:
                if path not in self._asked:
                    self.wrong(".".join(path), "there is no such setting")


@dataclass
class Table:
    reader: Reader
    path: tuple[str, ...]
    values: Mapping[str, Any]

    def names(self) -> list[str]:
        return list(self.values)

    def _take(self, name: str, default: Any, fits: Callable[[Any], bool], words: str) -> Any:
        self.reader.asked((*self.path, name))
        value = self.values.get(name, default)
        where = ".".join((*self.path, name))
        if value is None:
            self.reader.wrong(where, f"it is missing: write {words}")
        elif name in self.values and not fits(value):
            self.reader.wrong(where, f"write {words}")
            return default
        return value

    def text(self, name: str, pattern: re.Pattern[str], words: str, *, default: str | None = None) -> str:
        def fits(value: Any) -> bool:
            return isinstance(value, str) and (value == "" == default or bool(pattern.fullmatch(value)))

        return str(self._take(name, default, fits, words) or "")

    def texts(self, name: str, pattern: re.Pattern[str], words: str) -> tuple[str, ...]:
        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(
                isinstance(each, str) and pattern.fullmatch(each) is not None for each in value
            )

        return tuple(self._take(name, (), fits, f"a list, each {words}"))

    def several(self, name: str, known: tuple[str, ...], default: tuple[str, ...]) -> tuple[str, ...]:
        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(each in known for each in value)

        return tuple(self._take(name, default, fits, f"a list of some of: {', '.join(known)}"))

    def choice(self, name: str, known: tuple[str, ...]) -> str:
        return str(self._take(name, known[0], lambda value: value in known, f"one of: {', '.join(known)}"))

    def number(self, name: str, default: int, least: int, most: int) -> int:
        def fits(value: Any) -> bool:
            return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

        return int(self._take(name, default, fits, f"a whole number from {least} to {most}"))

    def flag(self, name: str, default: bool) -> bool:
        return bool(self._take(name, default, lambda value: isinstance(value, bool), "true or false"))

    def ports(self, name: str, default: tuple[int, int]) -> tuple[int, int]:
        def fits(value: Any) -> bool:
            return (
                isinstance(value, list)
                and len(value) == 2
                and all(isinstance(each, int) and 1024 <= each <= 65535 for each in value)
                and value[0] < value[1]
            )

        first, last = self._take(name, default, fits, "two ports, such as [10000, 10999]")
        return first, last

    def address(self, name: str, default: str) -> str:
        return str(self._take(name, default, _is_address, "an IP address, such as 192.0.2.10"))

    def networks(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        def fits(value: Any) -> bool:
            return isinstance(value, list) and bool(value) and all(_is_network(each) for each in value)

        return tuple(self._take(name, default, fits, 'a list of networks, such as ["192.0.2.0/28"]') or ())

    def folder(self, name: str, default: str) -> str:
        def fits(value: Any) -> bool:
            return isinstance(value, str) and re.fullmatch(r"/[\w./@+-]{0,300}", value) is not None

        return str(self._take(name, default, fits, "a path that begins with /, without spaces"))


def _is_address(value: Any) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return isinstance(value, str)


def _is_network(value: Any) -> bool:
    """A network of which not everybody is part."""
    if not isinstance(value, str):
        return False
    try:
        return ipaddress.ip_network(value).prefixlen > 0
    except ValueError:
        return False
