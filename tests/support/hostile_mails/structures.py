"""Parts within parts, and what was left out of them."""

# ruff: noqa: E501 - mails are written here as they are sent

from __future__ import annotations

from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from tests.support.hostile_mails.making import WORDS, Made, b64, head, many, part, plain
from tests.support.odd_mails import enveloped, picture, tnef


def odd_structures(made: Made) -> None:
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
