"""Two changes at the same moment, by two processes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.server import Service

pytestmark = [pytest.mark.system, pytest.mark.both_engines]


def test_the_last_two_managers_cannot_both_lose_access(new_service: Callable[..., Service]) -> None:
    service = new_service().prepare()
    for name in ("first", "second"):
        service.run("people", "add", f"{name}@example.org", "--name", name.title(), "--role", "service_manager")
    with ThreadPoolExecutor(2) as both:
        ended = list(
            both.map(
                lambda name: service.run("people", "deactivate", f"{name}@example.org", check=False),
                ("first", "second"),
            )
        )
    assert sorted(done.returncode for done in ended) == [0, 1]
    assert "Nobody else can manage people" in "".join(done.stderr for done in ended)
    assert service.run("people", "list").stdout.count("service_manager") == 1
    assert "the chain holds" in service.run("audit", "verify").stdout
