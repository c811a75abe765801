"""Writing examples of practice, and taking them to the public library and out of it. Every step keeps a history."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.evidence.models import SAID, TEXTS, PracticeExample, PracticeStep
from adviceline.evidence.queries.examples import authors_of
from adviceline.evidence.rules.examples import STEPS, role_for, why_not
from adviceline.privacy.screening import ScreenedText, record_override

State, What = PracticeExample.State, PracticeStep.What


class UnableToMoveExample(Exception):
    """The step cannot be taken; the words say why and what to do."""


def write_example(
    *, values: Mapping[str, Any], by: Person, at: datetime, submission: uuid.UUID | None = None,
    is_fictional: bool = False,
) -> PracticeExample:  # fmt: skip
    """Keep a new draft. Its texts are `ScreenedText`; its address comes from its title and stays. `submission` names the
    form: sent twice, there is one example; sent again with other words, it is refused."""
    said = _plain(values)
    with transaction.atomic():
        example, is_new = PracticeExample.objects.get_or_create(
            submission=submission or uuid.uuid4(),
            defaults=said | {"changed_at": at, "is_fictional": is_fictional, "slug": _slug(said["title"])},
        )
        if not is_new:
            if example.said != said:
                raise UnableToMoveExample(
                    "This form was kept already, and says something else now. Change that example on its own page."
                )
            return example
        _keep(example, What.WRITTEN, by, at, values=example.said)
        _log_overrides(example, values, by, at)
        record(action="practice.written", by=by, at=at, subject=_subject(example))
    return example


def change_example(
    *, example: PracticeExample, values: Mapping[str, Any], version: int, by: Person, at: datetime
) -> PracticeExample:
    """Change a draft. `version` is the one that the person saw: a colleague's later change is not lost."""
    said = _plain(values)
    with _step("change", example, by) as fresh:
        if fresh.version != version:
            raise UnableToMoveExample(
                "A colleague changed this example after you opened it. What you wrote is kept here: compare it with "
                "the example as it is now, and save again."
            )
        changed = [name for name in SAID if getattr(fresh, name) != said[name]]
        if not changed:
            return fresh
        for name in changed:
            setattr(fresh, name, said[name])
        fresh.version, fresh.changed_at = fresh.version + 1, at
        fresh.save()
        _keep(fresh, What.CHANGED, by, at, values=fresh.said, fields_changed=changed)
        _log_overrides(fresh, values, by, at)
        record(
            action="practice.changed", by=by, at=at, subject=_subject(fresh),
            data={"version": fresh.version, "fields": changed},
        )  # fmt: skip
    return fresh


def submit_example(*, example: PracticeExample, by: Person, at: datetime) -> PracticeExample:
    """Send a draft to somebody else for approval."""
    with _step("submit", example, by) as fresh:
        fresh.submitted_by = by
        _move(fresh, "submit", What.SUBMITTED, by, at)
        record(action="practice.submitted", by=by, at=at, subject=_subject(fresh))
    return fresh


def send_example_back(*, example: PracticeExample, reason: ScreenedText, by: Person, at: datetime) -> PracticeExample:
    """Give it back to its authors, saying what it needs."""
    _need_words(reason)
    with _step("send_back", example, by) as fresh:
        fresh.submitted_by = None
        _move(fresh, "send_back", What.SENT_BACK, by, at, reason)
        record(action="practice.sent_back", by=by, at=at, subject=_subject(fresh))
    return fresh


def approve_example(*, example: PracticeExample, version: int, by: Person, at: datetime) -> PracticeExample:
    """Approve the version that was read. Never by somebody who wrote any of it or sent it."""
    with _step("approve", example, by) as fresh:
        if fresh.version != version:
            raise UnableToMoveExample("The example changed after you opened it. Read it again, then approve it.")
        fresh.approved_by, fresh.approved_at = by, at
        fresh.approved_role = role_for(by.roles, STEPS["approve"].needs)
        _move(fresh, "approve", What.APPROVED, by, at)
        record(
            action="practice.approved", by=by, at=at, subject=_subject(fresh),
            data={"version": fresh.version, "role": fresh.approved_role},
        )  # fmt: skip
    return fresh


def publish_example(*, example: PracticeExample, by: Person, at: datetime) -> PracticeExample:
    """Show an approved example in the public library, at once."""
    with _step("publish", example, by) as fresh:
        fresh.published_by, fresh.published_at = by, at
        _move(fresh, "publish", What.PUBLISHED, by, at)
        record(
            action="practice.published", by=by, at=at, subject=_subject(fresh),
            data={"version": fresh.version, "approved_by": f"person:{fresh.approved_by_id}"},
        )  # fmt: skip
    return fresh


def withdraw_example(*, example: PracticeExample, reason: ScreenedText, by: Person, at: datetime) -> PracticeExample:
    """Take it out of the library, or its approval back, saying why. Its address then says that it was withdrawn."""
    _need_words(reason)
    with _step("withdraw", example, by) as fresh:
        _move(fresh, "withdraw", What.WITHDRAWN, by, at, reason)
        record(action="practice.withdrawn", by=by, at=at, subject=_subject(fresh))
    return fresh


def reopen_example(*, example: PracticeExample, by: Person, at: datetime) -> PracticeExample:
    """Make a withdrawn example a draft again, to be approved anew."""
    with _step("reopen", example, by) as fresh:
        fresh.submitted_by = fresh.approved_by = fresh.published_by = None
        fresh.approved_at = fresh.published_at = None
        fresh.approved_role = ""
        _move(fresh, "reopen", What.REOPENED, by, at)
        record(action="practice.reopened", by=by, at=at, subject=_subject(fresh))
    return fresh


@contextmanager
def _step(name: str, example: PracticeExample, by: Person) -> Iterator[PracticeExample]:
    with transaction.atomic():
        fresh = PracticeExample.objects.select_for_update().get(pk=example.pk)
        words = why_not(name, state=fresh.state, roles=by.roles, person=by.pk, authors=authors_of(fresh))
        if words:
            raise UnableToMoveExample(words)
        yield fresh


def _move(
    example: PracticeExample, step: str, what: str, by: Person, at: datetime, reason: ScreenedText | None = None
) -> None:
    example.state, example.changed_at = STEPS[step].after, at
    example.save()
    _keep(example, what, by, at, reason=reason.text if reason else "")
    if reason:
        record_override(reason, subject=_subject(example), field_name="reason", by=by, at=at)


def _keep(example: PracticeExample, what: str, by: Person, at: datetime, **more: Any) -> None:
    PracticeStep.objects.create(example=example, what=what, version=example.version, by=by, at=at, **more)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are kept; a text that was not screened cannot get here."""
    missing = [name for name in SAID if name not in values]
    if missing or any(not isinstance(values[name], ScreenedText) for name in TEXTS):
        raise UnableToMoveExample("The example is not complete, or a text was not checked for identifying details.")
    return {name: values[name].text if name in TEXTS else values[name] for name in SAID}


def _log_overrides(example: PracticeExample, values: Mapping[str, Any], by: Person, at: datetime) -> None:
    for name in TEXTS:
        record_override(values[name], subject=_subject(example), field_name=name, by=by, at=at)


def _need_words(reason: ScreenedText) -> None:
    if not reason.text:
        raise UnableToMoveExample("Say why, in a sentence: it stays in the history of the example.")


def _slug(title: str) -> str:
    """Of the title, made different from every other."""
    base = slugify(title)[:100].strip("-") or "example"
    taken = set(PracticeExample.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(each for each in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)


def _subject(example: PracticeExample) -> str:
    return f"practice:{example.pk}"
