"""What a message may be joined to: candidates only. Whether to join is decided where enquiries are known.

A reference or a Message-ID in a message proves nothing about who sent it: anyone can write one.
"""

import re

from adviceline.channels.email.headers import MOST_IDS
from adviceline.channels.email.parsing import ParsedMail

PREFIX = "HSB"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−_", "-"))


def thread_keys(parsed: ParsedMail, *, prefix: str = PREFIX) -> list[str]:
    """Candidates, the most telling first: ``ref:HSB-7K3M-Q4XD`` for each reference (in our plus-address, then in the
    subject), then ``id:…`` for each message it answers, the nearest first. Each once."""
    keys = [f"ref:{reference}" for reference in references(parsed, prefix=prefix)]
    answered = [*reversed(parsed.in_reply_to), *reversed(parsed.references)]
    keys.extend(f"id:{identifier}" for identifier in answered[: 2 * MOST_IDS])
    return list(dict.fromkeys(keys))


def references(parsed: ParsedMail, *, prefix: str = PREFIX) -> list[str]:
    """References of the form HSB-XXXX-XXXX, in capitals: from plus-addresses it was sent to, then its subject."""
    found: list[str] = []
    sent_to = [*parsed.delivered_to, *(item.address for item in (*parsed.to, *parsed.cc))]
    for address in sent_to:
        tag = address.rpartition("@")[0].partition("+")[2]
        if tag:
            found.extend(references_in(tag, prefix=prefix))
    found.extend(references_in(parsed.subject, prefix=prefix))
    return list(dict.fromkeys(found))


def references_in(text: str, *, prefix: str = PREFIX) -> list[str]:
    """Every reference in the text, however its dashes and letters were written. The check character is not checked."""
    pattern = rf"(?<![A-Z0-9]){re.escape(prefix)}[- ]?([A-Z0-9]{{4}})[- ]?([A-Z0-9]{{4}})(?![A-Z0-9])"
    return [f"{prefix}-{one}-{two}" for one, two in re.findall(pattern, text.upper().translate(_DASHES)[:2_000])]
