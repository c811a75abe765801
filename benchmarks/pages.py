"""Server time of the queue's first page and of an enquiry page, as the number of enquiries grows.

    python -m benchmarks.pages --sizes 1000 100000 1000000 [--postgres postgresql://user@/server?host=/socket&port=5432]

For each size and engine a fresh database is made with `adviceline demo simulate`, then each page is asked for
`--times` times through the whole of Django (middleware, sign-in, access record, template), without a network. With
`--postgres` the databases are made on that server, and dropped afterwards. Prints a Markdown table of milliseconds: by
the clock, and of processor time (our own and that of PostgreSQL's process), which other work lengthens much less.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
WARM_UP = 10


def main() -> None:
    arguments = _arguments()
    if arguments.measure:
        print(json.dumps(measure(arguments.times)))
        return
    print("| engine | enquiries | page | median | p95 | processor, median | p95 | queries |")
    print("|---|---:|---|---:|---:|---:|---:|---:|", flush=True)
    for engine in ("sqlite", "postgresql") if arguments.postgres else ("sqlite",):
        for size in arguments.sizes:
            with tempfile.TemporaryDirectory(prefix="adviceline-pages-") as folder:
                pages = _one(engine, size, Path(folder), arguments)
            for page, figures in pages.items():
                times = [f"{figures[name]:.1f}" for name in ("median", "p95", "work", "work_p95")]
                cells = [engine, f"{size:,}", page, *times, f"{figures['queries']}"]
                print(f"| {' | '.join(cells)} |", flush=True)


def _one(engine: str, size: int, folder: Path, arguments: argparse.Namespace) -> dict[str, dict[str, float]]:
    environment = os.environ | {
        "ADVICELINE_ENV": "demo",
        "ADVICELINE_DATA": str(folder),
        "ADVICELINE_RATE_LIMITS": "off",
        "ADVICELINE_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    environment = {name: value for name, value in environment.items() if not name.endswith("DATABASE_URL")}
    name = f"pages_{size}"
    if engine == "postgresql":
        _sql(arguments.postgres, f'DROP DATABASE IF EXISTS "{name}"')
        _sql(arguments.postgres, f'CREATE DATABASE "{name}"')
        parts = urlsplit(arguments.postgres)
        environment["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}"))
    try:
        command = [sys.executable, "-m", "adviceline"]
        for step in (["migrate", "--quiet"], ["content", "load"], ["places", "load-demo"]):
            subprocess.run([*command, *step], check=True, env=environment, cwd=ROOT, stdout=sys.stderr)
        began = time.perf_counter()
        simulate = [*command, "demo", "simulate", "--enquiries", str(size)]
        subprocess.run(simulate, check=True, env=environment, cwd=ROOT, stdout=sys.stderr)
        print(f"{engine}, {size:,}: made in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        measured = subprocess.run(
            [sys.executable, "-m", "benchmarks.pages", "--measure", "--times", str(arguments.times)],
            check=True, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return json.loads(measured.stdout.splitlines()[-1])
    finally:
        if engine == "postgresql":
            _sql(arguments.postgres, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def measure(times: int) -> dict[str, dict[str, float]]:
    """Milliseconds and queries of each page in this environment's database."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from adviceline.accounts.models import Person
    from adviceline.contacts.models import Enquiry
    from benchmarks.processor import processor_seconds

    settings.ALLOWED_HOSTS.append("testserver")
    adviser = next(person for person in Person.objects.all() if "adviser" in person.roles)
    client = Client()
    client.force_login(adviser, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["demo_sign_in"] = adviser.pk
    session.save()
    references = list(Enquiry.objects.order_by("key").values_list("reference", flat=True)[: times + WARM_UP])
    open_ones = list(Enquiry.objects.exclude(open_due_at=None).values_list("reference", flat=True)[:times])
    pages = {
        "queue, first page": lambda turn: "/desk/queue",
        "queue, mine": lambda turn: "/desk/queue?show=mine",
        "all enquiries, first page": lambda turn: "/desk/enquiries",
        "an enquiry, closed": lambda turn: f"/desk/enquiries/{references[turn % len(references)]}",
        "an enquiry, open": lambda turn: f"/desk/enquiries/{open_ones[turn % len(open_ones)]}",
    }
    figures = {}
    client.get("/desk/queue")
    used = processor_seconds()
    for name, path in pages.items():
        spent, work = [], []
        for turn in range(times + WARM_UP):
            began, worked = time.perf_counter(), used()
            response = client.get(path(turn))
            took, cost = (time.perf_counter() - began) * 1000, (used() - worked) * 1000
            assert response.status_code == 200, (path(turn), response.status_code)
            if turn >= WARM_UP:
                spent.append(took)
                work.append(cost)
        with CaptureQueriesContext(connection) as captured:
            client.get(path(0))
        figures[name] = {
            "median": statistics.median(spent),
            "p95": statistics.quantiles(spent, n=20)[-1],
            "work": statistics.median(work),
            "work_p95": statistics.quantiles(work, n=20)[-1],
            "queries": len(captured),
        }
    return figures


def _sql(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(urlunsplit(urlsplit(server)._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(statement)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--postgres", default="", help="A server on which databases may be made.")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
