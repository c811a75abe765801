"""Making an enquiry of a message that was taken for something else."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import events_last, record
from adviceline.channels.email import queries, rules, sealing, threading, trust, writing
from adviceline.channels.email.actions.recording import TAKE_APART
from adviceline.channels.email.actions.storing import own_mailboxes
from adviceline.channels.email.correspondence.elsewhere import made_no_enquiry, parsed_or_text, taken_for
from adviceline.channels.email.correspondence.errors import UnableToTakeOn
from adviceline.channels.email.correspondence.opening import OriginalGone, raw_of
from adviceline.channels.email.models import Message, Sealed
from adviceline.channels.email.parsing import ParsedMail, base_address
from adviceline.channels.email.rules import Mailboxes
from adviceline.contacts import actions as contacts
from adviceline.contacts.models import Contact, Enquiry, Note
from adviceline.contacts.rows import email_index
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.content.current import current_content
from adviceline.jobs.actions import enqueue
from adviceline.privacy import crypto
from adviceline.privacy.screening import ArrivedText, receive_text

SOURCE = "email"


def take_on(*, message: Message, by: Person, at: datetime) -> Enquiry:
    """Record the message as one of a person's: it joins the enquiry that it belongs to, or opens one, and is counted.

    It is not acknowledged: somebody has it before them. A second call answers with the same enquiry. Raises
    `PermissionDenied`, `UnableToTakeOn`.
    """
    require(by, Permission.WORK_ENQUIRIES, subject=f"message:{message.pk}")
    ours = own_mailboxes()
    try:
        parsed, text = parsed_or_text(message, ours.addresses)
        found = message.trust or (
            trust.check(raw_of(message)).as_dict() if parsed is not None and message.is_live else {}
        )
    except OriginalGone:
        if (already := _enquiry_of(message)) is not None:
            return already
        raise UnableToTakeOn("This message is no longer kept.") from None
    with transaction.atomic(), transaction.atomic(using="keys"), events_last():
        fresh = Message.objects.select_for_update(of=("self",)).select_related("sealed").get(pk=message.pk)
        if (already := _enquiry_of(fresh)) is not None:
            return already
        if not made_no_enquiry(fresh):
            raise UnableToTakeOn("This message was not received by us.")
        was = taken_for(fresh)
        enquirer, sender = _enquirer(parsed, ours)
        fresh.trust = found
        thread = _thread(fresh, parsed, sender)
        words = receive_text(text if parsed is None else rules.note_text(parsed)[0])
        contact = _contact(
            fresh, parsed, thread, enquirer, ArrivedText(words.text, "", words.was_redacted), by=by, at=at
        )
        enquiry = _enquiry_of(contact)
        assert enquiry is not None
        if thread is not None:
            contacts.message_arrived(enquiry=enquiry, began_at=contact.began_at, by=by, at=at)
        contacts.settle_replies(enquiry=enquiry)
        fresh.contact, fresh.kind, fresh.direction, fresh.state = contact, "person", "inbound", Message.State.RECORDED
        fresh.reason, fresh.settled_at = "", fresh.settled_at or at
        fresh.save()
        unneeded = _keep_with(fresh.sealed, enquiry)
        record(
            action="mail.taken_on", by=by, at=at, subject=enquiry.subject, data={"message": fresh.pk, "taken_for": was}
        )
        enqueue(TAKE_APART, args={"messages": [fresh.pk]}, at=at)
    if unneeded is not None:
        crypto.destroy_key(unneeded, at=at)
    return enquiry


def _enquiry_of(what: Message | Contact) -> Enquiry | None:
    pk = what.contact_id if isinstance(what, Message) else what.pk
    found = Contact.objects.select_related("enquiry__enquirer").filter(pk__in=[pk or 0]).first()
    return found.enquiry if found is not None else None


def _enquirer(parsed: ParsedMail | None, ours: Mailboxes) -> tuple[EnquirerValues, str]:
    """(who asks, the index of their address): whoever sent it. What one of us sent is from whom it asks us to answer, as
    the forms of websites write it; else nobody knows."""
    senders = () if parsed is None else (parsed.sender, *parsed.reply_to)
    for each in senders:
        if each is not None and base_address(each.address) not in ours.addresses:
            return EnquirerValues(details=ContactDetails(name=each.name, email=each.address)), email_index(each.address)
    return EnquirerValues(is_anonymous=True), ""


def _thread(message: Message, parsed: ParsedMail | None, sender: str) -> Enquiry | None:
    if parsed is None:
        return None
    answered = [sealing.id_index(identifier) for identifier in rules.answered_ids(parsed)]
    is_sure = rules.may_thread(parsed) and message.trust.get("verdict") != "spoofed"
    prefix = current_content().service.reference_prefix
    return queries.thread_of(
        addresses=[sender] if sender and is_sure else [], references=threading.references(parsed, prefix=prefix),
        answered=answered, own=message.id_index, prefix=prefix, ours=queries.outgoing_named(answered),
        proven=writing.proven_references(rules.sent_to(parsed)) if is_sure else [],
    ).enquiry  # fmt: skip


def _contact(
    message: Message, parsed: ParsedMail | None, thread: Enquiry | None, enquirer: EnquirerValues, text: ArrivedText, *,
    by: Person, at: datetime,
) -> Contact:  # fmt: skip
    kind = Note.Kind.QUESTION if thread is None else Note.Kind.MESSAGE_IN
    key_id = message.sealed.key_id
    if message.contact is not None:
        contacts.update_contact(contact=message.contact, outcome="received", by=by, at=at)
        return contacts.attach_contact(
            contact=message.contact, enquiry=thread, enquirer=enquirer, key_id=key_id, text=text, text_kind=kind, by=by,
            at=at,
        )  # fmt: skip
    return contacts.record_contact(
        channel="email", direction="in", outcome="received", idempotency_key=message.idempotency_key,
        began_at=message.sent_at if parsed is None else rules.began_at(parsed, at=at), enquiry=thread, enquirer=enquirer,
        key_id=None if thread is not None else key_id, text=text, text_kind=kind, source=SOURCE, by=by, at=at,
    ).contact  # fmt: skip


def _keep_with(sealed: Sealed, enquiry: Enquiry) -> uuid.UUID | None:
    """Seal the message with its enquirer's key. Answers a key that nothing needs once this is committed."""
    key_id = enquiry.enquirer.key_id
    if key_id is None or enquiry.enquirer.erased_at is not None:
        return None
    if sealed.key_id == key_id:
        Sealed.objects.filter(pk=sealed.pk).update(has_own_key=False)
        return None
    return sealing.seal_again(sealed, key_id=key_id)
