"""What the actions of this room share."""

from __future__ import annotations

from datetime import datetime

from adviceline.accounts.models import Person
from adviceline.privacy.screening import ScreenedText, record_override

LARGEST_VERSION = 2_000_000_000
CHANGED = "Somebody else changed this since you opened the page. Look at it again, then change what is still needed."


def keep_overrides(subject: str, *, by: Person, at: datetime, **texts: ScreenedText) -> None:
    """Log the overrides of the guard among these texts, by the name of their field."""
    for name, text in texts.items():
        record_override(text, subject=subject, field_name=name, by=by, at=at)
