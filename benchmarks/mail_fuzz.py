"""Hostile bytes for the reader of messages: no crash, and bounded time and memory for each.

    python benchmarks/mail_fuzz.py --seconds 600                chance damage of the messages that the tests use
    python benchmarks/mail_fuzz.py --seconds 600 --atheris      guided by which code was reached

`--atheris` needs that library, which is not locked: install it in an environment apart and put this one's packages on
PYTHONPATH. A message may take five seconds of processor and 500 MB; more, or any exception but the refusal in words, ends
with 1 and leaves the message in `crash.eml`. What is tried: parsing, threading, parting the quoted text, the address that
replies go to, and the rules that decide what becomes of it.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

MOST_SECONDS, MOST_MEGABYTES = 5.0, 500
SEEDS = [path.read_bytes() for path in sorted((ROOT / "tests/unit/channels/mails").glob("*.eml"))]
DAMAGE = [
    b"\r\n", b"\n\n", b"=?utf-8?B?", b"?=", b"boundary=", b"\x00", b"--m0\n", b"(((", b"<<", b"charset=punycode", b"\xff\xfe",
    b"Content-Type: multipart/mixed; boundary=m0\n", b"Content-Type: message/rfc822\n\n", b"\xe2\x80\xae", b"From a@b 2022\n",
    b"Content-Transfer-Encoding: base64\n", b"filename*0*=utf-8''%ff", b"References: <a@b> ", b"> On 1 May, a wrote:\n",
    b"<div><table>", b"<blockquote>" * 50, b"=\n" * 50, b"begin 644 x\n", b"application/ms-tnef", b"METHOD:REPLY\n",
]  # fmt: skip
AT = datetime(2022, 2, 3, 10, tzinfo=UTC)
worst = {"seconds": 0.0, "messages": 0}


def one(raw: bytes) -> None:
    from adviceline.channels.email import rules, threading
    from adviceline.channels.email.parsing import UnreadableMail, parse

    began = time.process_time()
    try:
        found = parse(raw, own_addresses=["advice@hsb-support.example.org"])
        threading.thread_keys(found)
        rules.note_text(found)
        rules.answered_ids(found)
        rules.began_at(found, at=AT)
        rules.sent_to(found)
    except UnreadableMail:
        pass
    took = time.process_time() - began
    worst["seconds"], worst["messages"] = max(worst["seconds"], took), worst["messages"] + 1
    if took > MOST_SECONDS:
        raise AssertionError(f"{len(raw)} bytes took {took:.1f} s")
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > MOST_MEGABYTES * 1024:
        raise AssertionError(f"{len(raw)} bytes took more than {MOST_MEGABYTES} MB")


def damaged(chance: random.Random) -> bytes:
    raw = bytearray(chance.choice(SEEDS))
    if chance.random() < 0.2:
        other = chance.choice(SEEDS)
        cut = chance.randrange(len(raw) + 1)
        raw[cut:] = other[chance.randrange(len(other) + 1) :]
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(raw) + 1)
        what = chance.choice([chance.randbytes(chance.randint(0, 12)), chance.choice(DAMAGE)])
        if chance.random() < 0.1:
            what *= chance.choice([10, 1000, 20_000])
        raw[place : place + chance.choice([0, 0, 1, 40])] = what
    return bytes(raw)


def by_chance(seconds: float, seed: int) -> int:
    chance, end = random.Random(seed), time.monotonic() + seconds
    while time.monotonic() < end:
        raw = damaged(chance)
        try:
            one(raw)
        except BaseException as error:
            Path("crash.eml").write_bytes(raw)
            print(f"{type(error).__name__}: {error}; the message is in crash.eml", file=sys.stderr)
            return 1
    return 0


def by_atheris(seconds: float, seed: int) -> int:
    import atheris  # type: ignore[import-not-found]  # not locked: see above

    with atheris.instrument_imports(include=["adviceline.channels.email", "email", "mailparser_reply"]):
        one(SEEDS[0])
    corpus = Path(__file__).parent.parent / "tests/unit/channels/mails"
    arguments: list[Any] = [
        sys.argv[0], f"-max_total_time={int(seconds)}", f"-seed={seed}", "-max_len=20000", f"-timeout={int(MOST_SECONDS)}",
        f"-rss_limit_mb={MOST_MEGABYTES}", "-print_final_stats=1", "-artifact_prefix=crash-",
    ]  # fmt: skip
    found = tempfile.mkdtemp(prefix="mail-fuzz-")
    atheris.Setup([*arguments, found, str(corpus)], one)
    atheris.Fuzz()
    return 0


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--seconds", type=float, default=600)
    words.add_argument("--seed", type=int, default=20260223)
    words.add_argument("--atheris", action="store_true")
    given = words.parse_args()
    code = (by_atheris if given.atheris else by_chance)(given.seconds, given.seed)
    print(f"{worst['messages']:,} messages, the slowest took {worst['seconds']:.2f} s, "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB at most")  # fmt: skip
    return code


if __name__ == "__main__":
    sys.exit(main())
