"""Processor time, which other work on the machine does not lengthen much."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path


def processor_seconds() -> Callable[[], float]:
    """Gives what our own thread has used, in which SQLite works too, and PostgreSQL's process for our connection.

    That process must run on this machine (Linux), and the connection must stay the same.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.thread_time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        used = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")  # nanoseconds on a processor, first of three figures
    return lambda: time.thread_time() + int(used.read_text().split()[0]) / 1e9
