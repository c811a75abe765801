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
