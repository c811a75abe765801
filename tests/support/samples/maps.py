"""Samples: versions of a map, and what reviewers and advisers did with them."""

from __future__ import annotations

import uuid

from tests.support import people
from tests.support.samples.kinds import AT
from tests.support.samples.records import enquiry


def map_version() -> str:
    from adviceline.advice.actions import register_maps
    from adviceline.advice.models import MapVersion
    from adviceline.audit.actors import SYSTEM
    from adviceline.content.current import current_content

    found = MapVersion.objects.filter(map_id="individual-incident").order_by("-loaded_at").first()
    if found is None:
        kept = register_maps(content=current_content(), by=SYSTEM, at=AT)
        found = next(version for version in kept if version.map_id == "individual-incident")
    return found.pk


def map_comment() -> int:
    from adviceline.advice.actions import add_comment
    from adviceline.advice.models import MapVersion
    from adviceline.privacy.screening import screen_text

    version = MapVersion.objects.get(pk=map_version())
    return add_comment(
        version=version, place="I4", body=screen_text("The words for a college are missing."),
        by=people.somebody("content_editor", strong=False), at=AT,
    ).pk  # fmt: skip


def test_drive() -> int:
    from adviceline.advice.actions import start_drive
    from adviceline.advice.models import MapVersion

    return start_drive(
        version=MapVersion.objects.get(pk=map_version()), for_date=AT.date(),
        by=people.somebody("clinical_reviewer", strong=False), at=AT,
    ).pk  # fmt: skip


def departure() -> int:
    from adviceline.advice.models import AdviceRun, Departure

    adviser = people.somebody("adviser", strong=False)
    run = AdviceRun.objects.create(
        subject=enquiry().key, map_version_id=map_version(), adviser=adviser, started_at=AT, changed_at=AT,
        left_reason="A question of policy.", left_at=AT, history=[[AT.isoformat(), "left", "I0", ""]],
    )  # fmt: skip
    return Departure.objects.create(run=run, node="I0", reason=run.left_reason, left_by=adviser, left_at=AT).pk


def review_task() -> int:
    from adviceline.advice.models import ReviewTask

    return ReviewTask.objects.create(
        key=uuid.uuid4().hex, map_id="individual-incident", why="superseded", source_title="Sample guidance",
        publisher="Example Trust (fictional)", edition="2021", places=[["I4", "Part two"]], raised_at=AT,
    ).pk  # fmt: skip
