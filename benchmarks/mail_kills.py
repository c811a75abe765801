"""`kill -9` of the reader of a mailbox, again and again: every message once, none lost.

    python benchmarks/mail_kills.py --kills 200
    python scripts/servers.py run -- python benchmarks/mail_kills.py --kills 200     on PostgreSQL

A real mailbox (Dovecot) is filled while a reader works. Half of the deaths come at a chance moment, half at a chosen point:
before or after fetching, storing, noting the place, marking on the server, recording. Each reader is a process of its own,
forked from one that has loaded the program, as quick to come back as a service manager would bring it. The lease of the
dead one is taken to have run out. At the end one reader finishes, and all is counted. Exit code 1 if anything is lost or
doubled.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

POINTS = ("content", "store", "advance", "flag", "record")


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--seed", type=int, default=20260223)
    words.add_argument("--prepared", action="store_true", help="in ADVICELINE_DATA, which must be migrated and spare")
    words.add_argument("--format", choices=["text", "json"], default="text")
    given = words.parse_args()
    os.environ.setdefault("ADVICELINE_ENV", "test")
    os.environ.setdefault("ADVICELINE_LOG_LEVEL", "CRITICAL")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from scripts.mail_servers import mail_servers

    with tempfile.TemporaryDirectory() as data, mail_servers(postfix=False) as mail:
        if not given.prepared:
            os.environ["ADVICELINE_DATA"] = data
        os.environ["ADVICELINE_MAILBOXES"] = (
            f"imap://advice:a_password_for_tests@localhost:{mail.imap_port}/INBOX?ca={mail.certificate}"
        )
        found = run(given.kills, random.Random(given.seed), mail)
    if given.format == "json":
        print(json.dumps(found))
    else:
        print(f"{found['engine']}: {found['killed']} deaths in {found['seconds']:.0f} s, of which "
              f"{sum(found['points'].values())} at a chosen point {found['points']}")  # fmt: skip
        print(f"{found['sent']} messages sent, {found['recorded']} recorded, {found['lost']} lost, {found['doubled']} "
              f"doubled, {found['unsettled']} unsettled, {found['unmarked']} unmarked on the server, "
              f"{found['acknowledgements']} acknowledgements")  # fmt: skip
    is_well = not (found["lost"] or found["doubled"] or found["unsettled"] or found["unmarked"])
    return 0 if is_well and found["killed"] == given.kills else 1


def run(kills: int, chance: random.Random, mail: Any) -> dict[str, Any]:
    import django

    django.setup()
    in_a_child(migrate)
    began, sent, killed = time.monotonic(), 0, 0
    points: Counter[str] = Counter()
    while killed < kills:
        sent = fill(mail, sent, chance.randint(1, 4))
        point = chance.choice(POINTS) if chance.random() < 0.5 else ""
        is_after, turn = chance.random() < 0.5, chance.randint(1, 3)
        child = fork(lambda: read_until_killed(point, is_after=is_after, turn=turn))  # noqa: B023  # forked at once
        if not point:
            time.sleep(chance.uniform(0, 0.8))
        else:
            sent = wait_while_filling(child, mail, sent)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            killed += 1
            points.update([f"{'after' if is_after else 'before'} {point}"] if point else [])
    in_a_child(read_to_the_end)
    result: dict[str, Any] = in_a_child(verdict)
    result["unmarked"] = sum(1 for flags in marks(mail) if "\\Seen" not in flags)
    recorded = Counter(result.pop("senders"))
    expected = {f"p{number}@school.example.org" for number in range(sent)}
    return result | {
        "sent": sent, "killed": killed, "points": dict(sorted(points.items())), "recorded": sum(recorded.values()),
        "lost": len(expected - set(recorded)), "doubled": sum(count - 1 for count in recorded.values()),
        "seconds": time.monotonic() - began,
    }  # fmt: skip


def fill(mail: Any, sent: int, count: int) -> int:
    from tests.support.mailboxes import put
    from tests.support.mails import mail as message

    put(mail, *(
        message(f"{number}@school", sender=f"p{number}@school.example.org", subject=f"Question {number}")
        for number in range(sent, sent + count)
    ))  # fmt: skip
    return sent + count


def wait_while_filling(child: int, mail: Any, sent: int) -> int:
    """Until it has died at its point; more mail, so that it gets there."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            break
        time.sleep(0.05)
        if random.random() < 0.1:  # only when, not what
            sent = fill(mail, sent, 1)
    return sent


def marks(mail: Any) -> list[tuple[str, ...]]:
    from tests.support.mailboxes import owner

    with owner(mail) as box:
        return [message.flags for message in box.fetch(mark_seen=False, headers_only=True, bulk=100)]


def fork(work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work()
    finally:
        os._exit(0)


def in_a_child(work: Callable[[], Any]) -> Any:
    """So that this process never opens a database connection, which a fork would share."""
    inward, outward = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.close(inward)
            with os.fdopen(outward, "w") as out:
                json.dump(work(), out)
            code = 0
        finally:
            os._exit(code)
    os.close(outward)
    with os.fdopen(inward) as said:
        text = said.read()
    _, status = os.waitpid(child, 0)
    if status:
        raise SystemExit(f"{work.__name__} failed")
    return json.loads(text)


def migrate() -> None:
    from django.core.management import call_command

    for alias in ("keys", "default"):
        call_command("migrate", database=alias, interactive=False, verbosity=0)


def read_until_killed(point: str, *, is_after: bool, turn: int) -> None:
    from adviceline.channels.email.reading import passes, place
    from adviceline.channels.email.reading.imap import Folder

    place.LEASE = timedelta(0)
    where: dict[str, tuple[Any, str]] = {
        "content": (Folder, "content"), "store": (passes, "store"), "advance": (place, "advance"),
        "flag": (Folder, "flag"), "record": (passes, "record_stored"),
    }  # fmt: skip
    if point:
        owner, name = where[point]
        setattr(owner, name, dying(getattr(owner, name), is_after=is_after, turn=turn))
    read_on()


def dying(function: Callable[..., Any], *, is_after: bool, turn: int) -> Callable[..., Any]:
    count = 0

    def call(*arguments: Any, **options: Any) -> Any:
        nonlocal count
        count += 1
        if count == turn and not is_after:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = function(*arguments, **options)
        if count == turn:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return call


def read_on() -> None:
    from django.conf import settings

    from adviceline.channels.email.reading.accounts import accounts
    from adviceline.channels.email.reading.reader import MailboxReader

    reader = MailboxReader(accounts(settings.MAILBOXES)[0])
    while True:
        reader.read_once()


def read_to_the_end() -> None:
    from django.conf import settings

    from adviceline.channels.email.reading import place
    from adviceline.channels.email.reading.accounts import accounts
    from adviceline.channels.email.reading.reader import read_mailbox_once

    place.LEASE = timedelta(0)
    read_mailbox_once(accounts(settings.MAILBOXES)[0])


def verdict() -> dict[str, Any]:
    from django.db import connection

    from adviceline.audit.queries import verify
    from adviceline.channels.email.models import Message, Outgoing
    from adviceline.contacts.actions.recording import details_of
    from adviceline.contacts.models import Contact

    if faults := verify().faults:
        raise SystemExit(f"The audit chain is broken: {faults}")
    contacts = Contact.objects.filter(channel="email", outcome="received").select_related("enquiry__enquirer")
    return {
        "engine": connection.vendor,
        "senders": [details_of(contact.enquiry.enquirer).email for contact in contacts if contact.enquiry],
        "unsettled": Message.objects.exclude(state="recorded").count(),
        "acknowledgements": Outgoing.objects.filter(kind="acknowledgement").count(),
    }


if __name__ == "__main__":
    sys.exit(main())
