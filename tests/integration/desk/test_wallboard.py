"""The wallboard, and the map of advice beside a chat."""

from __future__ import annotations

import pytest
from django.utils import timezone

from adviceline.channels.chat import actions, queries
from adviceline.desk.wallboard import AtDesk, ChannelNow, wallboard
from tests.support import people
from tests.support.chat_sample import AT, chat

pytestmark = pytest.mark.django_db


def channel(name, people=(), **numbers):
    values = {
        "waiting": 0, "longest_wait_seconds": None, "going_on": 0, "ready": None, "offered": 0, "answered": 0,
        "unanswered": 0, "median_wait_seconds": None,
    }  # fmt: skip
    return lambda at: ChannelNow(name=name, route="desk:chats", people=people, **values | numbers)


def test_channels_add_up_and_somebody_ready_in_two_is_one():
    sam = {"name": "Sam", "busy_with": 0, "state": "Ready", "is_ready": True}
    board = wallboard(at=AT, shown=[
        channel("Chat", (AtDesk(channel="Chat", **sam),), waiting=2, longest_wait_seconds=40, going_on=1, unanswered=3),
        channel("Telephone", (AtDesk(channel="Telephone", **sam),), waiting=1, longest_wait_seconds=90, unanswered=1),
        channel("E-mail"),
    ])  # fmt: skip
    numbers = (board.waiting, board.longest_wait_seconds, board.going_on, board.ready, board.unanswered)
    assert numbers == (3, 90, 1, 1, 4)
    assert wallboard(at=AT, shown=[]).longest_wait_seconds is None


def test_a_supervisor_sees_who_waits_and_who_is_ready_and_nobody_is_made_ready_by_watching():
    adviser = people.somebody("adviser", name="Alex Sample", strong=True)
    queries.note_at_desk([adviser.pk], at=timezone.now())
    chat()
    supervisor = people.somebody("supervisor", name="Robin Sample", strong=True)
    page = people.browser_of(supervisor).get("/desk/wallboard?wait=1").text
    assert "Alex Sample" in page
    assert "Robin Sample</th>" not in page
    assert 'content="15"' in page


def test_the_map_is_walked_beside_a_chat():
    adviser = people.somebody("adviser", name="Alex Sample", strong=True)
    client = people.browser_of(adviser)
    made = actions.take_chat(chat=chat(), by=adviser, at=AT)
    page = client.get(f"/desk/chats/{made.pk}").text
    assert "Map of advice" in page
    stranger = chat()
    for pk, leads in ((made.pk, f"/desk/chats/{made.pk}#advice"), (stranger.pk, "#advice"), ("x", "#advice")):
        answer = client.post(
            f"/desk/enquiries/{made.enquiry.reference}/advice", {"map": "individual-incident", "chat": pk}
        )
        assert answer.status_code == 302
        assert answer["Location"].endswith(leads)
        assert ("/chats/" in answer["Location"]) == (pk == made.pk)
