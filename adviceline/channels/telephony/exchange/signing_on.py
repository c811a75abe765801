"""Secrets of telephones in the browser: made anew each time one signs on, kept by the exchange alone, ended after some hours.

They stand in the exchange's own database, from which it takes them (sorcery.conf): so none is in a file, none outlives the shift,
and the exchange goes on knowing who is signed on while nothing of ours runs.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta

from adviceline.channels.telephony.exchange.ami import Gone, Manager
from adviceline.channels.telephony.exchange.passwords import MANAGER, passwords
from adviceline.channels.telephony.exchange.rendering import MANAGER_USER
from adviceline.channels.telephony.exchange.settings import Exchange

LASTS = timedelta(hours=12)
KEPT_IN, SINCE = "browser/auth", "browser-since"


def new_secret(exchange: Exchange, extension: str, *, at: datetime) -> str:
    """The one that counts from now on; whoever signed on before with another is out at their next registration, within two
    minutes. Raises `Gone`, `UnusableExchange`."""
    known = passwords(exchange)[MANAGER]
    manager = Manager(exchange.manager_address, exchange.manager_port, user=MANAGER_USER, secret=known)
    try:
        secret = secrets.token_urlsafe(24)
        _put(manager, SINCE, extension, str(int(at.timestamp())))
        said = {"auth_type": "userpass", "username": extension, "password": secret}
        _put(manager, KEPT_IN, extension, json.dumps(said, separators=(",", ":")))
    finally:
        manager.close()
    return secret


def end_old(manager: Manager, exchange: Exchange, *, at: datetime) -> list[str]:
    """End those that are old, and those of telephones that are none in the browser any more; answers whose."""
    browsers = {each.extension for each in exchange.advisers if each.in_browser}
    ended = []
    for each in manager.ask_list("DBGetTree", Family=SINCE):
        extension, said = each.get("Key", "").rpartition("/")[2], each.get("Val", "")
        is_number = said.isascii() and said.isdigit() and len(said) < 12
        if extension in browsers and is_number and int(said) > (at - LASTS).timestamp():
            continue
        manager.ask("DBDel", Family=KEPT_IN, Key=extension)
        manager.ask("DBDel", Family=SINCE, Key=extension)
        ended.append(extension)
    return ended


def _put(manager: Manager, family: str, key: str, value: str) -> None:
    if manager.ask("DBPut", Family=family, Key=key, Val=value).get("Response") != "Success":
        raise Gone("the exchange does not keep the secret")
