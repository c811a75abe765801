"""Made inside the service (see in_service): an enquiry with signposts, links that stand in every way, and what was counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from adviceline.audit.actors import SYSTEM
from adviceline.contacts.actions import give_signposts
from adviceline.directory.links.actions import note_check
from adviceline.directory.models import Entry, EntryOpenings
from adviceline.directory.rules.links import Evidence, Hop
from adviceline.facts.models import SignpostHelpFact
from tests.support import people, samples

GIVEN = ["ncats", "rse-guidance", "childline"]
LONG = "https://fictional.example.org/" + "a-very-long-part-of-an-address/" * 8


def make() -> dict[str, Any]:
    """An open enquiry of somebody with an address, with three signposts; one entry's link is gone, one has moved."""
    enquiry, at = samples.enquiry(), timezone.now()
    by = people.somebody("adviser", name="Adviser Sample", strong=False, is_fictional=True)
    editor = people.somebody("content_editor", name="Editor Sample", strong=False, is_fictional=True)
    give_signposts(enquiry=enquiry, resources=GIVEN, by=by, at=at)
    gone = Evidence(
        "gone", "The site answers that the page is not there (404).", (Hop(LONG, 301), Hop(LONG + "x", 404))
    )
    moved = Evidence("moved", "The page has a new address for good.", (Hop(LONG, 301), Hop(LONG, 200)), LONG)
    for days, (entry_id, evidence) in enumerate([("working-together", gone)] * 3 + [("behaviour-in-schools", moved)]):
        entry = Entry.objects.get(pk=entry_id)
        note_check(entry=entry, address=entry.url, evidence=evidence, by=SYSTEM, at=at - timedelta(days=5 - days))
    return {"enquiry": enquiry.reference, "adviser": by.name, "editor": editor.name}


def spoil(entry_id: str) -> None:
    """The entry's page is gone, and its review is overdue."""
    Entry.objects.filter(pk=entry_id).update(link_state="gone", review_due_date="2022-01-31")


def counted() -> dict[str, Any]:
    """What is kept of clicks and answers."""
    return {
        "openings": {row.entry_id: row.times for row in EntryOpenings.objects.all()},
        "helped": sorted([row.resource, row.helped] for row in SignpostHelpFact.objects.all()),
    }
