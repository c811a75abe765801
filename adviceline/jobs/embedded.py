"""Doing jobs without a cluster of processes: for one machine and the demo, inside the serving process."""

from __future__ import annotations

import threading
import time
from contextlib import suppress

import structlog
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.signing import BadSignature, SignedPackage

from adviceline.jobs import runner
from adviceline.jobs.registry import describe
from adviceline.jobs.runner import RunnerFailed
from adviceline.jobs.schedules import start_due

log = structlog.get_logger(__name__)
SWEEP_SECONDS = 5.0
IDLE_SECONDS = 0.3


class Loop(threading.Thread):
    """A thread that works until it is told to stop. It outlives a database that is away, and any other fault."""

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
        pause = 0.0
        while not self._stopping.is_set():
            try:
                close_old_connections()
                busy = self.turn()
                pause = self.pause_seconds
            except Exception as error:
                log.error("jobs are waiting", error=str(error) if isinstance(error, RunnerFailed) else describe(error))
                busy = False
                # Less and less often, since a full disk takes no long log.
                pause = min(max(2 * pause, IDLE_SECONDS), max(SWEEP_SECONDS, self.pause_seconds))
                _close_connections()
            if not busy:
                self._stopping.wait(pause)
        self.finish()
        _close_connections()

    def finish(self) -> None:
        """What is to be done once, as the loop ends."""

    def turn(self) -> bool:
        """One round; True when there may be more to do at once."""
        raise NotImplementedError


def _close_connections() -> None:
    for connection in connections.all(initialized_only=True):
        with suppress(DatabaseError):
            connection.close()


class Sweeper(Loop):
    """Queues what is due: retries, scheduled work, and what a dead worker left behind."""

    def turn(self) -> bool:
        start_due(at=timezone.now())
        runner.sweep()
        return False


class EmbeddedWorker(Loop):
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
            if (job_id := _job_in(package)) is not None:
                runner.run(job_id)
            self._broker.acknowledge(ticket)
        return bool(tasks)


def _job_in(package: str) -> str | None:
    """The job that a ticket of the queue is for; None for what is not ours or cannot be read: the job itself waits
    in its own table, and the sweep queues it again."""
    try:
        ticket = SignedPackage.loads(package)
        return str(ticket["args"][0]) if ticket["func"] == runner.RUN else None
    except (BadSignature, TypeError, ValueError, LookupError) as error:
        log.error("a ticket in the queue could not be read", error=describe(error))
        return None
