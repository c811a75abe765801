"""Reading the national register of establishments ('Get Information about Schools') from its CSV. No database.

The public extract has some 140 columns, Windows-1252 text, dates as dd-mm-yyyy and quoted fields with line breaks. It
names head teachers: only the columns listed in COLUMNS are ever looked at.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from adviceline.places import area_data
from adviceline.places.rules.register_codes import (
    PHASE_BY_CODE,
    STATUS_BY_CODE,
    Phase,
    is_outside_england,
    setting_for,
)

COLUMNS = (
    "URN",
    "LA (code)",
    "LA (name)",
    "EstablishmentName",
    "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)",
    "EstablishmentTypeGroup (name)",
    "EstablishmentStatus (code)",
    "PhaseOfEducation (code)",
    "OpenDate",
    "CloseDate",
    "ReasonEstablishmentClosed (name)",
    "Town",
    "Postcode",
    "GOR (code)",
)
ROWS_BETWEEN_REPORTS = 500

_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_SPACES = re.compile(r"\s+")
_OUTWARD = re.compile(r"^([A-Z]{1,2}[0-9][0-9A-Z]?) ?[0-9][A-Z]{2}$")
_DATE_FORMS = (
    re.compile(r"(?P<d>\d{1,2})[-/](?P<m>\d{1,2})[-/](?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:[T ].*)?"),
)


class UnableToReadRegister(Exception):
    """The file as a whole cannot be used; nothing was changed. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One establishment as the register has it, with our codes worked out. `line` is where its row starts."""

    line: int
    urn: int
    name: str
    local_authority_id: str | None
    region_id: str | None
    register_la_code: str
    register_la_name: str
    type_code: str
    type_name: str
    type_group: str
    setting: str
    phase: str
    status: str
    opened_date: date | None
    closed_date: date | None
    reason_closed: str
    town: str
    postcode_district: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that was left out. `urn` is 0 when the row has none that can be read."""

    line: int
    reason: str
    urn: int = 0


class _RowProblem(Exception):
    """Why one row cannot be used."""


def read_register(path: Path, *, progress: Callable[[int], None] | None = None) -> Iterator[RegisterRow | SetAside]:
    """Every row of the file in order. `progress` is told how many bytes were read since it was last told.

    Raises UnableToReadRegister before the first row when the file or its header cannot be used, and later when the rest
    of the file cannot be split into rows.
    """
    try:
        encoding = encoding_of(path)
        # Bytes that Windows-1252 leaves undefined become U+FFFD, and their row is set aside if they are in its name.
        with (
            path.open("rb") as raw,
            io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="") as text,
        ):
            yield from _rows(csv.reader(text), raw.tell, progress)
    except OSError as problem:
        raise UnableToReadRegister(f"The file {path} cannot be read: {problem.strerror or problem}.") from problem


def _rows(
    reader: Iterator[list[str]], position: Callable[[], int], progress: Callable[[int], None] | None
) -> Iterator[RegisterRow | SetAside]:
    lines = _Lines(reader)
    header = lines.next_record()
    if header is None:
        raise UnableToReadRegister("The file is empty. Download the register again.")
    where = _positions(header)
    width = len(header)
    areas = _Areas()
    first_line: dict[int, int] = {}
    reported = 0
    while (record := lines.next_record()) is not None:
        if not record:
            continue
        yield _checked(record, lines.start, width, where, areas, first_line)
        if progress and lines.records % ROWS_BETWEEN_REPORTS == 0:
            here = position()
            progress(here - reported)
            reported = here
    if not first_line:
        raise UnableToReadRegister("No row of the file holds an establishment. Nothing was changed.")
    if progress:
        progress(position() - reported)


class _Lines:
    """Records with the line on which each starts: a quoted field may hold line breaks."""

    def __init__(self, reader: Iterator[list[str]]) -> None:
        self.reader = reader
        self.start = 1
        self.records = 0

    def next_record(self) -> list[str] | None:
        self.start = self.reader.line_num + 1  # type: ignore[attr-defined]
        try:
            record = next(self.reader)
        except StopIteration:
            return None
        except csv.Error as problem:
            raise UnableToReadRegister(
                f"The file cannot be split into rows from line {self.start} on ({problem}). "
                "A quotation mark may be missing there. Nothing was changed."
            ) from problem
        self.records += 1
        return record


def _checked(
    record: list[str],
    line: int,
    width: int,
    where: dict[str, int],
    areas: _Areas,
    first_line: dict[int, int],
) -> RegisterRow | SetAside:
    urn = 0
    try:
        if len(record) != width:
            raise _RowProblem(f"it has {len(record)} values where the header has {width}")
        row = {column: _clean(record[index]) for column, index in where.items()}
        urn = _urn(row["URN"])
        if urn in first_line:
            raise _RowProblem(f"URN {urn} is on line {first_line[urn]} already")
        first_line[urn] = line
        return _row(row, urn, line, areas)
    except _RowProblem as problem:
        return SetAside(line, f"{problem}.", urn)


def _row(row: dict[str, str], urn: int, line: int, areas: _Areas) -> RegisterRow:
    name = row["EstablishmentName"]
    if not name:
        raise _RowProblem("it has no EstablishmentName")
    if len(name) > 200:
        raise _RowProblem("its EstablishmentName is longer than 200 characters")
    if "\ufffd" in name:
        raise _RowProblem("its EstablishmentName holds characters that cannot be read")
    status = STATUS_BY_CODE.get(row["EstablishmentStatus (code)"])
    if status is None:
        raise _RowProblem(f"EstablishmentStatus (code) '{row['EstablishmentStatus (code)']}' is not known")
    type_code = row["TypeOfEstablishment (code)"].zfill(2)[:2]
    la_code = row["LA (code)"]
    local_authority, region = areas.place(la_code, type_code, row["GOR (code)"])
    phase = PHASE_BY_CODE.get(row["PhaseOfEducation (code)"], Phase.NOT_APPLICABLE)
    return RegisterRow(
        line=line,
        urn=urn,
        name=name,
        local_authority_id=local_authority,
        region_id=region,
        register_la_code=la_code.zfill(3),
        register_la_name=row["LA (name)"][:80],
        type_code=type_code,
        type_name=row["TypeOfEstablishment (name)"][:80],
        type_group=row["EstablishmentTypeGroup (name)"][:80],
        setting=setting_for(type_code, phase).value,
        phase=phase.value,
        status=status.value,
        opened_date=_date(row["OpenDate"], "OpenDate"),
        closed_date=_date(row["CloseDate"], "CloseDate"),
        reason_closed=row["ReasonEstablishmentClosed (name)"][:100],
        town=row["Town"][:80],
        postcode_district=_district(row["Postcode"]),
    )


class _Areas:
    """Which local authority and region a row belongs to."""

    def __init__(self) -> None:
        self.now = {each.la_code: each.region_code for each in area_data.local_authorities()}
        self.former = {each.la_code: each for each in area_data.former_local_authorities()}
        self.by_gor_code = {each.gor_code: each.code for each in area_data.regions()}

    def place(self, la_code: str, type_code: str, gor_code: str) -> tuple[str | None, str | None]:
        """(la_code, region code); no authority for one since divided, neither outside England."""
        code = la_code.zfill(3)
        if not re.fullmatch("[0-9]{1,3}", la_code):
            raise _RowProblem(f"LA (code) '{la_code[:20]}' is not a code of three digits")
        if code in self.now:
            return code, self.now[code]
        if former := self.former.get(code):
            return former.successor_la_code or None, former.region_code
        if is_outside_england(la_code=code, type_code=type_code):
            return None, self.by_gor_code.get(gor_code)
        raise _RowProblem(f"LA (code) '{la_code}' is not a local authority that is known")


def encoding_of(path: Path) -> str:
    """UTF-16 and UTF-8 by their marks, UTF-8 when the whole file is valid UTF-8, otherwise Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as raw:
        start = raw.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        raw.seek(0)
        try:
            while block := raw.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _positions(header: list[str]) -> dict[str, int]:
    found = {_clean(title).casefold(): index for index, title in reversed(list(enumerate(header)))}
    missing = [column for column in COLUMNS if column.casefold() not in found]
    if missing:
        columns = "the column" if len(missing) == 1 else "the columns"
        raise UnableToReadRegister(
            f"The file lacks {columns} {', '.join(missing)}. Use the register's 'all establishment data' file in CSV. "
            "Nothing was changed."
        )
    return {column: found[column.casefold()] for column in COLUMNS}


def _clean(text: str) -> str:
    """One line without control characters, marks that reorder text, or spaces at the ends."""
    if text.isascii() and text.isprintable():
        return text.strip() if "  " not in text else _SPACES.sub(" ", text).strip()
    return _SPACES.sub(" ", _HIDDEN.sub(" ", text)).strip()


def _urn(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and int(text)):
        raise _RowProblem(f"URN '{text[:20]}' is not a URN (a whole number of up to seven digits)")
    return int(text)


def _date(text: str, column: str) -> date | None:
    if not text:
        return None
    for form in _DATE_FORMS:
        if match := form.fullmatch(text):
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                break
    raise _RowProblem(f"{column} '{text[:20]}' is not a date")


def _district(postcode: str) -> str:
    match = _OUTWARD.match(postcode.upper())
    return match[1] if match else ""
