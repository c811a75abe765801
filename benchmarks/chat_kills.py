"""`kill -9` of the server while 200 sockets chat, and Redis restarted: every acknowledged message once, in order, in time.

    python benchmarks/chat_kills.py                                                  SQLite
    python scripts/servers.py run -- python benchmarks/chat_kills.py                 PostgreSQL

Two processes of one service ring each other through Redis. Of each chat one page writes, its next line as soon as the last
is acknowledged, at one process; the other listens at the other. The processes are killed in turn, each a random moment
after everybody was acknowledged something; in the middle Redis goes away, a process dies without it, and it comes back. For
each time a page came back and had missed something, the time is taken until it had heard all that was acknowledged by then.
At the end the database is compared with what the pages saw. Exit code 1 if anything was lost, doubled, out of order or late.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.always_open import content
from tests.support.chat_crowd import Pair, live_through_kills
from tests.support.in_service import call
from tests.support.redis_server import RedisServer
from tests.support.server import Service

IN_TIME_SECONDS = 5.0


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--sockets", type=int, default=200, help="two to a chat")
    words.add_argument("--kills", type=int, default=5)
    words.add_argument("--seed", type=int, default=20261130)
    options = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bell = RedisServer(Path(folder)).start()
        try:
            return run(options, Path(folder), bell)
        finally:
            bell.stop()


def run(options: argparse.Namespace, folder: Path, bell: RedisServer) -> int:
    (folder / "second").mkdir()
    settings = {"ADVICELINE_RATE_LIMITS": "off", "ADVICELINE_LOG_LEVEL": "ERROR", "REDIS_URL": bell.url}
    with Service(folder, **settings) as first:
        first.prepare().environment["ADVICELINE_CONTENT"] = content()
        pages = call(first, "tests.support.chat_people:pages", count=options.sockets // 2)
        with first.another(folder / "second") as second:
            services = [first.start(), second.start()]
            bases = [service.url("") for service in services]
            pairs = [Pair.of(page, *bases[:: 1 if number % 2 else -1]) for number, page in enumerate(pages)]
            began = time.monotonic()
            asyncio.run(live_through_kills(
                services, pairs, kills=options.kills, chance=random.Random(options.seed), life_seconds=(0.5, 3), bell=bell
            ))  # fmt: skip
            took = time.monotonic() - began
        kept = call(first, "tests.support.chat_people:kept")
    members = [member for pair in pairs for member in (pair.writer, pair.listener)]
    faults = [fault for pair in pairs for fault in pair.faults(kept.get(pair.writer.page["chat"], []))]
    back = sorted(seconds for member in members for seconds in member.caught_up)
    late = sum(seconds > IN_TIME_SECONDS for seconds in back)
    engine = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    print(f"{engine}: {len(members)} sockets, {options.kills} deaths of two processes, Redis restarted, {took:.0f} s")
    print(f"{sum(len(pair.writer.acknowledged) for pair in pairs):,} messages acknowledged, {len(faults)} faults "
          f"{sorted(set(faults))}; {sum(member.connections for member in members):,} connections")  # fmt: skip
    if back:
        print(f"{len(back)} pages came back behind: the middle one had all after {back[len(back) // 2]:.2f} s, the last after "
              f"{back[-1]:.2f} s; {late} later than {IN_TIME_SECONDS:.0f} s")  # fmt: skip
    return 1 if faults or late or not back else 0


if __name__ == "__main__":
    sys.exit(main())
