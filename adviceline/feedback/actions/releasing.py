"""What becomes of answers that wait: cases are opened of the negative ones, and enough of a kind are let out together.

It runs by the hour, so neither a case nor an answer has the time at which anybody answered. A batch leaves in one
transaction, in an order of chance, with ids of its own, and the key of each sealed answer is destroyed.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.facts.actions import write_feedback_answer_facts
from adviceline.facts.models import FeedbackAnswerFact
from adviceline.facts.values import FeedbackAnswerFactValues
from adviceline.feedback import blind
from adviceline.feedback.actions.opening import open_case_of_answer
from adviceline.feedback.models import Case, Comment, HeldAnswer, Invitation
from adviceline.feedback.rules.answers import may_be_let_out, reasons_for_case, words_must_wait
from adviceline.feedback.values import CODED, TEXTS
from adviceline.measures.calendar import london_moment
from adviceline.measures.feedback_codes import CHANNELS, WAVES
from adviceline.privacy import crypto

CHANCE = secrets.SystemRandom()


def hear_held_answers(*, by: Actor, at: datetime) -> int:
    """Open a case of every negative answer that has none; answers how many."""
    with transaction.atomic(), events_last():
        waiting = list(HeldAnswer.objects.select_for_update().filter(looked_at=False))
        CHANCE.shuffle(waiting)
        opened = 0
        for held in waiting:
            said = blind.unseal(held)
            reasons = reasons_for_case(said)
            if reasons:
                wait = not said["reply_to"] and words_must_wait(could_have_answered(held, at=at), smallest_group())
                held.case = open_case_of_answer(
                    reasons=reasons, words="" if wait else words_of(said), words_wait=wait and bool(words_of(said)),
                    reply_to=said["reply_to"], is_fictional=said["is_fictional"], by=by, at=at,
                )  # fmt: skip
                opened += 1
            held.looked_at = True
            held.save(update_fields=["looked_at", "case"])
        if waiting:
            record(action="feedback.heard", by=by, at=at, data={"cases": opened})
    return opened


def let_out_answers(*, by: Actor, at: datetime) -> int:
    """Let out every pool of one wave and one channel that has enough in it; answers how many answers left."""
    return sum(_let_out(wave, channel, by=by, at=at) for wave in WAVES for channel in CHANNELS)


def _let_out(wave: str, channel: str, *, by: Actor, at: datetime) -> int:
    with transaction.atomic():
        pool = list(
            HeldAnswer.objects.select_for_update(of=("self",)).filter(wave=wave, channel=channel, looked_at=True)
        )
        if not may_be_let_out(len(pool), smallest_group()):
            return 0
        said = [blind.unseal(held) for held in pool]
        for held, answers in zip(pool, said, strict=True):
            if held.case_id is None:
                continue
            Case.objects.filter(pk=held.case_id, words_wait=True).update(words=words_of(answers), words_wait=False)
        comments = _comments(wave, london_moment(at).month, said)
        CHANCE.shuffle(comments)
        Comment.objects.bulk_create(comments)
        CHANCE.shuffle(said)
        write_feedback_answer_facts(_first_of_each_pair(wave, channel, said, at=at))
        keys = [held.key_id for held in pool]
        HeldAnswer.objects.filter(pk__in=[held.pk for held in pool]).delete()
        record(
            action="feedback.let_out", by=by, at=at, data={"wave": wave, "channel": channel, "answers": len(pool)}
        )  # fmt: skip
        transaction.on_commit(lambda: [crypto.destroy_key(key, at=at) for key in sorted(keys)])
    return len(pool)


def _comments(wave: str, month: int, said: Sequence[dict[str, Any]]) -> list[Comment]:
    return [
        Comment(wave=wave, month=month, about=about, words=each[about], is_fictional=each["is_fictional"])
        for each in said
        for about in TEXTS
        if each[about]
    ]


def _first_of_each_pair(
    wave: str, channel: str, said: Sequence[dict[str, Any]], *, at: datetime
) -> list[FeedbackAnswerFactValues]:  # fmt: skip
    """A split or a merge may give one enquiry's pair two links in a wave: it is counted once."""
    counted = set(FeedbackAnswerFact.objects.filter(wave=wave).values_list("pair", flat=True))
    found = []
    for each in said:
        pair = uuid.UUID(each["pair"])
        if pair not in counted:
            counted.add(pair)
            found.append(
                FeedbackAnswerFactValues(
                    fact_id=uuid.uuid4(), pair=pair, wave=wave, channel=channel, version=each["version"], released_at=at,
                    **{name: each[name] for name in CODED},
                )
            )  # fmt: skip
    return found


def could_have_answered(held: HeldAnswer, *, at: datetime) -> int:
    """How many people were asked the same questions in the same way and hold a link: among them the answer is lost."""
    return Invitation.objects.filter(
        wave=held.wave, channel=held.channel, state=Invitation.State.ASKED, expires_at__gt=at
    ).count()  # fmt: skip


def words_of(said: dict[str, Any]) -> str:
    """What was written, one paragraph for each text."""
    return "\n\n".join(said[name] for name in TEXTS if said[name])


def smallest_group() -> int:
    number: int = settings.FEEDBACK_SMALLEST_GROUP
    return number
