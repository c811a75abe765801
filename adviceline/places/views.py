"""The type-ahead's answers. The form that uses it also works without it: it searches on the server."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from adviceline.accounts.permissions import public
from adviceline.places import queries
from adviceline.places.models import Establishment

SHORTEST_QUERY = 2


@public
@require_GET
def establishments(request: HttpRequest) -> JsonResponse:
    """`?q=` a name or URN; `&closed=1` includes closed ones. At most ten, best first."""
    text = request.GET.get("q", "")
    found: list[Establishment] = []
    if len(text.strip()) >= SHORTEST_QUERY:
        found = queries.search_establishments(text, include_closed=request.GET.get("closed") == "1")
    answer = JsonResponse(
        {
            "query": text[: queries.LONGEST_QUERY],
            "establishments": [as_data(each) for each in found],
            "results": [as_choice(each) for each in found],
        }
    )
    answer["Cache-Control"] = "private, max-age=60"
    return answer


def as_data(establishment: Establishment) -> dict[str, str | int]:
    return {
        "urn": establishment.urn,
        "name": establishment.name,
        "place": establishment.place,
        "la_code": establishment.local_authority_id or "",
        "region": establishment.region_code,
        "setting": establishment.setting,
        "phase": establishment.phase,
        "status": establishment.status_words,
    }


def as_choice(establishment: Establishment) -> dict[str, str]:
    """As the type-ahead of `ui` takes it. The label holds the URN, so that no two are alike."""
    label = ", ".join(filter(None, [establishment.name, establishment.place]))
    return {"value": str(establishment.urn), "label": f"{label} ({establishment.urn})", "detail": ""}
