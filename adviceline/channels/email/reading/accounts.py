"""Which mailboxes are read, from ADVICELINE_MAILBOXES: addresses separated by spaces or line ends.

    imaps://user:password@host:993/INBOX            TLS from the first byte
    imap://user@host:143/INBOX?password_file=…      STARTTLS, before anything else is said
    imaps://advice@example.org@outlook.office365.com/INBOX?oauth=TENANT&client_id=…&secret_file=…

Options: `password_file`, `password_env`, `ca` (a file of certificates to trust), `tls=none` (only to this machine), `flag`
(what a stored message is marked with, default `\\Seen`; `none` for nothing), `poll` (seconds between looks where the server
has no IDLE), `oauth` (tenant), `client_id`, `secret_file`, `secret_env`, `authority`, `scope`.
"""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

AUTHORITY = "https://login.microsoftonline.com"
SCOPE = "https://outlook.office365.com/.default"
KNOWN = (
    *("password_file", "password_env", "ca", "tls", "flag", "poll"),
    *("oauth", "client_id", "secret_file", "secret_env", "authority", "scope"),
)
_FLAG = re.compile(r"^\\?[A-Za-z$][A-Za-z0-9$_-]{0,60}$")


class UnusableMailbox(ValueError):
    """An address of a mailbox cannot be used; says why, and never repeats a secret."""


@dataclass(frozen=True)
class OAuth:
    """Client credentials of an application at the identity provider."""

    tenant: str
    client_id: str
    secret: str
    authority: str = AUTHORITY
    scope: str = SCOPE
    certificates: str = ""

    def __repr__(self) -> str:
        return f"<application {self.client_id}>"


@dataclass(frozen=True)
class Account:
    """One folder of one mailbox, and how to get at it. `tls`: implicit, starttls or none."""

    user: str
    host: str
    port: int
    folder: str
    tls: str
    password: str = ""
    oauth: OAuth | None = None
    certificates: str = ""
    flag: str = "\\Seen"
    poll_seconds: int = 60

    @property
    def name(self) -> str:
        """What it is known by: nothing secret."""
        return f"{self.user}@{self.host}/{self.folder}"[:200]

    def tls_context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.certificates or None)

    def __repr__(self) -> str:
        return f"<mailbox {self.name}>"


def accounts(setting: str) -> list[Account]:
    """Raises `UnusableMailbox`."""
    found = [_account(url, number) for number, url in enumerate(setting.split(), start=1)]
    names = [account.name for account in found]
    for name in names:
        if names.count(name) > 1:
            raise UnusableMailbox(f"The mailbox {name} is named twice.")
    return found


def _account(url: str, number: int) -> Account:
    def refuse(why: str) -> UnusableMailbox:
        return UnusableMailbox(f"Mailbox {number} of ADVICELINE_MAILBOXES: {why}")

    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refuse("its address cannot be read. Is a # or / in the password written as %23 or %2F?") from None
    if parts.scheme not in ("imap", "imaps"):
        raise refuse("it must begin with imaps:// or imap://.")
    if not parts.hostname or not parts.username:
        raise refuse("it needs a user and a host, as in imaps://user@host/INBOX.")
    options = dict(parse_qsl(parts.query))
    if unknown := sorted(set(options) - set(KNOWN)):
        raise refuse(f"{', '.join(unknown)} is no option.")
    tls = "implicit" if parts.scheme == "imaps" else options.get("tls", "starttls")
    if tls not in ("implicit", "starttls", "none"):
        raise refuse("tls is none or starttls.")
    if tls == "none" and not _is_this_machine(parts.hostname):
        raise refuse("without TLS, only a server on this machine may be read.")
    flag = options.get("flag", "\\Seen")
    if flag != "none" and not _FLAG.match(flag):
        raise refuse("flag is a word such as \\Seen or $Stored.")
    poll = options.get("poll", "60")
    if not poll.isdecimal() or not 5 <= int(poll) <= 3600:
        raise refuse("poll is a number of seconds, 5 to 3600.")
    try:
        oauth = _oauth(options)
        password = "" if oauth else _secret(parts, options)
    except ValueError as error:
        raise refuse(str(error)) from None
    return Account(
        user=unquote(parts.username), host=parts.hostname, port=port or (993 if tls == "implicit" else 143),
        folder=unquote(parts.path.lstrip("/")) or "INBOX", tls=tls, password=password, oauth=oauth,
        certificates=options.get("ca", ""), flag="" if flag == "none" else flag, poll_seconds=int(poll),
    )  # fmt: skip


def _oauth(options: dict[str, str]) -> OAuth | None:
    if not (tenant := options.get("oauth")):
        return None
    if not options.get("client_id"):
        raise ValueError("oauth needs client_id.")
    secret = _given(options, "secret")
    if not secret:
        raise ValueError("oauth needs secret_file or secret_env.")
    return OAuth(
        tenant, options["client_id"], secret, options.get("authority", AUTHORITY).rstrip("/"),
        options.get("scope", SCOPE), options.get("ca", ""),
    )  # fmt: skip


def _secret(parts: SplitResult, options: dict[str, str]) -> str:
    if password := _given(options, "password") or unquote(parts.password or ""):
        return password
    raise ValueError("it has no password: give password_file, password_env or oauth.")


def _given(options: dict[str, str], what: str) -> str:
    if path := options.get(f"{what}_file"):
        try:
            return Path(path).read_text().strip()
        except (OSError, ValueError):
            raise ValueError(f"{what}_file cannot be read.") from None
    return os.environ.get(options.get(f"{what}_env", ""), "").strip()


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
