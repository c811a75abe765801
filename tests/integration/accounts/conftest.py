"""Somebody who signs in, counted from nothing."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from adviceline.accounts.models import Person
from tests.support.people import PASSWORD, somebody


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests() -> None:
    cache.clear()


@pytest.fixture
def sam() -> Person:
    return somebody("evaluator", email="sam@example.org", password=PASSWORD)
