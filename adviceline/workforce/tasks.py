"""What the machinery does for the rota: states that nobody ended, and cover counted half hour by half hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from adviceline.audit.actors import SYSTEM
from adviceline.jobs.registry import task
from adviceline.jobs.schedules import schedule
from adviceline.workforce.actions.covering import count_cover
from adviceline.workforce.actions.presence import end_bounded_states


@task("workforce.count_cover")
def count_what_is_over(*, at: datetime) -> None:
    end_bounded_states(by=SYSTEM, at=at)
    count_cover(at=at)


schedule("workforce.count_cover", every=timedelta(minutes=15))
