"""Checking a message: believing our own mail server's results where it is named, else looking at its `proofs`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser

import structlog
from django.conf import settings

from adviceline.channels.email import headers
from adviceline.channels.email.trust.names import is_on
from adviceline.channels.email.trust.verdict import RESULTS, Verdict, verdict
from adviceline.jobs.registry import describe

log = structlog.get_logger(__name__)
LARGEST = 30 * 1024 * 1024
_RESULT = re.compile(r"^\s*(spf|dkim|dmarc|arc)\s*=\s*([a-z]+)", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Trust:
    """Results in the words of RFC 8601, empty where nothing was checked. `by`: `server` (ours said so) or `us`."""

    verdict: Verdict = "unknown"
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    arc: str = ""
    by: str = ""

    def as_dict(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}


def check(content: bytes) -> Trust:
    """Never raises, and takes ten seconds at most of waiting for the DNS."""
    try:
        head = BytesParser(policy=policy.compat32).parsebytes(content.lstrip(b"\r\n")[:200_000], headersonly=True)
        reported = _reported(head, settings.MAIL_TRUST)
        if reported is not None:
            return reported
        if not is_on() or len(content) > LARGEST:
            return Trust()
        from adviceline.channels.email.trust.proofs import checked  # late: three libraries, for this alone

        return checked(head, content)
    except Exception as error:  # hostile input to three libraries: what cannot be checked is not known
        log.warning("sender could not be checked", error=describe(error))
        return Trust()


def _reported(head: Message, trusted: Sequence[str]) -> Trust | None:
    """What our own server wrote, if it is the first field of its kind: what stands below may be the sender's.

    `outlook` is Microsoft 365, which names no server in the field.
    """
    if not trusted:
        return None
    value = _COMMENT.sub(" ", headers.first(head, "Authentication-Results"))
    server, _, rest = value.partition(";")
    named = (server.split() or [""])[0].casefold()
    if "=" in named and "outlook" in trusted:
        rest = value
    elif named not in trusted:
        return None
    found: dict[str, str] = {}
    for part in rest.split(";"):
        if (match := _RESULT.match(part)) and match[2].lower() in RESULTS:
            method, result = match[1].lower(), match[2].lower()
            found[method] = result if found.get(method) != "pass" else "pass"
    if not found:
        return None
    given = {method: found.get(method, "") for method in ("spf", "dkim", "dmarc", "arc")}
    return Trust(verdict(**given, is_aligned=False, by_our_server=True), **given, by="server")
