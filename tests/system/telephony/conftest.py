"""An exchange for each file, where Asterisk is here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scripts.asterisk import why_not_here
from tests.support.ears import Ears
from tests.support.telephone import Line, telephone_line


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    """Two callers may wait; a telephone rings for two seconds; nobody wraps up."""
    if problem := why_not_here():
        pytest.skip(problem)
    with telephone_line(queue="most_waiting = 2\nring_seconds = 2\nwrap_up_seconds = 0") as running:
        yield running


@pytest.fixture
def ears(line: Line, settings) -> Iterator[Ears]:
    settings.EXCHANGE = str(line.settings_file)
    line.no_calls_left()
    found = Ears(line)
    found.once()  # connected before anybody rings
    yield found
    found.close()
