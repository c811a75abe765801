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
    """Walk the whole chain and compare it with the anchors outside the database.

    Exit 1 when it does not hold, when the triggers that protect it are missing, when the anchors cannot be read, and
    when there are none of a chain that is older than two hours: one is made every hour.
    """
    from django.conf import settings
    from django.utils import timezone

    from adviceline.audit.queries import NoAnchors
    from adviceline.audit.queries import verify as verify_chain

    path = anchors or settings.AUDIT_ANCHOR_FILE
    if anchors is not None and not anchors.exists():
        raise click.ClickException(f"The anchor file {anchors} is not there. Nothing was proved.")
    try:
        result = verify_chain(path, at=timezone.now())
    except NoAnchors as problem:
        raise click.ClickException(f"{problem} Nothing was proved.") from problem
    for fault in result.faults:
        click.echo(fault, err=True)
    if result.missing_triggers:
        click.echo(
            f"The database does not protect the trail: {', '.join(result.missing_triggers)} missing or switched off.",
            err=True,
        )
    click.echo(
        f"{_counted(result.events, 'event')}, {_counted(result.anchors, 'anchor')}: "
        f"the chain {'holds' if result.holds else 'is broken'}."
    )
    if result.events and not result.anchors:
        why = " One should have been made by now: the file was lost or emptied, or the worker does not run."
        click.echo(
            f"There is no anchor in {path}: a chain that was cut short would not be noticed."
            f"{why if result.should_be_anchored else ''}",
            err=True,
        )
    named_and_empty = anchors is not None and bool(result.events) and not result.anchors
    sys.exit(0 if result.is_proved and not named_and_empty else 1)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


@audit.command()
@click.option(
    "--anchors", type=click.Path(path_type=Path), default=None, help="File of anchors (default: the setting)."
)
def anchor(anchors: Path | None) -> None:
    """Append the head of the chain to the anchor file. Keep that file where the database's keeper cannot write."""
    from django.conf import settings
    from django.utils import timezone

    from adviceline.audit.queries import HeadGone, NoAnchors, append_anchor, head

    path = anchors or settings.AUDIT_ANCHOR_FILE
    try:
        added = append_anchor(path, at=timezone.now())
        click.echo(f"{'Anchored' if added else 'Anchored before:'} event {head()[0]} in {path}.")
    except (HeadGone, NoAnchors) as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
