"""Reading the first sheet of an XLSX workbook that anybody may have made: rows of text, or a refusal in words."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lxml import etree

LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_COLUMNS = 60

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"

#: Formats that every workbook has without saying so (ECMA-376 part 1, 18.8.30), those of East Asia included.
_DATES = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58})
_TIMES = frozenset({*range(18, 22), *range(32, 36), *range(45, 48), 55, 56})
#: What a format writes as it stands, or does not write: "d", \\d, _d, *d, [Red], [$-809], General, AM/PM.
_NOT_PARTS = re.compile(r'"[^"]*"|[\\_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general|standard|am/pm|a/p', re.IGNORECASE)
_LAST_DAY = 2_958_465  # 31 December 9999


class UnableToReadFile(Exception):
    """The file cannot be used; the words say where, why and what to do."""


class UnusableCell(str):
    """A cell whose words cannot be known: `why`. It stands in its place, so that the file's other problems are told too."""

    why: str

    @classmethod
    def of(cls, why: str) -> UnusableCell:
        made = cls("?")
        made.why = why
        return made


@dataclass(frozen=True)
class _Book:
    """What the cells refer to: shared texts, which styles show a date or a time of day, and the day that is 0."""

    strings: list[str]
    dates: frozenset[int] = field(default_factory=frozenset)
    times: frozenset[int] = field(default_factory=frozenset)
    from_1904: bool = False


def xlsx_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The first sheet. A formula is refused, since what it would say here cannot be known."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(each.file_size for each in archive.infolist())
            if size > LARGEST_UNPACKED or len(archive.infolist()) > 2_000:
                raise UnableToReadFile(f"The workbook unpacks to {size:,} bytes; the most is {LARGEST_UNPACKED:,}.")
            workbook = _part(archive, "xl/workbook.xml")
            book = _book(archive, workbook)
            sheet = _part(archive, _first_sheet(archive, workbook))
    except (
        zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, KeyError, NotImplementedError, RuntimeError,
        EOFError, OSError, ValueError,
    ) as problem:  # fmt: skip
        raise UnableToReadFile(
            "The workbook cannot be opened: it is damaged, locked or not XLSX. Save it again without a password."
        ) from problem
    line = 0
    for row in sheet.iter(f"{_MAIN}row"):
        number = row.get("r")
        if number is not None and _whole(number) is None:
            raise _damaged(f"after line {line}, a row has the number '{number[:20]}'")
        line = line + 1 if number is None else int(number)
        yield line, _cells(row, book, line)


def _damaged(what: str) -> UnableToReadFile:
    return UnableToReadFile(f"The workbook is damaged: {what}. Save it again.")


def _whole(text: str) -> int | None:
    """A count as a file writes it; a superscript is a figure to Python and no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _cells(row: etree._Element, book: _Book, line: int) -> list[str]:
    found: dict[int, str] = {}
    for cell in row.iter(f"{_MAIN}c"):
        reference = cell.get("r") or ""
        column = _column(reference) if reference else len(found)
        if column < 0:
            raise _damaged(f"line {line} has a cell in the column '{reference[:20]}'")
        if column >= MOST_COLUMNS:
            raise UnableToReadFile(f"Line {line} has more than {MOST_COLUMNS} columns.")
        if cell.find(f"{_MAIN}f") is not None:
            found[column] = UnusableCell.of(f"Cell {reference} holds a formula. Write its value instead.")
            continue
        kind, value = cell.get("t", "n"), cell.findtext(f"{_MAIN}v") or ""
        if kind == "s":
            place = _whole(value) if value else None
            if value and (place is None or place >= len(book.strings)):
                raise _damaged(f"cell {reference} refers to a text that is not there")
            found[column] = "" if place is None else book.strings[place]
        elif kind == "inlineStr":
            found[column] = "".join(text.text or "" for text in cell.iter(f"{_MAIN}t"))
        elif kind == "e":
            found[column] = UnusableCell.of(f"Cell {reference} holds an error ({value[:20]}). Write its value instead.")
        elif kind == "d":
            found[column] = value.partition("T")[0] if value.endswith("T00:00:00") else value.replace("T", " ")
        else:
            style = _whole(cell.get("s") or "0")
            found[column] = _number(value, -1 if style is None else style, book, reference) if kind == "n" else value
    return [found.get(column, "") for column in range(max(found, default=-1) + 1)]


def _number(value: str, style: int, book: _Book, reference: str) -> str:
    """A number as its style shows it: Excel keeps a date as the days since its first one."""
    try:
        days = float(value)
    except ValueError:
        return value
    if style in book.times and 0 <= days < 1:
        return f"{datetime(1900, 1, 1) + timedelta(minutes=round(days * 1440)):%H:%M}"  # noqa: DTZ001  # a time of day
    if style not in book.dates:
        return value.removesuffix(".0")
    if not 0 <= days <= _LAST_DAY or (int(days) == 60 and not book.from_1904):  # 60: a 29 February that never was
        return UnusableCell.of(f"Cell {reference} holds a date that does not exist. Write it as 2026-11-23.")
    first = datetime(1904, 1, 1) if book.from_1904 else datetime(1899, 12, 30 if days > 60 else 31)  # noqa: DTZ001  # a day
    moment = first + timedelta(minutes=round(days * 1440))
    return f"{moment:%Y-%m-%d}" if days == int(days) else f"{moment:%Y-%m-%d %H:%M}"


def _column(reference: str) -> int:
    """'B7' -> 1."""
    column = 0
    for letter in reference:
        if not letter.isalpha():
            break
        column = column * 26 + ord(letter.upper()) - 64
    return column - 1


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    root = _part(archive, "xl/sharedStrings.xml")
    return ["".join(text.text or "" for text in item.iter(f"{_MAIN}t")) for item in root.iter(f"{_MAIN}si")]


def _book(archive: zipfile.ZipFile, workbook: etree._Element) -> _Book:
    said = workbook.find(f"{_MAIN}workbookPr")
    from_1904 = said is not None and said.get("date1904") in ("1", "true")
    if "xl/styles.xml" not in archive.namelist():
        return _Book(_shared_strings(archive), from_1904=from_1904)
    styles = _part(archive, "xl/styles.xml")
    own = {each.get("numFmtId"): each.get("formatCode") or "" for each in styles.iter(f"{_MAIN}numFmt")}
    kinds = [
        _kind(each.get("numFmtId") or "0", own)
        for cells in styles.iter(f"{_MAIN}cellXfs")
        for each in cells.iter(f"{_MAIN}xf")
    ]
    dates, times = (frozenset(i for i, kind in enumerate(kinds) if kind == wanted) for wanted in ("date", "time"))
    return _Book(_shared_strings(archive), dates, times, from_1904)


def _kind(format_id: str, own: dict[str | None, str]) -> str:
    """'date', 'time' or neither, of a number's format: by what its first part writes."""
    if format_id not in own:
        number = _whole(format_id)
        return "date" if number in _DATES else "time" if number in _TIMES else ""
    parts = set(_NOT_PARTS.sub("", own[format_id]).partition(";")[0].lower())
    if parts & set("yd") or ("m" in parts and not parts & set("hs")):
        return "date"
    return "time" if parts & set("hs") else ""


def _first_sheet(archive: zipfile.ZipFile, workbook: etree._Element) -> str:
    sheet = next(workbook.iter(f"{_MAIN}sheet"), None)
    wanted = sheet.get(_RELATED) if sheet is not None else None
    for related in _part(archive, "xl/_rels/workbook.xml.rels").iter(f"{_PACKAGE}Relationship"):
        if wanted and related.get("Id") == wanted:
            target = related.get("Target") or ""
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise UnableToReadFile("The workbook has no sheet.")


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    """One part of the package. What it says of its own size is not trusted: reading stops at the limit."""
    with archive.open(name) as part:
        data = part.read(LARGEST_UNPACKED + 1)
    if len(data) > LARGEST_UNPACKED:
        raise UnableToReadFile(f"The workbook unpacks to more than {LARGEST_UNPACKED:,} bytes.")
    if b"<!DOCTYPE" in data[:4096].upper() or b"<!ENTITY" in data.upper():
        raise UnableToReadFile("The workbook holds declarations that no spreadsheet needs. Save it again.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise UnableToReadFile("The workbook is damaged. Save it again.") from problem
