"""Names with a capital letter.

A run is a stretch of capitalised words side by side. It is cut into pieces at ordinary words ('Year', 'Head'), and each
piece is judged by what its words can be and by what stands round it.
"""

from adviceline.privacy.guard.capitalised.judging import DETERMINERS, STRANGER
from adviceline.privacy.guard.capitalised.runs import HEADS, TAILS, Name, names

__all__ = ["DETERMINERS", "HEADS", "STRANGER", "TAILS", "Name", "names"]
