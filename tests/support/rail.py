"""The desk's frame, counted once: for tests that look at many pages of the same records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from unittest import mock

from adviceline.desk import context
from adviceline.workforce.queries.cover import Now


@contextmanager
def counted_once() -> Iterator[None]:
    """What waits behind each item of the rail, and who is on the line, are asked of the database for the first page and
    shown on the others too. Half of the time of a small page of the desk is spent on them."""
    waiting, cover_now = cache(context._waiting), context.cover_now
    found: list[Now] = []

    def now(*, at: datetime) -> Now:
        if not found:
            found.append(cover_now(at=at))
        return found[0]

    with mock.patch.object(context, "_waiting", waiting), mock.patch.object(context, "cover_now", now):
        yield
