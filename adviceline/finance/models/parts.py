from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from adviceline.privacy.classification import Retention

KEPT = Retention(
    days=None, why="What was spent and claimed of public money, by whom and on what ground: kept as history."
)


def person(**options: Any) -> Any:
    """A link to a member of staff; who did something with money cannot be removed."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


def month_is_valid(name: str) -> Q:
    return Q(**{f"{name}__gte": 190001, f"{name}__lte": 999912})
