"""Records that stand for all tests of a file: made once, under what each test writes and takes back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connections, transaction


@contextmanager
def standing(django_db_blocker: Any) -> Iterator[None]:
    """What is written at the beginning of this block is seen by the tests that run in it, each in a savepoint of its own,
    and is gone at its end. For fixtures of a file (scope="module"), which also ask for `django_db_setup`."""
    with django_db_blocker.unblock(), ExitStack() as stack:
        for alias in connections:
            stack.enter_context(transaction.atomic(using=alias))
            stack.callback(transaction.set_rollback, True, using=alias)
        yield
