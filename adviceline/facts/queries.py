"""Reading facts that are shown as they are. Figures are read by `reporting.queries`."""

from __future__ import annotations

from adviceline.facts.models import PublishedImprovementFact


def improvements_published(month: int) -> list[PublishedImprovementFact]:
    """'You said, we did' of a month (yyyymm): what a return of that month may quote, in an order that tells nothing."""
    return list(PublishedImprovementFact.objects.filter(month=month).order_by("theme", "you_said", "pk"))
