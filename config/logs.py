"""Structured logs on standard error: one JSON object a line, nothing personal in it.

A fault is logged with its type and where it happened, but without its words: those may quote what somebody typed (a
database quotes the row that broke a constraint, `int()` the text that is no number).
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

#: Faults of the code itself, whose words name code and never data.
ABOUT_CODE = (AttributeError, ImportError, NameError, NotImplementedError, RecursionError)
#: What SQLite says of a constraint, and of its own state: names of tables and columns at most.
SAFE_DATABASE_WORDS = re.compile(
    r"(UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(: [\w., ]+)?|database is locked|disk I/O error"
    r"|no such (table|column): [\w.]+|unable to open database file|database or disk is full"
)

#: The token of a private link, wherever it stands: who opened one, and when, is nobody's business.
PRIVATE_LINK = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")

#: What uvicorn and websockets say of each socket that comes and goes.
SOCKET_LINES = re.compile(r'"WebSocket %s"|connection (open|closed|rejected)')

SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def words_of(error: BaseException) -> str:
    """The type of a fault, and of its words only what cannot be about a person."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    said = str(getattr(error, "safe_words", ""))
    if isinstance(error, ABOUT_CODE) or SAFE_DATABASE_WORDS.fullmatch(str(error)):
        said = str(error)
    told = getattr(getattr(error, "__cause__", None) or error, "diag", None)  # psycopg's: names, without the values
    named = {name: getattr(told, name, None) for name in ("sqlstate", "table_name", "column_name", "constraint_name")}
    said = said or ", ".join(f"{name} {value}" for name, value in named.items() if value)
    return f"{kind}: {said}" if said else kind


def traced(error: BaseException) -> str:
    """The fault and those behind it, innermost first: for each its place in the code and `words_of` it."""
    parts, seen = [], set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.StackSummary.extract(traceback.walk_tb(current.__traceback__), lookup_lines=False)
        places = "".join(f"  {frame.filename}:{frame.lineno} in {frame.name}\n" for frame in frames)
        parts.append(f"{places}{words_of(current)}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(reversed(parts))


def trace_without_words(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """In place of structlog's `format_exc_info`, which prints the words of an exception."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = traced(error)
    return event


def hide_private_links(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Django names the address of every page that it refused or could not find."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = PRIVATE_LINK.sub("[link]", value)
    return event


def formatter() -> logging.Formatter:
    """The formatter named in settings.LOGGING; configures structlog to the same shape."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            trace_without_words,
            hide_private_links,
            structlog.processors.JSONRenderer(),
        ],
    )


def no_sockets() -> Callable[[logging.LogRecord], bool]:
    """A filter that leaves out uvicorn's line for each socket: it names the address of somebody who asks for help."""
    return lambda record: SOCKET_LINES.search(str(record.msg)) is None
