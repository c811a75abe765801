"""A system of linked tables: cells, the equations between them, and what was published of them."""

from adviceline.disclosure.system.knowledge import Knowledge, Row, reader_knowledge
from adviceline.disclosure.system.levels import Levels
from adviceline.disclosure.system.model import Cell, Equation, Publication, Status, System
from adviceline.disclosure.system.problems import UnusableSystem
from adviceline.disclosure.system.reading import read_system, system_from_json
from adviceline.disclosure.system.sensitive import Target, targets

__all__ = [
    "Cell",
    "Equation",
    "Knowledge",
    "Levels",
    "Publication",
    "Row",
    "Status",
    "System",
    "Target",
    "UnusableSystem",
    "read_system",
    "reader_knowledge",
    "system_from_json",
    "targets",
]
