"""Samples: enquiries, contacts, messages, chats, people and jobs."""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import TYPE_CHECKING

from adviceline.accounts.actions import SET_PASSWORD
from adviceline.audit.actors import PUBLIC
from tests.support import people
from tests.support.samples.kinds import AT

if TYPE_CHECKING:
    from adviceline.channels.telephony.models import Recording, VoiceMessage
    from adviceline.contacts.models import Enquiry


def enquiry() -> Enquiry:
    """An open enquiry of a made-up professional, who left an address."""
    from adviceline.contacts.actions import record_contact
    from adviceline.contacts.values import ContactDetails, EnquirerValues
    from adviceline.privacy.screening import screen_text

    details = ContactDetails(email="lead@school.example.org", phone="01632 960123")
    recorded = record_contact(
        channel="web_form", direction="in", outcome="received", idempotency_key=f"sample:{uuid.uuid4()}", began_at=AT,
        by=PUBLIC, at=AT, is_fictional=True, text=screen_text("How should we plan for a return to lessons?"),
        enquirer=EnquirerValues(role="dsl", setting="mainstream_school", la_code="202", details=details),
    )  # fmt: skip
    assert recorded.enquiry is not None
    return recorded.enquiry


def call_back() -> int:
    from adviceline.followups.actions import request_call_back

    return request_call_back(enquiry=enquiry(), request_key=str(uuid.uuid4()), by=PUBLIC, at=AT).pk


def confirmation() -> str:
    from adviceline.channels.web.queries import confirmation_token

    return confirmation_token(SimpleNamespace(enquiry=enquiry()))


def voice_message() -> VoiceMessage:
    """A second of silence that somebody left for us."""
    from adviceline.channels.telephony.models import VoiceMessage
    from adviceline.contacts.models import Contact
    from adviceline.privacy import crypto

    key_id = crypto.create_key(at=AT)
    return VoiceMessage.objects.create(
        contact=Contact.objects.get(enquiry=enquiry()), key_id=key_id, seconds=1, left_at=AT, fetched_at=AT,
        content=crypto.seal_bytes(wave_of(bytes(16_000)), key_id=key_id, purpose="call.message"),
    )  # fmt: skip


def recording() -> Recording:
    """A call of a second of silence."""
    from adviceline.channels.telephony.models import Recording
    from adviceline.contacts.models import Contact
    from adviceline.privacy import crypto

    key_id = crypto.create_key(at=AT)
    return Recording.objects.create(
        contact=Contact.objects.get(enquiry=enquiry()), key_id=key_id, seconds=1, ended_at=AT, fetched_at=AT,
        basis="A fictional note of the lawful basis, for tests",
        content=crypto.seal_bytes(wave_of(bytes(16_000)), key_id=key_id, purpose="call.recording"),
    )  # fmt: skip


def wave_of(frames: bytes) -> bytes:
    """A WAV file as the exchange writes it."""
    import io
    import wave

    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(frames)
    return sound.getvalue()


def call_about() -> str:
    from adviceline.followups.queries import request_token

    return request_token(enquiry())


def guard_override() -> int:
    from adviceline.privacy.models import GuardOverride

    return GuardOverride.objects.create(
        subject="enquiry:sample", field="note", kinds=["name"], reason="The name of a book", by="person:1", at=AT
    ).pk


def dead_job() -> uuid.UUID:
    from adviceline.jobs.models import Job

    return Job.objects.create(task="jobs.tidy", state=Job.State.DEAD, run_at=AT, created_at=AT).pk


def dead_message() -> uuid.UUID:
    from adviceline.jobs.models import OutgoingMessage

    return OutgoingMessage.objects.create(
        composer=SET_PASSWORD, key=str(uuid.uuid4()), message_id=str(uuid.uuid4()), created_at=AT,
        args={"person": a_person(), "origin": "http://testserver", "occasion": "reset"},
        state=OutgoingMessage.State.DEAD,
    ).pk  # fmt: skip


def uncertain_reply() -> int:
    from adviceline.channels.email.models import Outgoing
    from adviceline.jobs.models import OutgoingMessage

    message_id = f"{uuid.uuid4()}@hsb-support.example.org"
    told = OutgoingMessage.objects.create(
        composer="email.reply", key=message_id, message_id=f"<{message_id}>", created_at=AT, args={"outgoing": 0},
        state=OutgoingMessage.State.UNCERTAIN,
    )  # fmt: skip
    return Outgoing.objects.create(
        enquiry=enquiry(), kind="reply", outbox=told, message_id=message_id, id_index=uuid.uuid4().hex, written_at=AT,
        written_by=people.somebody("adviser"),
    ).pk  # fmt: skip


def passkey_of_another() -> int:
    return people.add_app(people.somebody("adviser", strong=False)).pk


def a_person() -> int:
    return people.somebody("adviser", strong=False).pk


def mail_reference() -> str:
    """Of an enquiry that came by mail; its message, file and text are the address's other sample."""
    from tests.support import mail_sample

    contact = mail_sample.attachment().message.contact
    assert contact is not None
    assert contact.enquiry is not None
    return contact.enquiry.reference


def mail_elsewhere() -> int:
    """A message that was taken for an automatic one, and made no enquiry."""
    from tests.support import mail_sample

    return mail_sample.elsewhere().pk


def a_chat() -> int:
    from tests.support import chat_sample

    return chat_sample.chat().pk


def chat_with_file() -> int:
    from tests.support import chat_sample

    return chat_sample.file().chat_id


def newest_chat_file() -> int:
    from adviceline.channels.chat.models import ChatFile

    return ChatFile.objects.latest("pk").pk
