"""Finding and opening an exchange's files: plain or compressed, single or rotated, told apart by what they hold."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from adviceline.channels import READ_ERRORS, open_file
from adviceline.channels.telephony import queue_log
from adviceline.channels.telephony.records import SetAside

Format = Literal["queue_log", "cdr"]

LONGEST_LINE = 64 * 1024
_LINES_LOOKED_AT = 200

_CDR_ROW = re.compile(r'"?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"?,')
_CDR_HEADER = re.compile(r"\bdcontext\b.*\bdisposition\b", re.IGNORECASE)


def lines(stream: BinaryIO) -> Iterator[tuple[int, str | None, bool]]:
    """Line number, text without its newline (None: longer than any real line), and whether the newline was there."""
    number = 0
    while piece := stream.readline(LONGEST_LINE):
        number += 1
        if len(piece) == LONGEST_LINE and not piece.endswith(b"\n"):
            while piece and not piece.endswith(b"\n"):
                piece = stream.readline(LONGEST_LINE)
            yield number, None, True
            continue
        text = piece.decode("utf-8", "replace")
        if number == 1:
            text = text.removeprefix("\ufeff")
        yield number, text.rstrip("\r\n"), piece.endswith(b"\n")


def detect_format(path: Path) -> Format | None:
    """Which of the two records a file holds, by its first lines; None when neither. Raises OSError and the like."""
    queue_lines = cdr_lines = 0
    with open_file(path) as stream:
        for number, text, _ in lines(stream):
            if text and queue_log.LINE.match(text):
                queue_lines += 1
            elif text and _looks_like_cdr(text[:4096]):
                cdr_lines += 1
            if number >= _LINES_LOOKED_AT or queue_lines + cdr_lines >= 5:
                break
    if not queue_lines and not cdr_lines:
        return None
    return "queue_log" if queue_lines >= cdr_lines else "cdr"


def _looks_like_cdr(text: str) -> bool:
    times = len(_CDR_ROW.findall(text))
    return times >= 2 or (times == 1 and text.count(",") >= 14) or _CDR_HEADER.search(text) is not None


def find_files(paths: Iterable[Path | str]) -> Iterator[tuple[Path, Format | Literal["other", "empty"]] | SetAside]:
    """Every file under the paths with what it holds, or why it cannot be read.

    A file given by name that is neither record is set aside; inside a folder it is passed over as ``other``, for an
    exchange keeps other logs beside these.
    """
    seen: set[Path] = set()
    for given in map(Path, paths):
        try:
            inside = given.is_dir()
            found = sorted(path for path in given.rglob("*") if path.is_file()) if inside else [given]
        except OSError as error:
            yield SetAside(str(given), f"cannot be read: {_why(error)}")
            continue
        for path in found:
            if path.resolve() in seen:
                continue
            seen.add(path.resolve())
            try:
                what = detect_format(path)
                with open_file(path) as stream:
                    empty = what is None and not stream.read(4096).strip()
            except READ_ERRORS as error:
                yield SetAside(str(path), f"cannot be read: {_why(error)}")
                continue
            if what is not None:
                yield path, what
            elif empty:
                yield path, "empty"
            elif inside:
                yield path, "other"
            else:
                yield SetAside(str(path), "neither a queue_log nor a call detail record file (Master.csv)")


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
