"""`adviceline migrate`, `serve`, `worker`: making the database and running the processes."""

from __future__ import annotations

import socket
import sys

import click


@click.command()
@click.option("--quiet", is_flag=True, help="Say nothing when there is nothing to do.")
def migrate(quiet: bool) -> None:
    """Make or update the databases: the records and the key store."""
    from django.core.management import call_command
    from django.db import OperationalError

    for alias in ("keys", "default"):
        try:
            call_command("migrate", database=alias, interactive=False, verbosity=0 if quiet else 1)
        except OperationalError as error:
            click.echo(f"The database '{alias}' cannot be used: {str(error).splitlines()[0]}", err=True)
            sys.exit(1)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--worker/--no-worker", "with_worker", default=True, help="Do background jobs in this process too.")
def serve(host: str, port: int, with_worker: bool) -> None:
    """Serve the site, with the worker inside the same process."""
    import uvicorn

    from adviceline.jobs.embedded import EmbeddedWorker

    if not port_is_free(host, port):
        click.echo(
            f"Port {port} is in use by another program. Stop that one, or choose another: --port {port + 1}.", err=True
        )
        sys.exit(1)
    worker_thread = EmbeddedWorker() if with_worker else None
    if worker_thread:
        worker_thread.start()
    try:
        uvicorn.run(
            "config.asgi:application", host=host, port=port, lifespan="off", log_config=None, access_log=False,
            server_header=False, timeout_graceful_shutdown=10, proxy_headers=False,
        )  # fmt: skip
    finally:
        if worker_thread:
            worker_thread.stop()


@click.command()
def worker() -> None:
    """Do background jobs in processes of their own, beside `adviceline serve --no-worker`."""
    from django_q.cluster import Cluster

    from adviceline.jobs.embedded import Sweeper

    sweeper = Sweeper()
    cluster = Cluster()
    cluster.start()
    sweeper.start()
    try:
        cluster.sentinel.join()
    except KeyboardInterrupt:
        pass
    finally:
        sweeper.stop()
        cluster.stop()


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
