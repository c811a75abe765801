"""The indicators of how the service does, read from released figures alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from adviceline.reporting.returns.document import Figure, ReturnDocument
from adviceline.reporting.returns.rendering.words import figure_words, number_words, of_words


class Better(Enum):
    LOWER = "Lower is better."
    HIGHER = "Higher is better."


#: Measures whose direction has a meaning, in the order of the service's promises: be there, be quick, be of use.
INDICATORS = (
    ("calls_not_answered_percent", Better.LOWER),
    ("calls_not_answered_percent_excluding_short", Better.LOWER),
    ("call_wait_median_seconds", Better.LOWER),
    ("callbacks_completed_in_slot_percent", Better.HIGHER),
    ("callbacks_completed_in_three_percent", Better.HIGHER),
    ("emails_replied_percent", Better.HIGHER),
    ("email_first_reply_median_open_seconds", Better.LOWER),
    ("email_first_reply_p90_open_seconds", Better.LOWER),
    ("first_contact_resolution_percent", Better.HIGHER),
    ("cover_met_percent", Better.HIGHER),
    ("confidence_identifying_change_mean", Better.HIGHER),
    ("confidence_responding_change_mean", Better.HIGHER),
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """`before`: the figure of the period before; `change`: what became of it, in words."""

    id: str
    label: str
    definition: str
    value: str
    of: str
    before: str
    change: str
    better: str


def indicators(documents: Sequence[ReturnDocument]) -> list[Indicator]:
    """Of the last of these returns, against the one before it; the earliest first in `documents`."""
    if not documents:
        return []
    latest, before = documents[-1], documents[-2] if len(documents) > 1 else None
    found = []
    for name, better in INDICATORS:
        now = latest.figure(name)
        then = before.figure(name) if before else None
        if now is None:
            continue
        found.append(
            Indicator(
                name, now.title, now.definition, figure_words(now), of_words(now),
                figure_words(then) if then else "", _change(now, then, better), better.value,
            )
        )  # fmt: skip
    return found


def _change(now: Figure, then: Figure | None, better: Better) -> str:
    if then is None:
        return "There is no earlier return to compare it with."
    if now.value.value is None or then.value.value is None:
        return "It cannot be compared, because one of the two is not shown."
    step = round(now.value.value - then.value.value, max(now.decimals, then.decimals))
    if not step:
        return "As before."
    good = (step > 0) == (better is Better.HIGHER)
    size = "percentage points" if now.unit == "percent" else "points" if now.unit == "points" else ""
    amount = f"{abs(step):.{now.decimals}f} {size}" if size else number_words(abs(step), now.unit, now.decimals)
    return f"{'Better' if good else 'Worse'} by {amount}."
