"""`adviceline ingest` as an operator runs it: killed again and again, and what it says."""

from __future__ import annotations

import json
import signal
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.clock import london
from tests.support.exchange import queued
from tests.support.mails import as_maildir, as_mbox, mail, reply
from tests.support.server import ROOT, Service, _command

pytestmark = [pytest.mark.system, pytest.mark.both_engines]
THREADS = 40
FIRST, LONGER = 0.6, 1.25


def conversations() -> list[bytes]:
    """Of every thread a question and a reply; of every second one another question, not replied to."""
    found = []
    for number in range(THREADS):
        who, asked = f"person{number}@school.example.org", london(2022, 2, 1, 9) + timedelta(minutes=5 * number)
        found.append(mail(f"q{number}@school", sender=who, sent_at=asked, subject=f"Question {number}"))
        found.append(reply(f"r{number}@us", to=who, sent_at=asked + timedelta(minutes=30), answers=f"q{number}@school"))
        if number % 2:
            again = asked + timedelta(hours=1)
            found.append(
                mail(f"s{number}@school", sender=who, sent_at=again, answers=f"r{number}@us", subject="Re: it")
            )
    return found


def calls(path: Path, count: int) -> Path:
    lines: list[str] = []
    for number in range(count):
        at = london(2022, 2, 1, 9) + timedelta(minutes=3 * number)
        lines += queued(at, talk=120 if number % 3 else None, wait=40, number=number)
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def killed_until_it_completes(service: Service, *arguments: str) -> int:
    """Run the command, each time left a little longer before it is killed; answers how often it was killed."""
    kills = 0
    while True:
        running = subprocess.Popen(
            [*_command(), *arguments], cwd=ROOT, env=service.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            assert running.wait(FIRST * LONGER**kills) == 0
            return kills
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            running.wait()
            kills += 1


def last_line(service: Service, *arguments: str) -> dict[str, int]:
    said: dict[str, int] = json.loads(service.run(*arguments, "--format", "json").stdout.splitlines()[-1])
    return said


def test_killed_at_any_moment_every_message_and_call_is_counted_once(new_service, tmp_path):
    service = new_service().prepare()
    messages = conversations()
    box, log = as_mbox(tmp_path / "all.mbox", *messages), calls(tmp_path / "queue_log", 90)

    kills = killed_until_it_completes(service, "ingest", "email", str(box))
    kills += killed_until_it_completes(service, "ingest", "calls", str(log))
    assert kills >= 3

    again = last_line(service, "ingest", "email", str(box))
    assert again == {"read": len(messages), "recorded": 0, "duplicate": len(messages), "set_aside": 0}
    assert last_line(service, "ingest", "calls", str(log)) == {
        "read": 90, "recorded": 0, "duplicate": 90, "set_aside": 0,
    }  # fmt: skip
    measures = json.loads(service.run("report", "monthly", "2022-02", "--format", "json").stdout)["measures"]
    shown = {name: measure["value"] for name, measure in measures.items()}
    assert shown["emails_received"] == THREADS + THREADS // 2
    assert shown["emails_replied"] == THREADS
    assert shown["calls_answered"] == 60
    assert shown["calls_not_answered"] == 30
    assert shown["contacts_total"] == len(messages) + 90
    assert shown["enquiries_opened"] == THREADS + 60
    assert service.run("audit", "verify").returncode == 0


def test_what_it_says_of_bad_input(new_service, tmp_path):
    service = new_service().prepare()
    bad = tmp_path / "broken.eml"
    bad.write_bytes(b"nothing of a message\n")
    folder = as_maildir(tmp_path / "Maildir", *conversations()[:2])

    done = service.run("ingest", "email", str(folder), str(bad), "--format", "json")
    assert json.loads(done.stdout) == {"read": 3, "recorded": 2, "duplicate": 0, "set_aside": 1}
    assert f"Set aside: {bad}: does not begin like an e-mail message" in done.stderr
    assert str(bad) in service.run("ingest", "set-aside").stdout

    for channel in ("email", "calls"):
        missing = service.run("ingest", channel, str(tmp_path / "nowhere"), str(folder), check=False)
        assert missing.returncode == 2
        assert f"There is no file or folder {tmp_path / 'nowhere'}." in missing.stderr
        assert "Traceback" not in missing.stderr
    odd = service.run("ingest", "calls", str(folder), "--timezone", "Mars/Olympus", check=False)
    assert odd.returncode == 2
    assert "no time zone" in odd.stderr
