"""How serious a risk is, and whether its review is overdue. Pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

LIKELIHOOD = {1: "Rare", 2: "Unlikely", 3: "Possible", 4: "Likely", 5: "Almost certain"}
IMPACT = {1: "Slight", 2: "Minor", 3: "Moderate", 4: "Serious", 5: "Severe"}
REVIEW_AT_MOST_DAYS = 92


class Band(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


BAND_WORDS = {Band.LOW: "Low", Band.MEDIUM: "Medium", Band.HIGH: "High"}


def score(likelihood: int, impact: int) -> int:
    return likelihood * impact


def band(points: int) -> Band:
    """Low to 5, medium to 12, high from 15: the products of two numbers from 1 to 5 leave 13 and 14 out."""
    return Band.LOW if points <= 5 else Band.MEDIUM if points <= 12 else Band.HIGH


def is_overdue(review_date: date, *, is_open: bool, today: date) -> bool:
    """Due on its day, overdue from the next."""
    return is_open and review_date < today
