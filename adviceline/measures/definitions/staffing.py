"""Whether the line was staffed as the rule says, half hour by half hour."""

from __future__ import annotations

from adviceline.measures.algebra import Count, Percentage
from adviceline.measures.definitions.parts import STAFFED, Measure
from adviceline.measures.predicates import IsFalse, IsTrue, every

_RULE = (
    "At every moment of it at least as many qualified advisers as the rule asks for (two, unless the setting says otherwise) "
    "were ready, on a call or in wrap-up. Somebody whose records had expired, or who was on leave, is not counted; a state that "
    "nobody ended is counted only as long as its rule says (docs/adr/0111)."
)
_CLOSED = "Time in which the service was closed."

STAFFING_MEASURES = (
    Measure(
        "cover_half_hours_open",
        "Open half hours",
        "Half hours on the clock in which the service was open, in whole or in part.",
        "half hours",
        Count(STAFFED, every()),
        "M5",
        numerator="Open half hours",
        excludes=_CLOSED,
    ),
    Measure(
        "cover_half_hours_met",
        "Half hours with minimum cover",
        f"Open half hours in which minimum cover was met. {_RULE}",
        "half hours",
        Count(STAFFED, every(IsTrue("met"))),
        "M5",
        numerator="Half hours with minimum cover",
        excludes=_CLOSED,
    ),
    Measure(
        "cover_half_hours_not_met",
        "Half hours below minimum cover",
        "Open half hours in which, for some of the time or all of it, fewer were there than the rule asks for.",
        "half hours",
        Count(STAFFED, every(IsFalse("met"))),
        "M5",
        numerator="Half hours below minimum cover",
        excludes=_CLOSED,
    ),
    Measure(
        "cover_met_percent",
        "Minimum cover met, percentage",
        "Of open half hours, those in which minimum cover was met.",
        "percent",
        Percentage(STAFFED, every(IsTrue("met")), every()),
        "M5",
        numerator="Half hours with minimum cover",
        denominator="Open half hours",
        excludes=_CLOSED,
    ),
    Measure(
        "cover_rostered_percent",
        "Minimum cover rostered, percentage",
        "Of open half hours, those for which the rota, as it stood when they were over, had at least as many qualified "
        "advisers as the rule asks for at every moment.",
        "percent",
        Percentage(STAFFED, every(IsTrue("planned_met")), every()),
        "M5",
        numerator="Half hours rostered to the rule",
        denominator="Open half hours",
        excludes=_CLOSED,
    ),
)
