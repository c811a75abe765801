"""Comments on a version, by those who review it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.advice.actions.versions import map_of
from adviceline.advice.models import MapComment, MapVersion
from adviceline.audit.actions import record
from adviceline.privacy.screening import ScreenedText, record_override


class UnableToComment(Exception):
    """The comment cannot be kept or settled; the words say why."""


def add_comment(*, version: MapVersion, place: str, body: ScreenedText, by: Person, at: datetime) -> MapComment:
    """Say something about a version: about one question or outcome (`place`), or about the whole ('')."""
    _may_review(by)
    if not body.text:
        raise UnableToComment("Write a comment.")
    advice_map = map_of(version)
    if place and place not in advice_map.nodes and place not in advice_map.outcomes:
        raise UnableToComment("This version has no such question or outcome.")
    with transaction.atomic():
        # Locked, so that nobody signs in the same moment without having seen it.
        list(MapVersion.objects.select_for_update().filter(map_id=version.map_id).order_by("hash").defer("text"))
        said = MapComment.objects.filter(version=version, place=place, body=body.text, by=by, settled="").first()
        if said is not None:
            return said  # the same form sent twice
        comment = MapComment.objects.create(version=version, place=place, body=body.text, by=by, at=at)
        record_override(body, subject=f"map:{version.map_id}", field_name="comment", by=by, at=at)
        record(
            action="map.commented", by=by, at=at, subject=f"map:{version.map_id}",
            data={"hash": version.hash, "place": place, "comment": comment.pk},
        )  # fmt: skip
    return comment


def settle_comment(
    *, comment: MapComment, settled: str, words: ScreenedText, by: Person, at: datetime
) -> MapComment:  # fmt: skip
    """Say what came of a comment: the map was changed, which another version shows, or no change is needed, and why."""
    _may_review(by)
    if settled not in MapComment.Settled.values:
        raise UnableToComment("Say whether the map was changed.")
    if settled == MapComment.Settled.NO_CHANGE and not words.text:
        raise UnableToComment("Say why no change is needed.")
    with transaction.atomic():
        fresh = MapComment.objects.select_for_update(of=("self",)).select_related("version").get(pk=comment.pk)
        if (fresh.settled, fresh.settled_words, fresh.settled_by_id) == (settled, words.text, by.pk):
            return fresh  # the same form sent twice
        if fresh.settled:
            raise UnableToComment("This comment was settled already.")
        if settled == MapComment.Settled.CHANGED and not _has_followed(fresh.version):
            raise UnableToComment(
                "The map is as it was when the comment was made. Load the version that was changed first, "
                "or say that no change is needed, and why."
            )
        fresh.settled, fresh.settled_words, fresh.settled_by, fresh.settled_at = settled, words.text, by, at
        fresh.save()
        subject = f"map:{fresh.version.map_id}"
        record_override(words, subject=subject, field_name="settled", by=by, at=at)
        record(
            action="map.comment_settled", by=by, at=at, subject=subject, data={"comment": fresh.pk, "settled": settled}
        )
    return fresh


def _has_followed(version: MapVersion) -> bool:
    """Whether another version of the map was loaded since this one."""
    others = MapVersion.objects.filter(map_id=version.map_id, loaded_at__gte=version.loaded_at)
    return others.exclude(pk=version.pk).exists()


def _may_review(by: Person) -> None:
    if not by.may(Permission.REVIEW_MAPS):
        raise UnableToComment("Your role does not include the review of maps.")
