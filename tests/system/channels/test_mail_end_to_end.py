"""From a sender's mail program to the adviser's queue and back: Postfix, Dovecot, the running service."""

from __future__ import annotations

import email
import json
import re
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import closing, suppress
from email import policy
from pathlib import Path

import psycopg
import pytest

from tests.support import webhooks
from tests.support.mailboxes import address, eventually, mail_servers_or_skip, owner
from tests.support.mails import mail
from tests.support.server import Service, free_port

pytestmark = [pytest.mark.system, pytest.mark.both_engines]


@pytest.fixture(scope="module")
def post():
    with mail_servers_or_skip() as servers:
        yield servers


@pytest.fixture(scope="module")
def line(post, tmp_path_factory):
    """A service that reads the mailbox `advice` through a wire that the tests can cut, and sends through Postfix."""
    wire = Wire(post.imap_port)
    folder = tmp_path_factory.mktemp("line")
    mailbox, out = address(post, port=wire.port), f"smtp://127.0.0.1:{post.smtp_port}"
    with Service(folder, ADVICELINE_MAILBOXES=mailbox, EMAIL_URL=out) as made:
        yield made.prepare().start(), wire
    wire.close()


class Wire:
    """Passes a port on, until it is cut; a cut ends what goes through it, and new connections may be made again."""

    def __init__(self, to: int) -> None:
        self.to, self.port, self.passed, self.ended = to, free_port(), 0, False
        self._cut_after: int | None = None
        self._open: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while not self.ended:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.to))
            except OSError:  # the server is away
                near.close()
                continue
            self._open += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(one, other, one is far), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket, counts: bool) -> None:
        try:
            while data := one.recv(4096):
                if counts:
                    self.passed += len(data)
                    if self._cut_after is not None and self.passed >= self._cut_after:
                        self._cut_after = None
                        self.cut()
                        return
                other.sendall(data)
        except OSError:
            pass
        finally:
            for each in (one, other):
                with suppress(OSError):  # closing alone would not wake the thread that waits for the other's bytes
                    each.shutdown(socket.SHUT_RDWR)
                each.close()

    def cut(self) -> None:
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._open = []

    def cut_after(self, size: int) -> None:
        """Cut once so many more bytes have come from the server: in the middle of a message."""
        self._cut_after = self.passed + size

    def close(self) -> None:
        self.ended = True
        self._listening.close()
        self.cut()


def status(service: Service) -> dict:
    return json.loads(service.run("mail", "status", "--format", "json", check=False).stdout)


def count(service: Service, what: str = "received") -> int:
    return ask(service, f"SELECT count(*) FROM contacts_contact WHERE channel = 'email' AND outcome = '{what}'")


def ask(service: Service, question: str) -> int:
    if url := service.environment.get("DATABASE_URL"):
        with psycopg.connect(url) as connection:
            return int(connection.execute(question).fetchone()[0])
    with closing(sqlite3.connect(service.data / "adviceline.sqlite3", timeout=60)) as connection:
        return int(connection.execute(question).fetchone()[0])


def received(post, user: str) -> list[email.message.EmailMessage]:
    post.user = user
    try:
        with owner(post) as box:
            numbers = box.uids()
            found = [box.client.uid("fetch", number, "(BODY.PEEK[])")[1][0][1] for number in numbers]
    finally:
        post.user = "advice"
    return [email.message_from_bytes(each, policy=policy.default) for each in found]


def test_a_message_is_acknowledged_once_and_the_answer_to_that_threads_even_from_another_address(post, line):
    service, wire = line
    eventually(lambda: wire.passed > 0, what="signing in")
    post.deliver(
        mail("q1@school", sender="Dana <dana@school.example.org>", subject="Planning"), sender="dana@school.example.org"
    )
    eventually(lambda: len(received(post, "others")) == 1, what="the acknowledgement")
    (told,) = received(post, "others")
    assert re.match(r"We have your message.*: HSB-....-....$", told["Subject"])
    assert told["Auto-Submitted"] == "auto-replied"
    assert told["In-Reply-To"] == "<q1@school>"
    said = told.get_content()
    for needed in ("999", "Childline", "0800 1111", "8am to 8pm"):
        assert needed in said

    # From a colleague's mail program that keeps no threads: only the address says what it belongs to.
    answers_to = told["Reply-To"]
    assert "+hsb-" in answers_to
    post.deliver(
        mail("q2@phone", sender="Lee <lee@phone.example.org>", to=answers_to, subject="One more thing"),
        to=answers_to, sender="lee@phone.example.org",
    )  # fmt: skip
    post.deliver(
        mail("a1@school", sender="dana@school.example.org", subject="Automatic reply: away", Auto_Submitted="auto-replied"),
        sender="dana@school.example.org",
    )  # fmt: skip
    eventually(lambda: count(service, "auto_reply") == 1 and count(service) == 2, what="recording")
    assert ask(service, "SELECT count(*) FROM contacts_enquiry") == 1
    assert len(received(post, "others")) == 1


def test_a_connection_cut_inside_a_message_and_a_server_that_goes_and_comes_lose_and_double_nothing(post, line):
    service, wire = line
    eventually(lambda: wire.passed > 0, what="signing in")
    before = count(service)
    wire.cut_after(60_000)
    for number in range(6):
        post.deliver(
            mail(f"cut{number}@school", sender=f"c{number}@school.example.org", text="word " * 8_000),
            sender=f"c{number}@school.example.org",
        )
    eventually(lambda: count(service) == before + 6, what="reading after the cut")

    post.stop_dovecot(at_once=True)
    post.deliver(mail("later@school", sender="later@school.example.org"), sender="later@school.example.org")
    post.start_dovecot()
    eventually(lambda: count(service) == before + 7, what="reading after the server came back")
    assert status(service)["is_well"] is True


def test_two_services_beside_each_other_take_each_message_once(post, line):
    service, _ = line
    before = count(service)
    readers = [
        subprocess.Popen(
            [str(_adviceline()), "mail", "read"], env=service.environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    assert [each.stdout.readline() for each in readers] == ["Reading. Ctrl-C ends it.\n"] * 2
    try:
        for number in range(12):
            post.deliver(
                mail(f"two{number}@school", sender=f"t{number}@school.example.org"),
                sender=f"t{number}@school.example.org",
            )
        eventually(lambda: count(service) == before + 12, what="reading by several")
    finally:
        for each in readers:
            each.terminate()
        ended = [each.wait(60) for each in readers]
        for each in readers:
            each.stdout.close()
    assert ended == [0, 0]
    assert count(service) == before + 12


def _adviceline():
    return Path(sys.executable).with_name("adviceline")


def test_mail_that_a_provider_hands_over_is_taken_by_the_running_service(tmp_path):
    with Service(tmp_path, ADVICELINE_MAIL_WEBHOOKS=webhooks.SETTING) as service:
        service.prepare().start()

        def hand_over(provider, form, **headers):
            """(status, words) of the answer."""
            content_type, body = form
            url = service.url(f"/mail/incoming/{provider}")
            asked = urllib.request.Request(url, body, {"Content-Type": content_type, **headers})
            try:
                with urllib.request.urlopen(asked) as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as refused:
                return refused.code, refused.read().decode()

        before = count(service)
        large = mail("large@school.example.org", text="Words.\n" + ("QUJD" * 19 + "\n") * (25 * 1024 * 1024 // 77))
        first, second = mail("first@school.example.org"), mail("second@school.example.org", text="May we use it?")
        assert hand_over("mailgun/mime", webhooks.mailgun(first)) == (200, "Taken.\n")
        assert hand_over("mailgun/mime", webhooks.mailgun_in_parts(large)) == (200, "Taken.\n")
        assert hand_over("postmark", webhooks.postmark(second), **webhooks.authorization()) == (200, "Taken.\n")
        status_, words = hand_over("mailgun/mime", webhooks.mailgun(first, key="a-key-of-somebody-else"))
        assert (status_, "Nothing was taken" in words) == (403, True)
        eventually(lambda: count(service) == before + 3)
        again = hand_over("postmark", webhooks.postmark(second), **webhooks.authorization())
        assert again == (200, "It was taken before.\n")
