"""Asterisk's CSV call detail records (``Master.csv``): one line a leg, several legs a call.

Columns: https://docs.asterisk.org/Configuration/Reporting/Call-Detail-Records-CDR/. The id, user field and the last
three columns are each there or not by the exchange's settings; the sample ``cdr_custom`` layout is read too.
"""

import csv
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adviceline.channels.telephony.cdr_clock import CdrClock, UnreadableTime

# fmt: off
_ALWAYS = (
    "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata",
    "start", "answer", "end", "duration", "billsec", "disposition", "amaflags",
)
_NEWER = ("peeraccount", "linkedid", "sequence")
_CUSTOM = (
    "clid", "src", "dst", "dcontext", "channel", "dstchannel", "lastapp", "lastdata", "start", "answer", "end",
    "duration", "billsec", "disposition", "amaflags", "accountcode", "uniqueid", "userfield", "sequence",
)
# fmt: on
_DATE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", re.ASCII)
_UNIQUE_ID = re.compile(r"^(?:.*-)?(\d{9,11})\.\d+$", re.ASCII)
DISPOSITIONS = frozenset({"ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION", "UNKNOWN", ""})


class UnreadableRow(Exception):
    """The line is not a whole CDR; says why, without repeating what it holds."""


class HeaderRow(Exception):
    """The line names the columns; it is not a record. Carries them."""

    def __init__(self, columns: list[str]) -> None:
        super().__init__("column names")
        self.columns = columns


@dataclass(frozen=True, slots=True)
class Leg:
    """One record. Times are aware UTC; ``answer`` is None when the leg was never answered."""

    unique_id: str
    linked_id: str
    sequence: int
    src: str
    dst: str
    dcontext: str
    clid: str
    channel: str
    dstchannel: str
    lastapp: str
    lastdata: str
    start: datetime
    answer: datetime | None
    end: datetime
    duration: int
    billsec: int
    disposition: str
    userfield: str
    accountcode: str = ""

    def as_dict(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def was_answered(self) -> bool:
        return self.disposition == "ANSWERED" and self.answer is not None

    @property
    def is_local_half(self) -> bool:
        return self.dstchannel.startswith("Local/")


def parse_row(line: str, *, clock: CdrClock, columns: Sequence[str] | None = None) -> Leg:
    """Read one line. Raises UnreadableRow, or HeaderRow when the line names the columns."""
    if "\x00" in line:
        raise UnreadableRow("the line holds NUL bytes, as a file does after a power cut")
    try:
        fields = next(csv.reader([line], strict=True), [])
    except csv.Error:
        raise UnreadableRow("the quotation marks do not pair up: the line may be cut short") from None
    named = [field.strip().casefold() for field in fields]
    if "channel" in named and "disposition" in named:
        raise HeaderRow(named)
    row = dict(zip(columns, fields, strict=False)) if columns else _named(fields)
    duration, billsec = _whole(row, "duration"), _whole(row, "billsec")
    disposition = row.get("disposition", "").strip().upper().replace("NOANSWER", "NO ANSWER")
    if disposition not in DISPOSITIONS:
        raise UnreadableRow("the disposition is not one Asterisk writes")
    unique_id = row.get("uniqueid", "").strip() or _made_up_id(row)
    linked_id = row.get("linkedid", "").strip() or unique_id
    try:
        start, answer, end = clock.read(
            row.get("start", ""),
            row.get("answer", ""),
            row.get("end", ""),
            duration=duration,
            billsec=billsec,
            channel_epoch=_epoch(unique_id),
        )
    except UnreadableTime as unreadable:
        raise UnreadableRow(str(unreadable)) from None
    sequence = row.get("sequence", "").strip()
    return Leg(
        unique_id=unique_id,
        linked_id=linked_id,
        sequence=int(sequence) if re.fullmatch(r"\d{1,15}", sequence, re.ASCII) else 0,
        start=start,
        answer=answer if disposition == "ANSWERED" else None,
        end=end,
        duration=duration,
        billsec=billsec,
        disposition=disposition,
        **{
            name: row.get(name, "").strip()
            for name in (
                "src",
                "dst",
                "dcontext",
                "clid",
                "channel",
                "dstchannel",
                "lastapp",
                "lastdata",
                "userfield",
                "accountcode",
            )
        },
    )


def _named(fields: list[str]) -> dict[str, str]:
    """The fields by name, the layout told by where the times stand and by how many columns there are."""

    def is_date(place: int) -> bool:
        return len(fields) > place and _DATE.match(fields[place].strip()) is not None

    if is_date(9) and (is_date(11) or (len(fields) > 11 and not fields[11].strip())):
        extra = fields[len(_ALWAYS) :]
        row = dict(zip(_ALWAYS, fields, strict=False))
        if len(extra) >= 3 and (len(extra) == 5 or _UNIQUE_ID.match(extra[-2].strip())):
            row |= dict(zip(_NEWER, extra[-3:], strict=True))
            extra = extra[:-3]
        if extra and (len(extra) > 1 or _UNIQUE_ID.match(extra[0].strip())):
            row["uniqueid"] = extra[0]
            extra = extra[1:]
        if extra:
            row["userfield"] = extra[0]
        if len(fields) >= len(_ALWAYS) - 1:  # amaflags alone may be missing
            return row
    elif is_date(8) and is_date(10) and len(fields) >= 14:
        return dict(zip(_CUSTOM, fields, strict=False))
    raise UnreadableRow(f"not a whole call detail record: {len(fields)} columns, or times out of place")


def _whole(row: dict[str, str], name: str) -> int:
    text = row.get(name, "").strip()
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise UnreadableRow(f"the {name} is not a whole number of seconds")
    return int(text)


def _epoch(unique_id: str) -> float | None:
    match = _UNIQUE_ID.match(unique_id)
    return float(match.group(1)) if match else None


def _made_up_id(row: dict[str, str]) -> str:
    """A stable id for a record of an exchange that is set to write none: such a record is a call of its own."""
    said = "|".join(row.get(name, "") for name in ("channel", "dstchannel", "src", "dst", "start", "end", "lastapp"))
    return "cdr-" + hashlib.sha256(said.encode()).hexdigest()[:24]
