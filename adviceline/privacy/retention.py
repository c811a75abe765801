"""Applying the retention periods that stand beside each model."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

import structlog
from django.apps import apps
from django.db import models, transaction

from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.privacy import crypto
from adviceline.privacy.classification import Privacy, Retention
from adviceline.privacy.others import OTHERS

log = structlog.get_logger(__name__)
BATCH = 500

#: How to erase what is not simply deleted: `(queryset of one batch, by, at) -> how many`. A room registers its own.
Eraser = Callable[["models.QuerySet[models.Model]", Actor, datetime], int]
ERASERS: dict[tuple[str, str], Eraser] = {}


@dataclass(frozen=True)
class Applied:
    """How many rows of a model were erased."""

    model: str
    how: str
    count: int


def eraser(model: str, how: str) -> Callable[[Eraser], Eraser]:
    """Register how rows of `model` (its label, `contacts.Enquirer`) are erased when `how` is not `delete`."""

    def register(function: Eraser) -> Eraser:
        ERASERS[model, how] = function
        return function

    return register


class HasKey(Protocol):
    """A row whose sealed fields have a key; `has_own_key` when no other row shares it."""

    pk: Any
    key_id: uuid.UUID
    has_own_key: bool


def shred(model: type[models.Model], expired: models.QuerySet[models.Model], *, by: Actor, at: datetime) -> int:
    """Delete a batch of rows past their time, and destroy the keys that were theirs alone."""
    rows = cast("list[HasKey]", list(model._default_manager.filter(pk__in=expired.order_by("pk").values("pk")[:BATCH])))
    if not rows:
        return 0
    for row in rows:
        if row.has_own_key:
            crypto.destroy_key(row.key_id, at=at)
    model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
    subject = f"model:{model._meta.label}"
    record(action="retention.applied", by=by, at=at, subject=subject, data={"deleted": len(rows)})
    return len(rows)


def privacy_of(model: type[models.Model]) -> Privacy | None:
    """The classification that stands beside the model, or for a table of a room below or a library, in `others`."""
    declared: Privacy | None = getattr(model, "privacy", None)
    return declared or OTHERS.get(model._meta.label)


def rule_of(model: type[models.Model]) -> Retention:
    """The retention of a classified model."""
    privacy = privacy_of(model)
    assert privacy is not None
    return privacy.retention


def classified_models() -> list[type[models.Model]]:
    """Every model with a classification, those that point to others first, so that deleting in this order breaks no
    reference."""
    ours = [model for model in apps.get_models() if privacy_of(model) is not None]
    ordered: list[type[models.Model]] = []

    def visit(model: type[models.Model]) -> None:
        if model in ordered:
            return
        for other in ours:
            if other is not model and any(
                isinstance(field, models.ForeignKey) and field.related_model is model
                for field in other._meta.get_fields()
            ):
                visit(other)
        ordered.append(model)

    for model in ours:
        visit(model)
    return ordered


def expired(model: type[models.Model], *, at: datetime) -> models.QuerySet[models.Model]:
    """The rows that are past their time at `at`; none when the model is kept."""
    privacy = privacy_of(model)
    if privacy is None or privacy.retention.days is None:
        return model._default_manager.none()
    rule, before = privacy.retention, at - timedelta(days=privacy.retention.days)
    past = models.Q(**{f"{rule.after}__lt": before})
    if rule.alone_after:
        relation = rule.after.partition("__")[0]
        past |= models.Q(**{f"{relation}__isnull": True, f"{rule.alone_after}__lt": before})
    return model._default_manager.filter(past)


def apply_retention(*, by: Actor, at: datetime) -> list[Applied]:
    """Erase what is past its time, in batches of one transaction each; answers what was erased, model by model.

    A row that another one, which stays, still needs is left until that one goes. What is shredded goes first, while
    the rows that say whose it is are there, and is looked at again once they are gone.
    """
    counts: dict[str, int] = {}
    ordered = [model for model in classified_models() if rule_of(model).days is not None]
    shredded = [model for model in ordered if rule_of(model).how != "delete"]
    deleted = [model for model in ordered if rule_of(model).how == "delete"]
    for model in (*shredded, *deleted, *shredded):
        label, how = model._meta.label, rule_of(model).how
        if how == "delete":
            count = _delete(model, by=by, at=at)
        elif (erase := ERASERS.get((label, how))) is not None:
            count = _erase_by(erase, model, by=by, at=at)
        else:
            raise LookupError(f"{label} is to be erased by '{how}', and no room says how.")
        if count:
            counts[label] = counts.get(label, 0) + count
            log.info("retention applied", model=label, how=how, count=count)
    return [Applied(model._meta.label, rule_of(model).how, counts[model._meta.label])
            for model in ordered if model._meta.label in counts]  # fmt: skip


def _erase_by(erase: Eraser, model: type[models.Model], *, by: Actor, at: datetime) -> int:
    count = 0
    while erased := _one_batch(erase, model, by=by, at=at):
        count += erased
    return count


def _one_batch(erase: Eraser, model: type[models.Model], *, by: Actor, at: datetime) -> int:
    with transaction.atomic():
        return erase(expired(model, at=at), by, at)


def _delete(model: type[models.Model], *, by: Actor, at: datetime) -> int:
    count, last = 0, None
    while True:
        with transaction.atomic():
            rows = expired(model, at=at).filter(**({} if last is None else {"pk__gt": last})).order_by("pk")
            batch = list(rows.values_list("pk", flat=True)[:BATCH])
            if not batch:
                return count
            last = batch[-1]
            if not (keys := _free_of_references(model, set(batch), at=at)):
                continue
            _remove(model, keys)
            record(
                action="retention.applied", by=by, at=at, subject=f"model:{model._meta.label}",
                data={"deleted": len(keys)},
            )  # fmt: skip
            count += len(keys)


def _free_of_references(model: type[models.Model], keys: set[Any], *, at: datetime) -> set[Any]:
    """The rows of `keys` that no row which stays points to; together with rows of the same model that are past their
    time and point to them (an enquiry merged into one that was split from it), which must go in the same transaction.
    """
    keep: set[Any] = set()
    for relation in _pointing_at(model):
        if relation.on_delete is models.PROTECT and relation.related_model is not model:
            keep |= set(_pairs(relation, keys).values_list(relation.field.name, flat=True))
    keys = keys - keep
    own = [relation for relation in _pointing_at(model) if relation.related_model is model]
    while own:
        found = [pair for each in own for pair in _pairs(each, keys).values_list("pk", each.field.name)]
        pointing = {row for row, _ in found} - keys
        if not pointing:
            break
        going = set(expired(model, at=at).filter(pk__in=pointing).values_list("pk", flat=True)) - keep
        keep |= {target for row, target in found if row in pointing - going}
        keys = (keys | going) - keep
    return keys


def _pointing_at(model: type[models.Model]) -> list[models.ManyToOneRel]:
    return [each for each in model._meta.related_objects if isinstance(each, models.ManyToOneRel)]


def _pairs(relation: models.ManyToOneRel, keys: set[Any]) -> models.QuerySet[models.Model]:
    return relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": keys})


def _remove(model: type[models.Model], keys: set[Any]) -> None:
    """Delete the rows and what belongs to them. References among the rows themselves do not hold them back."""
    for relation in _pointing_at(model):
        if relation.related_model is not model and relation.on_delete is models.CASCADE:
            _pairs(relation, keys).delete()
    rows = model._default_manager.filter(pk__in=keys)
    rows._raw_delete(rows.db)  # Django's own: its collector would refuse the references
