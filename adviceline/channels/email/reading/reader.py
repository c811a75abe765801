"""The loop that reads a mailbox for as long as the process lives: sign in, read, wait to be told of more.

It outlives a server or a database that is away, a connection that breaks off, and a process beside it that reads the same
mailbox; it never gives up, and says since when it cannot read.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime

import structlog
from django.db import DatabaseError
from django.utils import timezone

from adviceline.channels.email.models import Mailbox
from adviceline.channels.email.reading import place as places
from adviceline.channels.email.reading.accounts import Account
from adviceline.channels.email.reading.imap import Folder, FolderMissing, Unreachable, open_without_folder
from adviceline.channels.email.reading.passes import Clock, Pass, Reader
from adviceline.jobs.embedded import Loop
from adviceline.jobs.registry import describe

log = structlog.get_logger(__name__)
WAITS = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
"""Seconds before another try. A server that is back is found within half a minute."""
IDLE_SECONDS = 60.0


class MailboxReader(Loop):
    """Reads one mailbox, in a thread of its own. `turn` is one pass, and the wait for something new."""

    def __init__(self, account: Account, *, now: Clock = timezone.now) -> None:
        super().__init__()
        self.account, self._now = account, now
        self.reader = Reader(uuid.uuid4(), now)
        self._folder: Folder | None = None
        self._failures = 0
        self.pause_seconds = 0.0

    def turn(self) -> bool:
        """Never raises: what is wrong is written down and tried again."""
        try:
            self.read_once()
            self._failures = 0
            self.pause_seconds = 0.0
            self._wait_for_more()
        except places.LeaseLost:
            self._let_go()
            self.pause_seconds = WAITS[-1]
        except Unreachable as error:
            self._failed(str(error))
        except DatabaseError as error:
            self._failed(f"the database cannot be used ({type(error).__name__})")
        except Exception as error:  # a fault of ours must not end the reading of mail
            self._failed(f"reading failed ({describe(error)})")
        return False

    def read_once(self) -> Pass:
        """One pass; raises what is wrong. Does nothing while another process reads this mailbox."""
        place = places.place_of(self.account, at=self._now())
        if not places.take_lease(place, holder=self.reader.holder, at=self._now()):
            raise places.LeaseLost(place.name)
        if self._folder is None:
            self._folder = _open(self.account, place)
        else:
            self._folder.look_again()
        return self.reader.read(self._folder, place)

    def _wait_for_more(self) -> None:
        if self._folder is None or not self._folder.can_idle:
            self.pause_seconds = float(self.account.poll_seconds)
            return
        with suppress(StopIteration):
            for told in self._folder.idle(seconds=IDLE_SECONDS):
                if told or self._stopping.is_set():
                    return

    def _failed(self, why: str) -> None:
        log.warning("mailbox cannot be read", mailbox=self.account.host, why=why)
        self.pause_seconds = WAITS[min(self._failures, len(WAITS) - 1)]
        self._failures += 1
        self._let_go()
        with suppress(DatabaseError):
            places.failed(self.account.name, why, at=self._now())

    def _let_go(self) -> None:
        if self._folder is not None:
            self._folder.close()
        self._folder = None

    def finish(self) -> None:
        """Called as the loop ends: another process may read at once."""
        self._let_go()
        with suppress(DatabaseError):
            place = Mailbox.objects.filter(name=self.account.name).first()
            if place is not None:
                places.give_back(place, holder=self.reader.holder)


def _open(account: Account, place: Mailbox) -> Folder:
    """The folder under its name, or under the one that it was given since: the server keeps its validity."""
    try:
        folder = Folder(account)
    except FolderMissing:
        new_name = _renamed(account, place)
        if not new_name:
            raise
        folder = Folder(account, server_folder=new_name)
    places.advance(place, server_folder="" if folder.name == account.folder else folder.name)
    return folder


def _renamed(account: Account, place: Mailbox) -> str:
    if not place.uid_validity:
        return ""
    asking = open_without_folder(account)
    try:
        found = asking.folders_with(place.uid_validity)
    finally:
        asking.close()
    if len(found) != 1:
        return ""
    log.warning("mailbox folder was renamed", mailbox=place.pk)
    return found[0]


def read_mailbox_once(account: Account, *, at: datetime | None = None) -> Pass:
    """One pass over a mailbox for a command or a test. Raises `Unreachable`, `LeaseLost` or what the database raises."""
    reader = MailboxReader(account, now=(lambda: at) if at else timezone.now)
    try:
        return reader.read_once()
    except Unreachable as error:
        places.failed(account.name, str(error), at=at or timezone.now())
        raise
    finally:
        reader.finish()
