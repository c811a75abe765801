"""Campaigns and what is done in them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from adviceline.accounts.models import Person
from adviceline.outreach.actions import campaigns as actions
from adviceline.outreach.errors import UnableToCampaign
from adviceline.outreach.forms import CampaignActivityForm, CampaignForm
from adviceline.outreach.models import Campaign, CampaignActivity
from adviceline.outreach.queries.campaigns import campaigns, channels, heard_of, remarks_on
from adviceline.outreach.rules.states import TRANSITIONS
from adviceline.outreach.views.common import LARGEST, METHODS, REFUSED, person, planners_only
from adviceline.places.area_data import regions

SAID = {
    "submit": "It waits for another person's approval.",
    "approve": "It is approved. Contacts that come by its links are counted from now on.",
    "send_back": "It is a draft again.",
    "withdraw": "It is withdrawn. Its links are not counted any more.",
}


@require_safe
@planners_only
def listed(request: HttpRequest) -> HttpResponse:
    """The communications plan, and how people say they heard of the service."""
    return render(request, "outreach/campaigns.html", {"found": campaigns(), "heard": heard_of()})


@require_http_methods(METHODS)
@planners_only
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a campaign, or change one."""
    found = _campaign(pk) if pk is not None else None
    form = CampaignForm(request.POST if request.method == "POST" else None, campaign=found)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            kept = actions.keep_campaign(
                campaign=found, code=found.code if found else clean["code"], title=clean["title"],
                audience=clean["audience"], message=clean["message"], wording=clean["wording"],
                starts_date=clean["starts_date"], ends_date=clean["ends_date"],
                owner=Person.objects.get(pk=clean["owner"]), version=clean["version"] or 0, by=person(request),
                at=timezone.now(),
            )  # fmt: skip
            messages.success(request, "The campaign is kept as a draft.")
            return redirect("outreach:campaign", pk=kept.pk)
        except UnableToCampaign as problem:
            form.add_error(None, str(problem))
    context = {"form": form, "campaign": found}
    return render(request, "outreach/edit.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(METHODS)
@planners_only
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: what is remarked of its words, its links, its activities; a step (`step`), or another activity."""
    found = _campaign(pk)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    form = CampaignActivityForm(request.POST if request.method == "POST" and not step else None)
    if step:
        version = request.POST.get("version", "")
        try:
            actions.move_campaign(
                campaign=found, step=step, by=person(request), at=timezone.now(),
                version=int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0,
            )  # fmt: skip
            messages.success(request, SAID[step])
        except UnableToCampaign as problem:
            messages.error(request, str(problem))
        return redirect("outreach:campaign", pk=found.pk)
    if request.method == "POST" and _keep_activity(request, form, found, None):
        return redirect("outreach:campaign", pk=found.pk)
    me = person(request)
    context: dict[str, Any] = {
        "campaign": found, "form": form, "remarks": remarks_on(found), "channels": channels(), "me": me,
        "regions": {each.code: each.name for each in regions()},
        "activities": list(found.activities.select_related("owner")),
        "may": {name: found.state in starts for name, (starts, _) in TRANSITIONS.items()},
        "links": [f"{settings.SITE}{reverse(route)}?c={found.code}" for route in ("web:ask", "web:call_back")],
    }  # fmt: skip
    return render(request, "outreach/campaign.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(METHODS)
@planners_only
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an activity, or say what came of it."""
    found = get_object_or_404(CampaignActivity.objects.select_related("campaign"), pk=min(pk, LARGEST))
    form = CampaignActivityForm(request.POST if request.method == "POST" else None, activity=found)
    if request.method == "POST" and _keep_activity(request, form, found.campaign, found):
        return redirect("outreach:campaign", pk=found.campaign_id)
    context = {"form": form, "activity": found, "campaign": found.campaign}
    return render(request, "outreach/activity.html", context, status=REFUSED if form.errors else 200)


def _keep_activity(
    request: HttpRequest, form: CampaignActivityForm, campaign: Campaign, activity: CampaignActivity | None
) -> bool:
    if not form.is_valid():
        return False
    clean = form.cleaned_data
    try:
        actions.keep_campaign_activity(
            activity=activity, campaign=campaign, title=clean["title"], channel=clean["channel"], region=clean["region"],
            starts_date=clean["starts_date"], ends_date=clean["ends_date"], owner=Person.objects.get(pk=clean["owner"]),
            cost=clean["cost"], reach_planned=clean["reach_planned"], reach_done=clean["reach_done"], by=person(request),
            at=timezone.now(),
        )  # fmt: skip
    except UnableToCampaign as problem:
        form.add_error(None, str(problem))
        return False
    messages.success(request, "The activity is kept.")
    return True


def _campaign(pk: int) -> Campaign:
    rows = Campaign.objects.select_related("owner", "written_by", "approved_by")
    return get_object_or_404(rows, pk=min(pk, LARGEST))
