"""Asking the DNS, with an end to the time that all questions about one message may take."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    import dns.resolver

ONE_SECONDS, ALL_SECONDS = 3.0, 10.0
MOST_QUESTIONS = 40


class NoAnswer(Exception):
    """The DNS could not be asked, or not in time."""


class Names:
    """The questions about one message. Nothing found is an empty list; `NoAnswer` when it cannot be known."""

    def __init__(self) -> None:
        self._until = time.monotonic() + ALL_SECONDS
        self._asked = 0

    def records(self, name: str, kind: str) -> list[Any]:
        left = self._until - time.monotonic()
        self._asked += 1
        if left <= 0 or self._asked > MOST_QUESTIONS:
            raise NoAnswer
        import dns.exception  # late, here and below: only a message that is checked needs it
        import dns.resolver

        try:
            return list(_resolver().resolve(name, kind, lifetime=min(left, ONE_SECONDS), search=False))
        except (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN):
            return []
        except (dns.exception.DNSException, OSError, UnicodeError, ValueError):
            raise NoAnswer from None

    def texts(self, name: str) -> list[str]:
        return [b"".join(record.strings).decode("utf-8", "replace") for record in self.records(name, "TXT")]


def is_on() -> bool:
    return settings.MAIL_DNS != "off"


def _resolver() -> dns.resolver.Resolver:
    return _resolver_at(settings.MAIL_DNS)


@lru_cache(maxsize=4)
def _resolver_at(where: str) -> dns.resolver.Resolver:
    import dns.resolver

    made = dns.resolver.Resolver(configure=where == "system")
    if where != "system":
        host, _, port = where.rpartition(":")
        made.nameservers, made.port = [host or where], int(port) if host else 53
    made.cache = dns.resolver.LRUCache(5_000)
    return made
