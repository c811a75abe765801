"""`adviceline content load`: put what the content says into the database where records refer to it."""

from __future__ import annotations

import sys

import click


@click.command()
def load() -> None:
    """Validate the content and load it: partners, each map of advice, and the directory. Safe to repeat."""
    from django.conf import settings
    from django.utils import timezone

    from adviceline.accounts.actions import sync_partners
    from adviceline.advice.actions import register_maps
    from adviceline.advice.checking import check_maps
    from adviceline.audit.actors import SYSTEM
    from adviceline.content import check
    from adviceline.content import load as load_content
    from adviceline.content.problems import ContentProblem
    from adviceline.directory.actions import load_content_entries
    from adviceline.directory.queries import authorities_not_known

    at = timezone.now()
    problems = check(settings.CONTENT_DIR)
    if not problems:
        content = load_content(settings.CONTENT_DIR)
        problems = list(check_maps(content, today=timezone.localdate(at)).problems)
        problems += [
            ContentProblem(
                "resources", 0, f"'{each}' is for '{code}', which is no local authority.", "Correct the code."
            )
            for each, code in authorities_not_known(content.resources)
        ]
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        click.echo("Nothing was loaded.", err=True)
        sys.exit(1)
    partners = sync_partners(partners=content.service.partners, by=SYSTEM, at=at)
    maps = register_maps(content=content, by=SYSTEM, at=at)
    entries = load_content_entries(resources=content.resources, by=SYSTEM, at=at)
    for entry in entries.conflicts:
        click.echo(
            f"'{entry}' was changed on screen and has changed in the content too: ours is kept until someone settles it "
            "on the entry's page.",
            err=True,
        )
    for version in maps:
        if not version.is_current:
            click.echo(
                f"Map '{version.map_id}', version {version.short} ({version.get_state_display().lower()}), is not in use: "
                "new runs follow a version once one person has signed it and another has published it.",
            )
        elif version.runs_unsigned:
            click.echo(f"Map '{version.map_id}', version {version.short}, is used unsigned: this is a demonstration.")
    click.echo(
        f"Loaded {content.service.short_name}: {len(partners)} partners, {len(maps)} maps of advice, "
        f"{len(content.resources)} resources ({len(entries.created)} new, {len(entries.updated)} changed)."
    )
