"""That a webhook is the provider's: X-Twilio-Signature, an HMAC of the public address and of the sorted fields. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit, urlunsplit

PROVIDER = "twilio"
PORTS = {"https": 443, "http": 80}


def signature(*, token: str, address: str, fields: Mapping[str, Sequence[str]]) -> str:
    """As https://www.twilio.com/docs/usage/security says. A field that is there twice counts each of its values once."""
    said = address + "".join(f"{name}{value}" for name in sorted(fields) for value in sorted(set(fields[name])))
    digest = hmac.new(token.encode(), said.encode("utf-8", "surrogatepass"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def is_genuine(*, given: str, token: str, address: str, fields: Mapping[str, Sequence[str]]) -> bool:
    """Whether the provider signed this. It writes the port of the address at times, and at times leaves it out."""
    right = [signature(token=token, address=each, fields=fields).encode() for each in _written(address)]
    return any(hmac.compare_digest(each, given.encode("utf-8", "replace")) for each in right)


def _written(address: str) -> Iterator[str]:
    yield address
    parts = urlsplit(address)
    if parts.port is None and parts.scheme in PORTS and parts.hostname:
        yield urlunsplit(parts._replace(netloc=f"{parts.netloc}:{PORTS[parts.scheme]}"))
    elif parts.port is not None:
        yield urlunsplit(parts._replace(netloc=parts.netloc.rpartition(":")[0]))
