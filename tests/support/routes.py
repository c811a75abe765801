"""Every address of the service, as the resolver knows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Route:
    """One address: its name with its namespace, the view, and the parameters that it takes."""

    name: str
    view: Any = field(compare=False, repr=False)
    parameters: tuple[str, ...] = ()
    defaults: frozenset[str] = frozenset()

    def address(self, **values: object) -> str:
        return reverse(self.name, kwargs=values or None)


def routes() -> list[Route]:
    """Every route in the order in which it is tried."""
    return list(_walk(get_resolver(), "", ()))


def _walk(resolver: URLResolver, namespace: str, before: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        taken = (*before, *_parameters(entry))
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, taken)
        else:
            yield Route(f"{namespace}{entry.name}", entry.callback, taken)


def _parameters(entry: URLPattern | URLResolver) -> tuple[str, ...]:
    pattern = entry.pattern
    return tuple(getattr(pattern, "converters", None) or pattern.regex.groupindex)
