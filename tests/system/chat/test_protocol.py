"""Any order of saying, saying again, coming again and sending nonsense: what a page shows is what was kept, in order."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.support.chat_pages import Socket, Visitor
from tests.support.server import Service

pytestmark = pytest.mark.system
EXAMPLES, STEPS = 6, 14
#: Letters and marks only: what the guard would stop has tests of its own.
TEXTS = st.text(alphabet="abc é<>&\"'{}\n\u200d\N{THUMBS UP SIGN}", max_size=30)
NONSENSE = st.sampled_from(["", "[]", "{}", '{"type":"say"}', '{"type":"hello","token":"x","after":-1}', "x" * 4000])


def machine(service: Service) -> type[RuleBasedStateMachine]:
    class Protocol(RuleBasedStateMachine):
        """One chat, two tabs of its enquirer. `kept` is what was acknowledged, `said` what was sent by which name."""

        def __init__(self) -> None:
            super().__init__()
            self.visitor = Visitor(service.url("")).starts_chat()
            self.tabs = [self.visitor.socket(), self.visitor.socket()]
            self.kept: list[str] = []
            self.said: dict[str, str] = {}
            self.seqs: dict[str, int] = {}

        @rule(tab=st.integers(0, 1), text=TEXTS)
        def say(self, tab: int, text: str) -> None:
            name, cleaned = str(uuid.uuid4()), text.strip()
            answer = self.tabs[tab].hear_own(self.tabs[tab].say(text, id=name))
            if not cleaned:
                assert answer["reason"] == "empty"
                return
            assert answer["text"] == cleaned
            self.kept.append(cleaned)
            self.said[name], self.seqs[name] = text, answer["seq"]

        @precondition(lambda self: self.said)
        @rule(tab=st.integers(0, 1), data=st.data())
        def say_again(self, tab: int, data: st.DataObject) -> None:
            """The same name, even with other words, is the message that was kept."""
            name = data.draw(st.sampled_from(sorted(self.said)))
            page = self.tabs[tab]
            page.heard.clear()
            page.say("other words", id=name)
            assert page.hear_own(name)["seq"] == self.seqs[name]

        @rule(tab=st.integers(0, 1), share=st.floats(0, 1))
        def come_again(self, tab: int, share: float) -> None:
            """From anywhere in the chat: only what follows is sent."""
            after = int(share * max(self.seqs.values(), default=1))
            self.tabs[tab].close()
            self.tabs[tab] = page = self.visitor.socket(after=after)
            last = max(self.seqs.values(), default=1)
            if after < last:
                page.hear(lambda frame: frame.get("seq") == last)
            assert [frame["seq"] for frame in page.messages] == list(range(after + 1, last + 1))

        @rule(tab=st.integers(0, 1), sent=NONSENSE)
        def send_nonsense(self, tab: int, sent: str) -> None:
            self.tabs[tab].connection.send(sent)
            self.tabs[tab].hear_type("error")

        @invariant()
        def what_is_kept_is_what_was_acknowledged(self) -> None:
            fresh: Socket = self.visitor.socket()
            last = max(self.seqs.values(), default=1)
            fresh.hear(lambda frame: frame.get("seq") == last)
            fresh.close()
            assert [frame["text"] for frame in fresh.messages if frame["from"] == "enquirer"] == self.kept

        def teardown(self) -> None:
            for page in self.tabs:
                page.close()

    return Protocol


def test_whatever_a_page_does_it_shows_what_was_kept_in_order(open_service: Service) -> None:
    run_state_machine_as_test(
        machine(open_service),
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
