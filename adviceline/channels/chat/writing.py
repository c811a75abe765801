"""Group commit: one thread of the process keeps, in one transaction, all that was said while the last one was kept.

So a message waits for one commit, whoever else is writing, and the disk is asked once for many. Nobody is told of a
message before it is on the disk (docs/adr/0070).
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.channels.chat.actions.keeping import Kept, Said, keep_messages
from adviceline.channels.chat.errors import UnableToSay
from adviceline.channels.chat.queries import name_given
from adviceline.channels.chat.rules import LONGEST_MESSAGE, greeted, may_greet
from adviceline.channels.chat.states import ADVISER, ENQUIRER, WHISPER
from adviceline.jobs.registry import describe
from adviceline.privacy.forms import shown
from adviceline.privacy.screening import (
    UNSCREENED,
    ArrivedText,
    GuardUnavailable,
    IdentifyingDetailsFound,
    ScreenedText,
    receive_text,
    screen_text,
)
from adviceline.ui.forms import UNREADABLE, Finding
from adviceline.ui.words import sentence

log = structlog.get_logger(__name__)
MOST_AT_ONCE = 400
QUIET_SECONDS = 1.0
P = TypeVar("P")


@dataclass(frozen=True)
class Draft:
    """What a page sent, not looked at yet. `author` is None for the enquirer."""

    chat_id: int
    client_id: uuid.UUID
    text: str
    author: Person | None = None
    blank: bool = False
    whisper: bool = False


@dataclass(frozen=True)
class Refused:
    """Why a draft was not kept. `again`: it may be sent again as it is, a little later."""

    reason: str
    words: str
    findings: tuple[Finding, ...] = ()
    again: bool = False


class Writer(threading.Thread, Generic[P]):
    """Takes drafts with whatever they came from, and hands back each with what became of it, in the order they came."""

    def __init__(self, answer: Callable[[list[tuple[P, Draft, Kept | Refused]]], None]) -> None:
        super().__init__(name="chat writer", daemon=True)
        self._waiting: SimpleQueue[tuple[P, Draft]] = SimpleQueue()
        self._answer = answer

    def put(self, came_from: P, draft: Draft) -> None:
        self._waiting.put((came_from, draft))

    def run(self) -> None:
        while True:
            batch = self._next_batch()
            outcomes = keep([draft for _, draft in batch])
            self._answer([(*pair, outcome) for pair, outcome in zip(batch, outcomes, strict=True)])

    def _next_batch(self) -> list[tuple[P, Draft]]:
        try:
            batch = [self._waiting.get(timeout=QUIET_SECONDS)]
        except Empty:
            close_old_connections()  # not after each batch: to open one takes as long as a commit
            batch = [self._waiting.get()]
        with suppress(Empty):
            while len(batch) < MOST_AT_ONCE:
                batch.append(self._waiting.get_nowait())
        return batch


def keep(drafts: Sequence[Draft]) -> list[Kept | Refused]:
    """Screen and keep them; for each, in its order, what became of it. Never raises."""
    looked_at = [look_at(draft) for draft in drafts]
    said = [each for each in looked_at if isinstance(each, Said)]
    kept = iter(_kept(said)) if said else iter(())
    return [next(kept) if isinstance(each, Said) else each for each in looked_at]


def look_at(draft: Draft) -> Said | Refused:
    """The draft as it may be kept: cleaned of what nobody sees, and let through by the guard."""
    text = UNREADABLE.sub("", draft.text).replace("\r\n", "\n").strip()
    if draft.author is not None and not draft.whisper and may_greet(text[:LONGEST_MESSAGE]):
        text = greeted(text, name_given(draft.chat_id, author=draft.author))
    if not text:
        return Refused("empty", sentence("chat.empty"))
    if len(text) > LONGEST_MESSAGE:
        return Refused("too_long", sentence("chat.too_long", limit=LONGEST_MESSAGE))
    screened: ScreenedText | ArrivedText
    try:
        if draft.blank and draft.author is None:
            arrived = receive_text(text)
            if arrived.text == UNSCREENED:
                return _unchecked()
            screened = arrived
        else:
            screened = screen_text(text)
    except IdentifyingDetailsFound as refusal:
        found = tuple(shown(finding) for finding in refusal.findings)
        words = "chat.identifying_adviser" if draft.author else "chat.identifying"
        return Refused("identifying", sentence(words), found)
    except GuardUnavailable:
        return _unchecked()
    sender = ENQUIRER if draft.author is None else WHISPER if draft.whisper else ADVISER
    return Said(
        chat_id=draft.chat_id, sender=sender, client_id=draft.client_id, text=screened, at=timezone.now(),
        author=draft.author,
    )  # fmt: skip


def _unchecked() -> Refused:
    return Refused("unchecked", sentence("chat.unchecked"))


def _kept(said: Sequence[Said]) -> list[Kept | Refused]:
    """All in one transaction; where that fails for another reason than the database being away, one by one."""
    try:
        return [_shown(each) for each in keep_messages(said=said)]
    except (OperationalError, InterfaceError) as error:
        return _away(said, error)
    except Exception as error:
        log.error("messages of a chat could not be kept together", error=describe(error), messages=len(said))
        _forget_connections()
        if len(said) == 1:
            return [Refused("failed", sentence("chat.not_kept"))]
        return [_kept([each])[0] for each in said]


def _away(said: Sequence[Said], error: Exception) -> list[Kept | Refused]:
    log.error("messages of a chat wait for the database", error=describe(error), messages=len(said))
    _forget_connections()
    return [Refused("later", sentence("chat.later"), again=True) for _ in said]


def _shown(outcome: Kept | UnableToSay) -> Kept | Refused:
    return outcome if isinstance(outcome, Kept) else Refused("not_now", str(outcome))


def _forget_connections() -> None:
    for connection in connections.all(initialized_only=True):
        with suppress(DatabaseError):
            connection.close()
