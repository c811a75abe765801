"""Mail as programs of other makers, languages and years write it: each says the same, and is read the same."""

from __future__ import annotations

import base64

import pytest

from adviceline.channels.email import rules
from adviceline.channels.email.correspondence.structure import structure_of
from adviceline.channels.email.parsing import ParsedMail, parse

OURS = "advice@hsb.example"
HEAD = f"From: Dana <dana@school.example>\nTo: {OURS}\nDate: Tue, 01 Feb 2022 09:30:00 +0000\nMessage-ID: <m@x>\n"
NEW = "We have met the parents.\nWhat should we write down?"
OLD = "Please read part five.\n\nThe advice line"
MARKED = "\n".join(f"> {line}" for line in OLD.split("\n"))


def read(body: str | bytes, *fields: str) -> ParsedMail:
    content = body if isinstance(body, bytes) else body.encode()
    return parse((HEAD + "".join(f"{field}\n" for field in fields) + "\n").encode() + content, own_addresses=[OURS])


LINES = (
    "On Mon, 31 Jan 2022 at 16:02, HSB Support <a@hsb.example> wrote:",
    "Am Mo., 31. Jan. 2022 um 16:02 Uhr schrieb HSB Support <\na@hsb.example>:",
    "Le lun. 31 janv. 2022 à 16:02, HSB Support <a@hsb.example> a\nécrit :",
    "pon., 31 sty 2022 o 16:02 HSB Support <a@hsb.example>\nnapisał(a):",
    "El lun, 31 ene 2022 a las 16:02, HSB Support (<a@hsb.example>)\nescribió:",
    "Il giorno lun 31 gen 2022 alle ore 16:02 HSB Support <a@hsb.example>\nha scritto:",
    "Ar Llun, 31 Ion 2022 am 16:02 ysgrifennodd HSB Support <a@hsb.example>:",
    "lun., 31 ian. 2022, 16:02 HSB Support <a@hsb.example> a scris:",
    "пн, 31 янв. 2022 г. в 16:02, HSB Support <a@hsb.example> написал:",
)
BLOCKS = (
    "From|Sent|To|Subject", "Oddi wrth|Anfonwyd|At|Pwnc", "Von|Gesendet|An|Betreff", "De|Envoyé|À|Objet",
    "De|Enviado|Para|Asunto", "Od|Wysłano|Do|Temat", "Da|Inviato|A|Oggetto", "Van|Verzonden|Aan|Onderwerp",
    "De la|Trimis|Către|Subiect", "*From*|*Sent*|*To*|*Subject*", "От|Отправлено|Кому|Тема",
)  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_what_stands_beneath_a_line_in_any_language_is_quoted(line):
    found = read(f"{NEW}\n\n{line}\n\n{MARKED}\n")
    assert (found.new_text, "part five" in found.quoted_text) == (NEW, True)
    below = read(f"{line}\n{MARKED}\n\n{NEW}\n")
    assert (below.new_text, "part five" in below.quoted_text) == (NEW, True)


@pytest.mark.parametrize("labels", BLOCKS)
@pytest.mark.parametrize("title", ["", "_" * 32 + "\n", "-----Ursprüngliche Nachricht-----\n"])
def test_what_stands_beneath_a_block_of_fields_in_any_language_is_quoted(labels, title):
    sender, sent, to, subject = labels.split("|")
    block = f"{sender}: HSB Support <a@hsb.example>\n{sent}: 31 January 2022 16:02\n{to}: Dana\n{subject}: Re: A plan\n"
    found = read(f"{NEW}\n\n{title}{block}\n{OLD}\n")
    assert (found.new_text, "part five" in found.quoted_text) == (NEW, True)


@pytest.mark.parametrize(
    "said",
    [
        "From: what we know\nTo: what we do next is unclear.",
        "The head wrote:\n\nplease ask for advice.",
        "On Tuesday the class teacher wrote to the parents:\n\nthey have not answered.",
        "De: we are not sure.\nDate: not agreed.",
    ],
)
def test_what_people_write_themselves_is_not_taken_for_a_quotation(said):
    assert read(said).new_text == said


ALTERNATIVE = 'Content-Type: multipart/alternative; boundary="b"'


def both(plain: str, html: str) -> str:
    return f"--b\nContent-Type: text/plain\n\n{plain}\n--b\nContent-Type: text/html\n\n{html}\n--b--\n"


@pytest.mark.parametrize(
    "plain",
    [
        "Your program does not show HTML.",
        "[cid:image001.png@01D8]",
        "Sent from Outlook for Android<https://aka.ms/x>",
        " ",
    ],
)
def test_a_plain_text_that_only_stands_in_is_not_taken_for_the_message(plain):
    found = read(both(plain, "<p>We need advice about a plan for lunch.</p>"), ALTERNATIVE)
    assert found.text == "We need advice about a plan for lunch."


def test_alternatives_within_alternatives_cost_no_more_than_they_are_long():
    body = (
        "".join(
            f"--b{depth}\nContent-Type: text/plain\n\nHello\n--b{depth}\n"
            f"Content-Type: multipart/alternative; boundary=b{depth + 1}\n\n"
            for depth in range(80)
        )
        + "--b80\nContent-Type: text/html\n\n<p>We need advice about a plan for lunch.</p>\n"
    )
    assert read(body, "Content-Type: multipart/alternative; boundary=b0").text


def test_the_plain_text_is_read_where_it_says_what_the_html_leaves_out():
    plain = (
        "We are worried about two pupils. Staff at the Copper Beech unit were told on Monday. What should we do first?"
    )
    html = "<p>We are worried about two pupils.</p><table><tr><td>Monday</td><td>Staff were told</td></tr></table>"
    assert read(both(plain, html), ALTERNATIVE).text == plain


def test_the_plain_text_is_read_where_it_says_the_same():
    assert read(both("Thank *you*.", "<p>Thank <b>you</b>.</p>"), ALTERNATIVE).text == "Thank *you*."


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/enriched", "<bold>We need</bold> advice."), ("text/markdown", "We need advice."),
        ('text/plain; name="body.txt"', "We need advice."), ("text", "We need advice."),
    ],
)  # fmt: skip
def test_words_of_any_kind_of_text_are_read(kind, body):
    assert read(body, f"Content-Type: {kind}").text == "We need advice."


def test_a_text_that_is_not_read_is_listed_as_a_file():
    found = read(r"{\rtf1 We need advice.}", "Content-Type: text/rtf")
    assert [each.content_type for each in found.attachments] == ["text/rtf"]


@pytest.mark.parametrize(
    ("charset", "codec", "words"),
    [
        ("gb2312", "gbk", "计划镕"), ("iso-8859-8-i", "iso8859-8", "תכנית"), ("ks_c_5601-1987", "cp949", "계획 똠"),
        ("iso-8859-9", "cp1254", "İyi – plan"), ("shift_jis", "cp932", "計画①"), ("utf-16", "utf-16", "a – plan"),
        ("unknown-8bit", "cp1252", "“yes”"),
    ],
)  # fmt: skip
def test_charsets_are_read_as_they_are_used(charset, codec, words):
    fields = (f"Content-Type: text/plain; charset={charset}", "Content-Transfer-Encoding: base64")
    assert read(base64.b64encode(words.encode(codec)), *fields).text == words


def test_html_says_its_charset_itself_where_the_part_does_not():
    html = "<meta http-equiv=x content='text/html; charset=iso-8859-2'><p>Proszę o radę</p>".encode("iso-8859-2")
    assert read(html, "Content-Type: text/html").text == "Proszę o radę"


def test_lines_of_preformatted_html_stay_lines():
    found = read("<pre>We met.\n\nOn 31/01/2022 16:02, HSB wrote:\n&gt; Read it.</pre>", "Content-Type: text/html")
    assert (found.new_text, found.quoted_text) == ("We met.", "On 31/01/2022 16:02, HSB wrote:\n> Read it.")


def test_a_message_within_is_read_though_it_was_encoded_as_a_file():
    inner = b"From: t@school.example\r\nSubject: inner\r\n\r\nWords within.\r\n"
    raw = (
        f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee below.\n--b\n"
        f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{base64.b64encode(inner).decode()}\n--b--\n"
    ).encode()
    assert "Words within." in structure_of(raw).inside[0].text


@pytest.mark.parametrize(
    ("fields", "is_shown"),
    [
        (("Subject: RE: lunch plan",), True), (("Subject: Fwd: lunch plan",), True),
        (("Subject: RE: lunch plan", "In-Reply-To: <a@b>"), False), (("Subject: AW: lunch plan", "References: <a@b>"), False),
        (("Subject: lunch plan", "In-Reply-To: <a@b>"), True),
    ],
)  # fmt: skip
def test_the_subject_is_left_out_only_where_another_message_has_it(fields, is_shown):
    assert ("lunch plan" in rules.note_text(read("Words.", *fields))[0]) is is_shown


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("Odpowiedź automatyczna: plan", "auto_reply"), ("Ateb awtomatig: plan", "auto_reply"),
        ("Absence du bureau : plan", "auto_reply"), ("[EXTERNAL] Automatic reply: plan", "auto_reply"),
        ("Out of Office AutoReply: plan", "auto_reply"), ("Автоматический ответ: план", "auto_reply"),
        ("Re: Automatic reply: plan", "person"), ("Automatic replies in our school: advice", "person"),
        ("Out of office contact needed", "person"), ("Out of office hours: a question", "person"),
    ],
)  # fmt: skip
def test_automatic_replies_of_any_language_are_told_from_questions(subject, kind):
    encoded = f"=?utf-8?b?{base64.b64encode(subject.encode()).decode()}?="
    assert read("I am away until Monday. Ring the office.", f"Subject: {encoded}").kind == kind


@pytest.mark.parametrize(
    "head",
    [
        "From: Postmaster <postmaster@x.example>\nSubject: [Postmaster] Email Delivery Failure",
        "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@x.example>\nSubject: Undeliverable: A plan",
        "From: Dana <d@x.example>\nX-MS-Exchange-Message-Is-Ndr:\nSubject: Undeliverable: A plan",
    ],
)
def test_what_mail_systems_send_back_is_no_message_of_a_person(head):
    assert parse(f"{head}\nTo: {OURS}\n\nNot delivered.\n".encode()).kind == "bounce"


REPORT = """From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: advice@hsb.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I am sorry to have to inform you.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; dana@school.example
Action: {action}
Status: 5.1.1
--B
Content-Type: {kind}

From: advice@hsb.example
Message-ID: <ours@hsb.example>
Subject: Re: A plan

--B--
"""
PLAIN = """From: MAILER-DAEMON@mx.example
To: advice@hsb.example
Subject: failure notice

Hi. This is the program.

--- Below this line is a copy of the message.

Message-ID: <ours@hsb.example>
Subject: Re: A plan
"""


@pytest.mark.parametrize(
    "sent_back",
    [REPORT.format(action="failed", kind="text/rfc822-headers"), REPORT.format(action="failed", kind="message/rfc822"), PLAIN],
    ids=["headers alone", "all of it", "as text"],
)  # fmt: skip
def test_what_is_sent_back_names_the_message_of_ours(sent_back):
    found = parse(sent_back.encode())
    assert (found.kind, found.references[-1:], "not_given_up" in found.flags) == (
        "bounce",
        ("ours@hsb.example",),
        False,
    )


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_what_is_late_or_was_delivered_is_told_from_what_was_given_up(action):
    assert "not_given_up" in parse(REPORT.format(action=action, kind="text/rfc822-headers").encode()).flags


def test_an_address_keeps_the_spaces_within_its_quotation_marks():
    found = parse(b'From: "dana example" @ school.example\nTo: x@y.example\n\nWords.\n')
    assert found.sender is not None
    assert found.sender.address == '"dana example"@school.example'
