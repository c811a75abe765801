"""`adviceline telephony`: the exchange's settings, its prompts, and listening to it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

import click

if TYPE_CHECKING:
    from adviceline.channels.telephony.exchange.settings import Exchange

settings_file = click.option(
    "--settings", "path", envvar="ADVICELINE_EXCHANGE", type=click.Path(path_type=Path),
    help="The exchange's settings file (default: ADVICELINE_EXCHANGE).",
)  # fmt: skip


CONFIGURE_AGAIN = (
    "Run: adviceline telephony configure --out /etc/asterisk, then: asterisk -rx 'core restart when convenient'"
)


NO_FOLDER = (
    "ADVICELINE_RECORDING_BASIS has calls recorded, and the exchange's settings do not say where the service finds them: "
    'write recordings = "/var/spool/asterisk/recordings" under [exchange].'
)


@click.group()
def telephony() -> None:
    """The telephone exchange: make its settings and prompts, listen to it."""


@telephony.command()
@settings_file
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Asterisk's folder, as /etc/asterisk.")
def configure(path: Path | None, out: Path) -> None:
    """Make every file that Asterisk needs in OUT: trunk, telephones, queue, dialplan, opening hours, voicemail and the rest.

    Passwords that are missing are made once and kept in the file that the settings name. The service's own hours and bank
    holidays of the coming year and a half are written in, so that the exchange is right also while nothing of ours runs.
    Only where ADVICELINE_RECORDING_BASIS notes a lawful basis is there anything in them that can record a call.
    """
    from django.conf import settings
    from django.utils import timezone

    from adviceline.channels.telephony.exchange.certificates import NAME, certificate
    from adviceline.channels.telephony.exchange.passwords import passwords
    from adviceline.channels.telephony.exchange.rendering import configuration, write_configuration
    from adviceline.channels.telephony.exchange.settings import UnusableExchange
    from adviceline.workforce.queries import opening_hours

    exchange, hours = _exchange(path), opening_hours()
    if settings.RECORDING_BASIS and not exchange.recordings:
        _end(NO_FOLDER)
    try:
        known = passwords(exchange, make=True)
    except (UnusableExchange, OSError) as error:
        _end(str(error))
    today = timezone.now().astimezone(hours.zone).date()
    files = configuration(
        exchange, passwords=known, hours=hours, today=today, is_recorded=bool(settings.RECORDING_BASIS)
    )
    if exchange.browser.is_secure and not exchange.browser.certificate:
        host = urlsplit(exchange.browser.address).hostname or ""
        files[NAME] = certificate(host, kept=out / NAME, at=timezone.now())
        click.echo(f"{out / NAME} is a certificate of our own: browsers trust it only when they are told to.")
    try:
        changed = write_configuration(files, out)
    except OSError as error:
        _end(f"{out} cannot be written: {error.strerror}.")
    click.echo(f"{out}: {len(changed)} files written." if changed else f"{out}: nothing has changed.")
    for adviser in exchange.advisers:
        click.echo(f"  telephone {adviser.extension}: {adviser.name}")
    click.echo(f"The passwords are in {exchange.secrets}.")
    if settings.RECORDING_BASIS:
        click.echo(f"Calls are announced as recorded, and recorded. The basis: {settings.RECORDING_BASIS}")


@telephony.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Asterisk's sounds, as …/sounds/en_GB.")
def prompts(out: Path) -> None:
    """Speak the prompts of content/phone with espeak-ng, and make the music, in OUT.

    A file there that is not as this command left it is a recording: it is kept, and told. Remove it to have it spoken.
    """
    from adviceline.channels.telephony.exchange.prompts import UnableToSpeak, make_prompts
    from adviceline.content.current import current_content

    try:
        made = make_prompts(current_content().spoken, out)
    except UnableToSpeak as error:
        _end(str(error))
    except OSError as error:
        _end(f"{out} cannot be written: {error.strerror}.")
    click.echo(f"{out}: {len(made.spoken)} spoken, {len(made.as_before)} as before.")
    for name in made.recordings:
        click.echo(f"  {name}.wav is a recording: kept.")


@telephony.command()
def listen() -> None:
    """Listen to the exchange of ADVICELINE_EXCHANGE until Ctrl-C: each call becomes a contact as it happens.

    `adviceline serve` and `adviceline worker` do so by themselves. However many listen, a call counts once.
    """
    import signal
    import threading

    from django.conf import settings

    from adviceline.channels.telephony.exchange.listener import ExchangeListener

    _exchange(Path(settings.EXCHANGE) if settings.EXCHANGE else None)
    ended = threading.Event()
    for which in (signal.SIGTERM, signal.SIGINT):
        signal.signal(which, lambda *_: ended.set())
    listener = ExchangeListener()
    listener.start()
    click.echo("Listening. Ctrl-C ends it.")
    ended.wait()
    listener.stop()


@telephony.command()
def check() -> None:
    """Whether the exchange answers, and runs with the files that `configure` makes now: after an upgrade it may not; and whether
    it can record calls only where ADVICELINE_RECORDING_BASIS notes on what lawful basis. Ends with 1 when it is not so.
    """
    from django.conf import settings

    from adviceline.channels.telephony.exchange.ami import Gone, Manager
    from adviceline.channels.telephony.exchange.passwords import DIALLER, MANAGER, passwords
    from adviceline.channels.telephony.exchange.rendering import (
        DIALLER_USER,
        MANAGER_USER,
        configured_as,
        fingerprint,
        is_able_to_record,
    )
    from adviceline.channels.telephony.exchange.settings import UnusableExchange

    exchange = _exchange(Path(settings.EXCHANGE) if settings.EXCHANGE else None)
    try:
        known = passwords(exchange)
        manager = Manager(exchange.manager_address, exchange.manager_port, user=MANAGER_USER, secret=known[MANAGER])
        told, can_record = configured_as(manager), is_able_to_record(manager)
        manager.close()
        Manager(exchange.manager_address, exchange.manager_port, user=DIALLER_USER, secret=known[DIALLER]).close()
    except (Gone, UnusableExchange) as error:
        click.echo(f"{error}. {CONFIGURE_AGAIN}", err=True)
        sys.exit(1)
    is_recorded = bool(settings.RECORDING_BASIS)
    if can_record and not is_recorded:
        click.echo(
            f"The exchange can record calls, and no lawful basis is noted (ADVICELINE_RECORDING_BASIS). {CONFIGURE_AGAIN}",
            err=True,
        )
        sys.exit(1)
    if told != fingerprint(exchange, is_recorded=is_recorded):
        click.echo(
            f"The exchange runs with other files than this version and its settings make. {CONFIGURE_AGAIN}", err=True
        )
        sys.exit(1)
    if is_recorded:
        _check_recordings(exchange)
    said = "Calls are recorded unless the caller declines" if is_recorded else "It cannot record a call"
    click.echo(f"The exchange answers, and runs with the files of this version and its settings. {said}.")


def _check_recordings(exchange: Exchange) -> None:
    """Ends with 1 where recorded calls cannot be taken, or can be read by anybody."""
    if not exchange.recordings:
        problem = NO_FOLDER
    elif not (folder := Path(exchange.recordings)).is_dir():
        problem = f"{folder} is not there: make it for the exchange's user, for nobody else to read."
    elif folder.stat().st_mode & 0o007:
        problem = f"Anybody on this machine can look into {folder}: chmod o-rwx."
    else:
        return
    click.echo(problem, err=True)
    sys.exit(1)


@telephony.command()
def reconcile() -> None:
    """Read the exchange's own records now and compare them, call by call, with what was heard while it happened.

    `adviceline serve` and `adviceline worker` do so every five minutes. The exchange's records decide; every difference is
    on the page Calls: two accounts.
    """
    from django.conf import settings
    from django.utils import timezone

    from adviceline.channels.telephony.actions import read_exchange

    done = read_exchange(exchange=_exchange(Path(settings.EXCHANGE) if settings.EXCHANGE else None), at=timezone.now())
    click.echo(f"{done.calls} calls compared: {done.calls - done.differing} alike, {done.differing} differ.")
    click.echo(f"  not heard live: {done.not_heard}; not in the exchange's records: {done.only_live}")


def _exchange(path: Path | None) -> Exchange:
    from adviceline.channels.telephony.exchange.settings import UnusableExchange, read_settings

    if path is None:
        _end("Which exchange? Give --settings, or set ADVICELINE_EXCHANGE: docs/how-to/connect-a-telephone.md")
    try:
        return read_settings(path)
    except UnusableExchange as error:
        _end(str(error))


def _end(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(2)
