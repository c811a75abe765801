"""Two claims in the same moment: one wins, nothing is charged for twice, and the ledger has no gap."""

from __future__ import annotations

import pytest

from tests.support.in_service import call
from tests.support.server import Service

pytestmark = [pytest.mark.system, pytest.mark.both_engines]


def test_of_two_releases_at_once_one_wins(tmp_path):
    with Service(tmp_path) as service:
        service.prepare()
        found = call(service, "tests.support.claims_at_once:race")
    assert found["drawn"] == [""] * 4
    assert found["signed"] == found["released"] == ["", "UnableToClaim"]
    assert found["spent"] == ["", ""]
    assert (found["claims"], found["of_claims"], found["charges"]) == (1, 1, 30)
    assert found["claimed"] == found["gross"]
    assert found["entries"] == [1, 2, 3, 4, 5]
    assert found["agrees"]
