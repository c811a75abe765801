from adviceline.evidence.models.candidates import PilotCandidate
from adviceline.evidence.models.coding import Coding
from adviceline.evidence.models.examples import CODES, LISTS, SAID, TEXTS, PracticeExample, PracticeStep
from adviceline.evidence.models.items import EvidenceItem, ItemLink
from adviceline.evidence.models.notes import Citation, InsightNote

__all__ = [
    "CODES", "LISTS", "SAID", "TEXTS", "Citation", "Coding", "EvidenceItem", "InsightNote", "ItemLink",
    "PilotCandidate", "PracticeExample", "PracticeStep",
]  # fmt: skip
