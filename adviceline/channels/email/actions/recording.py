"""Making contacts of what was stored: each message once, in the order in which they were sent."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import events_last
from adviceline.audit.actors import MAILBOX
from adviceline.channels.email import acknowledging, doubts, queries, rules, sealing, threading, trust, writing
from adviceline.channels.email.actions.replying import acknowledge, confirm_sent
from adviceline.channels.email.actions.together import SOURCE, Item, record_plain
from adviceline.channels.email.models import Mailbox, Message, Outgoing, Sealed
from adviceline.channels.email.parsing import ParsedMail, UnreadableMail, parse
from adviceline.channels.email.rules import Mailboxes
from adviceline.contacts import actions as contacts
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.models import Contact, Enquiry, Note
from adviceline.contacts.queries import standing_enquiry
from adviceline.contacts.rows import email_index
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.content.current import current_content
from adviceline.jobs.actions import enqueue
from adviceline.jobs.registry import describe as describe_error
from adviceline.privacy import crypto
from adviceline.privacy.screening import ArrivedText, receive_text, screen_text

log = structlog.get_logger(__name__)
BATCH, BATCH_BYTES = 256, 16 * 1024 * 1024
TAKEN_APART_AT_ONCE = 48
CHECKED_AT_ONCE = 8
#: The job that readies recorded messages for the desk: see correspondence.
TAKE_APART = "correspondence.read"
State = Message.State


@dataclass
class _Turn:
    """What one transaction knows, and which keys nothing needs once it is committed."""

    mailboxes: Mailboxes
    at: datetime
    prefix: str
    unneeded_keys: list[uuid.UUID] = field(default_factory=list)


def record_stored(
    *, mailboxes: Mailboxes, at: datetime, parsed: Mapping[int, ParsedMail] | None = None,
    stored_before: datetime | None = None,
) -> int:  # fmt: skip
    """Record every message that is stored and not yet recorded, whoever stored it; answers how many were settled.

    Each batch is one transaction with its contacts, facts, audit events and mail to be sent, so stopping anywhere
    leaves messages either stored or recorded. One that cannot be recorded is set aside and the rest goes on. Raises
    `DatabaseError` when the database itself fails: nothing is lost, the next run goes on from there.
    """
    count = 0
    known = parsed or {}
    while batch := _next_batch(stored_before):
        turn = _Turn(mailboxes, at, current_content().service.reference_prefix)
        with crypto.keys_remembered():
            count += _record_batch(batch, turn, known)
        crypto.destroy_keys(turn.unneeded_keys, at=at)
    return count


def _record_batch(batch: list[Message], turn: _Turn, known: Mapping[int, ParsedMail]) -> int:
    crypto.recall([message.sealed.key_id for message in batch if hasattr(message, "sealed")])
    prepared = [_prepare(message, turn.mailboxes, known.get(message.pk)) for message in batch]
    _check_senders(prepared)
    with transaction.atomic(), transaction.atomic(using="keys"), events_last():
        fresh = {row.pk: row for row in Message.objects.select_for_update().filter(
            pk__in=[message.pk for message in batch], state=State.STORED).order_by("pk")}  # fmt: skip
        items = [item for item in prepared if item.message.pk in fresh]
        for item in items:
            item.message.run, item.message.is_live = fresh[item.message.pk].run, fresh[item.message.pk].is_live
        settled = _settle_plain(items, turn)
        for item in items:
            if item.message.pk not in settled:
                _settle(item, turn)
        recorded = [item.message for item in prepared if item.message.state == State.RECORDED]
        shown = [each.pk for each in recorded if each.contact and each.contact.enquiry_id]
        for start in range(0, len(shown), TAKEN_APART_AT_ONCE):
            enqueue(TAKE_APART, args={"messages": shown[start : start + TAKEN_APART_AT_ONCE]}, at=turn.at)
    return len(items)


def _settle_plain(items: list[Item], turn: _Turn) -> set[int]:
    """Record the plain ones together; answers which they were. If anything is wrong with any, they are undone, and each
    is recorded by itself."""
    try:
        with transaction.atomic():
            done = record_plain(items, mailboxes=turn.mailboxes, prefix=turn.prefix, at=turn.at)
    except (UnableTo, DataError, IntegrityError) as error:
        log.warning("messages are recorded one by one", messages=len(items), error=describe_error(error))
        return set()
    except DatabaseError:
        raise
    except Exception as error:  # a fault of ours must not keep the batch back
        log.error("messages are recorded one by one", messages=len(items), error=describe_error(error))
        return set()
    for each in done:
        message = each.item.message
        message.contact, message.state, message.reason, message.settled_at = each.contact, State.RECORDED, "", turn.at
        if each.unneeded_key is not None:
            turn.unneeded_keys.append(each.unneeded_key)
    return {each.item.message.pk for each in done}


def _next_batch(stored_before: datetime | None) -> list[Message]:
    waiting = Message.objects.filter(state=State.STORED).order_by("sent_at", "id")
    if stored_before is not None:
        waiting = waiting.filter(stored_at__lte=stored_before)
    chosen: list[int] = []
    size = 0
    for pk, its_size in waiting.values_list("pk", "size")[:BATCH]:
        if chosen and size + its_size > BATCH_BYTES:
            break
        chosen.append(pk)
        size += its_size
    return list(Message.objects.filter(pk__in=chosen).select_related("sealed").order_by("sent_at", "id"))


def _check_senders(prepared: Collection[Item]) -> None:
    """Find out who sent what people sent, outside the transaction: it asks the DNS, several at a time."""
    unchecked = [
        item for item in prepared
        if item.message.is_live and item.parsed is not None and item.parsed.kind == "person" and not item.message.trust
    ]  # fmt: skip
    heard = [(item, sealing.unseal(item.message.sealed)) for item in unchecked]
    inboxes = _inboxes({each.origin.partition(";")[0] for item, each in heard if item.message.direction == "outbound"})
    heard = [
        (item, each) for item, each in heard
        if item.message.direction == "inbound" or each.origin.partition(";")[0] in inboxes
    ]  # fmt: skip
    if not heard:
        return
    contents = [each.content or b"" for _, each in heard]
    with ThreadPoolExecutor(min(CHECKED_AT_ONCE, len(contents))) as pool:
        for (item, _), content, found in zip(heard, contents, pool.map(trust.check, contents), strict=True):
            item.message.trust = found.as_dict()
            if item.message.direction == "outbound" and not trust.is_ours(content, found, trusted=settings.MAIL_TRUST):
                item.message.flags = [*item.message.flags, rules.NOT_FROM_US]


def _inboxes(origins: Collection[str]) -> set[str]:
    """Those of the places that take mail from anybody. In a folder that the settings name beside the inbox, such as that
    of sent mail, is only what one of us put there."""
    if not origins:
        return set()
    folders = {f"mailbox:{row.pk}" for row in Mailbox.objects.all() if not row.name.casefold().endswith("/inbox")}
    return {origin for origin in origins if origin.startswith(("mailbox:", "webhook:"))} - folders


def _prepare(message: Message, mailboxes: Mailboxes, parsed: ParsedMail | None) -> Item:
    try:
        if parsed is None:
            parsed = _open(message.sealed, mailboxes)
    except UnreadableMail as error:
        return Item(message, failure=str(error))
    except (crypto.Erased, crypto.UnableToOpen, Message.sealed.RelatedObjectDoesNotExist) as error:
        return Item(message, failure=f"its content cannot be opened ({type(error).__name__})")
    text = _arrived(parsed) if parsed.kind == "person" else None
    return Item(message, parsed, text)


def _open(sealed: Sealed, mailboxes: Mailboxes) -> ParsedMail:
    heard = sealing.unseal(sealed)
    if heard.content is None:
        raise UnreadableMail("it could not be read")
    return parse(heard.content, own_addresses=mailboxes.addresses, delivered_at=heard.delivered_at)


def _arrived(parsed: ParsedMail) -> ArrivedText:
    """The words for the enquiry. What was blanked out or left out stays in the sealed message and nowhere else."""
    shown, _, left_out = rules.note_text(parsed)
    screened = receive_text(shown)
    return ArrivedText(text=screened.text, original="", was_redacted=screened.was_redacted or left_out)


def _settle(item: Item, turn: _Turn) -> None:
    """Record one message in a savepoint of its own; whatever is wrong with it is its own affair."""
    message, unneeded = item.message, len(turn.unneeded_keys)
    outcome: tuple[Message.State, str, Contact | None]
    try:
        with transaction.atomic():
            if item.parsed is None:
                raise UnreadableMail(item.failure)
            _describe_if_new(message, item.parsed, at=turn.at)
            contact = _record(message, item.parsed, item.text, turn)
            message.contact, message.state, message.reason = contact, message.State.RECORDED, ""
            message.settled_at = turn.at
            message.save()
    except _HeardBefore as before:
        if before.written is not None and confirm_sent(outgoing=before.written, by=MAILBOX, at=turn.at):
            before.contact = before.written.contact
        outcome = (State.DUPLICATE, "The same message was recorded before.", before.contact)
    except (UnreadableMail, UnableTo) as error:
        outcome = (State.SET_ASIDE, str(error), None)
    except (DataError, IntegrityError) as error:
        outcome = (State.SET_ASIDE, f"The database refused it ({type(error).__name__}).", None)
    except DatabaseError:
        raise
    except Exception as error:  # a fault of ours must cost one message's time, not the others'
        log.error("message set aside", message=message.pk, error=describe_error(error))
        outcome = (State.SET_ASIDE, f"It could not be recorded: {describe_error(error)}", None)
    else:
        return
    del turn.unneeded_keys[unneeded:]  # what was undone still needs its key
    _mark(message, *outcome, at=turn.at)


class _HeardBefore(Exception):
    """`written` is the message of ours of which this is a copy, if we wrote it here."""

    def __init__(self, contact: Contact | None, written: Outgoing | None = None) -> None:
        super().__init__()
        self.contact, self.written = contact, written


def _mark(message: Message, state: Message.State, reason: str, contact: Contact | None, *, at: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(
        state=state, reason=reason[:300], contact=contact, settled_at=None if state == State.SET_ASIDE else at
    )


def _describe_if_new(message: Message, parsed: ParsedMail, *, at: datetime) -> None:
    """A message that could not be read when it was stored gets its fingerprints now."""
    if message.idempotency_key == parsed.idempotency_key:
        return
    if Message.objects.filter(idempotency_key=parsed.idempotency_key).exclude(pk=message.pk).exists():
        raise _HeardBefore(None)
    message.idempotency_key, message.direction, message.kind = parsed.idempotency_key, parsed.direction, parsed.kind
    message.flags, message.sent_at = list(parsed.flags), rules.began_at(parsed, at=at)
    message.id_index = "" if "no_message_id" in parsed.flags else sealing.id_index(parsed.message_id)
    for index in dict.fromkeys(sealing.id_index(identifier) for identifier in rules.answered_ids(parsed)):
        message.references.get_or_create(id_index=index)


def _record(message: Message, parsed: ParsedMail, text: ArrivedText | None, turn: _Turn) -> Contact | None:
    if parsed.direction == "outbound":
        return _record_ours(message, parsed, text, turn)
    if parsed.kind != "person":
        contact = _contact(message, rules.OUTCOMES[parsed.kind], parsed, turn, opens_enquiry=False).contact
        if parsed.kind == "bounce" and "not_given_up" not in parsed.flags:
            ours = queries.outgoing_named([sealing.id_index(identifier) for identifier in rules.answered_ids(parsed)])
            if ours is not None:
                _tell(standing_enquiry(ours.enquiry), doubts.UNDELIVERED, turn)
        return contact
    return _record_from_person(message, parsed, text, turn)


def _contact(message: Message, outcome: str, parsed: ParsedMail, turn: _Turn, **details: object) -> contacts.Recorded:
    recorded = contacts.record_contact(
        channel="email", direction="in" if parsed.direction == "inbound" else "out", outcome=outcome,
        idempotency_key=parsed.idempotency_key, began_at=rules.began_at(parsed, at=turn.at), by=MAILBOX, at=turn.at,
        source=SOURCE, **details,  # type: ignore[arg-type]  # one dict of values of several types
    )  # fmt: skip
    if not recorded.created:
        raise _HeardBefore(recorded.contact)
    return recorded


def _record_from_person(message: Message, parsed: ParsedMail, text: ArrivedText | None, turn: _Turn) -> Contact:
    sender = email_index(parsed.sender.address) if parsed.sender else ""
    answered = [sealing.id_index(identifier) for identifier in rules.answered_ids(parsed)]
    is_spoofed = message.trust.get("verdict") == "spoofed"
    ours = queries.outgoing_named(answered)
    thread = queries.thread_of(
        addresses=[sender] if rules.may_thread(parsed) and not is_spoofed else [],
        references=_references(parsed, turn.prefix), answered=answered, own=message.id_index, prefix=turn.prefix,
        proven=[] if is_spoofed else writing.proven_references(rules.sent_to(parsed)),
        ours=ours,
    )  # fmt: skip
    if is_spoofed:
        message.flags = [*message.flags, "sender_spoofed"]
    elif ours is not None:
        confirm_sent(outgoing=ours, by=MAILBOX, at=turn.at)
    if thread.enquiry is not None:
        recorded = _contact(
            message, "received", parsed, turn, enquiry=thread.enquiry, text=text, text_kind=Note.Kind.MESSAGE_IN
        )
        contacts.message_arrived(enquiry=thread.enquiry, began_at=recorded.contact.began_at, by=MAILBOX, at=turn.at)
        if thread.enquiry.enquirer.email_index != sender:
            message.flags = [*message.flags, "other_sender"]
            _tell(thread.enquiry, doubts.OTHER_SENDER, turn)
    else:
        recorded = _contact(
            message,
            "received",
            parsed,
            turn,
            text=text,
            text_kind=Note.Kind.QUESTION,
            enquirer=_enquirer(parsed),
            key_id=message.sealed.key_id,
        )
    enquiry = recorded.enquiry
    assert enquiry is not None
    _keep_with(message.sealed, enquiry, turn)
    attached = _adopt_replies(enquiry, recorded.contact, parsed, message.id_index, answered, turn)
    if attached or thread.enquiry is not None:
        contacts.settle_replies(enquiry=enquiry)
    if thread.enquiry is None:
        _warn(message, parsed, thread.claims, enquiry, turn)
        if message.is_live and not is_spoofed and acknowledging.may_acknowledge(parsed, enquiry, at=turn.at):
            acknowledge(enquiry=enquiry, at=turn.at)
    return recorded.contact


def _record_ours(message: Message, parsed: ParsedMail, text: ArrivedText | None, turn: _Turn) -> Contact | None:
    """A message that we sent. A machine's, or one from us to us, is kept and counts as nothing; so is a copy of one that
    we wrote here, which shows that it was sent if that was uncertain."""
    if (written := queries.outgoing_named([message.id_index])) is not None:
        raise _HeardBefore(written.contact, written)
    if rules.NOT_FROM_US in message.flags:
        return None
    if parsed.kind != "person" or rules.is_between_ourselves(parsed, turn.mailboxes):
        return None
    adviser = Person.objects.filter(email__iexact=parsed.sender.address).first() if parsed.sender else None
    answered = [sealing.id_index(identifier) for identifier in rules.answered_ids(parsed)]
    written_to = {email_index(address) for address in rules.recipients(parsed)}
    thread = queries.thread_of(
        addresses=written_to, references=_references(parsed, turn.prefix), answered=answered, own=message.id_index,
        prefix=turn.prefix,
    )  # fmt: skip
    if thread.enquiry is None:
        thread = _by_reply_address(answered, written_to, turn) or thread
    if thread.enquiry is None:
        return _contact(message, "sent", parsed, turn, opens_enquiry=False, adviser=adviser).contact
    recorded = _contact(
        message,
        "sent",
        parsed,
        turn,
        enquiry=thread.enquiry,
        answers=thread.answers,
        adviser=adviser,
        text=text,
        text_kind=Note.Kind.MESSAGE_OUT,
    )
    _keep_with(message.sealed, thread.enquiry, turn)
    contacts.settle_replies(enquiry=thread.enquiry)
    return recorded.contact


def _by_reply_address(answered: list[str], written_to: set[str], turn: _Turn) -> queries.Thread | None:
    """The message answered asked, in its Reply-To, for answers to go where ours went."""
    for asked in queries.answered_messages(answered):
        if asked.contact is None or asked.contact.enquiry is None:
            continue
        parsed = _reread(asked, turn)
        if parsed is not None and written_to & {email_index(item.address) for item in parsed.reply_to}:
            return queries.Thread(asked.contact.enquiry, asked.contact)
    return None


def _adopt_replies(
    enquiry: Enquiry, contact: Contact, parsed: ParsedMail, own: str, answered: list[str], turn: _Turn
) -> int:
    """Take in replies of ours that were heard of before the message that they answer."""
    if parsed.sender is None or not rules.may_thread(parsed):
        return 0
    theirs = {email_index(item.address) for item in (parsed.sender, *parsed.reply_to)}
    adopted = 0
    for reply in queries.unattached_replies(own=own, answered=answered):
        said = _reread(reply, turn)
        if said is None or reply.contact is None:
            continue
        if not theirs & {email_index(address) for address in rules.recipients(said)}:
            continue
        names_it = bool(own) and own in {sealing.id_index(identifier) for identifier in rules.answered_ids(said)}
        contacts.attach_contact(
            contact=reply.contact, enquiry=enquiry, text=_arrived(said), answers=contact if names_it else None,
            by=MAILBOX, at=turn.at,
        )  # fmt: skip
        _keep_with(reply.sealed, enquiry, turn)
        adopted += 1
    return adopted


def _reread(message: Message, turn: _Turn) -> ParsedMail | None:
    try:
        return _open(message.sealed, turn.mailboxes)
    except (UnreadableMail, crypto.Erased, crypto.UnableToOpen, Message.sealed.RelatedObjectDoesNotExist):
        return None


def _keep_with(sealed: Sealed, enquiry: Enquiry, turn: _Turn) -> None:
    """Seal the message with its enquirer's key, so that one erasure destroys both."""
    key_id = enquiry.enquirer.key_id
    if key_id is None or enquiry.enquirer.erased_at is not None:
        return
    if sealed.key_id == key_id:
        if sealed.has_own_key:
            Sealed.objects.filter(pk=sealed.pk).update(has_own_key=False)
        return
    was_its_own = sealed.has_own_key
    before = sealing.seal_again(sealed, key_id=key_id)
    if was_its_own:
        turn.unneeded_keys.append(before)


def _enquirer(parsed: ParsedMail) -> EnquirerValues:
    asks = rules.answers_go_to(parsed)
    if asks is None:
        return EnquirerValues(is_anonymous=True)
    return EnquirerValues(details=ContactDetails(name=asks.name, email=asks.address))


def _references(parsed: ParsedMail, prefix: str) -> list[str]:
    return threading.references(parsed, prefix=prefix)


def _warn(message: Message, parsed: ParsedMail, claims: str, enquiry: Enquiry, turn: _Turn) -> None:
    """Tell the adviser what to look at before trusting or joining this message."""
    if claims:
        message.flags = [*message.flags, "claims_other_enquiry"]
    if words := doubts.words(parsed, message.flags, claims=claims, at=turn.at):
        _tell(enquiry, words, turn)


def _tell(enquiry: Enquiry, words: str, turn: _Turn) -> None:
    text = screen_text(words, ours=threading.references_in(words, prefix=turn.prefix))
    contacts.tell_adviser(enquiry=enquiry, text=text, by=MAILBOX, at=turn.at)
