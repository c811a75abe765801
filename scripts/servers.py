"""A PostgreSQL of the tests' own: started for one command, on a free port, in a temporary folder, and gone afterwards.

    python scripts/servers.py run -- .venv/bin/pytest      sets DATABASE_URL and KEYS_DATABASE_URL for the command
    python scripts/servers.py run --fast -- …              the same without fsync: quicker, for tests that never
                                                           end PostgreSQL itself (ending our own processes is safe)
    python scripts/servers.py hold                         prints the two addresses and stays until Ctrl-C
    python scripts/servers.py install                      installs PostgreSQL, Chromium, Dovecot, Postfix, ClamAV,
                                                           Redis, Pango, SIPp and Asterisk (root on Debian or Ubuntu)
    python scripts/servers.py libraries                    installs Pango alone, without which no PDF can be made

It touches no other PostgreSQL on the machine, and stops only the process that it started, also when the command fails.
Ends with 3 when PostgreSQL is not here and cannot be installed.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # also when a test imports this
import clamav

NOT_HERE = 3
DATABASES = ("adviceline", "adviceline_keys")
START_SECONDS = 60
LIBRARIES = {"libpango-1.0-0": "libpango-1.0.so.0", "libpangoft2-1.0-0": "libpangoft2-1.0.so.0"}


class NotHere(Exception):
    """A server is missing and cannot be installed; the message says what to do."""


def say(message: str) -> None:
    print(f"servers: {message}", file=sys.stderr, flush=True)


def postgresql_programs() -> Path | None:
    """The folder with `initdb` and `postgres`, of the newest version found."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: int(found.parts[-3]), reverse=True
    )
    on_path = shutil.which("initdb")
    for found in [*versions, *([Path(on_path)] if on_path else [])]:
        if (found.resolve().parent / "postgres").exists():
            return found.resolve().parent
    return None


def install(packages: list[str]) -> None:
    """Installs Debian packages. Raises NotHere without root or apt."""
    names = " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NotHere(f"{names} is not installed, and installing needs root: sudo apt-get install {names}")
    say(f"installing {names} (this may take a minute or two)")
    # RUNLEVEL=1: a server that is installed is not started. We start our own.
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    quiet = ["-qq", "-o", "Dpkg::Use-Pty=0"]
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", *quiet, *command], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NotHere(f"apt-get {command[0]} failed: {done.stderr.strip()[-500:]}")


def install_what_is_missing() -> None:
    """Installs PostgreSQL, Chromium, Dovecot, Postfix, ClamAV, Redis, Poppler and Asterisk where missing; says what it cannot."""
    present = {
        "postgresql": bool(postgresql_programs()),
        "chromium": bool(shutil.which("chromium")),
        "dovecot-imapd": Path("/usr/lib/dovecot/imap").exists(),
        "postfix": Path("/usr/lib/postfix/sbin/master").exists(),
        clamav.PACKAGE: clamav.is_here(),
        "redis-server": bool(shutil.which("redis-server")),
        "poppler-utils": bool(shutil.which("pdfinfo") and shutil.which("pdftotext")),  # reads what was printed
    }
    missing = [package for package, here in present.items() if not here]
    if missing:
        _install_together_or_each(missing)
    # A program of its own: it says itself what it cannot do, and the tests that need it are skipped.
    subprocess.run([sys.executable, Path(__file__).with_name("asterisk.py")], check=False)


def _install_together_or_each(missing: list[str]) -> None:
    try:
        install(missing)
    except NotHere as problem:
        if len(missing) == 1 or os.geteuid() != 0 or not shutil.which("apt-get"):
            say(str(problem))
            return
        for package in missing:  # one that cannot be had keeps none of the others away
            try:
                install([package])
            except NotHere as one:
                say(str(one))


def install_libraries() -> None:
    """Installs the libraries that draw a PDF, where missing; what cannot be installed is said, and all else works."""
    missing = [package for package, library in LIBRARIES.items() if not _can_be_loaded(library)]
    if not missing:
        return
    try:
        install(missing)
    except NotHere as problem:
        say(f"{problem}. Without it, no PDF of a return can be made, and so no return can be released.")


def _can_be_loaded(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return sys.platform != "linux"  # elsewhere it has another name, and WeasyPrint says itself what is missing
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end_with_parent() -> None:
    """In the child: asks Linux to stop it when this process dies, so that even `kill -9` leaves nothing running."""
    with suppress(OSError, AttributeError):  # on another system the ordinary stop must do
        ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG


@contextmanager
def postgresql(*, fast: bool) -> Iterator[dict[str, str]]:
    """A private cluster with two empty databases; yields the environment that names them."""
    programs = postgresql_programs()
    if programs is None:
        install(["postgresql"])
        programs = postgresql_programs()
    if programs is None:
        raise NotHere("PostgreSQL was installed but its programs were not found under /usr/lib/postgresql.")

    folder = Path(tempfile.mkdtemp(prefix="adviceline-pg-", dir="/tmp"))  # a socket's path must be short
    account: dict[str, object] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        account = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    process: subprocess.Popen[bytes] | None = None
    try:
        say("making a PostgreSQL cluster")
        made = subprocess.run(
            [programs / "initdb", "--pgdata", folder / "data", "--username", "adviceline", "--auth", "trust",
             "--encoding", "UTF8", "--no-locale", *(["--no-sync"] if fast else [])],
            cwd=folder, capture_output=True, text=True, check=False, **account,
        )  # fmt: skip
        if made.returncode:
            raise NotHere(f"initdb failed: {made.stderr.strip()[-800:]}")
        port = free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": str(folder),
            "max_connections": "200",
            **({"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"} if fast else {}),
        }
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data"]
                + [part for name, value in settings.items() for part in ("-c", f"{name}={value}")],
                cwd=folder, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=end_with_parent, **account,
            )  # fmt: skip
        _wait_until_ready(process, programs, folder, port)
        for name in DATABASES:
            subprocess.run(
                [programs / "createdb", "--host", "127.0.0.1", "--port", str(port), "--username", "adviceline", name],
                cwd=folder, check=True, **account,
            )  # fmt: skip
        addresses = [f"postgresql://adviceline@127.0.0.1:{port}/{name}" for name in DATABASES]
        say(f"PostgreSQL is ready on port {port}")
        yield dict(zip(("DATABASE_URL", "KEYS_DATABASE_URL"), addresses, strict=True))
    finally:
        if process and process.poll() is None:
            process.send_signal(signal.SIGINT)  # fast shutdown: ends its sessions, loses nothing
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(process: subprocess.Popen[bytes], programs: Path, folder: Path, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        ready = subprocess.run(
            [programs / "pg_isready", "--quiet", "--host", "127.0.0.1", "--port", str(port)], cwd=folder, check=False
        )
        if ready.returncode == 0:
            return
        time.sleep(0.1)
    raise NotHere(f"PostgreSQL did not start: {(folder / 'log').read_text(errors='replace')[-800:]}")


def run(command: list[str], *, fast: bool) -> int:
    """The command's own exit code, with the addresses in its environment."""
    with postgresql(fast=fast) as addresses:
        child = subprocess.Popen(command, env=os.environ | addresses)
        try:
            return child.wait()
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait(30)


def hold(*, fast: bool) -> int:
    with postgresql(fast=fast) as addresses:
        for name, address in addresses.items():
            print(f"{name}={address}", flush=True)
        say("Ctrl-C stops it")
        while True:
            signal.pause()


def main() -> int:
    parser = argparse.ArgumentParser(usage="%(prog)s run|hold|install|libraries [--fast] [-- COMMAND…]")
    parser.add_argument("what", choices=["run", "hold", "install", "libraries"])
    parser.add_argument("--fast", action="store_true", help="without fsync")
    cut = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    given, command = parser.parse_args(sys.argv[1:cut]), sys.argv[cut + 1 :]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a polite end cleans up
    try:
        if given.what == "install":
            install_what_is_missing()
        if given.what in ("install", "libraries"):
            install_libraries()
            return 0
        if given.what == "hold":
            return hold(fast=given.fast)
        if not command:
            parser.error("Say which command to run, after --")
        return run(command, fast=given.fast)
    except NotHere as problem:
        say(str(problem))
        return NOT_HERE
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
