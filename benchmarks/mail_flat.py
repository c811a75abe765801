"""Whether reading mail in stays as quick while what is stored grows: 1,000 to 1,000,000 messages in one database.

    python benchmarks/mail_flat.py --sizes 1000 10000 100000 1000000
    python scripts/servers.py run -- python benchmarks/mail_flat.py --sizes 1000 10000 100000 1000000 --postgres

The first thousand messages are read in. What is missing at each size is copied from them, row for row, by the database
itself: messages with their sealed contents and references, contacts, enquiries, enquirers, notes, keys and facts, under
other ids, fingerprints, codes and keys, by which the rows of a thread name each other as they did. Then `--messages` new
ones are read in as `adviceline ingest email` does, then all of them again, each being known. PostgreSQL looks over its
tables after each filling, as its autovacuum does soon; SQLite does not. A million take some minutes and about 5 GB of disk.

`processor` is our own time, which a busy machine hardly changes; PostgreSQL's own is not in it. `written` is what goes to
SQLite's files and log, or to PostgreSQL's log. Memory is our own at its most while reading (RssAnon): the pages of its file
that SQLite maps, up to 256 MB, are the kernel's to take back. `--postgres` uses the empty databases of DATABASE_URL and
KEYS_DATABASE_URL.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FIRST, AT_ONCE = 1_000, 25
SQLITE_CACHE_KB = 3_000_000
"""While it is filled: the index pages, which are written to at random, then stay in memory until the end."""
#: Fields that say which, beside ids and UUIDs: other ones for each copy, the same for the same wherever it is named.
FINGERPRINTS = frozenset(("bytes_index", "id_index", "email_index", "phone_index"))


def start(data: Path, *, postgres: bool) -> None:
    os.environ |= {"ADVICELINE_ENV": "test", "ADVICELINE_DATA": str(data), "ADVICELINE_LOG_LEVEL": "ERROR"}  # fmt: skip
    if not postgres:
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("KEYS_DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    for alias in ("keys", "default"):
        call_command("migrate", database=alias, interactive=False, verbosity=0)


class Filling:
    """Copies of what is in the databases when it is made."""

    def __init__(self) -> None:
        from adviceline.channels.email.models import Message, Reference, Sealed
        from adviceline.contacts.models import Contact, Enquirer, Enquiry, Note
        from adviceline.facts.models import ContactFact, EnquiryFact
        from adviceline.privacy.models import EnquiryKey

        # What reading a message writes to, but the trail of events and the jobs, which only grow at their ends.
        here = [Enquirer, Enquiry, Contact, Note, Message, Sealed, Reference, EnquiryFact, ContactFact]
        self.tables: list[tuple[Any, str]] = [(EnquiryKey, "keys"), *((model, "default") for model in here)]
        self.messages, self.count, self.times = Message, Message.objects.count(), 0
        for alias in ("keys", "default"):
            self._define_md5(alias)
        for model, alias in self.tables:
            table = model._meta.db_table
            self._run(alias, f'CREATE TABLE "first_{table}" AS SELECT * FROM "{table}"')

    def grow(self, upto: int) -> None:
        from django.db import connections, transaction

        from adviceline.facts.copying import move_sequence

        copies = -((self.messages.objects.count() - upto) // self.count)
        at_once = copies if connections["default"].vendor == "sqlite" else AT_ONCE
        self._begin_hurry()
        for first in range(0, copies, max(1, at_once)):
            with transaction.atomic(), transaction.atomic(using="keys"):
                for _ in range(first, min(first + at_once, copies)):
                    self.times += 1
                    after = {model: self._highest(model, alias) for model, alias in self.tables}
                    for model, alias in self.tables:
                        self._run(alias, self._copy(model, alias, after))
        self._end_hurry()
        for model, alias in self.tables:
            if alias == "default" and model._meta.pk.get_internal_type() == "BigAutoField":
                move_sequence(model)
        for alias in ("keys", "default"):
            if connections[alias].vendor == "postgresql":
                self._run(alias, "VACUUM ANALYZE")

    def _begin_hurry(self) -> None:
        """Nobody needs what is copied: nothing is written twice or waited for, and what names what is not looked up."""
        from django.db import connections

        for alias in ("keys", "default"):
            if connections[alias].vendor == "sqlite":
                for said in (
                    "journal_mode=OFF",
                    "synchronous=OFF",
                    "foreign_keys=OFF",
                    f"cache_size=-{SQLITE_CACHE_KB}",
                ):
                    self._run(alias, f"PRAGMA {said}")
            else:
                self._run(alias, "SET session_replication_role = replica")

    def _end_hurry(self) -> None:
        """As the service has it, with an empty cache."""
        from django.db import connections

        for alias in ("keys", "default"):
            if connections[alias].vendor == "sqlite":
                connections[alias].close()
                self._define_md5(alias)
                self._run(alias, "PRAGMA journal_mode=WAL")
            else:
                self._run(alias, "SET session_replication_role = origin")
        with suppress(AttributeError):  # where the C library is not GNU's, what was freed goes on counting as ours
            ctypes.CDLL(None).malloc_trim(0)

    def _copy(self, model: Any, alias: str, after: dict[Any, int]) -> str:
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        names = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(self._value(field, alias, after) for field in fields)
        table = model._meta.db_table
        return f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "first_{table}"'

    def _value(self, field: Any, alias: str, after: dict[Any, int]) -> str:
        from django.db import connections

        is_postgres, column = connections[alias].vendor == "postgresql", f'"{field.column}"'
        other = f"md5({column}::text || '/{self.times}')" if is_postgres else f"md5({column} || '/{self.times}')"
        if field.remote_field is not None:
            return f"{column} + {after[field.related_model]}" if field.related_model in after else column
        if field.primary_key and field.get_internal_type() == "BigAutoField":
            return f"{column} + {after[field.model]}"
        if field.get_internal_type() == "UUIDField":
            return f"{other}::uuid" if is_postgres else other
        if field.name in FINGERPRINTS:
            return f"CASE WHEN {column} = '' THEN '' ELSE {other} END"
        if field.name == "idempotency_key":
            return f"'email:' || {other} || {other}"
        if field.name == "reference":
            number = f'"id" + {after[field.model]}'
            code = f"upper(lpad(to_hex({number}), 8, '0'))" if is_postgres else f"printf('%08X', {number})"
            return f"'HSB-' || substr({code}, 1, 4) || '-' || substr({code}, 5)"
        return column

    def _highest(self, model: Any, alias: str) -> int:
        if model._meta.pk.get_internal_type() == "UUIDField":
            return 0
        found: int | None = model.objects.using(alias).order_by("-pk").values_list("pk", flat=True).first()
        return found or 0

    def _define_md5(self, alias: str) -> None:
        from django.db import connections

        if connections[alias].vendor == "sqlite":
            connections[alias].ensure_connection()
            connections[alias].connection.create_function("md5", 1, _md5, deterministic=True)

    def _run(self, alias: str, statement: str) -> None:
        from django.db import connections

        with connections[alias].cursor() as cursor:
            cursor.execute(statement)


def _md5(text: str | None) -> str | None:
    return None if text is None else hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


class Watched:
    """The most memory of our own while it is open, in MB."""

    def __enter__(self) -> Watched:
        self.most, self._over = self._now(), threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self.most = max(self.most, self._now())

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            self.most = max(self.most, self._now())

    def _now(self) -> int:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) // 1024


def written() -> int:
    """Bytes that were handed over to be written so far: by us, or by PostgreSQL to its log."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
            return int(cursor.fetchone()[0])
    lines = Path("/proc/self/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("wchar"))


def measure(folder: Path, first: int, count: int) -> list[tuple[str, float, float, float, int]]:
    """(what, seconds by the clock, seconds of the processor, KB written, MB of memory) for new messages, and for the same
    again."""
    from django.utils import timezone

    from adviceline.channels.email.actions import ingest
    from benchmarks.ingest import one_message

    path = folder / f"{first}.mbox"
    with path.open("wb") as mbox:
        for number in range(first, first + count):
            mbox.write(b"From sender@example.org Mon Jan 10 09:00:00 2022\n" + one_message(number).as_bytes() + b"\n")
    found = []
    for what in ("new", "again"):
        with Watched() as watched:
            began, used, before = time.perf_counter(), time.process_time(), written()
            done = ingest([path], at=timezone.now())
            took = time.perf_counter() - began, time.process_time() - used, (written() - before) / 1024
        found.append((what, *took, watched.most))
        if done.recorded != (count if what == "new" else 0):
            sys.exit(f"{what}: {done.as_dict()}")
    return found


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    words.add_argument("--messages", type=int, default=600)
    words.add_argument("--postgres", action="store_true")
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as data:
        start(Path(data), postgres=given.postgres)
        measure(Path(data), 0, FIRST)
        filling = Filling()
        print(f"{'stored':>10} {'':6}{'a second':>10}{'processor ms each':>19}{'written KB each':>17}"
              f"{'most memory MB':>16}{'filled in s':>13}", flush=True)  # fmt: skip
        for place, size in enumerate(given.sizes, start=1):
            began = time.perf_counter()
            filling.grow(size)
            filled = time.perf_counter() - began
            for what, seconds, used, kilobytes, memory in measure(Path(data), place * 30_000, given.messages):
                print(f"{size:10,} {what:6}{given.messages / seconds:10,.0f}{1000 * used / given.messages:19.2f}"
                      f"{kilobytes / given.messages:17.1f}{memory:16,}"
                      f"{filled:13,.0f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
