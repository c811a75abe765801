"""Whether reading mail in stays as quick while what is stored grows: 1,000 to 1,000,000 messages in one database.

    python benchmarks/mail_flat.py --sizes 1000 100000 1000000
    python scripts/servers.py run -- python benchmarks/mail_flat.py --sizes 1000 100000 1000000 --postgres

At each size, what is missing is made by the ten thousand (enquiries, contacts and facts by the demonstration's own maker,
a stored message with a sealed content and half a reference for each contact; memory does not grow). Then `--messages` new
ones are read in as `adviceline ingest email` does, then all of them again, each being known. `--postgres` uses the empty
databases of DATABASE_URL and KEYS_DATABASE_URL.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PART = 10_000


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


def grow(upto: int) -> None:
    """Make contacts until there are so many, and a message for each that has none."""
    from django.db import transaction
    from django.utils import timezone

    from adviceline.channels.email.models import Message, Reference, Sealed
    from adviceline.contacts.models import Contact
    from adviceline.demo import bulk
    from adviceline.facts.copying import insert_new, next_ids

    have = Message.objects.count()
    if (missing := upto - Contact.objects.count()) > 0:
        bulk.refuse_unless_fictional = lambda: None  # the messages measured before are not marked so
        bulk.simulate(contacts=missing, seed=upto, until=timezone.now())
    random, at = Random(upto), timezone.now()
    last = _last_contact()

    def rows(ids: list[int], part: list[tuple[int, Any]]) -> Iterator[tuple[Any, ...]]:
        for pk, (contact, began_at) in zip(ids, part, strict=True):
            yield (pk, f"email:{random.randbytes(32).hex()}", random.randbytes(16).hex(), random.randbytes(16).hex(),
                   "recorded", "inbound", "person", [], 900, began_at, began_at, at, uuid.UUID(int=1), False, {}, "",
                   contact)  # fmt: skip

    names = [
        "id", "idempotency_key", "bytes_index", "id_index", "state", "direction", "kind", "flags", "size", "sent_at",
        "stored_at", "settled_at", "run", "is_live", "trust", "reason", "contact_id",
    ]  # fmt: skip
    contacts = Contact.objects.order_by("pk").values_list("pk", "began_at")
    while have < upto and (part := list(contacts.filter(pk__gt=last)[: min(PART, upto - have)])):
        last = part[-1][0]
        with transaction.atomic():
            ids = next_ids(Message, len(part))
            insert_new(Message, names, rows(ids, part))
            insert_new(Sealed, ["message_id", "key_id", "has_own_key", "content"],
                       ((pk, uuid.UUID(int=2), False, random.randbytes(300)) for pk in ids))  # fmt: skip
            insert_new(Reference, ["message_id", "id_index"], ((pk, random.randbytes(16).hex()) for pk in ids[::2]))
        have += len(part)


def _last_contact() -> int:
    from adviceline.channels.email.models import Message

    return (
        Message.objects.filter(run=uuid.UUID(int=1)).order_by("-id").values_list("contact_id", flat=True).first() or 0
    )


def measure(folder: Path, first: int, count: int) -> list[tuple[str, float, float]]:
    """(what, seconds by the clock, seconds of the processor) for new messages, and for the same again."""
    from django.utils import timezone

    from adviceline.channels.email.actions import ingest
    from benchmarks.ingest import one_message

    path = folder / f"{first}.mbox"
    with path.open("wb") as mbox:
        for number in range(first, first + count):
            mbox.write(b"From sender@example.org Mon Jan 10 09:00:00 2022\n" + one_message(number).as_bytes() + b"\n")
    found = []
    for what in ("new", "again"):
        began, used = time.perf_counter(), time.process_time()
        done = ingest([path], at=timezone.now())
        found.append((what, time.perf_counter() - began, time.process_time() - used))
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
        measure(Path(data), 0, 60)  # what is loaded once is loaded
        print(f"{'stored':>10} {'':6}{'a second':>10}{'processor ms each':>19}{'most memory MB':>16}", flush=True)
        for place, size in enumerate(given.sizes, start=1):
            grow(size)
            for what, seconds, used in measure(Path(data), place * 30_000, given.messages):
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                print(f"{size:10,} {what:6}{given.messages / seconds:10,.0f}{1000 * used / given.messages:19.2f}{memory:16,}",
                      flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
