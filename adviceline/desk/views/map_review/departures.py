"""Where advisers left a map: each with its reason for a supervisor, and all together as counts."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.advice import actions, queries
from adviceline.advice.actions import map_of
from adviceline.advice.figures import figures_of
from adviceline.advice.models import Departure, MapVersion
from adviceline.contacts.models import Enquiry
from adviceline.desk.map_forms import DepartureForm
from adviceline.desk.views.common import fetch, person
from adviceline.desk.views.map_review.versions import in_use_words, place_title

MOST_SHOWN = 100
#: `?days=` of the report: (value, words, days or None for all).
SPANS = (("30", "The last 30 days", 30), ("90", "The last 90 days", 90), ("all", "As long as it has been used", None))


@require_safe
@permission_required(Permission.SUPERVISE)
def listed(request: HttpRequest) -> HttpResponse:
    """Departures to be reviewed, the oldest first; `?show=reviewed` those that were, the latest first."""
    reviewed = request.GET.get("show") == "reviewed"
    found = list(queries.departures(reviewed=reviewed)[:MOST_SHOWN])
    references = _references({each.run.subject for each in found})
    rows = [
        {"departure": each, "place": place_title(each.run.map_version, each.node) if each.node else "Not kept",
         "reference": references.get(each.run.subject, "")}
        for each in found
    ]  # fmt: skip
    return render(request, "desk/maps/departures.html", {"rows": rows, "reviewed": reviewed})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SUPERVISE)
def departure(request: HttpRequest, pk: int) -> HttpResponse:
    """One departure beside its enquiry, whose reading is recorded, and what the supervisor concludes."""
    found = get_object_or_404(
        Departure.objects.select_related("run__map_version", "left_by", "reviewed_by"), pk=pk
    )  # fmt: skip
    reference = _references({found.run.subject}).get(found.run.subject, "")
    enquiry = fetch(request, reference, "departure from the map") if reference else None
    form = DepartureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.review_departure(
                departure=found, conclusion=form.cleaned_data["conclusion"], note=form.cleaned_data["note"],
                by=person(request), at=timezone.now(),
            )  # fmt: skip
        except actions.UnableToReview as error:
            form.add_error("note" if "few words" in str(error) else None, str(error))
        else:
            messages.success(request, "The departure is reviewed.")
            return redirect("desk:map_review_departures")
    walk = actions.walk_of(found.run)
    context = {
        "departure": found,
        "form": form,
        "enquiry": enquiry,
        "version": found.run.map_version,
        "place": place_title(found.run.map_version, found.node) if found.node else "Not kept",
        "path": [{"question": node.question, "answer": chosen.label} for node, chosen in walk.path()],
        "is_own": found.left_by_id == person(request).pk,
    }
    return render(request, "desk/maps/departure.html", context, status=422 if form.is_bound else 200)


@require_safe
@permission_required(Permission.REVIEW_MAPS)
def report(request: HttpRequest) -> HttpResponse:
    """Where people leave, hesitate and go back, question by question. `?version=` hash, `&days=` 30, 90 or all.

    Counts of runs alone: nothing of an enquiry, an enquirer or an adviser.
    """
    versions = list(queries.followed_versions())
    asked = request.GET.get("version", "")
    chosen: MapVersion | None = next((each for each in versions if each.pk == asked), None)
    if asked and chosen is None:
        raise Http404("There is no such version, or nobody has followed it.")
    chosen = chosen or next((each for each in versions if each.is_current), versions[0] if versions else None)
    span = next((each for each in SPANS if each[0] == request.GET.get("days")), SPANS[-1])
    context: dict[str, Any] = {
        "versions": versions,
        "version": chosen,
        "spans": SPANS,
        "span": span[0],
        "span_words": span[1],
    }
    if chosen is not None:
        advice_map = map_of(chosen)
        since = timezone.now() - timedelta(days=span[2]) if span[2] else None
        figures = figures_of(queries.histories_of(chosen, since=since), nodes=advice_map.nodes)
        context |= {
            "title": advice_map.title, "figures": figures, "use": in_use_words(chosen),
            "rows": [(advice_map.nodes[node], row) for node, row in figures.nodes.items()],
            "most_left": max((row.left for row in figures.nodes.values()), default=0),
        }  # fmt: skip
    return render(request, "desk/maps/report.html", context)


def _references(subjects: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The references of enquiries by key: as the queue shows them, which is no reading of what they hold."""
    return dict(Enquiry.objects.filter(key__in=subjects).values_list("key", "reference"))
