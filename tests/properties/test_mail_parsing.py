"""Whatever arrives as mail is read or refused; and a message is itself however it was carried."""

import re
import tempfile
import unicodedata
from email.message import EmailMessage
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adviceline.channels.email.parsing import ParsedMail, UnreadableMail, parse
from adviceline.channels.email.sources import RawMessage, read_messages
from adviceline.channels.email.threading import thread_keys

SEEDS = [path.read_bytes() for path in sorted((Path(__file__).parents[1] / "unit/channels/mails").glob("*.eml"))]
DAMAGE = [b"\r\n", b"\n\n", b"=?utf-8?B?", b"?=", b"boundary=", b"\x00", b"--m0\n", b"(((", b"<<", b"charset=punycode",
          b"Content-Type: multipart/mixed\n", b"\xff\xfe", "\u202e".encode()]  # fmt: skip
SLOW = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])


def check(raw: bytes) -> ParsedMail | None:
    try:
        found = parse(raw, own_addresses=["advice@hsb.example"])
    except UnreadableMail:
        return None
    one_line = [found.subject, found.message_id, *found.references, *(item.name for item in found.attachments)]
    one_line += [f"{item.address} {item.name}" for item in (*found.to, *found.cc, *found.reply_to)]
    for text in one_line:
        assert not [letter for letter in text if unicodedata.category(letter) in ("Cc", "Cf", "Cs")]
    for text in found.text.split("\n"):
        assert not [letter for letter in text if unicodedata.category(letter) in ("Cc", "Cf", "Cs")]
    assert found.date is None or found.date.utcoffset() is not None
    assert parse(raw, own_addresses=["advice@hsb.example"]) == found
    thread_keys(found)
    return found


@SLOW
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw):
    check(raw)
    check(b"From: a@school.example\n" + raw)


@SLOW
@given(st.sampled_from(SEEDS), st.data())
def test_damaged_messages_are_read_or_refused(seed, data):
    raw = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(raw)))
        gone = data.draw(st.integers(0, 40))
        raw[place : place + gone] = data.draw(st.one_of(st.binary(max_size=12), st.sampled_from(DAMAGE)))
    check(bytes(raw))


FIELDS = ["From", "To", "Cc", "Subject", "Date", "Message-ID", "References", "Received", "Content-Type", "List-Id",
          "Content-Disposition", "Content-Transfer-Encoding", "Return-Path", "Auto-Submitted", "Reply-To"]  # fmt: skip
values = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["<>", "=?utf-8?Q?=FF?=", "multipart/report; report-type=delivery-status; boundary=x", "base64",
                     "text/html; charset=utf-7", "a@b.example, (c", "Mon, 99 Foo 99999 99:99 +9999", "undisclosed:;",
                     "text/plain; charset*=x''%ff; charset*0=y", "attachment; filename*0*=utf-8''%; filename*1=/../x",
                     "Thu, 01 Jan 1970 00:00:00 -0000", "Mon, 14 Feb 2022 09:00:00 +2500", "uuencode"]),
)  # fmt: skip


@SLOW
@given(st.lists(st.tuples(st.sampled_from(FIELDS), values), max_size=12), st.text(max_size=200))
def test_any_header_values_are_read(fields, body):
    lines = [f"{name}: {' '.join(value.splitlines())}" for name, value in fields]
    check("\n".join([*lines, "X: y", "", body]).encode("utf-8", "surrogatepass"))


words = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
lines = st.one_of(
    st.lists(words, max_size=8).map(" ".join),
    st.sampled_from(["From now on", ">From here", ">>From there", "From a@b.example in May", "", ".", "-- "]),
)


@SLOW
@given(st.lists(lines, min_size=1, max_size=12), words, st.booleans(), st.booleans())
@example(["Words", "", "From now on"], "x", True, True)
def test_a_message_is_itself_as_a_file_in_a_maildir_and_in_a_mailbox(body, subject, every_level, carriage_returns):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@school.example", "advice@hsb.example", subject
    message["Message-ID"] = "<m@school.example>"
    message.set_content("\n".join(body), cte="8bit", charset="utf-8")
    raw = message.as_bytes()
    pattern = rb"^(>*From )" if every_level else rb"^(From )"
    box = b"From a@school.example Mon Feb 14 09:12:44 2022\n" + re.sub(pattern, rb">\1", raw, flags=re.MULTILINE)
    box = (box.rstrip(b"\n") + b"\n\n") * 2
    if carriage_returns:
        box = box.replace(b"\n", b"\r\n")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "box").write_bytes(box)
        (place / "single.eml").write_bytes(b"Received: by x; Mon, 14 Feb 2022 09:00:00 +0000\nStatus: O\n" + raw)
        found = [item for item in read_messages([place]) if isinstance(item, RawMessage)]
    assert len(found) == 3
    assert {parse(item.content).idempotency_key for item in found} == {parse(raw).idempotency_key}


@SLOW
@given(st.lists(st.binary(max_size=80), max_size=6))
def test_a_mailbox_of_anything_gives_its_last_good_message(pieces):
    start = b"From a@school.example Mon Feb 14 09:12:44 2022\n"
    good = b"From: a@school.example\nSubject: the good one\n\nWords.\n"
    with tempfile.TemporaryDirectory() as folder:
        box = Path(folder, "box")
        box.write_bytes(b"".join(start + piece + b"\n\n" for piece in pieces) + start + good)
        found = [item for item in read_messages([box]) if isinstance(item, RawMessage)]
    assert check(found[-1].content).subject == "the good one"
