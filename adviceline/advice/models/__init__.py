"""What the room keeps: the versions of the maps and who signed them, their review, and runs."""

from adviceline.advice.models.review import MapComment, ReviewTask, TestDrive
from adviceline.advice.models.runs import AdviceRun, Departure
from adviceline.advice.models.versions import MapMove, MapVersion

__all__ = ["AdviceRun", "Departure", "MapComment", "MapMove", "MapVersion", "ReviewTask", "TestDrive"]
