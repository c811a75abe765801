"""What people and programs send: quotations, answers of machines, senders who are not who they say."""

# ruff: noqa: E501 - mails are written here as they are sent

from __future__ import annotations

import base64

from tests.support.hostile_mails.making import OLD, WORDS, Made, many, part, plain


def odd_quotations(made: Made) -> None:
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


def odd_machines(made: Made) -> None:
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


def odd_senders(made: Made) -> None:
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
