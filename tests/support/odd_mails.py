"""Mails with everything that a mail can hold, for tests of the desk. What they say is made up."""

from __future__ import annotations

import struct
import zipfile
from email.message import EmailMessage
from io import BytesIO
from typing import Any

from PIL import Image

from tests.support.mails import mail

NAMES = "Zebedee Fictional"
INVITE = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Example//EN\r
METHOD:REQUEST\r
BEGIN:VEVENT\r
UID:1@school.example.org\r
SUMMARY:Planning meeting\r
DTSTART:20220204T100000Z\r
DTEND:20220204T110000Z\r
LOCATION:Room 4\r
END:VEVENT\r
END:VCALENDAR\r
"""


def picture(width: int = 60, height: int = 40, form: str = "PNG") -> bytes:
    made = BytesIO()
    Image.new("RGB", (width, height), (20, 110, 110)).save(made, form)
    return made.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2022, 2, 1, 9, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def document(text: str = "A plan") -> bytes:
    """As small as an Office document can be."""
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": f"<w>{text}</w>".encode()})


def with_files(message_id: str, files: dict[str, bytes], **details: Any) -> bytes:
    message = _open(mail(message_id, **details))
    for name, content in files.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def with_html(message_id: str, html: str, *, text: str = "The plain words.", **details: Any) -> bytes:
    message = _open(mail(message_id, text=text, **details))
    message.add_alternative(html, subtype="html")
    return message.as_bytes()


def with_invite(message_id: str, **details: Any) -> bytes:
    message = _open(mail(message_id, **details))
    message.add_alternative(INVITE.decode(), subtype="calendar", params={"method": "REQUEST"})
    return message.as_bytes()


def passing_on(message_id: str, inner: bytes, **details: Any) -> bytes:
    message = _open(mail(message_id, **details))
    message.add_attachment(_open(inner))
    return message.as_bytes()


def tnef(text: str, files: dict[str, bytes]) -> bytes:
    """winmail.dat as Outlook writes it, as far as anybody reads it."""

    def attribute(level: int, name: int, content: bytes) -> bytes:
        head = struct.pack("<BLL", level, name, len(content))
        return head + content + struct.pack("<H", sum(content) & 0xFFFF)

    made = struct.pack("<LH", 0x223E9F78, 1)
    made += attribute(1, 0x0002800C, text.encode() + b"\0")
    for name, content in files.items():
        made += attribute(2, 0x00069002, b"\0" * 14)
        made += attribute(2, 0x00018010, name.encode() + b"\0")
        made += attribute(2, 0x0006800F, content)
    return made


def packed_by_outlook(message_id: str, text: str, files: dict[str, bytes], **details: Any) -> bytes:
    message = _open(mail(message_id, text="", **details))
    message.add_attachment(tnef(text, files), maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return message.as_bytes()


def enveloped(inner: bytes) -> bytes:
    """A signed S/MIME envelope about these bytes, in DER: enough of one for whoever reads without checking."""
    octets = _der(0x04, inner)
    held = _der(0x30, bytes.fromhex("06092a864886f70d010701") + _der(0xA0, octets))
    signed = _der(0x30, bytes.fromhex("020101") + _der(0x31, b"") + held + _der(0x31, b""))
    return _der(0x30, bytes.fromhex("06092a864886f70d010702") + _der(0xA0, signed))


def in_an_envelope(message_id: str, words: str, **details: Any) -> bytes:
    message = _open(mail(message_id, text="", **details))
    message.clear_content()
    message.set_content(
        enveloped(b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + words.encode()), maintype="application",
        subtype="pkcs7-mime", filename="smime.p7m", params={"smime-type": "signed-data"},
    )  # fmt: skip
    return message.as_bytes()


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(digits)]) + digits + content


def _open(content: bytes) -> EmailMessage:
    from email import message_from_bytes, policy

    opened = message_from_bytes(content, policy=policy.default)
    assert isinstance(opened, EmailMessage)
    return opened
