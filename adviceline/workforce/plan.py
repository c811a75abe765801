"""The staffing plan of the content: kinds of record, skills, and how advice is reviewed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from adviceline.content.current import current_content
from adviceline.workforce.rules.eligibility import Kind


def _plan() -> dict[str, Any]:
    found: dict[str, Any] = current_content().data["staffing"]["plan"]
    return found


def record_kinds() -> dict[str, Kind]:
    """By code, in the order of the content."""
    return {code: Kind(**entry) for code, entry in _plan()["records"].items()}


def skills() -> dict[str, str]:
    """Code → what people call it."""
    return dict(_plan()["skills"])


def rubric() -> dict[str, str]:
    """Id → question of the quality review, in order."""
    return {item["id"]: item["question"] for item in _plan()["review"]["rubric"]}


def review_weights() -> dict[str, float]:
    """What makes an enquiry likelier to be drawn → how much."""
    return dict(_plan()["review"]["weights"])


def school_holidays() -> list[tuple[date, date]]:
    """(first, last) of each, both included, as most authorities have them."""
    return [(date.fromisoformat(each["from"]), date.fromisoformat(each["to"])) for each in _plan()["school_holidays"]]


def adviser_hour() -> Decimal:
    """What an hour of an adviser is assumed to cost, as the evaluation's plan says."""
    return Decimal(str(current_content().data["evaluation"]["plan"]["costs"]["adviser_hour"]["central"]))


def minimum_cover() -> int:
    """How many qualified advisers every open half hour needs."""
    needed: int = settings.MINIMUM_COVER
    return needed
