"""A map of advice seen whole: drawn, printed on one page, every outcome, and what changed between two versions."""

from __future__ import annotations

import csv
import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from markupsafe import Markup

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.advice.actions import map_of
from adviceline.advice.difference import compare
from adviceline.advice.drawing import layout_of, to_svg
from adviceline.advice.drawing.printing import Printed, print_of
from adviceline.advice.files import maps_on_disk
from adviceline.advice.model import AdviceMap
from adviceline.advice.models import MapVersion
from adviceline.advice.queries import version_in_use
from adviceline.content.current import current_content
from adviceline.content.problems import ContentError
from adviceline.desk.map_seen import (
    LONGEST_SEARCH,
    ON_DISK,
    Shown,
    difference_context,
    disk_words,
    every_outcome,
    outcome_rows,
    outline,
    search,
    version_words,
)
from adviceline.ui.safe_cells import safe_cell

ZOOMS = (50, 75, 100, 125, 150, 200)
NO_MAP = "There is no map of that name."
NO_VERSION = "There is no such version of this map."


@require_safe
@permission_required(Permission.USE_DESK)
def drawn(request: HttpRequest, map_id: str) -> HttpResponse:
    """The map as an outline and as a drawing, with a search."""
    shown = _shown(request, map_id)
    asked = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found = search(shown.map, asked)
    zoom = _zoom(request.GET.get("zoom", ""))
    svg = to_svg(layout_of(shown.map), title=f"Drawing: {shown.map.title}", found=found, scale=zoom / 100)
    context = _context(shown, "drawn") | {
        "svg": Markup(svg),  # noqa: S704  # every text in it is escaped by the writer
        "outline": outline(shown.map, found),
        "asked": asked,
        "found": found,
        "zoom": zoom,
        "smaller": max((each for each in ZOOMS if each < zoom), default=None),
        "larger": min((each for each in ZOOMS if each > zoom), default=None),
    }
    return render(request, "desk/map_seen/drawn.html", context)


@require_safe
@permission_required(Permission.USE_DESK)
def printed(request: HttpRequest, map_id: str) -> HttpResponse:
    """The map on one sheet of paper."""
    shown = _shown(request, map_id)
    sheet = _printed(shown.map, "a3" if request.GET.get("paper") == "a3" else "")
    context = _context(shown, "print") | {
        "printed": sheet,
        "svg": Markup(sheet.svg(f"Drawing: {shown.map.title}")),  # noqa: S704  # as above
    }
    return render(request, "desk/map_seen/print.html", context)


@require_safe
@permission_required(Permission.USE_DESK)
def outcomes(request: HttpRequest, map_id: str) -> HttpResponse:
    """Every outcome with its sources and paths, for checking facts."""
    shown = _shown(request, map_id)
    context = _context(shown, "outcomes") | every_outcome(shown.map, timezone.localdate())
    return render(request, "desk/map_seen/outcomes.html", context)


@require_safe
@permission_required(Permission.USE_DESK)
def outcomes_csv(request: HttpRequest, map_id: str) -> HttpResponse:
    """The same as a CSV file."""
    shown = _shown(request, map_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="outcomes-{shown.map.id}-{shown.map.hash[:8]}.csv"'
    writer = csv.writer(response)
    for row in outcome_rows(shown, timezone.localdate()):
        writer.writerow([safe_cell(value) for value in row])
    return response


@require_safe
@permission_required(Permission.USE_DESK)
def differences(request: HttpRequest, map_id: str) -> HttpResponse:
    """What changed between two versions, or between the version in use and the content on disk."""
    kept = list(MapVersion.objects.defer("text").filter(map_id=map_id).order_by("-loaded_at", "hash"))
    on_disk, problems = _on_disk(map_id)
    if not kept and on_disk is None and not problems:
        raise Http404(NO_MAP)
    old, new = _two(request, kept, on_disk, map_id)
    context: dict[str, Any] = {
        "map_id": map_id,
        "title": next((each.map.title for each in (new, old) if each), map_id),
        "choices": _choices(kept, on_disk),
        "old": old,
        "new": new,
        "problems": problems,
        "map_pages": _pages(map_id, "differences", ""),
    }
    if old and new:
        context |= difference_context(compare(old.map, new.map), old.map, new.map)
    return render(request, "desk/map_seen/differences.html", context)


# ---- Which version ---------------------------------------------------------------------------------------------------


def _shown(request: HttpRequest, map_id: str) -> Shown:
    asked = request.GET.get("version", "")
    if asked == ON_DISK:
        on_disk, _ = _on_disk(map_id)
        if on_disk is None:
            raise Http404(NO_MAP)
        return Shown(on_disk, None, ON_DISK)
    if asked:
        return _version(map_id, asked)
    version = version_in_use(map_id) or MapVersion.objects.filter(map_id=map_id).order_by("-loaded_at", "hash").first()
    if version is None:
        raise Http404(NO_MAP)
    return Shown(map_of(version), version, "")


def _version(map_id: str, asked: str) -> Shown:
    """By its whole hash, or as much of it as people are shown."""
    if not re.fullmatch(r"[0-9a-f]{8,64}", asked):
        raise Http404(NO_VERSION)
    found = list(MapVersion.objects.filter(map_id=map_id, hash__startswith=asked)[:2])
    if len(found) != 1:
        raise Http404(NO_VERSION)
    return Shown(map_of(found[0]), found[0], asked)


def _on_disk(map_id: str) -> tuple[AdviceMap | None, tuple[str, ...]]:
    """The map as the files have it now; None with what is wrong when they cannot be read."""
    try:
        return maps_on_disk(current_content()).get(map_id), ()
    except ContentError as error:
        return None, tuple(str(problem) for problem in error.problems)


def _two(
    request: HttpRequest, kept: list[MapVersion], on_disk: AdviceMap | None, map_id: str
) -> tuple[Shown | None, Shown | None]:
    """The two that were asked for. Otherwise from the version in use to the content on disk, where that is another;
    else the two that were loaded last."""
    current = next((version for version in kept if version.is_current), kept[0] if kept else None)
    others = [version for version in kept if version != current]
    first = current.hash if current else ON_DISK
    second = ON_DISK if on_disk else first
    if on_disk and current and on_disk.hash == current.hash and others and not request.GET.get("new"):
        first, second = others[0].hash, current.hash
    return (
        _one(request.GET.get("old") or first, on_disk, map_id),
        _one(request.GET.get("new") or second, on_disk, map_id),
    )


def _one(asked: str, on_disk: AdviceMap | None, map_id: str) -> Shown | None:
    if asked == ON_DISK:
        return Shown(on_disk, None, ON_DISK) if on_disk else None
    return _version(map_id, asked)


def _choices(kept: list[MapVersion], on_disk: AdviceMap | None) -> list[tuple[str, str]]:
    choices = [(version.hash, version_words(version)) for version in kept]
    return [*choices, (ON_DISK, disk_words(on_disk))] if on_disk else choices


# ---- What the pages share --------------------------------------------------------------------------------------------


def _context(shown: Shown, page: str) -> dict[str, Any]:
    query = f"?version={shown.asked}" if shown.asked else ""
    return {
        "map": shown.map,
        "map_id": shown.map.id,
        "shown": shown,
        "query": query,
        "map_pages": _pages(shown.map.id, page, query),
    }


def _pages(map_id: str, current: str, query: str) -> dict[str, Any]:
    return {"map_id": map_id, "current": current, "query": query}


_PRINTED: dict[tuple[str, str], Printed] = {}
_MOST_PRINTED = 24


def _printed(advice_map: AdviceMap, paper: str) -> Printed:
    """Fitting a map to a sheet takes about a second, and a version never changes: fitted once a process."""
    key = (advice_map.hash, paper)
    if key not in _PRINTED:
        if len(_PRINTED) >= _MOST_PRINTED:
            _PRINTED.clear()
        _PRINTED[key] = print_of(advice_map, paper=paper)
    return _PRINTED[key]


def _zoom(asked: str) -> int:
    return int(asked) if asked in map(str, ZOOMS) else 100
