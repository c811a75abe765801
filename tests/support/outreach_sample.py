"""A made-up campaign with one activity, in the state that is wanted."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.outreach.actions.campaigns import keep_campaign, keep_campaign_activity, move_campaign
from adviceline.outreach.models import Campaign, CampaignActivity
from adviceline.privacy.screening import screen_text
from tests.support import people

TEXTS = {
    "title": "Sample: spring for safeguarding leads", "audience": "Safeguarding leads in primary schools",
    "message": "There is somebody to call.", "wording": "Worried about a child's behaviour? Call us. We are here to help.",
}  # fmt: skip


def writer() -> Person:
    """The same person each time."""
    return _one("communications_officer", "Sample Writer")


def approver() -> Person:
    """The same person each time, and another."""
    return _one("service_manager", "Sample Approver")


def _one(role: str, name: str) -> Person:
    found = Person.objects.filter(name=name).first()
    return found or people.somebody(role, name=name, strong=False, is_fictional=True)


def campaign(code: str = "SAMPLE", **texts: str) -> Campaign:
    """A draft."""
    if found := Campaign.objects.filter(code=code).first():
        return found
    today = timezone.localdate()
    values: dict[str, Any] = {name: screen_text(text) for name, text in (TEXTS | texts).items()}
    return keep_campaign(
        campaign=None, code=code, starts_date=today, ends_date=today + timedelta(days=30), owner=writer(), version=0,
        by=writer(), at=timezone.now(), **values,
    )  # fmt: skip


def moved(made: Campaign, *steps: str) -> Campaign:
    """By the writer; approved by somebody else."""
    for step in steps:
        by = approver() if step == "approve" else writer()
        made = move_campaign(campaign=made, step=step, version=made.version, by=by, at=timezone.now())
    return made


def activity() -> CampaignActivity:
    today = timezone.localdate()
    return keep_campaign_activity(
        activity=None, campaign=campaign(), title=screen_text("Sample: a letter to schools"), channel="email",
        region="north_east", starts_date=today, ends_date=today, owner=writer(), cost=Decimal("120.50"),
        reach_planned=500, reach_done=None, by=writer(), at=timezone.now(),
    )  # fmt: skip
