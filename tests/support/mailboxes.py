"""A real mail server for tests, and what they do with a mailbox as its owner would."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from imap_tools import MailBox

from adviceline.channels.email.reading.accounts import Account, accounts
from scripts.mail_servers import PASSWORD, MailServers, mail_servers
from scripts.servers import NotHere

SERVICE = "advice@hsb-support.example.org"
WAIT_SECONDS = 60


@contextmanager
def mail_servers_or_skip(**options: object) -> Iterator[MailServers]:
    """Skips where they cannot be started, which in continuous integration is a failure."""
    try:
        starting = mail_servers(**options)  # type: ignore[arg-type]
        servers = starting.__enter__()
    except NotHere as problem:
        pytest.skip(str(problem))
    try:
        yield servers
    finally:
        starting.__exit__(None, None, None)


def address(servers: MailServers, *, folder: str = "INBOX", port: int = 0, **options: str) -> str:
    """As it stands in ADVICELINE_MAILBOXES: STARTTLS."""
    more = "&".join(f"{name}={value}" for name, value in {"ca": str(servers.certificate), **options}.items())
    return f"imap://{servers.user}:{PASSWORD}@localhost:{port or servers.imap_port}/{folder}?{more}"


def account(servers: MailServers, **options: object) -> Account:
    return accounts(address(servers, **options))[0]  # type: ignore[arg-type]


@contextmanager
def owner(servers: MailServers, folder: str | None = "INBOX") -> Iterator[MailBox]:
    """Signed in as the mailbox's owner."""
    trusted = ssl.create_default_context(cafile=str(servers.certificate))
    with MailBox("localhost", servers.imaps_port, ssl_context=trusted).login(servers.user, PASSWORD, folder) as box:
        yield box


def put(servers: MailServers, *contents: bytes, folder: str = "INBOX") -> None:
    with owner(servers, None) as box:
        for content in contents:
            box.append(content, folder)


def eventually(done: Callable[[], bool], *, what: str = "it") -> None:
    """Wait until something that another thread or process does is done."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen within {WAIT_SECONDS} seconds")
        time.sleep(0.02)
