"""A few deaths of the reader of a mailbox; benchmarks/mail_kills.py does it hundreds of times."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.mailboxes import mail_servers_or_skip
from tests.support.server import ROOT, Service

pytestmark = [pytest.mark.system, pytest.mark.both_engines]


def test_a_reader_that_is_killed_at_any_point_loses_and_doubles_nothing(tmp_path):
    with mail_servers_or_skip(postfix=False):
        pass  # skipped where they cannot be started
    with Service(tmp_path) as service:
        environment = service.prepare().environment | {"ADVICELINE_ENV": "test"}
        done = subprocess.run(
            [sys.executable, "benchmarks/mail_kills.py", "--kills", "10", "--prepared", "--format", "json"],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["lost"], found["doubled"], found["unsettled"], found["unmarked"]) == (0, 0, 0, 0)
    assert found["recorded"] == found["sent"] > 10
