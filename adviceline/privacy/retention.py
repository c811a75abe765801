"""Applying the retention periods that stand beside each model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.apps import apps
from django.db import models, transaction

from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.privacy.classification import Privacy, Retention

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


def classified_models() -> list[type[models.Model]]:
    """Every model of ours, those that point to others first, so that deleting in this order breaks no reference."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("adviceline.")]
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


def apply_retention(*, by: Actor, at: datetime) -> list[Applied]:
    """Erase what is past its time, in batches of one transaction each; answers what was erased, model by model."""
    applied = []
    for model in classified_models():
        privacy: Privacy | None = getattr(model, "privacy", None)
        if privacy is None or privacy.retention.days is None:
            continue
        count = 0
        while erased := _erase_batch(model, privacy.retention, by=by, at=at):
            count += erased
        if count:
            applied.append(Applied(model._meta.label, privacy.retention.how, count))
            log.info("retention applied", model=model._meta.label, how=privacy.retention.how, count=count)
    return applied


def _erase_batch(model: type[models.Model], rule: Retention, *, by: Actor, at: datetime) -> int:
    handler = ERASERS.get((model._meta.label, rule.how))
    assert rule.days is not None
    before = at - timedelta(days=rule.days)
    with transaction.atomic():
        expired = model._default_manager.filter(**{f"{rule.after}__lt": before})
        if handler is not None:
            return handler(expired, by, at)
        if rule.how != "delete":
            raise LookupError(f"{model._meta.label} is to be erased by '{rule.how}', and no room says how.")
        keys = list(expired.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not keys:
            return 0
        model._default_manager.filter(pk__in=keys).delete()
        record(
            action="retention.applied", by=by, at=at, subject=f"model:{model._meta.label}", data={"deleted": len(keys)}
        )
        return len(keys)
