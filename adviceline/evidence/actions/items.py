"""Writing down what was told, and having a second person read it before it is used for anything."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.contacts.rules import changed_submission
from adviceline.evidence.errors import UnableToMoveItem, refuse_item
from adviceline.evidence.models import EvidenceItem, ItemLink
from adviceline.evidence.queries.items import as_now
from adviceline.evidence.rules import items as rules
from adviceline.privacy.screening import ScreenedText, record_override

State = EvidenceItem.State


def collect_item(
    *, values: Mapping[str, Any], source: str, submission: uuid.UUID, by: Actor, at: datetime,
    is_fictional: bool = False,
) -> EvidenceItem:  # fmt: skip
    """Keep what was told, to wait for a second reader. Sent twice with one `submission`, it is kept once. What was changed
    after a send that was interrupted is kept too: other words as another item; a code, a setting, a region or a grade
    in place of the first, unless somebody has read the item since.

    `values`: kind, codes, setting, region, grade, and narrative, which is `ScreenedText`.
    """
    narrative = values["narrative"]
    if not isinstance(narrative, ScreenedText) or not narrative.text:
        raise UnableToMoveItem("The text is missing, or was not checked for identifying details.")
    person = by if isinstance(by, Person) else None
    try:
        with transaction.atomic():
            item = EvidenceItem.objects.create(
                submission=submission, kind=values["kind"], suggested=sorted(values["codes"], key=rules.code_order),
                setting=values["setting"], region=values["region"], grade=values["grade"], narrative=narrative.text,
                source=source, collected_at=at, collected_by=person, is_fictional=is_fictional,
            )  # fmt: skip
            record_override(narrative, subject=item.subject, field_name="narrative", by=by, at=at)
            record(
                action="evidence.collected", by=by, at=at, subject=item.subject,
                data={"kind": item.kind, "source": source},
            )  # fmt: skip
    except IntegrityError:
        before = EvidenceItem.objects.filter(submission=submission).first()
        if before is None:
            raise
        if kept := _as_changed(before, values, by=by, at=at):
            return kept
        return collect_item(
            values=values, source=source, submission=changed_submission(submission), by=by, at=at,
            is_fictional=is_fictional,
        )  # fmt: skip
    return item


def _as_changed(item: EvidenceItem, values: Mapping[str, Any], *, by: Actor, at: datetime) -> EvidenceItem | None:
    """The item, with what these say otherwise about the same words; None where they are to be an item of their own.

    Once reworded, it cannot be said any more whether the words are the same."""
    told = {name: values[name] for name in ("kind", "setting", "region", "grade")}
    told["suggested"] = sorted(values["codes"], key=rules.code_order)
    with _changing(item) as fresh:
        if fresh.reworded_by_id is None and fresh.narrative != values["narrative"].text:
            return None
        changed = sorted(name for name, value in told.items() if getattr(fresh, name) != value)
        if not changed:
            return fresh
        if fresh.state != State.WAITING:
            return None
        for name in changed:
            setattr(fresh, name, told[name])
        fresh.version += 1
        fresh.save()
        record(
            action="evidence.collected_again", by=by, at=at, subject=fresh.subject, data={"changed": changed}
        )  # fmt: skip
    return fresh


def accept_item(*, item: EvidenceItem, version: int, by: Person, at: datetime) -> EvidenceItem:
    """Let it be used, as it was read. Never by whoever wrote its words."""
    with _changing(item) as fresh:
        refuse_item(rules.why_not_accept(as_now(fresh), by.pk))
        _same(fresh, version)
        fresh.state, fresh.reviewed_by, fresh.reviewed_at = State.ACCEPTED, by, at
        fresh.save()
        record(
            action="evidence.accepted", by=by, at=at, subject=fresh.subject, data={"version": fresh.version}
        )  # fmt: skip
    return fresh


def reword_item(*, item: EvidenceItem, narrative: ScreenedText, version: int, by: Person, at: datetime) -> EvidenceItem:
    """Put other words in place of those that were told; another person then reads these."""
    if not narrative.text:
        raise UnableToMoveItem("Write the words that should stand there, or set the item aside.")
    with _changing(item) as fresh:
        refuse_item(rules.why_not_reword(as_now(fresh)))
        _same(fresh, version)
        if fresh.narrative == narrative.text:
            return fresh
        fresh.narrative, fresh.reworded_by, fresh.version = narrative.text, by, fresh.version + 1
        fresh.save()
        record_override(narrative, subject=fresh.subject, field_name="narrative", by=by, at=at)
        record(action="evidence.reworded", by=by, at=at, subject=fresh.subject, data={"version": fresh.version})
    return fresh


def set_item_aside(*, item: EvidenceItem, reason: ScreenedText, by: Person, at: datetime) -> EvidenceItem:
    """It is not used, and is erased after its time, saying why."""
    _need_words(reason)
    with _changing(item) as fresh:
        refuse_item(rules.why_not_set_aside(as_now(fresh)))
        fresh.state, fresh.set_aside_at, fresh.reason = State.SET_ASIDE, at, reason.text
        fresh.save()
        record_override(reason, subject=fresh.subject, field_name="reason", by=by, at=at)
        record(action="evidence.set_aside", by=by, at=at, subject=fresh.subject)
    return fresh


def merge_item(*, item: EvidenceItem, into: EvidenceItem, by: Person, at: datetime) -> EvidenceItem:
    """Count it once with another that tells of the same. It stays to be read, under the other."""
    with transaction.atomic():
        locked = {
            each.pk: each
            for each in EvidenceItem.objects.select_for_update().filter(pk__in=[item.pk, into.pk]).order_by("pk")
        }
        fresh, other = locked[item.pk], locked[into.pk]
        refuse_item(
            rules.why_not_merge(
                as_now(fresh), as_now(other), same=fresh.pk == other.pk, same_kind=fresh.kind == other.kind
            )
        )
        fresh.state, fresh.merged_into = State.MERGED, other
        fresh.save()
        record(
            action="evidence.merged", by=by, at=at, subject=fresh.subject, data={"into": other.subject}
        )  # fmt: skip
    return fresh


def link_items(*, first: EvidenceItem, second: EvidenceItem, how: str, by: Person, at: datetime) -> ItemLink:
    """Say that one bears on the other; said again, the later word holds."""
    if first.pk == second.pk:
        raise UnableToMoveItem("An item cannot be linked to itself.")
    if {first.state, second.state} != {State.ACCEPTED}:
        raise UnableToMoveItem("Only accepted items can be linked. Accept both first.")
    low, high = sorted((first, second), key=lambda each: each.pk)
    with transaction.atomic():
        link, _ = ItemLink.objects.update_or_create(first=low, second=high, defaults={"how": how, "by": by, "at": at})
        record(
            action="evidence.linked", by=by, at=at, subject=low.subject,
            data={"with": high.subject, "how": how},
        )  # fmt: skip
    return link


def unlink_items(*, link: ItemLink, by: Person, at: datetime) -> None:
    with transaction.atomic():
        record(
            action="evidence.unlinked", by=by, at=at, subject=link.first.subject,
            data={"with": link.second.subject},
        )  # fmt: skip
        link.delete()


@contextmanager
def _changing(item: EvidenceItem) -> Iterator[EvidenceItem]:
    with transaction.atomic():
        yield EvidenceItem.objects.select_for_update().get(pk=item.pk)


def _same(item: EvidenceItem, version: int) -> None:
    if item.version != version:
        raise UnableToMoveItem("The words changed after you opened the page. Read them again first.")


def _need_words(reason: ScreenedText) -> None:
    if not reason.text:
        raise UnableToMoveItem("Say why, in a sentence.")
