"""`adviceline mail`: reading mailboxes by hand, how they are, and doing again what was set aside."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from adviceline.channels.email.reading.accounts import Account


@click.group()
def mail() -> None:
    """Read the mailboxes, see how they are, try again what was set aside."""


@mail.command()
@click.option("--once", is_flag=True, help="Read what is there and end.")
def read(once: bool) -> None:
    """Read the mailboxes of ADVICELINE_MAILBOXES until Ctrl-C, or once.

    `adviceline serve` and `adviceline worker` do so by themselves. However many read at the same time, a message is taken
    once. With --once the exit code is 1 when a mailbox could not be read.
    """
    from django.db import DatabaseError

    from adviceline.channels.email.reading.imap import Unreachable
    from adviceline.channels.email.reading.place import LeaseLost
    from adviceline.channels.email.reading.reader import read_mailbox_once

    found = _accounts()
    if not once:
        _read_on()
        return
    failed = False
    for account in found:
        try:
            done = read_mailbox_once(account)
        except LeaseLost:
            click.echo(f"{account.name}: another process is reading it.")
        except Unreachable as error:
            failed = True
            click.echo(f"{account.name}: {error}", err=True)
        except DatabaseError as error:
            failed = True
            click.echo(f"{account.name}: the database cannot be used ({type(error).__name__}).", err=True)
        else:
            click.echo(f"{account.name}: {done.stored} new, {done.known} already known.")
    sys.exit(1 if failed else 0)


def _accounts() -> list[Account]:
    from django.conf import settings

    from adviceline.channels.email.reading.accounts import UnusableMailbox, accounts

    try:
        found = accounts(settings.MAILBOXES)
    except UnusableMailbox as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    if not found:
        click.echo(
            "No mailbox is set. Put its address into ADVICELINE_MAILBOXES: docs/how-to/connect-a-mailbox.md", err=True
        )
        sys.exit(2)
    return found


def _read_on() -> None:
    import signal
    import threading

    from adviceline.channels.email.reading.reader import MailboxReader

    ended = threading.Event()
    for which in (signal.SIGTERM, signal.SIGINT):
        signal.signal(which, lambda *_: ended.set())
    readers = [MailboxReader(account) for account in _accounts()]
    for reader in readers:
        reader.start()
    click.echo("Reading. Ctrl-C ends it.")
    ended.wait()
    for reader in readers:
        reader.stop(wait_seconds=0)
    for reader in readers:
        reader.stop()


@mail.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def status(form: str) -> None:
    """How each mailbox is: last message, lag, what waits, what was set aside, what may not have been sent.

    The exit code is 1 when a mailbox has not been read for ten minutes of opening hours.
    """
    from django.utils import timezone

    from adviceline.channels.email.health import mail_health

    health = mail_health(at=timezone.now())
    if form == "json":
        click.echo(json.dumps(health.as_dict()))
    else:
        for line in health.lines():
            click.echo(line)
    sys.exit(0 if health.is_well else 1)


@mail.command()
def replay() -> None:
    """Try again every message that was set aside and whose bytes are here."""
    from django.utils import timezone

    from adviceline.audit.actors import SYSTEM
    from adviceline.channels.email.actions import replay_set_aside

    done = replay_set_aside(by=SYSTEM, at=timezone.now())
    click.echo(f"{done.tried} tried again: {done.recorded} recorded, {done.tried - done.recorded} still set aside.")
