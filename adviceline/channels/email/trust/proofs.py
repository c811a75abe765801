"""Looking at what proves a sender: SPF, DKIM, DMARC and ARC, each asked of the DNS."""

from __future__ import annotations

import re
from email.message import Message
from functools import lru_cache
from typing import Any

import authheaders
import dkim
import spf

from adviceline.channels.email import headers
from adviceline.channels.email.trust.checks import Trust
from adviceline.channels.email.trust.names import Names, NoAnswer
from adviceline.channels.email.trust.ours import public_address
from adviceline.channels.email.trust.verdict import RESULTS, verdict

MOST_SIGNATURES = 5


def checked(head: Message, content: bytes) -> Trust:
    names = Names()
    senders, _ = headers.addresses(head, "From")
    if len(senders) != 1:
        return Trust(by="us", verdict="unproven")
    domain = senders[0].address.rpartition("@")[2]
    spf_result, spf_domain = _spf(head, names)
    signed = _dkim(content, names)
    dkim_result = "none" if not signed else "pass" if any(result == "pass" for result, _ in signed) else signed[0][0]
    passed = [by for result, by in signed if result == "pass"]
    aligned = [each for each in (*passed, spf_domain if spf_result == "pass" else "") if each]
    try:
        dmarc_result = _dmarc(domain, passed, spf_domain if spf_result == "pass" else "", names)
    except NoAnswer:
        dmarc_result = "temperror"
    given = {"spf": spf_result, "dkim": dkim_result, "dmarc": dmarc_result, "arc": _arc(head, content, names)}
    is_aligned = any(organisation(each) == organisation(domain) for each in aligned)
    return Trust(verdict(**given, is_aligned=is_aligned, by_our_server=False), **given, by="us")


class _Query(spf.query):
    """pyspf, asking the DNS by our own way, which ends in time."""

    names: Names

    def dns(self, name: str, qtype: str, cnames: Any = None, ignore_void: bool = False) -> list[Any]:
        try:
            records = self.names.records(name, qtype)
        except NoAnswer:
            raise spf.TempError("no answer") from None
        if not records and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("too many empty answers")
        match qtype:
            case "A" | "AAAA":
                return [record.address for record in records]
            case "MX":
                return [(record.preference, record.exchange.to_text(True)) for record in records]
            case "PTR":
                return [record.target.to_text(True) for record in records]
        return [record.strings for record in records]


def _spf(head: Message, names: Names) -> tuple[str, str]:
    """(result, domain): of the server that handed the message to ours, and the address that it gave for returns."""
    came_from = _handed_over_by(head)
    path = re.fullmatch(r"<?([^<>\s]*)>?", headers.first(head, "Return-Path"))
    if came_from is None or path is None:
        return "", ""
    address, helo = came_from
    query = _Query(i=address, s=path[1], h=helo or "unknown", strict=False)
    query.names = names
    result = str(query.check()[0])
    return (result if result in RESULTS else "permerror"), str(query.d or "").casefold()


def _handed_over_by(head: Message) -> tuple[str, str] | None:
    """(address, its name for itself) out of the topmost Received lines. Between our own servers addresses are private;
    the first public one is of the sender's server, written by ours."""
    for value in headers.raw_values(head, "Received")[:10]:
        if (address := public_address(value)) is not None:
            helo = re.match(r"from\s+([A-Za-z0-9._-]{1,255})", value.partition(" by ")[0], re.IGNORECASE)
            return address, helo[1] if helo else ""
    return None


def _dkim(content: bytes, names: Names) -> list[tuple[str, str]]:
    """(result, domain) of each signature, the first five."""

    def text(name: bytes | str, timeout: float = 0) -> bytes | None:
        asked = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        return next((found.encode() for found in names.texts(asked.rstrip("."))), None)

    found = []
    message = dkim.DKIM(content, timeout=3)
    count = sum(1 for name, _ in message.headers if name.lower() == b"dkim-signature")
    for index in range(min(count, MOST_SIGNATURES)):
        domain = ""
        try:
            is_good = message.verify(idx=index, dnsfunc=text)
            result = "pass" if is_good else "fail"
        except NoAnswer:
            result = "temperror"
        except Exception:  # what it raises over a bad signature or key is not bounded by its documentation
            result = "fail"
        domain = (message.signature_fields or {}).get(b"d", b"").decode("ascii", "replace").casefold()
        found.append((result, domain))
    return found


def _dmarc(domain: str, signed_by: list[str], spf_domain: str, names: Names) -> str:
    def policy_of(host: str, *_: object) -> str | None:
        if not host.startswith("_dmarc."):
            return None
        return next((text for text in names.texts(host) if text.startswith("v=DMARC1")), None)

    passed = authheaders.DKIMAuthenticationResult
    results = {
        str(authheaders.dmarc_per_from(
            domain, dnsfunc=policy_of,
            dkim_result=passed(result="pass", header_d=signer) if signer else None,
            spf_result=authheaders.SPFAuthenticationResult(result="pass", smtp_mailfrom=f"x@{spf_domain}")
            if spf_domain else None,
        )[0])
        for signer in (signed_by or [""])
    }  # fmt: skip
    return "pass" if "pass" in results else results.pop()


def _arc(head: Message, content: bytes, names: Names) -> str:
    if not headers.raw_values(head, "ARC-Seal"):
        return ""

    def text(name: bytes, timeout: float = 0) -> bytes | None:
        return next((found.encode() for found in names.texts(name.decode("ascii", "replace").rstrip("."))), None)

    try:
        state, _, _ = dkim.ARC(content, timeout=3).verify(dnsfunc=text)
    except NoAnswer:
        return "temperror"
    except Exception:  # as for DKIM
        return "fail"
    return {b"pass": "pass", b"none": "none"}.get(state, "fail")


@lru_cache(maxsize=4_096)
def organisation(domain: str) -> str:
    """The domain that an organisation registered: school.org.uk of mail.school.org.uk."""
    return str(authheaders.get_org_domain(domain.casefold()) or domain).casefold()
