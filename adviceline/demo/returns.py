"""The returns of the made-up pilot: each month but the last is released, the last is a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from adviceline.accounts.models import Person
from adviceline.content.safe_yaml import parse
from adviceline.measures.calendar import LONDON
from adviceline.privacy.screening import screen_text
from adviceline.reporting.models import Return
from adviceline.reporting.returns import actions, queries
from adviceline.reporting.returns.naming import month_period

DATA = Path(__file__).parent / "data" / "returns.yaml"
#: A return is drawn up on this day of the next month, at ten o'clock.
DAY, HOUR = 7, 10


def add_returns(*, months: Sequence[int], staff: Sequence[Person]) -> list[Return]:
    """Through the service's own actions, by the analyst, the supervisor and the manager. `months`: yyyymm, in order."""
    analyst, supervisor, manager = (
        next(person for person in staff if role in person.roles)
        for role in ("evidence_analyst", "supervisor", "service_manager")
    )
    data = parse(DATA.read_bytes(), DATA.name).data
    made = []
    for month in months:
        period = month_period(month)
        at = datetime(month // 100, month % 100, 28, HOUR, tzinfo=LONDON) + timedelta(days=10)
        at = at.replace(day=DAY)
        report = actions.prepare_return(period=period, by=analyst, at=at)
        texts = data["months"].get(period.text, {})
        if month != months[-1]:
            texts = data["otherwise"] | texts
        for section, text in texts.items():
            said = actions.write_commentary(
                report=report, section=section, text=screen_text(text), version=0, by=analyst, at=at
            )
            report = queries.return_by_name(period.text)
            if month != months[-1]:
                said.report = report
                actions.review_commentary(commentary=said, version=1, by=supervisor, at=at)
                report = queries.return_by_name(period.text)
        report = actions.protect_return(report=report, by=analyst, at=at)
        if month != months[-1]:
            actions.attack_return(report=report, by=analyst, at=at)
            report = actions.sign_return(report=queries.return_by_name(period.text), by=supervisor, at=at)
            report = actions.release_return(report=report, by=manager, at=at).report
        made.append(report)
    return made
