"""The scheduled link check: every hour, the addresses that are due, each in a job of its own.

No job sleeps for another's sake. Addresses of one site are spread over the hour, and a job that finds that its site
was asked a moment ago, by whatever process, puts itself off.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from adviceline.audit.actors import SYSTEM
from adviceline.directory.links.actions import CHECK_LINK, note_check
from adviceline.directory.links.queries import checker, due_for_checking
from adviceline.directory.models import Entry
from adviceline.jobs.actions import enqueue
from adviceline.jobs.registry import task
from adviceline.jobs.schedules import schedule

MOST_AN_HOUR = 600
MOST_OF_A_SITE = 40
APART_SECONDS = 60  # between two addresses of one site


@task("directory.check_links")
def check_links(*, at: datetime) -> None:
    """Ask for the looks of this hour. Nothing is looked at unless ADVICELINE_LINK_CHECKS is on."""
    if not settings.LINK_CHECKS:
        return
    of_site: Counter[str] = Counter()
    asked = 0
    for entry_id, url in list(due_for_checking(at=at).values_list("pk", "url")):
        site = _site(url)
        if of_site[site] >= MOST_OF_A_SITE:
            continue
        run_at = at + timedelta(seconds=APART_SECONDS * of_site[site])
        of_site[site] += 1
        with transaction.atomic():
            enqueue(
                CHECK_LINK,
                args={"entry": entry_id},
                at=at,
                run_at=run_at,
                key=f"{CHECK_LINK}:{entry_id}:{at:%Y-%m-%dT%H}",
            )
        asked += 1
        if asked >= MOST_AN_HOUR:
            return


@task(CHECK_LINK)
def check_link(*, entry: str, at: datetime) -> None:
    """Look at one entry's address and keep what was found."""
    found = Entry.objects.filter(pk=entry).exclude(status=Entry.Status.RETIRED).first()
    if found is None or not settings.LINK_CHECKS:
        return
    if not cache.add(f"link-check:{_site(found.url)}", 1, timeout=APART_SECONDS // 2):
        with transaction.atomic():
            enqueue(CHECK_LINK, args={"entry": entry}, at=at, run_at=at + timedelta(seconds=APART_SECONDS))
        return
    note_check(entry=found, address=found.url, evidence=checker().look(found.url), by=SYSTEM, at=at)


def _site(url: str) -> str:
    """The site of an address as a short key: a name may be long, and a cache's keys may not."""
    return hashlib.sha256((urlsplit(url).hostname or "").encode()).hexdigest()[:24]


schedule("directory.check_links", every=timedelta(hours=1))
