"""The pages of the review: a version from draft to use, in the hands of those who do it."""

from __future__ import annotations

import re
import uuid
from types import SimpleNamespace

import pytest
from django.utils import timezone

from adviceline.advice.actions import answer_run, leave_run, raise_review_tasks, register_maps, start_run
from adviceline.advice.models import AdviceRun, Departure, MapComment, MapVersion, ReviewTask, TestDrive
from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from adviceline.content.current import current_content
from adviceline.privacy.models import GuardOverride
from adviceline.privacy.screening import screen_text
from tests.support.advice_maps import publish_maps
from tests.support.people import browser_of, somebody

pytestmark = pytest.mark.django_db
MAP = "individual-incident"


@pytest.fixture
def draft(db):
    kept = register_maps(content=current_content(), by=SYSTEM, at=timezone.now())
    return next(version for version in kept if version.map_id == MAP)


@pytest.fixture
def at(db):
    """A browser for each of those who take part."""
    roles = ("content_editor", "clinical_reviewer", "service_manager", "supervisor", "adviser")
    return SimpleNamespace(**{role: browser_of(somebody(role)) for role in roles})


def address(version: MapVersion, part: str = "") -> str:
    return f"/desk/review/maps/{version.pk}" + (f"/{part}" if part else "")


def told(page) -> str:
    """The words of a page, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_a_version_goes_from_draft_to_use_through_three_pairs_of_hands(draft, at, ask):
    enquiry = ask()
    page = at.adviser.get(f"/desk/enquiries/{enquiry.reference}")
    assert "The map of advice is not available yet" in told(page)
    assert "Clinical Reviewer Example" in told(page)
    assert "Start: an individual case" not in told(page)
    refused = at.adviser.post(f"/desk/enquiries/{enquiry.reference}/advice", {"map": MAP}, follow=True)
    assert "not available yet" in told(refused)
    assert not AdviceRun.objects.exists()

    page = at.content_editor.post(address(draft, "submit"), follow=True)
    assert "It is in clinical review now" in told(page)
    page = at.clinical_reviewer.get(address(draft))
    assert "I have read this version whole" in told(page)
    page = at.clinical_reviewer.post(address(draft, "sign"))
    assert page.status_code == 422
    assert "Say that you have read this version" in told(page)
    page = at.clinical_reviewer.post(address(draft, "sign"), {"sign-read": "on"}, follow=True)
    assert "You signed this version off" in told(page)
    assert "Clinical Reviewer Example, clinical reviewer" in told(page)
    assert draft.hash in told(page)

    page = at.content_editor.get(address(draft))
    assert "You sent this version to review, so somebody else must publish it" in told(page)
    page = at.content_editor.post(address(draft, "publish"), follow=True)
    assert "somebody else must publish it" in told(page)
    assert not MapVersion.objects.get(pk=draft.pk).is_current
    page = at.service_manager.post(address(draft, "publish"), follow=True)
    assert "Every new run follows this version" in told(page)

    page = at.adviser.post(f"/desk/enquiries/{enquiry.reference}/advice", {"map": MAP}, follow=True)
    assert AdviceRun.objects.get().map_version_id == draft.pk
    assert "Draft: this map waits" not in told(page)


def test_the_pages_of_the_map_say_calmly_that_it_is_not_available_yet_and_who_can_sign(draft, at):
    for path in ("/desk/map", f"/desk/map/{MAP}"):
        page = at.adviser.get(path)
        assert page.status_code == 200
        assert re.search("not available yet", told(page), re.IGNORECASE)
        assert "Clinical Reviewer Example" in told(page)


def test_in_a_demonstration_a_banner_says_that_nobody_signed_it(at, ask, settings):
    settings.DEMO = True
    register_maps(content=current_content(), by=SYSTEM, at=timezone.now())
    enquiry = ask()
    page = at.adviser.post(f"/desk/enquiries/{enquiry.reference}/advice", {"map": MAP}, follow=True)
    assert "Draft: this map waits for clinical review" in told(page)
    assert "In use unsigned, for demonstration" in told(at.clinical_reviewer.get("/desk/review/maps"))


def test_a_version_is_sent_back_with_a_reason_and_no_word_is_lost(draft, at):
    at.content_editor.post(address(draft, "submit"))
    page = at.clinical_reviewer.post(address(draft, "send-back"), {"send_back-reason": ""})
    assert page.status_code == 422
    assert "Say in a few words why" in told(page)
    page = at.clinical_reviewer.post(
        address(draft, "send-back"), {"send_back-reason": "Ring 01632 960123 about the words."}
    )
    assert page.status_code == 422
    assert "could identify a child" in told(page)
    assert "Ring 01632 960123 about the words." in page.content.decode()
    assert "Why must these words stay?" in told(page)

    page = at.clinical_reviewer.post(
        address(draft, "send-back"),
        {"send_back-reason": "Ring 01632 960123 about the words.", "send_back-reason_reason": "A made-up number"},
        follow=True,
    )
    assert "Sent back: a draft again" in told(page)
    assert GuardOverride.objects.get().reason == "A made-up number"


def test_a_comment_on_a_place_stands_beside_it_until_it_is_settled(draft, at):
    page = at.clinical_reviewer.get(address(draft) + "?about=I4")
    assert re.search(r'<option value="I4" selected', page.content.decode())
    at.clinical_reviewer.post(address(draft, "comment"), {"comment-place": "I4", "comment-body": "Shorter, please."})
    comment = MapComment.objects.get()
    assert "Shorter, please." in told(at.content_editor.get(address(draft)))
    assert "1 open comment" in told(at.content_editor.get(address(draft, "text")))

    settle = f"/desk/review/maps/comments/{comment.pk}"
    page = at.content_editor.post(settle, {"settled": "no_change", "words": ""})
    assert "Say why no change is needed" in told(page)
    page = at.content_editor.post(settle, {"settled": "changed", "words": "Done in the next text."})
    assert "The map is as it was when the comment was made" in told(page)
    assert "Done in the next text." in told(page)
    page = at.content_editor.post(settle, {"settled": "no_change", "words": "It is short already."}, follow=True)
    assert "The comment is settled" in told(page)
    assert "It is short already." in told(page)


@pytest.mark.parametrize("values", [{"comment-body": "x" * 5000}, {"comment-place": "nowhere", "comment-body": "A."}])
def test_a_comment_that_cannot_be_kept_comes_back(draft, at, values):
    page = at.clinical_reviewer.post(address(draft, "comment"), values)
    assert page.status_code == 422
    assert values["comment-body"] in page.content.decode()
    assert not MapComment.objects.exists()


def test_a_test_drive_on_a_chosen_day_says_what_would_be_out_of_date_and_is_attached(draft, at):
    page = at.clinical_reviewer.post(
        address(draft, "test-drive"),
        {
            "drive-for_date-day": "1",
            "drive-for_date-month": "6",
            "drive-for_date-year": "2090",
            "drive-setting": "police",
        },
        follow=True,
    )
    assert "as if on 1 June 2090" in told(page)
    assert "this would be out of date" in told(page)
    drive = TestDrive.objects.get()
    walk = f"/desk/review/maps/test-drives/{drive.pk}"
    for node, answer in (("I0", "yes"), ("I1", "yes"), ("X1", "calling_now")):
        page = at.clinical_reviewer.post(f"{walk}/answer", {"node": node, "answer": answer}, follow=True)
    assert "Outcome" in told(page)
    page = at.clinical_reviewer.post(f"{walk}/back", {"node": "I1"}, follow=True)
    page = at.clinical_reviewer.post(f"{walk}/answer", {"node": "I9", "answer": "yes"}, follow=True)
    assert "Answer the one that is shown" in told(page)
    assert f"{walk}/answer" in at.clinical_reviewer.get(walk).content.decode()
    assert f"{walk}/answer" not in at.service_manager.get(walk).content.decode()
    at.clinical_reviewer.post(f"{walk}/attach", {"note": "The end is clear."})
    assert "The end is clear." in told(at.service_manager.get(address(draft)))
    assert not AdviceRun.objects.exists()
    assert not Event.objects.filter(action__startswith="enquiry.").exists()


@pytest.mark.parametrize(
    "day",
    [("", "", ""), ("31", "2", "2027"), ("1", "1", "9999"), ("x", "y", "zzzz"), ("1", "1", "0001")],
)
def test_a_test_drive_on_no_day_is_refused_in_words(draft, at, day):
    values = dict(zip(("drive-for_date-day", "drive-for_date-month", "drive-for_date-year"), day, strict=True))
    page = at.clinical_reviewer.post(address(draft, "test-drive"), values)
    assert page.status_code == 422
    assert "There is a problem" in told(page)
    assert not TestDrive.objects.exists()


@pytest.mark.parametrize("version_hash", ["abc", "0" * 64, "G" * 64, "a" * 65])
def test_a_version_that_is_none_is_not_found(at, version_hash):
    assert at.clinical_reviewer.get(f"/desk/review/maps/{version_hash}").status_code == 404
    assert at.clinical_reviewer.get(f"/desk/review/maps/report?version={version_hash}").status_code == 404


def test_a_review_task_has_an_owner_and_is_closed_with_a_reason(draft, at):
    raise_review_tasks(by=SYSTEM, at=timezone.now() + timezone.timedelta(days=365 * 30))
    task = ReviewTask.objects.filter(why="review_due").first()
    assert task.source_title in told(at.content_editor.get("/desk/review/maps/tasks"))
    page = f"/desk/review/maps/tasks/{task.pk}"
    assert f"{task.places[0][0]}" in told(at.content_editor.get(page))
    answer = at.content_editor.post(f"{page}/owner", {"owner": "999999"}, follow=True)
    assert "Choose somebody from the list" in told(answer)
    reviewer = ReviewTask._meta.get_field("owner").related_model.objects.get(name="Clinical Reviewer Example")
    answer = at.content_editor.post(f"{page}/owner", {"owner": reviewer.pk}, follow=True)
    assert "Clinical Reviewer Example sees to it" in told(answer)
    assert at.clinical_reviewer.post(page, {"reason": ""}).status_code == 422
    at.clinical_reviewer.post(page, {"reason": "The section says the same in the new edition."})
    assert "says the same in the new edition" in told(at.content_editor.get("/desk/review/maps/tasks?show=done"))


@pytest.fixture
def left(ask):
    publish_maps(at=timezone.now())
    enquiry, adviser = ask(), somebody("adviser", name="Wren Example")
    run = start_run(subject=enquiry.key, map_id=MAP, by=adviser, at=timezone.now())
    run = answer_run(run=run, node="I0", answer="yes", by=adviser, at=timezone.now())
    leave_run(run=run, reason=screen_text("It is a question of policy."), by=adviser, at=timezone.now())
    return SimpleNamespace(departure=Departure.objects.get(), enquiry=enquiry)


def test_a_supervisor_reviews_a_departure_and_a_change_of_the_map_comes_up_in_the_next_review(left, at):
    listed = at.supervisor.get("/desk/review/maps/departures")
    assert "It is a question of policy." in told(listed)
    assert left.enquiry.reference in told(listed)
    assert "I1 Immediate danger" in told(listed)
    page = f"/desk/review/maps/departures/{left.departure.pk}"
    reads = Event.objects.filter(action="enquiry.read", subject=left.enquiry.subject)
    before = reads.count()
    at.supervisor.get(page)
    assert reads.count() == before + 1
    assert reads.latest("seq").data == {"why": "departure from the map"}

    answer = at.supervisor.post(page, {"conclusion": "change_the_map", "note": ""})
    assert answer.status_code == 422
    assert "Say in a few words what should change" in told(answer)
    at.supervisor.post(page, {"conclusion": "change_the_map", "note": "Add a way out for policy."})
    assert "Add a way out for policy." in told(at.supervisor.get("/desk/review/maps/departures?show=reviewed"))
    version = MapVersion.objects.get(map_id=MAP)
    review = told(at.clinical_reviewer.get(address(version)))
    assert "Add a way out for policy." in review
    assert "after a departure from the map" in review


@pytest.mark.parametrize("role", ["content_editor", "clinical_reviewer", "adviser"])
def test_departures_are_for_those_who_supervise(left, at, role):
    browser = getattr(at, role)
    assert browser.get("/desk/review/maps/departures").status_code == 403
    assert browser.get(f"/desk/review/maps/departures/{left.departure.pk}").status_code == 403


def test_a_departure_whose_enquiry_is_gone_is_still_reviewed(left, at):
    AdviceRun.objects.update(subject=uuid.uuid4())
    page = f"/desk/review/maps/departures/{left.departure.pk}"
    assert at.supervisor.get(page).status_code == 200
    at.supervisor.post(page, {"conclusion": "fine", "note": ""})
    assert Departure.objects.get().conclusion == "fine"


def test_the_report_counts_by_question_and_names_nobody(left, at):
    page = at.clinical_reviewer.get("/desk/review/maps/report")
    words = told(page)
    assert "1 run, of which 1 left the map at least once" in words
    assert re.search(r"I1 Immediate danger 0 1 \(most\) 0 0 –", words)
    version = MapVersion.objects.get(map_id=MAP)
    assert f'href="{address(version, "text")}#I1"' in page.content.decode()
    for secret in (left.enquiry.reference, "It is a question of policy", "Wren Example"):
        assert secret not in page.content.decode()
    assert at.clinical_reviewer.get("/desk/review/maps/report?days=30").status_code == 200
    assert at.clinical_reviewer.get("/desk/review/maps/report?days=soon").status_code == 200


def test_a_withdrawn_sign_off_is_said_on_the_run_that_goes_on(left, at):
    version = MapVersion.objects.get(map_id=MAP)
    answer = at.clinical_reviewer.post(
        address(version, "withdraw"), {"withdraw-reason": "An error was found."}, follow=True
    )
    assert "The sign-off is withdrawn" in told(answer)
    page = told(at.adviser.get(f"/desk/enquiries/{left.enquiry.reference}"))
    assert "The sign-off of this version was withdrawn after this run began" in page
    assert "Question 2: Immediate danger" in page
