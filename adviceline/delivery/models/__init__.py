from adviceline.delivery.models.plan import PlanDependency, PlanStep, ServicePeriod
from adviceline.delivery.models.profile import Activity, CountedAmount, Indicator, PlannedAmount
from adviceline.delivery.models.registers import Decision, Issue, Risk, RiskReview

__all__ = [
    "Activity",
    "CountedAmount",
    "Decision",
    "Indicator",
    "Issue",
    "PlanDependency",
    "PlanStep",
    "PlannedAmount",
    "Risk",
    "RiskReview",
    "ServicePeriod",
]
