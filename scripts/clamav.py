"""A ClamAV daemon of the tests' own: on a free port and a socket of its own, knowing one signature, EICAR's; gone afterwards.

    with clamd() as scanner:
        scanner.tcp, scanner.unix        addresses for ADVICELINE_CLAMD

It fetches nothing: its database is one line that it writes itself, and no file holds the test virus as it stands.
"""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "clamav-daemon"
START_SECONDS = 60
STREAM_MOST = 26
#: In two halves, so that no scanner takes this file for one.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + "-ANTIVIRUS-TEST-FILE!$H+H*").encode()


@dataclass
class Scanner:
    """Where it listens; `process` may be stopped and continued by a test."""

    tcp: str
    unix: str
    process: subprocess.Popen[bytes]


def is_here() -> bool:
    return bool(program())


def program() -> str:
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin") or ""


@contextmanager
def clamd() -> Iterator[Scanner]:
    """Raises FileNotFoundError where ClamAV is not installed."""
    if not program():
        raise FileNotFoundError(f"ClamAV is not installed: sudo apt-get install {PACKAGE}")
    folder = Path(tempfile.mkdtemp(prefix="adviceline-clamd-", dir="/tmp"))  # a socket's path must be short
    process: subprocess.Popen[bytes] | None = None
    try:
        (folder / "database").mkdir()
        (folder / "database" / "eicar.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
        port = _free_port()
        settings = {
            "DatabaseDirectory": folder / "database", "LocalSocket": folder / "clamd.ctl", "TCPSocket": port,
            "TCPAddr": "127.0.0.1", "Foreground": "yes", "TemporaryDirectory": folder, "LogFile": folder / "log",
            "StreamMaxLength": f"{STREAM_MOST}M", "MaxScanSize": "200M", "MaxFileSize": "100M",
            "AlertExceedsMax": "yes", "AlertEncrypted": "yes", "MaxThreads": 4, "SelfCheck": 3600,
        }  # fmt: skip
        config = folder / "clamd.conf"
        config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        with (folder / "output").open("wb") as output:
            process = subprocess.Popen(
                [program(), "--config-file", config], stdout=output, stderr=output, start_new_session=True
            )
        _wait_until_ready(process, port, folder)
        yield Scanner(f"tcp://127.0.0.1:{port}", f"unix:{folder / 'clamd.ctl'}", process)
    finally:
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
                wire.sendall(b"zPING\0")
                if wire.recv(20).startswith(b"PONG"):
                    return
        except OSError:
            time.sleep(0.1)
    said = (folder / "output").read_text(errors="replace")[-800:]
    raise RuntimeError(f"ClamAV did not start: {said}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
