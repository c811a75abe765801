"""Where enquiries of released returns came from, as each return says it: for what the room of outreach publishes."""

from __future__ import annotations

from adviceline.measures.tables import ENQUIRIES_BY_LOCAL_AUTHORITY
from adviceline.outreach.published import Released, tells_releases
from adviceline.reporting.models import Return
from adviceline.reporting.returns.document import ReturnDocument
from adviceline.reporting.returns.naming import parse_name
from adviceline.reporting.returns.queries import released_document

REGIONS, TOTAL = "enquiries_by_region", "enquiries_opened"


@tells_releases
def released_places() -> list[Released]:
    """Of each period its last revision."""
    last: dict[str, Return] = {}
    for report in Return.objects.filter(state="released").select_related("release").order_by("revision"):
        last[report.period] = report
    found = [_told(report, released_document(report)) for report in last.values()]
    return sorted(found, key=lambda each: parse_name(each.name).period.ends_on, reverse=True)


def _told(report: Return, document: ReturnDocument) -> Released:
    total = document.figure(TOTAL)
    regions = _cells(document, REGIONS, ("region",))
    nested = _cells(document, ENQUIRIES_BY_LOCAL_AUTHORITY.id, ("local_authority",))
    return Released(
        name=report.name, period=parse_name(report.name).period.words, released_at=report.release.released_at,
        total=int(total.value.value or 0) if total else 0, regions=regions,
        authorities={code.partition(".")[2]: number for code, number in nested.items() if "." in code},
    )  # fmt: skip


def _cells(document: ReturnDocument, name: str, grouping: tuple[str, ...]) -> dict[str, int | None]:
    """By the code of the row; nothing where the table fell back to coarser groups, or was left out."""
    table = document.table(name)
    if table is None or table.grouping != grouping:
        return {}
    found = {row.code: row.cells[0].value for row in table.rows if row.code != "total"}
    return {code: None if value is None else int(value) for code, value in found.items()}
