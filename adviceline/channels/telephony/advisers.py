"""Whose telephone it is: the exchange's settings name a person's address for each extension."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models.functions import Lower

from adviceline.accounts.models import Person
from adviceline.channels.telephony.exchange.settings import (
    Adviser,
    Exchange,
    UnusableExchange,
    may_be_called_back,
    read_settings,
)
from adviceline.channels.telephony.rules import national


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
    """Who answered, by the telephone that was picked up (`PJSIP/1001`), or as a hosted call (`person:7`) or a table names them
    (an address)."""
    if agent is not None and re.fullmatch(r"person:[0-9]{1,12}", agent):
        return Person.objects.filter(pk=int(agent.removeprefix("person:"))).first()
    if agent is not None and "@" in agent:
        return _whose(agent)
    exchange = current_exchange()
    adviser = exchange.adviser_of(agent) if exchange is not None and agent else None
    if adviser is None or not adviser.email:
        return None
    return _whose(adviser.email)


def _whose(email: str) -> Person | None:
    """Whoever took a call stays the one who took it, when they have left too."""
    return Person.objects.filter(email__iexact=email).first()


def active_person_of(email: str) -> Person | None:
    return Person.objects.filter(email__iexact=email, is_active=True).first()


def telephone_of(person: Person) -> Adviser | None:
    """The telephone at our exchange that is this person's; None without an exchange or a telephone."""
    exchange = current_exchange()
    if exchange is None or not person.email:
        return None
    return exchange.telephone_of(person.email)


def is_called_back(number: str) -> bool:
    """Whether a number is of a class that advisers call back: by the exchange's settings, or the usual ones where there is none."""
    exchange, dialled = current_exchange(), national(number)
    return exchange.may_be_called_back(dialled) if exchange is not None else may_be_called_back(dialled)


def people_of(exchange: Exchange) -> dict[str, Person]:
    """Extension → whose telephone it is, of those whose person is here and active."""
    emails = {each.email.casefold(): each.extension for each in exchange.advisers if each.email}
    found = Person.objects.filter(is_active=True).annotate(lower=Lower("email")).filter(lower__in=list(emails))
    return {emails[each.email.casefold()]: each for each in found if each.email.casefold() in emails}
