"""config.settings for tests: a data directory of their own, whatever the person's environment says.

A worker of pytest-xdist gets its own folder, since two processes must not share keys, mail files or a database.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

FROM_OUTSIDE = {"DATABASE_URL", "KEYS_DATABASE_URL", "REDIS_URL"}  # servers that make test or the person started


def _own_data_directory() -> Path:
    """A new temporary folder for this run, made by the first process and shared out to its workers."""
    if not (parent := os.environ.get("ADVICELINE_TEST_DATA")):
        parent = tempfile.mkdtemp(prefix="adviceline-tests-")
        os.environ["ADVICELINE_TEST_DATA"] = parent
        owner = os.getpid()
        atexit.register(lambda: os.getpid() == owner and shutil.rmtree(parent, ignore_errors=True))
    return Path(parent) / os.environ.get("PYTEST_XDIST_WORKER", "main")


for _name in list(os.environ):
    if _name.startswith("ADVICELINE_") and _name != "ADVICELINE_TEST_DATA":
        del os.environ[_name]
os.environ.pop("EMAIL_URL", None)
os.environ |= {"ADVICELINE_ENV": "test", "ADVICELINE_DATA": str(_own_data_directory()), "ADVICELINE_HTTPS": "0"}

from config.settings import *  # noqa: E402

ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose

# A template is compiled by the first worker that needs it. A service of a test's own compiles its own.
_compiled = DATA_DIR.parent / "templates"
_compiled.mkdir(parents=True, exist_ok=True)
TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = FileSystemBytecodeCache(str(_compiled))

# What a power cut leaves is asked of running servers, on config.settings; here nothing need reach the disk.
for _database in DATABASES.values():
    if _started := _database["OPTIONS"].get("init_command"):
        _database["OPTIONS"]["init_command"] = _started.replace("synchronous=FULL", "synchronous=OFF")
