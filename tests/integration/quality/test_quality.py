"""Reviews and debriefs as supervisors and advisers meet them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from adviceline.audit.models import Event
from adviceline.privacy.screening import screen_text
from adviceline.quality.actions import reviews, wellbeing
from adviceline.quality.errors import UnableToKeepDebrief, UnableToReview
from adviceline.quality.models import Debrief, Difficulty
from adviceline.quality.queries.reviews import calibration, candidates
from adviceline.quality.queries.wellbeing import loads, to_offer
from adviceline.workforce.plan import rubric
from tests.support import people, quality_sample, rota_sample

pytestmark = pytest.mark.django_db
NOTHING = screen_text("")


def answers(**changed: str) -> dict[str, str]:
    return dict.fromkeys(rubric(), "met") | changed


def test_two_people_review_without_seeing_each_other_and_their_agreement_is_shown() -> None:
    sampled = quality_sample.sampled()
    one, two, third = (people.somebody("supervisor") for _ in range(3))
    page = people.browser_of(one)
    address = reverse("desk:quality_review", args=[sampled.pk])
    reviews.review_enquiry(
        sampled=sampled,
        answers=answers(map="not_met"),
        comment=screen_text("Kind and clear."),
        by=two,
        at=timezone.now(),
    )
    assert "Kind and clear." not in page.get(address).content.decode()
    sent = {f"answer_{name}": code for name, code in answers().items()} | {"comment": ""}
    assert page.post(address, sent).status_code == 302
    assert "Kind and clear." in page.get(address).content.decode()
    assert Event.objects.filter(action="enquiry.read", actor=one.actor_key, data__why="quality review").exists()
    for by, words in ((one, "already"), (third, "Two people")):
        with pytest.raises(UnableToReview, match=words):
            reviews.review_enquiry(sampled=sampled, answers=answers(), comment=NOTHING, by=by, at=timezone.now())
    together = calibration(sampled.round)[0].found
    assert (together.number, together.same) == (len(rubric()), len(rubric()) - 1)


def test_nobody_reviews_their_own_enquiry_and_codes_alone_decide_what_is_drawn() -> None:
    sampled, boss = quality_sample.sampled(), rota_sample.supervisor()
    today = timezone.localdate()
    found = {each.reasons for each in candidates(today - timedelta(days=1), today)}
    assert found == {("urgent",), ()}
    sampled.enquiry.owner = boss
    sampled.enquiry.save()
    with pytest.raises(UnableToReview, match="yourself"):
        reviews.review_enquiry(sampled=sampled, answers=answers(), comment=NOTHING, by=boss, at=timezone.now())


def test_something_hard_is_offered_a_debrief_once_and_the_adviser_decides() -> None:
    said, boss, at = quality_sample.hard(), rota_sample.supervisor(), timezone.now()
    assert [each.pk for each in to_offer(at=at)] == [said.pk]
    made = wellbeing.offer_debrief(difficulty=said, by=boss, at=at)
    assert wellbeing.offer_debrief(difficulty=said, by=boss, at=at).pk == made.pk
    assert to_offer(at=at) == []
    with pytest.raises(UnableToKeepDebrief):
        wellbeing.answer_debrief(debrief=made, wanted=True, by=boss, at=at)
    wellbeing.answer_debrief(debrief=made, wanted=False, by=said.adviser, at=at)
    with pytest.raises(UnableToKeepDebrief, match="did not want"):
        wellbeing.hold_debrief(debrief=made, by=boss, at=at)
    wellbeing.answer_debrief(debrief=made, wanted=True, by=said.adviser, at=at)
    assert wellbeing.hold_debrief(debrief=made, by=boss, at=at).state == Debrief.State.HELD


def test_difficulty_is_noted_when_an_enquiry_is_closed() -> None:
    from adviceline.contacts.actions import claim
    from tests.support import samples

    enquiry, adviser = samples.enquiry(), people.somebody("adviser")
    claim(enquiry=enquiry, by=adviser, at=timezone.now())
    enquiry.refresh_from_db()
    sent = {"non_advice": "test", "difficulty": "hard", "version": enquiry.version}
    address = reverse("desk:close", args=[enquiry.reference])
    assert people.browser_of(adviser).post(address, sent).status_code == 302
    assert Difficulty.objects.get(enquiry=enquiry, adviser=adviser).level == "hard"


def test_load_is_in_the_order_of_names_whoever_carries_most() -> None:
    at = timezone.now()
    for name, times in (("Wren", 1), ("Heron", 0), ("Plover", 2)):
        who = rota_sample.adviser(name=name)
        for _ in range(times):
            quality_sample.hard(adviser=who.person)
    found = [(each.adviser.name, each.hard) for each in loads(at=at + timedelta(minutes=1))]
    assert found == [("Heron", 0), ("Plover", 2), ("Wren", 1)]
