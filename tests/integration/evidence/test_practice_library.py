"""Examples of practice: two people, a history, and a public library that shows what was published and nothing else."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from adviceline.audit.models import Event
from adviceline.evidence.actions import examples as actions
from adviceline.evidence.actions.examples import UnableToMoveExample
from adviceline.evidence.models import PracticeExample, PracticeStep
from adviceline.privacy.models import GuardOverride
from adviceline.privacy.screening import screen_text
from tests.support import people
from tests.support.samples import practice_example

GIVEN = {
    "title": "A quiet room at lunch", "setting": "special_school", "phase": "primary", "region": "",
    "topics": "safety plan;  Supervision; safety plan", "practices": ["G1", "G7"], "need": "Lunch was hard to watch.",
    "done": "Staff opened a quiet room.\n\nThey took turns.", "conditions": "A free room.", "changed": "Fewer worries were logged.",
    "known": "The log was counted for a term.", "grade": "described", "contributor": "practitioner",
}  # fmt: skip


@pytest.fixture
def editor(db):
    return people.somebody("content_editor")


@pytest.fixture
def reviewer(db):
    return people.somebody("clinical_reviewer")


@pytest.fixture
def reason():
    return screen_text("It needs more about how it is known.")


def values(**changed):
    texts = ("title", "need", "done", "conditions", "changed", "known")
    said = GIVEN | {"topics": ["safety plan"]} | changed
    return {name: screen_text(value) if name in texts else value for name, value in said.items()}


def post(person, name, data=None, **kwargs):
    return people.browser_of(person).post(reverse(f"evidence:{name}", kwargs=kwargs or None), data or {})


# ---- From a draft to the library and out of it ------------------------------------------------------------------------


def test_an_example_goes_from_one_persons_draft_through_anothers_approval_to_everybody(editor, reviewer, client):
    assert post(editor, "new", GIVEN).status_code == 302
    example = PracticeExample.objects.get()
    page = reverse("evidence:shown", kwargs={"slug": "a-quiet-room-at-lunch"})
    assert (example.state, example.topics) == ("draft", ["safety plan", "supervision"])
    for name, person, state in (
        ("submit", editor, "in_review"), ("approve", reviewer, "approved"), ("publish", editor, "published"),
    ):  # fmt: skip
        assert client.get(page).status_code == 404
        assert post(person, name, {"version": example.version}, pk=example.pk).status_code == 302
        example.refresh_from_db()
        assert example.state == state
    answer = client.get(page)
    text = answer.content.decode()
    assert answer.status_code == 200
    for words in ("A quiet room at lunch", "They took turns.", "Special school", "Joint safety plan", "Described"):
        assert words in text
    assert editor.name not in text
    assert reviewer.name not in text
    assert "A quiet room at lunch" in client.get(reverse("evidence:library")).content.decode()
    assert (example.approved_by, example.approved_role) == (reviewer, "Clinical reviewer")
    assert [step.what for step in example.steps.order_by("pk")] == ["written", "submitted", "approved", "published"]
    events = Event.objects.filter(subject=f"practice:{example.pk}").order_by("seq").values_list("action", flat=True)
    assert list(events) == ["practice.written", "practice.submitted", "practice.approved", "practice.published"]


def test_a_withdrawn_example_says_so_and_leaves_the_library(editor, client, db):
    example = practice_example()
    assert post(editor, "withdraw", {"withdraw-reason": ""}, pk=example.pk).status_code == 422
    assert post(editor, "withdraw", {"withdraw-reason": "It is out of date."}, pk=example.pk).status_code == 302
    answer = client.get(reverse("evidence:shown", kwargs={"slug": example.slug}))
    assert answer.status_code == 410
    assert "withdrawn" in answer.content.decode()
    assert example.title not in answer.content.decode()
    assert example.title not in client.get(reverse("evidence:library")).content.decode()
    history = people.browser_of(editor).get(reverse("evidence:example", kwargs={"pk": example.pk})).content.decode()
    assert "It is out of date." in history


def test_one_that_was_never_published_is_not_known_to_the_public(client, editor, reviewer, reason, clock, db):
    example = practice_example("approved")
    actions.withdraw_example(example=example, reason=reason, by=editor, at=clock.now)
    assert client.get(reverse("evidence:shown", kwargs={"slug": example.slug})).status_code == 404


def test_a_withdrawn_example_is_approved_anew_before_it_is_shown_again(editor, reviewer, clock, db):
    example = practice_example("withdrawn")
    example = actions.reopen_example(example=example, by=editor, at=clock.now)
    assert (example.state, example.approved_by, example.published_at) == ("draft", None, None)
    with pytest.raises(UnableToMoveExample, match="is a draft"):
        actions.publish_example(example=example, by=editor, at=clock.now)


def test_a_draft_that_was_sent_back_can_be_changed_and_says_what_changed(editor, reviewer, reason, clock):
    example = actions.write_example(values=values(), by=editor, at=clock.now)
    actions.submit_example(example=example, by=editor, at=clock.now)
    with pytest.raises(UnableToMoveExample, match="waiting for approval"):
        actions.change_example(example=example, values=values(), version=1, by=editor, at=clock.now)
    actions.send_example_back(example=example, reason=reason, by=reviewer, at=clock.now)
    changed = values(known="It was counted for a year.")
    example = actions.change_example(example=example, values=changed, version=1, by=editor, at=clock.now)
    step = example.steps.first()
    assert (step.what, step.fields_changed, step.values["known"]) == (
        "changed", ["known"], "It was counted for a year.",
    )  # fmt: skip
    assert example.steps.get(what="written").values["known"] == "The log was counted for a term."
    again = actions.change_example(example=example, values=changed, version=2, by=editor, at=clock.now)
    assert again.version == 2  # nothing new was said


# ---- Two people -------------------------------------------------------------------------------------------------------


def test_nobody_approves_what_they_wrote_or_changed_or_sent(db, clock):
    both = ("content_editor", "clinical_reviewer")
    author, helper, sender, other = (people.somebody(*both) for _ in range(4))
    example = actions.write_example(values=values(), by=author, at=clock.now)
    actions.change_example(example=example, values=values(need="Changed."), version=1, by=helper, at=clock.now)
    actions.submit_example(example=example, by=sender, at=clock.now)
    for person in (author, helper, sender):
        with pytest.raises(UnableToMoveExample, match="another person has to approve"):
            actions.approve_example(example=example, version=2, by=person, at=clock.now)
        page = people.browser_of(person).get(reverse("evidence:example", kwargs={"pk": example.pk})).content.decode()
        assert "another person has to approve" in page
        assert "Approve this version" not in page
    with pytest.raises(UnableToMoveExample, match="changed after you opened"):
        actions.approve_example(example=example, version=1, by=other, at=clock.now)
    assert actions.approve_example(example=example, version=2, by=other, at=clock.now).state == "approved"


def test_the_role_counts_in_the_action_as_well_as_on_the_page(editor, db, clock):
    example = practice_example("in_review")
    adviser = people.somebody("adviser")
    with pytest.raises(UnableToMoveExample, match="Your role"):
        actions.approve_example(example=example, version=1, by=adviser, at=clock.now)
    assert post(editor, "approve", {"version": 1}, pk=example.pk).status_code == 403


def test_the_database_refuses_one_that_nobody_or_its_sender_approved(db):
    example = practice_example("in_review")
    for spoil in ({"state": "published"}, {"state": "approved"}, {"approved_by": example.submitted_by}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PracticeExample.objects.filter(pk=example.pk).update(**spoil)


# ---- What is written --------------------------------------------------------------------------------------------------


def test_a_text_that_could_identify_a_child_comes_back_and_is_not_kept(editor):
    answer = post(editor, "new", GIVEN | {"need": "Tom Baker, NHS number 943 476 5919, was moved."})
    assert answer.status_code == 422
    assert "This could identify a child" in answer.content.decode()
    assert "Fewer worries were logged." in answer.content.decode()  # nothing typed is lost
    assert not PracticeExample.objects.exists()


def test_a_text_kept_with_a_reason_is_logged_for_review(editor):
    kept = {"need": "Romeo Montague is the name in the play.", "need_reason": "The name of a part in a play."}
    assert post(editor, "new", GIVEN | kept).status_code == 302
    assert GuardOverride.objects.get().subject == f"practice:{PracticeExample.objects.get().pk}"


def test_actions_take_no_text_that_was_not_screened(editor, clock):
    with pytest.raises(UnableToMoveExample, match="not checked"):
        actions.write_example(values=values() | {"need": "plain text"}, by=editor, at=clock.now)


def test_a_colleagues_later_change_is_not_lost(editor, clock):
    example = actions.write_example(values=values(), by=editor, at=clock.now)
    actions.change_example(example=example, values=values(done="First."), version=1, by=editor, at=clock.now)
    answer = post(editor, "edit", GIVEN | {"version": 1, "done": "Second."}, pk=example.pk)
    assert answer.status_code == 409
    assert "A colleague changed this example" in answer.content.decode()
    assert "Second." in answer.content.decode()
    example.refresh_from_db()
    assert example.done == "First."


def test_a_colleagues_change_is_put_into_the_draft_and_what_both_changed_is_shown_both_ways(editor, clock):
    example = actions.write_example(values=values(), by=editor, at=clock.now)
    theirs = values(done="First.", region="london", practices=["G7"])
    actions.change_example(example=example, values=theirs, version=1, by=editor, at=clock.now)

    mine = GIVEN | {"topics": "safety plan", "version": 1, "done": "Second.", "known": "Mine."}
    page = post(editor, "edit", mine, pk=example.pk).content.decode()

    assert "Yours: Second.<br>Now: First." in page
    assert "<strong>Region</strong><br>When you opened it: (empty)<br>Now: London" in page
    assert re.search(r'value="london" selected', page)
    assert not re.search(r'value="G1"[^>]* checked', page)
    saved = mine | {"version": 2, "region": "london", "practices": ["G7"]}
    assert post(editor, "edit", saved, pk=example.pk).status_code == 302
    example.refresh_from_db()
    assert (example.done, example.known, example.region, example.practices) == ("Second.", "Mine.", "london", ["G7"])
    page = people.browser_of(editor).get(reverse("evidence:example", kwargs={"pk": example.pk})).content.decode()
    assert "First.<br>→ Second." in page


@pytest.mark.parametrize(
    "spoil",
    [
        {"title": ""}, {"title": "x" * 151}, {"setting": "nowhere"}, {"phase": "not_asked"}, {"region": "atlantis"},
        {"topics": ""}, {"topics": ";".join(f"topic {n}" for n in range(9))}, {"topics": "<script>"},
        {"practices": ["G99"]}, {"need": ""}, {"done": "x" * 4_001}, {"grade": "proven"}, {"contributor": "me"},
    ],
)  # fmt: skip
def test_what_an_example_cannot_say_is_refused_in_words(editor, spoil):
    answer = post(editor, "new", GIVEN | spoil)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not PracticeExample.objects.exists()


def test_titles_that_are_alike_have_addresses_of_their_own(editor, clock):
    made = [actions.write_example(values=values(), by=editor, at=clock.now).slug for _ in range(3)]
    assert made == ["a-quiet-room-at-lunch", "a-quiet-room-at-lunch-2", "a-quiet-room-at-lunch-3"]
    assert actions.write_example(values=values(title="¡!"), by=editor, at=clock.now).slug == "example"


# ---- The library ------------------------------------------------------------------------------------------------------


def published(editor, reviewer, at, **changed):
    example = actions.write_example(values=values(**changed), by=editor, at=at)
    actions.submit_example(example=example, by=editor, at=at)
    actions.approve_example(example=example, version=1, by=reviewer, at=at)
    return actions.publish_example(example=example, by=editor, at=at)


def test_filters_hold_alone_and_together(editor, reviewer, clock, client):
    published(editor, reviewer, clock.now, title="Alpha", phase="primary", topics=["images"], region="london")
    published(editor, reviewer, clock.now, title="Bravo", phase="secondary", topics=["images", "curriculum"])
    published(editor, reviewer, clock.now, title="Copper", phase="secondary", setting="police", region="north_east")
    for query, titles in (
        ("", {"Alpha", "Bravo", "Copper"}), ("phase=secondary", {"Bravo", "Copper"}), ("topic=images", {"Alpha", "Bravo"}),
        ("topic=images&phase=primary", {"Alpha"}), ("setting=police", {"Copper"}), ("region=london", {"Alpha", "Bravo"}),
        ("phase=nonsense", {"Alpha", "Bravo", "Copper"}), ("topic=curriculum&setting=police", set()),
    ):  # fmt: skip
        text = client.get(f"{reverse('evidence:library')}?{query}").content.decode()
        assert {title for title in ("Alpha", "Bravo", "Copper") if f">{title}</a>" in text} == titles, query
    assert "No example fits yet" in text


def test_a_long_library_has_pages(editor, reviewer, clock, client):
    for number in range(23):
        published(editor, reviewer, clock.now, title=f"Example {number:02}")
    first, second = (client.get(f"{reverse('evidence:library')}?page={n}").content.decode() for n in (1, 2))
    assert "Example 19" in first
    assert "Example 20" not in first
    assert "Example 22" in second


def test_markup_in_an_example_is_shown_as_it_was_typed(editor, reviewer, clock, client):
    example = published(editor, reviewer, clock.now, done="<script>alert(1)</script> & more")
    text = client.get(reverse("evidence:shown", kwargs={"slug": example.slug})).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;" in text


def test_a_made_up_example_says_so_wherever_it_is_shown(client, db):
    example = practice_example()
    assert "made up for demonstration" in client.get(reverse("evidence:library")).content.decode().lower()
    page = client.get(reverse("evidence:shown", kwargs={"slug": example.slug})).content.decode()
    assert "This example is made up for demonstration" in page


def test_the_history_of_an_example_cannot_lose_it(db):
    example = practice_example()
    with pytest.raises(Exception, match="protected"):
        example.delete()
    assert PracticeStep.objects.filter(example=example).count() == 4


def test_the_library_is_found_from_every_public_page_and_from_the_desk(editor, client, db):
    assert f'href="{reverse("evidence:library")}"' in client.get(reverse("web:home")).content.decode()
    desk = people.browser_of(editor).get(reverse("evidence:examples")).content.decode()
    assert f'href="{reverse("evidence:examples")}"' in desk
