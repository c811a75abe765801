"""What the tables of facts share."""

from __future__ import annotations

from django.db.models import Q

from adviceline.privacy.classification import Retention

KEPT = Retention(days=None, why="De-identified: nothing in it leads to a person once the live record is erased.")

MONTHS = (190001, 999912)


def month_is_valid(column: str) -> Q:
    return Q(**{f"{column}__gte": MONTHS[0], f"{column}__lte": MONTHS[1]})


def score_is_valid(column: str) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": 0, f"{column}__lte": 10})
