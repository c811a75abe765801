"""The safety rules of a map of advice, each stated once, and tried on every path.

A rule is a function that answers None, or says how it is broken. Rules about the way ask at every question reached;
rules about the end ask at every outcome reached; rules about the map ask once. Only maps of the individual flow must
keep the rules about emergencies and about the working view.
"""

from __future__ import annotations

from adviceline.advice.safety.at_the_end import OUTSIDE
from adviceline.advice.safety.checks import check_map
from adviceline.advice.safety.moments import EMERGENCY_STEPS, INDIVIDUAL, Broken, SafetyReport
from adviceline.advice.safety.reviewing import flagged_for_review, reading_ages

__all__ = [
    "EMERGENCY_STEPS", "INDIVIDUAL", "OUTSIDE", "Broken", "SafetyReport", "check_map", "flagged_for_review", "reading_ages",
]  # fmt: skip
