"""How a text comes: as it is, quoted, in capitals, in a list, a table, wrapped, encoded. Marks travel with it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

MARKED = re.compile(r"(\[\[.*?\]\]|\{\{.*?\}\})", re.S)


def as_is(marked: str, r: random.Random) -> str:
    return marked


def capitals(marked: str, r: random.Random) -> str:
    return marked.upper()


def small(marked: str, r: random.Random) -> str:
    return marked.lower()


def quoted_mail(marked: str, r: random.Random) -> str:
    body = marked.replace("\n", "\n> ")
    return f"Please see below.\n\nOn 12 March the office wrote:\n> {body}\n> \n> Many thanks"


def bullets(marked: str, r: random.Random) -> str:
    mark = r.choice(["- ", "* ", "• ", "1. ", "a) "])
    return f"Notes from the meeting\n{mark}School to monitor break times\n{mark}{marked}\n{mark}Review in six weeks"


def markdown(marked: str, r: random.Random) -> str:
    return MARKED.sub(lambda m: f"**{m[0]}**" if m[0][0] == "{" else m[0], marked)


def html(marked: str, r: random.Random) -> str:
    return "<p>" + marked.replace("\n", "<br>").replace("'", "&#39;") + "</p>"


def inside_brackets(marked: str, r: random.Random) -> str:
    return MARKED.sub(lambda m: f"({m[0]})" if m[0][0] == "{" else m[0], marked)


def within_prose(marked: str, r: random.Random) -> str:
    return (
        "Good morning. I am the deputy head of a junior school and I would like some advice about an incident. "
        f"{marked} The school has followed its behaviour policy and spoken to both families. What else should we do?"
    )


def chronology(marked: str, r: random.Random) -> str:
    return f"03/2024 - referral to early help, closed\n05/2024 - {marked}\n09/2024 - no further action"


def run_on(marked: str, r: random.Random) -> str:
    return f"hi can u help asap {marked} and nobody is doing anything thx"


def non_breaking(marked: str, r: random.Random) -> str:
    return MARKED.sub(lambda m: m[0].replace(" ", "\u00a0"), marked)


LAYOUTS: list[Callable[[str, random.Random], str]] = [
    as_is, as_is, as_is, within_prose, capitals, small, quoted_mail, bullets, markdown, html, inside_brackets, chronology,
    run_on, non_breaking,
]  # fmt: skip
