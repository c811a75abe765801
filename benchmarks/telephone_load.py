"""Calls at once through the queue for a bounded time: half of them talk, half wait. What the callers count is what is counted.

The service is open all the time, whatever hour it is. With `screen` the telephones are of fifty advisers, who are ready, and pages
are open in a browser."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median
from typing import Any

HOLD_SECONDS, RING_MILLISECONDS = 20, 1500
LOOK_EVERY = 0.05
SETTLE_SECONDS = 20.0


def load(
    line: Any, *, at_once: int, seconds: int, listener: subprocess.Popen[bytes], settle: Callable[[Any], dict[str, Any]],
    screen: AbstractContextManager[dict[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    """One SIPp is every telephone; another keeps so many calls up. A third looks at the database."""
    from scripts import asterisk as server

    port, calls = server.free_udp_port(), at_once * seconds // HOLD_SECONDS
    for adviser in line.settings.advisers:
        password = line.passwords[adviser.extension]
        line.sipp("register", caller=False, user=adviser.extension, port=port, keys={"password": password})
    lasts = seconds + 4 * HOLD_SECONDS
    phones = line.sipp(
        "phone_rings",
        caller=False,
        port=port,
        wait=False,
        calls=100_000,
        at_once=at_once,
        hold=RING_MILLISECONDS,
        lasts=lasts,
    )
    _wait_for_members(line)
    with screen as shown:
        watch = _Watch({"asterisk": line.asterisk.process.pid, "listener": listener.pid})
        callers = line.ring(
            "caller", user="07700900400", calls=calls, at_once=at_once, rate=at_once / HOLD_SECONDS * 2,
            hold=HOLD_SECONDS * 1000, lasts=lasts, wait=False,
        )  # fmt: skip
        while callers.process.poll() is None:
            watch.look()
        line.no_calls_left()
        until = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < until:
            watch.look()
        told = watch.told()
    phones.stop()
    listener.terminate()
    listener.wait(20)
    return {
        "placed": calls,
        "callers_ended_well": callers.process.returncode == 0,
        **told,
        "screens": shown,
        **settle(line),
    }


def _wait_for_members(line: Any) -> None:
    """Where the service knows whose the telephones are, it is the service that puts them into the queue."""
    from adviceline.accounts.models import Person

    name, telephones = line.settings.name, line.settings.advisers
    if Person.objects.filter(email=telephones[0].email).exists():
        line.asterisk.wait(
            lambda: line.asterisk.command(f"queue show {name}").count("PJSIP/") == len(telephones), "not all are there"
        )
        return
    for each in telephones:
        line.asterisk.command(f"queue add member PJSIP/{each.extension} to {name}")


class _Watch:
    """From the instant of an event at the exchange until another process finds it in the database."""

    def __init__(self, processes: dict[str, int]) -> None:
        self.processes, self.began = processes, time.monotonic()
        self.delays: list[float] = []
        self.most_at_once = 0
        self._used = {name: _processor_seconds(pid) for name, pid in processes.items()}
        self.memory: dict[str, list[tuple[float, float]]] = {name: [] for name in processes}
        self._seen: dict[int, int] = {}

    def look(self) -> None:
        from adviceline.channels.telephony.models import LiveCall

        rows = list(
            LiveCall.objects.filter(pk__gt=max(self._seen, default=0) - 400).values_list("pk", "state", "heard")
        )
        now = time.time()
        for pk, _, heard in rows:
            known = self._seen.get(pk, 0)
            self.delays += [now - at for _, at, *_ in heard[known:]]
            self._seen[pk] = len(heard)
        self.most_at_once = max(self.most_at_once, sum(state != "over" for _, state, _ in rows))
        since = time.monotonic() - self.began
        for name, pid in self.processes.items():
            kept = self.memory[name]
            if not kept or since - kept[-1][0] >= 5:
                kept.append((since, _resident(pid)))
        time.sleep(LOOK_EVERY)

    def told(self) -> dict[str, Any]:
        in_order = sorted(self.delays)
        place = round(0.95 * (len(in_order) - 1))
        return {
            "events": len(in_order),
            "most_at_once": self.most_at_once,
            "delay_median_ms": round(median(in_order) * 1000),
            "delay_p95_ms": round(in_order[place] * 1000),
            "delay_most_ms": round(in_order[-1] * 1000),
            "processor_share": {
                name: round((_processor_seconds(pid) - self._used[name]) / (time.monotonic() - self.began), 2)
                for name, pid in self.processes.items()
            },
            "memory_mib": {
                name: {f"after {round(since)} s": round(size, 1) for since, size in kept[:: max(1, len(kept) // 6)]}
                for name, kept in self.memory.items()
            },
        }


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    """MiB."""
    for row in Path(f"/proc/{pid}/status").read_text().splitlines():
        if row.startswith("VmRSS:"):
            return int(row.split()[1]) / 1024
    return 0.0
