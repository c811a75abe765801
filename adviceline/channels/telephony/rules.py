"""How an exchange's words become the service's: pure decisions, no files and no clock."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import phonenumbers

from adviceline.channels.telephony.records import LeftBy, Outcome

OpenHours = Callable[[datetime], bool]

SHORT_ABANDON_SECONDS = 30
"""Under this many seconds of waiting, a caller who hung up is a short abandon (the NHS 111 definition)."""

# fmt: off
_WITHHELD = frozenset({
    "anonymous", "unknown", "withheld", "unavailable", "private", "restricted", "unassigned", "none", "null",
    "asterisk", "blocked", "s",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class ExchangeRules:
    """How one exchange's dialplan is named. The defaults suit the common names; a deployment may give its own.

    ``callback_keys``: keys a waiting caller presses to ask for a call-back. ``outbound_contexts`` and
    ``out_of_hours_words`` are regular expressions searched for, without regard to case, in the CDR's context (the
    latter also in dst, userfield and the recording played). ``extension_digits``: numbers this short or shorter are
    our own extensions.
    """

    callback_keys: frozenset[str] = frozenset({"1"})
    outbound_contexts: str = (
        r"^(from-internal|from-advisers|outbound|outgoing|dial-?out|outbound-.*|outgoing-.*|call-?backs?-out)$"
    )
    out_of_hours_words: str = (
        r"(?<![a-z])(out[-_ ]?of[-_ ]?(office[-_ ]?)?hours|ooh|after[-_ ]?hours|closed|night|weekend|bank[-_ ]?holiday|"
        r"holiday)(?![a-z])"
    )
    voicemail_apps: frozenset[str] = frozenset({"voicemail", "minivmrecord"})
    extension_digits: int = 5

    def is_out_of_hours(self, *texts: str) -> bool:
        return any(re.search(self.out_of_hours_words, text, re.IGNORECASE) for text in texts if text)

    def is_outbound_context(self, context: str) -> bool:
        return re.search(self.outbound_contexts, context, re.IGNORECASE) is not None

    def is_extension(self, number: str) -> bool:
        return number.isascii() and number.isdigit() and len(number) <= self.extension_digits

    def is_outside_number(self, number: str) -> bool:
        digits = number.removeprefix("+")
        return digits.isascii() and digits.isdigit() and len(digits) > self.extension_digits


DEFAULT_RULES = ExchangeRules()


def always_open(_: datetime) -> bool:
    return True


def unanswered_outcome(*, left_by: LeftBy, wait_seconds: float, was_open: bool) -> Outcome:
    """What kind of 'not answered' a queued call was.

    Only a caller who hung up can be a short abandon: one put out by a timeout, or who pressed a key, did not give up
    early. A caller turned away, or put out because no adviser was signed in, while the line was closed met an out of
    hours line, not a full queue.
    """
    if left_by in ("hung_up", "unknown"):
        return "short_abandon" if wait_seconds < SHORT_ABANDON_SECONDS else "abandoned"
    if left_by in ("refused", "empty") and not was_open:
        return "out_of_hours"
    return "refused" if left_by == "refused" else "abandoned"


def caller_number(text: str) -> str | None:
    """The number in a caller id as the exchange writes it (``"Name" <07700900123>``, ``sip:…@…``), or None."""
    text = text.strip()
    bracketed = re.search(r"<([^<>]{0,128})>", text)
    if bracketed:
        text = bracketed.group(1).strip()
    text = re.sub(r"^(sips?|tel):", "", text, flags=re.IGNORECASE).split("@", 1)[0].split(";", 1)[0].strip()
    if text.casefold() in _WITHHELD:
        return None
    number = re.sub(r"[\s().\-]", "", text)
    return number if re.fullmatch(r"\+?[0-9*#]{2,32}", number, re.ASCII) else None


def agent_name(text: str) -> str | None:
    """An agent or channel without the part that changes with each call: ``PJSIP/1001-0000001a`` → ``PJSIP/1001``."""
    text = text.strip()
    if not text or text.upper() == "NONE":
        return None
    return re.sub(r"-[0-9a-fA-F]{6,}(;[12])?$", "", text)[:200]


def national(number: str) -> str:
    """A number as it is dialled from here, digits only; empty when it is none."""
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return ""
    if parsed.country_code == 44:
        written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
        return re.sub(r"[^0-9]", "", written)
    return "00" + phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")
