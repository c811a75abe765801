"""Every message a contact, every reply counted, nothing lost, nothing doubled."""

from __future__ import annotations

import itertools

import pytest
from django.db import connection

from adviceline.audit.actors import SYSTEM
from adviceline.channels.email import queries
from adviceline.channels.email.actions import recording, storing
from adviceline.channels.email.models import Message, Sealed
from adviceline.channels.email.tasks import record_left_behind
from adviceline.contacts import actions
from adviceline.contacts.actions import together
from adviceline.contacts.models import Contact, Enquiry, Note
from adviceline.contacts.rows import details_of
from adviceline.facts.models import ContactFact
from adviceline.jobs.models import OutgoingMessage
from adviceline.privacy import crypto
from adviceline.privacy.retention import apply_retention
from adviceline.reporting.queries import monthly_figures
from tests.support.clock import london
from tests.support.mails import as_maildir, as_mbox, mail, reply

pytestmark = pytest.mark.django_db

ASKED = london(2022, 2, 1, 10)
REPLIED = london(2022, 2, 1, 10, 45)
AGAIN = london(2022, 2, 1, 12)
QUESTION = mail("q@school", sent_at=ASKED)
REPLY = reply("r@service", sent_at=REPLIED, answers="q@school", thread=["q@school"], subject="Re: Planning")
SECOND = mail(
    "q2@school", sent_at=AGAIN, answers="r@service", thread=["q@school", "r@service"], subject="Re: Planning",
    text="Thank you. And for the other class?",
)  # fmt: skip


def figures() -> dict[str, object]:
    return {name: value.value for name, value in monthly_figures(202202).measures.items()}


def test_a_question_opens_an_enquiry_whose_enquirer_can_be_reached(read_in):
    assert read_in(QUESTION) == {"read": 1, "recorded": 1, "duplicate": 0, "set_aside": 0}

    enquiry = Enquiry.objects.get()
    details = details_of(enquiry.enquirer)
    assert (details.email, details.name) == ("dana@school.example.org", "Dana Example")
    assert enquiry.opened_at == ASKED
    note = enquiry.notes.get()
    assert note.kind == "question"
    assert note.body == "Planning a return to lessons\n\nHow should we plan for a return to lessons?"
    assert ContactFact.objects.get().outcome == "received"
    assert not OutgoingMessage.objects.exists()


def test_read_twice_nothing_doubles(read_in, tmp_path):
    folder = as_maildir(tmp_path / "Maildir", QUESTION, REPLY, SECOND)

    assert read_in(folder)["recorded"] == 3
    before = (Contact.objects.count(), Note.objects.count(), Enquiry.objects.get().version)
    assert read_in(folder) == {"read": 3, "recorded": 0, "duplicate": 3, "set_aside": 0}
    assert (Contact.objects.count(), Note.objects.count(), Enquiry.objects.get().version) == before


def test_the_same_message_in_a_maildir_an_mbox_and_a_file_counts_once(read_in, tmp_path):
    crlf = QUESTION.replace(b"\n", b"\r\n")
    done = read_in(
        as_maildir(tmp_path / "Maildir", QUESTION), as_mbox(tmp_path / "all.mbox", QUESTION, SECOND), crlf, QUESTION
    )

    assert done == {"read": 5, "recorded": 2, "duplicate": 3, "set_aside": 0}
    assert Contact.objects.count() == 2


@pytest.mark.parametrize("order", list(itertools.permutations([QUESTION, REPLY, SECOND])))
def test_a_thread_is_one_enquiry_in_whatever_order_its_messages_are_read_in(read_in, order):
    for message in order:
        assert read_in(message)["recorded"] == 1

    enquiry = Enquiry.objects.get()
    assert enquiry.opened_at == ASKED
    contacts = enquiry.contacts.order_by("began_at")
    assert [(contact.direction, contact.outcome) for contact in contacts] == [
        ("in", "received"), ("out", "sent"), ("in", "received"),
    ]  # fmt: skip
    assert contacts[0].replied_at == REPLIED
    assert contacts[0].first_reply_open_seconds == 45 * 60
    assert contacts[2].replied_at is None
    assert [note.body for note in enquiry.notes.order_by("written_at")][1:] == [
        "Please see the guidance.", "Thank you. And for the other class?",
    ]  # fmt: skip
    shown = figures()
    assert (shown["emails_received"], shown["emails_replied"], shown["enquiries_opened"]) == (2, 1, 1)
    assert shown["email_first_reply_median_open_seconds"] == 45 * 60


def test_the_earliest_reply_counts_even_when_it_is_read_in_last(read_in):
    later = reply("late@service", sent_at=AGAIN, answers="q@school")
    read_in(QUESTION, later)
    read_in(REPLY)

    asked = Contact.objects.get(direction="in")
    assert asked.replied_at == REPLIED
    assert asked.first_reply_open_seconds == 45 * 60


def test_a_reply_sent_at_night_counts_open_time_only(read_in, clock):
    clock.forward(days=7)
    asked = mail("n@school", sent_at=london(2022, 2, 4, 19, 50))  # a Friday, ten minutes before closing
    answered = reply("na@service", sent_at=london(2022, 2, 7, 8, 5), answers="n@school")
    read_in(asked, answered)

    assert Contact.objects.get(direction="in").first_reply_open_seconds == 15 * 60


def test_automatic_messages_are_counted_apart_and_open_nothing(read_in):
    done = read_in(
        mail("a@x", Auto_Submitted="auto-replied", sent_at=ASKED),
        mail(
            "b@x", sender="MAILER-DAEMON@mx.example.org", subject="Undelivered Mail Returned to Sender", sent_at=ASKED
        ),
        mail("c@x", X_Spam_Flag="YES", sent_at=ASKED),
        mail("d@x", List_Id="<news.example.org>", sent_at=ASKED),
    )

    assert done["recorded"] == 4
    assert sorted(Contact.objects.values_list("outcome", flat=True)) == ["auto_reply", "auto_reply", "bounce", "spam"]
    assert not Enquiry.objects.exists()
    assert not Note.objects.exists()
    assert figures()["emails_received"] == 0


def test_our_own_automatic_messages_and_notes_to_ourselves_are_no_contacts_and_no_replies(read_in):
    read_in(
        QUESTION,
        reply("ack@service", sent_at=ASKED, answers="q@school", Auto_Submitted="auto-replied"),
        reply("fwd@service", sent_at=ASKED, to="advice@hsb-support.example.org", thread=["q@school"]),
    )

    assert Contact.objects.get().replied_at is None
    assert Message.objects.filter(state="recorded", contact=None).count() == 2


def test_somebody_else_who_names_an_enquiry_does_not_join_it(read_in):
    read_in(QUESTION)
    known = Enquiry.objects.get()
    plus_address = f"advice+{known.reference}@hsb-support.example.org"
    stranger = "Someone Else <other@elsewhere.example.org>"
    read_in(
        mail("s1@else", sender=stranger, subject=f"Re: {known.reference}", sent_at=AGAIN),
        mail("s2@else", sender="Third <third@elsewhere.example.org>", answers="q@school", sent_at=AGAIN),
        mail("s3@else", sender="fourth@elsewhere.example.org", to=plus_address, sent_at=AGAIN),
    )  # fmt: skip

    assert Enquiry.objects.count() == 4
    assert known.contacts.count() == 1
    for other in Enquiry.objects.exclude(pk=known.pk):
        assert known.reference in other.notes.get(kind="note").body


def test_the_enquirer_joins_by_reference_whatever_the_mail_program_lost(read_in):
    read_in(QUESTION)
    known = Enquiry.objects.get()
    read_in(mail("new@school", subject=f"more about {known.reference.lower().replace('-', ' ')}", sent_at=AGAIN))

    assert known.contacts.count() == 2


def test_a_reference_with_a_wrong_check_character_joins_nothing(read_in):
    read_in(QUESTION)
    known = Enquiry.objects.get()
    wrong = known.reference[:-1] + ("A" if known.reference[-1] != "A" else "B")
    read_in(mail("new@school", subject=f"about {wrong}", sent_at=AGAIN))

    assert Enquiry.objects.count() == 2


def test_the_same_subject_alone_never_joins_two_people(read_in):
    read_in(QUESTION, mail("x@other", sender="other@school.example.org", subject="Re: Planning a return to lessons"))

    assert Enquiry.objects.count() == 2


def test_a_borrowed_message_id_is_recorded_and_flagged(read_in):
    forged = mail("q@school", sender="other@elsewhere.example.org", text="Something else entirely.", sent_at=AGAIN)

    assert read_in(QUESTION)["recorded"] == 1
    assert read_in(forged)["recorded"] == 1

    assert Message.objects.latest("pk").flags == ["message_id_used_before"]
    assert Enquiry.objects.count() == 2
    read_in(REPLY)
    assert Contact.objects.get(idempotency_key=Message.objects.earliest("pk").idempotency_key).replied_at == REPLIED
    assert Contact.objects.filter(replied_at__isnull=False).count() == 1


def test_a_bad_message_is_set_aside_with_its_reason_and_the_rest_goes_on(read_in, tmp_path):
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "no-mail.txt").write_bytes(b"\x00\x01 not a message")
    (bad / "empty.eml").write_bytes(b"")
    (bad / "odd.eml").write_bytes(b"X-Nothing: at all\n\nbody\n")

    assert read_in(bad, QUESTION) == {"read": 4, "recorded": 1, "duplicate": 0, "set_aside": 3}
    assert read_in(bad) == {"read": 3, "recorded": 0, "duplicate": 0, "set_aside": 3}
    assert Message.objects.filter(state="set_aside").exclude(reason="").count() == 3


def test_what_was_set_aside_is_recorded_once_it_can_be_read(read_in, tmp_path, monkeypatch):
    from adviceline.channels.email.parsing import UnreadableMail

    def fails(*args, **options):
        raise UnreadableMail("not yet understood")

    folder = as_maildir(tmp_path / "box", QUESTION)
    with monkeypatch.context() as older:
        older.setattr(storing, "parse", fails)
        older.setattr(recording, "parse", fails)
        assert read_in(folder)["set_aside"] == 1
    assert read_in(folder) == {"read": 1, "recorded": 1, "duplicate": 0, "set_aside": 0}
    assert Enquiry.objects.count() == 1


def test_a_file_that_was_empty_and_is_whole_now_is_no_longer_set_aside(read_in, tmp_path):
    path = tmp_path / "question.eml"
    path.write_bytes(b"")
    read_in(path)
    path.write_bytes(QUESTION)

    assert read_in(path)["recorded"] == 1
    assert not Message.objects.filter(state="set_aside").exists()


def test_stopped_between_storing_and_recording_the_next_reading_completes_it(read_in, monkeypatch):
    class Killed(BaseException):
        pass

    def die(**options):
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(storing, "record_stored", die)
        with pytest.raises(Killed):
            read_in(QUESTION, REPLY)
    assert Message.objects.filter(state="stored").count() == 2
    assert not Contact.objects.exists()

    assert read_in(QUESTION, REPLY) == {"read": 2, "recorded": 2, "duplicate": 0, "set_aside": 0}
    assert Contact.objects.count() == 2


def test_what_a_dead_reading_left_is_recorded_by_the_worker(read_in, clock, monkeypatch):
    with monkeypatch.context() as dying:
        dying.setattr(storing, "record_stored", lambda **options: 0)
        read_in(QUESTION)
    record_left_behind(at=clock.forward(minutes=1))
    assert not Contact.objects.exists()  # the reading may still be alive
    record_left_behind(at=clock.forward(minutes=15))

    assert Contact.objects.count() == Enquiry.objects.count() == 1


def test_killed_in_the_middle_of_recording_a_batch_leaves_all_of_it_to_the_next(read_in, monkeypatch):
    class Killed(BaseException):
        pass

    real, calls = together._Book.enter, itertools.count()

    def die_at_the_second(book, what):
        if next(calls) == 1:
            raise Killed
        return real(book, what)

    with monkeypatch.context() as dying:
        dying.setattr(together._Book, "enter", die_at_the_second)
        with pytest.raises(Killed):
            read_in(QUESTION, REPLY, SECOND)
    assert not Contact.objects.exists()

    assert read_in(QUESTION, REPLY, SECOND)["recorded"] == 3
    assert Contact.objects.count() == 3
    for message in Message.objects.select_related("sealed"):
        assert recording.sealing.unseal(message.sealed).content


def test_a_message_that_cannot_be_recorded_costs_no_other_its_place(read_in, monkeypatch):
    real, enter = recording.contacts.record_contact, together._Book.enter

    def refuse_one(**options):
        if options["began_at"] == AGAIN:
            raise ValueError("a fault")
        return real(**options)

    def refuse_one_of_many(book, what):
        if what.began_at == AGAIN:
            raise ValueError("a fault")
        return enter(book, what)

    with monkeypatch.context() as faulty:
        faulty.setattr(recording.contacts, "record_contact", refuse_one)
        faulty.setattr(together._Book, "enter", refuse_one_of_many)
        assert read_in(QUESTION, REPLY, SECOND) == {"read": 3, "recorded": 2, "duplicate": 0, "set_aside": 1}
    assert read_in(QUESTION, REPLY, SECOND) == {"read": 3, "recorded": 1, "duplicate": 2, "set_aside": 0}
    assert Contact.objects.count() == 3


def test_a_message_with_a_childs_name_shows_it_nowhere_in_clear(read_in):
    read_in(
        mail(
            "child@school", sent_at=ASKED, subject="About Kshitij Fictional",
            text="A pupil called Kshitij Fictional in Year 9 told staff. Please advise.\n\n> Kshitij Fictional wrote",
        )
    )  # fmt: skip

    assert b"Kshitij" not in everything_stored()
    note = Note.objects.get()
    assert "Please advise" in note.body
    assert note.was_redacted
    assert note.sealed_original is None
    original = recording.sealing.unseal(Sealed.objects.get()).content
    assert original is not None
    assert b"Kshitij" in original


def test_erasing_the_enquirer_makes_the_originals_unreadable_and_they_stay_known(read_in, clock):
    read_in(QUESTION, REPLY, SECOND)
    enquiry = Enquiry.objects.get()
    actions.erase_enquirer(enquiry=enquiry, reason="request", by=SYSTEM, at=clock.now)

    for sealed in Sealed.objects.all():
        with pytest.raises(crypto.Erased):
            recording.sealing.unseal(sealed)
    assert read_in(QUESTION, REPLY, SECOND)["duplicate"] == 3
    assert not Enquiry.objects.get().enquirer.email_index


def test_originals_are_forgotten_after_a_month_and_set_aside_ones_wait(read_in, clock):
    read_in(QUESTION, mail("a@x", Auto_Submitted="auto-replied", sent_at=ASKED), b"no message\n")
    automatic = Sealed.objects.get(message__kind="auto_reply")
    apply_retention(by=SYSTEM, at=clock.forward(days=29))
    assert Sealed.objects.count() == 3
    apply_retention(by=SYSTEM, at=clock.forward(days=2))

    assert Sealed.objects.get().message.state == "set_aside"
    with pytest.raises(crypto.Erased):
        crypto.seal({}, key_id=automatic.key_id, purpose="any")
    assert details_of(Enquiry.objects.get().enquirer).email  # its key is still the enquirer's
    assert read_in(QUESTION)["duplicate"] == 1


def test_a_late_message_on_a_closed_enquiry_puts_it_back_into_the_queue(read_in, clock):
    read_in(QUESTION)
    enquiry = Enquiry.objects.get()
    Enquiry.objects.update(state="closed", closed_at=clock.now, first_closed_at=clock.now)
    clock.forward(days=2)
    read_in(mail("late@school", answers="q@school", sent_at=clock.now))

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.closed_at, enquiry.owner) == ("new", None, None)
    assert enquiry.reopened_at == clock.now
    assert enquiry.first_closed_at is not None


def test_a_date_that_cannot_be_gives_way_to_the_servers_time(read_in, clock):
    received = "from a by b; Tue, 01 Feb 2022 10:00:00 +0000"
    read_in(
        mail("old@x", sender="one@x.example.org", sent_at=london(1995, 1, 1), Received=received),
        mail("new@x", sender="two@x.example.org", sent_at=london(2031, 1, 1), Received=received),
        mail("none@x", sender="three@x.example.org"),
    )

    began = dict(Contact.objects.values_list("enquiry__opened_at", "began_at"))
    assert sorted(began.values()) == [london(2022, 2, 1, 10), clock.now]
    assert Contact.objects.filter(began_at=london(2022, 2, 1, 10)).count() == 2
    assert Note.objects.filter(kind="note").count() == 3


def test_an_acknowledgement_is_sent_only_when_asked_for_and_once_a_thread(read_in):
    read_in(QUESTION, SECOND, mail("a@x", Auto_Submitted="auto-replied", sent_at=ASKED), acknowledge=True)
    assert OutgoingMessage.objects.get().composer == "email.acknowledgement"

    from adviceline.channels.email.tasks import acknowledgement

    composed = acknowledgement(enquiry=Enquiry.objects.get().pk)
    assert composed.to == ["dana@school.example.org"]
    assert Enquiry.objects.get().reference in composed.subject
    assert "{" not in composed.body


def test_a_reply_from_an_advisers_own_address_is_theirs(read_in, db):
    from adviceline.accounts.models import Person

    adviser = Person.objects.create(email="ada@staff.example.org", name="Ada", roles=["adviser"])
    read_in(
        QUESTION,
        mail(
            "r2",
            sender="Ada <Ada@staff.example.org>",
            to="dana@school.example.org",
            answers="q@school",
            sent_at=REPLIED,
        ),
    )

    assert Contact.objects.get(direction="out").adviser == adviser
    assert Contact.objects.get(direction="in").replied_at == REPLIED


def test_a_message_passed_on_to_somebody_else_is_no_reply(read_in):
    read_in(QUESTION, reply("fw@service", to="council@la.example.org", thread=["q@school"], sent_at=REPLIED))

    assert Contact.objects.get(direction="in").replied_at is None
    assert Contact.objects.get(direction="out").enquiry is None


def test_a_reply_to_the_address_that_the_message_gave_for_answers_counts(read_in):
    asked = mail("q@school", sent_at=ASKED, Reply_To="office@school.example.org")
    read_in(asked, reply("r@service", to="office@school.example.org", answers="q@school", sent_at=REPLIED))

    assert Contact.objects.get(direction="in").replied_at == REPLIED


def everything_stored() -> bytes:
    """All that the database holds of messages and records, as bytes."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("contacts_", "channel_", "facts_", "audit_", "jobs_")):
                cursor.execute(f"SELECT * FROM {table}")
                found.extend(
                    bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
                    for row in cursor.fetchall() for value in row
                )  # fmt: skip
    return b" ".join(found)


def test_a_file_whose_name_is_no_text_is_set_aside_or_read_like_any_other(read_in, tmp_path):
    odd = tmp_path / "odd\udce9"
    odd.mkdir()
    (odd / "question\udcff.eml").write_bytes(QUESTION)
    (odd / "empty\udcff.eml").write_bytes(b"")

    assert read_in(odd) == {"read": 2, "recorded": 1, "duplicate": 0, "set_aside": 1}
    assert "empty" in queries.set_aside()[0].origin.encode().decode()
