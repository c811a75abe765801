"""The canonical JSON of a return's document: UTF-8, keys sorted, no spaces, one line, one newline at its end."""

from __future__ import annotations

import json
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from adviceline.reporting.returns.checking import UnableToDrawUpReturn
from adviceline.reporting.returns.document import ReturnDocument

FORMAT = 1
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


class UnableToReadReturn(ValueError):
    """These bytes are not a return's document. Says what is wrong with them."""


def as_json(document: ReturnDocument) -> bytes:
    data = {"format": FORMAT, "return": _plain(document)}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return (text + "\n").encode()


def from_json(data: bytes) -> ReturnDocument:
    """Raises UnableToReadReturn unless `data` is exactly what `as_json` writes of the document that it holds."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnableToReadReturn("This is not a return: it is not JSON in UTF-8.") from error
    if not isinstance(found, dict) or set(found) != {"format", "return"}:
        raise UnableToReadReturn("This is not a return: it needs ‘format’ and ‘return’, and nothing else.")
    if type(found["format"]) is not int or found["format"] != FORMAT:
        raise UnableToReadReturn(f"This return is in format {found['format']!r}; format {FORMAT} can be read here.")
    try:
        document: ReturnDocument = _read(ReturnDocument, found["return"], "return")
        same = as_json(document) == data
    except (UnableToDrawUpReturn, OverflowError) as error:
        raise UnableToReadReturn(str(error)) from error
    if not same:
        raise UnableToReadReturn(
            "This return is not in its canonical form: a part was changed, doubled or set out anew."
        )
    return document


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    match value:
        case tuple():
            return [_plain(part) for part in value]
        case StrEnum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, value: Any, where: str) -> Any:
    if is_dataclass(kind):
        return _read_part(kind, value, where)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise UnableToReadReturn(f"‘{where}’ is not a list.")
        return tuple(_read(get_args(kind)[0], part, f"{where}[{place}]") for place, part in enumerate(value))
    if isinstance(kind, types.UnionType):
        if type(value) not in get_args(kind):
            raise UnableToReadReturn(f"‘{where}’ cannot be {value!r}.")
        return value
    if kind in _TEXTUAL or issubclass(kind, StrEnum):
        return _read_textual(_TEXTUAL.get(kind, kind), value, where)
    if type(value) is not kind:
        raise UnableToReadReturn(f"‘{where}’ cannot be {value!r}.")
    return value


def _read_part(kind: Any, value: Any, where: str) -> Any:
    names = {field.name for field in fields(kind)}
    if not isinstance(value, dict) or set(value) != names:
        given = set(value) if isinstance(value, dict) else set()
        wrong = ", ".join(sorted(names ^ given))
        raise UnableToReadReturn(f"‘{where}’ lacks a part, or has one too many: {wrong}.")
    hints = _hints(kind)
    return kind(**{name: _read(hints[name], value[name], f"{where}.{name}") for name in sorted(names)})


def _instant(text: str) -> datetime:
    return datetime.strptime(text, _INSTANT).replace(tzinfo=UTC)


_TEXTUAL: dict[Any, Callable[[str], Any]] = {datetime: _instant, date: date.fromisoformat}


def _read_textual(make: Callable[[str], Any], value: Any, where: str) -> Any:
    try:
        if isinstance(value, str):
            return make(value)
    except ValueError:
        pass
    raise UnableToReadReturn(f"‘{where}’ cannot be {value!r}.")
