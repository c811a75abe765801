"""The same messages read in by django-helpdesk, the quickest peer, and by us, in one run on the same machine.

    python -m venv PEER && PEER/bin/pip install django-helpdesk "psycopg[binary]"
    python benchmarks/mail_peer.py --peer PEER/bin/python --messages 600
    python scripts/servers.py run -- python benchmarks/mail_peer.py --peer PEER/bin/python --messages 600 --postgres

The peer stays out of our environment. It makes a ticket or a follow-up of each message with its own
`extract_email_metadata`, each change committed by itself, as its `get_email` command does, with its SQLite set to WAL and
`synchronous=FULL` as ours is; it sends no mail. Ours is `ingest`: stored sealed, screened, recorded with facts and audit.
Processor time beside the clock, since other work lengthens that.
"""

from __future__ import annotations

import argparse
import json
import mailbox
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def peer(folder: Path, database: str) -> dict[str, Any]:
    """Runs in the peer's environment."""
    import logging
    import types

    from django.conf import settings

    parts = urlsplit(database)
    name = (
        {"ENGINE": "django.db.backends.postgresql", "NAME": parts.path[1:], "HOST": parts.hostname, "PORT": parts.port,
         "USER": parts.username}
        if database else
        {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "peer.sqlite3"), "OPTIONS": {
            "transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"}}
    )  # fmt: skip
    apps = ["admin", "auth", "contenttypes", "sessions", "sites", "messages", "humanize", "staticfiles"]
    settings.configure(
        SECRET_KEY="benchmark",  # of a database that is thrown away
        DATABASES={"default": name}, USE_TZ=True, SITE_ID=1, MEDIA_ROOT=str(folder / "media"), ROOT_URLCONF="peer_urls",
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in apps), "rest_framework", "helpdesk"],
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend", HELPDESK_TEAMS_MODE_ENABLED=False,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", LOGGING_CONFIG=None,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    )  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command
    from django.urls import include, path

    addresses = types.ModuleType("peer_urls")
    addresses.urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]  # type: ignore[attr-defined]
    sys.modules["peer_urls"] = addresses
    call_command("migrate", interactive=False, verbosity=0)
    from helpdesk.email import extract_email_metadata
    from helpdesk.models import FollowUp, Queue, Ticket

    logging.disable(logging.CRITICAL)
    queue = Queue.objects.create(title="Advice", slug="advice", email_address="advice@hsb-support.example.org",
                                 allow_email_submission=True)  # fmt: skip
    contents = [message.as_string() for message in mailbox.mbox(folder / "mbox")]
    began, used = time.perf_counter(), time.process_time()
    for content in contents:
        extract_email_metadata(content, queue, logging.getLogger("peer"))
    return {
        "who": "django-helpdesk", "read": len(contents), "seconds": time.perf_counter() - began,
        "processor": time.process_time() - used, "made": Ticket.objects.count() + FollowUp.objects.count(),
    }  # fmt: skip


def ours(folder: Path) -> dict[str, Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from adviceline.channels.email.actions import ingest, own_mailboxes
    from adviceline.contacts.models import Contact

    for alias in ("keys", "default"):
        call_command("migrate", database=alias, interactive=False, verbosity=0)
    own_mailboxes()  # loads the content, as a running service has
    began, used = time.perf_counter(), time.process_time()
    done = ingest([folder / "mbox"], at=timezone.now())
    return {
        "who": "adviceline", "read": done.read, "seconds": time.perf_counter() - began,
        "processor": time.process_time() - used, "made": Contact.objects.count(),
    }  # fmt: skip


def run(python: str, what: str, folder: Path, environment: dict[str, str]) -> dict[str, Any]:
    kept = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    done = subprocess.run(
        [python, __file__, "--inside", what, "--folder", str(folder)], env=kept | environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--peer", help="the Python of an environment with django-helpdesk")
    words.add_argument("--messages", type=int, default=600)
    words.add_argument("--postgres", action="store_true", help="on the empty databases of DATABASE_URL")
    words.add_argument("--inside", choices=["peer", "ours"], help=argparse.SUPPRESS)
    words.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.inside:
        print(json.dumps(peer(given.folder, os.environ.get("PEER_DATABASE", "")) if given.inside == "peer"
                         else ours(given.folder)))  # fmt: skip
        return
    from benchmarks.ingest import make_mail

    print(f"{'':18}{'read':>8}{'made':>8}{'seconds':>9}{'a second':>10}{'processor ms each':>19}")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        make_mail(folder / "mbox", given.messages)
        ours_at = {"ADVICELINE_ENV": "test", "ADVICELINE_DATA": f"{made}/data", "ADVICELINE_LOG_LEVEL": "ERROR"}
        peer_at = {}
        if given.postgres:
            url = os.environ["DATABASE_URL"]
            subprocess.run(["psql", url, "-c", "CREATE DATABASE peer"], check=True, stdout=subprocess.DEVNULL)
            peer_at["PEER_DATABASE"] = url.rpartition("/")[0] + "/peer"
            ours_at |= {name: os.environ[name] for name in ("DATABASE_URL", "KEYS_DATABASE_URL")}
        rows = [run(given.peer, "peer", folder, peer_at)] if given.peer else []
        rows.append(run(sys.executable, "ours", folder, ours_at))
        for row in rows:
            print(f"{row['who']:18}{row['read']:8,}{row['made']:8,}{row['seconds']:9.1f}"
                  f"{row['read'] / row['seconds']:10,.0f}{1000 * row['processor'] / row['read']:19.1f}")  # fmt: skip


if __name__ == "__main__":
    main()
