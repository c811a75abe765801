"""The identifiers under which others know what we publish: made from our own, so that they never change.

The same entry bears the same identifier in every service that loads the same content.
"""

from __future__ import annotations

import re
import uuid

#: Of this platform's directory in Open Referral; never changed, or every identifier would.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "adviceline:open-referral")

_SPACE = re.compile(r"\s+")


def service_id(entry_id: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"service:{entry_id}")


def organization_id(publisher: str) -> uuid.UUID:
    """Of a publisher's name, however it is spaced and capitalised."""
    return uuid.uuid5(NAMESPACE, f"organization:{_SPACE.sub(' ', publisher).strip().casefold()}")


def taxonomy_id(taxonomy: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"taxonomy:{taxonomy}")


def term_id(taxonomy: str, code: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"term:{taxonomy}:{code.strip().casefold()}")


def part_id(whole: uuid.UUID, part: str) -> uuid.UUID:
    """Of something that belongs to one service: its phone, its hours, one of its areas."""
    return uuid.uuid5(whole, part)
