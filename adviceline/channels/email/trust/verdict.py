"""What the results mean for us. Pure."""

from __future__ import annotations

from typing import Literal

Verdict = Literal["authentic", "unproven", "spoofed", "unknown"]

RESULTS = ("pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", "policy")


def verdict(*, spf: str, dkim: str, dmarc: str, arc: str, is_aligned: bool, by_our_server: bool) -> Verdict:
    """`is_aligned`: what passed (SPF or DKIM) is of the domain in From.

    DMARC decides where the domain has a policy. A forwarder breaks it: where our own mail server vouches for the
    forwarder's seal (ARC), the message is unproven and not spoofed. A domain without a policy that lists its servers and
    leaves out this one (SPF fail) says the same as DMARC would.
    """
    if dmarc == "pass":
        return "authentic"
    if dmarc == "fail":
        return "unproven" if arc == "pass" and by_our_server else "spoofed"
    if is_aligned and "pass" in (spf, dkim):
        return "authentic"
    if spf == "fail" and dkim != "pass" and dmarc in ("none", ""):
        return "spoofed"
    if "temperror" in (spf, dkim, dmarc) or not (spf or dkim or dmarc):
        return "unknown"
    return "unproven"
