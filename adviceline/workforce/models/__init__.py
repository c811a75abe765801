from adviceline.workforce.models.presence import StateInterval
from adviceline.workforce.models.records import AdviserRecord, Credential
from adviceline.workforce.models.rota import Availability, CalendarFeed, Leave, Shift, ShiftCell, ShiftChange, Swap

__all__ = [
    "AdviserRecord",
    "Availability",
    "CalendarFeed",
    "Credential",
    "Leave",
    "Shift",
    "ShiftCell",
    "ShiftChange",
    "StateInterval",
    "Swap",
]
