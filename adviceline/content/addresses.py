"""Which addresses may stand in the directory: pages of the public web, which lead nobody into a network of their own."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from urllib.parse import urlsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

NO_PAGE = "It is not the address of a web page. Write one that begins with https://."
NOT_PUBLIC = "It leads to an address inside a network, not to the public web. Write one that everybody can open."

_NOT_IN_ADDRESS = re.compile(r"[\s<>\"\\^`{|}]")
#: Ends of names that stand for nothing on the public internet (RFC 6761, 6762, 8375, and what networks use).
_INSIDE = frozenset(
    ("localhost", "local", "localdomain", "internal", "intranet", "private", "lan", "home", "corp", "arpa")
)
#: Browsers read a name whose last part is a number as an IPv4 address, in any notation.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
#: Named one by one as well, since what Python calls global has changed between its versions.
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48",
        "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
        "fec0::/10", "ff00::/8",
    )
)  # fmt: skip


def is_public(address: IPAddress) -> bool:
    """Whether it is a host of the public internet: no loopback, private, link-local, shared, multicast, reserved or
    documentation address, and no IPv6 address that stands for an IPv4 one."""
    if getattr(address, "scope_id", None):
        return False
    inside = any(address.version == network.version and address in network for network in _NEVER)
    return not inside and address.is_global and not address.is_multicast


def why_no_web_address(text: str) -> str:
    """What is wrong with an address; empty for an https address of a public site, without a user name in it."""
    try:
        parts = urlsplit(text)
        host = unicodedata.normalize("NFKC", parts.hostname or "").rstrip(".").lower()
        _ = parts.port
    except ValueError:
        return NO_PAGE
    if parts.scheme != "https" or not host or "@" in parts.netloc or "%" in host or _NOT_IN_ADDRESS.search(text):
        return NO_PAGE
    try:
        return "" if is_public(ipaddress.ip_address(host)) else NOT_PUBLIC
    except ValueError:
        last = host.rpartition(".")[2]
        return NOT_PUBLIC if "." not in host or last in _INSIDE or _NUMBER.fullmatch(last) else ""


def is_web_address(text: str) -> bool:
    return not why_no_web_address(text)
