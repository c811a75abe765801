"""Reading a file of entries, CSV or XLSX, that anybody may have made: rows of text by column, or a refusal in words."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from adviceline.directory.reading_workbooks import MOST_COLUMNS, UnableToReadFile, UnusableCell, xlsx_rows

LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = 20_000
LONGEST_CELL = 5_000

_PHONE = re.compile(r"[+-][0-9 ()-]{5,}")
_NAMED_DIVIDER = re.compile("sep=([,;\t])[,;\t]*(?:\r\n|\r|\n)", re.IGNORECASE)


@dataclass(frozen=True)
class FileRow:
    """One row: the line (from 1) in the file or sheet, and its texts by column. `refused` says what is wrong with cells
    that cannot be taken, each with its line."""

    line: int
    cells: dict[str, str]
    refused: tuple[str, ...] = ()


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
        rows = xlsx_rows(data)
    elif data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnableToReadFile("This is an old or locked Excel file. Save it as .xlsx without a password, or as CSV.")
    elif path.suffix.lower() in (".xlsx", ".xlsm"):
        raise UnableToReadFile("This is not a workbook, whatever its name says. Save it again as .xlsx, or as CSV.")
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
        row = dict(zip(names, [*cells, *[""] * len(names)], strict=False))
        wrong = {name: words for name, cell in row.items() if (words := _why_not_taken(cell))}
        taken = {name: cell.strip() for name, cell in row.items() if name and name not in wrong}
        found.append(FileRow(line, taken, tuple(f"Line {line}, '{name}': {words}" for name, words in wrong.items())))
    return found


def _why_not_taken(cell: str) -> str:
    text = cell.strip()
    if isinstance(cell, UnusableCell):
        return cell.why
    if len(cell) > LONGEST_CELL:
        return f"{len(cell):,} characters in one cell; the most is {LONGEST_CELL:,}."
    if text[:1] in ("=", "@") or (text[:1] in ("+", "-") and not _PHONE.fullmatch(text)):
        return f"it begins with '{text[0]}', as a formula does. Write the words themselves."
    return ""


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
    divider, text, skipped = _divider(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True)
    try:
        for cells in reader:
            yield reader.line_num + skipped, cells
    except csv.Error as problem:
        raise UnableToReadFile(
            f"Line {reader.line_num + skipped} is not CSV ({problem}). Check the quotation marks there."
        ) from problem


def _divider(text: str) -> tuple[str, str, int]:
    """What stands between two cells: a comma or, as Excel writes in some countries and from some menus, a semicolon or a
    tab. With the text, and how many lines of it were left out: Excel may name its divider ('sep=;') in the first."""
    if named := _NAMED_DIVIDER.match(text):
        return named[1], text[named.end() :], 1
    names = text.partition("\n")[0].partition("\r")[0]
    return next((each for each in ";\t" if "," not in names and each in names), ","), text, 0
