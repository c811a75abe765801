"""Runs a function of the tests inside a running service's own settings and database, and brings back its answer.

reference = call(service, "tests.support.desk_sample:enquiry", text="…")
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.support.server import ROOT, Service

PROGRAM = """
import importlib, json, sys
import django
django.setup()
module, _, name = sys.argv[1].partition(":")
answer = getattr(importlib.import_module(module), name)(**json.loads(sys.argv[2]))
print("\\n" + json.dumps(answer))
"""


def call(service: Service, function: str, **arguments: Any) -> Any:
    """What the function answers; arguments and answer travel as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, function, json.dumps(arguments)],
        cwd=ROOT, env=service.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{function} failed:\n{done.stderr[-4000:]}"
    return json.loads(done.stdout.strip().splitlines()[-1])
