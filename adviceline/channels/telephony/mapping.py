"""Which column of another exchange's table means what: read from a file, every fault told in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from adviceline.channels.telephony.records import Outcome
from adviceline.content.problems import ContentError
from adviceline.content.safe_yaml import parse

COLUMNS = (
    "id", "began_at", "answered_at", "ended_at", "wait_seconds", "talk_seconds", "caller", "callback_number", "agent",
    "direction", "outcome",
)  # fmt: skip
PASSED_OVER = "not_a_call"
OUTCOMES = (*get_args(Outcome), PASSED_OVER)
KEYS = ("source", "timezone", "encoding", "delimiter", "dates", "columns", "directions", "outcomes", "agents")


class UnusableMapping(Exception):
    """The mapping cannot be used; the message has a line for each fault."""


@dataclass(frozen=True)
class TableMapping:
    """`columns`: ours → theirs, one or several that are read as one (a date and a time). Words are compared without regard to
    case. `agents`: their name → the address of a person of ours."""

    source: str
    columns: Mapping[str, tuple[str, ...]]
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/London"))
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    dates: tuple[str, ...] = ("iso",)
    directions: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    agents: Mapping[str, str] = field(default_factory=dict)


def read_mapping(path: Path) -> TableMapping:
    """Raises `UnusableMapping`."""
    try:
        said = parse(path.read_bytes(), str(path)).data
    except OSError as error:
        raise UnusableMapping(f"{path} cannot be read: {error.strerror}.") from error
    except ContentError as error:
        raise UnusableMapping(str(error)) from error
    return mapping_of(said)


def mapping_of(said: Any) -> TableMapping:
    if not isinstance(said, Mapping):
        raise UnusableMapping("Write a mapping: docs/how-to/import-call-records.md has one to begin with.")
    wrong = [f"'{name}' is no part of a mapping. Use: {', '.join(KEYS)}." for name in said if name not in KEYS]
    source = said.get("source")
    if not isinstance(source, str) or not source.isascii() or not source.replace("-", "").isalnum() or len(source) > 40:
        wrong.append("source: write a short name of the other exchange, letters, digits and hyphens.")
    columns = _columns(said.get("columns"), wrong)
    outcomes = _words(said, "outcomes", OUTCOMES, wrong)
    if "outcome" in columns and not outcomes:
        wrong.append("outcomes: say what each word of the column 'outcome' means.")
    directions = _words(said, "directions", ("in", "out"), wrong)
    dates = said.get("dates", ["iso"])
    if not isinstance(dates, list) or not dates or not all(isinstance(each, str) and each for each in dates):
        wrong.append('dates: a list, each "iso", "epoch" or a form such as "%d/%m/%Y %H:%M:%S".')
        dates = ["iso"]
    delimiter, encoding = str(said.get("delimiter", ",")), str(said.get("encoding", "utf-8-sig"))
    if len(delimiter) != 1:
        wrong.append("delimiter: one character.")
    try:
        zone = ZoneInfo(str(said.get("timezone", "Europe/London")))
        "".encode(encoding)
    except (ValueError, OSError, LookupError):
        wrong.append("timezone or encoding: there is none of that name. Write such as Europe/London and utf-8.")
    agents = said.get("agents") or {}
    if not isinstance(agents, Mapping) or not all("@" in str(address) for address in agents.values()):
        wrong.append("agents: their name, and the e-mail address of a person of ours.")
    if wrong:
        raise UnusableMapping("\n".join(wrong))
    return TableMapping(
        source=str(source), columns=columns, zone=zone, encoding=encoding, delimiter=delimiter, dates=tuple(dates),
        directions=directions, outcomes=outcomes,
        agents={str(name).strip().casefold(): str(address) for name, address in agents.items()},
    )  # fmt: skip


def _columns(said: Any, wrong: list[str]) -> dict[str, tuple[str, ...]]:
    if not isinstance(said, Mapping) or "began_at" not in said:
        wrong.append("columns: say at least which column is began_at.")
        return {}
    found = {}
    for ours, theirs in said.items():
        names = theirs if isinstance(theirs, list) else [theirs]
        if ours not in COLUMNS:
            wrong.append(f"columns.{ours}: there is no such column of ours. Use: {', '.join(COLUMNS)}.")
        elif not names or not all(isinstance(each, str) and each.strip() for each in names):
            wrong.append(f"columns.{ours}: write the name of their column, or a list of names.")
        else:
            found[str(ours)] = tuple(each.strip() for each in names)
    return found


def _words(said: Mapping[str, Any], key: str, allowed: tuple[str, ...], wrong: list[str]) -> dict[str, str]:
    words = said.get(key) or {}
    if not isinstance(words, Mapping) or not all(meaning in allowed for meaning in words.values()):
        wrong.append(f"{key}: each word of theirs, and what it means: one of {', '.join(allowed)}.")
        return {}
    return {str(word).strip().casefold(): str(meaning) for word, meaning in words.items()}
