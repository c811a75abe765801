from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.always_open import content
from tests.support.chat_pages import Visitor
from tests.support.in_service import call
from tests.support.other_site import other_pages
from tests.support.server import Service

ADVISER, SUPERVISOR = "Alex Sample", "Robin Sample"


@pytest.fixture(scope="package")
def other_site() -> Iterator[str]:
    """Another site, whose pages hold chat by one line: its origin. Its every page is the same."""
    with other_pages() as origin:
        yield origin


@pytest.fixture(scope="package")
def open_service(tmp_path_factory: pytest.TempPathFactory, other_site: str) -> Iterator[Service]:
    """A running service that is open whenever the tests run, with an adviser and a supervisor who chat, and that the other
    site may embed."""
    settings = {"ADVICELINE_CHATS_AT_ONCE": "50", "ADVICELINE_CHAT_EMBEDDED_AT": other_site}
    with Service(tmp_path_factory.mktemp("open"), **settings) as running:
        running.prepare().environment["ADVICELINE_CONTENT"] = content()
        call(running, "tests.support.chat_people:make", adviser=ADVISER, supervisor=SUPERVISOR)
        yield running.start()


@pytest.fixture
def enquirer(open_service: Service) -> Visitor:
    return Visitor(open_service.url("")).starts_chat()


@pytest.fixture
def adviser(open_service: Service) -> Visitor:
    return Visitor(open_service.url("")).signs_in(ADVISER)
