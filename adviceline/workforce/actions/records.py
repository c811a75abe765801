"""Keeping what is held of an adviser."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.workforce.errors import UnableToKeepRecord
from adviceline.workforce.models import AdviserRecord, Credential
from adviceline.workforce.plan import record_kinds, skills

EARLIEST = date(1950, 1, 1)


def keep_adviser(
    *, person: Person, skills_held: Iterable[str], started_date: date, left_date: date | None, by: Actor, at: datetime
) -> AdviserRecord:
    """Begin or change somebody's record. `left_date` is their last day; None while they stay. Their shifts stay on the rota,
    and count as cover only while they may advise. Raises `UnableToKeepRecord`."""
    if not person.may(Permission.WORK_ENQUIRIES):
        raise UnableToKeepRecord("Their role takes no contacts, so they cannot be on the rota.")
    if unknown := sorted(set(skills_held) - set(skills())):
        raise UnableToKeepRecord(f"'{unknown[0]}' is not a skill that the rota knows.")
    if left_date is not None and left_date < started_date:
        raise UnableToKeepRecord("Their last day must not be before their first.")
    kept = [code for code in skills() if code in set(skills_held)]
    with transaction.atomic():
        found, made = AdviserRecord.objects.select_for_update().get_or_create(
            person=person, defaults={"started_date": started_date, "left_date": left_date, "skills": kept}
        )
        same = (found.started_date, found.left_date, found.skills) == (started_date, left_date, kept)
        if not made and same:
            return found
        found.started_date, found.left_date, found.skills = started_date, left_date, kept
        found.save(update_fields=["started_date", "left_date", "skills"])
        data = {"started": str(started_date), "left": str(left_date or ""), "skills": kept}
        record(action="adviser.kept", by=by, at=at, subject=_subject(found), data=data)
    return found


def add_credential(
    *,
    adviser: AdviserRecord,
    kind: str,
    title: str,
    obtained_date: date,
    expires_date: date | None,
    by: Person,
    at: datetime,
) -> Credential:
    """Keep a qualification, training, vetting or supervision. Added twice alike, it is one. Raises `UnableToKeepRecord`."""
    if kind not in record_kinds():
        raise UnableToKeepRecord("Choose what kind of record it is.")
    if not EARLIEST <= obtained_date <= at.date():
        raise UnableToKeepRecord("The date must not be in the future, or before 1950.")
    if expires_date is not None and expires_date < obtained_date:
        raise UnableToKeepRecord("It cannot expire before its date.")
    values = {"kind": kind, "title": title.strip(), "obtained_date": obtained_date, "expires_date": expires_date}
    with transaction.atomic():
        locked = AdviserRecord.objects.select_for_update().get(pk=adviser.pk)
        before = Credential.objects.filter(adviser=locked, withdrawn_at__isnull=True, **values).first()
        if before is not None:
            return before
        made = Credential.objects.create(adviser=locked, added_by=by, added_at=at, **values)
        data = {"credential": made.pk, "kind": kind, "obtained": str(obtained_date), "expires": str(expires_date or "")}
        record(action="credential.added", by=by, at=at, subject=_subject(locked), data=data)
    return made


def withdraw_credential(*, credential: Credential, by: Actor, at: datetime) -> Credential:
    """It was entered wrongly, or no longer holds. It stays on record as withdrawn, and counts for nothing."""
    with transaction.atomic():
        fresh = Credential.objects.select_for_update(of=("self",)).get(pk=credential.pk)
        if fresh.withdrawn_at is None:
            fresh.withdrawn_at = at
            fresh.save(update_fields=["withdrawn_at"])
            data = {"credential": fresh.pk, "kind": fresh.kind}
            record(action="credential.withdrawn", by=by, at=at, subject=f"person:{fresh.adviser_id}", data=data)
    return fresh


def _subject(adviser: AdviserRecord) -> str:
    return f"person:{adviser.pk}"
