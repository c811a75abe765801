"""How many enquiries a second can be written down: `record_contact`, whole, on each engine, by 1, 4 and 8 writers.

    python benchmarks/write.py [--seconds 10] [--writers 1 4 8] [--engines sqlite postgresql]

Each writer is a process of its own. Each contact is a web enquiry with its question, sealed details, two facts and an
audit event, in one durable transaction (SQLite: WAL with synchronous=FULL; PostgreSQL: fsync on). PostgreSQL is one
that is started for the purpose and gone afterwards. The audit chain is verified at the end.
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
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ADVICELINE = Path(sys.executable).with_name("adviceline")


def write(number: int, seconds: float) -> None:
    """What a writer does: begins when told, prints how long each transaction took."""
    from adviceline.cli import start_django

    start_django()
    from django.utils import timezone

    from adviceline.audit.actors import PUBLIC
    from adviceline.contacts import actions
    from adviceline.contacts.values import ContactDetails, EnquirerValues
    from adviceline.privacy.screening import screen_text

    text = screen_text("How should we plan for a return to lessons?")

    def once(key: str) -> None:
        actions.record_contact(
            channel="web_form", direction="in", outcome="received", idempotency_key=key, began_at=timezone.now(),
            by=PUBLIC, at=timezone.now(), text=text,
            enquirer=EnquirerValues(
                role="dsl", setting="mainstream_school", la_code="202",
                details=ContactDetails(email=f"dsl{number}@school.example.org"),
            ),
        )  # fmt: skip

    once(f"warm:{number}")
    print("ready", flush=True)
    sys.stdin.readline()
    took: list[float] = []
    end = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < end:
        once(f"{number}:{len(took)}:{os.getpid()}")
        took.append(time.perf_counter() - begun)
    print(json.dumps(took))


@contextmanager
def database(engine: str) -> Iterator[dict[str, str]]:
    """A new, migrated database with the content in it; yields the environment that names it."""
    from scripts import servers

    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        addresses = stack.enter_context(servers.postgresql(fast=False)) if engine == "postgresql" else {}
        kept = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
        environment = kept | addresses | {
            "ADVICELINE_DATA": folder, "ADVICELINE_ENV": "test", "ADVICELINE_LOG_LEVEL": "WARNING",
            "ADVICELINE_DB_POOL": "0", "PYTHONUNBUFFERED": "1",
        }  # fmt: skip
        for command in (["migrate", "--quiet"], ["content", "load"]):
            subprocess.run([ADVICELINE, *command], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        yield environment


def measure(environment: dict[str, str], *, writers: int, seconds: float) -> tuple[float, float, float]:
    """(contacts a second, median and 95th percentile of a transaction in milliseconds)."""
    with ExitStack() as stack:
        started = [
            stack.enter_context(subprocess.Popen(
                [sys.executable, __file__, "--seconds", str(seconds), "--writer", str(number)], cwd=ROOT,
                env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            ))
            for number in range(writers)
        ]  # fmt: skip
        for each in started:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        for each in started:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        took = [one for each in started for one in json.loads(each.communicate()[0])]
    return len(took) / seconds, statistics.median(took) * 1000, statistics.quantiles(took, n=20)[-1] * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--writers", type=int, nargs="+", default=[1, 4, 8])
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--writer", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.writer is not None:
        write(given.writer, given.seconds)
        return
    print("| engine | writers | contacts a second | median ms | 95th percentile ms |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for engine in given.engines:
        with database(engine) as environment:
            for writers in given.writers:
                rate, median, worst = measure(environment, writers=writers, seconds=given.seconds)
                print(f"| {engine} | {writers} | {rate:.0f} | {median:.1f} | {worst:.1f} |", flush=True)
            subprocess.run([ADVICELINE, "audit", "verify"], env=environment, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
