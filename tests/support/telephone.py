"""A real exchange for tests, set up by our own command's code; SIPp as callers and as advisers' telephones."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from adviceline.channels.telephony.exchange.certificates import NAME, certificate
from adviceline.channels.telephony.exchange.passwords import passwords
from adviceline.channels.telephony.exchange.prompts import write_wave
from adviceline.channels.telephony.exchange.rendering import (
    LANGUAGE,
    configuration,
    write_configuration,
)
from adviceline.channels.telephony.exchange.settings import Exchange, settings_of
from adviceline.channels.telephony.reading import read_calls
from adviceline.channels.telephony.records import CallRecord
from adviceline.content.phone import NEEDED
from adviceline.workforce.hours import Hours, OpeningHours
from scripts import asterisk as server
from scripts.servers import end_with_parent

SCENARIOS = Path(__file__).with_name("sipp")
ALWAYS_OPEN = OpeningHours(weekly=((Hours(0, 1440),),) * 7, closures={})
CALLERS = "127.0.0.2"
TELEPHONES = "127.0.0.1"


def email_of(extension: object) -> str:
    """The address of whoever has that telephone."""
    return f"telephone.{extension}@northmoor.example.org"


@dataclass
class Line:
    """One exchange that runs."""

    asterisk: server.Asterisk
    settings: Exchange
    passwords: Mapping[str, str]
    settings_file: Path
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def sipp(
        self, scenario: str, *, caller: bool = True, calls: int = 1, at_once: int = 50, rate: float = 10.0,
        keys: Mapping[str, str] | None = None, port: int | None = None, wait: bool = True, user: str = "07700900123",
        to: str = "200", hold: int = 2000, address: str = "", lasts: int = 20,
    ) -> Sipp:  # fmt: skip
        """SIPp with one of tests/support/sipp; `wait` for its end."""
        return Sipp(
            self, scenario, caller, calls, at_once, rate, dict(keys or {}), port, user, to, hold, address, lasts
        ).begin(wait=wait)

    def ring(self, scenario: str = "caller", *, user: str = "07700900123", **options: Any) -> Sipp:
        return self.sipp(scenario, user=user, **options)

    @contextmanager
    def telephone(
        self, extension: str = "1001", scenario: str = "phone", *, in_queue: bool = True, **options: Any
    ) -> Iterator[Sipp]:
        """A telephone that is signed on and, unless told otherwise, in the queue: as long as it is used."""
        port = server.free_udp_port()
        options.setdefault("lasts", 300)
        self.sipp("register", caller=False, user=extension, port=port, keys={"password": self.passwords[extension]})
        phone = self.sipp(scenario, caller=False, user=extension, port=port, wait=False, **options)
        if in_queue:
            self.asterisk.command(f"queue add member PJSIP/{extension} to {self.settings.name}")
        try:
            yield phone
        finally:
            self.asterisk.command(f"queue remove member PJSIP/{extension} from {self.settings.name}")
            phone.stop()

    @contextmanager
    def somebody_on_a_break(self) -> Iterator[None]:
        """Callers may wait, and nobody answers."""
        with self.telephone("1003"):
            self.asterisk.command(f"queue pause member PJSIP/1003 queue {self.settings.name}")
            yield

    def calls_of(self, number: str) -> list[CallRecord]:
        """What the exchange's own records tell of the calls from a number, read as the service reads them."""
        found = [call for call in read_calls(self.asterisk.records, timezone="UTC") if isinstance(call, CallRecord)]
        return [call for call in found if call.caller == number]

    def calls_by_caller(self, prefix: str) -> list[str]:
        """Who rang, once for each call that the records tell of."""
        found = [call for call in read_calls(self.asterisk.records, timezone="UTC") if isinstance(call, CallRecord)]
        return [call.caller for call in found if call.caller and call.caller.startswith(prefix)]

    def events(self) -> list[list[str]]:
        """The queue log's lines, in fields."""
        path = self.asterisk.records[0]
        return [line.split("|") for line in path.read_text().splitlines()] if path.exists() else []

    def told(self, event: str) -> list[list[str]]:
        return [line for line in self.events() if line[4] == event]

    def wait_for(self, event: str, count: int = 1) -> None:
        self.asterisk.wait(lambda: len(self.told(event)) >= count, f"no {event} in {self.events()}")

    def no_calls_left(self) -> None:
        self.asterisk.wait(lambda: "\n0 active channels" in self.asterisk.command("core show channels"), "calls go on")


@dataclass
class Sipp:
    line: Line
    scenario: str
    caller: bool
    calls: int
    at_once: int
    rate: float
    keys: dict[str, str]
    port: int | None
    user: str
    to: str
    hold: int
    address: str
    lasts: int
    process: subprocess.Popen[bytes] | None = None

    def begin(self, *, wait: bool) -> Sipp:
        exchange = self.line.settings
        self.port = self.port or server.free_udp_port()
        address = self.address or (CALLERS if self.caller else TELEPHONES)
        keys = {"user": self.user, **self.keys}
        command = [
            "sipp", f"{TELEPHONES}:{exchange.sip_port}", "-sf", str(SCENARIOS / f"{self.scenario}.xml"), "-s", self.to,
            "-i", address, "-mi", address, "-p", str(self.port), "-m", str(self.calls), "-l", str(self.at_once),
            "-r", str(self.rate), "-nostdin", "-d", str(self.hold), "-timeout", str(self.lasts), "-timeout_error", "-trace_err",
            "-error_file", str(self.log), "-mp", str(_media_port(address)),
        ]  # fmt: skip
        for name, value in keys.items():
            command += ["-key", name, value]
        if "password" in keys:
            command += ["-au", self.user, "-ap", keys["password"]]
        with self.log.with_suffix(".out").open("wb") as output:
            self.process = subprocess.Popen(
                command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=os.environ | {"TERM": "dumb"},
                cwd=self.line.asterisk.home, preexec_fn=end_with_parent,
            )  # fmt: skip
        return self.end() if wait else self

    @property
    def log(self) -> Path:
        return self.line.asterisk.home / f"sipp-{self.port}.err"

    @property
    def ended_well(self) -> bool:
        assert self.process is not None
        return self.process.wait(self.lasts + 20) == 0

    def end(self) -> Sipp:
        if not self.ended_well:
            paths = [path for path in (self.log.with_suffix(".out"), self.log) if path.exists()]
            said = " ".join(path.read_text(errors="replace")[-1200:] for path in paths)
            raise AssertionError(f"SIPp {self.scenario}: {said}")
        return self

    def finish(self) -> None:
        """Waits for its end, however that was: an exchange that died in the middle leaves calls that failed."""
        assert self.process is not None
        self.process.wait(60)

    def stop(self) -> None:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(20)


@contextmanager
def telephone_line(
    *,
    hours: OpeningHours = ALWAYS_OPEN,
    settings: str = "",
    queue: str = "",
    dialplan: str = "",
    trunk: str = "",
    telephones: int = 3,
    in_browser: int = 0,
    is_recorded: bool = False,
) -> Iterator[Line]:
    """An exchange on free ports. `settings`, `queue` and `trunk` are lines of TOML for their tables; `dialplan` is a
    context of the test's own; so many of the telephones are `in_browser`, and callers too."""
    with server.run_folder() as (home, inside):
        path = home / "exchange.toml"
        path.write_text(_settings(home, inside, settings, queue, trunk, telephones, in_browser))
        exchange = settings_of(tomllib.loads(path.read_text()), folder=home)
        known = passwords(exchange, make=True)
        files = configuration(
            exchange, passwords=known, hours=hours, today=datetime.now(UTC).date(), is_recorded=is_recorded
        )
        files["extensions.conf"] += dialplan
        if in_browser:
            files[NAME] = certificate("127.0.0.1", kept=home / NAME, at=datetime.now(UTC))
        write_configuration(files, home / "etc")
        _short_sounds(home / "data" / "sounds" / LANGUAGE)
        (home / "quiet.alaw").write_bytes(b"\xd5" * 800)
        (home / "speech.alaw").write_bytes(bytes(range(0x20, 0x60)) * 20)  # loud enough to be taken for speech
        (home / "spool" / "recordings").mkdir(mode=0o770)
        with server.asterisk(home, inside) as running:
            yield Line(running, exchange, known, path)


def _settings(home: Path, inside: str, settings: str, queue: str, trunk: str, telephones: int, in_browser: int) -> str:
    rtp = server.free_udp_port() // 100 * 100
    rtp = min(max(rtp, 20000), 60000)
    advisers = "".join(
        f'[advisers.{each}]\nname = "Telephone {each}"\nemail = "{email_of(each)}"\n'
        + ("in_browser = true\n" if each < 1001 + in_browser else "")
        for each in range(1001, 1001 + telephones)
    )
    port = server.free_port()
    browser = f'[browser]\nport = {port}\naddress = "wss://127.0.0.1:{port}/ws"\ncallers = true' if in_browser else ""
    return f"""
[exchange]
address = "127.0.0.1"
sip_port = {server.free_udp_port()}
rtp_ports = [{rtp}, {rtp + 1999}]
adviser_networks = ["127.0.0.1/32"]
manager_port = {server.free_port()}
qualify_seconds = 0
records = ["log/queue_log", "log/cdr-csv/Master.csv"]
messages = "spool/voicemail"
recordings = "spool/recordings"
{settings}
[trunk]
host = "127.0.0.2"
port = {server.free_udp_port()}
networks = ["127.0.0.2/32"]
most_calls_of_one_number = 1000
most_calls = 500
{trunk or "most_new_calls_a_second = 500"}
[queue]
pause_seconds = 1
{queue or "wrap_up_seconds = 0"}
[voicemail]
shortest_seconds = 1
silence_seconds = 2
[folders]
etc = "{inside}/etc"
data = "{inside}/data"
var = "{inside}/var"
log = "{inside}/log"
spool = "{inside}/spool"
run = "{inside}/run"
{browser}
{advisers}
"""


def _media_port(address: str) -> int:
    """SIPp takes this port and the three after it. Out of the range from which the system gives ports away, so that nobody is
    given one of them between our look and SIPp's start."""
    for port in random.sample(range(10000, 20000, 4), 500):
        with ExitStack() as held, suppress(OSError):
            for each in range(port, port + 4):
                held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)).bind((address, each))
            return port
    raise AssertionError("no four ports are free")


@lru_cache
def _blip() -> Any:
    import numpy as np

    return (np.sin(np.arange(800) / 4) * 3000).astype("<i2")


def _short_sounds(folder: Path) -> None:
    """A tenth of a second for each prompt: what is said is not what these tests are about."""
    names = [
        *(f"phone/{name}" for name in NEEDED),
        *(f"digits/{each}" for each in range(21)),
        "beep",
        "auth-thankyou",
        "pbx-transfer",
    ]
    for name in [*names, "phone/music/quiet"]:
        path = folder / f"{name}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_wave(path, _blip())
