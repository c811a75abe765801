"""The disclosure rule that every room shows figures by: the settings `ADVICELINE_SUPPRESS_UP_TO` and those beside it."""

from __future__ import annotations

from django.conf import settings

from adviceline.disclosure.primary import Rule


def disclosure_rule() -> Rule:
    return Rule(**settings.DISCLOSURE)  # type: ignore[arg-type]  # one of its fields is a flag
