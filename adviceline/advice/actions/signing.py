"""From draft to what advisers follow: review, sign-off, publication by another person, and the way back.

Each step locks every version of the map, so that two people at once take one step after the other. What may be done is
decided in rules.py; the database refuses to keep a version in use that was not signed by one and published by another.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.advice.actions.versions import safety_of
from adviceline.advice.loading import map_from_text
from adviceline.advice.model import AdviceMap
from adviceline.advice.models import MapMove, MapVersion
from adviceline.advice.queries import open_comments_for
from adviceline.advice.rules import STEPS, role_in_which, why_not
from adviceline.audit.actions import record
from adviceline.privacy.screening import ScreenedText, record_override

State, What = MapVersion.State, MapMove.What
#: Rules that time alone can break. They stop a sign-off; they must not stop a return to an earlier signed version.
TIME_ALONE = frozenset({"sources_in_date", "outcomes_in_date"})


class UnableToMoveMap(Exception):
    """The step cannot be taken with this version; the words say why."""


def submit_map(*, version: MapVersion, by: Person, at: datetime) -> MapVersion:
    """Send a draft to clinical review."""
    with _locked(version) as fresh:
        if fresh.state == State.IN_REVIEW and fresh.submitted_by_id == by.pk:
            return fresh  # the same form sent twice
        _check("submit", fresh, by)
        fresh.state, fresh.submitted_by, fresh.submitted_at = State.IN_REVIEW, by, at
        fresh.save(update_fields=["state", "submitted_by", "submitted_at"])
        _keep(fresh, What.SUBMITTED, by, at)
        record(action="map.submitted", by=by, at=at, subject=_subject(fresh), data={"hash": fresh.hash})
    return fresh


def send_map_back(*, version: MapVersion, reason: ScreenedText, by: Person, at: datetime) -> MapVersion:
    """End the review without a sign-off, saying why."""
    with _locked(version) as fresh:
        _check("send_back", fresh, by)
        _need_words(reason)
        fresh.state, fresh.submitted_by, fresh.submitted_at = State.DRAFT, None, None
        fresh.save(update_fields=["state", "submitted_by", "submitted_at"])
        _keep(fresh, What.SENT_BACK, by, at, reason)
        record(action="map.sent_back", by=by, at=at, subject=_subject(fresh), data={"hash": fresh.hash})
    return fresh


def sign_off_map(*, version: MapVersion, by: Person, at: datetime) -> MapVersion:
    """Sign a version off: name, role, date and the hash of exactly the text that is kept.

    Refused when the text is not the one that the hash names, or when a rule of safety does not hold today.
    """
    with _locked(version) as fresh:
        if fresh.is_signed and fresh.signed_by_id == by.pk:
            return fresh  # the same form sent twice
        _check("sign", fresh, by)
        if broken := safety_of(_map_as_kept(fresh), today=timezone.localdate(at)).broken:
            raise UnableToMoveMap(f"This version is not safe to follow, so it cannot be signed: {broken[0]}")
        fresh.state, fresh.signed_by, fresh.signed_at, fresh.signed_hash = State.SIGNED_OFF, by, at, fresh.hash
        fresh.signed_name, fresh.signed_role = by.name, role_in_which(by.roles, STEPS["sign"].needs)
        fresh.save(
            update_fields=["state", "signed_by", "signed_at", "signed_hash", "signed_name", "signed_role"]
        )  # fmt: skip
        _keep(fresh, What.SIGNED, by, at)
        record(
            action="map.signed", by=by, at=at, subject=_subject(fresh),
            data={"hash": fresh.hash, "role": fresh.signed_role},
        )  # fmt: skip
    return fresh


def publish_map(*, version: MapVersion, by: Person, at: datetime) -> MapVersion:
    """Let every new run follow this signed version, at once. Publishing an earlier one again is the way back.

    `by` is neither the one who signed it nor the one who sent it to review. Runs that have begun stay as they are.
    """
    with _locked(version) as fresh:
        if fresh.is_current and not fresh.runs_unsigned and fresh.published_by_id == by.pk:
            return fresh  # the same form sent twice
        _check("publish", fresh, by)
        broken = safety_of(_map_as_kept(fresh), today=timezone.localdate(at)).broken
        if unsafe := [each for each in broken if each.rule not in TIME_ALONE]:
            raise UnableToMoveMap(f"This version is not safe to follow, so it cannot be published: {unsafe[0]}")
        replaced = list(
            MapVersion.objects.filter(map_id=fresh.map_id, is_current=True).exclude(pk=fresh.pk).defer("text")
        )
        for old in replaced:
            old.is_current = old.runs_unsigned = False
            old.save(update_fields=["is_current", "runs_unsigned"])
            _keep(old, What.REPLACED, by, at)
        fresh.is_current, fresh.runs_unsigned, fresh.published_by, fresh.published_at = True, False, by, at
        fresh.save(update_fields=["is_current", "runs_unsigned", "published_by", "published_at"])
        _keep(fresh, What.PUBLISHED, by, at)
        record(
            action="map.published", by=by, at=at, subject=_subject(fresh),
            data={"hash": fresh.hash, "signed_by": f"person:{fresh.signed_by_id}",
                  "replaced": [old.hash for old in replaced]},
        )  # fmt: skip
    return fresh


def withdraw_sign_off(*, version: MapVersion, reason: ScreenedText, by: Person, at: datetime) -> MapVersion:
    """Take a sign-off back, saying why: a draft again, which no new run follows. Runs that have begun stay on it."""
    with _locked(version) as fresh:
        _check("withdraw", fresh, by)
        _need_words(reason)
        was_current = fresh.is_current
        fresh.state, fresh.is_current, fresh.runs_unsigned = State.DRAFT, False, False
        fresh.submitted_by = fresh.submitted_at = None
        fresh.signed_by = fresh.signed_at = fresh.published_by = fresh.published_at = None
        fresh.signed_hash = fresh.signed_name = fresh.signed_role = ""
        fresh.save()
        _keep(fresh, What.WITHDRAWN, by, at, reason)
        record(
            action="map.sign_off_withdrawn", by=by, at=at, subject=_subject(fresh),
            data={"hash": fresh.hash, "was_in_use": was_current},
        )  # fmt: skip
    return fresh


@contextmanager
def _locked(version: MapVersion) -> Iterator[MapVersion]:
    """The version, fresh, locked together with every other of its map until the transaction ends."""
    with transaction.atomic():
        rows = MapVersion.objects.select_for_update().filter(map_id=version.map_id).order_by("hash").defer("text")
        fresh = next((row for row in rows if row.pk == version.pk), None)
        if fresh is None:
            raise UnableToMoveMap("This version is not kept here.")
        yield fresh


def _check(step: str, version: MapVersion, by: Person) -> None:
    if reason := why_not(step, version=version, by=by, open_comments=open_comments_for(version).count()):
        raise UnableToMoveMap(reason)


def _map_as_kept(version: MapVersion) -> AdviceMap:
    """The map built anew from the text in the database, never from memory: it is this text that is signed."""
    try:
        return map_from_text(version.text, expected_hash=version.hash)
    except (ValueError, KeyError) as error:
        raise UnableToMoveMap(
            "The kept text is not the one that this version is named after: it was changed outside the service. "
            "Tell the service manager."
        ) from error


def _need_words(reason: ScreenedText) -> None:
    if not reason.text:
        raise UnableToMoveMap("Say in a few words why.")


def _keep(version: MapVersion, what: str, by: Person, at: datetime, reason: ScreenedText | None = None) -> None:
    needs = {What.SUBMITTED: "submit", What.SENT_BACK: "send_back", What.SIGNED: "sign", What.WITHDRAWN: "withdraw"}
    role = role_in_which(by.roles, STEPS[needs.get(What(what), "publish")].needs)
    MapMove.objects.create(
        version=version, what=what, by=by, name=by.name, role=role, at=at, reason=reason.text if reason else ""
    )
    if reason:
        record_override(reason, subject=_subject(version), field_name="reason", by=by, at=at)


def _subject(version: MapVersion) -> str:
    return f"map:{version.map_id}"
