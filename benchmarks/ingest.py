"""How many e-mail messages and calls a second are read in, on each engine, each stored and recorded durably.

    python benchmarks/ingest.py --messages 2000 --calls 2000
    python scripts/servers.py run -- python benchmarks/ingest.py --messages 2000 --postgres

Makes one mbox of conversations (a question, a reply, a second question; one in ten automatic) and one queue_log, and
reads them in with `adviceline ingest` in a data directory of its own: once new, once again. The rates include the
parsing, the guard, the sealing, the facts, the audit chain and every commit; starting Python is left out.
`--postgres` takes the addresses from DATABASE_URL and KEYS_DATABASE_URL, which must be empty databases.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SERVICE = "advice@hsb-support.example.org"
BEGIN = datetime(2022, 1, 10, 9, tzinfo=UTC)
PARAGRAPH = (
    "We are a school of about nine hundred and are reviewing our policy after the summer. Which national guidance "
    "should it cite, who ought to be trained first, and how do others plan the return to lessons?\n"
)


def make_mail(path: Path, count: int) -> None:
    with path.open("wb") as mbox:
        for number in range(count):
            content = one_message(number).as_bytes()
            mbox.write(b"From sender@example.org Mon Jan 10 09:00:00 2022\n" + content + b"\n")


def one_message(number: int) -> EmailMessage:
    thread, turn = divmod(number, 3)
    message = EmailMessage()
    person = f"Person {thread} <person{thread}@school{thread % 500}.example.org>"
    ours = turn == 1
    message["From"], message["To"] = (f"Advice <{SERVICE}>", person) if ours else (person, SERVICE)
    message["Subject"] = f"Reviewing our policy {thread}"
    message["Message-ID"] = f"<{number}@bench.example.org>"
    message["Date"] = format_datetime(BEGIN + timedelta(minutes=7 * thread + 40 * turn))
    if turn:
        message["In-Reply-To"] = f"<{number - 1}@bench.example.org>"
        message["References"] = " ".join(f"<{thread * 3 + before}@bench.example.org>" for before in range(turn))
    elif thread % 10 == 9:
        message["Auto-Submitted"] = "auto-replied"
    message.set_content(PARAGRAPH * 3 + "\n> ".join(["\n", *PARAGRAPH.split(", ")]) if turn else PARAGRAPH * 5)
    return message


def make_calls(path: Path, count: int) -> None:
    with path.open("w") as log:
        for number in range(count):
            epoch = int((BEGIN + timedelta(minutes=5 * number)).timestamp())
            call = f"{epoch}.{number}"
            log.write(f"{epoch}|{call}|advice|NONE|ENTERQUEUE||07700900{number % 1000:03}|1\n")
            if number % 4:
                log.write(f"{epoch + 20}|{call}|advice|PJSIP/1001|CONNECT|20|{epoch}.9|4\n")
                log.write(f"{epoch + 620}|{call}|advice|PJSIP/1001|COMPLETECALLER|20|600|1\n")
            else:
                log.write(f"{epoch + 45}|{call}|advice|NONE|ABANDON|1|1|45\n")


def measure_here(folder: Path) -> list[dict[str, Any]]:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from adviceline.channels.email import actions as email
    from adviceline.channels.telephony import actions as telephony
    from adviceline.contacts.models import Contact

    for alias in ("keys", "default"):
        call_command("migrate", database=alias, interactive=False, verbosity=0)
    found = []
    for what, ingest, path in (
        ("messages", email.ingest, folder / "mbox"),
        ("calls", telephony.ingest, folder / "queue_log"),
    ):
        for when in ("new", "again"):
            before, began = Contact.objects.count(), time.perf_counter()
            done = ingest([path], at=timezone.now())
            seconds = time.perf_counter() - began
            if Contact.objects.count() - before != (done.recorded if when == "new" else 0):
                raise SystemExit(f"{what}: {done.as_dict()} are not the contacts that there are.")
            found.append({"what": what, "when": when, "read": done.read, "seconds": seconds})
    return found


def in_a_process_of_its_own(folder: Path, addresses: dict[str, str]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as data:
        environment = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
        environment |= {"ADVICELINE_ENV": "test", "ADVICELINE_DATA": data} | addresses
        done = subprocess.run(
            [sys.executable, __file__, "--inside", str(folder)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        sys.exit(done.stderr)
    result: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--messages", type=int, default=2000)
    words.add_argument("--calls", type=int, default=2000)
    words.add_argument("--postgres", action="store_true", help="also on the empty databases of DATABASE_URL")
    words.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.inside:
        print(json.dumps(measure_here(given.inside)))
        return
    engines = {"sqlite": dict[str, str]()}
    if given.postgres:
        engines["postgresql"] = {name: os.environ[name] for name in ("DATABASE_URL", "KEYS_DATABASE_URL")}
    print(f"{'engine':12}{'what':10}{'':7}{'read':>8}{'seconds':>9}{'a second':>10}")
    with tempfile.TemporaryDirectory() as made:
        make_mail(Path(made) / "mbox", given.messages)
        make_calls(Path(made) / "queue_log", given.calls)
        for engine, addresses in engines.items():
            for row in in_a_process_of_its_own(Path(made), addresses):
                rate = row["read"] / row["seconds"]
                print(f"{engine:12}{row['what']:10}{row['when']:7}{row['read']:8,}{row['seconds']:9.1f}{rate:10,.0f}")


if __name__ == "__main__":
    main()
