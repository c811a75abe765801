"""The listener to a real exchange, driven by a test."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from adviceline.channels.telephony.exchange.ami import Gone
from adviceline.channels.telephony.exchange.listener import ExchangeListener
from adviceline.channels.telephony.models import LiveCall
from tests.support.telephone import Line

PATIENCE = 60


class Ears:
    """A listener driven by the test: it hears until something is so."""

    def __init__(self, line: Line) -> None:
        self.line, self.listener = line, ExchangeListener()
        self.listener._hours_told_at = (
            timezone.now()
        )  # the exchange keeps the hours of the test, whatever hour it is now

    def until(self, met: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not met():
            assert time.monotonic() < deadline, list(LiveCall.objects.values("call_id", "state", "heard"))
            self.once()
        while self.listener._due:  # contacts are made a moment later
            self.once()

    def once(self) -> None:
        try:
            self.listener.hear(self.line.settings, seconds=0.2)
        except Gone:
            self.listener.let_go()
            time.sleep(0.05)

    def cut(self) -> None:
        """The connection breaks off under it."""
        assert self.listener._manager is not None
        self.listener._manager._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.listener.let_go()

    def look_at_all(self) -> None:
        """As after a quarter of a minute."""
        self.listener._members._all_at = timezone.now() - timedelta(minutes=1)
