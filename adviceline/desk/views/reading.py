"""What is read beside the work: the directory, the map whole, and the guard as one types."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.advice.actions import map_of
from adviceline.advice.queries import current_versions, maps_not_in_use, version_in_use, who_can_sign, why_not_in_use
from adviceline.desk.advice_panel import whole_map
from adviceline.desk.forms import choices
from adviceline.desk.views.common import person
from adviceline.directory.local_contacts import shown_contacts
from adviceline.directory.queries import read_place, search_where_named, told_beside, topics, warning_of
from adviceline.places.queries import local_authorities, local_authority
from adviceline.privacy.forms import shown
from adviceline.privacy.guard import GuardFailed, explain, screen
from adviceline.signposting.queries import links_in
from adviceline.ui.forms import unreadable_in

LONGEST_TEXT = 20_000
HIDDEN = "This text has hidden characters, which often come with pasted text. They are taken out when you save it."


@require_POST
@permission_required(Permission.USE_DESK)
def guard(request: HttpRequest) -> HttpResponse:
    """What in a text could identify a child, for the note box as one types. Nothing is kept."""
    text = request.POST.get("text", "")[:LONGEST_TEXT]
    try:
        looked = text
        for link in links_in(text, origin=request.build_absolute_uri("/")):
            looked = looked.replace(link, " " * len(link))
        found = explain(text, [span for span in screen(looked).spans if span.severity == "block"])
    except GuardFailed:
        return JsonResponse(
            {"problem": "The text could not be checked. It is checked again when it is saved."}, status=503
        )
    findings = [shown(finding) for finding in found]
    hidden = {"problem": HIDDEN} if "text" in unreadable_in(request.POST) else {}
    return JsonResponse(
        hidden
        | {
            "findings": [
                {"start": f.start, "end": f.end, "text": f.text, "reason": f.reason, "rewording": f.rewording}
                for f in findings
            ]
        },
        status=422 if hidden else 200,
    )


@require_safe
@permission_required(Permission.USE_DESK)
def directory(request: HttpRequest) -> HttpResponse:
    """Search the directory."""
    asked = {name: request.GET.get(name, "")[:80] for name in ("q", "audience", "phase", "topic", "region", "la_code")}
    area = local_authority(asked["la_code"])
    asked["la_code"] = area.la_code if area else ""
    hits, named = search_where_named(
        asked["q"],
        audience=asked["audience"],
        phase=asked["phase"],
        topic=asked["topic"],
        region="" if area else asked["region"],
        la_code=asked["la_code"],
        most=200,
    )
    area = area or named
    told = told_beside(read_place(asked["q"]).text)
    today = timezone.localdate()
    context = {
        "asked": asked,
        "hits": [(hit, warning_of(hit.resource, today=today)) for hit in hits],
        "area": area,
        "named": named,
        "not_held": told.not_held,
        "doors": [] if area else [name for _, name in told.contacts],
        "contacts": shown_contacts(area.la_code) if area else [],
        "audiences": choices("audience"),
        "phases": choices("phase"),
        "areas": [(each.la_code, each.name) for each in local_authorities()],
        "regions": choices("region"),
        "topics": topics(),
    }
    return render(request, "desk/directory.html", context)


@require_safe
@permission_required(Permission.USE_DESK)
def maps(request: HttpRequest) -> HttpResponse:
    """The maps of advice that are loaded."""
    waiting = maps_not_in_use()
    context = {
        "maps": [(version, map_of(version)) for version in current_versions()],
        "waiting": [(version, map_of(version)) for version in waiting],
        "who_can_sign": who_can_sign() if waiting else "",
        "may_review": person(request).may(Permission.REVIEW_MAPS),
    }
    return render(request, "desk/maps.html", context)


@require_safe
@permission_required(Permission.USE_DESK)
def map_whole(request: HttpRequest, map_id: str) -> HttpResponse:
    """One map from top to bottom."""
    in_use = version_in_use(map_id)
    version = in_use or next((version for version in maps_not_in_use() if version.map_id == map_id), None)
    if version is None:
        raise Http404("There is no map of that name.")
    context = whole_map(map_of(version)) | {
        "version": version,
        "is_draft": not version.is_signed,
        "why_not": "" if in_use else why_not_in_use(map_id),
    }
    return render(request, "desk/map_whole.html", context)
