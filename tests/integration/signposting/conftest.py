from __future__ import annotations

import uuid

import pytest

from adviceline.audit.actors import SYSTEM
from adviceline.content.current import current_content
from adviceline.directory.actions import load_content_entries
from adviceline.signposting import actions


@pytest.fixture
def loaded(db, clock):
    """The directory as `adviceline content load` leaves it."""
    return load_content_entries(resources=current_content().resources, by=SYSTEM, at=clock.now)


@pytest.fixture
def give(loaded, adviser, clock):
    """Gives a pack in an enquiry."""

    def make(enquiry, *resources, how="link", submission=None, at=None):
        return actions.give_pack(
            enquiry=enquiry, resources=resources or ("ncats", "rse-guidance"), how=how, submission=submission or uuid.uuid4(),
            origin="https://advice.example.org", by=adviser, at=at or clock.now,
        )  # fmt: skip

    return make
