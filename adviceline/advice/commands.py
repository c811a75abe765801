"""Adds the map's checks to `adviceline content check`. Importing this module is what wires them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from adviceline.advice.checking import check_maps
from adviceline.content.commands import Checked, content, further_checks
from adviceline.content.model import ServiceContent

__all__ = ["content"]


def _check_maps_today(loaded: ServiceContent) -> Checked:
    return check_maps(loaded, today=datetime.now(ZoneInfo("Europe/London")).date())


further_checks["advice"] = _check_maps_today
