"""Whatever comes over a socket is one of the frames, or refused in plain words that hold nothing of it."""

from __future__ import annotations

import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adviceline.channels.chat.frames import LONGEST_FRAME, BadFrame, Hello, Here, Say, Typing, frame, parse

NAME = uuid.uuid4()
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
FIELDS = st.sampled_from(["type", "id", "text", "token", "after", "blank", "whisper"])
TYPES = st.sampled_from(["say", "hello", "typing", "here"])


def test_what_a_page_sends_is_read():
    assert parse(frame("hello", token="a:b", after=3)) == Hello("a:b", 3)
    assert parse(frame("say", id=str(NAME), text="Hello", blank=True)) == Say(NAME, "Hello", blank=True)
    assert parse(frame("typing")) == Typing()
    assert parse(frame("here")) == Here()


def test_the_longest_message_fits_into_a_frame_however_it_is_written():
    text = "\N{PILE OF POO}" * 2_000 + "x" * 2_000
    assert parse(json.dumps({"type": "say", "id": str(NAME), "text": text})) == Say(NAME, text)


def test_more_than_a_frame_is_not_read():
    with pytest.raises(BadFrame, match="too long"):
        parse(" " * (LONGEST_FRAME + 1))


@given(st.text() | ANYTHING.map(json.dumps) | st.dictionaries(FIELDS, TYPES | ANYTHING).map(json.dumps))
def test_anything_else_is_refused_in_plain_words(sent):
    assert isinstance(_read(sent), (Hello, Say, Typing, Here, str))


def _read(sent: str) -> object:
    """The frame, or the refusal, which is a short sentence of ours."""
    try:
        return parse(sent)
    except BadFrame as refusal:
        said = str(refusal)
    return said if said.endswith(".") and len(said) < 60 else None


@given(st.text(max_size=300))
def test_a_text_comes_through_as_it_was_written(text):
    sent = json.dumps({"type": "say", "id": str(NAME), "text": text})
    assert parse(sent) == Say(NAME, text)
