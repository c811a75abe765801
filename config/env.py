"""Reading the environment: every setting that an operator may give, in one place, with plain errors.

`docs/reference/settings.md` is generated from `SETTINGS`; a test compares the two.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class SettingError(SystemExit):
    """A setting cannot be used; the message says which and what to do."""


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, its default as shown to people, and what it decides."""

    name: str
    default: str
    purpose: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "ADVICELINE_DATA", "var/", "The one directory that holds all state: database, keys, mail written to files."
    ),
    Setting("ADVICELINE_ENV", "production", "`demo`, `test` or `production`. One-click sign-in exists in `demo` only."),
    Setting("ADVICELINE_CONTENT", "content/hsb", "The folder with the service's content."),
    Setting("ADVICELINE_SECRET_KEY", "made once in the data directory", "Signs sessions and forms."),
    Setting(
        "ADVICELINE_MASTER_KEYS",
        "made once in the data directory",
        "`id:base64` keys of 32 bytes, separated by commas; the first wraps new keys, the others open old ones.",
    ),
    Setting(
        "ADVICELINE_HOSTS", "localhost,127.0.0.1,[::1]", "Host names that the service answers to, separated by commas."
    ),
    Setting("ADVICELINE_HTTPS", "1 in production, 0 otherwise", "Secure cookies, HSTS and redirects to https."),
    Setting("ADVICELINE_PROXIES", "0", "How many proxies of ours stand in front and set X-Forwarded-For."),
    Setting(
        "DATABASE_URL",
        "SQLite in the data directory",
        "`postgresql://user:password@host:port/name` chooses PostgreSQL.",
    ),
    Setting(
        "KEYS_DATABASE_URL",
        "SQLite in the data directory",
        "Where enquiry keys are kept, apart from the records, so that a backup of the records cannot undo an erasure.",
    ),
    Setting("ADVICELINE_DB_POOL", "1 under `adviceline serve`", "Keep PostgreSQL connections open between requests."),
    Setting(
        "REDIS_URL",
        "none: memory of one process",
        "Shared cache for rate limits, and the doorbell by which web chat reaches other processes at once, when there is "
        "more than one process.",
    ),
    Setting(
        "EMAIL_URL", "files in the data directory", "`smtp://user:password@host:587/?tls=1`, `console:` or `file:`."
    ),
    Setting(
        "ADVICELINE_SITE",
        "the first of ADVICELINE_HOSTS",
        "Address of the public site in messages that nobody's request asked for, like `https://advice.example.org`.",
    ),
    Setting("ADVICELINE_MAIL_FROM", "the address in the content", "The sender of messages."),
    Setting(
        "ADVICELINE_CLAMD",
        "none: files of messages stay in quarantine",
        "Where ClamAV's daemon listens: `tcp://host:3310` or `unix:/run/clamav/clamd.ctl`. Files are opened only once it "
        "passed them.",
    ),
    Setting(
        "ADVICELINE_MAILBOXES",
        "none",
        "The mailboxes that are read, separated by spaces: `imaps://user@host/INBOX?password_file=/run/secrets/mailbox`. "
        "docs/how-to/connect-a-mailbox.md lists the options.",
    ),
    Setting(
        "ADVICELINE_PHONE_WEBHOOKS",
        "none",
        "The hosted telephone provider whose webhooks are taken, with its auth token: `twilio=TOKEN`. "
        "docs/how-to/connect-a-hosted-telephone.md",
    ),
    Setting(
        "ADVICELINE_PHONE_API",
        "https://api.twilio.com",
        "Where the hosted telephone provider is asked for callers' messages: the address of the region that keeps them.",
    ),
    Setting(
        "ADVICELINE_PHONE_ADVISERS",
        "none",
        "With a hosted provider: the telephones from which advisers take calls, separated by spaces, each with its adviser's "
        "address and a PIN of 8 to 12 digits: `+447700900001=adviser@example.org=12345678`.",
    ),
    Setting(
        "ADVICELINE_MAIL_WEBHOOKS",
        "none",
        "The providers that hand mail over by HTTP, separated by spaces, each with its secret: `mailgun=SIGNING-KEY` "
        "`postmark=NAME:PASSWORD`. docs/how-to/take-mail-by-webhook.md",
    ),
    Setting(
        "ADVICELINE_MAIL_TRUST",
        "none: SPF, DKIM and DMARC are checked here",
        "Names of our own mail servers whose Authentication-Results are believed, separated by spaces; `outlook` for "
        "Microsoft 365.",
    ),
    Setting(
        "ADVICELINE_MAIL_DNS",
        "system in production, off otherwise",
        "Where the checks of a sender ask the DNS: `system`, `off`, or a server's `address:port`.",
    ),
    Setting(
        "ADVICELINE_MAIL_ALERTS_TO",
        "none",
        "Who is told when a mailbox has not been read for ten minutes of opening hours. Give an address that does not "
        "depend on the same mailbox.",
    ),
    Setting(
        "ADVICELINE_MAIL_ACKNOWLEDGEMENTS",
        "300",
        "At most so many acknowledgements of e-mails are sent in an hour; the others wait for their turn.",
    ),
    Setting(
        "ADVICELINE_MAIL_PLUS",
        "1",
        "Whether answers to our messages go to `name+token@domain`, which finds their enquiry. 0 where the mail server "
        "does not deliver such addresses to the mailbox.",
    ),
    Setting(
        "ADVICELINE_EXCHANGE",
        "none",
        "The settings file of the telephone exchange: docs/how-to/connect-a-telephone.md. With it, `adviceline serve` and "
        "`adviceline worker` listen to the exchange.",
    ),
    Setting(
        "ADVICELINE_RECORDING_BASIS",
        "none: no call can be recorded",
        "The note of the lawful basis on which calls at our own exchange are recorded, in words: callers and staff read it. "
        "Empty, nothing that could record is loaded there. docs/how-to/connect-a-telephone.md",
    ),
    Setting("ADVICELINE_CHATS_AT_ONCE", "3", "How many chats one adviser may have at the same time."),
    Setting(
        "ADVICELINE_ANSWER_WITHIN", "20", "Seconds within which a call counts as answered in time, on the wallboard."
    ),
    Setting("ADVICELINE_MINIMUM_COVER", "2", "How many qualified advisers every open half hour needs."),
    Setting("ADVICELINE_GRANT", "400000", "In pounds: the most that all claims together may come to, VAT included."),
    Setting(
        "ADVICELINE_CHAT_FILES",
        "0",
        "Whether an enquirer may send files in a chat. They are opened only once ClamAV (ADVICELINE_CLAMD) passed them.",
    ),
    Setting(
        "ADVICELINE_CHAT_EMBEDDED_AT",
        "none: chat is on our own site only",
        "The sites that may show chat in a page of theirs, separated by spaces, as in `https://school.example.org`. "
        "docs/how-to/embed-chat.md",
    ),
    Setting(
        "ADVICELINE_BANK_HOLIDAYS",
        "as the content says: closed",
        "`closed`, `open` or hours such as `10:00-16:00` on bank holidays.",
    ),
    Setting(
        "ADVICELINE_DEMO_OPEN",
        "as the content says",
        "`always`: in a demonstration the line is open at any hour from the day it starts, so that one can ring and answer.",
    ),
    Setting(
        "ADVICELINE_SUPPRESS_UP_TO", "4", "Counts of people, behaviour and places from 1 to this are hidden in reports."
    ),
    Setting("ADVICELINE_ROUND_TO", "5", "Other such counts are rounded to a multiple of this; 1 rounds nothing."),
    Setting("ADVICELINE_HIDE_ZERO", "0", "Whether such counts of zero are hidden too."),
    Setting("ADVICELINE_SMALLEST_PERCENTAGE_BASE", "20", "A protected percentage of fewer than this is not shown."),
    Setting(
        "ADVICELINE_SMALLEST_PAIRS", "10", "Means and distributions of fewer pairs of answers than this are not shown."
    ),
    Setting(
        "ADVICELINE_FEEDBACK_SMALLEST_GROUP",
        "5",
        "Feedback of one wave and channel waits, sealed, until there is this much of it. Never less than 2.",
    ),
    Setting(
        "ADVICELINE_RETURN_HIDE_AT_MOST",
        "34",
        "Percentage of a table's counts in a return above which it falls back to coarser groups instead of hiding them.",
    ),
    Setting(
        "ADVICELINE_RETURN_METHOD",
        "suppress",
        "How the tables of a return are protected: `suppress` hides small counts, `round` rounds all of them together.",
    ),
    Setting(
        "ADVICELINE_CONTRIBUTORS_KNOW",
        "0",
        "Whether a person who is counted, and so knows that their own cell is not 0, counts as a reader of a return.",
    ),
    Setting("ADVICELINE_OIDC_ISSUER", "none", "Address of the identity provider for staff single sign-on."),
    Setting("ADVICELINE_OIDC_CLIENT_ID", "none", "Client id at the identity provider."),
    Setting("ADVICELINE_OIDC_CLIENT_SECRET", "none", "Client secret at the identity provider."),
    Setting(
        "ADVICELINE_AUDIT_ANCHOR",
        "anchor.jsonl in the data directory",
        "File outside the database that holds head hashes of the audit chain.",
    ),
    Setting(
        "ADVICELINE_LINK_CHECKS",
        "1 in production, 0 otherwise",
        "Whether the addresses in the directory are looked at every week, over the network.",
    ),
    Setting("ADVICELINE_RATE_LIMITS", "on", "`off` only for measuring."),
    Setting("ADVICELINE_LOG_LEVEL", "INFO", "Level of the structured log on standard error."),
)


def text(name: str, default: str = "") -> str:
    """The value of a declared setting, stripped; `default` when it is absent or empty."""
    if name not in {setting.name for setting in SETTINGS}:
        raise SettingError(f"{name} is not a setting of this service (see config/env.py).")
    return os.environ.get(name, "").strip() or default


SHORTEST_NOTE, LONGEST_NOTE = 20, 500


def note(name: str) -> str:
    """A note in words for people to read, on one line; empty where there is none. A yes or a number is none."""
    given = " ".join(text(name).split())
    if given and not (SHORTEST_NOTE <= len(given) <= LONGEST_NOTE and len(given.split()) > 2):
        raise SettingError(
            f"{name} is a note in words, of {SHORTEST_NOTE} to {LONGEST_NOTE} characters; empty turns it off."
        )
    return given


def flag(name: str, default: bool) -> bool:
    """A yes/no setting: 1, true, yes, on / 0, false, no, off."""
    value = text(name)
    if not value:
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name} is '{value}'. Use 1 for yes or 0 for no.")


def whole_number(name: str, default: int) -> int:
    """A whole number, zero or more."""
    value = text(name, str(default))
    if not value.isdecimal():
        raise SettingError(f"{name} is '{value}'. Use a whole number.")
    return int(value)


def site(hosts: list[str], *, https: bool) -> str:
    """Where the public site is, without a slash at the end."""
    given = text("ADVICELINE_SITE").rstrip("/")
    if not given:
        host = next((each for each in hosts if not each.startswith(("*", "."))), "localhost")
        return f"{'https' if https else 'http'}://{host}"
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise SettingError(f"ADVICELINE_SITE is '{given}'. Write it like https://advice.example.org.")
    return given


def address(name: str, default: str) -> str:
    """A server of somebody else's, which gets a secret of ours: over TLS, or on this machine."""
    given = text(name, default).rstrip("/")
    if not ORIGIN.fullmatch(given) or "*" in given:
        raise SettingError(f"{name} is '{given}'. Write it like https://api.example.org.")
    return given


def issuer() -> str:
    """The staff's identity provider, or nothing. Its tokens are believed because of where they came from: over TLS, or from
    this machine. A path may follow (a tenant, a realm)."""
    given = text("ADVICELINE_OIDC_ISSUER").rstrip("/")
    if given and ("*" in given or not ISSUER.fullmatch(given)):
        raise SettingError(f"ADVICELINE_OIDC_ISSUER is '{given}'. Write it like https://login.example.org/tenant.")
    if given and not (text("ADVICELINE_OIDC_CLIENT_ID") and text("ADVICELINE_OIDC_CLIENT_SECRET")):
        raise SettingError(
            "ADVICELINE_OIDC_ISSUER needs ADVICELINE_OIDC_CLIENT_ID and ADVICELINE_OIDC_CLIENT_SECRET too."
        )
    return given


def percentage(name: str, default: int) -> int:
    """A whole number from 0 to 100."""
    value = whole_number(name, default)
    if value > 100:
        raise SettingError(f"{name} is '{value}'. Use a whole number from 0 to 100.")
    return value


def choice(name: str, allowed: tuple[str, ...]) -> str:
    """One of the words allowed; the first is the default."""
    value = text(name, allowed[0])
    if value not in allowed:
        raise SettingError(f"{name} is '{value}'. Use one of: {', '.join(allowed)}.")
    return value


def always_open_from(name: str, *, is_demo: bool) -> date | None:
    """The day from which a demonstration is open at any hour: yesterday, wherever its clock stands."""
    given = text(name)
    if not given:
        return None
    if given != "always":
        raise SettingError(f"{name} is '{given}'. Write always, or leave it empty.")
    if not is_demo:
        raise SettingError(f"{name} is for a demonstration only (ADVICELINE_ENV=demo).")
    return datetime.now(UTC).date() - timedelta(days=1)


ORIGIN = re.compile(r"(https://(\*\.)?[a-z0-9.-]+|http://(localhost|127\.0\.0\.1))(:\d{1,5})?")
ISSUER = re.compile(ORIGIN.pattern + r"(/[^\s?#]*)?")


def origins(name: str) -> tuple[str, ...]:
    """Sites, each by scheme and host (and port, where it is not the usual one)."""
    given = tuple(each.lower() for each in text(name).split())
    if wrong := [each for each in given if not ORIGIN.fullmatch(each)]:
        raise SettingError(
            f"{name} names '{wrong[0]}'. Write each site like https://school.example.org, without a path."
        )
    return given


SHORTEST_SECRET = 16


def secrets_by_name(name: str, allowed: tuple[str, ...]) -> dict[str, str]:
    """`one=secret two=secret`, each name one of those allowed, each secret long enough not to be guessed."""
    found = {}
    for given in text(name).split():
        who, _, secret = given.partition("=")
        if who not in allowed:
            raise SettingError(f"{name} names '{who}'. Use one of: {', '.join(allowed)}, as in {allowed[0]}=SECRET.")
        if len(secret) < SHORTEST_SECRET:
            raise SettingError(f"{name}: the secret of {who} needs {SHORTEST_SECRET} characters at least.")
        found[who] = secret
    return found


def telephones(name: str) -> dict[str, tuple[str, str]]:
    """`+447700900001=adviser@example.org=12345678 …`: by number, whose telephone it is and their PIN."""
    found = {}
    for given in text(name).split():
        number, _, rest = given.partition("=")
        address, _, pin = rest.rpartition("=")
        if not re.fullmatch(r"\+[0-9]{8,15}", number) or "@" not in address or not re.fullmatch(r"[0-9]{8,12}", pin):
            raise SettingError(
                f"{name}: write each as +447700900001=adviser@example.org=12345678, the PIN of 8 to 12 digits."
            )
        found[number] = (address, pin)
    return found


def database(url: str, *, sqlite_path: Path, pool: bool = False) -> dict[str, Any]:
    """A Django database entry from a URL; an empty URL means SQLite at `sqlite_path`.

    SQLite runs in WAL mode with full synchronisation and immediate transactions, so that a committed contact
    survives a power cut and two writers queue instead of failing. `pool` keeps PostgreSQL connections open between
    requests (Django runs each request in a thread of its own under ASGI, so per-thread persistence would leak them).
    """
    if not url:
        return _sqlite(sqlite_path)
    parts = urlsplit(url)
    if parts.scheme in {"sqlite", "sqlite3"}:
        return _sqlite(Path(unquote(parts.path)) if parts.path.strip("/") else sqlite_path)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingError(f"A database address must start with postgresql:// or sqlite://, not '{parts.scheme}://'.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "adviceline",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": pool,  # so that a connection that died with PostgreSQL is replaced, not handed out
        "OPTIONS": options | ({"pool": {"min_size": 1, "max_size": 12, "timeout": 5}} if pool else {}),
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 60,  # seconds a writer waits for the others: long, since waiting is better than being refused
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-32000;PRAGMA mmap_size=268435456;PRAGMA journal_size_limit=67108864;"
            ),
        },
        # Tests use a file too: an in-memory database would not show locking or WAL behaviour.
        "TEST": {"NAME": str(path.with_name(f"test-{path.name}"))},
    }
