"""What rooms above the core hold under an enquirer's key, and how it goes when the enquirer is erased.

The key is destroyed first, so nothing sealed can be read any more; what is registered here then empties the fields and
ends what could no longer be done. It runs in the transaction of `erase_enquirer`, before its audit event.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from adviceline.audit.actors import Actor
from adviceline.contacts.models import Enquirer

Ending = Callable[[Enquirer, Actor, datetime], None]
ENDINGS: list[Ending] = []


def erased_with_enquirer(function: Ending) -> Ending:
    """Register `(enquirer, by, at)`. A room does so in its tasks.py, which every process imports."""
    ENDINGS.append(function)
    return function
