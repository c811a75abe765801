"""The directory: search first, filters second."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from adviceline.accounts.permissions import public
from adviceline.channels.web.shown import sentence, title, words
from adviceline.channels.web.views.common import reads
from adviceline.content.current import current_content
from adviceline.directory.queries import search_resources, topics

LONGEST_SEARCH = 100
MOST_SHOWN = 100
#: Regions that say where somebody works, not where a resource is for.
NOT_PLACES = {"national", "outside_england", "other", "not_asked"}
FILTERS = ("audience", "topic", "region")


@public
@reads
def directory(request: HttpRequest) -> HttpResponse:
    """`?q=` words, `&audience=`, `&topic=`, `&region=`; a filter that does not exist counts as none."""
    taxonomy = current_content().taxonomy
    offered = {
        "audience": taxonomy["audience"].choices(),
        "topic": [(topic, topic.capitalize()) for topic in topics()],
        "region": [choice for choice in taxonomy["region"].choices() if choice[0] not in NOT_PLACES],
    }
    text = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    chosen = {name: value if (value := request.GET.get(name, "")) in dict(offered[name]) else "" for name in FILTERS}
    hits = search_resources(text, most=MOST_SHOWN, **chosen)
    selects = [
        {
            "name": name, "label": label,
            "options": [
                {"value": value, "text": label_of_value, "selected": value == chosen[name]}
                for value, label_of_value in [("", "All"), *offered[name]]
            ],
        }
        for name, label in (("audience", "Who it is for"), ("topic", "Topic"), ("region", "Region"))
    ]  # fmt: skip
    labels = {"kind": taxonomy["resource_kind"], "audience": taxonomy["audience"], "region": taxonomy["region"]}
    context = {
        "heading": title("web.directory_intro"), "intro": words("web.directory_intro"),
        "nothing": {"title": title("web.directory_nothing"), "body": sentence("web.directory_nothing")},
        "q": text, "selects": selects, "hits": hits, "labels": labels, "searched": bool(text or any(chosen.values()))
    }  # fmt: skip
    return render(request, "web/directory.html", context)
