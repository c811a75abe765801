"""`adviceline migrate`, `serve`, `worker`: making the database and running the processes."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from adviceline.jobs.embedded import Loop

#: In the order in which they are made: a record may name a key, never the reverse.
DATABASES = {"keys": "The key store", "default": "The records"}
#: The one room with a table there (`privacy.routing`). The steps of the others take a while to do nothing.
KEY_STORE_ROOM = "privacy"


#: After how many new objects the collector looks for cycles, and after how many looks it goes further back. Two thousand open
#: chats are a great many objects: at its usual 700 it goes through all of them again and again, and everybody waits.
LOOKS_FOR_LEFTOVERS = (50_000, 20, 50)


@click.command()
@click.option("--quiet", is_flag=True, help="Say nothing when there is nothing to do.")
def migrate(quiet: bool) -> None:
    """Make or update the databases: the records and the key store."""
    from django.db import OperationalError

    for alias, name in DATABASES.items():
        try:
            applied = apply_migrations(alias)
        except OperationalError as error:
            click.echo(f"The database '{alias}' cannot be used: {str(error).splitlines()[0]}", err=True)
            sys.exit(1)
        if applied:
            click.echo(f"{name}: made or updated, {applied} step{'s' if applied > 1 else ''}.")
        elif not quiet:
            click.echo(f"{name}: up to date.")


def apply_migrations(alias: str) -> int:
    """Bring a database up to date; answers how many steps that took."""
    from django.core.management import call_command

    before = len(migrations_of(alias))
    rooms = [KEY_STORE_ROOM] if alias == "keys" else []
    call_command("migrate", *rooms, database=alias, interactive=False, verbosity=0)
    return len(migrations_of(alias)) - before


def migrations_of(alias: str) -> set[tuple[str, str]]:
    """The migrations that a database has had."""
    from django.db import connections
    from django.db.migrations.recorder import MigrationRecorder

    return set(MigrationRecorder(connections[alias]).applied_migrations())


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--worker/--no-worker", "with_worker", default=True, help="Do background jobs in this process too.")
def serve(host: str, port: int, with_worker: bool) -> None:
    """Serve the site, with the worker inside the same process."""
    if not port_is_free(host, port):
        click.echo(
            f"Port {port} is in use by another program. Stop that one, or choose another: --port {port + 1}.", err=True
        )
        sys.exit(1)
    stop_unless_ready()
    run_server(with_worker=with_worker, host=host, port=port)


def run_server(
    *, with_worker: bool, host: str = "127.0.0.1", port: int = 0, listening: socket.socket | None = None
) -> None:
    """Serve until SIGTERM or Ctrl-C: then requests and the job at hand are finished, and the process ends with 0.

    `listening` is a socket that is bound already, as a service manager may hand over.
    """
    import uvicorn

    from adviceline.channels.chat.frames import LONGEST_FRAME
    from adviceline.channels.chat.wire import Wire
    from adviceline.jobs.embedded import EmbeddedWorker

    gc.set_threshold(*LOOKS_FOR_LEFTOVERS)
    _end_politely()
    threads: list[Loop] = [EmbeddedWorker(), *mailbox_readers(), *exchange_listeners()] if with_worker else []
    for each in threads:
        each.start()
    server = uvicorn.Server(uvicorn.Config(
        "config.asgi:application", host=host, port=port, lifespan="off", log_config=None, access_log=False,
        server_header=False, timeout_graceful_shutdown=10, proxy_headers=False, ws=Wire, ws_max_size=LONGEST_FRAME,
        ws_per_message_deflate=False,
    ))  # fmt: skip
    with _databases_held_open():
        try:
            server.run(sockets=[listening] if listening else None)
        except KeyboardInterrupt:
            pass
        finally:
            stop_together(threads)
    if not server.started:
        sys.exit(1)


@click.command()
def worker() -> None:
    """Do background jobs in processes of their own, beside `adviceline serve --no-worker`."""
    stop_unless_ready()
    run_worker()


def run_worker() -> None:
    """Run django-q2's cluster and the sweeper until SIGTERM or Ctrl-C; the jobs at hand are finished."""
    from django_q.cluster import Cluster

    from adviceline.jobs.embedded import Sweeper

    cluster = Cluster()  # catches both signals
    cluster.start()
    threads = [
        Sweeper(),
        *mailbox_readers(),
        *exchange_listeners(),
    ]  # after the processes were made: a thread does not survive a fork
    for each in threads:
        each.start()
    try:
        cluster.sentinel.join()
    except KeyboardInterrupt:
        pass
    finally:
        stop_together(threads)
        cluster.stop()


def mailbox_readers() -> list[Loop]:
    """A reader for each mailbox of the settings. Ends with a sentence when they cannot be used."""
    from django.conf import settings

    if not settings.MAILBOXES:
        return []
    from adviceline.channels.email.reading.accounts import UnusableMailbox, accounts
    from adviceline.channels.email.reading.reader import MailboxReader

    try:
        return [MailboxReader(account) for account in accounts(settings.MAILBOXES)]
    except UnusableMailbox as error:
        click.echo(str(error), err=True)
        sys.exit(1)


def exchange_listeners() -> list[Loop]:
    """A listener where the settings name an exchange. Ends with a sentence when they cannot be used."""
    from django.conf import settings

    if not settings.EXCHANGE:
        return []
    from adviceline.channels.chat.doorbell import ring
    from adviceline.channels.telephony.exchange.listener import ExchangeListener
    from adviceline.channels.telephony.exchange.passwords import passwords
    from adviceline.channels.telephony.exchange.settings import UnusableExchange, read_settings

    try:
        passwords(read_settings(Path(settings.EXCHANGE)))
    except UnusableExchange as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    # Pages are told by chat's sockets.
    return [ExchangeListener(changed=lambda people: ring((), line=True, telephones=people))]


def stop_together(threads: Sequence[Loop]) -> None:
    """Tell all of them to end, then wait for each."""
    for each in threads:
        each.stop(wait_seconds=0)
    for each in threads:
        each.stop()


def stop_unless_ready() -> None:
    """End with a sentence when this cannot be the service's data, before anything of it is served."""
    from django.db import close_old_connections, connections

    problem = why_not_ready()
    close_old_connections()
    for each in connections.all(initialized_only=True):  # a pool's threads do not survive the fork of a worker
        if close_pool := getattr(each, "close_pool", None):
            close_pool()
    if problem:
        click.echo(problem, err=True)
        sys.exit(1)


def why_not_ready() -> str:
    """Why the databases cannot be used: never made, or the key that opens the contact details is missing; or nothing.

    A database that cannot be reached just now is waited for: the service answers as soon as it is back.
    """
    from django.db import OperationalError

    from adviceline.privacy.crypto import UnableToOpen, check_master_keys

    try:
        if not all(migrations_of(alias) for alias in DATABASES):
            return "The databases are not made yet. Run: adviceline migrate"
        check_master_keys()
    except OperationalError:
        return ""
    except UnableToOpen:
        return (
            "The master key does not open this key store: contact details could be neither read nor kept. Put back the "
            "file master.keys of this data directory (or ADVICELINE_MASTER_KEYS) as it was when they were written."
        )
    return ""


def _end_politely() -> None:
    """uvicorn finishes its requests on SIGTERM, then sends the signal again: that one must end us, not kill us."""

    def end(signum: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)


@contextmanager
def _databases_held_open() -> Iterator[None]:
    """Keep one idle connection to each SQLite database.

    Requests open and close connections of their own. When the last one closes, SQLite folds its write-ahead log into
    the database and deletes it, which takes a lock and several waits for the disk: with one always there, none is last.
    """
    import sqlite3

    from django.conf import settings

    files = [each["NAME"] for each in settings.DATABASES.values() if each["ENGINE"].endswith("sqlite3")]
    held = [sqlite3.connect(file, check_same_thread=False) for file in files]
    for connection in held:
        connection.execute("PRAGMA schema_version")  # opens the log; keeps no lock
    try:
        yield
    finally:
        for connection in held:
            connection.close()


def port_is_free(host: str, port: int) -> bool:
    """Whether a server may listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
