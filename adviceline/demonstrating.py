"""`adviceline demo start`: the demonstration again, in one process and without what has not changed."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import click

#: In the data directory: what the databases were made from, so that the next start need not look again.
READY = "demo-ready"


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.pass_context
def start(context: click.Context, port: int) -> None:
    """Serve the demonstration that was loaded. The databases and the content are looked at only when they changed."""
    from django.conf import settings

    from adviceline.demo.commands import addresses
    from adviceline.loading import load
    from adviceline.running import migrate, serve

    if settings.PRODUCTION:
        click.echo("This is a production environment. For a demonstration set ADVICELINE_ENV=demo.", err=True)
        sys.exit(1)
    mark = settings.DATA_DIR / READY
    if not is_ready(mark):
        context.invoke(migrate, quiet=True)
        context.invoke(load)
        mark.write_text(state())
    context.invoke(addresses, port=port)
    context.invoke(serve, port=port)


def is_ready(mark: Path) -> bool:
    try:
        return mark.read_text() == state()
    except OSError:
        return False


def state() -> str:
    """A digest of the program, its libraries and the content, and of which database they were loaded into."""
    from django.conf import settings
    from django.db import connections

    from adviceline.running import DATABASES, migrations_of

    code = Path(__file__).parent
    found = hashlib.sha256()
    for path in [
        *sorted(code.rglob("*.py")),
        *sorted(settings.CONTENT_DIR.rglob("*")),
        code.parent / "requirements/base.txt",
    ]:
        if path.is_file():
            found.update(f"{path}\0".encode() + path.read_bytes())
    for alias in DATABASES:
        described = {key: str(connections[alias].settings_dict[key]) for key in ("ENGINE", "NAME", "HOST", "PORT")}
        found.update(repr((described, sorted(migrations_of(alias)))).encode())
    return found.hexdigest()
