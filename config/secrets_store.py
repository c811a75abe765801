"""The data directory and the secrets kept in it.

A secret that the operator does not give is made once, with owner-only rights, so that a fresh start needs no
preparation and a restart keeps its sessions and its encrypted records.
"""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from config.env import SettingError

KEY_BYTES = 32


def prepare_data_directory(path: Path) -> Path:
    """`path`, made if need be, absolute and writable."""
    path = path.expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingError(
            f"The data directory {path} cannot be made ({error.strerror}). Set ADVICELINE_DATA to one that can."
        ) from error
    if not os.access(path, os.W_OK):
        raise SettingError(f"The data directory {path} cannot be written to. Set ADVICELINE_DATA to one that can.")
    return path


def _made_once(path: Path, make: str) -> str:
    """The text of `path`; written with `make` and synced when it does not exist. Two starters agree on one text."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        for _ in range(50):
            if existing := path.read_text().strip():
                return existing
        raise SettingError(
            f"{path} is empty. Restore it from a backup, or delete it if nothing was stored yet."
        ) from None
    with os.fdopen(handle, "w") as file:
        file.write(make + "\n")
        file.flush()
        os.fsync(file.fileno())
    return make


def secret_key(data_directory: Path) -> str:
    """The key that signs sessions and forms."""
    return _made_once(data_directory / "secret.key", secrets.token_urlsafe(48))


def master_keys(data_directory: Path, given: str) -> dict[str, bytes]:
    """Master keys by id, the first being the current one. `given` is `id:base64,…`; empty means the file's."""
    listed = given or _made_once(
        data_directory / "master.keys",
        f"k{secrets.token_hex(3)}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}",
    )
    keys: dict[str, bytes] = {}
    for entry in filter(None, (part.strip() for part in listed.replace("\n", ",").split(","))):
        name, _, encoded = entry.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not name or len(key) != KEY_BYTES:
            raise SettingError(
                "ADVICELINE_MASTER_KEYS must be id:key pairs, each key 32 bytes in base64, separated by commas."
            )
        keys[name] = key
    if not keys:
        raise SettingError("There is no master key: master.keys in the data directory is empty.")
    return keys


def mail_settings(url: str, *, data_directory: Path) -> dict[str, Any]:
    """Django's mail settings from EMAIL_URL; files in the data directory when it is empty."""
    parts = urlsplit(url or "file:")
    match parts.scheme:
        case "file":
            folder = Path(unquote(parts.path)) if parts.path else data_directory / "mail"
            folder.mkdir(parents=True, exist_ok=True)
            return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(folder)}
        case "console":
            return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
        case "smtp" | "smtps":
            options = dict(parse_qsl(parts.query))
            return {
                "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "EMAIL_HOST": parts.hostname or "localhost",
                "EMAIL_PORT": parts.port
                or (465 if parts.scheme == "smtps" else 587 if options.get("tls") == "1" else 25),
                "EMAIL_HOST_USER": unquote(parts.username or ""),
                "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
                "EMAIL_USE_SSL": parts.scheme == "smtps",
                "EMAIL_USE_TLS": options.get("tls") == "1",
                "EMAIL_TIMEOUT": 30,
            }
    raise SettingError(f"EMAIL_URL must start with smtp://, smtps://, file: or console:, not '{parts.scheme}:'.")
