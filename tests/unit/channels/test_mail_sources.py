"""Messages are found wherever they are kept, and one that cannot be read never hides the next."""

import gzip
import os
from pathlib import Path

import pytest

from adviceline.channels.email.parsing import parse
from adviceline.channels.email.sources import RawMessage, SetAside, read_messages

MAILS = Path(__file__).parent / "mails"
QUESTION = (MAILS / "question.eml").read_bytes()
FROM = b"From dsl@oakfield-primary.example Mon Feb 14 09:12:44 2022\n"


def message(number: int, body: bytes = b"Words.\n") -> bytes:
    return b"From: a@school.example\nSubject: %d\nMessage-ID: <%d@school.example>\n\n%s" % (number, number, body)


def subjects(*paths: Path) -> list[str]:
    return [parse(found.content).subject for found in read_messages(paths) if isinstance(found, RawMessage)]


def aside(*paths: Path) -> list[SetAside]:
    return [found for found in read_messages(paths) if isinstance(found, SetAside)]


def keys(*paths: Path) -> set[str]:
    return {parse(found.content).idempotency_key for found in read_messages(paths) if isinstance(found, RawMessage)}


def quoted(content: bytes, *, every_level: bool) -> bytes:
    lines = content.split(b"\n")
    return b"\n".join(
        b">" + line if line.startswith(b"From ") or (every_level and line.lstrip(b">").startswith(b"From ")) else line
        for line in lines
    )


def test_one_message_is_the_same_message_however_it_comes(tmp_path):
    single = tmp_path / "one.anything"
    single.write_bytes(QUESTION)
    windows = tmp_path / "windows.eml"
    windows.write_bytes(QUESTION.replace(b"\n", b"\r\n"))
    for name in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / name).mkdir(parents=True)
    (tmp_path / "Maildir" / "cur" / "1644829964.M1P2.host:2,S").write_bytes(QUESTION)
    (tmp_path / "Maildir" / "tmp" / "1644829965.M1P2.host").write_bytes(QUESTION[:100])
    forms = [single, windows, tmp_path / "Maildir"]
    for every_level in (False, True):
        box = tmp_path / f"box-{every_level}"
        noted = QUESTION.replace(b"MIME-Version", b"Status: RO\nX-Status: A\nX-Mozilla-Status: 0001\nMIME-Version")
        noted = b"Received: from elsewhere by here; Mon, 14 Feb 2022 09:13:00 +0000\n" + noted
        box.write_bytes(FROM + quoted(noted, every_level=every_level) + b"\n\n" + FROM + message(2))
        forms.append(box)
    crlf = tmp_path / "crlf.mbox"
    crlf.write_bytes((FROM + quoted(QUESTION, every_level=True) + b"\n").replace(b"\n", b"\r\n"))
    forms.append(crlf)
    wanted = parse(QUESTION).idempotency_key
    assert all(wanted in keys(form) for form in forms)
    assert keys(single, windows, tmp_path / "Maildir", crlf) == {wanted}


def test_a_folder_of_messages_and_what_is_none(tmp_path):
    for number in (1, 2):
        (tmp_path / f"{number}.eml").write_bytes(message(number))
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    (tmp_path / "empty.eml").touch()
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "3").write_bytes(message(3))
    assert subjects(tmp_path) == ["1", "2", "3"]
    assert {Path(item.origin).name for item in aside(tmp_path)} == {"picture.png", "empty.eml"}


def test_maildir_subfolders_are_read_and_drafts_and_indexes_are_not(tmp_path):
    for folder in ("", ".Archive", ".Archive.2022"):
        for name in ("cur", "new", "tmp"):
            (tmp_path / folder / name).mkdir(parents=True)
    (tmp_path / "new" / "1644829964.M1P2.host").write_bytes(message(1))
    (tmp_path / ".Archive" / "cur" / "1644829965.M1P2.host:2,RS").write_bytes(message(2))
    (tmp_path / ".Archive.2022" / "cur" / "odd name").write_bytes(message(3))
    (tmp_path / "cur" / "1644829966.M1P2.host:2,D").write_bytes(message(4))
    (tmp_path / "dovecot-uidlist").write_text("3 V1 N5")
    assert sorted(subjects(tmp_path)) == ["1", "2", "3"]
    assert [item.reason for item in aside(tmp_path)] == ["a draft that was never sent"]
    found = [item for item in read_messages([tmp_path / "new"]) if isinstance(item, RawMessage)]
    assert len(found) == 1


def test_a_message_without_a_date_has_the_mailboxs(tmp_path):
    box = tmp_path / "box"
    box.write_bytes(FROM + message(1))
    found = next(iter(read_messages([box])))
    assert isinstance(found, RawMessage)
    parsed = parse(found.content, delivered_at=found.delivered_at)
    assert (str(parsed.date), parsed.date_source) == ("2022-02-14 09:12:44+00:00", "delivered")


@pytest.mark.parametrize(
    "line",
    [
        b"From a@b.example Mon Feb 14 09:12:44 2022",
        b"From a@b.example  Tue Feb  1 09:12:44 2022",
        b"From MAILER-DAEMON Mon Feb 14 09:12:44 2022",
        b"From - Mon Feb 14 09:12:44 2022",
        b"From a@b.example Mon Feb 14 09:12:44 2022 +0000",
        b"From a@b.example Mon Feb 14 09:12:44 GMT 2022",
        b"From a@b.example Mon, 14 Feb 2022 09:12:44 +0000",
        b'From "a b"@c.example Mon Feb 14 09:12 2022',
    ],
)
def test_the_lines_that_mail_software_writes_part_messages(tmp_path, line):
    box = tmp_path / "box"
    box.write_bytes(b"\n".join([line, message(1), line, message(2)]))
    assert subjects(box) == ["1", "2"]


def test_text_that_begins_with_from_parts_nothing(tmp_path):
    body = b"Dear all,\n\nFrom Monday 14 we open at 8.\n\nFrom my point of view, it is Mon at 9.\n"
    box = tmp_path / "box"
    box.write_bytes(FROM + message(1, body) + b"\n" + FROM + message(2))
    assert subjects(box) == ["1", "2"]
    first = next(iter(read_messages([box])))
    assert isinstance(first, RawMessage)
    assert first.content == message(1, body)


def test_mailboxes_joined_without_an_empty_line_between_are_still_two(tmp_path):
    box = tmp_path / "box"
    box.write_bytes(FROM + message(1) + FROM + message(2))
    assert subjects(box) == ["1", "2"]


def test_a_message_too_large_is_set_aside_and_the_next_is_read(tmp_path):
    box = tmp_path / "box"
    box.write_bytes(FROM + message(1, b"x" * 300_000 + b"\n" + b"y\n" * 9) + b"\n" + FROM + message(2))
    found = list(read_messages([box], largest=100_000))
    assert [type(item) for item in found] == [SetAside, RawMessage]
    (tmp_path / "big.eml").write_bytes(message(3, b"x" * 300_000))
    assert isinstance(next(iter(read_messages([tmp_path / "big.eml"], largest=100_000))), SetAside)


def test_a_long_line_is_kept_whole(tmp_path):
    box = tmp_path / "box"
    box.write_bytes(FROM + message(1, b"x" * 200_000 + b"\n"))
    found = next(iter(read_messages([box])))
    assert isinstance(found, RawMessage)
    assert found.content == message(1, b"x" * 200_000 + b"\n")


def test_compressed_and_apple_files_are_read(tmp_path):
    (tmp_path / "a.mbox.gz").write_bytes(gzip.compress(FROM + message(1)))
    (tmp_path / "b.emlx").write_bytes(b"%d\n%s<?xml version='1.0'?><plist/>" % (len(message(2)), message(2)))
    assert subjects(tmp_path) == ["1", "2"]


def test_what_is_not_there_or_not_a_file_is_set_aside(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "torn.gz").write_bytes(gzip.compress(message(1) * 900)[:-30])
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    found = aside(tmp_path / "missing", tmp_path / "pipe", tmp_path / "torn.gz", tmp_path / "nowhere", tmp_path)
    assert len(found) == 7
