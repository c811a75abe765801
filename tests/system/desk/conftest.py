"""The service with staff, and two of them signed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.desk_pages import SAMPLE, sign_in, visitor
from tests.support.in_service import call
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def site(service: Service) -> Service:
    call(service, f"{SAMPLE}:staff")
    return service


@pytest.fixture
def ada(browser: Browser, site: Service) -> Iterator[Page]:
    for page in visitor(browser, viewport={"width": 1280, "height": 900}):
        sign_in(page, site, "Ada Example")
        yield page


@pytest.fixture
def cleo(browser: Browser, site: Service) -> Iterator[Page]:
    for page in visitor(browser, viewport={"width": 1280, "height": 900}):
        sign_in(page, site, "Cleo Example")
        yield page
