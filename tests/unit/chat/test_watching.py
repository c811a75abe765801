"""Which pages are told of a change on the telephone, in this process and in others."""

from __future__ import annotations

import json

import pytest

from adviceline.channels.chat import doorbell
from adviceline.channels.chat.doorbell import Ring
from adviceline.channels.chat.frames import LINE, QUEUE, TELEPHONE, BadFrame, parse
from adviceline.channels.chat.hub import Hub
from adviceline.channels.chat.pages import Page


def page(watches: str, person: int) -> Page:
    return Page(chat_id=None, side="staff", last=0, watches=watches, person=person)


def test_a_change_reaches_every_wallboard_and_the_page_of_whose_telephone_it_is():
    hub = object.__new__(Hub)
    board, mine, other, chats = page(LINE, 1), page(TELEPHONE, 7), page(TELEPHONE, 8), page(QUEUE, 7)
    hub.watching = {board, mine, other, chats}
    hub._line_changed(Ring(line=True, telephones=(7,)))
    assert [each.frames.qsize() for each in (board, mine, other, chats)] == [1, 1, 0, 0]
    hub._line_changed(Ring(telephones=(8,)))
    assert [each.frames.qsize() for each in (board, mine, other, chats)] == [1, 1, 1, 0]


def test_a_ring_travels_to_other_processes_and_one_of_an_older_version_is_heard(monkeypatch):
    wire = doorbell.to_wire(Ring((3,), queue=True, line=True, telephones=(7, 8)))
    assert doorbell.from_wire(wire) is None  # our own
    monkeypatch.setattr(doorbell, "PROCESS", "another")
    assert doorbell.from_wire(wire) == Ring((3,), queue=True, line=True, telephones=(7, 8))
    older = '{"from": "older", "chats": [3], "queue": false, "typing": null}'
    assert doorbell.from_wire(older) == Ring((3,))


@pytest.mark.parametrize("watch", ["everything", 3, None, [], {"a": 1}])
def test_a_page_says_what_it_watches_or_is_refused(watch):
    assert parse('{"type": "hello", "token": "t", "watch": "line"}').watch == LINE  # type: ignore[union-attr]
    with pytest.raises(BadFrame):
        parse(json.dumps({"type": "hello", "token": "t", "watch": watch}))
