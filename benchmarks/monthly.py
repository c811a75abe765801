"""How long the monthly figures take, on each engine, against plain DuckDB over Parquet of the same facts.

    python benchmarks/monthly.py --contacts 1000000 --history 3 --postgres postgresql://user@/name?host=/socket

Makes the facts of one month (and of `--history` months before it, as many each), puts them into a new SQLite file and,
where given, into an *empty* PostgreSQL database, and times `monthly_figures` there: the best and the median of
`--times`. DuckDB answers the very same statements over the Parquet files. The figures of all three must be equal.
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MONTH = 202202
TABLES = (
    "facts_contactfact",
    "facts_enquiryfact",
    "facts_enquirythemefact",
    "facts_signpostfact",
    "facts_callbackrequestfact",
)
ENQUIRIES_PER_CONTACT = 0.35

CONTACTS = """
SELECT uuid() AS fact_id, uuid() AS enquiry_fact, channel, direction, outcome,
  year(began_on) * 100 + month(began_on) AS month, began_on, isodow(began_on) AS iso_weekday,
  CAST(CASE WHEN outcome = 'out_of_hours' THEN 40 + r4 % 8 ELSE 16 + r4 % 24 END AS INTEGER) AS half_hour,
  CAST(CASE WHEN channel = 'call' AND direction = 'in' THEN r5 % 400 END AS INTEGER) AS wait_seconds,
  CAST(CASE WHEN (channel = 'call' AND outcome = 'answered') OR outcome IN ('completed', 'delivered')
       THEN r6 % 3600 END AS INTEGER) AS talk_seconds,
  CAST(CASE WHEN channel = 'call' AND outcome = 'answered' THEN r7 % 900 END AS INTEGER) AS wrap_up_seconds,
  replied, CAST(CASE WHEN replied THEN r5 % 40000 END AS INTEGER) AS first_reply_open_seconds,
  (outcome = 'completed' AND r7 % 10 < 8) AS within_promised_slot,
  CAST(CASE WHEN channel = 'callback' THEN 1 + r6 % 3 ELSE 0 END AS SMALLINT) AS attempt,
  '' AS non_advice, false AS out_of_scope,
  outcome NOT IN ('auto_reply', 'bounce', 'spam') AS counts,
  (direction = 'in' AND outcome = 'answered') OR outcome IN ('completed', 'delivered')
    OR (channel = 'email' AND replied) AS billable,
  'lead' AS partner
FROM (
  SELECT *, (channel = 'email' AND outcome = 'received' AND r7 % 10 < 8) AS replied FROM (
    SELECT *, CASE kind
      WHEN 'call/in' THEN (CASE WHEN r3 < 72 THEN 'answered' WHEN r3 < 78 THEN 'short_abandon'
        WHEN r3 < 88 THEN 'abandoned' WHEN r3 < 94 THEN 'voicemail' WHEN r3 < 98 THEN 'out_of_hours' ELSE 'refused' END)
      WHEN 'callback/out' THEN (CASE WHEN r3 < 60 THEN 'completed' WHEN r3 < 80 THEN 'no_answer'
        ELSE 'message_left' END)
      WHEN 'chat/in' THEN (CASE WHEN r3 < 85 THEN 'answered' ELSE 'abandoned' END)
      WHEN 'email/in' THEN (CASE WHEN r3 < 88 THEN 'received' WHEN r3 < 94 THEN 'auto_reply' WHEN r3 < 96 THEN 'bounce'
        ELSE 'spam' END)
      WHEN 'email/out' THEN 'sent' WHEN 'web_form/in' THEN 'received' ELSE 'delivered' END AS outcome,
      split_part(kind, '/', 1) AS channel, split_part(kind, '/', 2) AS direction
    FROM (
      SELECT CASE WHEN r1 < 55 THEN 'call/in' WHEN r1 < 65 THEN 'callback/out' WHEN r1 < 72 THEN 'chat/in'
          WHEN r1 < 84 THEN 'email/in' WHEN r1 < 93 THEN 'email/out' WHEN r1 < 98 THEN 'web_form/in'
          ELSE 'session/out' END AS kind,
        first + CAST(r2 % days AS INTEGER) AS began_on, r3, r4, r5, r6, r7
      FROM (
        SELECT draw(i, 1) % 100 AS r1, draw(i, 2) AS r2, draw(i, 3) % 100 AS r3, draw(i, 4) AS r4, draw(i, 5) AS r5,
          draw(i, 6) AS r6, draw(i, 7) AS r7, DATE '2022-02-01' - INTERVAL ({months} - 1 - i // {each}) MONTH AS start,
          CAST(start AS DATE) AS first, day(last_day(start)) AS days
        FROM range({rows}) AS numbers(i))))) """

ENQUIRIES = """
SELECT uuid() AS fact_id, year(opened_on) * 100 + month(opened_on) AS opened_month, opened_on,
  CAST(CASE WHEN closed THEN year(opened_on) * 100 + month(opened_on) END AS INTEGER) AS closed_month,
  CASE WHEN closed THEN opened_on END AS closed_on, r5 % 20 = 0 AS reopened_within_14_days,
  'E' || (1 + r1 % 8) AS kind, 'role_' || (r2 % 15) AS role, 'setting_' || (r3 % 12) AS setting, 'phase' AS phase,
  'region_' || (r4 % 10) AS region, '201' AS la_code, 'H1' AS continuum, 'none' AS threshold, 'routine' AS urgency,
  'lead' AS partner, CAST(1 + r6 % 4 AS INTEGER) AS answered_contacts, r7 % 50 = 0 AS out_of_scope, true AS counts,
  true AS confidence_start_offered, closed AS confidence_close_offered,
  CAST(CASE WHEN r1 % 3 < 2 THEN r5 % 9 END AS SMALLINT) AS identifying_start,
  CAST(CASE WHEN closed AND r1 % 3 < 2 THEN 2 + r6 % 9 END AS SMALLINT) AS identifying_close,
  CAST(CASE WHEN r2 % 3 < 2 THEN r6 % 8 END AS SMALLINT) AS responding_start,
  CAST(CASE WHEN closed AND r2 % 3 < 2 THEN 3 + r7 % 8 END AS SMALLINT) AS responding_close
FROM (
  SELECT *, first + CAST(r7 % days AS INTEGER) AS opened_on, r3 % 10 < 9 AS closed FROM (
    SELECT draw(i, 11) AS r1, draw(i, 12) AS r2, draw(i, 13) AS r3, draw(i, 14) AS r4, draw(i, 15) AS r5,
      draw(i, 16) AS r6, draw(i, 17) AS r7, DATE '2022-02-01' - INTERVAL ({months} - 1 - i // {each}) MONTH AS start,
      CAST(start AS DATE) AS first, day(last_day(start)) AS days
    FROM range({rows}) AS numbers(i))) """


def make_facts(folder: Path, contacts: int, months: int) -> dict[str, int]:
    """Parquet files of every table of facts, the same for the same numbers but for the random ids; in the order of time, as
    facts come to be. `contacts`: of one month."""
    import duckdb

    base = duckdb.connect(config={"memory_limit": "2GB", "temp_directory": f"{folder}/spill"})
    base.execute("CREATE MACRO draw(i, k) AS hash(CAST(i AS VARCHAR) || '/' || k)")
    enquiries = int(contacts * ENQUIRIES_PER_CONTACT)
    from_enquiries = f"FROM '{folder}/facts_enquiryfact.parquet'"
    selects = {
        "facts_contactfact": CONTACTS.format(rows=contacts * months, months=months, each=contacts),
        "facts_enquiryfact": ENQUIRIES.format(rows=enquiries * months, months=months, each=enquiries),
        "facts_enquirythemefact": "SELECT row_number() OVER () AS id, fact_id AS enquiry_fact_id, 'T' || "
        "(1 + (hash(CAST(fact_id AS VARCHAR)) % 16 + k * (1 + hash(CAST(fact_id AS VARCHAR), 1) % 15)) % 16) AS theme, "
        f"opened_month {from_enquiries}, range(2) AS themes(k)",
        "facts_signpostfact": "SELECT uuid() AS fact_id, fact_id AS enquiry_fact, "
        f"'resource-' || (hash(CAST(fact_id AS VARCHAR)) % 60) AS resource, opened_month AS month {from_enquiries}",
        "facts_callbackrequestfact": "SELECT uuid() AS fact_id, fact_id AS enquiry_fact, opened_month AS month "
        f"{from_enquiries} WHERE kind = 'E1'",
    }
    for table, select in selects.items():
        base.execute(f"COPY ({select}) TO '{folder}/{table}.parquet' (FORMAT parquet)")
    return {table: base.execute(f"SELECT COUNT(*) FROM '{folder}/{table}.parquet'").fetchone()[0] for table in TABLES}


def load_facts(folder: Path) -> None:
    """Into the empty database of the settings, by the quickest way of its engine: indexes are made when the rows are in."""
    from django.db import connection

    connection.ensure_connection()
    with _without_indexes(connection):
        for table in TABLES:
            with connection.cursor() as cursor:
                columns = [field.name for field in connection.introspection.get_table_description(cursor, table)]
            if connection.vendor == "postgresql":
                _copy(connection, folder, table, columns)
            else:
                _insert(connection, folder, table, columns)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _copy(connection: Any, folder: Path, table: str, columns: list[str]) -> None:
    import duckdb

    names, csv = ", ".join(columns), folder / f"{table}.csv"
    duckdb.connect().execute(f"COPY (SELECT {names} FROM '{folder}/{table}.parquet') TO '{csv}' (HEADER false)")
    with (
        connection.cursor() as cursor,
        csv.open("rb") as lines,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv)") as copy,
    ):
        while block := lines.read(1 << 20):
            copy.write(block)
    csv.unlink()


def _insert(connection: Any, folder: Path, table: str, columns: list[str]) -> None:
    """As the ORM writes them: a UUID as 32 letters, a date as text. A month at a time, so that little is in memory."""
    import duckdb

    source, names, file = duckdb.connect(), ", ".join(columns), f"'{folder}/{table}.parquet'"
    kinds = dict(source.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM {file})").fetchall())
    written = ", ".join(
        f"replace(CAST({name} AS VARCHAR), '-', '')" if kinds[name] == "UUID"
        else f"CAST({name} AS VARCHAR)" if kinds[name] == "DATE" else name
        for name in columns
    )  # fmt: skip
    month = "month" if "month" in columns else "opened_month"
    marks = ", ".join("?" for _ in columns)
    raw = connection.connection
    for (each,) in source.execute(f"SELECT DISTINCT {month} FROM {file} ORDER BY 1").fetchall():
        source.execute(f"SELECT {written} FROM {file} WHERE {month} = {each}")
        raw.execute("BEGIN")
        while rows := source.fetchmany(50_000):
            raw.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        raw.execute("COMMIT")


@contextmanager
def _without_indexes(connection: Any) -> Iterator[None]:
    """All indexes of the tables go before the rows come, and are made again afterwards (SQLite keeps those of its keys)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            drops, makes = _constraints_and_indexes(cursor)
            before = ["SET synchronous_commit = off", "SET maintenance_work_mem = '512MB'"]
            after = ["RESET maintenance_work_mem"]
        else:
            marks = ", ".join("%s" for _ in TABLES)
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
                f"AND tbl_name IN ({marks})", TABLES
            )  # fmt: skip
            found = cursor.fetchall()
            drops, makes = [f'DROP INDEX "{name}"' for name, _ in found], [made for _, made in found]
            before = [
                "PRAGMA foreign_keys = OFF", "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF",
                "PRAGMA cache_size = -1500000",
            ]  # fmt: skip
            after = ["PRAGMA cache_size = -2000", "PRAGMA journal_mode = WAL", "PRAGMA foreign_keys = ON"]
        for statement in [*before, *drops]:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in [*makes, *after]:
            cursor.execute(statement)


def _constraints_and_indexes(cursor: Any) -> tuple[list[str], list[str]]:
    """Statements that drop them, and those that make them again: what refers to a key goes first and comes last."""
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN "
        "('f', 'u', 'p') AND conrelid::regclass::text = ANY(%s) ORDER BY contype = 'f' DESC", [list(TABLES)]
    )  # fmt: skip
    held = cursor.fetchall()
    cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)", [list(TABLES)])
    own = {name for _, name, _ in held}
    indexes = [(name, made) for name, made in cursor.fetchall() if name not in own]
    drops = [f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' for table, name, _ in held]
    drops += [f'DROP INDEX "{name}"' for name, _ in indexes]
    makes = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}' for table, name, made in reversed(held)]
    return drops, [*makes, *(made for _, made in indexes)]


def timed(work: Callable[[], Any], times: int) -> tuple[dict[str, float], Any]:
    taken, result = [], None
    for _ in range(times):
        began = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - began)
    return {"best": min(taken), "median": statistics.median(taken), "first": taken[0]}, result


def measure_here(folder: Path, times: int) -> dict[str, Any]:
    """Runs inside a process of its own, with the settings of one engine."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from adviceline.reporting import exports, queries

    call_command("migrate", "facts", verbosity=0)
    began = time.perf_counter()
    load_facts(folder)
    loaded = time.perf_counter() - began
    speed, figures = timed(lambda: queries.monthly_figures(MONTH), times)
    return {"engine": connection.vendor, "load": loaded, "seconds": speed, "figures": exports.as_data(figures)}


def measure_duckdb(folder: Path, times: int) -> dict[str, Any]:
    """The same statements and the same building, over Parquet, on as many threads as the machine has."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    import duckdb

    django.setup()
    from adviceline.reporting import exports, queries

    base = duckdb.connect()
    for table in TABLES:
        base.execute(f"CREATE VIEW {table} AS SELECT * FROM '{folder}/{table}.parquet'")
    queries._execute = lambda statement: base.execute(statement).fetchall()
    speed, figures = timed(lambda: queries.monthly_figures(MONTH), times)
    return {"engine": "duckdb", "load": 0.0, "seconds": speed, "figures": exports.as_data(figures)}


def in_a_process_of_its_own(kind: str, folder: Path, times: int, url: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | {"ADVICELINE_ENV": "test", "ADVICELINE_DATA": data, "DATABASE_URL": url}
        done = subprocess.run(
            [sys.executable, __file__, "--inside", kind, "--folder", str(folder), "--times", str(times)],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        sys.exit(f"{kind} failed:\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--contacts", type=int, default=1_000_000, help="contacts in the month")
    words.add_argument("--history", type=int, default=0, help="months before it, with as many contacts each")
    words.add_argument("--times", type=int, default=5)
    words.add_argument("--postgres", default="", help="address of an empty database")
    words.add_argument("--inside", default="", help=argparse.SUPPRESS)
    words.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.inside:
        run = measure_duckdb if given.inside == "duckdb" else measure_here
        print(json.dumps(run(given.folder, given.times)))
        return
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        rows = make_facts(folder, given.contacts, given.history + 1)
        counted = [f"{rows[table]:,}" for table in TABLES[:2]]
        print(f"{counted[0]} contacts and {counted[1]} enquiries in {given.history + 1} months")
        results = [in_a_process_of_its_own("duckdb", folder, given.times, "")]
        results.append(in_a_process_of_its_own("sqlite", folder, given.times, ""))
        if given.postgres:
            results.append(in_a_process_of_its_own("postgresql", folder, given.times, given.postgres))
    plain = results[0]["seconds"]["median"]
    print(f"{'engine':12}{'first':>8}{'best':>8}{'median':>8}{'of DuckDB':>11}{'loading':>9}")
    for result in results:
        speed = result["seconds"]
        print(
            f"{result['engine']:12}{speed['first']:8.2f}{speed['best']:8.2f}{speed['median']:8.2f}"
            f"{speed['median'] / plain:10.1f}×{result['load']:9.1f}"
        )
        if result["figures"] != results[0]["figures"]:
            sys.exit(f"The figures of {result['engine']} are not those of DuckDB.")
    print("All engines give the same figures.")


if __name__ == "__main__":
    main()
