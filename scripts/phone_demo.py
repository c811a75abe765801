"""The demo with a telephone: an exchange on this machine for as long as the demo runs.

    python scripts/phone_demo.py PORT -- adviceline demo start --port PORT

One then rings the service from the page 'Call us' and answers in another tab. Where the exchange cannot be started, what is
missing is said, and the demo runs without.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # also when it is run as a program
from scripts import asterisk
from scripts.servers import NotHere, free_port, say

ADVICELINE = Path(sys.executable).with_name("adviceline")
FIRST_EXTENSION = 1001


def settings(home: Path, inside: str) -> str:
    """Telephones in the browser for the fictional staff who take calls, callers from 'Call us', a trunk that leads nowhere."""
    from adviceline.demo.profile import profile

    people = [each for each in profile()["staff"] if "shift" in each]
    telephones = "".join(
        f'[advisers.{number}]\nname = "Telephone {number}"\nemail = "{each["email"]}"\nin_browser = true\n'
        for number, each in enumerate(people, FIRST_EXTENSION)
    )
    port, speech = free_port(), 21000
    return f"""
[exchange]
address = "127.0.0.1"
sip_port = {asterisk.free_udp_port()}
rtp_ports = [{speech}, {speech + 999}]
adviser_networks = ["127.0.0.0/8"]
manager_port = {free_port()}
qualify_seconds = 0
records = ["log/queue_log", "log/cdr-csv/Master.csv"]
messages = "spool/voicemail"
recordings = "spool/recordings"
[trunk]
host = "127.0.0.2"
networks = ["127.0.0.2/32"]
[browser]
port = {port}
address = "ws://127.0.0.1:{port}/ws"
callers = true
[queue]
ring_seconds = 30
[folders]
{"".join(f'{name} = "{inside}/{name}"' + chr(10) for name in ("etc", "data", "var", "log", "spool", "run"))}
{telephones}"""


def prepare(home: Path, inside: str) -> Path:
    """Everything that the exchange needs, made by the commands that an operator has."""
    path = home / "exchange.toml"
    path.write_text(settings(home, inside))
    (home / "spool" / "recordings").mkdir(mode=0o770)
    for command in (
        ["configure", "--settings", str(path), "--out", str(home / "etc")],
        ["prompts", "--out", str(home / "data" / "sounds" / "en_GB")],
    ):
        done = subprocess.run(
            [ADVICELINE, "telephony", *command], capture_output=True, text=True, check=False, env=os.environ
        )
        if done.returncode:
            raise NotHere((done.stderr or done.stdout).strip()[-400:])
    return path


def begin(stack: ExitStack, port: str) -> dict[str, str]:
    """Start the exchange; answers what the demo has to be told. Raises `NotHere`."""
    if os.geteuid() != 0:
        raise NotHere("the exchange runs in a folder of its own, which needs root: sudo make demo PHONE=1")
    asterisk.build()
    home, inside = stack.enter_context(asterisk.run_folder())
    path = prepare(home, inside)
    stack.enter_context(asterisk.asterisk(home, inside))
    site = f"http://127.0.0.1:{port}"
    say(f"The exchange runs. Ring the service:     {site}/call-us")
    say(f"Answer: sign in as an adviser, then      {site}/desk/phone   (ready, and use this browser as my telephone)")
    if not os.environ.get("ADVICELINE_DEMO_OPEN"):
        say("In the evening and at weekends it takes messages only: make demo PHONE=1 OPEN=always is open at any hour.")
    return {"ADVICELINE_EXCHANGE": str(path)}


def main(arguments: list[str]) -> int:
    port, command = arguments[0], arguments[arguments.index("--") + 1 :]
    with ExitStack() as stack:
        told: dict[str, str] = {}
        try:
            told = begin(stack, port)
        except (NotHere, OSError, subprocess.SubprocessError) as problem:
            stack.close()
            say(f"No telephone in this demo: {problem}")
        running = subprocess.Popen(command, env=os.environ | told)
        signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C reaches the demo too; the exchange ends after it
        signal.signal(signal.SIGTERM, lambda *_: running.terminate())
        return running.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
