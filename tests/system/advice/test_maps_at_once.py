"""People who sign, comment, publish and withdraw in the same moment, on a database that really commits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.in_service import call
from tests.support.server import Service

pytestmark = [pytest.mark.system, pytest.mark.both_engines]
ROUNDS = 8
AT_ONCE = "tests.support.maps_at_once:rounds"


@pytest.fixture(scope="module")
def quiet_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that is not a demonstration, without a server."""
    with Service(tmp_path_factory.mktemp("maps"), environment="test") as made:
        yield made.prepare(with_content=False)


def test_nobody_signs_over_a_comment_that_stands_and_a_version_is_signed_once(quiet_service: Service) -> None:
    for done in call(quiet_service, AT_ONCE, kind="sign and comment", many=ROUNDS):
        actions = [action for action, _ in done["events"]]
        assert set(done["raised"]) <= {"", "UnableToMoveMap"}, done
        assert done["raised"][1] == ""
        assert actions.count("map.signed") == (done["one_state"] == "signed_off") <= 1
        if "map.signed" in actions:
            assert actions.index("map.signed") < actions.index("map.commented")
        assert ("" in (done["raised"][0], done["raised"][2])) == ("map.signed" in actions)


def test_of_several_publications_the_last_one_is_in_use_and_each_is_whole(quiet_service: Service) -> None:
    for done in call(quiet_service, AT_ONCE, kind="publish and publish", many=ROUNDS):
        published = [named for action, named in done["events"] if action == "map.published"]
        assert set(done["raised"]) <= {"", "UnableToMoveMap"}, done
        assert len(published) == done["raised"].count("") >= 2
        assert done["in_use"] == [[published[-1], "signed_off"]]


def test_a_version_whose_sign_off_is_withdrawn_meanwhile_is_never_left_in_use(quiet_service: Service) -> None:
    for done in call(quiet_service, AT_ONCE, kind="publish and withdraw", many=ROUNDS):
        assert set(done["raised"]) <= {"", "UnableToMoveMap"}, done
        assert done["raised"][1] == ""
        assert done["one_state"] == "draft"
        assert done["one"] not in [named for named, _ in done["in_use"]]
        assert {state for _, state in done["in_use"]} <= {"signed_off"}
