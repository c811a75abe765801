"""The service as an operator starts it, and a browser before it: what every other system test stands on."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support import axe
from tests.support.server import ROOT

pytestmark = pytest.mark.system
#: Libraries that take longer to load than all else together; each is loaded by the first thing that needs it.
LATE = {"authheaders", "dns", "duckdb", "icalendar", "numpy", "pyarrow", "redis", "scipy", "vl_convert", "weasyprint"}
LOADED = """
import sys
from adviceline.cli import start_django
start_django(serving=True)
import adviceline.running, config.asgi, config.urls, uvicorn
print(*sys.modules)
"""


@pytest.mark.both_engines
def test_it_starts_on_an_empty_data_directory_stops_when_asked_and_starts_again(new_service):
    service = new_service(from_the_shell=True).prepare()

    service.start().stop()
    service.start()

    assert service.run("migrate").returncode == 0  # a second time, beside a running server: nothing to do
    assert "Traceback" not in service.log_tail()


def test_it_starts_without_what_only_some_pages_need(service):
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, env=service.environment, capture_output=True, text=True, check=True
    )

    assert LATE & set(done.stdout.split()) == set()


def test_a_killed_server_leaves_its_port_free(new_service):
    service = new_service().prepare().start()

    service.kill()

    service.start()


def test_a_visitor_meets_the_home_page_and_nothing_else_is_asked_for(service, page):
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))

    answer = page.goto(service.url("/"))

    assert answer.status == 200
    assert page.get_by_role("heading", level=1).count() == 1
    assert [url for url in asked if not url.startswith(service.url("/"))] == []
    assert said == []
    assert axe.violations(page) == []


def test_the_home_page_stands_with_and_without_scripts(service, page_either_way):
    page_either_way.goto(service.url("/"))

    assert page_either_way.get_by_role("main").is_visible()
