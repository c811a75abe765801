"""What is said in one go: the answers to the questions of a wave."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from adviceline.privacy.screening import ScreenedText

NOTHING = ScreenedText("")
TEXTS = ("words", "identifying_words", "responding_words")
LONGEST_WORDS = 1000
LONGEST_REPLY_TO = 254


def is_said(value: object) -> bool:
    """Whether a value is an answer. A score of 0 is one."""
    return value is not None and value is not False and value != ""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Codes are those of `measures.feedback_codes`; a score is 0 to 10. Everything may be left unanswered.

    `asks_for_case`: the person wants something looked into. `reply_to` is how to reach them about it, empty to stay
    anonymous.
    """

    satisfaction: int | None = None
    recommend: str = ""
    helped: str = ""
    done: str = ""
    identifying: int | None = None
    responding: int | None = None
    identifying_before: int | None = None
    responding_before: int | None = None
    words: ScreenedText = NOTHING
    identifying_words: ScreenedText = NOTHING
    responding_words: ScreenedText = NOTHING
    asks_for_case: bool = False
    reply_to: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, texts as they were let through."""
        return asdict(self) | {name: getattr(self, name).text for name in TEXTS}

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was said. An address alone says nothing."""
        said = {name: value for name, value in self.as_dict().items() if name != "reply_to"}
        return not any(is_said(value) for value in said.values())


CODED = tuple(each.name for each in fields(Answers) if each.name not in (*TEXTS, "asks_for_case", "reply_to"))
