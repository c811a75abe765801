"""Reading spending from the CSV of accounting software, row by row, and saying what is wrong with each. Pure.

Nothing is guessed at: a date is day first, an amount is as `money_from` reads it, and a cell that a spreadsheet would run
as a formula is refused.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from adviceline.finance.rules.money import NOTHING, NotMoney, money_from

LARGEST = 2 * 1024 * 1024
MOST_ROWS = 5_000
LONGEST = {"description": 300, "supplier": 120, "reference": 60}
#: What columns are called, in the exports of common programs; spaces, case and marks do not matter.
COLUMNS = {
    "date": "date|transactiondate|invoicedate|postingdate|entrydate|paiddate",
    "net": "net|netamount|amount|amountnet|netgbp|value|netvalue|amountgbp",
    "vat": "vat|vatamount|tax|taxamount|vatgbp",
    "gross": "gross|grossamount|total|totalamount|amountgross|amountincvat|totalgbp",
    "debit": "debit|debitamount|paidout|moneyout|dr",
    "credit": "credit|creditamount|paidin|moneyin|cr",
    "cost_line": "costline|costcentre|account|accountname|category|nominal|nominalcode|budgetline|code",
    "partner": "partner|organisation|body|entity|department",
    "supplier": "supplier|payee|vendor|contact|contactname|name",
    "reference": "reference|ref|invoice|invoicenumber|invoiceno|transactionid|transactionno|documentno|number",
    "description": "description|details|narrative|memo|particulars|notes",
}
_NAMES = {name: column for column, names in COLUMNS.items() for name in names.split("|")}
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_NUMERIC = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_WORDS = re.compile(r"([0-9]{1,2})[ \-]([A-Za-z]{3})[a-z]*\.?[ \-,]+([0-9]{4}|[0-9]{2})")
_CLOCK = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?Z?$")
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class NotReadable(ValueError):
    """The file as a whole cannot be read; the words say why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `problem` in words, or the values. `key` is the same for the same spending, however it is written."""

    line: int
    problem: str = ""
    on_date: date | None = None
    net: Decimal = NOTHING
    vat: Decimal = NOTHING
    cost_line: str = ""
    partner: str = ""
    supplier: str = ""
    reference: str = ""
    description: str = ""

    @property
    def key(self) -> str:
        parts = (
            str(self.on_date), str(self.net), str(self.vat), self.cost_line, self.partner, self.supplier.casefold(),
            self.reference.casefold(), self.description.casefold(),
        )  # fmt: skip
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ReadFile:
    """`notes`: how the file was understood."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...] = field(default=())


def read_rows(content: bytes, *, cost_lines: Mapping[str, str], partners: Mapping[str, str]) -> ReadFile:
    """Raises NotReadable. `cost_lines` and `partners`: code → what it is called; the first partner is the lead."""
    text, encoding = _decoded(content)
    records, delimiter = _records(text)
    columns = _columns(records[0][1])
    notes = [f"Read as {encoding}, columns parted by {delimiter}."]
    known = {_plain(name): code for code, label in cost_lines.items() for name in (code, label)}
    bodies = {
        _plain(name): code for code, label in partners.items() for name in (code, label, label.partition(" (")[0])
    }
    lead = next(iter(partners), "")
    if "partner" not in columns:
        notes.append(f"It has no column for the partner: all of it is the lead’s, {partners.get(lead, lead)}.")
    rows = [
        _row(line, record, columns, known, bodies, lead)
        for line, record in records[1:]
        if any(cell.strip() for cell in record)
    ]
    if not rows:
        raise NotReadable("The file has a heading and no rows.")
    return ReadFile(tuple(_once(rows)), tuple(notes))


def _decoded(content: bytes) -> tuple[str, str]:
    if not content.strip():
        raise NotReadable("The file is empty.")
    if len(content) > LARGEST:
        raise NotReadable("The file is larger than 2 MB. Export a shorter period.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise NotReadable("This is not a CSV file. Export it as CSV from the accounting software.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError as error:
            raise NotReadable("The file is cut off in the middle of a character.") from error
    if b"\0" in content:
        raise NotReadable("This is not a CSV file: there are bytes in it that no text has.")
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "Windows-1252"


def _records(text: str) -> tuple[list[tuple[int, list[str]]], str]:
    """(line of the file, cells) of every record, by the delimiter under which the heading makes most sense."""
    best: tuple[int, str, str] = (0, "", "")
    start = text.lstrip("\r\n ")
    if start.lower().startswith("sep=") and "\n" in start:
        text = start.partition("\n")[2]
    head = next((line for line in text.splitlines() if line.strip()), "")
    for delimiter, words in ((",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        cells = next(csv.reader([head], delimiter=delimiter), [])
        number = len({_NAMES[_plain(cell)] for cell in cells if _plain(cell) in _NAMES})
        best = max(best, (number, delimiter, words), key=lambda each: each[0])
    if best[0] < 3:
        raise NotReadable(
            "The first row has to name the columns: date, cost line, description, and net or gross at least."
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=best[1])
    records: list[tuple[int, list[str]]] = []
    try:
        for record in reader:
            if not records and not any(cell.strip() for cell in record):
                continue
            records.append((reader.line_num, record))
            if len(records) > MOST_ROWS + 1:
                raise NotReadable(f"The file has more than {MOST_ROWS:,} rows. Export a shorter period.")
    except csv.Error as error:
        raise NotReadable(f"Line {reader.line_num} cannot be read as CSV.") from error
    return records, best[2]


def _columns(heading: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(heading):
        column = _NAMES.get(_plain(cell))
        if column and column in found:
            raise NotReadable(
                f"Two columns are for the same thing: ‘{heading[found[column]].strip()}’ and ‘{cell.strip()}’."
            )
        if column:
            found[column] = place
    missing = [words for column, words in (("date", "the date"), ("cost_line", "the cost line")) if column not in found]
    if not {"net", "gross", "debit"} & set(found):
        missing.append("the amount (net or gross)")
    if missing:
        raise NotReadable(f"A column is missing: {', '.join(missing)}.")
    return found


def _row(
    line: int,
    record: Sequence[str],
    columns: Mapping[str, int],
    known: Mapping[str, str],
    bodies: Mapping[str, str],
    lead: str,
) -> Row:
    cells = {name: record[place].strip() if place < len(record) else "" for name, place in columns.items()}
    try:
        texts = {name: _text(name, cells.get(name, "")) for name in LONGEST}
        on_date = _date(cells["date"])
        net, vat = _amounts(cells)
        cost_line = _code(cells["cost_line"], known, "cost line")
        partner = _code(cells["partner"], bodies, "partner") if cells.get("partner") else lead
    except ValueError as problem:
        return Row(line, problem=str(problem))
    return Row(
        line, "", on_date, net, vat, cost_line, partner, texts["supplier"], texts["reference"], texts["description"]
    )


def _text(name: str, value: str) -> str:
    plain = " ".join(value.split())
    if _HIDDEN.search(plain):
        raise ValueError(f"There are hidden characters in the {name}.")
    if plain.startswith(("=", "+", "@", "＝", "＋", "＠")) or (
        plain.startswith("-") and not plain[1:].strip().isdecimal()
    ):
        raise ValueError(f"The {name} begins like a formula. Take the sign at its start away.")
    if len(plain) > LONGEST[name]:
        raise ValueError(f"The {name} is longer than {LONGEST[name]} characters.")
    return plain


def _date(text: str) -> date:
    plain = _CLOCK.sub("", text.strip())
    if not plain:
        raise ValueError("There is no date.")
    try:
        if found := _ISO.fullmatch(plain):
            return _sensible(date(*map(int, found.groups())))
        if found := _NUMERIC.fullmatch(plain):
            day, month, year = map(int, found.groups())
            return _sensible(date(year if year > 99 else 2000 + year, month, day))
        if (found := _WORDS.fullmatch(plain)) and (number := _MONTHS.get(found[2].lower())):
            year = int(found[3])
            return _sensible(date(year if year > 99 else 2000 + year, number, int(found[1])))
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"‘{plain[:30]}’ is not a date. Write day, month, year, like 31/01/2022.")


def _sensible(day: date) -> date:
    if not 2000 <= day.year < 2100:
        raise ValueError("out of range")
    return day


def _amounts(cells: Mapping[str, str]) -> tuple[Decimal, Decimal]:
    """(net, VAT). Raises NotMoney."""
    given = {name: money_from(cells[name]) for name in ("net", "vat", "gross", "debit", "credit") if cells.get(name)}
    if "debit" in cells or "credit" in cells:
        if "net" in given or "gross" in given:
            raise NotMoney("There are both an amount and a debit or credit. Leave one of them out.")
        if not {"debit", "credit"} & set(given):
            raise NotMoney("There is no amount.")
        paid = given.get("debit", NOTHING) - given.get("credit", NOTHING)
        vat = given.get("vat", NOTHING)
        return paid - vat, vat
    if "gross" in given and "net" in given:
        vat = given.get("vat", given["gross"] - given["net"])
        if given["net"] + vat != given["gross"]:
            raise NotMoney("Net and VAT do not add up to the gross.")
        net = given["net"]
    elif "gross" in given:
        vat = given.get("vat", NOTHING)
        net = given["gross"] - vat
    elif "net" in given:
        net, vat = given["net"], given.get("vat", NOTHING)
    else:
        raise NotMoney("There is no amount.")
    if not net + vat:
        raise NotMoney("The amount is nought.")
    if net * vat < 0:
        raise NotMoney("Net and VAT have different signs.")
    return net, vat


def _code(text: str, known: Mapping[str, str], what: str) -> str:
    found = known.get(_plain(text))
    if found is None:
        raise ValueError(f"‘{text[:40]}’ is not a {what} that is known here." if text else f"There is no {what}.")
    return found


def _once(rows: Sequence[Row]) -> list[Row]:
    """The same spending twice in one file is said, and taken over once."""
    first: dict[str, int] = {}
    found = []
    for row in rows:
        if not row.problem and row.key in first:
            row = Row(
                row.line, problem=f"The same as line {first[row.key]}. If it was spent twice, give each its reference."
            )
        elif not row.problem:
            first[row.key] = row.line
        found.append(row)
    return found


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())
