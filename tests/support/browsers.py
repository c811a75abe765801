"""Browsers of tests share what stands before the views.

A browser (`django.test.Client`) builds the whole middleware for itself, and whitenoise looks at every static file for
that. The tests open thousands of browsers; the service builds it once. Whatever changes a setting has it built anew.
"""

from __future__ import annotations

from typing import Any

from django.core.signals import setting_changed
from django.test.client import ClientHandler

_PARTS = ("_middleware_chain", "_view_middleware", "_template_response_middleware", "_exception_middleware")
_built: dict[str, Any] = {}
_build = ClientHandler.load_middleware


def _take_or_build(handler: ClientHandler, is_async: bool = False) -> None:
    if not _built:
        _build(handler, is_async)
        _built.update({name: getattr(handler, name) for name in _PARTS})
    for name, part in _built.items():
        setattr(handler, name, part)


def _forget(**changed: Any) -> None:
    _built.clear()


def share() -> None:
    ClientHandler.load_middleware = _take_or_build  # type: ignore[method-assign]
    setting_changed.connect(_forget)
