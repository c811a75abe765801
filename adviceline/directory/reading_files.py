"""Reading a file of entries, CSV or XLSX, that anybody may have made: rows of text by column, or a refusal in words."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 5_000

_PHONE = re.compile(r"[+-][0-9 ()-]{5,}")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"


class UnableToReadFile(Exception):
    """The file cannot be used; the words say where, why and what to do."""


@dataclass(frozen=True)
class FileRow:
    """One row: the line (from 1) in the file or sheet, and its texts by column."""

    line: int
    cells: dict[str, str]


def read_entries(path: Path) -> list[FileRow]:
    """The rows under the header, empty ones left out. Raises `UnableToReadFile`."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise UnableToReadFile(f"The file is {size:,} bytes; the most is {LARGEST_FILE:,}. Divide it.")
        data = path.read_bytes()
    except OSError as problem:
        raise UnableToReadFile(f"{path.name} cannot be opened: {problem.strerror}.") from problem
    if data[:4] == b"PK\x03\x04":
        rows = _xlsx_rows(data)
    elif data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnableToReadFile("This is an old or locked Excel file. Save it as .xlsx without a password, or as CSV.")
    else:
        rows = _csv_rows(data)
    return _with_columns(rows)


def _with_columns(rows: Iterator[tuple[int, list[str]]]) -> list[FileRow]:
    line, header = next(rows, (1, []))
    names = [name.strip().lower().replace(" ", "_") for name in header]
    if not any(names):
        raise UnableToReadFile(
            "The first row is empty. It should hold the names of the columns, such as title and url."
        )
    if len(names) > MOST_COLUMNS:
        raise UnableToReadFile(f"There are {len(names)} columns; the most is {MOST_COLUMNS}.")
    if twice := [name for name in names if name and names.count(name) > 1]:
        raise UnableToReadFile(f"Two columns are called '{twice[0][:40]}'. Keep one.")
    found: list[FileRow] = []
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(found) >= MOST_ROWS:
            raise UnableToReadFile(f"There are more than {MOST_ROWS:,} rows. Divide the file.")
        if any(cell.strip() for cell in cells[len(names) :]):
            raise UnableToReadFile(f"Line {line} has more cells than the first row has columns.")
        for name, cell in zip(names, cells, strict=False):
            _refuse_dangerous(line, name, cell)
        row = dict(zip(names, [*cells, *[""] * len(names)], strict=False))
        found.append(FileRow(line, {name: cell.strip() for name, cell in row.items() if name}))
    return found


def _refuse_dangerous(line: int, name: str, cell: str) -> None:
    text = cell.strip()
    if len(cell) > LONGEST_CELL:
        raise UnableToReadFile(
            f"Line {line}, '{name}': {len(cell):,} characters in one cell; the most is {LONGEST_CELL:,}."
        )
    if text[:1] in ("=", "@") or (text[:1] in ("+", "-") and not _PHONE.fullmatch(text)):
        raise UnableToReadFile(
            f"Line {line}, '{name}': it begins with '{text[0]}', as a formula does. Write the words themselves."
        )


# ---- CSV -------------------------------------------------------------------------------------------------------------


def _csv_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise UnableToReadFile(
            f"Line {line} holds a letter that is not in UTF-8. Save the file again as 'CSV UTF-8'."
        ) from problem
    if "\x00" in text:
        raise UnableToReadFile("This is not a CSV file: it holds bytes that no text has.")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as problem:
        raise UnableToReadFile(
            f"Line {reader.line_num} is not CSV ({problem}). Check the quotation marks there."
        ) from problem


# ---- XLSX ------------------------------------------------------------------------------------------------------------


def _xlsx_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The first sheet. A formula is refused, since what it would say here cannot be known."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(each.file_size for each in archive.infolist())
            if size > LARGEST_UNPACKED or len(archive.infolist()) > 2_000:
                raise UnableToReadFile(f"The workbook unpacks to {size:,} bytes; the most is {LARGEST_UNPACKED:,}.")
            strings = _shared_strings(archive)
            sheet = _part(archive, _first_sheet(archive))
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError) as problem:
        raise UnableToReadFile(
            "The workbook cannot be opened: it is damaged, locked or not XLSX. Save it again without a password."
        ) from problem
    for row in sheet.iter(f"{_MAIN}row"):
        line = int(row.get("r") or 0)
        yield line, _cells(row, strings, line)


def _cells(row: etree._Element, strings: list[str], line: int) -> list[str]:
    found: dict[int, str] = {}
    for cell in row.iter(f"{_MAIN}c"):
        reference = cell.get("r") or ""
        column = _column(reference) if reference else len(found)
        if column >= MOST_COLUMNS:
            raise UnableToReadFile(f"Line {line} has more than {MOST_COLUMNS} columns.")
        if cell.find(f"{_MAIN}f") is not None:
            raise UnableToReadFile(f"Cell {reference} holds a formula. Write its value instead.")
        kind, value = cell.get("t", "n"), cell.findtext(f"{_MAIN}v") or ""
        if kind == "s":
            found[column] = strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
        elif kind == "inlineStr":
            found[column] = "".join(text.text or "" for text in cell.iter(f"{_MAIN}t"))
        elif kind == "e":
            raise UnableToReadFile(f"Cell {reference} holds an error ({value[:20]}). Write its value instead.")
        else:
            found[column] = value.removesuffix(".0")
    return [found.get(column, "") for column in range(max(found, default=-1) + 1)]


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


def _first_sheet(archive: zipfile.ZipFile) -> str:
    sheet = next(_part(archive, "xl/workbook.xml").iter(f"{_MAIN}sheet"), None)
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
