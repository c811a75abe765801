"""The content that this process runs: the folder that the settings name. The only file here that knows Django."""

from __future__ import annotations

from django.conf import settings

from adviceline.content.loading import load
from adviceline.content.model import ServiceContent


def current_content() -> ServiceContent:
    """The service's content, loaded and validated once a process. Raises `ContentError`."""
    return load(settings.CONTENT_DIR)
