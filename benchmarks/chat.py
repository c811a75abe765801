"""How many messages web chat carries, with everything kept on the disk first, beside servers that keep nothing.

    python benchmarks/chat.py                     SQLite; with DATABASE_URL and KEYS_DATABASE_URL set, PostgreSQL
    python benchmarks/chat.py --people 2000       as many connections as that, two to a chat
    python benchmarks/chat.py --channels PYTHON   beside Channels too, by that Python (benchmarks/chat_channels.py)

The servers are, one after the other, each alone: a raw relay on uvicorn, Channels in memory and over Redis (pub/sub), the
service in one process, and the service in two that ring each other through Redis, the two people of a chat at one each. All
are uvicorn; the people are in a process of their own. Measured are: the server's memory for each connection; the time from
sending to the other side while so many people write once a second each; and messages a second that reached the other side
while every writer keeps a few unacknowledged, with the processor time that each of them took of the server and of the
people. Figures of one run on one machine: compare them with each other. Processor time is what other work disturbs least.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from websockets.asyncio.client import ClientConnection, connect

from tests.support.always_open import content
from tests.support.in_service import call
from tests.support.redis_server import RedisServer
from tests.support.server import Service, free_port

UNACKNOWLEDGED = 4
SETTLE_SECONDS = 20
TEXT = "We would like to plan the return to lessons with both families, without a date so far."


async def relay(scope: Any, receive: Any, send: Any) -> None:
    """The limit: whatever comes goes to everybody in the room, and nothing is kept, looked at or numbered."""
    await receive()
    await send({"type": "websocket.accept"})
    room = ROOMS.setdefault(scope["path"], [])
    room.append(send)
    try:
        while (event := await receive())["type"] != "websocket.disconnect":
            for each in room:
                await each({"type": "websocket.send", "text": event["text"]})
    finally:
        room.remove(send)


ROOMS: dict[str, list[Any]] = {}


class Person:
    """One end of a chat."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.heard, self.delays, self.own = 0, list[float](), set[str]()
        self.sent, self.other = deque[float](), self

    async def say(self) -> None:
        name = str(uuid.uuid4())
        self.own.add(name)
        self.sent.append(time.perf_counter())
        await self.socket.send(json.dumps({"type": "say", "id": name, "text": TEXT}))

    async def hear(self) -> None:
        """Until the next message; of one of the other side, which come in their order, how long it was under way."""
        while True:
            frame = json.loads(await self.socket.recv())
            if frame["type"] == "refused":
                raise AssertionError(frame)
            if frame["type"] in {"message", "say"} and frame["text"] == TEXT:
                if frame.get("id") in self.own:
                    self.own.discard(frame["id"])
                else:
                    self.heard += 1
                    self.delays.append(time.perf_counter() - self.other.sent.popleft())
                return


Pairs = list[tuple[Person, Person]]


async def flat_out(pairs: Pairs, seconds: float) -> float:
    """Messages a second that reached the other side."""
    until = time.perf_counter() + seconds

    async def write(person: Person) -> None:
        for _ in range(UNACKNOWLEDGED):
            await person.say()
        while time.perf_counter() < until:
            await person.hear()
            await person.say()

    async def listen(person: Person) -> None:
        while True:
            await person.hear()

    began, before = time.perf_counter(), sum(other.heard for _, other in pairs)
    work = [asyncio.create_task(job) for one, other in pairs for job in (write(one), listen(other))]
    await asyncio.sleep(seconds)
    reached, took = sum(other.heard for _, other in pairs) - before, time.perf_counter() - began
    await end(work)
    return reached / took


async def once_a_second(pairs: Pairs, people: int, seconds: int) -> tuple[list[float], int]:
    """The delays, sorted, while so many people write once a second, each at a moment of their own; and how many were sent.

    Up to one in each chat they are the first ends, then the second ones too.
    """
    writers = [person for end_of in (0, 1) for pair in pairs for person in (pair[end_of],)][:people]
    everybody = [person for pair in pairs for person in pair]
    for person in everybody:
        person.delays = []

    async def write(person: Person, start: float) -> None:
        await asyncio.sleep(start)
        for _ in range(seconds):
            due = time.perf_counter() + 1
            await person.say()
            await asyncio.sleep(max(0, due - time.perf_counter()))

    async def listen(person: Person) -> None:
        while True:
            await person.hear()

    listening = [asyncio.create_task(listen(person)) for person in everybody]
    await asyncio.gather(*(write(person, number / len(writers)) for number, person in enumerate(writers)))
    sent = seconds * len(writers)
    for _ in range(SETTLE_SECONDS):
        if sum(len(person.delays) for person in everybody) >= sent:
            break
        await asyncio.sleep(1)
    await end(listening)
    return sorted(delay for person in everybody for delay in person.delays), sent


async def end(work: list[asyncio.Task[None]]) -> None:
    for task in work:
        task.cancel()
    failures = [found for found in await asyncio.gather(*work, return_exceptions=True) if isinstance(found, Exception)]
    if failures:
        raise failures[0]


async def measure(name: str, bases: list[str], pages: list[dict[str, str]], processes: list[int], options: Any) -> None:
    """One row of the table. The two people of a chat are at the first and at the last of `bases`."""
    before = sum(memory(process) for process in processes)
    pairs = [(await arrive(bases[0], page), await arrive(bases[-1], page)) for page in pages]
    for one, other in pairs:
        one.other, other.other = other, one
    await asyncio.sleep(3)
    each = (sum(memory(process) for process in processes) - before) / (2 * len(pairs))
    cells = [name, f"{2 * len(pairs):,}", f"{each / 1024:,.0f} kB"]
    for people in options.talking:
        delays, sent = await once_a_second(pairs, people, options.seconds)
        lost = f", {len(delays):,} of {sent:,} heard" if len(delays) < sent else ""
        late = delays[int(len(delays) * 0.95)] if delays else float("nan")
        cells.append(f"{statistics.median(delays or [float('nan')]) * 1000:,.1f} / {late * 1000:,.1f} ms{lost}")
    used = [sum(processor(process) for process in processes), time.process_time()]
    rate = await flat_out(pairs[: options.flat_out], options.seconds)
    used = [sum(processor(process) for process in processes) - used[0], time.process_time() - used[1]]
    each_took = " / ".join(f"{seconds / max(1, rate * options.seconds) * 1000:.3f}" for seconds in used)
    print("| " + " | ".join([*cells, f"{rate:,.0f}", f"{each_took} ms"]) + " |", flush=True)
    for pair in pairs:
        for person in pair:
            person.socket.transport.abort()


async def arrive(base: str, page: dict[str, str]) -> Person:
    """`page` is an enquirer's of the service; of the others it names a room."""
    path = "/chat/socket" if "token" in page else f"/{page['room']}"
    headers = {"Cookie": page["cookie"]} if "cookie" in page else {}
    address = base.replace("http", "ws", 1) + path
    socket = await connect(
        address, origin=base, additional_headers=headers, proxy=None, compression=None, open_timeout=60, ping_interval=None
    )  # fmt: skip
    if "token" in page:
        await socket.send(json.dumps({"type": "hello", "token": page["token"], "after": 0}))
    return Person(socket)


def memory(process: int) -> int:
    """Resident bytes of a process."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def processor(process: int) -> float:
    """Seconds of processor time that a process has used, in itself and in the kernel."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def peer(python: str, *program: str, **environment: str) -> Iterator[tuple[str, int]]:
    """A server of one file, by uvicorn as the service runs it: its address and its process."""
    port = free_port()
    options = ["--port", str(port), "--lifespan", "off", "--log-level", "error", "--ws-per-message-deflate", "false"]
    server = subprocess.Popen([python, "-m", "uvicorn", *program, *options], env=os.environ | environment)
    try:
        time.sleep(3)
        yield f"http://127.0.0.1:{port}", server.pid
    finally:
        server.kill()
        server.wait()


def peers(options: Any, bell: RedisServer) -> None:
    rooms = [{"room": str(number)} for number in range(options.people // 2)]
    servers = [("raw relay, nothing kept", sys.executable, ("benchmarks.chat:relay",), "")]
    if options.channels:
        program = ("--app-dir", "benchmarks", "chat_channels:application")
        servers += [
            ("Channels in memory, nothing kept", options.channels, program, "memory"),
            ("Channels over Redis, nothing kept", options.channels, program, bell.url),
        ]
    for name, python, program, layer in servers:
        with peer(python, *program, LAYER=layer) as (base, process):
            asyncio.run(measure(name, [base], rooms, [process], options))


def service(options: Any, folder: Path, processes: int, **settings: str) -> None:
    engine = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    with ExitStack() as opened:
        first = opened.enter_context(
            Service(folder, ADVICELINE_RATE_LIMITS="off", ADVICELINE_LOG_LEVEL="ERROR", from_the_shell=True, **settings)
        )
        first.prepare().environment["ADVICELINE_CONTENT"] = content()
        pages = call(first, "tests.support.chat_people:pages", count=options.people // 2)
        running = [first.start()]
        if processes == 2:
            (folder / "second").mkdir()
            running.append(opened.enter_context(first.another(folder / "second")).start())
        words = "two processes, Redis" if processes == 2 else "one process"
        asyncio.run(measure(
            f"this service, {engine}, {words}", [each.url("") for each in running], pages,
            [each.process.pid for each in running if each.process is not None], options,
        ))  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=400, help="connections, two to a chat")
    parser.add_argument("--talking", type=int, nargs="+", default=[100, 300], help="people who write once a second")
    parser.add_argument("--flat-out", type=int, default=50, help="chats in which one writes as fast as it can")
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--channels", default="", help="a Python in which Channels is installed")
    parser.add_argument("--only", choices=["peers", "one", "two"], help="these rows alone")
    options = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    delays = " | ".join(f"median / p95 at {people:,} a second" for people in options.talking)
    flat_out = "messages a second, flat out | processor for each: server / people"
    print(f"| server | connections | memory each | {delays} | {flat_out} |")
    print("| --- |" + " ---: |" * (4 + len(options.talking)), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        bell = RedisServer(Path(folder)).start()
        try:
            if options.only in (None, "peers"):
                peers(options, bell)
            for rows, processes, settings in (("one", 1, {}), ("two", 2, {"REDIS_URL": bell.url})):
                if options.only in (None, rows):
                    (Path(folder) / rows).mkdir()
                    service(options, Path(folder) / rows, processes, **settings)
        finally:
            bell.stop()


if __name__ == "__main__":
    main()
