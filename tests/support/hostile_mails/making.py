"""What such a mail is, and the parts that they are made of."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

TO = "advice@hsb-support.example.org"
WORDS = "How should we plan for a return to lessons?"
OLD = "Please read part five of the guidance."


@dataclass(frozen=True)
class Hostile:
    """`says` stands in the words shown of the message or in what it holds; `never` in none of them; `new`, where given, is all
    that is new in it."""

    raw: bytes
    says: tuple[str, ...] = (WORDS,)
    never: tuple[str, ...] = ()
    new: str | None = None
    kind: str = "person"
    files: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    unreadable: bool = False


@dataclass
class Made:
    found: dict[str, Hostile] = field(default_factory=dict)

    def add(self, name: str, raw: bytes | str, **what: Any) -> None:
        content = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else raw
        assert name not in self.found
        self.found[name] = Hostile(content, **what)


def head(name: str, *fields: str, without: tuple[str, ...] = ()) -> str:
    usual = {
        "From": "Dana Example <dana@school.example.org>",
        "To": TO,
        "Subject": f"Odd {name}",
        "Date": "Tue, 01 Feb 2022 09:30:00 +0000",
        "Message-ID": f"<{name.replace(' ', '-')}@odd.example.org>",
    }
    given = {each.partition(":")[0].casefold() for each in fields}
    lines = [f"{key}: {value}" for key, value in usual.items() if key not in without and key.casefold() not in given]
    return "\r\n".join([*lines, *fields]) + "\r\n"


def plain(name: str, text: str = WORDS, *fields: str, without: tuple[str, ...] = ()) -> str:
    return head(name, *fields, without=without) + "\r\n" + text + "\r\n"


def html(name: str, body: str, *fields: str) -> str:
    return plain(name, body, "MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8", *fields)


def many(name: str, kind: str, *parts: str, boundary: str = "=b", more: tuple[str, ...] = ()) -> str:
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    fields = ("MIME-Version: 1.0", f'Content-Type: multipart/{kind}; boundary="{boundary}"', *more)
    return head(name, *fields) + f"\r\n{body}--{boundary}--\r\n"


def part(text: str, *fields: str) -> str:
    return "\r\n".join(fields or ("Content-Type: text/plain; charset=utf-8",)) + "\r\n\r\n" + text


def b64(content: bytes) -> str:
    return base64.encodebytes(content).decode().replace("\n", "\r\n")
