"""A real mailbox (Dovecot), read until each message is here once, whatever becomes of the server or the place in it."""

from __future__ import annotations

import itertools
import shutil
import socket
import threading
from datetime import timedelta

import pytest
from django.db import OperationalError

from adviceline.audit.actors import SYSTEM
from adviceline.channels.email.actions import storing
from adviceline.channels.email.models import Mailbox, Message, Outgoing
from adviceline.channels.email.reading import passes
from adviceline.channels.email.reading import place as places
from adviceline.channels.email.reading.accounts import accounts
from adviceline.channels.email.reading.imap import Folder, Refused, Unreachable
from adviceline.channels.email.reading.reader import MailboxReader, read_mailbox_once
from adviceline.contacts import actions
from adviceline.contacts.models import Contact, Enquiry
from tests.support.mailboxes import account, address, mail_servers_or_skip, owner, put
from tests.support.mails import mail

pytestmark = pytest.mark.django_db
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def dovecot():
    with mail_servers_or_skip(postfix=False) as servers:
        yield servers


@pytest.fixture
def box(dovecot):
    """The server, with an empty mailbox of the test's own."""
    dovecot.user = f"advice{next(_numbers)}"
    if not dovecot.is_running:
        dovecot.start_dovecot()
    return dovecot


@pytest.fixture
def read(box, clock):
    return lambda **options: read_mailbox_once(account(box, **options), at=clock.now)


def numbered(clock, *numbers: int) -> list[bytes]:
    return [
        mail(f"{n}@school", sender=f"p{n}@school.example.org", subject=f"Question {n}", sent_at=clock.now)
        for n in numbers
    ]


def seen(box, folder="INBOX") -> list[bool]:
    with owner(box, folder) as mailbox:
        return ["\\Seen" in each.flags for each in mailbox.fetch(mark_seen=False, headers_only=True)]


def test_what_is_there_is_stored_then_marked_and_recorded_once(box, read, clock):
    put(box, *numbered(clock, 1, 2, 3))
    assert (read().stored, read().stored) == (3, 0)

    assert Contact.objects.filter(outcome="received").count() == Enquiry.objects.count() == 3
    assert seen(box) == [True, True, True]
    place = Mailbox.objects.get()
    assert (place.last_uid, place.flagged_uid, place.waiting, place.failure) == (3, 3, 0, "")
    assert place.caught_up_at == clock.now
    assert place.lease_holder is None
    assert Outgoing.objects.filter(kind="acknowledgement").count() == 3


def test_only_what_is_new_is_fetched(box, read, clock, monkeypatch):
    put(box, *numbered(clock, *range(1, 21)))
    read()
    fetched: list[int] = []
    contents = Folder.content
    monkeypatch.setattr(Folder, "content", lambda self, uids: fetched.extend(uids) or contents(self, uids))
    put(box, *numbered(clock, 21))
    read()
    assert fetched == [21]


def test_nothing_is_marked_when_the_database_fails_and_the_next_pass_completes_it(box, read, clock, monkeypatch):
    def full(*_arguments, **_options):
        raise OperationalError("database or disk is full")

    put(box, *numbered(clock, 1, 2))
    with monkeypatch.context() as broken:
        broken.setattr(storing, "_insert", full)
        with pytest.raises(OperationalError):
            read()
    assert seen(box) == [False, False]
    assert not Message.objects.exists()
    assert read().stored == 2
    assert seen(box) == [True, True]


def test_stopped_between_storing_and_marking_the_next_pass_marks(box, read, clock, monkeypatch):
    put(box, *numbered(clock, 1, 2))
    with monkeypatch.context() as broken:
        broken.setattr(Folder, "flag", lambda *_: (_ for _ in ()).throw(Unreachable("the connection broke off")))
        with pytest.raises(Unreachable):
            read()
    assert (Message.objects.count(), seen(box)) == (2, [False, False])
    read()
    assert (Message.objects.count(), seen(box)) == (2, [True, True])
    assert Contact.objects.count() == 2


def test_stopped_between_storing_and_noting_the_place_nothing_doubles(box, read, clock, monkeypatch):
    put(box, *numbered(clock, 1, 2))
    with monkeypatch.context() as broken:
        broken.setattr(passes.Reader, "_tell_server", lambda *_: None)
        read()
    Mailbox.objects.update(last_uid=0, flagged_uid=0)
    assert (read().known, Contact.objects.count()) == (2, 2)


def test_a_mailbox_made_anew_is_read_again_and_nothing_doubles(box, read, clock):
    put(box, *numbered(clock, 1, 2))
    read()
    before = Mailbox.objects.get().uid_validity
    box.stop_dovecot()
    for index in box.folder(box.user).glob("dovecot*"):
        index.unlink()
    clock.forward(hours=1)
    box.start_dovecot()
    with owner(box) as mailbox:  # Dovecot gives a new validity; from another day it could not be the same
        mailbox.folder.status("INBOX", ["UIDVALIDITY"])
    Mailbox.objects.filter(uid_validity=before).update(uid_validity=before - 1)
    put(box, *numbered(clock, 3))
    assert read().stored == 1
    assert Contact.objects.count() == 3


def test_a_mailbox_put_back_from_a_copy_loses_nothing(box, read, clock):
    """The server's numbers go back, and new messages get numbers that were read before."""
    put(box, *numbered(clock, 1, 2))
    box.stop_dovecot()
    copy = box.home / "copy"
    shutil.copytree(box.folder(box.user), copy, copy_function=shutil.copy2)
    box.start_dovecot()
    put(box, *numbered(clock, 3, 4))
    read()
    assert Contact.objects.count() == 4

    box.stop_dovecot()
    shutil.rmtree(box.folder(box.user))
    shutil.copytree(copy, box.folder(box.user), copy_function=shutil.copy2)
    shutil.rmtree(copy)
    for path in [box.folder(box.user), *box.folder(box.user).rglob("*")]:
        shutil.chown(path, "nobody", "nogroup")
    box.start_dovecot()
    put(box, *numbered(clock, 5, 6, 7))
    read()
    assert {each.idempotency_key for each in Contact.objects.all()} == {
        each.idempotency_key for each in Message.objects.all()
    }
    assert Contact.objects.count() == 7


def test_a_folder_that_was_renamed_is_followed(box, clock):
    with owner(box, None) as mailbox:
        mailbox.folder.create("Advice line")
    put(box, *numbered(clock, 1), folder="Advice line")
    read_mailbox_once(account(box, folder="Advice%20line"), at=clock.now)
    with owner(box, None) as mailbox:
        mailbox.folder.rename("Advice line", "Enquiries")
    put(box, *numbered(clock, 2), folder="Enquiries")

    assert read_mailbox_once(account(box, folder="Advice%20line"), at=clock.now).stored == 1
    assert Mailbox.objects.get().server_folder == "Enquiries"
    assert Contact.objects.count() == 2


def test_a_folder_that_is_nowhere_is_said(box, read, clock):
    with pytest.raises(Unreachable, match="no folder 'Gone'"):
        read(folder="Gone")
    place = Mailbox.objects.get()
    assert (place.failing_since_at, place.failure) == (clock.now, "there is no folder 'Gone' that can be opened")


def test_a_server_away_for_three_days_is_read_when_it_is_back_and_acknowledged(box, read, clock):
    put(box, *numbered(clock, 1))
    box.stop_dovecot()
    with pytest.raises(Unreachable):
        read()
    clock.forward(hours=72)
    box.start_dovecot()
    assert read().stored == 1
    assert Outgoing.objects.filter(kind="acknowledgement").count() == 1
    assert Mailbox.objects.get().failing_since_at is None


def test_a_wrong_password_says_so_and_nothing_of_it(box, clock):
    wrong = accounts(address(box).replace("a_password_for_tests", "Tr0ub4dor"))[0]
    with pytest.raises(Unreachable, match="refused us") as refused:
        read_mailbox_once(wrong, at=clock.now)
    assert "Tr0ub4dor" not in str(refused.value) + repr(wrong) + Mailbox.objects.get().failure


def test_a_server_that_is_not_trusted_is_not_told_the_password(box, clock):
    stranger = accounts(f"imap://{box.user}:secret@localhost:{box.imap_port}/INBOX")[0]
    with pytest.raises(Unreachable, match="certificate is not trusted"):
        read_mailbox_once(stranger, at=clock.now)


def test_a_server_without_starttls_is_not_told_the_password(clock, db):
    """Or somebody on the way took the offer out of what it said."""
    heard = []

    def serve(listening):
        talk, _ = listening.accept()
        with talk, talk.makefile("rwb") as lines:
            lines.write(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN LOGIN] ready\r\n")
            lines.flush()
            for line in lines:
                heard.append(line)
                tag = line.split()[0]
                lines.write(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN LOGIN\r\n" + tag + b" OK done\r\n")
                lines.flush()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=serve, args=(listening,), daemon=True)
        server.start()
        plain = accounts(f"imap://advice:not_for_all_ears@127.0.0.1:{listening.getsockname()[1]}/INBOX")[0]
        with pytest.raises(Unreachable):
            read_mailbox_once(plain, at=clock.now)
        server.join(60)
    assert heard
    assert not any(b"LOGIN" in line or b"AUTHENTICATE" in line or b"not_for_all_ears" in line for line in heard)


def test_a_server_that_tells_of_new_mail_is_waited_on_and_one_that_does_not_is_asked(box, clock, monkeypatch):
    """IDLE: the message comes once the reader waits already, and ends the wait. Without IDLE it is found at the next look."""
    reader, told, idle = MailboxReader(account(box, poll="7"), now=lambda: clock.now), [], Folder.idle

    def watched(folder, *, seconds):
        for said in idle(folder, seconds=seconds):
            told.append(said)
            if len(told) == 1:
                put(box, *numbered(clock, 1))
            yield said

    monkeypatch.setattr(Folder, "idle", watched)
    reader.turn()
    assert (told[0], told[-1], reader.pause_seconds) == (False, True, 0)
    monkeypatch.setattr(Folder, "can_idle", False)
    waits = len(told)
    reader.turn()
    put(box, *numbered(clock, 2))
    assert (Contact.objects.count(), reader.pause_seconds, len(told)) == (1, 7, waits)
    reader.turn()
    reader.finish()
    assert Contact.objects.count() == 2


def test_two_readers_of_one_mailbox_take_turns(box, clock):
    first, second = (MailboxReader(account(box), now=lambda: clock.now) for _ in range(2))
    put(box, *numbered(clock, 1))
    assert first.read_once().stored == 1
    with pytest.raises(places.LeaseLost):
        second.read_once()
    clock.forward(seconds=places.LEASE.total_seconds() + 1)  # the first one died
    put(box, *numbered(clock, 2))
    assert second.read_once().stored == 1
    with pytest.raises(places.LeaseLost):
        first.read_once()
    second.finish()
    assert first.read_once().stored == 0
    first.finish()
    assert Contact.objects.count() == 2


def test_a_message_that_the_server_does_not_give_out_costs_no_other_its_place(box, read, clock, monkeypatch):
    put(box, *numbered(clock, 1, 2, 3))
    contents = Folder.content

    def refuse_the_second(self, uids):
        if 2 in uids:
            raise Refused("no")
        return contents(self, uids)

    monkeypatch.setattr(Folder, "content", refuse_the_second)
    read()
    assert Message.objects.filter(state="set_aside").get().reason == "the mail server does not give it out"
    assert Contact.objects.count() == 2


def test_a_message_that_ends_the_connection_each_time_is_set_aside_at_last(box, clock, monkeypatch):
    put(box, *numbered(clock, 1, 2, 3))
    contents = Folder.content

    def break_off(self, uids):
        if 2 in uids:
            self.close()
        return contents(self, uids)

    monkeypatch.setattr(Folder, "content", break_off)
    reader = MailboxReader(account(box), now=lambda: clock.now)
    for _ in range(6):
        try:
            reader.read_once()
            break
        except Unreachable:
            reader._let_go()
    reader.finish()
    assert Message.objects.filter(state="set_aside").get().reason.startswith("the mail server breaks off")
    assert Contact.objects.count() == 2


def test_a_message_too_large_is_set_aside_unfetched(box, read, clock, monkeypatch):
    monkeypatch.setattr(passes, "LARGEST_MESSAGE", 2000)
    put(box, mail("big@school", text="word " * 1000), *numbered(clock, 1))
    read()
    assert Message.objects.filter(state="set_aside").get().reason.startswith("larger than")
    assert Contact.objects.count() == 1


def test_what_is_older_than_we_may_keep_is_not_taken_up_again(box, read, clock):
    with owner(box, None) as mailbox:
        mailbox.append(numbered(clock, 1)[0], "INBOX", dt=clock.now - timedelta(days=6 * 365 + 2))
        mailbox.append(numbered(clock, 2)[0], "INBOX", dt=clock.now - timedelta(days=30))
    read()
    assert Contact.objects.count() == 1


def test_an_archive_in_the_mailbox_is_read_and_not_acknowledged(box, read, clock):
    old = mail("old@school", sent_at=clock.now - timedelta(days=30))
    with owner(box, None) as mailbox:
        mailbox.append(old, "INBOX", dt=clock.now - timedelta(days=30))
    read()
    assert Contact.objects.count() == 1
    assert not Outgoing.objects.exists()


def test_a_mailbox_that_takes_no_marks_is_read_all_the_same(box, read, clock, monkeypatch):
    def refuse(self, *command):
        raise Refused("STORE")

    put(box, *numbered(clock, 1))
    monkeypatch.setattr(Folder, "flag", refuse)
    assert (read().stored, read().stored) == (1, 0)


def test_what_was_erased_here_is_not_taken_up_again_though_it_lies_on_the_server(box, read, clock):
    put(box, *numbered(clock, 1))
    read()
    actions.erase_enquirer(enquiry=Enquiry.objects.get(), reason="request", by=SYSTEM, at=clock.now)
    Mailbox.objects.update(uid_validity=1)  # all is read again
    done = read()
    assert (done.stored, done.known, Contact.objects.count(), Enquiry.objects.count()) == (0, 1, 1, 1)
    assert Enquiry.objects.get().enquirer.erased_at is not None
