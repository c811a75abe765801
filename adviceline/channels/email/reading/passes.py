"""One pass over a folder: what is new is stored, that is committed, and only then the server is told."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from adviceline.channels.email.actions import own_mailboxes, record_stored
from adviceline.channels.email.actions.storing import store
from adviceline.channels.email.models import Mailbox
from adviceline.channels.email.reading import place as places
from adviceline.channels.email.reading.imap import Folder, Listed, Refused, Unreachable
from adviceline.channels.email.sources import LARGEST_MESSAGE, RawMessage, SetAside
from adviceline.contacts.models import ENQUIRY_KEPT_DAYS

log = structlog.get_logger(__name__)
BATCH, BATCH_BYTES = 64, 8 * 1024 * 1024
RECORD_AFTER = 512
PATIENCE = 3
Clock = Callable[[], datetime]


@dataclass
class Pass:
    """What one pass did."""

    stored: int = 0
    known: int = 0


@dataclass
class Reader:
    """One process's reading of one mailbox. `tries` counts how often the connection broke off over a message: at the
    third time it is set aside, so that it does not keep the next ones back."""

    holder: uuid.UUID
    now: Clock
    tries: Counter[int] = field(default_factory=Counter)

    def read(self, folder: Folder, place: Mailbox) -> Pass:
        """Raises `Unreachable`, `LeaseLost`, or what the database raises: what was stored is safe, and the next pass
        goes on from there."""
        done = Pass()
        self._find_place(folder, place)
        self._tell_server(folder, place)
        unrecorded = 0
        while uids := folder.new_uids(place.last_uid):
            places.advance(place, waiting=len(uids))
            for batch in _batches(folder, uids, alone=self.tries):
                places.keep_lease(place, holder=self.holder, at=self.now())
                self._store(folder, place, batch, done)
                self._tell_server(folder, place)
                unrecorded += len(batch)
                if unrecorded >= RECORD_AFTER:
                    self._record()
                    unrecorded = 0
        self._record()
        places.caught_up(place, at=self.now())
        return done

    def _record(self) -> None:
        record_stored(mailboxes=own_mailboxes(), at=self.now())

    def _find_place(self, folder: Folder, place: Mailbox) -> None:
        """Begin again where the server's numbers are not those that we know: made anew, or put back from a copy."""
        if place.uid_validity != folder.uid_validity:
            why = "validity"
        elif place.last_uid >= folder.uid_next > 0:
            why = "numbers went back"
        elif place.last_uid and _is_another(folder, place):
            why = "another message bears the number"
        else:
            return
        if place.uid_validity:
            log.warning("mailbox is read from its beginning", mailbox=place.pk, why=why)
        places.begin_again(place, uid_validity=folder.uid_validity)

    def _tell_server(self, folder: Folder, place: Mailbox) -> None:
        if place.flagged_uid < place.last_uid:
            try:
                folder.flag(place.flagged_uid + 1, place.last_uid)
            except Refused:  # a folder that we may only read: our own place is enough
                log.warning("mailbox takes no marks", mailbox=place.pk)
            places.advance(place, flagged_uid=place.last_uid)

    def _store(self, folder: Folder, place: Mailbox, batch: list[Listed], done: Pass) -> None:
        at = self.now()
        found = self._fetched(folder, place, batch, at)
        if found:
            known = store(found, run=self.holder, mailboxes=own_mailboxes(), at=at, is_live=True)
            done.known += known
            done.stored += len(found) - known
        last = batch[-1]
        newest = max((item.delivered_at for item in batch if item.delivered_at), default=place.last_message_at)
        places.advance(
            place, last_uid=last.uid, mark=last.mark, last_message_at=newest, last_stored_at=at,
            waiting=max(0, place.waiting - len(batch)),
        )  # fmt: skip

    def _fetched(
        self, folder: Folder, place: Mailbox, batch: list[Listed], at: datetime
    ) -> list[RawMessage | SetAside]:
        kept_since = at - timedelta(days=ENQUIRY_KEPT_DAYS)
        wanted = [item for item in batch if item.delivered_at is None or item.delivered_at >= kept_since]
        readable = [item for item in wanted if item.size <= LARGEST_MESSAGE and self.tries[item.uid] < PATIENCE]
        contents = self._contents(folder, readable)
        found: list[RawMessage | SetAside] = []
        for item in wanted:
            origin = f"{place.source};uid={item.uid}"
            content = contents.get(item.uid)
            if content is not None:
                found.append(RawMessage(origin, content, item.delivered_at))
            elif item.size > LARGEST_MESSAGE:
                found.append(SetAside(origin, "larger than 60 MB, the largest message that is read"))
            elif self.tries[item.uid] >= PATIENCE:
                found.append(SetAside(origin, "the mail server breaks off whenever it is fetched"))
            elif folder.listed([item.uid]):
                found.append(SetAside(origin, "the mail server does not give it out"))
            self.tries.pop(item.uid, None)
        return found

    def _contents(self, folder: Folder, items: list[Listed]) -> dict[int, bytes]:
        if not items:
            return {}
        try:
            return folder.content([item.uid for item in items])
        except Refused:
            if len(items) == 1:
                return {}
            half = len(items) // 2
            return self._contents(folder, items[:half]) | self._contents(folder, items[half:])
        except Unreachable:  # the next pass takes them one by one, so that it is known which it is
            self.tries.update(item.uid for item in items)
            raise


def _batches(folder: Folder, uids: list[int], *, alone: Counter[int]) -> Iterator[list[Listed]]:
    """As many as are stored in one transaction. What broke off before is fetched alone."""
    for start in range(0, len(uids), BATCH):
        batch: list[Listed] = []
        size = 0
        for item in folder.listed(uids[start : start + BATCH]):
            if batch and (size + item.size > BATCH_BYTES or item.uid in alone or batch[-1].uid in alone):
                yield batch
                batch, size = [], 0
            batch.append(item)
            size += min(item.size, LARGEST_MESSAGE)
        if batch:
            yield batch


def _is_another(folder: Folder, place: Mailbox) -> bool:
    there = folder.listed([place.last_uid])
    return bool(there) and there[0].mark != place.mark
