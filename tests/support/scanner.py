"""A real ClamAV daemon for tests, started by scripts/clamav.py; and answers that only a broken one would give."""

from __future__ import annotations

import importlib.util
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _script() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "scripts" / "clamav.py"
    spec = importlib.util.spec_from_file_location("clamav", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["clamav"] = module  # its dataclass looks itself up
    spec.loader.exec_module(module)
    return module


clamav = _script()
EICAR: bytes = clamav.EICAR
AWAY = "tcp://127.0.0.1:9"


@contextmanager
def real_scanner() -> Iterator[Any]:
    if not clamav.is_here():
        pytest.skip(f"ClamAV is not installed: apt-get install {clamav.PACKAGE}")
    with clamav.clamd() as found:
        yield found


@contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A listener that treats each connection as told; its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                wire, _ = listener.accept()
            except TimeoutError:
                continue
            with wire:
                answer(wire)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        ended.set()
        thread.join(10)
        listener.close()
