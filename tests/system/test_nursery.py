"""What is born of the nursery is what the shell starts: the same settings, whatever the environment says."""

from __future__ import annotations

import os
import signal
from copy import copy

import pytest

from tests.support.in_service import call
from tests.support.nursery import nursery

pytestmark = [pytest.mark.system, pytest.mark.both_engines]
ODD = {
    "ADVICELINE_HOSTS": "odd.example.org,127.0.0.1", "ADVICELINE_LOG_LEVEL": "ERROR", "ADVICELINE_RATE_LIMITS": "off",
    "ADVICELINE_SECRET_KEY": "a key of its own, long enough to be one, so that no signature fits another's",
    "ADVICELINE_PROXIES": "1", "ADVICELINE_SUPPRESS_UP_TO": "7", "EMAIL_URL": "smtp://127.0.0.1:9",
    "REDIS_URL": "redis://127.0.0.1:9/0", "ADVICELINE_BANK_HOLIDAYS": "10:00-16:00", "ADVICELINE_DB_POOL": "1",
}  # fmt: skip


@pytest.mark.parametrize("extra", [{}, ODD], ids=["as it comes", "everything odd"])
def test_it_has_the_settings_of_one_from_the_shell(new_service, extra):
    born = new_service().prepare()
    born.environment |= extra
    shell = copy(born)
    shell.from_the_shell = True

    one, other = (call(service, "tests.support.nursery_sample:settings_at_work") for service in (born, shell))

    assert one.keys() == other.keys()
    assert {name: (value, other[name]) for name, value in one.items() if value != other[name]} == {}


def test_commands_say_the_same_and_end_alike(new_service):
    born = new_service().prepare()
    shell = copy(born)
    shell.from_the_shell = True

    for words in (
        ["audit", "verify"],
        ["people", "add", "nobody"],
        ["nonsense"],
        ["--help"],
        ["serve", "--port", "no"],
    ):
        one, other = (service.run(*words, check=False) for service in (born, shell))
        assert (one.returncode, one.stdout, one.stderr) == (other.returncode, other.stdout, other.stderr)


def test_a_kill_is_a_kill(new_service):
    service = new_service().prepare().start()
    process = service.process
    assert os.getpgid(process.pid) == process.pid != os.getpgid(nursery()._process.pid)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait(30) == -signal.SIGKILL
    service.start().stop()
