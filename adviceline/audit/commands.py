"""`adviceline audit`: prove the audit trail."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group()
def audit() -> None:
    """Prove that the audit trail is whole."""


@audit.command()
@click.option(
    "--anchors", type=click.Path(path_type=Path), default=None, help="File of anchors (default: the setting)."
)
def verify(anchors: Path | None) -> None:
    """Walk the whole chain and compare it with the anchors outside the database. Exit 1 when it does not hold."""
    from django.conf import settings

    from adviceline.audit.queries import verify as verify_chain

    result = verify_chain(anchors or settings.AUDIT_ANCHOR_FILE)
    for fault in result.faults:
        click.echo(fault, err=True)
    click.echo(
        f"{result.events} events, {result.anchors} anchors: the chain {'holds' if result.holds else 'is broken'}."
    )
    if result.events and not result.anchors:
        click.echo(
            "There is no anchor outside the database: a chain that was cut short would not be noticed.", err=True
        )
    sys.exit(0 if result.holds else 1)


@audit.command()
@click.option(
    "--anchors", type=click.Path(path_type=Path), default=None, help="File of anchors (default: the setting)."
)
def anchor(anchors: Path | None) -> None:
    """Append the head of the chain to the anchor file. Keep that file where the database's keeper cannot write."""
    from django.conf import settings
    from django.utils import timezone

    from adviceline.audit.queries import HeadGone, append_anchor, head

    path = anchors or settings.AUDIT_ANCHOR_FILE
    try:
        added = append_anchor(path, at=timezone.now())
        click.echo(f"{'Anchored' if added else 'Anchored before:'} event {head()[0]} in {path}.")
    except HeadGone as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
