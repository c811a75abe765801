"""Calls on a real exchange, with everything that may break off breaking off: the figures are those of the callers.

    python benchmarks/telephone.py                        50 calls: the listener is killed and its connection cut, the
                                                          exchange ended at once and started again, all with calls going on
    python benchmarks/telephone.py load                   100 calls at once through the queue for three minutes: each counted,
                                                          how long an event takes to be on the record, what memory grows
    python benchmarks/telephone.py load --screen          the same, with the server and a browser: how long an event takes until
                                                          a wallboard and an adviser's page show it (--seconds 600 for ten minutes)

SIPp rings, and counts what it rang. The listener is `adviceline telephony listen`, a process of its own, or with --screen inside
`adviceline serve`. Then the exchange's
own records are read. Exit code 1 unless every call that SIPp placed is one contact."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

CALLERS_HOLD = 4000
CALLS = 10


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("what", nargs="?", choices=("breakages", "load"), default="breakages")
    words.add_argument("--at-once", type=int, default=100)
    words.add_argument("--seconds", type=int, default=180)
    words.add_argument("--screen", action="store_true")
    told = words.parse_args()
    from tests.support.always_open import content
    from tests.support.server import Service

    with (
        tempfile.TemporaryDirectory(prefix="adviceline-telephone-") as folder,
        Service(Path(folder), ADVICELINE_CONTENT=content(), ADVICELINE_LOG_LEVEL="CRITICAL") as service,
    ):
        os.environ |= service.prepare().environment | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # the browser's driver has a loop in this thread; nothing else runs in it
        }
        import django

        django.setup()
        from tests.support.telephone import telephone_line

        queue = "most_waiting = 500\nring_seconds = 10\nwrap_up_seconds = 0"
        telephones = CALLS if told.what == "breakages" else told.at_once // 2
        with telephone_line(queue=queue, telephones=telephones) as line:
            if told.what == "breakages":
                found = breakages(line)
            else:
                from benchmarks.telephone_load import load

                screen: Any = nullcontext({})
                if told.screen:
                    listener, screen = serve(service, line)
                else:
                    listener = listen(line)
                found = load(
                    line, at_once=told.at_once, seconds=told.seconds, listener=listener, settle=settle, screen=screen
                )
    print(json.dumps(found, indent=1))
    return 0 if found["placed"] == found["contacts"] and not found["still_open"] else 1


def serve(service: Any, line: Any) -> tuple[subprocess.Popen[bytes], Any]:
    """The server with its listener; whose telephones they are is known to it, and all of them are ready."""
    from benchmarks.telephone_screens import screens
    from tests.support.in_service import call

    names = {f"Adviser {each.extension}": each.email for each in line.settings.advisers}
    call(service, "tests.support.phone_people:make", **names)
    call(service, "tests.support.phone_people:make_ready", names=list(names), supervisor="Supervisor")
    service.environment["ADVICELINE_EXCHANGE"] = str(line.settings_file)
    service.start()
    _wait_until_heard(line)
    return service.process, screens(service, line)


def listen(line: Any) -> subprocess.Popen[bytes]:
    """A listener that has heard the exchange's greeting."""
    from scripts.servers import end_with_parent

    process = subprocess.Popen(
        [sys.executable, "-m", "adviceline", "telephony", "listen"], stdout=subprocess.DEVNULL, preexec_fn=end_with_parent,
        env=os.environ | {"ADVICELINE_EXCHANGE": str(line.settings_file)},
    )  # fmt: skip
    _wait_until_heard(line)
    return process


def _wait_until_heard(line: Any) -> None:
    from adviceline.channels.telephony.exchange.rendering import MANAGER_USER

    line.asterisk.wait(lambda: MANAGER_USER in line.asterisk.command("manager show connected"), "nobody listens")


def cut(line: Any) -> None:
    """The exchange throws its listener out."""
    from adviceline.channels.telephony.exchange.rendering import MANAGER_USER

    rows = [row.split() for row in line.asterisk.command("manager show connected").splitlines()]
    (handle,) = [row[4] for row in rows if row and row[0] == MANAGER_USER]
    line.asterisk.command(f"manager kick session {handle}")


def breakages(line: Any) -> dict[str, Any]:
    """Five rounds of ten calls; something breaks off in the middle of three."""
    placed = 0
    listener = listen(line)
    for place, what in enumerate(("nothing", "kill the listener", "cut the connection", "end the exchange", "nothing")):
        placed += CALLS
        with ExitStack() as stack:
            for extension in range(1001, 1001 + CALLS):
                stack.enter_context(line.telephone(str(extension), "phone", calls=CALLS))
            listener = round_of_calls(line, listener, f"0770090030{place}", what, placed)
    line.no_calls_left()
    time.sleep(3)  # what the listener has heard is written down
    listener.terminate()
    listener.wait(20)
    return {"placed": placed, **settle(line)}


def round_of_calls(
    line: Any, listener: subprocess.Popen[bytes], user: str, what: str, placed: int
) -> subprocess.Popen[bytes]:
    """Ten calls, in the middle of which that happens; answers the listener that listens afterwards. `placed`: so many by then."""
    ringing = line.ring("caller", user=user, calls=CALLS, hold=CALLERS_HOLD, wait=False)
    line.asterisk.wait(lambda: len(line.told("CONNECT")) >= placed, "not all were answered")
    if what == "kill the listener":
        listener.send_signal(signal.SIGKILL)
        listener.wait()
    elif what == "cut the connection":
        cut(line)
    elif what == "end the exchange":
        line.asterisk.stop(at_once=True)
    ringing.finish()
    if what == "end the exchange":
        line.asterisk.start()
    return listen(line) if what == "kill the listener" else listener


def settle(line: Any) -> dict[str, Any]:
    """Read the exchange's records as if some time had gone by, twice, and count."""
    from django.utils import timezone

    from adviceline.channels.telephony.actions import read_exchange
    from adviceline.channels.telephony.models import CallDifference, LiveCall
    from adviceline.contacts.models import Contact

    later = timezone.now() + timedelta(minutes=2)
    for _ in range(2):
        read_exchange(exchange=line.settings, at=later)
    return {
        "contacts": Contact.objects.filter(channel="call").count(),
        "outcomes": dict(Counter(Contact.objects.filter(channel="call").values_list("outcome", flat=True))),
        "heard_live": LiveCall.objects.count(),
        "still_open": LiveCall.objects.exclude(state="over").count(),
        "differences": dict(Counter(CallDifference.objects.values_list("what", flat=True))),
    }


if __name__ == "__main__":
    sys.exit(main())
