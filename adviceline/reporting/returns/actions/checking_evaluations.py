"""Keeping what came of holding an evaluation against the releases, which takes long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from adviceline.audit.actions import record
from adviceline.audit.actors import SYSTEM, Actor
from adviceline.reporting.models import EvaluationCheck


def keep_evaluation_check(
    *, key: str, refused: Mapping[str, str], at: datetime, by: Actor = SYSTEM
) -> EvaluationCheck:  # fmt: skip
    """`key` is of the facts, the rule and the releases; two who worked it out at once keep it once."""
    with transaction.atomic():
        kept, is_new = EvaluationCheck.objects.get_or_create(
            key=key, defaults={"refused": dict(refused), "checked_at": at}
        )
        if is_new:
            data = {"check": kept.pk, "left_out": sorted(refused)}
            record(action="evaluation.checked", by=by, at=at, subject="evaluation", data=data)
    return kept
