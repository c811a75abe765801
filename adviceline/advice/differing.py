"""`adviceline content diff`: what changed between two versions of a map."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import click

from adviceline.advice.difference import compare
from adviceline.advice.files import map_in_file
from adviceline.advice.model import AdviceMap
from adviceline.advice.telling import as_data, as_lines
from adviceline.content.problems import ContentError

SHORTEST_HASH = 6


class Refused(click.ClickException):
    """What was named cannot be compared. Ends the command with 2, so that 1 can mean a difference."""

    exit_code = 2


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--exit-code", is_flag=True, help="End with 1 when there is a difference, as diff does.")
def diff(old: str, new: str, form: str, exit_code: bool) -> None:
    """What changed between two versions of a map of advice: words, ways, and what each emergency answer can lead to.

    OLD and NEW are each a file (content/hsb/advice/individual-incident.yaml), the hash of a version that was loaded (its
    first six characters are enough), or the id of a map (individual-incident) for the version in use.
    """
    before, after = _map(old), _map(new)
    if before.id != after.id:
        click.echo(f"These are two different maps: '{before.id}' and '{after.id}'.", err=True)
    difference = compare(before, after)
    if form == "json":
        click.echo(json.dumps(as_data(difference), ensure_ascii=False, indent=2))
    else:
        for line in as_lines(difference):
            click.echo(line)
    if exit_code and not difference.same:
        sys.exit(1)


def _map(named: str) -> AdviceMap:
    path = Path(named)
    if path.is_file():
        try:
            return map_in_file(path)
        except ContentError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
            raise Refused(f"'{named}' is not a map that can be read.") from error
    if re.fullmatch(rf"[0-9a-f]{{{SHORTEST_HASH},64}}", named):
        return _stored(named)
    return _in_use(named)


def _stored(prefix: str) -> AdviceMap:
    from adviceline.advice.actions import map_of
    from adviceline.advice.models import MapVersion

    found = list(MapVersion.objects.filter(hash__startswith=prefix).order_by("hash")[:2])
    if len(found) == 1:
        return map_of(found[0])
    if found:
        raise Refused(f"More than one version begins with '{prefix}'. Give more of the hash.")
    raise Refused(f"No version begins with '{prefix}', and there is no such file.")


def _in_use(map_id: str) -> AdviceMap:
    from adviceline.advice.actions import map_of
    from adviceline.advice.queries import version_in_use

    version = version_in_use(map_id) if re.fullmatch(r"[a-z-]{1,80}", map_id) else None
    if version is None:
        raise Refused(f"'{map_id}' is not a file, not the hash of a version, and not a map that is in use.")
    return map_of(version)
