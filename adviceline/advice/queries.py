"""Reading versions, what is in use, their review, and runs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.advice.models import AdviceRun, Departure, MapComment, MapMove, MapVersion, ReviewTask, TestDrive
from adviceline.advice.rules import roles_with

State = MapVersion.State


# ---- What is in use --------------------------------------------------------------------------------------------------


def unsigned_maps_may_run() -> bool:
    """Only in a demonstration, where every page of the map says so."""
    return bool(settings.DEMO)


def current_versions() -> QuerySet[MapVersion]:
    """The version of each map that new runs follow: signed by one person and published by another.

    In a demonstration also those that nobody has signed (`runs_unsigned`).
    """
    found = MapVersion.objects.filter(is_current=True).order_by("map_id")
    return found if unsigned_maps_may_run() else found.filter(runs_unsigned=False, state=State.SIGNED_OFF)


def version_in_use(map_id: str) -> MapVersion | None:
    """The version of a map that new runs follow; None when there is none that may be followed."""
    return current_versions().filter(map_id=map_id).first()


def was_published(version: MapVersion) -> bool:
    """Whether anybody could have begun a walk on this version: it was in use once, signed."""
    return version.published_at is not None or version.moves.filter(what=MapMove.What.PUBLISHED).exists()


def signed_hashes(hashes: Iterable[str]) -> set[str]:
    """Those of the hashes whose version somebody has signed off."""
    return set(MapVersion.objects.filter(hash__in=list(hashes), state=State.SIGNED_OFF).values_list("hash", flat=True))


def maps_not_in_use() -> list[MapVersion]:
    """For each map that is kept here but may not be followed, its newest version."""
    in_use = set(current_versions().values_list("map_id", flat=True))
    return [version for version in newest_versions() if version.map_id not in in_use]


def newest_versions() -> list[MapVersion]:
    """Of each map, the version that was loaded last."""
    newest: dict[str, MapVersion] = {}
    for version in MapVersion.objects.defer("text").order_by("loaded_at", "hash"):
        newest[version.map_id] = version
    return [newest[map_id] for map_id in sorted(newest)]


def why_not_in_use(map_id: str) -> str:
    """Why a map cannot be followed now, and who can change that, for staff."""
    if not MapVersion.objects.filter(map_id=map_id).exists():
        return "This map of advice is not loaded. Tell the service manager."
    return f"This map of advice is not available yet: nobody has signed it off and published it. {who_can_sign()}"


def who_can_sign() -> str:
    """Who can sign a map off, in words, with the names of those who are here."""
    role = roles_with(Permission.SIGN_CONTENT).lower()
    names = [person.name for person in people_who_may(Permission.SIGN_CONTENT)[:5]]
    here = f"here: {', '.join(names)}" if names else "nobody here holds that role yet"
    return f"A {role} can sign it ({here}), and a second person then publishes it."


def people_who_may(permission: Permission) -> list[Person]:
    """Active people whose roles include a permission, by name. Staff are few, so all are read."""
    people = Person.objects.filter(is_active=True).order_by("name", "pk")
    return [person for person in people if person.may(permission)]


# ---- Versions and their review ---------------------------------------------------------------------------------------


def all_versions() -> QuerySet[MapVersion]:
    """Every version, by map, the newest first, with how many runs and open comments each has. Without the text."""
    return (
        MapVersion.objects.defer("text")
        .select_related("signed_by", "published_by", "submitted_by")
        .annotate(
            run_count=_how_many(AdviceRun.objects.filter(map_version=OuterRef("pk")), "map_version"),
            open_comment_count=_how_many(MapComment.objects.filter(version=OuterRef("pk"), settled=""), "version"),
        )
        .order_by("map_id", "-loaded_at", "hash")
    )


def _how_many(rows: QuerySet[Any], field: str) -> Coalesce:
    """Counted apart for each version, so that runs and comments do not multiply one another."""
    counted = rows.order_by().values(field).annotate(how_many=Count("pk")).values("how_many")
    return Coalesce(Subquery(counted), 0)


def followed_versions() -> QuerySet[MapVersion]:
    """The versions that runs were begun on, by map, the newest first. Without the text."""
    return all_versions().filter(pk__in=AdviceRun.objects.values("map_version"))


def versions_to_watch() -> list[MapVersion]:
    """What sources are looked at in: the versions in use, in review or signed, and the newest of each map."""
    found = MapVersion.objects.filter(Q(is_current=True) | ~Q(state=State.DRAFT))
    watched = {version.pk: version for version in found}
    watched |= {version.pk: version for version in newest_versions()}
    used = {version.pk for version in watched.values() if version.is_current}
    newest = {version.pk for version in newest_versions()}
    return [
        version
        for version in sorted(watched.values(), key=lambda each: (each.map_id, each.loaded_at, each.pk))
        if version.pk in used | newest or version.state == State.IN_REVIEW
    ]


def comments_on(version: MapVersion) -> QuerySet[MapComment]:
    """What was said about this version."""
    return version.comments.select_related("by", "settled_by")


def carried_comments(version: MapVersion) -> QuerySet[MapComment]:
    """Open comments on earlier versions of the same map: what the next version must answer."""
    return (
        MapComment.objects.filter(
            settled="", version__map_id=version.map_id, version__loaded_at__lte=version.loaded_at
        )
        .exclude(version=version)
        .select_related("by", "version")
        .defer("version__text")
    )  # fmt: skip


def open_comments_for(version: MapVersion) -> QuerySet[MapComment]:
    """What must be settled before this version can be signed: its own open comments and those carried to it."""
    return MapComment.objects.filter(settled="", version__map_id=version.map_id).filter(
        Q(version=version) | Q(version__loaded_at__lte=version.loaded_at)
    )


def attached_drives(version: MapVersion) -> QuerySet[TestDrive]:
    """Test drives that belong to the review of a version."""
    return version.test_drives.filter(attached_at__isnull=False).select_related("reviewer")


def own_drives(version: MapVersion, by: Person) -> QuerySet[TestDrive]:
    """Test drives of one person on a version that are not attached yet, the newest first."""
    return version.test_drives.filter(attached_at__isnull=True, reviewer=by)


def review_tasks(*, done: bool = False) -> QuerySet[ReviewTask]:
    """Open review tasks, the oldest first; or those that are done, the latest first."""
    tasks = ReviewTask.objects.select_related("owner", "done_by")
    if done:
        return tasks.filter(done_at__isnull=False).order_by("-done_at", "-pk")
    return tasks.filter(done_at__isnull=True).order_by("raised_at", "pk")


# ---- Runs ------------------------------------------------------------------------------------------------------------


def runs_of(subject: uuid.UUID) -> QuerySet[AdviceRun]:
    """The runs beside one enquiry, newest first."""
    return (
        AdviceRun.objects.filter(subject=subject)
        .select_related("map_version", "adviser")
        .order_by("-started_at", "-id")
    )


def departures(*, reviewed: bool = False) -> QuerySet[Departure]:
    """Where advisers left a map: those to be reviewed, oldest first, or those that were, latest first."""
    found = Departure.objects.select_related("run__map_version", "left_by", "reviewed_by").defer(
        "run__map_version__text", "run__history", "run__steps"
    )
    if reviewed:
        return found.filter(reviewed_at__isnull=False).order_by("-reviewed_at", "-pk")
    return found.filter(reviewed_at__isnull=True).order_by("left_at", "pk")


def histories_of(
    version: MapVersion, *, since: datetime | None = None
) -> Iterator[tuple[datetime, list[list[Any]]]]:  # fmt: skip
    """When each run on a version began, and all that happened in it; nothing else of the run."""
    runs = AdviceRun.objects.filter(map_version=version)
    if since is not None:
        runs = runs.filter(started_at__gte=since)
    yield from runs.order_by("pk").values_list("started_at", "history").iterator(chunk_size=2000)
