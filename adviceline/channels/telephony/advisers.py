"""Whose telephone it is: the exchange's settings name a person's address for each extension."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models.functions import Lower

from adviceline.accounts.models import Person
from adviceline.channels.telephony.exchange.settings import Exchange, UnusableExchange, read_settings


def current_exchange() -> Exchange | None:
    """The exchange of the settings; None when there is none, or its file cannot be used just now."""
    if not settings.EXCHANGE:
        return None
    path = Path(settings.EXCHANGE)
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, UnusableExchange):
        return None


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Exchange:
    return read_settings(path)


def adviser_of(agent: str | None) -> Person | None:
    """Who answered, by the telephone that was picked up (`PJSIP/1001`)."""
    exchange = current_exchange()
    adviser = exchange.adviser_of(agent) if exchange is not None and agent else None
    if adviser is None or not adviser.email:
        return None
    return Person.objects.filter(email__iexact=adviser.email).first()


def people_of(exchange: Exchange) -> dict[str, Person]:
    """Extension → whose telephone it is, of those whose person is here and active."""
    emails = {each.email.casefold(): each.extension for each in exchange.advisers if each.email}
    found = Person.objects.filter(is_active=True).annotate(lower=Lower("email")).filter(lower__in=list(emails))
    return {emails[each.email.casefold()]: each for each in found if each.email.casefold() in emails}
