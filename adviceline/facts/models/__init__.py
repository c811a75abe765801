"""Facts: one de-identified row for each thing that is counted.

A fact is found again only through the random `fact_id` that the live record holds. When the live record is erased
the fact stays and leads nowhere. `month` columns are yyyymm of London; no exact time is kept, only the date and half
hour, so that a row cannot be matched to a telephone bill.
"""

from adviceline.facts.models.feedback import (
    FeedbackAnswerFact,
    FeedbackAskFact,
    FeedbackCaseFact,
    PublishedImprovementFact,
)
from adviceline.facts.models.heard import HeardFact
from adviceline.facts.models.money import MoneyFact
from adviceline.facts.models.staffing import CoverFact
from adviceline.facts.models.work import (
    CallbackRequestFact,
    ContactFact,
    EnquiryFact,
    EnquiryThemeFact,
    SignpostFact,
    SignpostHelpFact,
)

__all__ = [
    "CallbackRequestFact",
    "ContactFact",
    "CoverFact",
    "EnquiryFact",
    "EnquiryThemeFact",
    "FeedbackAnswerFact",
    "FeedbackAskFact",
    "FeedbackCaseFact",
    "HeardFact",
    "MoneyFact",
    "PublishedImprovementFact",
    "SignpostFact",
    "SignpostHelpFact",
]
