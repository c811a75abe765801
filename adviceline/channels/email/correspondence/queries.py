"""What the desk shows of the mail on an enquiry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from adviceline.accounts.models import Person
from adviceline.channels.email.correspondence.models import Attachment, Check, Draft, Reading
from adviceline.channels.email.models import Message, Sealed
from adviceline.contacts.models import Contact, Enquiry, Note

MOST_AT_ONCE = 20
LARGEST_AT_ONCE = 4 * 1024 * 1024


@dataclass(frozen=True)
class Mail:
    """A message as the conversation shows it. `reading` is None until it has been taken apart."""

    message: Message
    reading: Reading | None
    files: tuple[Attachment, ...]
    is_kept: bool


def mails_of(enquiry: Enquiry) -> dict[int, Mail]:
    """By contact. `is_kept`: the message as it arrived can still be opened."""
    rows = list(
        Message.objects.filter(contact__enquiry=enquiry, state=Message.State.RECORDED)
        .select_related("reading")
        .prefetch_related("attachments")
        .order_by("pk")
    )
    kept = set(Sealed.objects.filter(message__in=[row.pk for row in rows]).values_list("message_id", flat=True))
    if enquiry.enquirer.erased_at is not None:
        kept = set()
    return {
        row.contact_id: Mail(
            row, getattr(row, "reading", None), tuple(sorted(row.attachments.all(), key=lambda each: each.place)),
            row.pk in kept,
        )
        for row in rows if row.contact_id is not None
    }  # fmt: skip


def unread_mails(mails: Iterable[Mail]) -> list[Message]:
    """Messages that nobody has taken apart yet and that are small enough to do while somebody waits."""
    found: list[Message] = []
    size = 0
    for mail in mails:
        if mail.is_kept and (mail.reading is None or mail.reading.state == Reading.State.UNSCREENED):
            size += mail.message.size
            if size > LARGEST_AT_ONCE or len(found) >= MOST_AT_ONCE:
                break
            found.append(mail.message)
    return found


def message_in(enquiry: Enquiry, pk: int) -> Message | None:
    """A message of that enquiry; None for any other."""
    if not 0 < pk < 2**63:
        return None
    return (
        Message.objects.select_related("sealed", "contact__enquiry__enquirer", "reading")
        .filter(pk=pk, contact__enquiry=enquiry, state=Message.State.RECORDED)
        .first()
    )


def message_of_contact(contact: Contact) -> Message | None:
    return Message.objects.select_related("sealed").filter(contact=contact, state=Message.State.RECORDED).first()


def attachment_in(enquiry: Enquiry, pk: int) -> Attachment | None:
    if not 0 < pk < 2**63:
        return None
    return (
        Attachment.objects.select_related("message__sealed", "message__contact")
        .filter(pk=pk, message__contact__enquiry=enquiry)
        .first()
    )


def note_in(enquiry: Enquiry, pk: int) -> Note | None:
    """A text of that enquiry which came from outside or went there."""
    if not 0 < pk < 2**63:
        return None
    return enquiry.notes.select_related("enquiry__enquirer").exclude(kind=Note.Kind.NOTE).filter(pk=pk).first()


def checks_of(enquiry: Enquiry) -> dict[int, Check]:
    """By note."""
    return {row.note_id: row for row in Check.objects.filter(note__enquiry=enquiry).select_related("checked_by")}


def draft_of(enquiry: Enquiry, by: Person) -> Draft | None:
    return Draft.objects.filter(enquiry=enquiry, author=by).select_related("enquiry__enquirer").first()


def to_scan(*, most: int) -> list[Message]:
    """Messages with files that the scanner has not answered for, those tried least first."""
    waiting = Attachment.objects.filter(state__in=[Attachment.State.WAITING, Attachment.State.QUARANTINED])
    ids = list(dict.fromkeys(waiting.order_by("tries", "pk").values_list("message_id", flat=True)[: most * 5]))[:most]
    return list(Message.objects.filter(pk__in=ids).select_related("sealed", "contact__enquiry").order_by("pk"))
