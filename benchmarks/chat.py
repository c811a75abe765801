"""How many messages web chat carries, with everything kept on the disk first, beside a raw relay that keeps nothing.

    python benchmarks/chat.py                     SQLite; with DATABASE_URL and KEYS_DATABASE_URL set, PostgreSQL
    python benchmarks/chat.py --people 2000       as many connections as that, two to a chat

Both servers are uvicorn in one process; the people are in another. Measured are: messages a second that reached the other
side while every writer keeps a few unacknowledged; the time from sending to the other side at one message a second a
writer; and the server's memory for each connection. Figures of one run on one machine: compare them with each other.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from websockets.asyncio.client import ClientConnection, connect

from tests.support.always_open import content
from tests.support.in_service import call
from tests.support.server import Service, free_port

UNACKNOWLEDGED = 4
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
        self.heard, self.delays = 0, list[float]()

    async def say(self) -> None:
        said = {"type": "say", "id": str(uuid.uuid4()), "text": f"{time.perf_counter():.6f} {TEXT}"}
        await self.socket.send(json.dumps(said))

    async def hear(self) -> None:
        """Until the next message; how long it was under way is noted."""
        while True:
            frame = json.loads(await self.socket.recv())
            if frame["type"] == "refused":
                raise AssertionError(frame)
            if frame["type"] in {"message", "say"} and TEXT in frame["text"]:
                self.heard += 1
                self.delays.append(time.perf_counter() - float(frame["text"].split()[0]))
                return


async def flat_out(pairs: list[tuple[Person, Person]], seconds: float) -> float:
    """Messages a second that reached the other side."""
    until = time.perf_counter() + seconds

    async def write(person: Person) -> None:
        for _ in range(UNACKNOWLEDGED):
            await person.say()
        while time.perf_counter() < until:
            await person.hear()
            await person.say()

    async def listen(person: Person) -> None:
        while time.perf_counter() < until:
            await person.hear()

    began, before = time.perf_counter(), sum(other.heard for _, other in pairs)
    work = [asyncio.create_task(job) for one, other in pairs for job in (write(one), listen(other))]
    await asyncio.sleep(seconds)
    reached, took = sum(other.heard for _, other in pairs) - before, time.perf_counter() - began
    for task in work:
        task.cancel()
    failures = [found for found in await asyncio.gather(*work, return_exceptions=True) if isinstance(found, Exception)]
    if failures:
        raise failures[0]
    return reached / took


async def once_a_second(pairs: list[tuple[Person, Person]], seconds: float) -> list[float]:
    """The delays, sorted, when every writer writes once a second, each at a moment of its own."""
    for _, other in pairs:
        other.delays = []

    async def write(person: Person, start: float) -> None:
        await asyncio.sleep(start)
        for _ in range(int(seconds)):
            await person.say()
            await asyncio.sleep(1)

    async def listen(person: Person) -> None:
        while True:
            await person.hear()

    listening = [asyncio.create_task(listen(person)) for pair in pairs for person in pair]
    await asyncio.gather(*(write(one, number / len(pairs)) for number, (one, _) in enumerate(pairs)))
    await asyncio.sleep(2)
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    return sorted(delay for _, other in pairs for delay in other.delays)


async def measure(name: str, base: str, pages: list[dict[str, str]], process: int, options: Any) -> None:
    before = memory(process)
    durable = bool(pages[0])
    pairs = [(await arrive(base, page, durable), await arrive(base, page, durable)) for page in pages]
    await asyncio.sleep(3)
    each = (memory(process) - before) / (2 * len(pairs))
    delays = await once_a_second(pairs[: options.talking], options.seconds)
    late = delays[int(len(delays) * 0.95)] * 1000
    await asyncio.sleep(1)
    few = pairs[: options.flat_out]
    for _ in range(2):  # what was still under way, and a breath
        await asyncio.sleep(1)
    rate = await flat_out(few, options.seconds)
    print(
        f"| {name} | {2 * len(pairs):,} | {each / 1024:,.0f} kB | {len(delays):,} of "
        f"{int(options.seconds) * len(pairs[: options.talking]):,} | {statistics.median(delays) * 1000:.0f} ms | "
        f"{late:.0f} ms | {rate:,.0f} |", flush=True,
    )  # fmt: skip
    for pair in pairs:
        for person in pair:
            person.socket.transport.abort()


async def arrive(base: str, page: dict[str, str], durable: bool) -> Person:
    path = "/chat/socket" if durable else f"/{id(page)}"
    headers = {"Cookie": page["cookie"]} if durable else {}
    address = base.replace("http", "ws", 1) + path
    socket = await connect(address, origin=base, additional_headers=headers, proxy=None, compression=None)
    if durable:
        await socket.send(json.dumps({"type": "hello", "token": page["token"], "after": 0}))
    return Person(socket)


def memory(process: int) -> int:
    """Resident bytes of a process."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=400, help="connections, two to a chat")
    parser.add_argument("--talking", type=int, default=100, help="chats in which one writes once a second")
    parser.add_argument("--flat-out", type=int, default=50, help="chats in which one writes as fast as it can")
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    print("| server | connections | memory each | heard | median | 95% | messages a second, flat out |")
    print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
    port = free_port()
    program = [sys.executable, "-m", "uvicorn", "benchmarks.chat:relay", "--port", str(port), "--lifespan", "off"]
    limit = subprocess.Popen([*program, "--log-level", "error", "--ws-per-message-deflate", "false"])
    try:
        time.sleep(3)
        rooms: list[dict[str, str]] = [{} for _ in range(options.people // 2)]
        asyncio.run(measure("raw relay, nothing kept", f"http://127.0.0.1:{port}", rooms, limit.pid, options))
    finally:
        limit.kill()
        limit.wait()
    with (
        tempfile.TemporaryDirectory() as folder,
        Service(Path(folder), ADVICELINE_RATE_LIMITS="off", ADVICELINE_LOG_LEVEL="ERROR") as service,
    ):
        service.prepare().environment["ADVICELINE_CONTENT"] = content()
        pages = call(service, "tests.support.chat_people:pages", count=options.people // 2)
        service.start()
        assert service.process is not None
        engine = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
        asyncio.run(measure(f"this service, {engine}", service.url(""), pages, service.process.pid, options))


if __name__ == "__main__":
    main()
