"""Who else takes part in a session: written with its first time, and changed once it is booked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction

from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.contacts.errors import UnableTo
from adviceline.followups.models import Participant, Session
from adviceline.followups.people import problem_of, take_out, write_added
from adviceline.followups.queries.sessions import locked, taking_part
from adviceline.followups.rules import times
from adviceline.followups.sealed import Invited, enquirer_address, key_for, participant_details
from adviceline.followups.telling import tell_added, tell_taken_out
from adviceline.privacy import crypto

State = Session.State


class UnableToChangeParticipants(UnableTo): ...


def change_participants(
    *, session: Session, remove: Collection[int], add: Sequence[Invited], sequence: int, by: Actor, at: datetime
) -> Session:
    """Take people out of a booked session, by their ids, and add others. The time stands. Whoever is added gets an invitation,
    whoever was invited and is taken out gets its cancellation; nobody else is written to.

    `sequence` is the session's own as the page showed it: a form sent twice changes it once.
    Raises `UnableToChangeParticipants`; then nothing has changed.
    """
    if not remove and not add:
        raise UnableToChangeParticipants("Choose somebody to take out, or name somebody to add.")
    if problem := problem_of(add):
        raise UnableToChangeParticipants(problem)
    try:
        key_id = key_for(session.enquiry.enquirer, at=at)
    except crypto.Erased:
        raise UnableToChangeParticipants("This link has ended.") from None
    with transaction.atomic(), events_last():
        fresh = locked(session)
        present = {each.pk: each for each in taking_part(fresh).select_related("session__enquiry__enquirer")}
        if fresh.sequence == sequence + 1 and _done_before(remove, add, present.values()):
            return fresh
        _check_may_change(fresh, sequence, at=at)
        if not set(remove) <= set(present):
            raise UnableToChangeParticipants("Choose from the people who take part.")
        staying = [each for pk, each in present.items() if pk not in set(remove)]
        _check_added(fresh, staying, add)
        fresh.sequence += 1
        fresh.save(update_fields=["sequence"])
        gone = take_out([present[pk] for pk in sorted(set(remove))], at=at)
        added = write_added(fresh, add, key_id=key_id)
        tell_taken_out(fresh, gone, at=at)
        tell_added(fresh, added, at=at)
        data = {"session": fresh.pk, "sequence": fresh.sequence, "removed": len(gone), "added": len(added)}
        record(action="session.participants_changed", by=by, at=at, subject=fresh.enquiry.subject, data=data)
    return fresh


def _check_may_change(session: Session, sequence: int, *, at: datetime) -> None:
    if session.has_begun(at):
        raise UnableToChangeParticipants("The time of this session has come, so it cannot be changed any more.")
    if session.state in {State.OFFERED, State.REBOOK}:
        raise UnableToChangeParticipants("Choose a time first.")
    if session.state != State.BOOKED:
        raise UnableToChangeParticipants(f"Nobody can be added: {session.get_state_display().lower()}.")
    if session.sequence != sequence:
        raise UnableToChangeParticipants("This session was changed meanwhile. Look at it again before you choose.")


def _check_added(session: Session, staying: Sequence[Participant], add: Sequence[Invited]) -> None:
    if len(staying) + len(add) > times.MOST_PARTICIPANTS:
        raise UnableToChangeParticipants(f"At most {times.MOST_PARTICIPANTS} other people can take part.")
    taken = {enquirer_address(session).lower(), *(participant_details(each)[1].lower() for each in staying)} - {""}
    for each in add:
        if each.email.lower() in taken:
            raise UnableToChangeParticipants("Somebody with that e-mail address takes part already.")
        taken |= {each.email.lower()} - {""}


def _done_before(remove: Collection[int], add: Sequence[Invited], present: Iterable[Participant]) -> bool:
    """Whether this very form was sent before: those are out, and these are in."""
    people = list(present)
    details = {(each.agency, *participant_details(each)) for each in people}
    return not set(remove) & {each.pk for each in people} and all(
        (each.agency, each.name, each.email) in details for each in add
    )
