"""Adds the map's checks to `adviceline content check`. Importing this module is what wires them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import click
from django.utils.timezone import localtime

from adviceline.advice.checking import check_maps
from adviceline.content.commands import Checked, content, further_checks
from adviceline.content.model import ServiceContent

__all__ = ["content"]


def _check_maps_today(loaded: ServiceContent) -> Checked:
    return check_maps(loaded, today=datetime.now(ZoneInfo("Europe/London")).date())


@content.command()
def maps() -> None:
    """List every version of the maps of advice: its state, who signed and who published it, and whether it is in use."""
    from adviceline.advice.queries import all_versions, unsigned_maps_may_run

    found = list(all_versions())
    if not found:
        click.echo("No map is loaded. Run: adviceline content load")
    for version in found:
        use = "kept"
        if version.is_current:
            use = "in use" if not version.runs_unsigned else "in use, unsigned: demonstration only"
            if version.runs_unsigned and not unsigned_maps_may_run():
                use = "not in use: unsigned"
        click.echo(f"{version.map_id}  {version.hash}  {version.get_state_display().lower()}  {use}")
        click.echo(f"    loaded {localtime(version.loaded_at):%d %B %Y %H:%M}; {version.runs.count():,} runs")
        if version.signed_at:
            click.echo(f"    signed by {version.signed_name} ({version.signed_role}), {_day(version.signed_at)}")
        if version.published_at and version.published_by:
            click.echo(f"    published by {version.published_by.name}, {_day(version.published_at)}")


def _day(at: datetime) -> str:
    return f"{localtime(at):%d %B %Y %H:%M}"


further_checks["advice"] = _check_maps_today
