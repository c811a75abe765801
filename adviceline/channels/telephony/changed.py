"""Has screens told that a hosted call changed. Channels stand apart, so whoever shows the line says how that is done."""

from __future__ import annotations

from collections.abc import Callable

_tell: Callable[[], None] | None = None


def tell_screens(function: Callable[[], None]) -> None:
    """Have every change told by `function`, in whatever thread. It must not fail."""
    global _tell
    _tell = function


def line_changed() -> None:
    """Called after the commit."""
    if _tell is not None:
        _tell()
