"""The one file from which everything of the exchange is made: read, checked, with every fault told in plain words."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
EXTENSION = re.compile(r"[1-9][0-9]{2,4}")
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?")
ADDRESS = re.compile(
    r"wss://[A-Za-z0-9.-]{1,200}(:[0-9]{1,5})?/[a-z/-]{0,60}|ws://(127\.0\.0\.1|localhost):[0-9]{1,5}/ws"
)
CODECS = ("alaw", "ulaw", "g722", "opus")
PORT = (1, 65535)

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


class UnusableExchange(Exception):
    """The settings cannot be used; the message says where and what to write."""


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
    """`records` are where the service, on its own machine, sees the queue log and the call records, `messages` the
    folder of messages. Every
    `qualify_seconds` telephones and the trunk are asked whether they are there; 0 never."""

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
    secrets: Path = field(default_factory=lambda: Path("exchange-secrets.toml"))

    def may_be_dialled(self, number: str) -> bool:
        """Whether a number, as it is dialled from here, is of a permitted class."""
        patterns = (pattern for each in self.outbound for pattern in NUMBER_CLASSES[each])
        return any(re.fullmatch(_as_regex(pattern), number, re.ASCII) for pattern in patterns)

    def telephone_of(self, email: str) -> Adviser | None:
        """The telephone of whoever has this address."""
        return next((each for each in self.advisers if each.email and each.email.casefold() == email.casefold()), None)

    def adviser_of(self, endpoint: str | None) -> Adviser | None:
        """Whose telephone `PJSIP/1001` is."""
        extension = (endpoint or "").rpartition("/")[2]
        return next((each for each in self.advisers if each.extension == extension), None)


def read_settings(path: Path) -> Exchange:
    """Raises `UnusableExchange` with everything that is wrong, a line each."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise UnusableExchange(f"{path} cannot be read: {why}.") from error
    except tomllib.TOMLDecodeError as error:
        raise UnusableExchange(f"{path} is not TOML: {error}.") from error
    return settings_of(said, folder=path.resolve().parent)


def settings_of(said: Mapping[str, Any], *, folder: Path) -> Exchange:
    """From parsed TOML; `folder` is where a relative path starts."""
    reader = _Reader(said)
    top = reader.table("exchange")
    trunk = reader.table("trunk")
    queue, voicemail, folders = reader.table("queue"), reader.table("voicemail"), reader.table("folders")
    browser = reader.table("browser")
    found = Exchange(
        trunk=Trunk(
            host=trunk.text("host", HOST, "a host name or an address"),
            port=trunk.number("port", 5060, *PORT),
            networks=trunk.networks("networks"),
            username=trunk.text("username", re.compile(r"[A-Za-z0-9_.+-]{1,60}"), "a user name", default=""),
            registers=trunk.flag("registers", False),
            caller_id=trunk.text("caller_id", re.compile(r"\+?[0-9]{5,15}"), "digits", default=""),
            most_calls=trunk.number("most_calls", 60, 1, 2000),
            most_calls_of_one_number=trunk.number("most_calls_of_one_number", 4, 1, 2000),
            most_new_calls_a_second=trunk.number("most_new_calls_a_second", 20, 1, 1000),
        ),
        advisers=tuple(_advisers(reader)),
        queue=Queue(
            most_waiting=queue.number("most_waiting", 30, 1, 1000),
            ring_seconds=queue.number("ring_seconds", 20, 2, 120),
            pause_seconds=queue.number("pause_seconds", 5, 1, 60),
            wrap_up_seconds=queue.number("wrap_up_seconds", 60, 0, 3600),
            announce_seconds=queue.number("announce_seconds", 45, 10, 600),
            most_wait_seconds=queue.number("most_wait_seconds", 1800, 5, 4 * 3600),
            strategy=queue.choice("strategy", ("rrmemory", "leastrecent", "fewestcalls", "random", "ringall")),
        ),
        voicemail=Voicemail(
            longest_seconds=voicemail.number("longest_seconds", 180, 10, 900),
            shortest_seconds=voicemail.number("shortest_seconds", 3, 1, 30),
            silence_seconds=voicemail.number("silence_seconds", 8, 2, 60),
            most_messages=voicemail.number("most_messages", 500, 10, 9999),
        ),
        browser=Browser(
            port=browser.number("port", 0, 0, 65535),
            address=browser.text("address", ADDRESS, "wss://… as browsers reach it", default=""),
            certificate=browser.folder("certificate", ""),
            key=browser.folder("key", ""),
            callers=browser.flag("callers", False),
        ),
        folders=Folders(**{name: folders.folder(name, default) for name, default in _FOLDERS.items()}),
        name=top.text("name", NAME, "lower case letters, digits and hyphens", default="advice"),
        address=top.address("address", "127.0.0.1"),
        sip_port=top.number("sip_port", 5060, *PORT),
        rtp_ports=top.ports("rtp_ports", (10000, 10999)),
        adviser_networks=top.networks("adviser_networks", ("127.0.0.0/8",)),
        codecs=top.several("codecs", CODECS, ("alaw", "ulaw")),
        manager_address=top.address("manager_address", "127.0.0.1"),
        manager_port=top.number("manager_port", 5038, *PORT),
        manager_networks=top.networks("manager_networks", ("127.0.0.1/32",)),
        qualify_seconds=top.number("qualify_seconds", 30, 0, 3600),
        http_port=top.number("http_port", 0, 0, 65535),
        outbound=reader.table("outbound").several("permitted", tuple(NUMBER_CLASSES), USUAL_CLASSES),
        numbers=top.texts("numbers", re.compile(r"\+?[0-9]{3,15}"), "digits"),
        records=tuple(str(folder / each) for each in top.texts("records", re.compile(r"[^\n]{1,400}"), "a path")),
        messages=str(folder / where)
        if (where := top.text("messages", re.compile(r"[^\n]{1,400}"), "a path", default=""))
        else "",
        secrets=folder / top.text("secrets", re.compile(r"[^\n]{1,400}"), "a path", default="exchange-secrets.toml"),
    )
    _check_browsers(found, reader)
    emails = [each.email.casefold() for each in found.advisers if each.email]
    for email in sorted({each for each in emails if emails.count(each) > 1}):
        reader.wrong("advisers", f"{email} has two telephones, and one person can have one")
    if found.trunk.registers and not found.trunk.username:
        reader.wrong("trunk.registers", "registering needs a username")
    reader.unknown()
    if reader.problems:
        raise UnusableExchange("\n".join(dict.fromkeys(reader.problems)))
    return found


def _check_browsers(found: Exchange, reader: _Reader) -> None:
    told = found.browser
    if told.is_on and not told.address:
        reader.wrong("browser.address", "it is missing: write wss://… as browsers reach it")
    if bool(told.certificate) != bool(told.key):
        reader.wrong("browser.certificate", "a certificate and its key go together")
    if not told.is_on and any(each.in_browser for each in found.advisers):
        reader.wrong("browser.port", "telephones in the browser need one")


_FOLDERS = {"etc": "/etc/asterisk", "data": "", "var": "", "log": "", "spool": "", "run": ""}


def _advisers(reader: _Reader) -> Iterable[Adviser]:
    for extension in reader.table("advisers").names():
        if not EXTENSION.fullmatch(extension):
            reader.wrong(f"advisers.{extension}", "an extension is three to five digits, such as 1001")
            continue
        table = reader.table("advisers", extension)
        yield Adviser(
            extension=extension,
            name=table.text("name", re.compile(r"[\w .'’-]{1,60}"), "a name"),
            email=table.text("email", re.compile(r"[^\s@]{1,64}@[^\s@]{1,180}"), "an e-mail address", default=""),
            always_in_queue=table.flag("always_in_queue", False),
            in_browser=table.flag("in_browser", False),
        )


class _Reader:
    """Takes values out of the file, noting each fault and what nobody asked for."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said
        self.problems: list[str] = []
        self._asked: set[tuple[str, ...]] = set()

    def table(self, *path: str) -> _Table:
        at: Any = self.said
        for step in path:
            at = at.get(step, {}) if isinstance(at, Mapping) else {}
        self._asked.add(path)
        if not isinstance(at, Mapping):
            self.wrong(".".join(path), "it must be a table, as in [trunk]")
            at = {}
        return _Table(self, path, at)

    def wrong(self, where: str, what: str) -> None:
        self.problems.append(f"{where}: {what}.")

    def asked(self, path: tuple[str, ...]) -> None:
        self._asked.add(path)

    def unknown(self) -> None:
        for name, value in self.said.items():
            for path in [(name,), *((name, inner) for inner in (value if isinstance(value, Mapping) else ()))]:
                if path not in self._asked:
                    self.wrong(".".join(path), "there is no such setting")


@dataclass
class _Table:
    reader: _Reader
    path: tuple[str, ...]
    values: Mapping[str, Any]

    def names(self) -> list[str]:
        return list(self.values)

    def _take(self, name: str, default: Any, fits: Callable[[Any], bool], words: str) -> Any:
        self.reader.asked((*self.path, name))
        value = self.values.get(name, default)
        where = ".".join((*self.path, name))
        if value is None:
            self.reader.wrong(where, f"it is missing: write {words}")
        elif name in self.values and not fits(value):
            self.reader.wrong(where, f"write {words}")
            return default
        return value

    def text(self, name: str, pattern: re.Pattern[str], words: str, *, default: str | None = None) -> str:
        def fits(value: Any) -> bool:
            return isinstance(value, str) and (value == "" == default or bool(pattern.fullmatch(value)))

        return str(self._take(name, default, fits, words) or "")

    def texts(self, name: str, pattern: re.Pattern[str], words: str) -> tuple[str, ...]:
        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(
                isinstance(each, str) and pattern.fullmatch(each) is not None for each in value
            )

        return tuple(self._take(name, (), fits, f"a list, each {words}"))

    def several(self, name: str, known: tuple[str, ...], default: tuple[str, ...]) -> tuple[str, ...]:
        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(each in known for each in value)

        return tuple(self._take(name, default, fits, f"a list of some of: {', '.join(known)}"))

    def choice(self, name: str, known: tuple[str, ...]) -> str:
        return str(self._take(name, known[0], lambda value: value in known, f"one of: {', '.join(known)}"))

    def number(self, name: str, default: int, least: int, most: int) -> int:
        def fits(value: Any) -> bool:
            return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

        return int(self._take(name, default, fits, f"a whole number from {least} to {most}"))

    def flag(self, name: str, default: bool) -> bool:
        return bool(self._take(name, default, lambda value: isinstance(value, bool), "true or false"))

    def ports(self, name: str, default: tuple[int, int]) -> tuple[int, int]:
        def fits(value: Any) -> bool:
            return (
                isinstance(value, list)
                and len(value) == 2
                and all(isinstance(each, int) and 1024 <= each <= 65535 for each in value)
                and value[0] < value[1]
            )

        first, last = self._take(name, default, fits, "two ports, such as [10000, 10999]")
        return first, last

    def address(self, name: str, default: str) -> str:
        return str(self._take(name, default, _is_address, "an IP address, such as 192.0.2.10"))

    def networks(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        def fits(value: Any) -> bool:
            return isinstance(value, list) and bool(value) and all(_is_network(each) for each in value)

        return tuple(self._take(name, default, fits, 'a list of networks, such as ["192.0.2.0/28"]') or ())

    def folder(self, name: str, default: str) -> str:
        def fits(value: Any) -> bool:
            return isinstance(value, str) and re.fullmatch(r"/[\w./@+-]{0,300}", value) is not None

        return str(self._take(name, default, fits, "a path that begins with /, without spaces"))


def _as_regex(pattern: str) -> str:
    """Asterisk's pattern as a regular expression: X, Z and N are digits, a dot is one or more of anything."""
    if not pattern.startswith("_"):
        return re.escape(pattern)
    return pattern[1:].replace(".", ".+").replace("X", "[0-9]").replace("Z", "[1-9]").replace("N", "[2-9]")


def _is_address(value: Any) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return isinstance(value, str)


def _is_network(value: Any) -> bool:
    """A network of which not everybody is part."""
    if not isinstance(value, str):
        return False
    try:
        return ipaddress.ip_network(value).prefixlen > 0
    except ValueError:
        return False
