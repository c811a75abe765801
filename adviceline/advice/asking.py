"""Words of a map that would ask for something that identifies a child, or for an account of what happened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from adviceline.advice.identifying import IDENTIFYING

# What only a question that asks for an identifier, or for an account, would say. Bands of age may be asked for.
_CHILD = r"(child|children|pupils?|students?|boys?|girls?|young person|young people|victims?|suspects?|family|families)"
_THE_CHILD = rf"(the|this|that|these|those|each|your|one|either) (\w+ ){{0,2}}?{_CHILD}('s)?"
_THEM = rf"({_THE_CHILD}|it|he|she|they)"
_THEIRS = rf"({_THE_CHILD}|their|his|her|its)"
_NOT_A_BAND = r"(?!,? (bands?|ranges?|groups?|brackets?))"
_PLACE = (
    r"(school|academy|class|child|college|nursery|pupil|student|setting|year|form|tutor|house|team|street|town|village|"
    r"home|placement|hospital|surgery|church|club|date|day|bus|train|park|family|families|council|county|borough|"
    r"local authority|estate|flat|parent|sibling|brother|sister|social worker)"
)
_OF_A_PERSON = (
    r"(details|identity|identities|user ?names?|handles?|profiles?|accounts?|phone numbers?|telephone numbers?|mobile "
    r"numbers?|e-?mail address(es)?|reference( numbers?)?|case numbers?|file numbers?|record numbers?|nhs no|religion|"
    r"ethnicity|ethnic group|nationality|mother tongue|first language|gender and age|whereabouts)"
)
_DID = r"(did|said|saw|heard|showed|told)"
_IDENTIFYING = (
    r"(nick|sur|first |last |family )?names?|initials|date of birth|dob|birthday|born|address|postcode|nhs number|upn",
    rf"{_OF_A_PERSON} of {_THE_CHILD}|{_THEIRS} (\w+ )?{_OF_A_PERSON}|(what|which) {_OF_A_PERSON}|what is the {_OF_A_PERSON}",
    rf"what (is|are|was|were) ({_THEM}|your \w+) (called|known as)|known as|nicknamed",
    rf"what (do|does|did) .{{0,40}}\bcall ({_THE_CHILD}|him|her|them|it)",
    rf"(who|how) .{{0,30}}\b(refer to|identify) {_THE_CHILD}|identify ({_THE_CHILD}|him|her|them)|spell it",
    rf"(which|what) {_PLACE}|which (one )?of ((your|the|these|those|our) {_CHILD}|them)",
    rf"who (is|are|was|were) ({_THEM}|involved)|who {_THEM} (is|are|was|were)",
    r"who (did|does|reported|saw|started) (it|this|that)|who (is|are) (we|you) (talking|worried|concerned|calling) about",
    r"whose (child|son|daughter|phone|house|home)",
    rf"where(abouts)? (is|are|was|were|do|does|did|has|have) {_THEM}|where {_THE_CHILD} (is|are|lives?|goes|go|went|attends?)",
    r"where (is|was) home|where (do|does|did) it (happen|take)",
    rf"how old|how young|how many years|years old|exact age|what age{_NOT_A_BAND}|age of {_THE_CHILD}",
    rf"what (is|are|was|were) .{{0,60}}\bages?\b{_NOT_A_BAND}",
    rf"{_THEM} (is )?(aged? )?[0-9]+ or [0-9]+|{_THEM} (is )?in year [0-9r]\w*",
)
_ACCOUNT = (
    rf"what (exactly )?(happened|took place|went on|occurred|did (he|she|they|{_THE_CHILD})|did you (see|hear|witness))",
    rf"what (he|she|they|{_THE_CHILD}) {_DID}|what (was|were) (said|seen|heard|done)|how (did|does) (it|this|that) (happen|start)",
    r"what (did|does|do) the (image|images|picture|pictures|photo|photos|video|videos|message|messages) (show|say|contain)",
    r"what .{0,30}\b(acts?|touching|behaviours?) (took|take|happened|occurred|was|were)",
    rf"what did {_THE_CHILD}|(explain|tell|say|set out) what {_THE_CHILD} (did|said|saw)",
    r"(talk|walk|take|lead) (me|us) through|step by step|blow by blow|in (your|his|her|their) own words",
    r"tell me (exactly )?what|tell us exactly what|tell (me|us) (more )?(everything|the story)",
    r"tell (me|us) (more )?about (it|what|the incident|the event)",
    r"(give|write|need|want) (me |us )?(an |a |the )?(full |detailed )?(account|details|sequence)|sequence of events",
    r"more (detail|details) (about|of|on)|describe|recount|(on|the) (what |which )?(date|day) (on which|of the|it)",
    r"on (what|which) (date|day)|when (exactly )?did|when was|what time (of day )?(did|was)",
)
_SHORTENED = re.compile(r"\b(what|who|where|whereabouts|when|which|how|it|he|she|that)'s\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_REQUEST = re.compile(
    r"\?$|\b(?:tell|give|send|read|show|forward|email|text) (?:me|us)\b|\b(?:please|kindly) \w+|\b(?:upload|attach)\b",
    re.IGNORECASE,
)


@cache
def _asking_to_identify() -> re.Pattern[str]:
    """Compiled when a map is first checked: so large a pattern takes longer than most rooms take to start."""
    return re.compile(rf"\b({'|'.join((*_IDENTIFYING, *IDENTIFYING, *_ACCOUNT))})\b", re.IGNORECASE)


@lru_cache(maxsize=4_096)  # a version under review is checked again and again, its words mostly unchanged
def asks_to_identify(text: str) -> str:
    """The words that ask so; empty when none do."""
    found = _asking_to_identify().search(_SHORTENED.sub(r"\1 is", text.replace("\u2019", "'")))
    return found.group() if found else ""


def requests_in(texts: Iterable[str]) -> Iterator[str]:
    """The sentences that ask somebody for something."""
    for text in texts:
        for sentence in _SENTENCE.findall(text):
            if _REQUEST.search(sentence.strip()):
                yield sentence.strip()
