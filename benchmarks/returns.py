"""How long a return takes: frozen, counted, protected and attacked; and what of that depends on the history.

    python benchmarks/returns.py month --contacts 10000000 --history 33
    python scripts/servers.py run --fast -- python benchmarks/returns.py month   # the same on PostgreSQL (DATABASE_URL)
    python benchmarks/returns.py aggregate --contacts 10000000
    python benchmarks/returns.py protect --enquiries 20000

`month`: a new SQLite file, or the database of DATABASE_URL, with so many contacts stored, spread evenly over a month and the
`--history` months before it; the month is frozen, counted, protected and attacked; once with its own facts alone and once
with those of all months. Filling is done by a process of its own, so that memory is that of the return. `pages` is what the
pages of returns ask: which months there are, and what has changed since the month was frozen. `aggregate`: all
contacts in one month, counted for a return, against DuckDB asked for the same figures by plain statements over the same
Parquet, in the same run. `protect`: a quarter and its months, with so many enquiries a month, as one system; with the
number of its cells.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.monthly import MONTH, TABLES, load_facts, make_facts  # noqa: E402

PLAIN = (
    (
        "SELECT channel, direction, outcome, began_on, half_hour, billable, replied, within_promised_slot, attempt, "
        "COUNT(*), SUM(wrap_up_seconds) FROM facts_contactfact WHERE month = {month} AND counts GROUP BY ALL"
    ),
    (
        "SELECT quantile_cont(talk_seconds, [0.5, 0.95]), AVG(talk_seconds), quantile_cont(wait_seconds, 0.5) "
        "FROM facts_contactfact WHERE month = {month} AND counts AND channel = 'call' AND direction = 'in' "
        "AND outcome = 'answered'"
    ),
    (
        "SELECT quantile_cont(first_reply_open_seconds, [0.5, 0.9]) FROM facts_contactfact WHERE month = {month} AND counts "
        "AND channel = 'email' AND direction = 'in' AND replied"
    ),
    (
        "SELECT kind, role, setting, region, la_code, COUNT(*) FROM facts_enquiryfact WHERE opened_month = {month} AND counts "
        "GROUP BY ALL"
    ),
    (
        "SELECT reopened_within_14_days, answered_contacts, COUNT(*) FROM facts_enquiryfact WHERE closed_month = {month} "
        "AND counts GROUP BY ALL"
    ),
    (
        "SELECT confidence_close_offered, identifying_start, identifying_close, COUNT(*) FROM facts_enquiryfact "
        "WHERE closed_month = {month} AND counts AND NOT out_of_scope GROUP BY ALL"
    ),
    (
        "SELECT confidence_close_offered, responding_start, responding_close, COUNT(*) FROM facts_enquiryfact "
        "WHERE closed_month = {month} AND counts AND NOT out_of_scope GROUP BY ALL"
    ),
    "SELECT theme, COUNT(*) FROM facts_enquirythemefact WHERE opened_month = {month} GROUP BY ALL",
    (
        "SELECT theme IN ('T1', 'T13'), COUNT(DISTINCT enquiry_fact_id) FROM facts_enquirythemefact "
        "WHERE opened_month = {month} GROUP BY ALL"
    ),
    "SELECT resource, COUNT(*) FROM facts_signpostfact WHERE month = {month} GROUP BY ALL",
    "SELECT COUNT(*) FROM facts_callbackrequestfact WHERE month = {month}",
)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    made = work()
    return time.perf_counter() - began, made


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()


def wording_of_sample() -> Any:
    from adviceline.reporting.returns.wording import wording_from
    from tests.support.returns_sample import wording

    assert wording_from
    return wording()


def fill(folder: Path) -> dict[str, Any]:
    set_up()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
    return {"load": timed(lambda: load_facts(folder))[0], "memory_load": memory()}


def month_inside() -> dict[str, Any]:
    set_up()
    from django.db import connection

    from adviceline.content.current import current_content
    from adviceline.reporting.labels import frozen_labels
    from adviceline.reporting.returns.counting import count
    from adviceline.reporting.returns.linking.protecting import Draft, protect_return
    from adviceline.reporting.returns.linking.quantities import Amounts
    from adviceline.reporting.returns.linking.rules import ReturnRules
    from adviceline.reporting.returns.naming import parse_period
    from adviceline.reporting.returns.queries import changed_since_frozen, had_begun, periods_to_prepare
    from adviceline.reporting.returns.snapshot import freeze_month, open_snapshot
    from adviceline.reporting.returns.snapshot.store import folder_of
    from adviceline.reporting.returns.wording import wording_from

    labels = frozen_labels(current_content())
    worked = time.process_time()
    freeze, manifest = timed(
        lambda: freeze_month(period="2022-02", month=MONTH, labels=labels, rules={}, content_version="0")
    )
    worked = time.process_time() - worked
    after_freeze = memory()
    verify, snapshot = timed(lambda: open_snapshot(manifest.hash))
    wording = wording_from(snapshot.labels)
    counting, counts = timed(lambda: count(snapshot, wording))
    draft = Draft("2022-02", Amounts(counts, wording), ReturnRules(), compare=False)
    protecting, protected = timed(lambda: protect_return(draft, [], {}))
    size = sum(path.stat().st_size for path in folder_of(manifest.hash).iterdir())
    rows = {name.removesuffix(".parquet"): frozen.rows for name, frozen in manifest.files.items()}

    def as_pages_ask() -> None:
        assert had_begun(parse_period("2022-02"))
        assert periods_to_prepare(at=datetime(2022, 3, 2, tzinfo=UTC))
        assert not changed_since_frozen(SimpleNamespace(period="2022-02"), rows)  # type: ignore[arg-type]

    pages, _ = timed(as_pages_ask)
    return {
        "engine": connection.vendor, "pages": pages, "worked": worked,
        "freeze": freeze, "verify": verify, "count": counting, "protect": protecting, "mebibytes": size / 2**20,
        "memory_freeze": after_freeze, "memory": memory(), "cells": protected.loss.cells,
    }  # fmt: skip


def month(contacts: int, history: int) -> None:
    of_month = contacts // (history + 1)
    print(f"{of_month:,} contacts in the month")
    for before in (0, history):
        with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as data:
            making, rows = timed(lambda made=made, before=before: make_facts(Path(made), of_month, before + 1))
            found = _in_a_process_of_its_own(data, "fill", "--folder", made)
            found |= _in_a_process_of_its_own(data, "inside")
        print(
            f"  {found['engine']}, {rows['facts_contactfact']:>10,} contacts stored (made in {making:.0f} s, loaded in "
            f"{found['load']:.0f} s with {found['memory_load']:.0f} MiB): "
            f"freeze {found['freeze']:.2f} s ({found['worked']:.2f} s of its own processor, {found['mebibytes']:.1f} MiB, "
            f"memory {found['memory_freeze']:.0f} MiB), verify {found['verify']:.2f} s, "
            f"count {found['count']:.2f} s, protect {found['protect']:.2f} s ({found['cells']} counts), "
            f"pages {found['pages']:.2f} s, memory {found['memory']:.0f} MiB",
            flush=True,
        )


def _in_a_process_of_its_own(data: str, *asked: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, *asked], env=os.environ | {"ADVICELINE_ENV": "test", "ADVICELINE_DATA": data},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def aggregate(contacts: int, times: int) -> None:
    set_up()
    import duckdb

    from adviceline.reporting.returns.counting import count
    from adviceline.reporting.returns.snapshot import OpenSnapshot
    from adviceline.reporting.returns.snapshot.store import snapshots

    snapshots().mkdir(parents=True, exist_ok=True)
    wording = wording_of_sample()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        rows = make_facts(folder, contacts, 1)
        manifest = SimpleNamespace(files={f"{table}.parquet": None for table in TABLES}, period="2022-02")
        part = OpenSnapshot(manifest, folder)  # type: ignore[arg-type]
        snapshot = OpenSnapshot(manifest, folder, ((MONTH, part),))  # type: ignore[arg-type]
        base = duckdb.connect(config={"threads": 2})
        for table in TABLES:
            base.execute(f"CREATE VIEW {table} AS FROM '{folder}/{table}.parquet'")
        taken: dict[str, list[float]] = {"plain": [], "return": []}
        for _ in range(times):
            taken["plain"].append(
                timed(lambda: [base.execute(each.format(month=MONTH)).fetchall() for each in PLAIN])[0]
            )
            taken["return"].append(timed(lambda: count(snapshot, wording))[0])
        plain, ours = (statistics.median(taken[name]) for name in ("plain", "return"))
        print(
            f"{rows['facts_contactfact']:,} contacts, {rows['facts_enquiryfact']:,} enquiries: plain {plain:.2f} s, "
            f"counted for a return {ours:.2f} s ({ours / plain:.2f}×); memory {memory():.0f} MiB"
        )


def protect(enquiries: int) -> None:
    set_up()
    from adviceline.reporting.returns.linking.building import Linked
    from tests.support import returns_sample as sample

    months = [sample.amounts(enquiries=enquiries, seed=seed) for seed in (1, 2, 3)]
    made: list[Any] = []
    for number, counted in enumerate(months, 1):
        seconds, one = timed(lambda counted=counted, number=number: sample.released(f"2022-0{number}", counted))
        made.append(one)
        cells = Counter(kind for kind in [len(Linked([one[0]]).cells)])
        print(f"2022-0{number}: protect {seconds:.1f} s, {next(iter(cells))} cells")
    names = tuple(version.name for version, _ in made)
    seconds, quarter = timed(lambda: sample.released("2022-Q1", sample.together(months), others=made, parts=names))
    attack, found = timed(lambda: sample.attacked(*made, quarter))
    print(
        f"2022-Q1 with its months: {len(found.system.cells)} cells, {len(found.system.equations)} equations: protect "
        f"{seconds:.1f} s, attack {attack:.1f} s, {len(found.result.findings)} leaks; memory {memory():.0f} MiB"
    )


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = words.add_subparsers(dest="command", required=True)
    one = commands.add_parser("month")
    one.add_argument("--contacts", type=int, default=10_000_000, help="contacts stored, of all months together")
    one.add_argument("--history", type=int, default=33, help="months before the month")
    two = commands.add_parser("aggregate")
    two.add_argument("--contacts", type=int, default=10_000_000)
    two.add_argument("--times", type=int, default=3)
    commands.add_parser("protect").add_argument("--enquiries", type=int, default=20_000)
    commands.add_parser("fill", help=argparse.SUPPRESS).add_argument("--folder", type=Path)
    commands.add_parser("inside", help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.command == "fill":
        print(json.dumps(fill(given.folder)))
    elif given.command == "inside":
        print(json.dumps(month_inside()))
    elif given.command == "month":
        month(given.contacts, given.history)
    elif given.command == "aggregate":
        aggregate(given.contacts, given.times)
    else:
        protect(given.enquiries)


if __name__ == "__main__":
    main()
