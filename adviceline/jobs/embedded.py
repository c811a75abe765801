"""Doing jobs without a cluster of processes: for one machine and the demo, inside the serving process."""

from __future__ import annotations

import threading
import time

import structlog
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.signing import SignedPackage

from adviceline.jobs import runner
from adviceline.jobs.registry import describe
from adviceline.jobs.schedules import start_due

log = structlog.get_logger(__name__)
SWEEP_SECONDS = 5.0
IDLE_SECONDS = 0.3


class _Loop(threading.Thread):
    """A thread that works until it is told to stop, and outlives a database that is away for a while."""

    pause_seconds = SWEEP_SECONDS

    def __init__(self) -> None:
        super().__init__(name=type(self).__name__, daemon=True)
        self._stopping = threading.Event()

    def stop(self, wait_seconds: float = 10.0) -> None:
        """Finish the job at hand and end."""
        self._stopping.set()
        if self.is_alive():
            self.join(wait_seconds)

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                close_old_connections()
                busy = self.turn()
            except DatabaseError as error:
                log.error("jobs are waiting for the database", error=describe(error))
                busy = False
                for connection in connections.all(initialized_only=True):
                    connection.close()
            if not busy:
                self._stopping.wait(self.pause_seconds)
        for connection in connections.all(initialized_only=True):
            connection.close()

    def turn(self) -> bool:
        """One round; True when there may be more to do at once."""
        raise NotImplementedError


class Sweeper(_Loop):
    """Queues what is due: retries, scheduled work, and what a dead worker left behind."""

    def turn(self) -> bool:
        start_due(at=timezone.now())
        runner.sweep()
        return False


class EmbeddedWorker(_Loop):
    """Takes jobs from django-q2's queue one by one, and sweeps in between."""

    pause_seconds = IDLE_SECONDS

    def __init__(self) -> None:
        super().__init__()
        self._broker = get_broker()
        self._next_sweep = 0.0

    def turn(self) -> bool:
        if time.monotonic() >= self._next_sweep:
            start_due(at=timezone.now())
            runner.sweep()
            self._next_sweep = time.monotonic() + SWEEP_SECONDS
        tasks = self._broker.dequeue() or []
        for ticket, package in tasks:
            job = SignedPackage.loads(package)
            if job["func"] == runner.RUN:
                runner.run(*job["args"])
            self._broker.acknowledge(ticket)
        return bool(tasks)
