"""A loop whose rounds fail tries again ever less often, and as before once one has gone well."""

from __future__ import annotations

from adviceline.jobs import embedded
from adviceline.jobs.embedded import SWEEP_SECONDS, Loop


def test_a_loop_that_fails_waits_longer_each_time_and_not_for_ever(monkeypatch):
    waits: list[float] = []
    outcomes = iter([False] * 8 + [True] + [False])

    class Failing(Loop):
        pause_seconds = 0.3

        def turn(self) -> bool:
            if not next(outcomes):
                raise OSError("No space left on device")
            return False

    for name in ("close_old_connections", "_close_connections"):
        monkeypatch.setattr(embedded, name, lambda: None)
    loop = Failing()

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 10:
            loop._stopping.set()

    monkeypatch.setattr(loop._stopping, "wait", wait)
    loop.run()
    assert waits[:3] == [0.3, 0.6, 1.2]
    assert waits[4:8] == [4.8, SWEEP_SECONDS, SWEEP_SECONDS, SWEEP_SECONDS]
    assert waits[8:] == [0.3, 0.6]
