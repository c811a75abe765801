"""The passwords of the exchange: made once, kept in a file of their own that nobody else can read."""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from collections.abc import Iterable
from pathlib import Path

from adviceline.channels.telephony.exchange.settings import Exchange, UnusableExchange

FITS = re.compile(r"[A-Za-z0-9_.~+/=-]{12,200}")
MANAGER = "manager"
DIALLER = "dialler"
TRUNK = "trunk"
VOICEMAIL = "voicemail"
WEB_CALLER = "web-caller"


def needed(exchange: Exchange) -> tuple[str, ...]:
    """Whatever has one: the manager, who may dial, the messages, each telephone but those in the browser, the trunk where it asks
    for one."""
    return (
        MANAGER,
        DIALLER,
        VOICEMAIL,
        *(each.extension for each in exchange.advisers if not each.in_browser),
        *((WEB_CALLER,) if exchange.browser.callers else ()),
        *((TRUNK,) if exchange.trunk.username else ()),
    )


def passwords(exchange: Exchange, *, make: bool = False) -> dict[str, str]:
    """By name. With `make`, those that are missing are made and kept, but the trunk's, which its provider gives.

    Raises `UnusableExchange` when one is missing or could not stand in a configuration file.
    """
    known = _read(exchange.secrets)
    missing = [name for name in needed(exchange) if name not in known]
    ours = [name for name in missing if name != TRUNK]
    if make and ours:
        known |= {name: secrets.token_urlsafe(24) for name in ours}
        _write(exchange.secrets, known)
        missing = [name for name in missing if name == TRUNK]
    if missing:
        raise UnusableExchange(
            f'{exchange.secrets} has no password for {", ".join(missing)}. Write it there as: name = "password".'
        )
    return known


def _read(path: Path) -> dict[str, str]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnusableExchange(f"{path} cannot be read as TOML ({type(error).__name__}).") from error
    if wrong := [name for name, value in found.items() if not (isinstance(value, str) and FITS.fullmatch(value))]:
        raise UnusableExchange(
            f"{path}: the password of {', '.join(wrong)} needs 12 characters or more, letters, digits and _.~+/=- only."
        )
    return found


def _write(path: Path, known: dict[str, str]) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(_lines(known.items()))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _lines(items: Iterable[tuple[str, str]]) -> Iterable[str]:
    yield "# The exchange's passwords. Keep this file to yourself; configure the exchange again after a change.\n"
    for name, password in sorted(items):
        yield f'"{name}" = "{password}"\n'
