"""What supervisors conclude when an adviser left the map before its end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.advice.models import Departure, MapComment, MapVersion
from adviceline.audit.actions import record
from adviceline.privacy.screening import ScreenedText, record_override

Conclusion = Departure.Conclusion


class UnableToReview(Exception):
    """The departure cannot be marked as reviewed so; the words say why."""


def review_departure(
    *, departure: Departure, conclusion: str, note: ScreenedText, by: Person, at: datetime
) -> Departure:
    """Conclude whether leaving was fine, is to be talked through, or calls for a change of the map.

    A change becomes a comment on the question where the map was left, open until a next version is reviewed.
    """
    if not by.may(Permission.SUPERVISE):
        raise UnableToReview("Departures are reviewed by a supervisor or the service manager.")
    if conclusion not in Conclusion.values:
        raise UnableToReview("Choose what you conclude.")
    if conclusion != Conclusion.FINE and not note.text:
        raise UnableToReview("Say in a few words what should change, or what to talk about.")
    with transaction.atomic():
        fresh = (
            Departure.objects.select_for_update(of=("self",)).select_related("run__map_version").get(pk=departure.pk)
        )
        if (fresh.conclusion, fresh.conclusion_note, fresh.reviewed_by_id) == (conclusion, note.text, by.pk):
            return fresh  # the same form sent twice
        if fresh.conclusion:
            raise UnableToReview("Somebody has reviewed this departure already.")
        if fresh.left_by_id == by.pk:
            raise UnableToReview("You left the map here yourself, so somebody else must review it.")
        fresh.conclusion, fresh.conclusion_note, fresh.reviewed_by, fresh.reviewed_at = conclusion, note.text, by, at
        fresh.save()
        version = fresh.run.map_version
        record_override(note, subject=f"run:{fresh.run_id}", field_name="conclusion_note", by=by, at=at)
        if conclusion == Conclusion.CHANGE_THE_MAP:
            list(MapVersion.objects.select_for_update().filter(map_id=version.map_id).order_by("hash").defer("text"))
            MapComment.objects.create(
                version=version, place=fresh.node, body=note.text, by=by, at=at, departure=fresh.pk
            )  # fmt: skip
        record(
            action="advice.departure_reviewed", by=by, at=at, subject=f"run:{fresh.run_id}",
            data={"departure": fresh.pk, "conclusion": conclusion},
        )  # fmt: skip
    return fresh
