"""Two people sign, and release, in the same moment: one does it, the other is told in plain words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.in_service import call
from tests.support.server import Service

pytestmark = [pytest.mark.system, pytest.mark.both_engines, pytest.mark.timeout(900)]
MADE = "tests.support.returns_at_once"
#: Before it is locked it may have been released already; after, somebody changed it meanwhile.
TOLD = ("is released, so it cannot be", "A colleague changed return", "is signed, so it cannot be")


def test_of_two_people_at_once_one_is_told(tmp_path):
    with Service(tmp_path) as service:
        service.prepare()
        people = call(service, f"{MADE}:made_ready")
        for name, told in call(service, f"{MADE}:signed_at_once").items():
            assert sorted(map(bool, told)) == [False, True], (name, told)
            assert any(words in "".join(told) for words in TOLD), (name, told)

        names = ["2022-01", "2022-02"]
        told = call(service, f"{MADE}:released_at_once", names=names)
        assert sorted(map(bool, told)) == [False, True], told
        assert "Another return was released in the same moment" in "".join(told)
        first, second = sorted(names, key=lambda name: bool(told[names.index(name)]))

        with ThreadPoolExecutor() as both:  # of one return, by two processes
            commands = [["returns", "release", second, "--by", email] for email in people]
            done = list(both.map(lambda command: service.run(*command, check=False), commands))
        assert sorted(each.returncode for each in done) == [0, 2], [each.stderr for each in done]
        said = next(each.stderr for each in done if each.returncode)
        assert any(words in said for words in TOLD), said
        found = call(service, f"{MADE}:standing")
    assert found["numbers"] == [1, 2]
    assert found["names"] == [first, second]
    assert found["events"] == [f"return:{name}" for name in found["names"]]
    assert found["problems"] == []
