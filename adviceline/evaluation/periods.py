"""Which months an evaluation covers."""

from __future__ import annotations

from datetime import datetime

from adviceline.evaluation.queries import period_by_default
from adviceline.measures.calendar import london_moment, parse_month

MOST_MONTHS = 60


def period_of(first: str, last: str, *, at: datetime) -> tuple[int, int]:
    """Both as typed, such as 2022-01; what is empty is by default. Raises ValueError in words for a person."""
    begins, ends = period_by_default(at=at)
    ends = parse_month(last) if last else ends
    begins = parse_month(first) if first else max(min(begins, ends), _months_before(ends, MOST_MONTHS - 1))
    if begins > ends:
        raise ValueError("The first month is after the last. Give them in order.")
    if ends > london_moment(at).month:
        raise ValueError("The last month lies ahead. Choose one that has begun.")
    if begins < _months_before(ends, MOST_MONTHS - 1):
        raise ValueError(f"An evaluation covers at most {MOST_MONTHS} months.")
    return begins, ends


def _months_before(month: int, number: int) -> int:
    whole = month // 100 * 12 + month % 100 - 1 - number
    return whole // 12 * 100 + whole % 12 + 1
