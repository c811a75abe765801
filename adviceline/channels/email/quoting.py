"""A reply parted from what it quotes."""

import re
from functools import cache

from mailparser_reply.parser import EmailMessage

from adviceline.channels.email import attributions

LONGEST_LINE = 300
MOST_LINES = 3_000
MOST_ATTRIBUTIONS = 40
_ON = re.compile(r"^[> ]*On\b", re.IGNORECASE)
_QUOTED = re.compile(r"^\s*>")
_ORIGINAL = re.compile(r"^[-_ ]{3,}\s*(original message|forwarded message|original appointment)\s*[-_ ]{3,}$", re.I)
_FORWARD = re.compile(r"^begin forwarded message:$", re.IGNORECASE)
_RULE = re.compile(r"^\s*_{20,}\s*$")


@cache
def _attribution() -> re.Pattern[str]:
    """mail-parser-reply's patterns for the line or block that stands above a quoted message."""
    pattern: re.Pattern[str] = EmailMessage(text="", languages=["en"]).HEADER_REGEX
    return pattern


def part(text: str) -> tuple[str, str]:
    """(what is new, what is quoted). Answers written between the quoted lines, or below them, are new.

    A forwarded message with nothing written above it has no new text.
    """
    lines = text.split("\n")
    start, marked = _first_attribution(lines)
    new, quoted = lines[:start], []
    rest = lines[start:]
    if marked and any(_QUOTED.match(line) for line in rest):
        # Quoted line by line: what is not marked is the sender's own, until an unmarked older message begins.
        quoted.extend(rest[:marked])
        rest = rest[marked:]
        again, _ = _first_attribution(rest, blocks_only=True)
        new.extend(line for line in rest[:again] if not _QUOTED.match(line))
        quoted.extend(line for line in rest[:again] if _QUOTED.match(line))
        quoted.extend(rest[again:])
    else:
        quoted.extend(line for line in new if _QUOTED.match(line))
        new = [line for line in new if not _QUOTED.match(line)]
        quoted.extend(rest)
    return _tidy(new), _tidy(quoted)


def _first_attribution(lines: list[str], *, blocks_only: bool = False) -> tuple[int, int]:
    """The line at which the first attribution begins (the number of lines when none), and how many lines it takes
    when it is of the kind ('On …, … wrote:') below which quoting is marked line by line; 0 otherwise."""
    looked = _looked_at(lines)
    best, marked = len(lines), 0
    for place, line in enumerate(looked):
        if _ORIGINAL.match(line) or _FORWARD.match(line):
            best = place
            break
    joined = "\n".join(looked)
    for match in _attribution().finditer(joined):
        said = match.group(0)
        wrote = said.rstrip().endswith("wrote:")
        if not wrote and not _is_block(said):
            continue
        if wrote and blocks_only:
            continue
        begins = match.start() + len(said) - len(said.lstrip("\n"))
        place = joined.count("\n", 0, begins)
        if place < best:
            best, marked = place, said.strip("\n").count("\n") + 1 if wrote else 0
        break
    if (block := attributions.block_at(looked)) < best:
        best, marked = block, 0
    if not blocks_only and (found := attributions.line_at(looked))[0] < best:
        best, marked = found
    while best and best < len(lines) and _RULE.match(lines[best - 1]):
        best -= 1  # the rule that Outlook draws above the block
    return best, marked


def _looked_at(lines: list[str]) -> list[str]:
    """Lines as the patterns see them: bounded, for a pattern may take time by the square of what resembles it."""
    looked, attributions = [], 0
    for line in lines[:MOST_LINES]:
        text = line.strip()[:LONGEST_LINE]
        if _ON.match(text):
            attributions += 1
            text = text if attributions <= MOST_ATTRIBUTIONS else ""
        looked.append(text)
    return looked


def _is_block(said: str) -> bool:
    """Whether it is a block of From:, Sent:, To: … and not somebody's list that happens to use one such word."""
    return bool(re.search(r"^[>* ]*From:", said, re.MULTILINE | re.IGNORECASE)) and bool(
        re.search(r"^[>* ]*(Sent|Date):", said, re.MULTILINE | re.IGNORECASE)
    )


def _tidy(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n ")
