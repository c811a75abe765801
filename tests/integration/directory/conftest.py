from __future__ import annotations

import pytest

from adviceline.audit.actors import SYSTEM
from adviceline.content.current import current_content
from adviceline.directory.actions import load_content_entries


@pytest.fixture
def loaded(db, clock):
    """The directory as `adviceline content load` leaves it."""
    return load_content_entries(resources=current_content().resources, by=SYSTEM, at=clock.now)
