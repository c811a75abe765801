"""Called inside a service (see in_service): what its process works with."""

from __future__ import annotations

from typing import Any


def settings_at_work() -> dict[str, Any]:
    """Every setting, and what was built of settings before anybody asked."""
    import logging

    from django.conf import settings
    from django.core.cache import caches
    from django.core.files.storage import default_storage
    from django.db import connections
    from django_q.conf import Conf

    import config.settings

    databases = {f"database {alias}": repr(connections[alias].settings_dict) for alias in connections}
    return {
        **{name: repr(getattr(settings, name)) for name in sorted(dir(settings)) if name.isupper()},
        **{f"config {name}": repr(value) for name, value in vars(config.settings).items() if name.isupper()},
        **databases,
        "cache": repr(type(caches["default"])),
        "files": str(default_storage.location),
        "jobs are signed with": Conf.SECRET_KEY,
        "level": logging.getLogger().level,
    }
