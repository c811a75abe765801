"""Whether a person wrote a message, or a machine did: only people are counted.

Sources: RFC 3834 (Auto-Submitted), RFC 3464 and 6522 (delivery reports), RFC 8098 (read receipts), RFC 2919 (List-Id),
RFC 5546 (calendar replies), and the fields that Exchange, Gmail and SpamAssassin set. What a field says goes before
what a subject looks like; a subject alone decides only when it is a phrase that no person types there.
"""

import re
import unicodedata
from collections.abc import Collection
from email.message import Message
from typing import Literal

from adviceline.channels.email import body, headers

Kind = Literal["person", "auto_reply", "bounce", "list", "spam"]

_DAEMON = re.compile(
    r"^(mailer-daemon|mail-daemon|mail\.daemon|mdaemon|microsoftexchange[0-9a-f]{20,40})(@|$)", re.IGNORECASE
)
_POSTMASTER = re.compile(r"^(postmaster|mail-?system)(@|$)", re.IGNORECASE)
_BOUNCE_SUBJECT = re.compile(
    r"^(undeliver(able|ed)|mail delivery (failed|failure|system)|delivery (status notification|failure|has failed)|"
    r"returned mail|failure notice|email delivery failure|message (not delivered|undeliverable)|delayed:|delivery delayed|"
    r"warning: could not send)",
    re.IGNORECASE,
)
#: What stands before the subject of an automatic reply, in the languages that schools' mail programs are set to.
_AUTOMATIC_SUBJECT = re.compile(
    r"^(automatic (reply|response)|auto[- ]?(reply|response|responder)|out[- ]of[- ](the )?office (auto(matic)?[- ]?)?reply|"
    r"ymateb awtomatig|ateb awtomatig|allan o['\u2019]r swyddfa|automatische antwort|abwesenheitsnotiz|"
    r"automatisch antwoord|afwezigheidsbericht|"
    r"réponse automatique|absence du bureau|respuesta automática|fuera de (la )?oficina|fuori sede|risposta automatica|"
    r"resposta automática|automatiskt svar|automatisk svar|autosvar|automaattinen vastaus|odpowiedź automatyczna|"
    r"automatyczna odpowiedź|autoodpowiedź|automatická odpověď|automatická odpoveď|automatikus válasz|răspuns automat|"
    r"otomatik yanıt|automatinis atsakymas|automātiska atbilde|автоматический ответ|автоответ|автоматична відповідь|"
    r"автоматичен отговор|αυτόματη απάντηση|رد تلقائي|自动答复|自动回复|自動回覆|自動応答)\s*[:\uff1a]",
    re.IGNORECASE,
)
_AWAY_SUBJECT = re.compile(
    r"^(((i am |i'm |[^:]{2,80} is )?(currently )?out of (the )?office|ooo|away from (the )?office)"
    r"\s*($|[.:,;(\u2013-]|(re|until|till|from|on|this|next|notification|message)\b))",
    re.IGNORECASE,
)
#: What a gateway writes before the subject: [EXTERNAL], [Postmaster].
_TAGS = re.compile(r"^(\[[^\[\]]{1,40}\]\s*|external:\s*|caution:\s*)+", re.IGNORECASE)
_AWAY_BODY = re.compile(
    r"\b(i am|i'm|i will be|i shall be) (currently )?(out of (the )?office|away (from|until)|on (annual |maternity |sick )?leave)"
    r"\b|"
    r"\bthank you for your (e-?mail|message)[.,]? i am\b",
    re.IGNORECASE,
)
_CALENDAR_METHOD = re.compile(rb"^METHOD:(REPLY|COUNTER|DECLINECOUNTER|REFRESH)\b", re.MULTILINE | re.IGNORECASE)


def classify(message: Message, *, text: str, own_addresses: Collection[str]) -> tuple[Kind, str]:
    """The kind, and the sign it was told by (a field's name or a few plain words; '' for a person)."""
    for look in (_spam, _bounce, _automatic, _listed):
        found = look(message, text, own_addresses)
        if found is not None:
            return found
    return "person", ""


Found = tuple[Kind, str] | None


def _values(message: Message, name: str) -> list[str]:
    return [headers.clean(value).casefold() for value in headers.raw_values(message, name)]


def _spam(message: Message, _text: str, _own: Collection[str]) -> Found:
    for name in ("X-Spam-Flag", "X-Spam-Status", "X-Spam"):
        if any(re.match(r"(yes|true)\b", value) for value in _values(message, name)):
            return "spam", name
    for value in _values(message, "X-MS-Exchange-Organization-SCL"):
        if re.fullmatch(r"[5-9]", value):
            return "spam", "X-MS-Exchange-Organization-SCL"
    if any(re.search(r"\bsfv:(spm|sks|skb)\b", value) for value in _values(message, "X-Forefront-Antispam-Report")):
        return "spam", "X-Forefront-Antispam-Report"
    return None


def _bounce(message: Message, _text: str, _own: Collection[str]) -> Found:
    if body.content_type(message) == "multipart/report":
        report = body.parameter(message, "report-type").casefold()
        if report == "disposition-notification":
            return "auto_reply", "a read receipt"
        if report == "delivery-status":
            return "bounce", "a delivery report"
    kinds = {body.content_type(part) for part in body.all_parts(message)}
    if "message/disposition-notification" in kinds:
        return "auto_reply", "a read receipt"
    if kinds & {"message/delivery-status", "message/global-delivery-status"}:
        return "bounce", "a delivery report"
    for name in ("X-Failed-Recipients", "X-MS-Exchange-Message-Is-Ndr"):
        if headers.raw_values(message, name):
            return "bounce", name
    sender = next((item.address for item in headers.addresses(message, "From")[0]), headers.first(message, "From"))
    if _DAEMON.match(sender.strip()):
        return "bounce", "from a mail system"
    failed = _BOUNCE_SUBJECT.match(_subject(message)) is not None
    if failed and (_POSTMASTER.match(sender.strip()) or _has_null_path(message)):
        return "bounce", "from a mail system"
    return None


def _subject(message: Message) -> str:
    return _TAGS.sub("", unicodedata.normalize("NFC", headers.text_field(message, "Subject")))


def _has_null_path(message: Message) -> bool:
    return any(re.fullmatch(r"<\s*>", value) for value in _values(message, "Return-Path"))


def _automatic(message: Message, text: str, _own: Collection[str]) -> Found:
    submitted = [re.sub(r"\([^()]*\)", " ", value).strip() for value in _values(message, "Auto-Submitted")]
    if any(re.match(r"[a-z]", value) and not re.match(r"no\b", value) for value in submitted):
        return "auto_reply", "Auto-Submitted"
    if _is_calendar_reply(message):
        return "auto_reply", "a calendar reply"
    if submitted and all(re.match(r"no\b", value) for value in submitted):
        return None  # RFC 3834: a person sent it, whatever else a program that people write with adds
    for value in _values(message, "X-Auto-Response-Suppress"):
        if value and value != "none":
            return "auto_reply", "X-Auto-Response-Suppress"
    for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-Mail-Autoreply"):
        if any(value and value not in ("no", "false") for value in _values(message, name)):
            return "auto_reply", name
    precedence = _values(message, "Precedence")
    if any(value.replace("-", "_") == "auto_reply" for value in precedence):
        return "auto_reply", "Precedence"
    if _answers(message) and any(value in ("bulk", "junk") for value in precedence) and not _list_ids(message):
        return "auto_reply", "Precedence"
    if _has_null_path(message):
        return "auto_reply", "an empty Return-Path"
    subject = _subject(message)
    if _AUTOMATIC_SUBJECT.match(subject):
        return "auto_reply", "the subject of an automatic reply"
    if _AWAY_SUBJECT.match(subject) and _AWAY_BODY.search(text[:2_000]):
        return "auto_reply", "an out of office message"
    return None


def _answers(message: Message) -> bool:
    return bool(headers.raw_values(message, "In-Reply-To") or headers.raw_values(message, "References"))


def _is_post_to_us(message: Message, own_addresses: Collection[str]) -> bool:
    """Whether somebody wrote to us and to a group of theirs at once, and the group's copy is what came.

    People post to a group that takes posts (RFC 2369, List-Post); Google Groups keeps who they were in a field of its
    own. A newsletter is sent to us too, and takes no posts.
    """
    posts = any(value.startswith("<mailto:") for value in _values(message, "List-Post"))
    if not posts and not any(_values(message, name) for name in ("X-Original-From", "X-Original-Sender")):
        return False
    ours = {address.casefold() for address in own_addresses}
    return any(item.address.casefold() in ours for name in ("To", "Cc") for item in headers.addresses(message, name)[0])


def _is_calendar_reply(message: Message) -> bool:
    for part in body.parts(message):
        if body.content_type(part) == "text/calendar":
            method = body.parameter(part, "method").upper()
            if method in ("REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"):
                return True
            if not method and _CALENDAR_METHOD.search(body.payload(part)[:20_000].replace(b"\r", b"")):
                return True
    return False


def _list_ids(message: Message) -> list[str]:
    return _values(message, "List-Id")


def _listed(message: Message, _text: str, own_addresses: Collection[str]) -> Found:
    if _is_post_to_us(message, own_addresses):
        return None
    ours = {address.casefold().replace("@", ".") for address in own_addresses}
    for value in _list_ids(message):
        # A shared mailbox may itself be a group, which marks everything sent to it as its own list's.
        identifier = (re.search(r"<([^<>]+)>", value) or [value, value])[1].strip()
        if identifier not in ours:
            return "list", "List-Id"
    if not _list_ids(message):
        if headers.raw_values(message, "List-Unsubscribe") and not _answers(message):
            return "list", "List-Unsubscribe"
        if any(value in ("list", "bulk", "junk") for value in _values(message, "Precedence")):
            return "list", "Precedence"
    return None
