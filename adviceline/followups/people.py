"""Who else takes part in a session, as they are written down. Inside an action's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Max

from adviceline.followups.models import Participant, Session
from adviceline.followups.queries.sessions import taking_part, token_of
from adviceline.followups.rules import times
from adviceline.followups.sealed import Invited, participant_details, seal_participant
from adviceline.privacy.links import hash_of


def problem_of(people: Sequence[Invited]) -> str:
    """Why these people cannot take part together; empty when they can."""
    if len(people) > times.MOST_PARTICIPANTS:
        return f"At most {times.MOST_PARTICIPANTS} other people can take part."
    for each in people:
        if each.agency not in Participant.Agency.values:
            return "Choose an agency for each person who takes part."
        if each.invite and not each.email:
            return "Give an e-mail address for each person whom we should invite."
    return ""


def replace_participants(
    session: Session, people: Sequence[Invited], *, key_id: uuid.UUID, at: datetime
) -> list[Participant]:
    """Make these the people who take part; who is among them already stays. Inside the booking's transaction. Answers whom
    it took out."""
    wanted, leaving = list(people), []
    for each in taking_part(session).select_related("session__enquiry__enquirer"):
        name, email = participant_details(each)
        same = Invited(agency=each.agency, name=name, email=email, invite=each.is_invited)
        if same in wanted:
            wanted.remove(same)
        else:
            leaving.append(each)
    gone = take_out(leaving, at=at)
    write_added(session, wanted, key_id=key_id)
    return gone


def take_out(people: Iterable[Participant], *, at: datetime) -> list[Participant]:
    gone = list(people)
    for each in gone:
        each.removed_at = at
        each.save(update_fields=["removed_at"])
    return gone


def write_added(session: Session, people: Iterable[Invited], *, key_id: uuid.UUID) -> list[Participant]:
    """Somebody who asked for no more messages hears nothing of any session of the enquiry, however often they are named."""
    last = session.participants.aggregate(last=Max("place"))["last"]
    quiet = Participant.objects.filter(session__enquiry=session.enquiry_id, is_quiet=True)
    silent = {participant_details(each)[1].lower() for each in quiet.select_related("session__enquiry__enquirer")} - {
        ""
    }
    added = []
    for place, invited in enumerate(people, start=0 if last is None else last + 1):
        made = Participant(session=session, place=place, agency=invited.agency, is_invited=invited.invite)
        made.is_quiet = invited.email.lower() in silent
        made.token_hash = hash_of(token_of(made))
        made.sealed_details = seal_participant(invited, key_id=key_id)
        made.save(force_insert=True)
        added.append(made)
    return added
