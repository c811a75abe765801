"""Writing campaigns, having them approved by another, and the activities of each."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.facts.heard import CODE
from adviceline.outreach.errors import UnableToCampaign
from adviceline.outreach.models import Campaign, CampaignActivity
from adviceline.outreach.queries.campaigns import channels, remarks_on
from adviceline.outreach.rules.states import STATES, TRANSITIONS
from adviceline.places.area_data import regions
from adviceline.privacy.screening import ScreenedText, record_override

State = Campaign.State
CHANGED = "Somebody else changed this since you opened the page. Look at it again, then change what is still needed."


def keep_campaign(
    *, campaign: Campaign | None, code: str, title: ScreenedText, audience: ScreenedText, message: ScreenedText,
    wording: ScreenedText, starts_date: date, ends_date: date, owner: Person, version: int, by: Person, at: datetime,
) -> Campaign:  # fmt: skip
    """Write a campaign, or change one: it is then a draft, whatever it was, and whoever changed it wrote it. The code of one
    that was written stays. Raises `UnableToCampaign`."""
    require(by, Permission.PLAN_COMMUNICATIONS)
    texts = {"title": title, "audience": audience, "message": message, "wording": wording}
    if not all(text.text for text in texts.values()):
        raise UnableToCampaign("Say to whom, what, and the words that are published.")
    if ends_date < starts_date:
        raise UnableToCampaign("The campaign must not end before it starts.")
    if not CODE.fullmatch(code):
        raise UnableToCampaign("The code is 3 to 20 capital letters, numbers and hyphens, like DSL-SPRING.")
    try:
        with transaction.atomic():
            fresh = Campaign.objects.select_for_update().get(pk=campaign.pk) if campaign else Campaign(code=code)
            if campaign:
                if fresh.version != version:
                    raise UnableToCampaign(CHANGED)
                _check(fresh, "change")
                fresh.version += 1
            for name, text in texts.items():
                setattr(fresh, name, text.text)
            fresh.starts_date, fresh.ends_date, fresh.owner = starts_date, ends_date, owner
            fresh.state, fresh.written_by, fresh.written_at = State.DRAFT, by, at
            fresh.approved_by, fresh.approved_at = None, None
            fresh.save()
            for name, text in texts.items():
                record_override(text, subject=fresh.subject, field_name=name, by=by, at=at)
            record(action="campaign.kept", by=by, at=at, subject=fresh.subject, data={"code": fresh.code})
    except IntegrityError:
        raise UnableToCampaign("Another campaign has this code. Choose a code of its own.") from None
    return fresh


def move_campaign(*, campaign: Campaign, step: str, version: int, by: Person, at: datetime) -> Campaign:
    """Submit, send back, approve or withdraw. Nobody approves what they wrote; words that the house does not use are changed
    first. Raises `UnableToCampaign`."""
    require(by, Permission.PLAN_COMMUNICATIONS)
    if step not in TRANSITIONS or step == "change":
        raise UnableToCampaign("There is no such step.")
    with transaction.atomic():
        fresh = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if fresh.version != version:
            raise UnableToCampaign(CHANGED)
        _check(fresh, step)
        if step in ("submit", "approve") and (must := [each.words for each in remarks_on(fresh) if each.must]):
            raise UnableToCampaign(f"Change these words first. {' '.join(must)}")
        if step == "approve":
            if fresh.written_by_id == by.pk:
                raise UnableToCampaign("You wrote this, so another person has to approve it.")
            fresh.approved_by, fresh.approved_at = by, at
        fresh.state = TRANSITIONS[step][1] or fresh.state
        fresh.version += 1
        fresh.save()
        record(action=f"campaign.{step}", by=by, at=at, subject=fresh.subject, data={"code": fresh.code})
    return fresh


def _check(campaign: Campaign, step: str) -> None:
    if campaign.state not in TRANSITIONS[step][0]:
        raise UnableToCampaign(f"This cannot be done with a campaign that is: {STATES[campaign.state].lower()}.")


def keep_campaign_activity(
    *, activity: CampaignActivity | None, campaign: Campaign, title: ScreenedText, channel: str, region: str,
    starts_date: date, ends_date: date, owner: Person, cost: Decimal, reach_planned: int, reach_done: int | None, by: Person,
    at: datetime,
) -> CampaignActivity:  # fmt: skip
    """Something that is done in a campaign, or what came of it. `region` is a code, or empty for all of England."""
    require(by, Permission.PLAN_COMMUNICATIONS)
    if not title.text:
        raise UnableToCampaign("Say what is done.")
    if ends_date < starts_date:
        raise UnableToCampaign("It must not end before it starts.")
    if channel not in channels() or (region and region not in {each.code for each in regions()}):
        raise UnableToCampaign("Choose how it reaches people, and where.")
    if cost < 0:
        raise UnableToCampaign("The cost cannot be below 0.")
    with transaction.atomic():
        holder = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if holder.state == State.WITHDRAWN:
            raise UnableToCampaign("The campaign is withdrawn, so nothing is added to it.")
        made = activity or CampaignActivity(campaign=holder)
        made.title, made.channel, made.region, made.owner = title.text, channel, region, owner
        made.starts_date, made.ends_date, made.cost = starts_date, ends_date, cost
        made.reach_planned, made.reach_done = reach_planned, reach_done
        made.save()
        record_override(title, subject=holder.subject, field_name="activity", by=by, at=at)
        data = {"activity": made.pk, "channel": channel, "region": region, "cost": str(cost)}
        record(action="campaign.activity_kept", by=by, at=at, subject=holder.subject, data=data)
    return made
