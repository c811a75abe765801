"""An Asterisk of the tests' own: in a folder with a system of its own, on loopback and free ports, gone afterwards.

    python scripts/asterisk.py            builds the folder where it is missing (root on Debian or Ubuntu, two minutes)

Debian's stable releases have no Asterisk, so it is installed from `sid` into a folder apart, made once and kept in the
user's cache (ADVICELINE_ASTERISK names another place). Packages come from the mirror that this machine's own apt uses.

    with asterisk(folder) as exchange: …   `folder` holds what `adviceline telephony configure` made for it

Only the process started here is stopped.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # also when it is run as a program
from scripts.servers import NotHere, end_with_parent, free_port, install, say

SUITE = "sid"
PACKAGES = ("asterisk", "tzdata")
TOOLS = {"debootstrap": "debootstrap", "sip-tester": "sipp", "espeak-ng": "espeak-ng"}
PROGRAM = "usr/sbin/asterisk"
WHOLE = ".whole"
"""Stands in a folder that was built to its end."""
START_SECONDS = 30
BUILD_SECONDS = 900


def root() -> Path:
    """Where the system with Asterisk in it is, or would be built."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(os.environ.get("ADVICELINE_ASTERISK") or Path(cache) / "adviceline" / "asterisk")


def is_here() -> bool:
    return (root() / WHOLE).exists() and all(shutil.which(program) for program in TOOLS.values())


def why_not_here() -> str:
    return "" if is_here() else "Asterisk is not installed for tests: as root on Debian, run python scripts/asterisk.py"


def build() -> None:
    """Raises `NotHere` where it cannot be built."""
    if missing := [package for package, program in TOOLS.items() if not shutil.which(program)]:
        install(missing)
    if os.geteuid() != 0:
        raise NotHere("building the folder for Asterisk needs root")
    folder = root()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two runs that begin together build it once
        if (folder / WHOLE).exists():
            return
        say(f"building a folder with Asterisk (about two minutes, once) in {folder}")
        half = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            _build_in(half)
            shutil.rmtree(folder, ignore_errors=True)
            half.chmod(0o755)
            half.rename(folder)
        finally:
            shutil.rmtree(half, ignore_errors=True)


def _build_in(folder: Path) -> None:
    _do(["debootstrap", "--variant=minbase", SUITE, str(folder), mirror()])
    environment = ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1"]
    apt = ["chroot", str(folder), *environment, "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    _do([*apt, "install", "--yes", "--no-install-recommends", *PACKAGES])
    _do([*apt, "clean"])
    (folder / WHOLE).touch()


def mirror() -> str:
    """The archive that this machine's apt reads Debian itself from."""
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN) $(LABEL)", "Created-By: Packages"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    for line in sorted(set(told.stdout.splitlines())):
        address, _, rest = line.partition(" ")
        if rest == "Debian Debian":
            return address
    raise NotHere("apt names no archive of Debian, from which Asterisk could be installed")


def _do(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=BUILD_SECONDS)
    if done.returncode:
        raise NotHere(f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-500:]}")


@dataclass
class Asterisk:
    """`home` is its folder as we see it, `inside` the same as it sees it."""

    home: Path
    inside: str
    process: subprocess.Popen[bytes] | None = None
    started: list[float] = field(default_factory=list)

    @property
    def records(self) -> tuple[Path, Path]:
        return self.home / "log" / "queue_log", self.home / "log" / "cdr-csv" / "Master.csv"

    def start(self) -> None:
        """Answers once it takes calls. Raises `NotHere` with the end of its log when it does not."""
        with (self.home / "output").open("ab") as output:
            self.process = subprocess.Popen(
                ["chroot", str(root()), f"/{PROGRAM}", "-f", "-C", f"{self.inside}/etc/asterisk.conf"],
                stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True,
                preexec_fn=end_with_parent,
            )  # fmt: skip
        self.started.append(time.time())
        self.wait(lambda: "fully booted" in self.command("core waitfullybooted"), "it did not boot")

    def command(self, words: str) -> str:
        """What its own console answers."""
        done = subprocess.run(
            ["chroot", str(root()), f"/{PROGRAM}", "-C", f"{self.inside}/etc/asterisk.conf", "-rx", words],
            capture_output=True, text=True, check=False, timeout=60, errors="replace",
        )  # fmt: skip
        return done.stdout

    def wait(self, met: Callable[[], bool], why: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                break
            if met():
                return
            time.sleep(0.05)
        raise NotHere(f"Asterisk: {why}. {self.log()[-3000:]}")

    def log(self) -> str:
        paths = [self.home / "output", self.home / "log" / "messages.log"]
        return "\n".join(path.read_text(errors="replace") for path in paths if path.exists())

    def stop(self, *, at_once: bool = False) -> None:
        """Ends it; `at_once` as a machine that loses its power would, as far as its process goes."""
        process, self.process = self.process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGKILL if at_once else signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)


@contextmanager
def run_folder() -> Iterator[tuple[Path, str]]:
    """An empty folder for one exchange, and its name as the exchange sees it; removed at the end."""
    if problem := why_not_here():
        raise NotHere(problem)
    if os.geteuid() != 0:
        raise NotHere("Asterisk is not started: its folder needs root")
    place = root() / "srv"
    place.mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="exchange-", dir=place))
    try:
        for name in ("etc", "data/sounds", "var", "log/cdr-csv", "spool/voicemail", "run"):
            (home / name).mkdir(parents=True)
        for name in ("documentation", "rest-api"):  # its own descriptions, which it needs to start
            (home / "data" / name).symlink_to(f"/usr/share/asterisk/{name}")
        yield home, f"/srv/{home.name}"
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def asterisk(home: Path, inside: str) -> Iterator[Asterisk]:
    """Started with what lies in `home/etc`, and ended. Raises `NotHere` when it does not start."""
    exchange = Asterisk(home, inside)
    try:
        exchange.start()
        yield exchange
    finally:
        exchange.stop()


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


__all__ = ["Asterisk", "NotHere", "asterisk", "build", "free_port", "free_udp_port", "run_folder", "why_not_here"]


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        try:
            build()
        except NotHere as problem:
            say(str(problem))
            sys.exit(3)
        say(f"Asterisk is in {root()}")
