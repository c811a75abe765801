"""Fields and letters: in wrong charsets, twice, missing, forged."""

# ruff: noqa: E501 - mails are written here as they are sent

from __future__ import annotations

import base64
import quopri

from tests.support.hostile_mails.making import WORDS, Made, b64, head, many, part, plain


def odd_charsets(made: Made) -> None:
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


def odd_headers(made: Made) -> None:
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
