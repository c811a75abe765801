"""The directory: search first, filters second."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from adviceline.accounts.permissions import public
from adviceline.channels.web.shown import sentence, title, words
from adviceline.channels.web.views.common import reads
from adviceline.content.addresses import is_web_address
from adviceline.content.current import current_content
from adviceline.directory.local_contacts import shown_contacts
from adviceline.directory.queries import (
    read_place,
    search_where_named,
    told_beside,
    topic_label,
    topics,
    warning_of,
)
from adviceline.places.queries import local_authorities

LONGEST_SEARCH = 100
MOST_SHOWN = 100
#: Regions that say where somebody works, not where a resource is for.
NOT_PLACES = {"national", "outside_england", "other", "not_asked"}
NOT_PHASES = {"not_applicable", "other", "not_asked"}
LABELS = {
    "audience": "Who it is for",
    "phase": "Phase",
    "topic": "Topic",
    "region": "Region",
    "la_code": "Local authority",
}
FILTERS = tuple(LABELS)


@public
@reads
def directory(request: HttpRequest) -> HttpResponse:
    """`?q=` words, `&audience=`, `&phase=`, `&topic=`, `&region=`, `&la_code=`; a filter that does not exist counts as none."""
    taxonomy = current_content().taxonomy
    offered = {
        "audience": taxonomy["audience"].choices(),
        "topic": [(topic, topic_label(topic)) for topic in topics()],
        "region": [choice for choice in taxonomy["region"].choices() if choice[0] not in NOT_PLACES],
        "phase": [choice for choice in taxonomy["phase"].choices() if choice[0] not in NOT_PHASES],
        "la_code": [(area.la_code, area.name) for area in local_authorities()],
    }
    text = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    chosen = {name: value if (value := request.GET.get(name, "")) in dict(offered[name]) else "" for name in FILTERS}
    if chosen["la_code"]:
        chosen["region"] = ""  # the authority says where
    hits, named = search_where_named(text, most=MOST_SHOWN, **chosen)
    la_code = named.pk if named else chosen["la_code"]
    told = told_beside(read_place(text).text)
    today = timezone.localdate()
    selects = [
        {
            "name": name, "label": label,
            "options": [
                {"value": value, "text": label_of_value, "selected": value == chosen[name]}
                for value, label_of_value in [("", "All"), *offered[name]]
            ],
        }
        for name, label in LABELS.items()
    ]  # fmt: skip
    labels = {"kind": taxonomy["resource_kind"], "audience": taxonomy["audience"], "region": taxonomy["region"]}
    context = {
        "heading": title("web.directory_intro"), "intro": words("web.directory_intro"),
        "nothing": {"title": title("web.directory_nothing"), "body": sentence("web.directory_nothing")},
        "warnings": {hit.resource.id: warning_of(hit.resource, today=today) for hit in hits},
        "opens": {hit.resource.id for hit in hits if is_web_address(hit.resource.url)},
        "not_held": told.not_held, "start_here": {"title": title("web.directory_start"), "body": words("web.directory_start")},
        "doors": [] if la_code else [(name, words(f"web.directory_{slot}")) for slot, name in told.contacts],
        "area": dict(offered["la_code"]).get(la_code, ""), "named": named,
        "contacts": shown_contacts(la_code) if la_code else [],
        "q": text, "selects": selects, "hits": hits, "labels": labels, "searched": bool(text or any(chosen.values()))
    }  # fmt: skip
    return render(request, "web/directory.html", context)
