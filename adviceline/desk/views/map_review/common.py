"""What these views share."""

from __future__ import annotations

import re

from django.http import Http404

from adviceline.advice.models import MapVersion

_HASH = re.compile(r"[0-9a-f]{64}")


def version_or_404(version_hash: str) -> MapVersion:
    """The version that an address names."""
    found = (
        MapVersion.objects.select_related("submitted_by", "signed_by", "published_by").filter(pk=version_hash).first()
        if _HASH.fullmatch(version_hash)
        else None
    )
    if found is None:
        raise Http404("There is no such version of a map.")
    return found
