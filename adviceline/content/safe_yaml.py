"""Plain YAML only: mappings, lists and scalars, with the line of every value kept for error messages.

Narrower than YAML on purpose: anchors and aliases (the way to a 'billion laughs'), tags, merge keys and repeated
keys are refused. `yes` and `no` stay words and dates stay text, so that an answer called `no` is never `False`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from adviceline.content.problems import ContentError, content_error

MAXIMUM_BYTES = 1_000_000
MAXIMUM_DEPTH = 24
MAXIMUM_VALUES = 50_000

Path = tuple[str | int, ...]

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
# Characters that hide or reorder what a reviewer sees: controls, zero-width, bidirectional overrides, byte order marks.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_TAB_INDENT = re.compile(r"^ *\t", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """One content file: its data, and the line (from 1) on which each value or key starts, by path into the data."""

    file: str
    data: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of `path`, or of its nearest ancestor that has one."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


def parse(source: bytes | str, file: str) -> Document:
    """Reads one document. Raises ContentError, with the line, on anything but plain data."""
    text = _text(source, file)
    try:
        return _Builder(file).build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark
        line = mark.line + 1 if mark else 1
        what = error.problem or "it cannot be read"
        raise content_error(
            file, line, f"This is not valid YAML: {what}.", "Check the indentation, colons and quotation marks here."
        ) from error
    except yaml.YAMLError as error:
        raise content_error(file, 1, f"This is not valid YAML: {error}.", "Check the file in an editor.") from error


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _text(source: bytes | str, file: str) -> str:
    size = len(source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass"))
    if size > MAXIMUM_BYTES:
        raise content_error(
            file, 0, f"The file is {size:,} bytes; the most is {MAXIMUM_BYTES:,}.", "Split it into several files."
        )
    if isinstance(source, bytes):
        try:
            text = source.decode("utf-8")
        except UnicodeDecodeError as error:
            line = source.count(b"\n", 0, error.start) + 1
            raise content_error(file, line, "The file is not UTF-8 text.", "Save it as UTF-8.") from error
    else:
        text = source
    text = text.replace("\r\n", "\n")
    if hidden := HIDDEN.search(text):
        line = text.count("\n", 0, hidden.start()) + 1
        raise content_error(
            file,
            line,
            f"There is a hidden character (U+{ord(hidden.group()):04X}) here.",
            "Delete it and type the text again.",
        )
    if tab := _TAB_INDENT.search(text):
        line = text.count("\n", 0, tab.start()) + 1
        raise content_error(file, line, "A tab is used for indentation.", "Use spaces.")
    return text


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.values = 0

    def build(self, events: Iterator[Any]) -> Document:
        data: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refuse(
                        event, "The file holds more than one document.", "Remove the line '---', or split the file."
                    )
                if event.tags or event.version:
                    raise self.refuse(
                        event, "YAML directives are not allowed.", "Remove the lines that start with '%'."
                    )
            elif isinstance(event, (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent)):
                continue
            else:
                data = self.value(event, events, ())
        if not documents:
            raise content_error(self.file, 0, "The file is empty.", "Add its content, or delete the file.")
        return Document(self.file, data, self.lines)

    def value(self, event: Any, events: Iterator[Any], path: Path) -> Any:
        self.values += 1
        if self.values > MAXIMUM_VALUES:
            raise self.refuse(
                event, f"The file holds more than {MAXIMUM_VALUES:,} values.", "Split it into several files."
            )
        if len(path) > MAXIMUM_DEPTH:
            raise self.refuse(
                event, f"Values are nested more than {MAXIMUM_DEPTH} deep.", "Make the structure flatter."
            )
        if isinstance(event, yaml.AliasEvent):
            raise self.refuse(
                event, f"The alias '*{event.anchor}' is not allowed.", "Write the value out where it is used."
            )
        if getattr(event, "anchor", None):
            raise self.refuse(
                event, f"The anchor '&{event.anchor}' is not allowed.", "Remove it, and write each value out."
            )
        if getattr(event, "tag", None):
            raise self.refuse(
                event, f"The tag '{event.tag}' is not allowed.", "Remove it; use plain text, lists and mappings."
            )
        self.lines.setdefault(path, _line(event))
        self.refuse_hidden(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, path)
        return _scalar(event)

    def mapping(self, events: Iterator[Any], path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
                raise self.refuse(event, "Anchors, aliases and tags are not allowed.", "Write the key as plain text.")
            if not isinstance(event, yaml.ScalarEvent):
                raise self.refuse(event, "A key must be plain text.", "Write the key as one word.")
            self.refuse_hidden(event)
            key = str(event.value)
            if key == "<<":
                raise self.refuse(event, "Merge keys ('<<') are not allowed.", "Write the values out.")
            if key in found:
                raise self.refuse(event, f"'{key}' appears twice here.", "Remove one of them, or rename it.")
            self.lines[(*path, key)] = _line(event)
            found[key] = self.value(next(events), events, (*path, key))
        return found

    def sequence(self, events: Iterator[Any], path: Path) -> list[Any]:
        found: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self.value(event, events, (*path, len(found))))
        return found

    def refuse_hidden(self, event: Any) -> None:
        """An escape in quotation marks ("\\u202e") writes what the text itself may not hold."""
        if isinstance(event, yaml.ScalarEvent) and (hidden := HIDDEN.search(str(event.value))):
            code = f"U+{ord(hidden.group()):04X}"
            raise self.refuse(event, f"An escape writes a hidden character ({code}) here.", "Leave it out.")

    def refuse(self, event: Any, message: str, remedy: str) -> ContentError:
        return content_error(self.file, _line(event), message, remedy)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: Any) -> Any:
    text = str(event.value)
    if event.style:  # quoted, literal or folded: always text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text
