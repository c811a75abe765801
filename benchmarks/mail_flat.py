"""Whether reading mail in stays as quick while what is stored grows: 1,000 to 1,000,000 messages in one database.

    python benchmarks/mail_flat.py --sizes 1000 10000 100000 1000000
    python scripts/servers.py run -- python benchmarks/mail_flat.py --sizes 1000 10000 100000 1000000 --postgres

The first thousand messages are read in. What is missing at each size is copied from them, row for row, by the database
itself: messages with their sealed contents and references, contacts, enquiries, enquirers, notes, keys and facts, under
other ids, fingerprints, codes and keys, by which the rows of a thread name each other as they did. Then `--messages` new
ones are read in as `adviceline ingest email` does, then all of them again, each being known. PostgreSQL looks over its
tables after each filling, as its autovacuum does soon; SQLite does not. Memory is our own at its most while reading
(RssAnon): the pages of its file that SQLite maps, up to 256 MB, are the kernel's to take back. `--postgres` uses the empty
databases of DATABASE_URL and KEYS_DATABASE_URL. A million messages take about 5 GB of disk.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FIRST, AT_ONCE = 1_000, 25
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
            self._run(alias, f'CREATE TEMPORARY TABLE "first_{table}" AS SELECT * FROM "{table}"')

    def grow(self, upto: int) -> None:
        from django.db import connections, transaction

        from adviceline.facts.copying import move_sequence

        copies = -((self.messages.objects.count() - upto) // self.count)
        self._hurry("OFF", 400_000)
        for first in range(0, copies, AT_ONCE):
            with transaction.atomic(), transaction.atomic(using="keys"):
                for _ in range(first, min(first + AT_ONCE, copies)):
                    self.times += 1
                    after = {model: self._highest(model, alias) for model, alias in self.tables}
                    for model, alias in self.tables:
                        self._run(alias, self._copy(model, alias, after))
        self._hurry("FULL", 32_000)
        for model, alias in self.tables:
            if alias == "default" and model._meta.pk.get_internal_type() == "BigAutoField":
                move_sequence(model)
        for alias in ("keys", "default"):
            if connections[alias].vendor == "postgresql":
                self._run(alias, "VACUUM ANALYZE")

    def _hurry(self, synchronous: str, cache: int) -> None:
        """Nobody needs what is copied: SQLite may take more memory, and need not wait for the disk."""
        from django.db import connections

        for alias in ("keys", "default"):
            if connections[alias].vendor == "sqlite":
                self._run(alias, f"PRAGMA synchronous={synchronous}")
                self._run(alias, f"PRAGMA cache_size=-{cache}")
                self._run(alias, "PRAGMA shrink_memory")

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


def measure(folder: Path, first: int, count: int) -> list[tuple[str, float, float, int]]:
    """(what, seconds by the clock, seconds of the processor, MB) for new messages, and for the same again."""
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
            began, used = time.perf_counter(), time.process_time()
            done = ingest([path], at=timezone.now())
            took = time.perf_counter() - began, time.process_time() - used
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
        print(
            f"{'stored':>10} {'':6}{'a second':>10}{'processor ms each':>19}{'most memory MB':>16}{'filled in s':>13}",
            flush=True,
        )
        for place, size in enumerate(given.sizes, start=1):
            began = time.perf_counter()
            filling.grow(size)
            filled = time.perf_counter() - began
            for what, seconds, used, memory in measure(Path(data), place * 30_000, given.messages):
                print(f"{size:10,} {what:6}{given.messages / seconds:10,.0f}{1000 * used / given.messages:19.2f}{memory:16,}"
                      f"{filled:13,.0f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
