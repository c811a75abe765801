"""The staffing plan of the content: kinds of record, skills, and how advice is reviewed."""

from __future__ import annotations

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


def minimum_cover() -> int:
    """How many qualified advisers every open half hour needs."""
    needed: int = settings.MINIMUM_COVER
    return needed
