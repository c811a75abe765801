"""Maps of advice made by chance for hypothesis: any shape that a map may have, any words that somebody may write."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

from adviceline.advice.loading import map_from_data
from adviceline.advice.model import AdviceMap

HOSTILE = (
    '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onload='x", "]]>&amp;<!--", "\x00\x1b[31m\u202ex",
    "a" * 300, "wide 一二三四五六七八九十 and 😀", "two\nlines\tand a tab", "&lt;g&gt;", "",
)  # fmt: skip
words = st.one_of(
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Z", "S")), max_size=80),
    st.sampled_from(HOSTILE),
    st.sampled_from(("Yes", "No", "Not known", "Somebody has called, and help is on the way")),
)


@st.composite
def maps(draw: st.DrawFn, *, most: int = 150, hostile: bool = True) -> AdviceMap:
    """A map without circles of 1 to `most` places, all of them reached from the start.

    Each question leads by 1 to 5 answers, some of them on conditions, to places further on.
    """
    places = draw(st.integers(2, most))
    chance = Random(draw(st.integers(0, 2**32)))  # hypothesis gives the seed
    said = draw(st.lists(words, min_size=1, max_size=12)) if hostile else ["Yes", "No", "Not known"]
    questions = chance.randint(1, places - 1)
    reach = chance.choice((1, 3, 10, places))
    ids = [f"N{number}" for number in range(questions)] + [f"O{number}" for number in range(places - questions)]
    leads: dict[str, list[str]] = {node: [] for node in ids[:questions]}
    for number in range(1, places):  # somebody before it leads to it
        latest = min(number, questions)
        leads[ids[chance.randrange(max(latest - reach, 0), latest)]].append(ids[number])
    for number in range(questions):
        for _ in range(chance.randint(0 if leads[ids[number]] else 1, 3)):
            leads[ids[number]].append(ids[chance.randint(number + 1, min(number + reach, places - 1))])
    flags = {f"flag_{letter}": {"label": chance.choice(said), "carried": "x"} for letter in "abc"}
    nodes = {node: _node(chance, said, targets, list(flags), chance.random() < 0.1) for node, targets in leads.items()}
    return map_from_data({
        "id": "chance", "title": chance.choice(said), "about": "Made by chance.", "flow": "whole_system",
        "status": "draft", "start": ids[0], "settings": {}, "sources": {}, "flags": flags, "nodes": nodes,
        "outcomes": {outcome: _outcome(chance, said) for outcome in ids[questions:]},
    })  # fmt: skip


def _node(chance: Random, said: list[str], targets: list[str], flags: list[str], emergency: bool) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    waiting = list(targets)
    while waiting:
        taken, waiting = waiting[: (many := chance.choice((1, 1, 1, 2, 3)))], waiting[many:]
        branches: list[dict[str, Any]] = [{"to": to, "when": {"any_flag": [chance.choice(flags)]}} for to in taken[:-1]]
        answers[f"answer_{len(answers)}"] = {
            "label": chance.choice(said), "say": "Thank you.",
            "next": [*branches, {"to": taken[-1]}] if branches else taken[0],
            "sets": [flag for flag in flags if chance.random() < 0.2],
        }  # fmt: skip
    return {
        "step": "S", "title": chance.choice(said), "question": chance.choice(said), "why": "Because.",
        "listen_for": ["doubt"], "avoid": ["haste"], "sources": [], "answers": answers,
        **({"emergency": {"number": "999", "who": "Somebody."}} if emergency else {}),
    }  # fmt: skip


def _outcome(chance: Random, said: list[str]) -> dict[str, Any]:
    return {
        "title": chance.choice(said), "summary": "The end.", "steps": ["Stop."], "contacts": [], "record": ["what"],
        "resources": [], "sources": [], "suggests": {}, "review_due_date": "2027-09-01",
        **({"emergency": {"number": "999", "who": "Somebody."}} if chance.random() < 0.2 else {}),
    }  # fmt: skip
