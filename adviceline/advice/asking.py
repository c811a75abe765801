"""Words of a map that would ask for something that identifies a child, or for an account of what happened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# What only a question that asks for an identifier, or for an account, would say. Bands of age may be asked for.
_CHILD = r"(child|children|pupils?|students?|boys?|girls?|young person|young people|victims?|suspects?)"
_THE_CHILD = rf"(the|this|that|these|those|each|your) (\w+ ){{0,2}}?{_CHILD}"
_THEM = rf"({_THE_CHILD}|it|he|she|they)"
_NOT_A_BAND = r"(?!,? (bands?|ranges?|groups?|brackets?))"
_ASKS_TO_IDENTIFY = re.compile(
    r"\b("
    + "|".join(
        (
            r"(nick|sur|first )?names?|initials|date of birth|dob|birthday|born|address|postcode|nhs number|upn",
            rf"what (is|are|was|were) {_THEM} called|what (do|does|did) .{{0,40}}\bcall ({_THEM}|him|her|them)",
            r"(which|what) (school|class|child|college|nursery|pupil|student|setting|year|form|tutor|house|team|street)",
            r"(which|what) (town|village|home|placement|hospital|surgery|church|club|date|day)",
            rf"who (is|are|was|were) ({_THEM}|involved)|who {_THEM} (is|are|was|were)|who (did|does) (it|this|that)",
            r"whose (child|son|daughter)",
            rf"where (is|are|was|were|do|does|did) {_THEM}|where {_THE_CHILD} (is|are|lives?|goes|go|went|attends?)",
            rf"how old|how young|how many years|years old|exact age|what age{_NOT_A_BAND}|age of {_THE_CHILD}",
            rf"what (is|are|was|were) .{{0,60}}\bages?\b{_NOT_A_BAND}",
            rf"what (exactly )?(happened|took place|went on|did (he|she|they|{_THE_CHILD}))",
            rf"what (he|she|they|{_THE_CHILD}) (did|said|saw)",
            r"(talk|walk|take|lead) (me|us) through|step by step|blow by blow|in (your|his|her|their) own words",
            r"tell me (exactly )?what|tell (me|us) (more )?(everything|the story|about (it|what|the incident|the event))",
            r"describe|recount|on (what|which) (date|day)|when (exactly )?did|when was",
        )
    )
    + r")\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_REQUEST = re.compile(r"\?$|\b(?:tell|give|send|read) (?:me|us)\b", re.IGNORECASE)


def asks_to_identify(text: str) -> str:
    """The words that ask so; empty when none do."""
    found = _ASKS_TO_IDENTIFY.search(text.replace("\u2019", "'"))
    return found.group() if found else ""


def requests_in(texts: Iterable[str]) -> Iterator[str]:
    """The sentences that ask somebody for something."""
    for text in texts:
        for sentence in _SENTENCE.findall(text):
            if _REQUEST.search(sentence.strip()):
                yield sentence.strip()
