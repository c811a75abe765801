"""`adviceline ingest`: what was received elsewhere, read in. Each channel has its own command."""

from __future__ import annotations

import click

from adviceline.channels.email.commands import email
from adviceline.channels.telephony.commands import calls


@click.group()
def ingest() -> None:
    """Read in messages or call records. Run twice, nothing doubles; a bad record is set aside with its reason."""


ingest.add_command(email)
ingest.add_command(calls)


@ingest.command("set-aside")
def set_aside() -> None:
    """List what was set aside and waits for somebody to look at it: when, from where, why."""
    from adviceline.channels.email import queries as messages
    from adviceline.channels.telephony import queries as exchange

    lines = [(item.stored_at, "email", item.origin, item.reason) for item in messages.set_aside()]
    lines += [(item.stored_at, "calls", item.origin, item.reason) for item in exchange.set_aside()]
    for stored_at, channel, origin, reason in sorted(lines):
        click.echo(f"{stored_at:%Y-%m-%d %H:%M}\t{channel}\t{origin}\t{reason}")
    if not lines:
        click.echo("Nothing is set aside.")
