"""What a frame of another site may ask, and what nobody else may with it."""

from __future__ import annotations

import re

import pytest
from django.core import signing
from django.test import Client

from adviceline.channels.chat import views
from adviceline.channels.chat.embedding import HEADER, embedded_token
from adviceline.channels.chat.identity import EMBEDDED, NotLetIn, chat_of_embedded, page_token, who
from adviceline.channels.chat.models import Chat
from tests.support.chat_sample import QUESTION, chat
from tests.support.clock import london

pytestmark = pytest.mark.django_db
SITE = "https://school.example.org"


@pytest.fixture
def embedded(settings):
    settings.CHAT_EMBEDDED_AT = (SITE,)


@pytest.fixture
def frame():
    """A browser in which Django checks forms as it does outside of tests."""
    return Client(enforce_csrf_checks=True)


def test_without_the_setting_there_is_no_frame_and_no_token_counts(client, settings):
    settings.CHAT_EMBEDDED_AT = ()
    made = chat()
    assert client.get("/chat/embedded").status_code == 404
    assert client.get("/chat/talk", headers={HEADER: embedded_token(made)}).status_code == 404
    with pytest.raises(NotLetIn):
        who([], embedded_token(made))


def test_only_the_sites_of_the_setting_may_show_the_frame_and_no_other_page_at_all(client, embedded):
    answer = client.get("/chat/embedded")
    assert f"frame-ancestors {SITE};" in answer["Content-Security-Policy"] + ";"
    assert "X-Frame-Options" not in answer
    page = client.get("/chat")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_what_identifies_is_named_as_it_is_typed_in_a_frame_too(frame, embedded):
    answer = frame.post("/check-text", {"text": "A pupil called Zebedee told staff."}, headers={HEADER: "new"})
    assert [each["text"] for each in answer.json()["findings"]] == ["Zebedee"]


def test_a_chat_is_begun_and_written_in_with_the_header_alone_and_no_cookie_is_set(frame, embedded, monkeypatch):
    monkeypatch.setattr(views.timezone, "now", lambda: london(2022, 2, 3, 10))
    begin = frame.get("/chat", headers={HEADER: "new"})
    form = re.search(r'name="form" value="([^"]+)"', begin.text)
    begun = frame.post("/chat", {"form": form[1], "role": "dsl", "name": ""}, headers={HEADER: "new"})
    token = begun[HEADER]
    assert Chat.objects.count() == 1
    said = {"id": "00000000-0000-4000-8000-000000000001", "text": QUESTION}
    frame.post("/chat/say", said, headers={HEADER: token})
    page = frame.get("/chat/talk", headers={HEADER: token})
    assert QUESTION in page.text
    assert HEADER not in page  # only whoever began the chat is given its token
    assert len(frame.cookies) == 0
    assert who([], token).chat_id == Chat.objects.get().pk


def test_without_the_header_a_form_still_needs_its_cookie(frame, embedded):
    assert frame.post("/chat/say", {"text": "x"}).status_code == 403


@pytest.mark.parametrize("spoil", ["", "new", "embedded.", "embedded.x:y:z", "page", "other_salt", "of_nothing"])
def test_a_token_that_is_none_opens_nothing(client, embedded, spoil):
    made = chat()
    client.session.create()
    token = {
        "page": page_token(client.session, chat=made, person=None),
        "other_salt": EMBEDDED + signing.dumps(made.key.hex, salt="another"),
        "of_nothing": EMBEDDED + signing.dumps("0" * 32, salt="adviceline.chat.embedded"),
    }.get(spoil, spoil)
    assert chat_of_embedded(token) is None
    answer = client.get("/chat/talk", headers={HEADER: token})
    assert (answer.status_code, QUESTION in answer.text) == (302, False)


def test_a_frame_is_not_the_enquirer_of_the_session_that_the_browser_also_has(client, embedded):
    session = client.session
    session["chat"] = chat().key.hex
    session.save()
    assert client.get("/chat/talk").status_code == 200
    assert client.get("/chat/talk", headers={HEADER: "new"}).status_code == 302


def test_while_the_service_is_closed_the_frame_says_when_it_opens(frame, embedded, monkeypatch):
    monkeypatch.setattr(views.timezone, "now", lambda: london(2022, 2, 3, 22))
    assert "Chat is closed now" in frame.get("/chat", headers={HEADER: "new"}).text
