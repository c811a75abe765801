"""Reading campaigns, and how often each was heard of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from adviceline.content.current import current_content
from adviceline.disclosure.one_way import protect_list
from adviceline.disclosure.primary import Cell
from adviceline.facts.protecting import disclosure_rule
from adviceline.facts.queries import heard_counts
from adviceline.outreach.models import Campaign, CampaignActivity
from adviceline.outreach.rules.wording import HouseWord, Remark, remarks


@dataclass(frozen=True)
class ShownCampaign:
    campaign: Campaign
    activities: int
    cost: Decimal
    contacts: Cell


def house_words() -> list[HouseWord]:
    """Of the content, in its order."""
    return [HouseWord(**each) for each in current_content().data["outreach"]["words"]["words"]]


def channels() -> dict[str, str]:
    """Code → what people call it, of how activities reach people."""
    return dict(current_content().data["outreach"]["words"]["channels"])


def remarks_on(campaign: Campaign) -> list[Remark]:
    """Of everything of it that others will read."""
    return remarks(f"{campaign.message}\n{campaign.wording}", house_words())


def codes_in_use() -> frozenset[str]:
    """The codes whose links are counted: of approved campaigns."""
    return frozenset(Campaign.objects.filter(state=Campaign.State.APPROVED).values_list("code", flat=True))


def campaigns() -> list[ShownCampaign]:
    """The latest first. Contacts by campaign are protected as one list, with those of no campaign; their total is exact."""
    found = list(Campaign.objects.select_related("owner", "approved_by"))
    counts = heard_counts("campaign")
    codes = sorted({*counts, *(each.code for each in found)} - {""})
    numbers = [counts.get(code, 0) for code in (*codes, "")]
    cells = dict(zip(codes, protect_list(numbers, disclosure_rule(), total=Cell(sum(numbers))), strict=False))
    rows = CampaignActivity.objects.values("campaign").annotate(cost=Sum("cost"), number=Count("pk"))
    spent: dict[int, tuple[int, Decimal]] = {row["campaign"]: (row["number"], row["cost"]) for row in rows}
    return [ShownCampaign(each, *spent.get(each.pk, (0, Decimal(0))), cells[each.code]) for each in found]


def heard_of() -> list[tuple[str, Cell]]:
    """How people say that they heard of the service, in the order of the content; one protected list."""
    counts, choices = heard_counts("how"), current_content().form_question("web.heard").choices
    codes = [*choices, *sorted(set(counts) - set(choices) - {""}), ""]
    numbers = [counts.get(code, 0) for code in codes]
    cells = protect_list(numbers, disclosure_rule(), total=Cell(sum(numbers)))
    return [(choices.get(code, code) if code else "Not said", cell) for code, cell in zip(codes, cells, strict=True)]


def regions_with_plans(*, today: date) -> frozenset[str]:
    """Regions in which an activity of a campaign that is not withdrawn runs or is planned; national ones are everywhere
    and so count nowhere."""
    rows = CampaignActivity.objects.filter(~Q(campaign__state=Campaign.State.WITHDRAWN), ends_date__gte=today)
    return frozenset(rows.exclude(region="").values_list("region", flat=True))
