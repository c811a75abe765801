"""Tasks and message composers by name. A room registers its own in its tasks.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage

Task = Callable[..., None]
Composer = Callable[..., EmailMessage | None]

TASKS: dict[str, Task] = {}
COMPOSERS: dict[str, Composer] = {}
#: By composer: what is done in the transaction that marks its message as sent.
AFTER_SENDING: dict[str, Task] = {}


class UnknownTask(LookupError):
    """No room registered a task or composer of that name."""


def task(name: str) -> Callable[[Task], Task]:
    """Register `function(*, at, **args)` to be run by a worker. It may run more than once, so it must bear that."""

    def register(function: Task) -> Task:
        if name in TASKS:
            raise ValueError(f"Two tasks are named {name}.")
        TASKS[name] = function
        return function

    return register


def composer(name: str) -> Callable[[Composer], Composer]:
    """Register `function(**args) -> EmailMessage | None`, which writes a message at the moment it is sent.

    Only ids wait in the outbox, so an erased enquiry leaves nothing to send: the composer then answers None.
    """

    def register(function: Composer) -> Composer:
        if name in COMPOSERS:
            raise ValueError(f"Two messages are named {name}.")
        COMPOSERS[name] = function
        return function

    return register


def after_sending(composer_name: str) -> Callable[[Task], Task]:
    """Register `function(*, at, **args)`, called with the composer's `args` when the mail server has taken the message,
    in the transaction that marks it as sent."""

    def register(function: Task) -> Task:
        if composer_name in AFTER_SENDING:
            raise ValueError(f"Two things are done after {composer_name}.")
        AFTER_SENDING[composer_name] = function
        return function

    return register


def find_task(name: str) -> Task:
    try:
        return TASKS[name]
    except KeyError:
        raise UnknownTask(f"No task is named {name}.") from None


def find_composer(name: str) -> Composer:
    try:
        return COMPOSERS[name]
    except KeyError:
        raise UnknownTask(f"No message is named {name}.") from None


def describe(error: BaseException) -> str:
    """An error without what it may quote of a record: its type, and its words only when it says them for people."""
    said: Any = getattr(error, "safe_words", "")
    return f"{type(error).__name__}{': ' + said if said else ''}"[:300]
