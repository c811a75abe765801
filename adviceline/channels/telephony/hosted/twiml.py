"""What the provider is told to do with a call: TwiML. The words are those that our own exchange speaks."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as Tree

from adviceline.content.current import current_content

QUEUE = "advice"
LONGEST_MESSAGE_SECONDS, SILENCE_SECONDS, CHOICE_SECONDS = 180, 8, 6
Address = Callable[[str], str]


class Answer:
    """One document, built verb by verb. `address` gives the public address of a webhook of ours by its name, with a query that
    makes this answer's addresses its own."""

    def __init__(self, address: Address) -> None:
        self._root = Tree.Element("Response")
        self._address = address

    def __str__(self) -> str:
        return '<?xml version="1.0" encoding="UTF-8"?>' + Tree.tostring(self._root, encoding="unicode")

    def say(self, *prompts: str) -> Answer:
        self._say(self._root, *prompts)
        return self

    def enqueue(self) -> Answer:
        there = {"action": self._address("left"), "waitUrl": self._address("wait")}
        Tree.SubElement(self._root, "Enqueue", there).text = QUEUE
        return self

    def take_next(self, adviser: int) -> Answer:
        """Join an adviser's call to whoever waits longest, or to the next who comes."""
        dial = Tree.SubElement(self._root, "Dial", {"action": self._address("adviser_again")})
        Tree.SubElement(dial, "Queue", {"url": f"{self._address('before')}&adviser={adviser}"}).text = QUEUE
        return self

    def ask(
        self, step: str, *prompts: str, digits: str = "", finish: bool = False, seconds: int = CHOICE_SECONDS
    ) -> Answer:
        """Keys go to `step`, and silence too. `digits` are read aloud after the first prompt; `finish`: ended by #."""
        how = {"action": self._address(step), "timeout": str(seconds), "actionOnEmptyResult": "true"}
        gather = Tree.SubElement(self._root, "Gather", how | ({"finishOnKey": "#"} if finish else {"numDigits": "1"}))
        self._say(gather, *prompts[:1])
        if digits:
            Tree.SubElement(gather, "Say", {"language": "en-GB"}).text = " ".join(digits)
        self._say(gather, *prompts[1:])
        return self

    def wait_on(self) -> Answer:
        """In the queue: the prompt, and a pause in which 1 may be pressed. The provider asks again when it is over."""
        gather = Tree.SubElement(
            self._root, "Gather", {"action": self._address("key"), "numDigits": "1", "timeout": "25"}
        )
        self._say(gather, "waiting")
        return self

    def menu(self) -> Answer:
        return self.ask("choice", "choice")

    def record(self) -> Answer:
        self.say("voicemail")
        Tree.SubElement(self._root, "Record", {
            "action": self._address("recorded"), "recordingStatusCallback": self._address("recording"),
            "maxLength": str(LONGEST_MESSAGE_SECONDS), "timeout": str(SILENCE_SECONDS), "finishOnKey": "#",
            "playBeep": "true", "trim": "do-not-trim",
        })  # fmt: skip
        return self

    def leave(self) -> Answer:
        Tree.SubElement(self._root, "Leave")
        return self

    def hang_up(self) -> Answer:
        Tree.SubElement(self._root, "Hangup")
        return self

    def _say(self, inside: Tree.Element, *prompts: str) -> None:
        spoken = current_content().spoken.prompts
        for name in prompts:
            if words := spoken.get(name):
                Tree.SubElement(inside, "Say", {"language": "en-GB"}).text = words
