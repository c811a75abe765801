"""Decisions about packs: no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

MOST_ENTRIES = 20
#: Long enough to come back to it in the next term; what is given later is chosen afresh.
LINK_LIFE = timedelta(days=90)

#: What a reader is told of an entry: a key of the content's `packs` texts. Worst first.
WITHDRAWN, CHECKING, MOVED, OVERDUE, AS_IT_WAS = "withdrawn", "checking", "moved", "overdue", ""


def is_a_persons_click(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a request for the redirect is somebody's click on the pack's page (docs/adr/0021).

    Browsers say so themselves (Fetch Metadata, in every current browser): a whole page is asked for, from a page of
    this site. A preview, a prefetch, a mail scanner or a script does not say so, and is sent on without being counted.
    The headers are looked at and not kept.
    """
    said = {name.lower(): value.strip().lower() for name, value in headers.items()}
    ahead = any(
        "prefetch" in said.get(name, "") or "preview" in said.get(name, "")
        for name in ("sec-purpose", "purpose", "x-purpose", "x-moz")
    )
    return (
        method == "GET"
        and not ahead
        and said.get("sec-fetch-site") == "same-origin"
        and said.get("sec-fetch-mode") == "navigate"
        and said.get("sec-fetch-dest") == "document"
    )
