"""What is known of the use of an entry: how often it was given, opened and found to help. Small counts stay hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count

from adviceline.directory.openings import openings_of
from adviceline.facts.models import SignpostFact, SignpostHelpFact

DAYS = 90
_ANSWERS = (("yes", "It helped"), ("partly", "It helped partly"), ("no", "It did not help"))


@dataclass(frozen=True)
class Usage:
    """In words, as staff may see them. `helped` is empty until enough people answered."""

    given: str
    opened: str
    helped: tuple[tuple[str, str], ...]


def usage_of(entry_id: str, *, today: date) -> Usage:
    """Of one entry. Openings are those of the last 90 days; they are counts of clicks, not of people."""
    given = SignpostFact.objects.filter(resource=entry_id).count()
    rows = SignpostHelpFact.objects.filter(resource=entry_id).order_by().values_list("helped")
    answers = dict(rows.annotate(number=Count("pk")))
    return Usage(shown(given), f"{openings_of(entry_id, until=today, days=DAYS):,}", helped_words(answers, smallest()))


def smallest() -> int:
    """The smallest count that is shown: one more than reports suppress."""
    return int(settings.DISCLOSURE["threshold"]) + 1


def shown(count: int) -> str:
    """A count of enquiries, hidden while it is small; none is none."""
    return f"Fewer than {smallest()}" if 0 < count < smallest() else f"{count:,}"


def helped_words(answers: Mapping[str, int], least: int) -> tuple[tuple[str, str], ...]:
    """Each answer with its count, once `least` people answered. No total stands beside them, from which a hidden count
    could be worked out."""
    if sum(answers.values()) < least:
        return ()
    return tuple(
        (words, f"Fewer than {least}" if 0 < answers.get(code, 0) < least else f"{answers.get(code, 0):,}")
        for code, words in _ANSWERS
    )
