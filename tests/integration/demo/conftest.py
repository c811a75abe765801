from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import transaction

from adviceline.demo.actions import Loaded, load_pilot
from tests.support.clock import london

PRESENT = london(2026, 11, 24, 15)  # a Tuesday, years after the pilot


@pytest.fixture(scope="session")
def present() -> datetime:
    """The real present of these tests."""
    return PRESENT


@pytest.fixture(scope="module")
def pilot(django_db_setup: None, django_db_blocker) -> Iterator[Loaded]:
    """A month of the pilot, loaded once for a file of tests and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic(), transaction.atomic(using="keys"):
        yield load_pilot(months=1, seed=7, at=PRESENT)
        for alias in ("default", "keys"):
            transaction.set_rollback(True, using=alias)
