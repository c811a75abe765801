"""How the service fetches feeds: by the same rule of what may be reached as the link check, asking for JSON."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from adviceline.content.current import current_content
from adviceline.directory.links.fetching import Fetcher
from adviceline.directory.rules.reach import Target


@dataclass(frozen=True)
class FeedFetcher(Fetcher):
    """A fetcher that asks for JSON; a big page may take a minute."""

    request_seconds: float = 60.0

    def _request(self, method: str, target: Target) -> bytes:
        lines = [
            f"{method} {target.path} HTTP/1.1",
            f"Host: {target.origin.partition('://')[2]}",
            f"User-Agent: {self.agent}",
            "Accept: application/json",
            "Accept-Encoding: identity",
            "Connection: close",
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii", "replace")


def feed_fetcher() -> Fetcher:
    contact = settings.MAIL_FROM or current_content().service.email
    return FeedFetcher(f"adviceline-feed-import/1.0 (reads Open Referral feeds; contact: {contact})")
