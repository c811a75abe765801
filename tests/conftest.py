"""What every test stands on: both databases open, a still clock, no skips where nothing may be skipped."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings

from tests.support.clock import Clock

pytest_plugins = ["tests.support.system", "tests.support.databases"]

# In continuous integration a skipped test is a hole that nobody sees, so it fails there.
SKIPS_FAIL = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# A slow machine is not a failure. Where nobody can look into a chance finding, the examples are the same each time.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    print_blob=True,
    derandomize=SKIPS_FAIL,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")


# Python looks through all that lives each time that much has been made. Modules and collected tests live to the end, a
# million objects and more: they are set aside, and what comes after is looked through less often.
gc.set_threshold(50_000, 20, 50)


def pytest_collection_finish() -> None:
    from tests.support import browsers

    browsers.share()
    gc.collect()
    gc.freeze()


SYSTEM_TESTS = Path(__file__).with_name("system")
# These take minutes, so they begin first, the longest before the others: a worker that met one last would work on alone.
LONGEST_FILES = (
    "system/test_every_page.py",
    "system/telephony/test_calls_on_a_real_exchange.py",
    "system/durability/test_killing.py",
    "system/channels/test_ingest_commands.py",
)


def _turn(item: pytest.Item) -> int:
    path = item.path.as_posix()
    return next((turn for turn, name in enumerate(LONGEST_FILES) if path.endswith(name)), len(LONGEST_FILES))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="leave out tests that use no database: on a second engine they would be the same again",
    )


def _uses_a_database(item: pytest.Item) -> bool:
    """pytest-django refuses every query of a test that says none of these."""
    uses = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or uses & {"db", "transactional_db", "client", "admin_client"})


def _asks_an_engine(item: pytest.Item) -> bool:
    return _uses_a_database(item) and item.get_closest_marker("one_engine") is None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Opens every database alias to a test that uses one: records live in `default`, enquiry keys in `keys`."""
    if config.getoption("--database-only"):
        config.hook.pytest_deselected(items=[item for item in items if not _asks_an_engine(item)])
        items[:] = [item for item in items if _asks_an_engine(item)]
    strays = [
        item.nodeid for item in items if item.get_closest_marker("system") and SYSTEM_TESTS not in item.path.parents
    ]
    if strays:
        raise pytest.UsageError(f"scripts/test looks for tests of the running system in tests/system alone: {strays}")
    items.sort(key=_turn)
    for item in items:
        if not _uses_a_database(item):
            continue
        mark = item.get_closest_marker("django_db")
        uses = set(getattr(item, "fixturenames", ()))
        options = {"databases": "__all__", **(mark.kwargs if mark else {})}
        if "transactional_db" in uses:
            options["transaction"] = True
        item.add_marker(pytest.mark.django_db(**options), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if SKIPS_FAIL and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Skipped, which counts as a failure when CI is set: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    report = yield
    if SKIPS_FAIL and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"Skipped while collecting, which counts as a failure when CI is set: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def engine() -> str:
    """`sqlite` or `postgresql`: the engine this run is on."""
    return settings.DATABASES["default"]["ENGINE"].rpartition(".")[2].removesuffix("3")


@pytest.fixture
def clock() -> Clock:
    """Thursday 3 February 2022, 10 o'clock in London, until `clock.forward(minutes=5)`."""
    return Clock()
