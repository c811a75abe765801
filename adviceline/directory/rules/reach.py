"""Which addresses the link check may open: public web servers only, on their usual ports.

An address in the directory is typed by people and comes from others' files, so it must not become a way to reach what
stands inside our own network. What counts is the address that is connected to, not the name: see `links.fetching`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from adviceline.content.addresses import IPAddress as IPAddress
from adviceline.content.addresses import is_public as is_public

USUAL_PORTS = frozenset({80, 443})
LONGEST_ADDRESS = 2_000

_SHORT = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"`]")


class AddressRefused(ValueError):
    """The address may not be opened; the words say why."""


@dataclass(frozen=True)
class Target:
    """One address taken apart. `host` is in ASCII; `path` has its query and no fragment."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"http": 80, "https": 443}[self.scheme]
        return f"{self.scheme}://{host}" + ("" if self.port == usual else f":{self.port}")

    @property
    def url(self) -> str:
        return f"{self.origin}{self.path}"


@dataclass(frozen=True)
class Reach:
    """What may be connected to. The default is the rule of the service; a test against its own server gives another."""

    allows: Callable[[IPAddress], bool] = is_public
    ports: frozenset[int] | None = USUAL_PORTS

    def target(self, url: str) -> Target:
        """Take an address apart. Raises `AddressRefused`."""
        if len(url) > LONGEST_ADDRESS or _SHORT.search(url):
            raise AddressRefused("The address is too long or holds characters that no address has.")
        try:
            parts = urlsplit(url)
            port, host = parts.port, parts.hostname
        except ValueError as problem:
            raise AddressRefused("It is not the address of a web page.") from problem
        if parts.scheme not in ("http", "https") or not host:
            raise AddressRefused("Only http and https addresses are opened.")
        if "@" in parts.netloc:
            raise AddressRefused("An address with a user name in it is not opened.")
        port = (443 if parts.scheme == "https" else 80) if port is None else port
        if self.ports is not None and port not in self.ports:
            raise AddressRefused(f"Port {port} is not one that web pages use.")
        path = quote(parts.path or "/", safe="/%:=&~+!$,;'@()*[]") + (
            "?" + quote(parts.query, safe="/%:=&~+!$,;'@()*[]?") if parts.query else ""
        )
        return Target(parts.scheme, _ascii(host), port, path)

    def check(self, host: str, addresses: list[str]) -> list[str]:
        """The addresses that a name resolved to, all of which must be allowed. Raises `AddressRefused`.

        One inside address among several is enough to refuse: a name that leads both in and out is not a website.
        """
        for text in addresses:
            try:
                allowed = self.allows(ipaddress.ip_address(text))
            except ValueError:
                allowed = False
            if not allowed:
                raise AddressRefused(f"{host} leads to an address that is not on the public internet.")
        return addresses


def joined(base: str, location: str) -> str:
    """Where a redirect leads. Raises `AddressRefused` for what is no address at all, such as 'http://[::1'."""
    try:
        return urldefrag(urljoin(base, location))[0]
    except ValueError as problem:
        raise AddressRefused("It leads on to something that is not the address of a web page.") from problem


def _ascii(host: str) -> str:
    try:
        plain = host.rstrip(".").encode("idna").decode() if not host.isascii() else host.rstrip(".")
    except UnicodeError as problem:
        raise AddressRefused("The name of the site cannot be read.") from problem
    if not plain or "%" in plain or len(plain) > 253:
        raise AddressRefused("The name of the site cannot be read.")
    return plain.lower()
