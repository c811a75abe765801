"""The `content` commands. Rooms that own a part of the content add their checks and commands here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from adviceline.content.loading import check as check_folder
from adviceline.content.loading import load
from adviceline.content.model import ServiceContent
from adviceline.content.problems import ContentProblem

DEFAULT_FOLDER = Path("content/hsb")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a further check found, and lines for the summary."""

    problems: tuple[ContentProblem, ...]
    summary: tuple[str, ...]


# By section of the content. A section listed in NEEDS_MORE is refused when its check is missing, never waved through.
further_checks: dict[str, Callable[[ServiceContent], Checked]] = {}
NEEDS_MORE = ("advice",)


@click.group()
def content() -> None:
    """The service's content: wording, questions, taxonomy, resources and the map of advice."""


@content.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False, envvar="ADVICELINE_CONTENT")
def check(folder: Path | None) -> None:
    """Check the content in FOLDER (default content/hsb): every file, every path of the map, every reference."""
    folder = folder or DEFAULT_FOLDER
    problems = check_folder(folder)
    summary: list[str] = []
    if not problems:
        loaded = load(folder)
        summary += _counts(loaded)
        for section in NEEDS_MORE:
            if loaded.data[section] and section not in further_checks:
                problems.append(
                    ContentProblem(
                        section, 0, f"Nothing here can check {section}/.", "Run this as 'adviceline content check'."
                    )
                )
        for further in further_checks.values():
            found = further(loaded)
            problems += found.problems
            summary += found.summary
    for line in summary:
        click.echo(line)
    for problem in sorted(problems):
        click.echo(f"{folder.as_posix()}/{problem}", err=True)
    if problems:
        click.echo(f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'} found.", err=True)
        sys.exit(1)
    click.echo("No problems found.")


def _counts(loaded: ServiceContent) -> list[str]:
    return [
        f"{loaded.service.name}",
        f"content hash {loaded.hash}",
        (
            f"{len(loaded.taxonomy.fields)} coded fields, {sum(len(field.codes) for field in loaded.taxonomy)} codes; "
            f"{len(loaded.texts)} texts, {len(loaded.form_questions)} form questions; {len(loaded.resources)} resources"
        ),
    ]
