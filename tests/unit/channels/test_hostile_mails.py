"""Mails of odd structure are read for all that is in them, in bounded time, and carry nothing that acts or deceives."""

from __future__ import annotations

import time

import pytest

from adviceline.channels.email import rules
from adviceline.channels.email.correspondence.structure import structure_of
from adviceline.channels.email.parsing import UnreadableMail, parse
from tests.support.hostile_mails import TO, Hostile, hostile_mails

MAILS = hostile_mails()
MOST_SECONDS = 5
"""Of the processor; the slowest takes a tenth."""


@pytest.mark.parametrize("hostile", MAILS.values(), ids=MAILS.keys())
def test_it_is_read_as_well_as_can_be(hostile: Hostile) -> None:
    began = time.process_time()
    if hostile.unreadable:
        with pytest.raises(UnreadableMail):
            parse(hostile.raw, own_addresses=[TO])
        return
    parsed, structure = parse(hostile.raw, own_addresses=[TO]), structure_of(hostile.raw)
    note = rules.note_text(parsed)[0]
    shown = "\n".join([note, parsed.text, parsed.quoted_text, *(each.text for each in structure.inside)])
    assert [words for words in hostile.says if words not in shown] == []
    names = [each.name for each in structure.files]
    assert [words for words in hostile.never if words in shown or any(words in name for name in names)] == []
    assert hostile.new in (None, note, parsed.new_text)
    assert parsed.kind == hostile.kind
    assert set(hostile.flags) <= set(parsed.flags)
    if hostile.files:
        assert tuple(names) == hostile.files
    assert time.process_time() - began < MOST_SECONDS


def test_threads_of_years_stand_some_hundreds_of_elements_deep_and_are_read() -> None:
    html = "<div><blockquote>" * 300 + "The first question." + "</blockquote></div>" * 300
    raw = f"From: Dana <d@x.example>\nContent-Type: text/html\n\n<p>The last answer.</p>{html}".encode()
    assert "The first question." in parse(raw).text
