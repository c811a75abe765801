"""Messages from wherever they are kept: single files, folders, Maildir, mbox. One at a time, byte for byte."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from adviceline.channels import READ_ERRORS, open_file
from adviceline.channels.email import mbox

LARGEST_MESSAGE = 60 * 1024 * 1024
"""Bytes. Mail services refuse messages above 25 to 50 MB, which base64 makes a third larger."""

_HEADER = re.compile(rb"^[!-9;-~]{1,100}[ \t]*:")
_MAILDIR_NAME = re.compile(r"^(\d{9,11})\.")


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message as it was kept. ``delivered_at``: when the mailbox says it came, if it says."""

    origin: str
    content: bytes
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something that could not be read, where it is, and why in plain words."""

    origin: str
    reason: str


def read_messages(paths: Iterable[Path | str], *, largest: int = LARGEST_MESSAGE) -> Iterator[RawMessage | SetAside]:
    """Every message under the paths, in order of path; what cannot be read comes as SetAside in its place.

    A file is told by what it holds, not by its name. A folder that is a Maildir gives ``new`` and ``cur`` (never
    ``tmp``, which holds messages still being written) of itself and of its Maildir++ subfolders.
    """
    for given in map(Path, paths):
        try:
            is_folder = given.is_dir()
            if not is_folder and not given.exists() and not given.is_symlink():
                yield SetAside(str(given), "there is no such file or folder")
                continue
        except (OSError, ValueError) as error:
            yield SetAside(str(given), f"cannot be read: {_why(error)}")
            continue
        yield from _folder(given, largest) if is_folder else _file(given, largest)


def _folder(folder: Path, largest: int) -> Iterator[RawMessage | SetAside]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield SetAside(str(folder), f"cannot be read: {_why(error)}")
        return
    is_maildir = (folder / "cur").is_dir() and ((folder / "new").is_dir() or (folder / "tmp").is_dir())
    for entry in entries:
        if entry.is_dir():
            if entry.is_symlink() or (is_maildir and entry.name == "tmp"):
                continue
            yield from (
                _maildir(entry, largest) if is_maildir and entry.name in ("cur", "new") else _folder(entry, largest)
            )
        elif not is_maildir and not entry.name.startswith("."):  # a Maildir keeps its indexes beside its mail
            yield from _file(entry, largest)


def _maildir(folder: Path, largest: int) -> Iterator[RawMessage | SetAside]:
    try:
        entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        yield SetAside(str(folder), f"cannot be read: {_why(error)}")
        return
    for entry in entries:
        if "D" in entry.name.rpartition(":2,")[2] and ":2," in entry.name:
            yield SetAside(str(entry), "a draft that was never sent")
            continue
        delivered = _MAILDIR_NAME.match(entry.name)
        at = datetime.fromtimestamp(int(delivered.group(1)), tz=UTC) if delivered else None
        yield from _file(entry, largest, delivered_at=at, in_maildir=True)


def _file(
    path: Path, largest: int, *, delivered_at: datetime | None = None, in_maildir: bool = False
) -> Iterator[RawMessage | SetAside]:
    try:
        with open_file(path) as stream:
            first = stream.readline(4096)
            while first and not first.strip(b"\xef\xbb\xbf \t\r\n"):
                first = stream.readline(4096)
            if not first:
                yield SetAside(str(path), "the file is empty")
            elif not in_maildir and mbox.is_separator(first.removeprefix(b"\xef\xbb\xbf")):
                yield from _mbox(path, stream, first, largest)
            elif _HEADER.match(first.removeprefix(b"\xef\xbb\xbf")) or mbox.looks_like_separator(first):
                yield _whole(path, first, stream, largest, delivered_at)
            elif re.fullmatch(rb"\d{1,9}\s*\n", first):
                yield _emlx(path, int(first), stream, largest)
            else:
                yield SetAside(str(path), "does not begin like an e-mail message or a mailbox")
    except (*READ_ERRORS, ValueError) as error:
        yield SetAside(str(path), f"cannot be read: {_why(error)}")


def _whole(
    path: Path, first: bytes, stream: BinaryIO, largest: int, delivered_at: datetime | None
) -> RawMessage | SetAside:
    content = first + stream.read(largest + 1)
    if len(content) > largest:
        return SetAside(str(path), _too_large(largest))
    return RawMessage(str(path), content, delivered_at)


def _mbox(path: Path, stream: BinaryIO, first: bytes, largest: int) -> Iterator[RawMessage | SetAside]:
    for number, found in enumerate(mbox.split(stream, first, largest=largest), start=1):
        origin = f"{path}#{number}"
        if found.content is None:
            yield SetAside(origin, _too_large(largest))
        else:
            yield RawMessage(origin, found.content, found.delivered_at)


def _emlx(path: Path, length: int, stream: BinaryIO, largest: int) -> RawMessage | SetAside:
    """Apple Mail's own file: a length, the message, then a property list."""
    if length > largest:
        return SetAside(str(path), _too_large(largest))
    content = stream.read(length)
    if not _HEADER.match(content):
        return SetAside(str(path), "does not begin like an e-mail message or a mailbox")
    return RawMessage(str(path), content)


def _too_large(largest: int) -> str:
    return f"larger than {largest // (1024 * 1024)} MB, the largest message that is read"


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
