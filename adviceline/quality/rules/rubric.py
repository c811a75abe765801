"""What a reviewer may answer to each question of the rubric."""

from __future__ import annotations

from collections.abc import Mapping

ANSWERS = {"met": "Met", "partly": "Partly", "not_met": "Not met", "not_applicable": "Does not apply"}


def problems_with(answers: Mapping[str, str], rubric: Mapping[str, str]) -> str:
    """Why these answers cannot be kept; empty when they can."""
    if set(answers) != set(rubric):
        return "Answer every question of the rubric."
    if not set(answers.values()) <= set(ANSWERS):
        return "Choose one of the answers on the page."
    return ""
