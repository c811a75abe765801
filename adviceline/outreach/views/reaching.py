"""How far the service reaches, on tile maps and in tables, and where to go next."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from adviceline.content.current import current_content
from adviceline.disclosure.primary import HIDDEN_MARK
from adviceline.facts.protecting import disclosure_rule
from adviceline.facts.queries import months_with_enquiries
from adviceline.measures.calendar import format_month, london_moment, parse_month
from adviceline.outreach.published import releases
from adviceline.outreach.queries.campaigns import regions_with_plans
from adviceline.outreach.queries.reach import Reach, ReachRow, reach, released_reach
from adviceline.outreach.rules.gaps import Area, gaps
from adviceline.outreach.tile_chart import authority_map, class_of, region_map
from adviceline.outreach.views.common import REFUSED, planners_only
from adviceline.ui.charts import Chart
from adviceline.ui.charts.files import as_file
from adviceline.ui.csv_files import csv_answer
from adviceline.ui.tables import Column, Table

COLUMNS = (
    Column("Area"), Column("Enquiries", numeric=True), Column("Establishments", numeric=True),
    Column("Enquiries for 1,000 establishments", numeric=True), Column("Against England"),
)  # fmt: skip
MOST_REGIONS, MOST_AUTHORITIES = 4, 10


@require_safe
@planners_only
def reach_page(request: HttpRequest) -> HttpResponse:
    """`?from=2022-01&to=2022-03`; everything that there is where none is given."""
    typed = {name: request.GET.get(name, "").strip() for name in ("from", "to")}
    usual = months_with_enquiries() or (london_moment(timezone.now()).month,) * 2
    wrong = ""
    first, last = usual
    try:
        first = parse_month(typed["from"]) if typed["from"] else first
        last = parse_month(typed["to"]) if typed["to"] else last
        if last < first:
            raise ValueError("The last month must not be before the first.")
    except ValueError as error:
        wrong, (first, last) = str(error), usual
    names = {code.code: code.label for code in current_content().taxonomy["phase"]}
    found = reach(first, last, phase_names=names)
    context = {
        "found": found, "wrong": wrong, "rule": disclosure_rule().words(),
        "typed": typed if wrong else {"from": format_month(first), "to": format_month(last)},
        "phases": _table("Enquiries by phase against establishments", "Phase", found.phases, found),
        "region_chart": _regions(found), "authority_chart": _authorities(found), "gaps": _gaps(found),
        "elsewhere": HIDDEN_MARK if found.elsewhere and found.elsewhere.hidden else found.elsewhere and found.elsewhere.value,
    }  # fmt: skip
    return render(request, "outreach/reach.html", context, status=REFUSED if wrong else 200)


@require_safe
@planners_only
def published(request: HttpRequest) -> HttpResponse:
    """What may leave the service: the counts of one release (`?return=2022-Q1`, the latest if none) against the register."""
    offered = releases()
    chosen = next((each for each in offered if each.name == request.GET.get("return", "")), None)
    if chosen is None and request.GET.get("return"):
        return redirect("outreach:published")
    chosen = chosen or (offered[0] if offered else None)
    found = released_reach(chosen) if chosen else None
    context = {
        "offered": offered, "chosen": chosen, "found": found,
        "region_chart": _regions(found) if found and found.regions else None,
        "authority_chart": _authorities(found) if found and found.authorities else None,
    }  # fmt: skip
    return render(request, "outreach/published.html", context)


@require_safe
@planners_only
def published_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Of a release: its table (`csv`), or one of its maps (`regions`, `authorities`)."""
    chosen = next((each for each in releases() if each.name == name), None)
    found = released_reach(chosen) if chosen else None
    if found is None or form not in ("csv", "regions", "authorities"):
        raise Http404("There is no such file.")
    if form == "csv":
        rows = ((kind, each.code, *cells) for kind, some in (
            ("Region", found.regions), ("Local authority", found.authorities), ("England", (found.england,)),
        ) for each, cells in zip(some, _rows(some, found), strict=True))  # fmt: skip
        return csv_answer(f"reach-{name}.csv", ("Kind", "Code", *(column.text for column in COLUMNS)), rows)
    rows_of = found.regions if form == "regions" else found.authorities
    if not rows_of:
        raise Http404("The return has no such table.")
    chart = _regions(found) if form == "regions" else _authorities(found)
    answer = HttpResponse(as_file(chart), content_type="image/svg+xml")
    answer["Content-Disposition"] = f'attachment; filename="reach-{name}-{form}.svg"'
    return answer


def _rows(rows: Sequence[ReachRow], found: Reach) -> tuple[tuple[object, ...], ...]:
    return tuple(
        (
            each.name,
            HIDDEN_MARK if each.cell.value is None else f"{each.cell.value:,}",
            f"{each.base:,}",
            "–" if each.per_1000 is None else f"{each.per_1000:.1f}",
            _sentence(class_of(each.cell.value, each.per_1000, found.england.per_1000).words),
        )
        for each in rows
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _table(caption: str, name: str, rows: Sequence[ReachRow], found: Reach) -> Table:
    return Table(caption, (Column(name), *COLUMNS[1:]), _rows(rows, found), foot=_rows([found.england], found)[0])


def _regions(found: Reach) -> Chart:
    painted = {each.code: class_of(each.cell.value, each.per_1000, found.england.per_1000) for each in found.regions}
    table = _table("Enquiries by region against establishments", "Region", found.regions, found)
    return region_map("The nine regions", painted, table=table)


def _authorities(found: Reach) -> Chart:
    painted = {
        each.code: class_of(each.cell.value, each.per_1000, found.england.per_1000) for each in found.authorities
    }
    table = _table("Enquiries by local authority against establishments", "Local authority", found.authorities, found)
    return authority_map("The 153 local authorities", painted, table=table)


def _gaps(found: Reach) -> list[tuple[str, list[object]]]:
    planned = regions_with_plans(today=timezone.localdate())
    total, base = found.england.cell.value or 0, found.england.base
    made: list[tuple[str, list[object]]] = []
    for name, rows, most in (
        ("Regions", found.regions, MOST_REGIONS), ("Local authorities", found.authorities, MOST_AUTHORITIES),
    ):  # fmt: skip
        areas = [Area(each.code, each.name, each.region, each.cell.value, each.base) for each in rows]
        made.append((name, [*gaps(areas, total=total, base=base, planned=planned, most=most)]))
    return made
