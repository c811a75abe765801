"""Recording many plain messages of a batch with few statements. What is odd about one is left to be recorded by itself."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from adviceline.audit.actors import MAILBOX
from adviceline.channels.email import acknowledging, doubts, rules, sealing, threading, writing
from adviceline.channels.email.actions.replying import acknowledge
from adviceline.channels.email.known import MOST_NAMED, Known, Matter, Seen, TooMuchKnown, exact, is_uncertain, look_up
from adviceline.channels.email.models import Message, Sealed
from adviceline.channels.email.parsing import ParsedMail
from adviceline.channels.email.rules import Mailboxes
from adviceline.contacts import actions as contacts
from adviceline.contacts.models import Contact, Note
from adviceline.contacts.rows import Communication, email_index
from adviceline.contacts.states import State
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.facts.copying import update_each
from adviceline.privacy.screening import ArrivedText

SOURCE = "email"


@dataclass
class Item:
    """A stored message as read outside the transaction, or why it cannot be."""

    message: Message
    parsed: ParsedMail | None = None
    text: ArrivedText | None = None
    failure: str = ""


@dataclass(frozen=True)
class Done:
    """One message that was recorded: with its contact, if it made one, and the key that it no longer needs."""

    item: Item
    contact: Contact | None
    unneeded_key: uuid.UUID | None = None


class _Odd(Exception):
    """Something about the message needs more than a row for it: it, and what belongs with it, is recorded by itself."""


@dataclass(frozen=True, eq=False)
class _Plain:
    item: Item
    what: Communication | None = None
    matter: Matter | None = None


def record_plain(items: Sequence[Item], *, mailboxes: Mailboxes, prefix: str, at: datetime) -> list[Done]:
    """Record those of the batch that are plain, in the caller's transaction, as each by itself would have been.

    Messages that name each other, or the same others, stand or fall together; all that fall are left as they are.
    Raises what goes wrong, with which all of them must be undone.
    """
    read = [_Named(item, item.parsed, prefix) for item in items if item.parsed is not None]
    try:
        known = look_up(
            {index for each in read for index in (each.own, *each.answered) if index},
            references={reference for each in read for reference in (*each.proven, *each.references)},
            keys=[each.parsed.idempotency_key for each in read],
            addresses={each.parsed.sender.address for each in read if each.is_ours and each.parsed.sender},
        )
    except TooMuchKnown:
        return []
    plain: list[tuple[int, _Plain]] = []
    planning = _Planning(known, mailboxes, at)
    for group in _belonging_together(read, known):
        with suppress(_Odd):
            plain.extend(zip(group, planning.plan_all([read[place] for place in group]), strict=True))
    return _write([each for _, each in sorted(plain, key=lambda pair: pair[0])], at=at)


class _Named:
    """A message with all that it names."""

    def __init__(self, item: Item, parsed: ParsedMail, prefix: str) -> None:
        self.item, self.parsed = item, parsed
        self.own = item.message.id_index
        self.answered = [sealing.id_index(identifier) for identifier in rules.answered_ids(parsed)]
        self.proven = exact(writing.proven_references(rules.sent_to(parsed)), prefix=prefix)
        self.references = exact(threading.references(parsed, prefix=prefix), prefix=prefix)
        self.is_ours = parsed.direction == "outbound"


def _belonging_together(read: Sequence[_Named], known: Known) -> Iterator[list[int]]:
    """Places of messages that name each other or the same others, or whom one that came before names, in order."""
    parent = list(range(len(read)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first: dict[str, int] = {}
    for place, each in enumerate(read):
        names = [name for name in (each.own, *each.answered, *each.proven, *each.references) if name]
        before = [seen for name in names for seen in (*known.bearing.get(name, ()), *known.naming.get(name, ()))]
        for name in (*names, *(f"message {seen.order[1]}" for seen in before)):
            parent[root(place)] = root(first.setdefault(name, place))
    groups: dict[int, list[int]] = {}
    for place in range(len(read)):
        groups.setdefault(root(place), []).append(place)
    yield from groups.values()


@dataclass(frozen=True)
class _Planning:
    known: Known
    mailboxes: Mailboxes
    at: datetime

    def plan_all(self, group: Sequence[_Named]) -> list[_Plain]:
        """What is to be written of each. Raises `_Odd`, and then nothing is known of any of them."""
        planned: list[_Plain] = []
        added: list[tuple[Seen, _Named]] = []
        try:
            for each in group:
                plain = self._plan_one(each)
                planned.append(plain)
                if plain.what is not None:
                    order = (each.item.message.sent_at, each.item.message.pk)
                    seen = Seen(order, each.parsed.direction, plain.what, plain.matter)
                    self.known.add(seen, own=each.own, answered=each.answered)
                    added.append((seen, each))
        except _Odd:
            for seen, each in added:
                self.known.take_back(seen, own=each.own, answered=each.answered)
            raise
        return planned

    def _plan_one(self, each: _Named) -> _Plain:
        if each.item.message.idempotency_key != each.parsed.idempotency_key:
            raise _Odd
        if each.parsed.idempotency_key in self.known.recorded_keys:
            raise _Odd
        return self._plan(each)

    def _plan(self, each: _Named) -> _Plain:
        if each.is_ours:
            return self._ours(each)
        if each.parsed.kind != "person":
            if each.parsed.kind == "bounce" and self.known.outgoing(each.answered) is not None:
                raise _Odd
            return _Plain(each.item, self._communication(each, rules.OUTCOMES[each.parsed.kind], opens_enquiry=False))
        return self._from_person(each)

    def _from_person(self, each: _Named) -> _Plain:
        parsed, message = each.parsed, each.item.message
        if parsed.sender is None or not rules.may_thread(parsed) or message.trust.get("verdict") == "spoofed":
            raise _Odd
        if rules.answers_go_to(parsed) != parsed.sender:
            raise _Odd
        sender, ours = email_index(parsed.sender.address), self.known.outgoing(each.answered)
        if is_uncertain(ours):
            raise _Odd
        if self.known.stands_alone(own=each.own, answered=each.answered):
            raise _Odd  # a reply of ours came before it, and gets its enquiry from it
        matter, claims = self._thread(each, [sender], proven=each.proven, ours=True)
        if matter is None:
            if claims or doubts.words(parsed, message.flags, claims="", at=self.at):
                raise _Odd
            what = self._communication(
                each, "received", text=each.item.text, text_kind=Note.Kind.QUESTION, key_id=message.sealed.key_id,
                enquirer=EnquirerValues(details=ContactDetails(name=parsed.sender.name, email=parsed.sender.address)),
            )  # fmt: skip
            return _Plain(each.item, what, Matter(sender, what.began_at, opened_by=what))
        what = self._communication(
            each, "received", enquiry=matter.told, text=each.item.text, text_kind=Note.Kind.MESSAGE_IN
        )
        is_settled = matter.enquiry is not None and matter.enquiry.state not in (State.NEW, State.IN_PROGRESS)
        if is_settled or matter.email_index != sender or what.began_at < matter.opened_at:
            raise _Odd
        return _Plain(each.item, what, matter)

    def _ours(self, each: _Named) -> _Plain:
        parsed = each.parsed
        if self.known.outgoing([each.own]) is not None or rules.NOT_FROM_US in each.item.message.flags:
            raise _Odd
        if parsed.kind != "person" or rules.is_between_ourselves(parsed, self.mailboxes):
            return _Plain(each.item)
        adviser = self.known.advisers.get(parsed.sender.address) if parsed.sender else None
        written_to = {email_index(address) for address in rules.recipients(parsed)}
        matter, _ = self._thread(each, written_to, proven=(), ours=False)
        if matter is None:
            if any(seen.direction == "inbound" for seen in self.known.answered(each.answered)):
                raise _Odd  # whether it went where that asked for answers to go
            return _Plain(each.item, self._communication(each, "sent", opens_enquiry=False, adviser=adviser))
        asked = (
            seen.contact for seen in self.known.answered(each.answered)
            if seen.direction == "inbound" and seen.matter is matter
        )  # fmt: skip
        what = self._communication(
            each, "sent", enquiry=matter.told, answers=next(asked, None), adviser=adviser, text=each.item.text,
            text_kind=Note.Kind.MESSAGE_OUT,
        )  # fmt: skip
        return _Plain(each.item, what, matter)

    def _thread(
        self, each: _Named, addresses: Collection[str], *, proven: Collection[str], ours: bool
    ) -> tuple[Matter | None, str]:
        if len(self.known.answered(each.answered)) > MOST_NAMED:
            raise _Odd
        matter, claims = self.known.thread(
            addresses=addresses, proven=proven, references=each.references, answered=each.answered, own=each.own,
            ours=self.known.outgoing(each.answered) if ours else None,
        )  # fmt: skip
        if matter is not None and matter.enquiry is not None and matter.enquiry.merged_into_id is not None:
            raise _Odd
        return matter, claims

    def _communication(self, each: _Named, outcome: str, **details: object) -> Communication:
        return Communication(
            channel="email", direction="out" if each.is_ours else "in", outcome=outcome,
            idempotency_key=each.parsed.idempotency_key, began_at=rules.began_at(each.parsed, at=self.at),
            source=SOURCE, **details,  # type: ignore[arg-type]  # one dict of values of several types
        )  # fmt: skip


def _write(plain: Sequence[_Plain], *, at: datetime) -> list[Done]:
    told = [each for each in plain if each.what is not None]
    recorded = contacts.record_contacts(
        communications=[each.what for each in told if each.what is not None], by=MAILBOX, at=at
    )
    made = {id(each): found.contact for each, found in zip(told, recorded, strict=True)}
    done = [Done(each.item, made.get(id(each)), None) for each in plain]
    update_each(
        Message, ("contact_id", "state", "reason", "settled_at", "trust"),
        ((each.item.message.pk,
          (each.contact.pk if each.contact else None, Message.State.RECORDED.value, "", at, each.item.message.trust))
         for each in done),
    )  # fmt: skip
    done = list(_keep_with_enquirers(done))
    for plan, each in zip(plain, done, strict=True):
        _acknowledge(plan, each, at=at)
    return done


def _keep_with_enquirers(done: Sequence[Done]) -> Iterator[Done]:
    """Seal each message with its enquirer's key, so that one erasure destroys both."""
    own: list[int] = []
    again: list[tuple[int, tuple[bytes, uuid.UUID, bool]]] = []
    for each in done:
        enquiry, sealed = each.contact.enquiry if each.contact else None, each.item.message.sealed
        key_id = enquiry.enquirer.key_id if enquiry else None
        if enquiry is None or key_id is None or enquiry.enquirer.erased_at is not None:
            yield each
        elif sealed.key_id == key_id:
            own.append(sealed.pk)
            yield each
        else:
            again.append((sealed.pk, (sealing.sealed_again(sealed, key_id=key_id), key_id, False)))
            yield Done(each.item, each.contact, sealed.key_id if sealed.has_own_key else None)
    Sealed.objects.filter(pk__in=own).update(has_own_key=False)
    update_each(Sealed, ("content", "key_id", "has_own_key"), again)


def _acknowledge(plan: _Plain, each: Done, *, at: datetime) -> None:
    if plan.matter is None or plan.matter.opened_by is not plan.what or not each.item.message.is_live:
        return
    enquiry = each.contact.enquiry if each.contact else None
    if enquiry is not None and each.item.parsed and acknowledging.may_acknowledge(each.item.parsed, enquiry, at=at):
        acknowledge(enquiry=enquiry, at=at)
