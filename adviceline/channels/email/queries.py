"""What a message belongs to, and what was set aside."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.parser import BytesParser

from django.db.models import QuerySet

from adviceline.channels.email import headers, rules, sealing, writing
from adviceline.channels.email.errors import UnableToSendReply
from adviceline.channels.email.models import Message, Outgoing
from adviceline.channels.email.threading import Candidate, choose
from adviceline.channels.email.writing import Written
from adviceline.contacts.models import Contact, Enquiry
from adviceline.contacts.queries import with_merged
from adviceline.contacts.references import NotAReference, parse_reference
from adviceline.contacts.rules import changed_submission
from adviceline.jobs.models import OutgoingMessage
from adviceline.privacy import crypto

MOST = 50


@dataclass(frozen=True)
class Thread:
    """What a message belongs to. `answers` is the contact that it replies to, where known; `claims` the reference of
    an enquiry that it names but that is somebody else's."""

    enquiry: Enquiry | None = None
    answers: Contact | None = None
    claims: str = ""


def thread_of(
    *, addresses: Collection[str], references: Iterable[str], answered: Sequence[str], own: str, prefix: str,
    proven: Collection[str] = (), ours: Outgoing | None = None,
) -> Thread:  # fmt: skip
    """Find the enquiry that a message belongs to. `addresses` are blind indexes of whom it is from (or, for one of
    ours, to); `answered` and `own` are indexes of Message-IDs, the nearest first.

    A reference or a Message-ID proves nothing about who wrote it: an enquiry is joined only when its enquirer has one
    of the addresses. Messages are in one thread if one answers the other or both answer a third, even if that third
    was never seen.
    """
    mine = [address for address in addresses if address]
    named = _answered(answered, mine)

    def told() -> Iterator[Candidate[Enquiry]]:
        for reference in references:
            if (enquiry := _named(reference, prefix=prefix)) is not None:
                yield _candidate(enquiry)
        for message in named:
            yield _candidate(_enquiry(message))
        if ours is not None:
            yield _candidate(ours.enquiry)

    found, claims = choose(
        mine, proven=_proven(proven, prefix), told=told(),
        beside=_beside([index for index in (own, *answered) if index], mine),
    )  # fmt: skip
    return Thread(claims=claims) if found is None else _in(_followed(found), named)


def _proven(references: Iterable[str], prefix: str) -> Iterator[Enquiry]:
    for reference in references:
        enquiry = _named(reference, prefix=prefix)
        if enquiry is not None and _followed(enquiry).enquirer.erased_at is None:
            yield _followed(enquiry)


def _candidate(enquiry: Enquiry) -> Candidate[Enquiry]:
    return Candidate(enquiry.enquirer.email_index, enquiry.reference, enquiry)


def _beside(indexes: list[str], mine: list[str]) -> Iterator[Enquiry]:
    beside = _with_enquiry().filter(references__id_index__in=indexes, contact__enquiry__enquirer__email_index__in=mine)
    for message in beside.order_by("sent_at", "id")[:1]:
        yield _enquiry(message)


def _answered(answered: Sequence[str], mine: Collection[str]) -> list[Message]:
    """Messages that are named as answered and have an enquiry, the nearest first. A Message-ID borrowed many times
    does not hide the one that is meant."""
    if not answered:
        return []
    named = _with_enquiry().filter(id_index__in=list(answered))
    found = list(named[:MOST])
    if len(found) == MOST:
        found.extend(named.filter(contact__enquiry__enquirer__email_index__in=mine)[:MOST])
    return sorted(found, key=lambda message: answered.index(message.id_index))


def unattached_replies(*, own: str, answered: Sequence[str]) -> list[Message]:
    """Messages of ours that stand alone and either answer this one or are answered by it."""
    alone = Message.objects.filter(direction="outbound", contact__isnull=False, contact__enquiry__isnull=True)
    alone = alone.select_related("contact", "sealed")
    found = {message.pk: message for message in alone.filter(references__id_index=own)[:MOST]} if own else {}
    if answered:
        found |= {message.pk: message for message in alone.filter(id_index__in=list(answered))[:MOST]}
    return sorted(found.values(), key=lambda message: (message.sent_at, message.pk))


def answered_messages(answered: Sequence[str]) -> list[Message]:
    """Messages to us, with an enquiry, that are named as answered, the nearest first."""
    found = (
        _with_enquiry()
        .filter(id_index__in=list(answered), direction="inbound")
        .select_related("sealed", "contact__enquiry__enquirer", "contact__enquiry__merged_into")
    )
    return sorted(found[:MOST], key=lambda message: answered.index(message.id_index))


@dataclass(frozen=True)
class SetAsideMessage:
    """A message that somebody should look at. `origin` is empty when it can no longer be read."""

    id: int
    origin: str
    reason: str
    stored_at: datetime


def set_aside(*, run: uuid.UUID | None = None, most: int = 1000) -> list[SetAsideMessage]:
    """What is set aside, oldest first: of one reading, or all."""
    rows = Message.objects.filter(state=Message.State.SET_ASIDE).select_related("sealed").order_by("stored_at", "id")
    if run is not None:
        rows = rows.filter(run=run)
    return [SetAsideMessage(row.pk, _origin(row), row.reason, row.stored_at) for row in rows[:most]]


def _origin(message: Message) -> str:
    try:
        return sealing.shown(sealing.unseal(message.sealed).origin)
    except (crypto.Erased, crypto.UnableToOpen, Message.sealed.RelatedObjectDoesNotExist):
        return ""


def _with_enquiry() -> QuerySet[Message]:
    return Message.objects.filter(contact__enquiry__isnull=False).select_related(
        "contact__enquiry__enquirer", "contact__enquiry__merged_into"
    )


def _enquiry(message: Message) -> Enquiry:
    assert message.contact is not None
    assert message.contact.enquiry is not None
    return message.contact.enquiry


def _in(enquiry: Enquiry, named: Iterable[Message]) -> Thread:
    """The thread, with the nearest message to us that is named as answered and is in that enquiry."""
    asked = (message.contact for message in named if message.direction == "inbound" and _enquiry(message) == enquiry)
    return Thread(enquiry, next(asked, None))


def _named(reference: str, *, prefix: str) -> Enquiry | None:
    try:
        exact = parse_reference(reference, prefix=prefix)
    except NotAReference:
        return None
    return Enquiry.objects.select_related("enquirer", "merged_into").filter(reference=exact).first()


def _followed(enquiry: Enquiry) -> Enquiry:
    """Where an enquiry that was merged has gone."""
    while enquiry.merged_into is not None:
        enquiry = enquiry.merged_into
    return enquiry


def outgoing_named(indexes: Sequence[str]) -> Outgoing | None:
    """The message of ours, written here, whose Message-ID is among these (indexes), the nearest first."""
    found = Outgoing.objects.filter(id_index__in=[index for index in indexes if index]).select_related(
        "outbox", "contact", "enquiry__enquirer", "enquiry__merged_into"
    )
    return min(found, key=lambda outgoing: list(indexes).index(outgoing.id_index), default=None)


def latest_received(enquiry: Enquiry) -> Contact | None:
    """The enquirer's latest e-mail, which a reply answers unless it says otherwise."""
    return (
        enquiry.contacts.filter(channel="email", direction="in", outcome="received")
        .order_by("-began_at", "-id")
        .first()
    )


def outgoing_of(enquiry: Enquiry) -> QuerySet[Outgoing]:
    """What we wrote about an enquiry, oldest first; `state` of each costs nothing more."""
    rows = Outgoing.objects.filter(enquiry__in=with_merged(enquiry)).select_related(
        "outbox", "contact", "note", "written_by"
    )
    return rows.order_by("written_at", "id")


def uncertain_replies() -> QuerySet[Outgoing]:
    """Replies of which nobody knows whether they left, oldest first."""
    rows = Outgoing.objects.filter(kind=Outgoing.Kind.REPLY, outbox__state=OutgoingMessage.State.UNCERTAIN)
    return rows.select_related("enquiry", "outbox").order_by("written_at", "id")


def opened(outgoing: Outgoing) -> Written | None:
    """What a reply says, to whom; None once it is past its time, or the enquirer was erased."""
    content = getattr(outgoing, "content", None)
    if content is None:
        return None
    try:
        return writing.unseal(content.content, key_id=content.key_id)
    except (crypto.Erased, crypto.UnableToOpen):
        return None


def sent_before(enquiry: Enquiry, submission: uuid.UUID) -> Outgoing | None:
    """The reply on this enquiry that a form, sent twice, has become already."""
    names = [submission, changed_submission(submission)]  # the second, where the form was sent on another enquiry first
    return Outgoing.objects.select_related("note").filter(enquiry=enquiry, note__submission__in=names).first()


def says_otherwise(sent: Outgoing, *, cc: Sequence[str], subject: str, body: str) -> bool:
    """Whether these are other words, or for others to read, than what was sent. What is past its time cannot be compared."""
    written = opened(sent)
    if written is None:
        return False
    try:
        copies = {address for address in rules.checked_addresses(cc) if address not in written.to}
    except UnableToSendReply:
        return True
    subject = rules.subject_of_reply(subject, sent.enquiry.reference)
    return (copies, subject, _plain(body)) != (set(written.cc), written.subject, _plain(written.body))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def thread_ids(
    enquiry: Enquiry, answered: Contact | None, *, but: str = "", with_ours: bool = True
) -> tuple[str, tuple[str, ...]]:
    """(the Message-ID that a reply names as answered, all that its References name), so that it shows in its thread in
    any mail program: what the message answered named, itself, and what we wrote about the enquiry before."""
    ours = list(
        Outgoing.objects.filter(enquiry=enquiry).exclude(message_id=but).order_by("written_at", "id")
        .values_list("message_id", flat=True)
    )  # fmt: skip
    if not with_ours:
        ours = []
    message = Message.objects.select_related("sealed").filter(contact=answered).first() if answered else None
    theirs: list[str] = []
    if message is not None:
        theirs = _ids_in(message)
    named = theirs[-1] if theirs else (ours[-1] if ours else "")
    references = list(dict.fromkeys([*theirs[:-1], *ours[-MOST_REFERENCES:], *theirs[-1:]]))
    return named, tuple(references[-MOST_REFERENCES:])


MOST_REFERENCES = 20


def _ids_in(message: Message) -> list[str]:
    """The References of a message and then its own Message-ID; none when it can no longer be read or has no id."""
    try:
        content = sealing.unseal(message.sealed).content
    except (crypto.Erased, crypto.UnableToOpen, Message.sealed.RelatedObjectDoesNotExist):
        return []
    if content is None or not message.id_index:
        return []
    head = BytesParser(policy=policy.compat32).parsebytes(content, headersonly=True)
    own = headers.message_ids(head, "Message-ID")[:1]
    return [*headers.message_ids(head, "References")[-MOST_REFERENCES:], *own]
