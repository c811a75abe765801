"""Whether the guard still answers what it answered, span for span: for changes that are to make it quicker and nothing else.

    python -m benchmarks.guard_answers --write FILE --texts 300000     # before the change
    python -m benchmarks.guard_answers --compare FILE --texts 300000   # after it

Every text of `guard_texts`, whole and line by line, the grammar's, the templates', and texts made of all of these by
chance: cut, joined, shuffled, with letters left out, doubled, in other cases, look-alikes, marks, figures. Of each a digest
of what `detect` and `to_blank` say. Compares every text and shows those whose answers differ, and those that took longer
than a text of 1,500 characters ever should; exits with 1 if there is any.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
from collections.abc import Iterator
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from adviceline.privacy.guard import detect, to_blank
from benchmarks.guard.templates import filled
from benchmarks.guard.texts import TEXTS, lines, marked_texts
from benchmarks.guard_grammar.__main__ import made

SIZE = 8
PATIENCE = 2.0  # seconds of processor time
TOO_SLOW = b"too slow"
ODD = "’‘“”–—…½¼é\u00ad\u200bоⅠ１ ß&amp;%40**\t\n\n\r|/\\@#_.,;:!?'\"()[]{}<>~=+-*£$0123456789"
_JOINTS = ("", " ", "\n", ", ", ". ", " and ", " - ", "\n> ", "\t", " | ", ": ")


def given() -> list[str]:
    """The texts as they are, and their lines."""
    whole = [text for path in sorted(TEXTS.iterdir()) for text, _ in marked_texts(path.stem)]
    whole += [text for seed in (1, 2) for _, text, _ in made(seed, 2)]
    r = random.Random(3)
    people = lines("held_out_names.txt")
    whole += [filled(template, people, r)[0] for template in lines("templates.txt") for _ in range(3)]
    each = [line for text in whole for line in text.split("\n")]
    return list(dict.fromkeys([*whole, *each, *(text.replace("\n", " ") for text in whole)]))


def texts() -> Iterator[str]:
    """Those, and then others made of them, without end."""
    whole = given()
    yield from whole
    short = [text for text in whole if len(text) < 400]
    r = random.Random(5)
    while True:
        yield _changed(r.choice(short), short, r)


def _changed(text: str, others: list[str], r: random.Random) -> str:
    for _ in range(r.choice((1, 1, 2, 2, 3, 6))):
        what, at = r.randrange(13), r.randrange(len(text) + 1)
        upto = min(len(text), at + r.choice((1, 1, 2, 5, 12)))
        match what:
            case 0:
                text = text[:at] + text[upto:]
            case 1:
                text = text[:at] + r.choice(ODD) + text[at:]
            case 2:
                text = text[:at] + r.choice(ODD) + text[upto:]
            case 3:
                text = text[:at] + r.choice(_JOINTS) + r.choice(others)
            case 4:
                text = r.choice(others) + r.choice(_JOINTS) + text[at:]
            case 5:
                text = text[:at] + text[at:upto].swapcase() + text[upto:]
            case 6:
                text = r.choice((str.lower, str.upper, str.title, str.swapcase))(text)
            case 7:
                text = "".join(str(r.randrange(10)) if c.isdigit() and r.random() < 0.5 else c for c in text)
            case 8:
                words = text.split(" ")
                r.shuffle(words)
                text = " ".join(words)
            case 9:
                words = text.split(" ")
                place = r.randrange(len(words))
                words[place:place] = r.choice(others).split(" ")[: r.randrange(1, 6)]
                text = " ".join(words)
            case 10:
                text = text[:at] + text[at:upto] * 2 + text[upto:]
            case 11:
                words = text.split(" ")
                text = " ".join(word.title() if r.random() < 0.2 else word for word in words)
            case _:
                text = text.replace(r.choice(" .,-'"), r.choice(_JOINTS))
        text = text[:1_500]
    return text


class _TooSlow(BaseException):
    """Not an `Exception`, which the guard would make its own of."""


def _give_up(*_: object) -> None:
    raise _TooSlow


def answer(text: str) -> bytes:
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        said = repr((detect(text), to_blank(text)))
    except _TooSlow:
        print("too slow:", repr(text), flush=True)
        return TOO_SLOW
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = words.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", type=Path)
    what.add_argument("--compare", type=Path)
    words.add_argument("--texts", type=int, default=300_000)
    words.add_argument("--show", type=int, default=20)
    options = words.parse_args()
    signal.signal(signal.SIGPROF, _give_up)
    asked = islice(texts(), options.texts)
    if options.write:
        with options.write.open("wb") as file:
            for text in asked:
                file.write(answer(text))
        return
    kept = options.compare.read_bytes()
    compared = 0
    differing = []
    for text, at in zip(asked, range(0, len(kept), SIZE), strict=False):
        compared += 1
        found = answer(text)
        if found == TOO_SLOW or found != kept[at : at + SIZE]:
            differing.append(text)
    print(f"{compared:,} texts compared, {len(differing):,} answered otherwise")
    for text in sorted(differing, key=len)[: options.show]:
        print(repr(text), *detect(text), sep="\n    ")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
