"""What can be said of an exchange."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

#: Classes of numbers that may be dialled, as Asterisk's patterns. Nothing else can be: no premium rate, no personal (070) or
#: pager (076) number, and no other country unless `international` is named.
NUMBER_CLASSES: Mapping[str, tuple[str, ...]] = {
    "geographic": ("_01XXXXXXXX", "_01XXXXXXXXX", "_02XXXXXXXXX"),
    "uk-wide": ("_03XXXXXXXXX",),
    "mobile": ("_07[1-57-9]XXXXXXXX", "_07624XXXXXX"),
    "freephone": ("_0800XXXXXX", "_0800XXXXXXX", "_0808XXXXXXX", "_116XXX"),
    "emergency": ("999", "112", "101", "111"),
    "international": (  # not 979 (premium rate), nor satellites and networks of no country (881 to 883, 888)
        "_00[1-35-7]XXXXX.",
        "_004[0-35-9]XXXXX.",
        "_008[0-79]XXXXX.",
        "_0088[06]XXXX.",
        "_009[0-689]XXXXX.",
        "_0097[0-8]XXXX.",
    ),
}
USUAL_CLASSES = tuple(name for name in NUMBER_CLASSES if name != "international")


@dataclass(frozen=True, slots=True)
class Trunk:
    """How calls come in and go out. `networks` are the provider's own: nobody else may send a call."""

    host: str
    port: int
    networks: tuple[str, ...]
    username: str = ""
    registers: bool = False
    caller_id: str = ""
    most_calls: int = 60
    most_calls_of_one_number: int = 4
    most_new_calls_a_second: int = 20


@dataclass(frozen=True, slots=True)
class Adviser:
    """A telephone, and whose it is: `email` is that person's address in the service. `in_browser`: it is the desk's page."""

    extension: str
    name: str
    email: str = ""
    always_in_queue: bool = False
    in_browser: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """Seconds, but for the lengths. `most_waiting` callers wait at most; the next hears that the line is full."""

    most_waiting: int = 30
    ring_seconds: int = 20
    pause_seconds: int = 5
    wrap_up_seconds: int = 60
    announce_seconds: int = 45
    most_wait_seconds: int = 1800
    strategy: str = "rrmemory"


@dataclass(frozen=True, slots=True)
class Browser:
    """Telephones in the browser; none where `port` is 0. `address` is what browsers connect to: `wss://…`, or `ws://` on this
    machine alone. `callers`: anybody may ring the queue from the page 'Call us'."""

    port: int = 0
    address: str = ""
    certificate: str = ""
    key: str = ""
    callers: bool = False

    @property
    def is_on(self) -> bool:
        return self.port > 0

    @property
    def is_secure(self) -> bool:
        return self.address.startswith("wss://")


@dataclass(frozen=True, slots=True)
class Voicemail:
    longest_seconds: int = 180
    shortest_seconds: int = 3
    silence_seconds: int = 8
    most_messages: int = 500


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the exchange keeps its things; empty leaves Debian's own places. As the exchange itself sees them."""

    etc: str = "/etc/asterisk"
    data: str = ""
    var: str = ""
    log: str = ""
    spool: str = ""
    run: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """`records` are where the service, on its own machine, sees the queue log and the call records, `messages` and
    `recordings` the folders of messages and of recorded calls. Every `qualify_seconds` telephones and the trunk are asked
    whether they are there; 0 never."""

    trunk: Trunk
    advisers: tuple[Adviser, ...]
    queue: Queue
    voicemail: Voicemail
    folders: Folders
    browser: Browser = field(default_factory=Browser)
    name: str = "advice"
    address: str = "127.0.0.1"
    sip_port: int = 5060
    rtp_ports: tuple[int, int] = (10000, 10999)
    adviser_networks: tuple[str, ...] = ("127.0.0.0/8",)
    codecs: tuple[str, ...] = ("alaw", "ulaw")
    manager_address: str = "127.0.0.1"
    manager_port: int = 5038
    manager_networks: tuple[str, ...] = ("127.0.0.1/32",)
    http_port: int = 0
    qualify_seconds: int = 30
    outbound: tuple[str, ...] = USUAL_CLASSES
    numbers: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    messages: str = ""
    recordings: str = ""
    secrets: Path = field(default_factory=lambda: Path("exchange-secrets.toml"))

    def may_be_called_back(self, number: str) -> bool:
        return may_be_called_back(number, self.outbound)

    def telephone_of(self, email: str) -> Adviser | None:
        """The telephone of whoever has this address."""
        return next((each for each in self.advisers if each.email and each.email.casefold() == email.casefold()), None)

    def adviser_of(self, endpoint: str | None) -> Adviser | None:
        """Whose telephone `PJSIP/1001` is."""
        extension = (endpoint or "").rpartition("/")[2]
        return next((each for each in self.advisers if each.extension == extension), None)


def may_be_called_back(number: str, permitted: Iterable[str] = USUAL_CLASSES) -> bool:
    """Whether a number, as it is dialled from here, is of a permitted class and may be a caller's: nobody rings from 999, but
    whoever feigns a number can say so."""
    patterns = (pattern for each in permitted if each != "emergency" for pattern in NUMBER_CLASSES[each])
    return any(re.fullmatch(_as_regex(pattern), number, re.ASCII) for pattern in patterns)


def _as_regex(pattern: str) -> str:
    """Asterisk's pattern as a regular expression: X, Z and N are digits, a dot is one or more of anything."""
    if not pattern.startswith("_"):
        return re.escape(pattern)
    return pattern[1:].replace(".", ".+").replace("X", "[0-9]").replace("Z", "[1-9]").replace("N", "[2-9]")
