"""What a page says of a working view or a question is in the words that the page shows, never in codes."""

from __future__ import annotations

import re

import pytest

from adviceline.contacts.rules import ClosingFacts, missing_before_closing
from adviceline.desk.page import PARTS


@pytest.mark.parametrize(
    ("view", "outcomes"), [("H0", {"advice_only"}), ("H4", {"managed_internally"}), ("H5", {"resources"})]
)
def test_what_is_missing_shows_no_code(view, outcomes):
    facts = ClosingFacts(
        kind="E1", role="dsl", continuum=view, outcomes=frozenset(outcomes), ending_outcomes=frozenset(outcomes),
        non_advice="", confidence_close_offered=True,
    )  # fmt: skip
    [words] = missing_before_closing(facts)
    assert not re.search(r"\b[A-Z][0-9]", words)
    assert next(part for cue, part in PARTS if cue in words) == "close"
