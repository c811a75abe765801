"""A copy of a chat by e-mail: once, when the chat has ended, of what is kept, and the address is forgotten."""

from __future__ import annotations

import uuid

import pytest

from adviceline.audit.actors import PUBLIC, SYSTEM
from adviceline.channels.chat import actions
from adviceline.channels.chat.errors import UnableToSendTranscript
from adviceline.channels.chat.models import ChatFile, Transcript
from adviceline.channels.chat.states import FINISHED
from adviceline.contacts import actions as contacts
from adviceline.jobs.models import Job, OutgoingMessage
from adviceline.jobs.tasks import deliver
from adviceline.privacy.models import EnquiryKey
from adviceline.privacy.screening import receive_text, screen_text
from tests.support.chat_sample import AT, QUESTION, chat, file, open_for

pytestmark = pytest.mark.django_db
TO = "sam@school.example.org"


@pytest.fixture
def answered(adviser):
    made = chat("talking", adviser=adviser, name="Sam")
    for text, by in (("A pupil called Zebedee told staff.", PUBLIC), ("Thank you, and good morning", adviser)):
        kept = receive_text(text) if by is PUBLIC else screen_text(text)
        actions.say(chat=made, text=kept, client_id=uuid.uuid4(), by=by, at=AT)
    return made


def ask(made, email=TO):
    return actions.ask_for_transcript(chat=made, email=email, by=PUBLIC, at=AT)


def deliver_all():
    for job in Job.objects.filter(task="jobs.deliver"):
        deliver(at=AT, **job.args)


def test_it_goes_once_when_the_chat_has_ended_and_holds_what_is_kept(answered, adviser, person, mailoutbox):
    ask(answered)
    ask(answered, "somebody.else@school.example.org")
    supervisor = person("supervisor")
    actions.say(
        chat=answered, text=screen_text("Ask what was seen"), client_id=uuid.uuid4(), by=supervisor, at=AT, whisper=True
    )
    assert OutgoingMessage.objects.count() == 0
    actions.end_chat(chat=answered, ending=FINISHED, by=adviser, at=AT)
    actions.end_chat(chat=answered, ending=FINISHED, by=adviser, at=AT)
    ask(answered)
    deliver_all()
    deliver_all()
    message = mailoutbox[0]
    assert (len(mailoutbox), message.to) == (1, [TO])
    assert answered.enquiry.reference in message.subject
    for words in (QUESTION, "Thank you, and good morning", "A pupil called [name] told staff.", "You, 10am:"):
        assert words in message.body
    for words in ("Zebedee", "Ask what was seen", adviser.name.split()[-1] + ","):
        assert words not in message.body


def test_the_address_is_forgotten_once_it_was_sent(answered, adviser, mailoutbox, django_capture_on_commit_callbacks):
    key_id = ask(answered).key_id
    actions.end_chat(chat=answered, ending=FINISHED, by=adviser, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        deliver_all()
    kept = Transcript.objects.get()
    assert (bytes(kept.sealed_address), kept.sent_at is None, len(mailoutbox)) == (b"", False, 1)
    assert EnquiryKey.objects.get(pk=key_id).wrapped is None


def test_after_the_end_it_goes_at_once(answered, adviser, mailoutbox):
    actions.end_chat(chat=answered, ending=FINISHED, by=adviser, at=AT)
    ask(answered)
    deliver_all()
    assert [message.to for message in mailoutbox] == [[TO]]


def test_nobody_has_their_own_words_sent_to_a_stranger_by_us():
    made = chat()
    with pytest.raises(UnableToSendTranscript):
        ask(made)
    assert (Transcript.objects.count(), OutgoingMessage.objects.count()) == (0, 0)


def test_nothing_goes_to_an_enquirer_who_was_erased_and_nothing_that_they_gave_can_be_opened(adviser, mailoutbox):
    answered = file(adviser=adviser).chat
    actions.say(chat=answered, text=screen_text("Good morning"), client_id=uuid.uuid4(), by=adviser, at=AT)
    keys = [ask(answered).key_id, ChatFile.objects.get().key_id]
    actions.end_chat(chat=answered, ending=FINISHED, by=adviser, at=AT)
    contacts.erase_enquirer(enquiry=answered.enquiry, reason="request", by=SYSTEM, at=AT)
    deliver_all()
    assert mailoutbox == []
    assert Transcript.objects.count() == ChatFile.objects.count() == 0
    assert not EnquiryKey.objects.filter(pk__in=keys, wrapped__isnull=False).exists()


def test_the_page_offers_it_once_an_adviser_wrote_and_says_that_it_was_asked_for(client, answered):
    open_for(client, answered)
    assert 'name="copy_to"' in client.get("/chat/talk").text
    refused = client.post("/chat/transcript", {"copy_to": "nobody"})
    assert refused.status_code == 422
    assert "Enter an e-mail address in the correct format" in refused.text
    assert client.post("/chat/transcript", {"copy_to": TO}).status_code == 302
    page = client.get("/chat/talk").text
    assert "goes by e-mail when the chat has ended" in page
    assert 'name="copy_to"' not in page
    assert TO not in page


def test_an_adviser_greets_by_the_name_that_was_given_and_it_is_kept_in_no_message(answered, adviser, client):
    from adviceline.channels.chat.writing import Draft, Refused, keep

    def says(text):
        return keep([Draft(chat_id=answered.pk, client_id=uuid.uuid4(), text=text, author=adviser)])[0]

    kept = says("Hello Sam. How can we help?")
    assert kept.message.body == "Hello [your name]. How can we help?"
    assert isinstance(says("A pupil called Sam told staff."), Refused)
    open_for(client, answered)
    page = client.get("/chat/talk").text
    assert "Hello Sam. How can we help?" in page
    assert "[your name]" not in page
