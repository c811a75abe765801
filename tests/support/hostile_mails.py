"""Mails of odd structure, as the world sends them and as nobody should: each with what must still be read of it.

What they say is made up. `Hostile.says` stands in the words shown of the message or in what it holds; `never` in none of
them; `new`, where given, is all that is new in it.
"""

# ruff: noqa: E501 - mails are written here as they are sent

from __future__ import annotations

import base64
import quopri
from dataclasses import dataclass, field
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from tests.support.odd_mails import enveloped, picture, tnef

TO = "advice@hsb-support.example.org"
WORDS = "How should we plan for a return to lessons?"
OLD = "Please read part five of the guidance."


@dataclass(frozen=True)
class Hostile:
    raw: bytes
    says: tuple[str, ...] = (WORDS,)
    never: tuple[str, ...] = ()
    new: str | None = None
    kind: str = "person"
    files: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    unreadable: bool = False


@dataclass
class _Made:
    found: dict[str, Hostile] = field(default_factory=dict)

    def add(self, name: str, raw: bytes | str, **what: object) -> None:
        content = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else raw
        assert name not in self.found
        self.found[name] = Hostile(content, **what)  # type: ignore[arg-type]


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


def hostile_mails() -> dict[str, Hostile]:
    made = _Made()
    for fill in (_structures, _charsets, _headers, _html, _quoting, _machines, _senders):
        fill(made)
    return made.found


def _structures(made: _Made) -> None:
    add = made.add
    deep = part(WORDS)
    for level in range(12):
        deep = f'Content-Type: multipart/mixed; boundary="l{level}"\r\n\r\n--l{level}\r\n{deep}\r\n--l{level}--'
    add("nested twelve deep", head("nested") + deep + "\r\n")
    innermost = plain("innermost", "The innermost words.")
    inner = many(
        "middle", "mixed", part("The middle words."), part(innermost, "Content-Type: message/rfc822"), boundary="in"
    )
    add(
        "rfc822 in rfc822",
        many("outer", "mixed", part(WORDS), part(inner, "Content-Type: message/rfc822")),
        says=(WORDS, "The middle words.", "The innermost words."),
    )
    add(
        "digest",
        many("digest", "digest", "\r\n" + plain("d1", "The first of two."), "\r\n" + plain("d2", "The second of two.")),
        says=("The first of two.", "The second of two."),
    )
    add(
        "winmail.dat",
        many(
            "tnef",
            "mixed",
            part("", "Content-Type: text/plain"),
            part(
                b64(tnef("Words that Outlook packed.", {"plan.txt": b"a plan"})),
                "Content-Type: application/ms-tnef; name=winmail.dat",
                "Content-Transfer-Encoding: base64",
            ),
        ),
        says=("Words that Outlook packed.",),
        files=("plan.txt",),
    )
    add(
        "winmail.dat cut short",
        many(
            "tnef cut",
            "mixed",
            part(WORDS),
            part(
                b64(tnef("Words that Outlook packed.", {"plan.txt": b"a plan"})[:40]),
                "Content-Type: application/octet-stream; name=winmail.dat",
                "Content-Transfer-Encoding: base64",
            ),
        ),
        files=("winmail.dat",),
    )
    event = (
        "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:1@x\r\nSUMMARY:Planning meeting\r\n"
        "DTSTART:20220204T100000Z\r\nDTEND:20220204T110000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    for method, kind in (
        ("REQUEST", "person"),
        ("REPLY", "auto_reply"),
        ("COUNTER", "auto_reply"),
        ("CANCEL", "person"),
    ):
        add(
            f"calendar {method.lower()}",
            many(
                f"cal {method}",
                "alternative",
                part(WORDS),
                part(event.format(method=method), f"Content-Type: text/calendar; method={method}"),
            ),
            kind=kind,
        )
    add(
        "calendar broken",
        many(
            "cal broken",
            "alternative",
            part(WORDS),
            part("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:yesterday", "Content-Type: text/calendar; method=REQUEST"),
        ),
    )
    signed = enveloped(b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + WORDS.encode())
    add(
        "smime opaque",
        head(
            "smime opaque",
            "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
            "Content-Transfer-Encoding: base64",
        )
        + "\r\n"
        + b64(signed),
    )
    add(
        "smime clear",
        many(
            "smime clear",
            "signed",
            part(WORDS),
            part(
                b64(b"0\x03\x02\x01\x01"),
                "Content-Type: application/pkcs7-signature; name=smime.p7s",
                "Content-Transfer-Encoding: base64",
            ),
            more=("X-Odd: 1",),
        ),
    )
    add(
        "smime encrypted",
        head(
            "smime enc",
            "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
            "Content-Transfer-Encoding: base64",
        )
        + "\r\n"
        + b64(b"0\x80" + bytes(range(200))),
        says=("encrypted",),
        flags=("encrypted",),
        files=("smime.p7m",),
    )
    add(
        "pgp mime",
        many(
            "pgp mime",
            "encrypted",
            part("Version: 1", "Content-Type: application/pgp-encrypted"),
            part(
                "-----BEGIN PGP MESSAGE-----\r\n\r\naGVsbG8=\r\n-----END PGP MESSAGE-----",
                "Content-Type: application/octet-stream; name=encrypted.asc",
            ),
        ),
        says=("encrypted",),
        flags=("encrypted",),
        files=("encrypted.asc",),
    )
    add(
        "pgp signed mime",
        many(
            "pgp signed",
            "signed",
            part(WORDS),
            part(
                "-----BEGIN PGP SIGNATURE-----\r\n\r\nabc=\r\n-----END PGP SIGNATURE-----",
                "Content-Type: application/pgp-signature; name=signature.asc",
            ),
        ),
    )
    add(
        "pgp inline",
        plain(
            "pgp inline",
            f"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n{WORDS}\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\nabc=\r\n-----END PGP SIGNATURE-----",
        ),
    )
    add(
        "boundary never closed",
        head("unclosed", 'Content-Type: multipart/mixed; boundary="zz"') + f"\r\n--zz\r\n{part(WORDS)}\r\n",
    )
    add(
        "boundary not given",
        head("no boundary", "Content-Type: multipart/mixed") + f"\r\n--zz\r\n{part(WORDS)}\r\n--zz--\r\n",
    )
    add(
        "boundary that never comes", head("absent", 'Content-Type: multipart/mixed; boundary="zz"') + f"\r\n{WORDS}\r\n"
    )
    add(
        "boundary within a boundary",
        many(
            "prefix",
            "mixed",
            many("inner", "alternative", part(WORDS), boundary="=b2").split("\r\n", 5)[5],
            boundary="=b",
        ),
    )
    add(
        "words after the last boundary",
        many("epilogue", "mixed", part(WORDS)) + "An epilogue that no program shows.\r\n",
    )
    add(
        "alternatives in the wrong order",
        many("order", "alternative", part(f"<p>{WORDS}</p>", "Content-Type: text/html"), part(WORDS)),
    )
    add(
        "only files",
        many(
            "only files",
            "mixed",
            part(
                b64(picture()),
                "Content-Type: image/png; name=scan.png",
                "Content-Transfer-Encoding: base64",
                "Content-Disposition: attachment; filename=scan.png",
            ),
        ),
        says=("[1 attached file",),
        files=("scan.png",),
    )
    add(
        "the body is a file",
        head(
            "body is file",
            "Content-Type: application/pdf; name=plan.pdf",
            "Content-Transfer-Encoding: base64",
            "Content-Disposition: attachment; filename=plan.pdf",
        )
        + "\r\n"
        + b64(b"%PDF-1.4 a plan"),
        says=("[1 attached file",),
        files=("plan.pdf",),
    )
    add("empty", head("empty") + "\r\n", says=("[This message has no text.]",))
    add("head only", head("head only").rstrip("\r\n"), says=("[This message has no text.]",))
    add("many small parts", many("parts", "mixed", part(WORDS), *(part(f"Piece {number}.") for number in range(300))))
    whole = MIMEMultipart("related")
    whole.attach(MIMEText(f"<p>{WORDS}</p><img src='cid:logo'>", "html"))
    logo = MIMEImage(picture())
    logo.add_header("Content-ID", "<logo>")
    whole.attach(logo)
    add("related picture", head("related").encode() + whole.as_bytes())
    add(
        "partial",
        head("partial", 'Content-Type: message/partial; id="x"; number=1; total=2') + f"\r\n{WORDS}\r\n",
        says=(),
    )
    add(
        "external body",
        many(
            "external",
            "mixed",
            part(WORDS),
            part(
                "Content-Type: application/pdf\r\n",
                'Content-Type: message/external-body; access-type=URL; URL="https://x.example/"',
            ),
        ),
    )
    add("yenc and uuencode", plain("uu", f"{WORDS}\r\n\r\nbegin 644 plan.txt\r\n#0V%T\r\n`\r\nend\r\n"))


def _charsets(made: _Made) -> None:
    def in_charset(name: str, said: str, codec: str, words: str, encoding: str = "base64") -> None:
        content = words.encode(codec)
        body = b64(content).encode() if encoding == "base64" else content
        fields = (f"Content-Type: text/plain; charset={said}", f"Content-Transfer-Encoding: {encoding}")
        made.add(name, head(name, "MIME-Version: 1.0", *fields).encode() + b"\r\n" + body + b"\r\n", says=(words,))

    in_charset("gb18030", "GB18030", "gb18030", "我们学校需要建议")
    in_charset("gb2312 that is gbk", "gb2312", "gbk", "請問學校應該怎麼辦")
    in_charset("shift-jis", "Shift_JIS", "shift_jis", "学校での支援について教えてください")
    in_charset("iso-2022-jp", "iso-2022-jp", "iso2022_jp", "学校での支援", "7bit")
    in_charset("euc-kr", "euc-kr", "euc_kr", "학교에서 도움이 필요합니다")
    in_charset("koi8-r", "koi8-r", "koi8_r", "Нам нужен совет")
    in_charset("big5", "big5", "big5", "學校需要建議")
    in_charset("windows-1256", "windows-1256", "cp1256", "نحتاج إلى المشورة")
    in_charset("utf-7", "utf-7", "utf_7", "Zażółć, please advise", "7bit")
    in_charset("utf-16", "utf-16", "utf_16", "We need advice today")
    in_charset("utf-8 called ascii", "us-ascii", "utf-8", "Señor Peña’s question", "8bit")
    in_charset("latin-1 called utf-8", "utf-8", "latin-1", "The café is où we met", "8bit")
    in_charset("windows-1252 called latin-1", "iso-8859-1", "cp1252", "We’d like “advice” – please", "8bit")
    in_charset("a charset of no name", "x-unknown-9000", "utf-8", "We need advice", "8bit")
    in_charset("a charset in quotes", '"utf-8', "utf-8", "We need advice", "8bit")
    add = made.add
    add(
        "base64 with rubbish",
        head("rubbish", "Content-Transfer-Encoding: base64")
        + "\r\n"
        + "!!".join(b64(WORDS.encode()))
        + "\r\n-- \r\nA footer added by a gateway\r\n",
    )
    add(
        "base64 without its end",
        head("unpadded", "Content-Transfer-Encoding: base64")
        + "\r\n"
        + base64.b64encode(WORDS.encode()).decode().rstrip("=")
        + "\r\n",
    )
    add("base64 that is none", head("not base64", "Content-Transfer-Encoding: base64") + f"\r\n{WORDS}\r\n", says=())
    add(
        "quoted-printable broken",
        head("qp", "Content-Transfer-Encoding: quoted-printable")
        + "\r\n"
        + quopri.encodestring(WORDS.encode()).decode()
        + " 100=% sure =ZZ =\r\n",
    )
    add("an encoding of no name", head("x-enc", "Content-Transfer-Encoding: x-rot13") + f"\r\n{WORDS}\r\n")
    add("nul bytes", head("nul").encode() + b"\r\n" + WORDS.replace("plan", "pl\0an").encode() + b"\r\n")
    add("bare carriage returns", plain("cr").replace("\r\n", "\r"))
    add("bare line feeds", plain("lf").replace("\r\n", "\n"))
    add("byte order mark", "\ufeff" + plain("bom"))
    add("a line of a megabyte", plain("long line", WORDS + " " + "x" * 1_000_000))


def _headers(made: _Made) -> None:
    add = made.add
    add(
        "eight bit headers",
        head("8bit", without=("Subject",)).encode()
        + "Subject: Café für Schüler\r\nX-Ñ: ü\r\n\r\n".encode()
        + WORDS.encode(),
        says=(WORDS, "Café für Schüler"),
    )
    add(
        "latin-1 headers",
        head("l1", without=("Subject",)).encode() + "Subject: Café\r\n\r\n".encode("latin-1") + WORDS.encode(),
        says=(WORDS, "Café"),
    )
    add(
        "encoded words cut anywhere",
        plain("ew", WORDS, "Subject: =?utf-8?B?Q2Fm?= =?utf-8?B?w6kg?= =?iso-8859-1?Q?f=FCr?= =?utf-8?B?broken"),
        says=(WORDS, "Café für"),
    )
    add(
        "rfc 2231 names",
        many(
            "2231",
            "mixed",
            part(WORDS),
            part(
                "x",
                "Content-Type: application/octet-stream",
                "Content-Disposition: attachment; filename*0*=utf-8''R%C3%A9sum%C3%A9%20; filename*1*=plan; filename*2=.txt",
            ),
        ),
        files=("Résumé plan.txt",),
    )
    add(
        "rfc 2231 gaps",
        many(
            "2231 gaps",
            "mixed",
            part(WORDS),
            part(
                "x",
                "Content-Type: application/octet-stream",
                "Content-Disposition: attachment; filename*0=plan; filename*2=.txt; filename*9999999=x",
            ),
        ),
    )
    add(
        "a name with folders and turns",
        many(
            "folders",
            "mixed",
            part(WORDS),
            part(
                "x",
                'Content-Type: application/octet-stream; name="..\\\\..\\\\etc/passwd"',
                'Content-Disposition: attachment; filename="../../\u202egpj.exe"',
            ),
        ),
        never=("\u202e", "../"),
    )
    add(
        "every field twice",
        "Subject: First subject\r\nSubject: Second subject\r\nFrom: Other <other@x.example>\r\nMessage-ID: <second@x>\r\nDate: Wed, 02 Feb 2022 09:30:00 +0000\r\n"
        + plain("twice"),
        flags=("repeated_header",),
    )
    add("no date", plain("no date", without=("Date",)), flags=("no_date",))
    add("a date of no calendar", plain("bad date", WORDS, "Date: Thu, 32 Foo 2022 25:61:00 +9900"), flags=("no_date",))
    add("a date in the year 9999", plain("9999", WORDS, "Date: Fri, 31 Dec 9999 23:59:59 -1200"))
    add("no from", plain("no from", without=("From",)), flags=("no_sender",))
    add("an empty from", plain("empty from", WORDS, "From: "), flags=("no_sender",))
    add("a from of no address", plain("name only", WORDS, "From: The school office"), flags=())
    add(
        "two senders",
        plain("two", WORDS, "From: a@school.example.org, b@school.example.org", "Sender: a@school.example.org"),
        flags=("several_senders",),
    )
    add("a group as sender", plain("group", WORDS, "From: Staff: a@school.example.org, b@school.example.org;"))
    add("no message-id", plain("no id", without=("Message-ID",)), flags=("no_message_id",))
    add("an empty message-id", plain("empty id", WORDS, "Message-ID: <>"), flags=("no_message_id",))
    add("a message-id of a kilobyte", plain("long id", WORDS, f"Message-ID: <{'x' * 1_000}@x>"))
    add(
        "nothing but words",
        f"Subject: Bare\n\n{WORDS}\n",
        says=(WORDS, "Bare"),
        flags=("no_sender", "no_date", "no_message_id"),
    )
    add(
        "ten thousand recipients",
        plain("crowd", WORDS, "To: " + ",\r\n ".join(f"p{number}@school.example.org" for number in range(10_000))),
        flags=("many_recipients",),
    )
    add(
        "ten thousand references",
        plain("refs", WORDS, "References: " + "\r\n ".join(f"<{number}@x>" for number in range(10_000))),
    )
    add("ten thousand fields", "".join(f"X-{number}: y\r\n" for number in range(10_000)) + plain("fields"))
    add(
        "injection in the subject",
        plain("inject", WORDS, "Subject: =?utf-8?Q?Hello=0D=0ABcc:_all@x.example=0D=0A=0D=0ABody?="),
        never=("\r\nBcc",),
    )
    add(
        "injection in the name",
        plain("inject name", WORDS, 'From: "=?utf-8?Q?Dana=0D=0ABcc:_all@x.example?=" <dana@school.example.org>'),
    )
    add("injection in the message-id", plain("inject id", WORDS, "Message-ID: <x\r\n\tBcc: all@x.example@y>"))
    add("folded to nothing", plain("folded", WORDS, "Subject:\r\n \r\n \r\n Folded subject"), says=(WORDS,))
    add("fields with spaces", head("spaces").replace("Subject:", "Subject :") + f"\r\n{WORDS}\r\n")
    add(
        "an mbox line before",
        "From dana@school.example.org Tue Feb  1 09:30:00 2022\n" + plain("from line").replace("\r\n", "\n"),
    )
    add(
        "an mbox line within",
        plain("from within", f"{WORDS}\r\n\r\nFrom 9 am we are open.\r\n"),
        says=(WORDS, "From 9 am we are open."),
    )
    add("content-type twice", plain("ct twice", WORDS, "Content-Type: text/plain", "Content-Type: text/html"))
    add("content-type of nonsense", plain("ct odd", WORDS, "Content-Type: ;;;=;charset"))
    add("smtp left open", plain("dots", f"{WORDS}\r\n..\r\n.\r\nMAIL FROM:<x@y>\r\n"), says=(WORDS,))


def _html(made: _Made) -> None:
    add = made.add
    add(
        "scripts",
        html(
            "scripts",
            f"<script>document.title='pwned'</script><body onload=alert(1)><p onclick=x()>{WORDS}</p><a href='javascript:alert(1)'>here</a>",
        ),
        never=("pwned", "alert(1)'>"),
    )
    add(
        "remote pictures",
        html(
            "pictures",
            f'<p>{WORDS}</p><img src=https://track.example.org/open.gif width=1 height=1><div style="background:url(https://track.example.org/b.gif)">Beneath.</div>',
        ),
        says=(WORDS, "Beneath."),
        never=("track.example.org",),
    )
    add(
        "a form",
        html(
            "form",
            f"<p>{WORDS}</p><form action=https://phish.example.org><input name=password value=secret><button>Sign in</button></form>",
        ),
        never=("phish.example.org",),
    )
    add(
        "a base",
        html("base", f"<base href=https://phish.example.org/><p>{WORDS}</p><a href=/x>our page</a>"),
        says=(WORDS, "our page"),
    )
    add(
        "svg",
        html("svg", f"<p>{WORDS}</p><svg onload=alert(1)><text>Drawn words</text><script>alert(2)</script></svg>"),
        never=("alert(",),
    )
    add(
        "refresh",
        html("refresh", f"<meta http-equiv=refresh content='0;url=https://phish.example.org'><p>{WORDS}</p>"),
        never=("phish.example.org",),
    )
    add(
        "data addresses",
        html(
            "data",
            f"<p>{WORDS}</p><a href='data:text/html;base64,PHNjcmlwdD4='>open</a><img src='data:image/svg+xml;base64,PHN2Zz4='>",
        ),
    )
    add(
        "white on white",
        html("white", f"<p>{WORDS}</p><p style='color:#fff'>Words in white.</p>"),
        says=(WORDS, "Words in white."),
        new=f"Odd white\n\n{WORDS}",
    )
    add(
        "display none",
        html("none", f"<div style='display:none'>Words not displayed.</div><p>{WORDS}</p>"),
        says=(WORDS, "Words not displayed."),
        new=f"Odd none\n\n{WORDS}",
    )
    add(
        "off the screen",
        html("off", f"<p>{WORDS}</p><div style='position:absolute;left:-9999px'>Words off the screen.</div>"),
        says=(WORDS, "Words off the screen."),
        new=f"Odd off\n\n{WORDS}",
    )
    add(
        "letters set backwards",
        html("bidi", f"<p>{WORDS}</p><p style='unicode-bidi:bidi-override;direction:rtl'>.sdrawkcaB</p>"),
    )
    add("ten thousand elements deep", html("deep", "<div>" * 10_000 + WORDS + "</div>" * 10_000))
    add(
        "a table as a letter",
        html("table", f"<table><tr><td>One</td><td>Two</td></tr></table><p>{WORDS}</p>"),
        says=(WORDS, "One Two"),
    )
    add("never closed", html("open", f"<p>{WORDS}<b><i><table><tr><td>Left open"), says=(WORDS, "Left open"))
    add(
        "comments of outlook",
        html("mso", f"<!--[if mso]><p>For Outlook only</p><![endif]--><p>{WORDS}</p>"),
        never=("For Outlook only",),
    )
    add(
        "style everywhere",
        html(
            "css",
            f"<style>@import url(https://track.example.org/x.css); p::before{{content:'Said by style'}}</style><p>{WORDS}</p>",
        ),
        never=("track.example.org",),
    )
    add(
        "entities without end",
        html("entities", f"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><p>{WORDS} &b;&b;</p>"),
    )
    add(
        "html called plain",
        plain("called plain", f"<html><body><p>{WORDS}</p></body></html>", "Content-Type: text/plain"),
    )
    add(
        "amp beside",
        many(
            "amp",
            "alternative",
            part(WORDS),
            part("<html ⚡4email><body>Amp words</body></html>", "Content-Type: text/x-amp-html"),
            part(f"<p>{WORDS}</p>", "Content-Type: text/html"),
        ),
    )


def _quoting(made: _Made) -> None:
    def answer(name: str, text: str, new: str = WORDS) -> None:
        raw = plain(
            name,
            text.replace("\n", "\r\n"),
            "Subject: Re: Planning",
            "In-Reply-To: <z@x>",
            "Content-Type: text/plain; charset=utf-8",
        )
        made.add(f"quoting: {name}", raw, new=new)

    marked = f"> {OLD}\n> The advice line\n"
    for name, line in {
        "gmail": "On Tue, 1 Feb 2022 at 09:00, HSB Support <advice@hsb-support.example.org> wrote:",
        "gmail wrapped": "On Tue, 1 Feb 2022 at 09:00, HSB Support for Professionals <\nadvice@hsb-support.example.org> wrote:",
        "apple": "> On 1 Feb 2022, at 09:00, HSB Support <advice@hsb-support.example.org> wrote:",
        "yahoo": "On Tuesday, 1 February 2022 at 09:00:00 GMT, HSB Support <advice@hsb-support.example.org> wrote:",
        "proton": "On Tuesday, February 1st, 2022 at 9:00 AM, HSB Support <advice@hsb-support.example.org> wrote:",
        "thunderbird": "On 01/02/2022 09:00, HSB Support wrote:",
        "german": "Am 01.02.2022 um 09:00 schrieb HSB Support:",
        "french": "Le 01/02/2022 à 09:00, HSB Support a écrit :",
        "welsh": "Ar Maw, 1 Chwef 2022 am 09:00 ysgrifennodd HSB Support <a@hsb.example>:",
        "polish": "W dniu 01.02.2022 o 09:00, HSB Support pisze:",
        "spanish": "El mar, 1 feb 2022 a las 9:00, HSB Support (<a@hsb.example>) escribió:",
        "dutch": "Op di 1 feb. 2022 om 09:00 schreef HSB Support <a@hsb.example>:",
        "portuguese": "Em ter., 1 de fev. de 2022 às 09:00, HSB Support <a@hsb.example> escreveu:",
        "italian": "Il giorno mar 1 feb 2022 alle ore 09:00 HSB Support <a@hsb.example> ha scritto:",
        "swedish": "Den tis 1 feb. 2022 kl 09:00 skrev HSB Support <a@hsb.example>:",
    }.items():
        answer(name, f"{WORDS}\n\n{line}\n{marked}")
    answer(
        "outlook",
        f"{WORDS}\n\n________________________________\nFrom: HSB Support <a@hsb.example>\nSent: 01 February 2022 09:00\nTo: Dana\nSubject: Re: Planning\n\n{OLD}\n",
    )
    answer(
        "outlook bold",
        f"{WORDS}\n\n*From:* HSB Support <a@hsb.example>\n*Sent:* 01 February 2022 09:00\n*To:* Dana\n*Subject:* Re: Planning\n\n{OLD}\n",
    )
    answer(
        "outlook german",
        f"{WORDS}\n\nVon: HSB Support\nGesendet: Dienstag, 1. Februar 2022 09:00\nAn: Dana\nBetreff: AW: Planning\n\n{OLD}\n",
    )
    answer(
        "original message",
        f"{WORDS}\n\n-----Original Message-----\nFrom: HSB Support\nSent: 01 February 2022 09:00\nTo: Dana\nSubject: Planning\n\n{OLD}\n",
    )
    answer("inline", f"> {OLD}\n\n{WORDS}\n\n> The advice line\n")
    answer("below", f"On 1 Feb 2022, HSB Support wrote:\n{marked}\n{WORDS}\n")


def _machines(made: _Made) -> None:
    add = made.add
    report = (
        part("Your message could not be delivered."),
        part(
            "Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; x@y.example\r\nAction: failed\r\nStatus: 5.1.1",
            "Content-Type: message/delivery-status",
        ),
    )
    sent = 'Content-Type: multipart/report; report-type=delivery-status; boundary="=b"'
    add(
        "delivery report",
        many("dsn", "report", *report).replace('Content-Type: multipart/report; boundary="=b"', sent),
        says=(),
        kind="bounce",
    )
    add("delivery report in mixed", many("dsn mixed", "mixed", *report), says=(), kind="bounce")
    add(
        "read receipt",
        many(
            "mdn",
            "report",
            part("Read."),
            part(
                "Final-Recipient: rfc822; x@y\r\nDisposition: manual-action/MDN-sent-manually; displayed",
                "Content-Type: message/disposition-notification",
            ),
        ),
        says=(),
        kind="auto_reply",
    )
    for name, subject in {
        "english": "Automatic reply: Planning",
        "german": "Automatische Antwort: Planung",
        "french": "Réponse automatique : Plan",
        "polish": "Odpowiedź automatyczna: Plan",
        "welsh": "Ateb awtomatig: Cynllun",
        "spanish": "Respuesta automática: Plan",
        "italian": "Risposta automatica: Piano",
    }.items():
        encoded = f"Subject: =?utf-8?B?{base64.b64encode(subject.encode()).decode()}?="
        add(f"away: {name}", plain(f"away {name}", "I am away until Monday.", encoded), says=(), kind="auto_reply")
    add(
        "away by field",
        plain("away field", "I am away.", "Auto-Submitted: auto-replied (vacation)"),
        says=(),
        kind="auto_reply",
    )
    add("asks about absence", plain("absence", WORDS, "Subject: Out of school for two weeks: what do we record?"))
    add("list", plain("list", WORDS, "List-Id: Heads <heads.school.example.org>", "Precedence: list"), kind="list")
    add("newsletter", plain("news", WORDS, "List-Unsubscribe: <https://x.example/off>"), kind="list")
    add("spam", plain("spam", WORDS, "X-Spam-Flag: YES"), kind="spam")
    add("not spam", plain("ham", WORDS, "X-Spam-Flag: NO", "X-Spam-Status: No, score=-1"))
    add(
        "mailer daemon",
        plain(
            "daemon",
            "It failed.",
            "From: MAILER-DAEMON@mx.example.org",
            "Subject: Undelivered Mail Returned to Sender",
            "Return-Path: <>",
        ),
        says=(),
        kind="bounce",
    )


def _senders(made: _Made) -> None:
    add = made.add
    add(
        "homograph",
        plain("homograph", WORDS, "From: =?utf-8?Q?D=D0=B0na?= <dana@sch=D0=BEol.example.org>".replace("=D0=BE", "о")),
    )
    add("punycode", plain("punycode", WORDS, "From: Dana <dana@xn--schol-jua.example.org>"))
    add(
        "a name that is an address",
        plain("name address", WORDS, 'From: "dana@school.example.org" <x@phish.example.org>'),
    )
    add(
        "turned name",
        plain("turned", WORDS, "From: =?utf-8?Q?=E2=80=AEgro.elpmaxe?= <x@phish.example.org>"),
        never=("\u202e",),
    )
    add(
        "zero width",
        plain(
            "zero", "How should we pl\u200ban for a return to less\u2060ons?", "Content-Type: text/plain; charset=utf-8"
        ),
    )
    add("mobile signature", plain("mobile", f"{WORDS}\r\n\r\nSent from my iPhone"), says=(WORDS, "Sent from my iPhone"))
    add(
        "disclaimer",
        plain("legal", f"{WORDS}\r\n\r\nThis email and any attachments are confidential. " + "Legal words. " * 400),
    )
    add(
        "no letters at all",
        plain("emoji", "\U0001f642\U0001f642", "Content-Type: text/plain; charset=utf-8"),
        says=("\U0001f642",),
    )
    add("not a message", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), says=(), unreadable=True)
    add("half a message", b"Hello, this is no head\n\nand no body\n", says=(), unreadable=True)
