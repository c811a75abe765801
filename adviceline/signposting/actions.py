"""Giving a pack, ending its link, and keeping what its reader says of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.contacts import actions as contacts
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.models import Enquiry, Signpost
from adviceline.contacts.queries import standing_enquiry
from adviceline.contacts.states import State
from adviceline.directory.queries import resources as entries_by_id
from adviceline.directory.queries import why_not_given
from adviceline.facts.actions import remove_signpost_help_fact, write_signpost_help_fact
from adviceline.facts.values import SignpostHelpFactValues
from adviceline.jobs import actions as jobs
from adviceline.privacy.links import hash_of
from adviceline.privacy.screening import ScreenedText, record_override
from adviceline.signposting import rules
from adviceline.signposting.models import Helped, Pack, PackEntry
from adviceline.signposting.queries import token_of

PACK_MESSAGE = "signposting.pack"


class UnableToGivePack(UnableTo): ...


class UnableToAnswer(Exception):
    """What was said of a pack cannot be kept; the words say why."""


def give_pack(
    *,
    enquiry: Enquiry,
    resources: Iterable[str],
    how: str,
    submission: uuid.UUID,
    origin: str,
    by: Person,
    at: datetime,
) -> Pack:
    """Make a pack of these entries, record it on the enquiry, and send its link when `how` is by e-mail.

    `submission` names the form that was sent: sent twice, there is one pack and one message; sent again with another
    choice, it is refused. `origin` is the site's own address. Entries that were not signposted yet are signposted too.
    Raises `UnableToGivePack`.
    """
    wanted = list(dict.fromkeys(resources))
    if before := Pack.objects.filter(submission=submission).first():
        return _same(before, enquiry, wanted, how)
    if not wanted:
        raise UnableToGivePack("Choose at least one resource to give.")
    if len(wanted) > rules.MOST_ENTRIES:
        raise UnableToGivePack(f"A pack holds at most {rules.MOST_ENTRIES} resources: choose those that matter most.")
    if how not in Pack.How.values:
        raise UnableToGivePack("Choose how to give the pack.")
    try:
        with transaction.atomic(), events_last():
            return _give(enquiry, wanted, how=how, submission=submission, origin=origin, by=by, at=at)
    except IntegrityError:
        before = Pack.objects.filter(submission=submission).first()
        if before is None:
            raise
        return _same(before, enquiry, wanted, how)


def _give(
    enquiry: Enquiry, wanted: list[str], *, how: str, submission: uuid.UUID, origin: str, by: Person, at: datetime
) -> Pack:
    fresh = Enquiry.objects.select_for_update(of=("self",)).select_related("enquirer").get(pk=enquiry.pk)
    if before := Pack.objects.filter(submission=submission).first():
        return _same(before, enquiry, wanted, how)
    if fresh.state == State.MERGED:
        raise UnableToGivePack("This enquiry was merged into another. Give the pack there.")
    if how == Pack.How.EMAIL and (fresh.enquirer.erased_at or not fresh.enquirer.email_index):
        raise UnableToGivePack("We hold no e-mail address for this enquirer. Give the link instead.")
    entries = entries_by_id(wanted)
    for each in wanted:
        if problem := why_not_given(entries.get(each), each):
            raise UnableToGivePack(problem)
    contacts.give_signposts(enquiry=fresh, resources=wanted, by=by, at=at)
    signposts = {each.resource: each for each in Signpost.objects.filter(enquiry=fresh, resource__in=wanted)}
    pack = Pack(
        enquiry=fresh, submission=submission, how=how, given_by=by, given_at=at, expires_at=at + rules.LINK_LIFE
    )
    pack.token_hash = hash_of(token_of(pack))
    pack.save(force_insert=True)
    held = [
        PackEntry(
            pack=pack,
            place=place,
            resource=each,
            version=getattr(entries[each], "version", 0),
            signpost=signposts[each],
        )
        for place, each in enumerate(wanted)
    ]
    PackEntry.objects.bulk_create(held)
    if how == Pack.How.EMAIL:
        args = {"pack": pack.pk, "origin": origin.rstrip("/")}
        jobs.send(PACK_MESSAGE, args=args, key=f"pack:{pack.pk}", at=at)
    given = [[each.resource, each.version] for each in held]
    record(
        action="pack.given", by=by, at=at, subject=fresh.subject, data={"pack": pack.pk, "entries": given, "how": how}
    )
    return pack


def _same(pack: Pack, enquiry: Enquiry, wanted: list[str], how: str) -> Pack:
    if pack.enquiry_id != enquiry.pk:
        raise UnableToGivePack("This form was sent before, for another enquiry. Open the page again.")
    if pack.how != how or {each.resource for each in pack.entries.all()} != set(wanted):
        raise UnableToGivePack(
            "This form was sent before, and the pack was given as you chose it then. Open the page again to give another."
        )
    return pack


def stop_pack(*, pack: Pack, by: Person, at: datetime) -> Pack:
    """End a pack's link now: it was given to the wrong person, or no longer fits. What was given stays on record."""
    with transaction.atomic():
        fresh = Pack.objects.select_for_update(of=("self",)).select_related("enquiry").get(pk=pack.pk)
        if fresh.stopped_at is None:
            fresh.stopped_at = at
            fresh.save(update_fields=["stopped_at"])
            record(action="pack.stopped", by=by, at=at, subject=fresh.enquiry.subject, data={"pack": fresh.pk})
    return fresh


def say_whether_it_helped(
    *, pack: Pack, entries: Mapping[str, str], whole: str, words: ScreenedText, by: Actor, at: datetime
) -> Pack:
    """Keep what the reader says: of each entry by its id, of the pack as a whole, and in words. Said again, the later
    holds; an empty answer takes an earlier one back. Raises `UnableToAnswer`.
    """
    with transaction.atomic():
        fresh = Pack.objects.select_for_update(of=("self",)).select_related("enquiry").get(pk=pack.pk)
        held = {each.resource: each for each in fresh.entries.select_for_update()}
        if set(entries) - set(held) or {*entries.values(), whole} - {*Helped.values, ""}:
            raise UnableToAnswer("Choose yes, partly or no for the resources on the page.")
        if not any([*entries.values(), whole, words.text]) and fresh.answered_at is None:
            raise UnableToAnswer("Choose an answer, or write something, before you send it.")
        about = standing_enquiry(fresh.enquiry).fact_id
        for resource, said in entries.items():
            entry = held[resource]
            if entry.helped != said:
                entry.helped = said
                entry.save(update_fields=["helped"])
                _count(entry.fact_id, resource, said, about=about, at=at)
        if fresh.helped != whole:
            fresh.helped = whole
            _count(fresh.fact_id, "", whole, about=about, at=at)
        fresh.words, fresh.answered_at = words.text, at
        fresh.save(update_fields=["helped", "words", "answered_at"])
        record_override(words, subject=fresh.enquiry.subject, field_name="pack", by=by, at=at)
        record(action="pack.answered", by=by, at=at, subject=fresh.enquiry.subject, data={"pack": fresh.pk})
    return fresh


def _count(fact_id: uuid.UUID, resource: str, said: str, *, about: uuid.UUID, at: datetime) -> None:
    """The fact of one answer. `resource` is empty for the pack as a whole."""
    if not said:
        remove_signpost_help_fact(fact_id)
        return
    write_signpost_help_fact(
        SignpostHelpFactValues(fact_id=fact_id, enquiry_fact=about, resource=resource, helped=said, said_at=at)
    )
