"""What the telephone says: read from phone/prompts.yaml, with what a schema cannot check of words that are spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adviceline.content.problems import ContentProblem
from adviceline.content.safe_yaml import Document
from adviceline.content.texts import PLACEHOLDER, STANDARD_PLACEHOLDERS, placeholders_in

STEM = "prompts"
#: Every prompt that the exchange asks for by name.
NEEDED = (
    "welcome", "waiting", "next", "position", "in_the_queue", "full", "waited", "nobody", "out_of_hours", "choice",
    "not_a_choice", "callback_number", "callback_confirm", "callback_ask", "callback_wrong", "callback_taken",
    "voicemail", "voicemail_taken", "voicemail_lost", "goodbye", "signed_in", "signed_out", "on_a_break", "ready",
    "line_down", "adviser_pin", "not_on_the_line", "recording", "not_recorded",
)  # fmt: skip
#: Where a caller is told something and may go away with it: each says what to do when a child is in danger.
SAYS_EMERGENCY = ("welcome", "full", "waited", "nobody", "out_of_hours", "callback_taken")
_UNSPOKEN = re.compile(r"[<>*_#@/\\|{}\[\]~^=]|https?:|www\.")


@dataclass(frozen=True, slots=True)
class Spoken:
    """`prompts` by name, filled. Empty for a service without a telephone."""

    language: str
    words_a_minute: int
    prompts: Mapping[str, str]


def spoken_of(documents: Mapping[str, Document], standard: Mapping[str, str]) -> Spoken:
    if STEM not in documents:
        return Spoken("en-gb", 150, {})
    data = documents[STEM].data
    filled = {
        name: PLACEHOLDER.sub(lambda found: standard[found.group(1)], words) for name, words in data["prompts"].items()
    }
    return Spoken(data["voice"]["language"], data["voice"]["words_a_minute"], filled)


def phone_problems(service: Document, sections: Mapping[str, Mapping[str, Document]]) -> Iterator[ContentProblem]:
    for stem, document in sections["phone"].items():
        if stem != STEM:
            yield ContentProblem(document.file, 0, "This file is not read.", "Keep the prompts in prompts.yaml.")
            continue
        prompts = document.data["prompts"]
        for name in NEEDED:
            if name not in prompts:
                yield _problem(document, ("prompts",), f"The prompt '{name}' is missing.", f"Add '{name}:'.")
        for name, words in prompts.items():
            path = ("prompts", name)
            if name not in NEEDED:
                yield _problem(document, path, f"Nothing says '{name}'.", "Remove it, or correct its name.")
            for unknown in sorted(set(placeholders_in(words)) - set(STANDARD_PLACEHOLDERS)):
                yield _problem(document, path, f"'{{{unknown}}}' is not known here.", "Use one of the standard ones.")
            if found := _UNSPOKEN.search(PLACEHOLDER.sub("", words)):
                yield _problem(document, path, f"'{found.group()}' cannot be spoken.", "Write it as it is said.")
            if name in SAYS_EMERGENCY and "emergency_number" not in placeholders_in(words):
                yield _problem(
                    document, path, f"'{name}' does not say what to do when a child is in danger.",
                    "Say to hang up and dial {emergency_number}.",
                )  # fmt: skip


def _problem(document: Document, path: tuple[str | int, ...], message: str, remedy: str) -> ContentProblem:
    return ContentProblem(document.file, document.line(path), message, remedy)
