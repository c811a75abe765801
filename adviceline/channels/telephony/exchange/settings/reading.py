"""From the file to an exchange, checked; every fault is told at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from adviceline.channels.telephony.exchange.settings.tables import PORT, Reader, Table
from adviceline.channels.telephony.exchange.settings.values import (
    NUMBER_CLASSES,
    USUAL_CLASSES,
    Adviser,
    Browser,
    Exchange,
    Folders,
    Queue,
    Trunk,
    Voicemail,
)

NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
EXTENSION = re.compile(r"[1-9][0-9]{2,4}")
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?")
ADDRESS = re.compile(
    r"wss://[A-Za-z0-9.-]{1,200}(:[0-9]{1,5})?/[a-z/-]{0,60}|ws://(127\.0\.0\.1|localhost):[0-9]{1,5}/ws"
)
CODECS = ("alaw", "ulaw", "g722", "opus")


class UnusableExchange(Exception):
    """The settings cannot be used; the message says where and what to write."""


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
    reader = Reader(said)
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
        messages=_seen_at(top, "messages", folder),
        recordings=_seen_at(top, "recordings", folder),
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


def _seen_at(table: Table, name: str, folder: Path) -> str:
    where = table.text(name, re.compile(r"[^\n]{1,400}"), "a path", default="")
    return str(folder / where) if where else ""


def _check_browsers(found: Exchange, reader: Reader) -> None:
    told = found.browser
    if told.is_on and not told.address:
        reader.wrong("browser.address", "it is missing: write wss://… as browsers reach it")
    if bool(told.certificate) != bool(told.key):
        reader.wrong("browser.certificate", "a certificate and its key go together")
    if not told.is_on and any(each.in_browser for each in found.advisers):
        reader.wrong("browser.port", "telephones in the browser need one")


_FOLDERS = {"etc": "/etc/asterisk", "data": "", "var": "", "log": "", "spool": "", "run": ""}


def _advisers(reader: Reader) -> Iterable[Adviser]:
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
