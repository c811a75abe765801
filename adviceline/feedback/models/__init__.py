"""What people said of the service, and what came of it.

Who was asked (`asking`), what was answered (`answers`) and what was not good enough (`cases`, `improvements`) are kept
apart on purpose: no key, time or order leads from an answer to a person. See docs/adr/0071.
"""

from adviceline.feedback.models.answers import Comment, HeldAnswer, SpentLink
from adviceline.feedback.models.asking import DoNotAsk, Invitation
from adviceline.feedback.models.cases import Case, CaseStep
from adviceline.feedback.models.improvements import Improvement, ImprovementStep

__all__ = [
    "Case",
    "CaseStep",
    "Comment",
    "DoNotAsk",
    "HeldAnswer",
    "Improvement",
    "ImprovementStep",
    "Invitation",
    "SpentLink",
]
