"""One folder of a mail server, as reading needs it: what is new, its bytes, a mark that it is safe with us, and waiting.

imap-tools connects, signs in and waits; fetching is by imaplib's own commands, since the bytes are wanted as they are.
"""

from __future__ import annotations

import imaplib
import re
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from adviceline.channels.email.reading.accounts import Account
from adviceline.channels.email.reading.oauth import NoToken, access_token

SECONDS = 60
NOT_LET_IN = (
    "the server refused us: it takes no token of this application for this mailbox. The application must be let into the "
    "mailbox, and IMAP must be on for it"
)
WINDOW = 50_000
_UID = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_NUMBER = re.compile(rb"\d+")


class Unreachable(Exception):
    """The folder cannot be read just now; the words say why, name nobody and hold no secret."""


class FolderMissing(Unreachable):
    """The server has no folder of that name."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A message in the folder, not fetched. `mark` is the same as long as it is the same message."""

    uid: int
    size: int
    delivered_at: datetime | None
    mark: str


class _StartTls(MailBoxStartTls):
    """The library leaves the connection open to a server that has no STARTTLS."""

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4(self._host, self._port, timeout=self._timeout)
        try:
            client.starttls(self._ssl_context)
        except BaseException:
            with suppress(OSError):  # a broken handshake has closed it already
                client.shutdown()
            raise
        return client


class Folder:
    """An open connection with its folder selected. Every method raises `Unreachable` when the connection is gone."""

    def __init__(self, account: Account, *, server_folder: str = "") -> None:
        self.account, self.name = account, server_folder or account.folder
        try:
            self._box = self._signed_in()
            self._select()
        except FolderMissing:
            self.close()
            raise
        except _FAILURES as error:
            self.close()
            raise Unreachable(_why(error)) from None

    def _signed_in(self) -> BaseMailBox:
        account = self.account
        box: BaseMailBox
        match account.tls:
            case "implicit":
                box = MailBox(account.host, account.port, timeout=SECONDS, ssl_context=account.tls_context())
            case "starttls":
                box = _StartTls(account.host, account.port, timeout=SECONDS, ssl_context=account.tls_context())
            case _:
                box = MailBoxUnencrypted(account.host, account.port, timeout=SECONDS)
        self._box = box
        if account.oauth is None:
            plain = (account.user + account.password).isascii()
            (box.login if plain else box.login_utf8)(account.user, account.password, initial_folder=None)
            return box
        token = access_token(account.oauth)
        try:
            box.xoauth2(account.user, token, initial_folder=None)
        except (imaplib.IMAP4.error, ImapToolsError) as error:
            access_token(account.oauth, anew=True)  # it may have been withdrawn: the next try has a new one
            if isinstance(error, imaplib.IMAP4.abort):
                raise
            raise NoToken(NOT_LET_IN) from None
        return box

    def _select(self) -> None:
        try:
            self._box.folder.set(self.name)
        except (ImapToolsError, imaplib.IMAP4.error) as error:
            if isinstance(error, imaplib.IMAP4.abort):
                raise
            raise FolderMissing(f"there is no folder '{self.name}' that can be opened") from None
        self.uid_validity = self._said("UIDVALIDITY")
        self.uid_next = self._said("UIDNEXT")

    def _said(self, name: str) -> int:
        _, values = self._box.client.response(name)
        found = _NUMBER.search(values[-1]) if values and values[-1] else None
        return int(found.group()) if found else 0

    def close(self) -> None:
        box = getattr(self, "_box", None)
        if box is not None:
            with suppress(*_FAILURES):
                box.client.sock.settimeout(3)
                box.logout()
            with suppress(*_FAILURES):
                box.client.shutdown()

    def new_uids(self, after: int) -> list[int]:
        """The messages above that number, in order; at most the first WINDOW numbers of a large folder."""
        first = after + 1
        while True:
            last = f"{first + WINDOW - 1}" if self.uid_next > first + WINDOW else "*"
            found = sorted(uid for uid in self._search(f"UID {first}:{last}") if uid > after)
            if found or last == "*":
                return found
            first += WINDOW

    def _search(self, what: str) -> list[int]:
        answer = self._command("SEARCH", what)
        return [int(number) for line in answer if isinstance(line, bytes) for number in _NUMBER.findall(line)]

    def listed(self, uids: Sequence[int]) -> list[Listed]:
        """What the server says of them, in order; those that were deleted meanwhile are left out."""
        if not uids:
            return []
        found = [
            Listed(int(uid.group(1)), int(size.group(1)), _internal_date(line), _mark(line))
            for line in self._lines("FETCH", _ranges(uids), "(UID RFC822.SIZE INTERNALDATE)")
            if (uid := _UID.search(line)) and (size := _SIZE.search(line))
        ]
        return sorted({item.uid: item for item in found if item.uid in set(uids)}.values(), key=lambda item: item.uid)

    def content(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The bytes of each, without marking it as read. Raises `Refused` when the server answers NO."""
        found: dict[int, bytes] = {}
        pending: bytes | None = None
        for piece in self._command("FETCH", _ranges(uids), "(UID BODY.PEEK[])"):
            if isinstance(piece, tuple):
                head, body = piece[0], piece[1]
                uid = _UID.search(head)
                if uid:
                    found[int(uid.group(1))], pending = body, None
                else:
                    pending = body
            elif isinstance(piece, bytes) and pending is not None and (uid := _UID.search(piece)):
                found[int(uid.group(1))], pending = pending, None
        return {uid: body for uid, body in found.items() if uid in set(uids)}

    def flag(self, first: int, last: int) -> None:
        """Mark a range as stored with us."""
        if self.account.flag and first <= last:
            self._command("STORE", f"{first}:{last}", "+FLAGS.SILENT", f"({self.account.flag})")

    def idle(self, *, seconds: float) -> Iterator[bool]:
        """Wait for the server to say something, in slices of a second; True once it did. False until `seconds` are over
        or the caller stops asking."""
        try:
            with self._box.idle as waiting:
                for _ in range(max(1, int(seconds))):
                    if waiting.poll(timeout=1):
                        yield True
                        return
                    yield False
        except _FAILURES as error:
            raise Unreachable(_why(error)) from None

    @property
    def can_idle(self) -> bool:
        return "IDLE" in self._box.client.capabilities

    def look_again(self) -> None:
        """Have the server say what has changed: without it, some show no new messages."""
        try:
            self._box.client.noop()
            if self._box.client.untagged_responses.get("BYE"):
                raise imaplib.IMAP4.abort("the server ended the connection")
            uid_next = self._said("UIDNEXT")
            self.uid_next = uid_next or self.uid_next
        except _FAILURES as error:
            raise Unreachable(_why(error)) from None

    def folders_with(self, uid_validity: int) -> list[str]:
        """Folders that bear that validity: where a renamed folder went."""
        found = []
        try:
            for folder in self._box.folder.list():
                if "\\Noselect" in folder.flags:
                    continue
                with suppress(ImapToolsError):
                    if self._box.folder.status(folder.name, ["UIDVALIDITY"]).get("UIDVALIDITY") == uid_validity:
                        found.append(folder.name)
        except _FAILURES as error:
            raise Unreachable(_why(error)) from None
        return found

    def _lines(self, *command: str) -> list[bytes]:
        return [
            piece[0] + b" " + piece[1] if isinstance(piece, tuple) else piece
            for piece in self._command(*command) if piece
        ]  # fmt: skip

    def _command(self, name: str, *arguments: str) -> list[bytes | tuple[bytes, bytes]]:
        try:
            kind, answer = self._box.client.uid(name, *arguments)
        except _FAILURES as error:
            raise Unreachable(_why(error)) from None
        if kind != "OK":
            raise Refused(f"the server refused {name}")
        return [piece for piece in answer if piece]


class Refused(Exception):
    """The server answers NO to one command; the connection is still good."""


def open_without_folder(account: Account) -> Folder:
    """A signed-in connection with no folder selected, to look where one went."""
    folder = Folder.__new__(Folder)
    folder.account, folder.name = account, ""
    try:
        folder._box = folder._signed_in()
    except _FAILURES as error:
        folder.close()
        raise Unreachable(_why(error)) from None
    return folder


_FAILURES = (imaplib.IMAP4.error, ImapToolsError, OSError, EOFError, ValueError, AttributeError, NoToken)


def _why(error: BaseException) -> str:
    """In words for people, without what the server said, which may name somebody."""
    match error:
        case NoToken():
            return str(error)
        case ssl.SSLCertVerificationError():
            return f"the server's certificate is not trusted ({error.verify_message})"
        case ssl.SSLError():
            return "the encrypted connection failed"
        case TimeoutError():
            return "the server did not answer in time"
        case ConnectionRefusedError():
            return "the server refuses connections"
        case imaplib.IMAP4.abort():
            return "the connection broke off"
        case OSError() if error.strerror:
            return f"the server cannot be reached ({error.strerror})"
        case ImapToolsError() | imaplib.IMAP4.error():
            return "the server refused us: the user, the password or its rights are wrong"
    return f"the connection failed ({type(error).__name__})"


def _ranges(uids: Sequence[int]) -> str:
    """As IMAP writes sets of numbers: 1:4,9."""
    parts: list[list[int]] = []
    for uid in sorted(uids):
        if parts and uid == parts[-1][1] + 1:
            parts[-1][1] = uid
        else:
            parts.append([uid, uid])
    return ",".join(f"{first}" if first == last else f"{first}:{last}" for first, last in parts)


def _internal_date(line: bytes) -> datetime | None:
    read = imaplib.Internaldate2tuple(line)
    if read is None:
        return None
    return datetime.fromtimestamp(time.mktime(read), tz=UTC)


def _mark(line: bytes) -> str:
    size, date = _SIZE.search(line), re.search(rb'INTERNALDATE "([^"]{1,40})"', line)
    return f"{size.group(1).decode() if size else ''} {date.group(1).decode('ascii', 'replace') if date else ''}"[:80]
