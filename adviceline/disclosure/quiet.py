"""What the solver prints by itself. For commands, whose output other programs read."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def prints_to_errors() -> Iterator[None]:
    """HiGHS writes a line about itself now and then, below Python, to standard output: it goes to the errors instead. The
    whole process is changed meanwhile, so this is for a command and not for a server."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)  # what C has not written yet
        os.dup2(kept, 1)
        os.close(kept)
