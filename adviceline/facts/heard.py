"""How somebody heard of the service, beside the contact's fact. Rooms above say which campaigns there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{2,19}")
#: Answers the codes whose links are counted. A room above gives it when it starts; without it there is no campaign.
_known: list[Callable[[], Collection[str]]] = []


def know_campaigns(codes: Callable[[], Collection[str]]) -> None:
    """Say who knows the codes of campaigns."""
    _known[:] = [codes]


def campaign_of(sent: str) -> str:
    """The code of a campaign that a link came with, or nothing: an unknown code is not kept."""
    code = sent.strip().upper()
    if not CODE.fullmatch(code):
        return ""
    return code if any(code in known() for known in _known) else ""
