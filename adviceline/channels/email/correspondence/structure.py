"""Everything within a message that is not its own words: files, messages passed on, invitations, envelopes. Pure.

The same bytes give the same files in the same places: a file is found again by its place. Everything is bounded, and what
cannot be read is left out of the words, never of the list of files.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from email import policy
from email.message import Message
from email.parser import BytesParser

from adviceline.channels.email import body, headers
from adviceline.channels.email.correspondence.cms import signed_content
from adviceline.channels.email.correspondence.invites import invite_words
from adviceline.channels.email.correspondence.tnef import unpack
from adviceline.channels.email.html_text import words_of
from adviceline.channels.email.parsing import _structure

MOST_FILES = 100
MOST_DEEP = 4
MOST_INSIDE = 20
LONGEST_INSIDE = 50_000
LONGEST_HTML = 2_000_000

SIGNED, PGP_SIGNED = "smime_signed", "pgp_signed"
ENCRYPTED, PGP_ENCRYPTED = "smime_encrypted", "pgp_encrypted"
TNEF, INVITE, FORWARDED, MORE_FILES = "tnef", "invite", "forwarded", "more_files"
HIDDEN, ALL_HIDDEN = "hidden", "all_hidden"

#: Parts that only serve an envelope: nobody opens them.
_SERVING = {
    "application/pkcs7-signature": SIGNED, "application/x-pkcs7-signature": SIGNED,
    "application/pgp-signature": PGP_SIGNED, "application/pgp-encrypted": PGP_ENCRYPTED,
}  # fmt: skip
_ENVELOPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_ARMOUR = re.compile(r"^-----BEGIN PGP (MESSAGE|SIGNED MESSAGE)-----", re.MULTILINE)


@dataclass(frozen=True)
class File:
    """`name` is as its sender wrote it, made safe to show; it may name a child."""

    place: int
    name: str
    content_type: str
    content: bytes = field(repr=False)
    is_inline: bool = False


@dataclass(frozen=True)
class Inside:
    """A text within the message: a message passed on, an invitation, what was in an envelope, what was hidden in it."""

    kind: str
    title: str
    text: str


@dataclass
class Structure:
    html: str = ""
    files: list[File] = field(default_factory=list)
    inside: list[Inside] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def note(self, code: str) -> None:
        if code not in self.notices:
            self.notices.append(code)

    def add_file(self, name: str, content_type: str, content: bytes, *, is_inline: bool = False) -> None:
        if len(self.files) >= MOST_FILES:
            self.note(MORE_FILES)
        else:
            self.files.append(File(len(self.files), name, content_type, content, is_inline))

    def add_inside(self, kind: str, title: str, text: str) -> None:
        self.note(kind)
        if (text.strip() or title) and len(self.inside) < MOST_INSIDE:
            self.inside.append(Inside(kind, title, body.clean_text(text)[:LONGEST_INSIDE]))


def structure_of(raw: bytes) -> Structure:
    """Raises `UnreadableMail`, as `parse` does."""
    message, _, _ = _structure(raw)
    found, text = Structure(), body.read(message).text
    _walk(message, found, text, depth=0)
    if armour := _ARMOUR.search(text):
        found.note(PGP_ENCRYPTED if armour.group(1) == "MESSAGE" else PGP_SIGNED)
    return found


def _walk(message: Message, found: Structure, text: str, *, depth: int) -> None:
    """`text` is what is shown of the message itself."""
    for part in body.parts(message):
        kind = body.content_type(part)
        if kind == "message/rfc822":
            _passed_on(part, found, depth=depth)
        elif kind in _SERVING:
            found.note(_SERVING[kind])
        elif kind in _ENVELOPES and not _name(part).endswith(".p7c"):
            _envelope(part, found, depth=depth)
        elif kind == "text/calendar":
            _calendar(part, found)
        elif kind == "application/ms-tnef" or _name(part).casefold() == "winmail.dat":
            _tnef(part, found)
        elif body.is_attachment(part):
            shown = body._attachment(part)
            found.add_file(shown.name, shown.content_type, body.payload(part), is_inline=shown.is_inline)
        elif kind == "text/html":
            content = body.payload(part)
            html = headers.decode_bytes(content[: LONGEST_HTML * 2], body.charset_of(part, kind, content))
            if depth == 0 and not found.html:
                found.html = html
            _hidden(html, found, text)


def _hidden(html: str, found: Structure, text: str) -> None:
    """Words that whoever sent it meant nobody to see, unless they are shown: in the plain text beside it, or for want of
    any others."""
    words = words_of(html)
    aside = body.clean_text(words.hidden)
    if not aside.strip():
        return
    if " ".join(aside.split()) not in " ".join(text.split()):
        found.add_inside(HIDDEN, "", aside)
    elif not words.shown:
        found.note(ALL_HIDDEN)


def _name(part: Message) -> str:
    return body._file_name(part)


def _passed_on(part: Message, found: Structure, *, depth: int) -> None:
    """A message within the message: its words are shown, and its files are listed with the others."""
    held = _held_in(part)
    if held is None or depth >= MOST_DEEP:
        found.add_file(_name(part) or "message.eml", "message/rfc822", _bytes_of(part))
        return
    inner = held
    sender = next((each for each in headers.addresses(inner, "From")[0]), None)
    lines = [f"Subject: {headers.text_field(inner, 'Subject')}"]
    if sender is not None:
        lines.append(f"From: {sender.name} {sender.address}".replace("  ", " "))
    if date := headers.text_field(inner, "Date"):
        lines.append(f"Date: {date}")
    text = body.read(inner).text
    found.add_inside(FORWARDED, "", "\n".join([*lines, "", text]))
    _walk(inner, found, text, depth=depth + 1)


def _held_in(part: Message) -> Message | None:
    """The message within. Some programs encode it as if it were a file, which RFC 2046 forbids and the library ignores."""
    held = next(iter(body.inside(part) or ()), None)
    encoding = headers.first(part, "Content-Transfer-Encoding").casefold()
    if held is None or encoding not in ("base64", "quoted-printable"):
        return held
    written = held.as_string() if held.keys() else str(held.get_payload())
    decode = binascii.a2b_base64 if encoding == "base64" else binascii.a2b_qp
    try:
        content = decode(written.encode("utf-8", "surrogateescape"))
        return BytesParser(policy=policy.compat32).parsebytes(content.lstrip())
    except (ValueError, RecursionError):
        return held


def _envelope(part: Message, found: Structure, *, depth: int) -> None:
    content = signed_content(body.payload(part))
    if content is None or depth >= MOST_DEEP:
        found.note(ENCRYPTED)
        found.add_file(_name(part) or "smime.p7m", "application/pkcs7-mime", body.payload(part))
        return
    inner = BytesParser(policy=policy.compat32).parsebytes(content)
    text = body.read(inner).text
    found.add_inside(SIGNED, "", text)
    _walk(inner, found, text, depth=depth + 1)


def _calendar(part: Message, found: Structure) -> None:
    content = body.payload(part)
    if words := invite_words(content):
        found.add_inside(INVITE, "", words)
    else:
        found.add_file(_name(part) or "invite.ics", "text/calendar", content)


def _tnef(part: Message, found: Structure) -> None:
    packed = unpack(body.payload(part))
    if packed is None or not (packed.text.strip() or packed.files):
        found.add_file(_name(part) or "winmail.dat", "application/ms-tnef", body.payload(part))
        return
    if packed.text.strip():
        found.add_inside(TNEF, "", packed.text)
    else:
        found.note(TNEF)
    for each in packed.files:
        name = re.split(r"[/\\]", headers.clean(each.name, 200))[-1].strip(" .")
        found.add_file(name or "unnamed", "application/octet-stream", each.content)


def _bytes_of(part: Message) -> bytes:
    try:
        return part.as_bytes()
    except Exception:  # what the library cannot write out again is kept in the raw message only
        return b""
