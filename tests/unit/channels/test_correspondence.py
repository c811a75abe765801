"""What a mail holds, taken apart: whatever the bytes, something bounded comes back and nothing of it acts."""

from __future__ import annotations

import re
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adviceline.channels.email.correspondence import blanking
from adviceline.channels.email.correspondence.blanking import Choices
from adviceline.channels.email.correspondence.cms import signed_content
from adviceline.channels.email.correspondence.invites import invite_words
from adviceline.channels.email.correspondence.naming import shown_name
from adviceline.channels.email.correspondence.pictures import UnableToShow, preview
from adviceline.channels.email.correspondence.safe_html import TAGS, safe_html
from adviceline.channels.email.correspondence.signatures import part_signature
from adviceline.channels.email.correspondence.structure import structure_of
from adviceline.channels.email.correspondence.tnef import SIGNATURE, unpack
from adviceline.channels.email.parsing import UnreadableMail
from adviceline.privacy.files import clamd
from adviceline.privacy.files import kinds as files
from adviceline.privacy.guard import GuardFailed
from tests.support.mails import mail
from tests.support.odd_mails import enveloped, passing_on, picture, tnef

PIECES = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<script>", "</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:x'>", "</a>", "<style>",
         "<svg><script>", "<math>", "<template>", "<!--", "-->", "<![CDATA[", "<table><td style='x:y'>", "words", "\u202e",
         "&lt;script&gt;",          "<plaintext>", "<noscript>", "<iframe srcdoc='<script>'>", "<form action=x><input>",
         "\x00", "<b onclick=x>", "<base href=x>"]
    ),
    max_size=25,
)  # fmt: skip
ALLOWED = re.compile(rf"</?(?:{'|'.join(TAGS)})(?: (?:colspan|rowspan)=\"[^\"]*\")*>")


@given(PIECES)
def test_whatever_the_html_nothing_that_acts_is_left(pieces):
    made = safe_html("".join(pieces), find=lambda _: [])
    assert "<" not in ALLOWED.sub("", made)
    assert "\u202e" not in made


@given(PIECES, st.integers(0, 40), st.integers(0, 40))
def test_what_is_found_in_the_words_of_html_is_blanked(pieces, one, other):
    start, end = sorted((one, other))
    seen: list[str] = []

    def find(text: str) -> list[tuple[int, int, str]]:
        seen.append(text)
        return [(start, min(end, len(text)), "[name]")] if start < min(end, len(text)) else []

    made = safe_html("<p>Rowan</p>" + "".join(pieces), find=find)
    if seen and start == 0 and end >= len(seen[0]) > 0:
        assert "Rowan" not in made


def test_a_name_is_found_across_elements_but_not_across_blocks():
    seen: list[str] = []
    safe_html("<p>Ro<b>w</b>an</p><p>Ash</p>", find=lambda text: seen.append(text) or [])
    assert seen == ["Rowan\nAsh"]


@given(st.binary(max_size=400))
def test_bytes_that_are_no_envelope_pack_or_calendar_are_told_as_such(content):
    signed_content(content)
    unpack(SIGNATURE + content)
    assert isinstance(invite_words(content), str)
    assert files.kind_of("x", content) in files.LABELS
    assert files.why_not_opened("x.zip", b"PK\x03\x04" + content) in {*files.REFUSALS, ""}
    with suppress(UnreadableMail):
        structure_of(content)
    with pytest.raises(UnableToShow):
        preview(content)


@given(st.binary(max_size=300), st.integers(0, 300))
def test_an_envelope_gives_back_what_was_signed_and_a_cut_one_nothing_else(content, cut):
    whole = enveloped(content)
    assert signed_content(whole) == content
    assert signed_content(whole[: min(cut, len(whole) - 1)]) in (None, content)


def test_what_outlook_packed_comes_out():
    unpacked = unpack(tnef("The words", {"plan.txt": b"a plan", "more.txt": b""}))
    assert unpacked is not None
    assert unpacked.text == "The words"
    assert [(each.name, each.content) for each in unpacked.files] == [("plan.txt", b"a plan"), ("more.txt", b"")]


def test_messages_within_messages_are_read_to_a_depth():
    content = mail("0@x", text="the innermost words")
    for depth in range(1, 12):
        content = passing_on(f"{depth}@x", content, text=f"level {depth}")
    found = structure_of(content)
    assert len(found.inside) == 4
    assert found.files[-1].content_type == "message/rfc822"


def test_a_message_of_ten_thousand_parts_is_bounded():
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.org", "x"
    message.set_content("words")
    raw = message.as_bytes().replace(b"Content-Type: text/plain", b"Content-Type: multipart/mixed; boundary=b\nX: x")
    raw += b"".join(b"--b\nContent-Disposition: attachment; filename=a.txt\n\nx\n" for _ in range(10_000)) + b"--b--\n"
    assert len(structure_of(raw).files) <= 100


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello\n\nKind regards\nDana", "Hello\n"),
        ("Hello\n-- \nDana", "Hello"),
        ("Hello\nSent from my iPhone", "Hello"),
        ("Thanks\n\nHello there, what next?", "Thanks\n\nHello there, what next?"),
        ("Hello\nRegards\n" + "a long line " * 20, "Hello\nRegards\n" + "a long line " * 20),
        ("Hello\nThis email is confidential and intended", "Hello"),
        ("Many thanks", "Many thanks"),
    ],
)
def test_a_signature_is_told_from_the_words(text, said):
    words, signature = part_signature(text)
    assert words == said
    assert (f"{words}\n{signature}" if signature else words) == text


@given(st.text(max_size=200))
def test_a_signature_is_shown_never_lost(text):
    words, signature = part_signature(text)
    assert (f"{words}\n{signature}" if signature else words) == text


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        ("stream: OK", "passed"), ("OK", "passed"), ("stream: Eicar FOUND", "found"),
        ("INSTREAM size limit exceeded. ERROR", "too_large"), ("stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND", "too_large"),
        ("stream: Heuristics.Encrypted.Zip FOUND", "unreadable"), ("stream: x OK FOUND", "found"),
    ],
)  # fmt: skip
def test_the_answer_of_the_scanner_is_read_strictly(answer, finding):
    assert clamd.verdict_of(answer).finding == finding


@given(st.text(max_size=60).filter(lambda answer: answer not in ("OK", "stream: OK")))
def test_no_other_answer_passes(answer):
    with suppress(clamd.ScannerAway):
        assert clamd.verdict_of(answer).finding != "passed"


@pytest.mark.parametrize(
    "address", ["", "http://127.0.0.1", "tcp://127.0.0.1", "tcp://127.0.0.1:99999", "unix:", "unix:/nowhere", "x"]
)
def test_an_address_that_is_none_is_a_scanner_that_is_away(address):
    with pytest.raises(clamd.ScannerAway):
        clamd.scan(b"a", address=address, most_seconds=1)


def test_peoples_words_are_matched_as_they_stand_and_whole():
    text = "Will said that he will. Willow, Copper\nBeech and Copperplate."
    assert blanking.without(text, blanking.places_of_words(text, ("Will", "Copper Beech"))) == (
        "[taken out] said that he will. Willow, [taken out] and Copperplate."
    )


@given(st.text(max_size=80), st.text(max_size=10))
def test_any_words_can_be_taken_out_of_any_text(text, words):
    left = blanking.without(text, blanking.places_of_words(text, (words,)))
    again = blanking.places_of_words(left.replace(blanking.TAKEN_OUT, "\n\x01\n"), (words,))
    assert not again or words.strip() in blanking.TAKEN_OUT or "\x01" in words


def test_what_people_left_in_is_left_in_and_what_they_took_out_later_goes():
    text = "A pupil called Zebedee told staff."
    assert "Zebedee" not in blanking.blanked(text)
    assert "Zebedee" in blanking.blanked(text, Choices(kept=frozenset({"Zebedee"})))
    later = Choices(kept=frozenset({"Zebedee"})) | Choices(out=("Zebedee",))
    assert "Zebedee" not in blanking.blanked(text, later)


def test_if_the_guard_fails_no_text_comes_out(monkeypatch):
    def broken(_: str) -> None:
        raise GuardFailed("no")

    monkeypatch.setattr(blanking, "to_blank", broken)
    with pytest.raises(GuardFailed):
        blanking.blanked("anything")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("behaviour policy 2021-22.docx", "behaviour policy 2021-22.docx"), ("Zebedee.docx", "file 1.docx"),
        ("ZF statement.pdf", "file 1.pdf"), ("Rose timeline.pdf", "file 1.pdf"), ("scan 20120304.pdf", "file 1.pdf"),
        ("x." + "y" * 50, "file 1"), ("statement.Zebedee", "file 1"), ("", ""), ("safeguarding_log.xlsx", "safeguarding_log.xlsx"),
    ],
)  # fmt: skip
def test_the_name_of_a_file_is_shown_only_if_its_words_are_plain(name, shown):
    assert shown_name(name, 0) == shown


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_every_kind_of_picture_is_made_anew(form):
    content = picture(form=form)
    assert files.kind_of(f"a.{form.lower()}", content) == "image"
    assert preview(content).startswith(b"\x89PNG")
