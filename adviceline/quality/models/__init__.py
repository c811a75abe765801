from adviceline.quality.models.reviews import Review, ReviewRound, SampledEnquiry
from adviceline.quality.models.wellbeing import Debrief, Difficulty

__all__ = ["Debrief", "Difficulty", "Review", "ReviewRound", "SampledEnquiry"]
