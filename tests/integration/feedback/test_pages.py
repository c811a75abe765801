"""The pages: the private questions, the public form, 'You said, we did', and what staff do with them."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from adviceline.facts.models import FeedbackAnswerFact, FeedbackCaseFact, PublishedImprovementFact
from adviceline.feedback import blind, tasks
from adviceline.feedback.actions.releasing import hear_held_answers, let_out_answers
from adviceline.feedback.models import Case, CaseStep, HeldAnswer, Improvement, Invitation
from adviceline.jobs.models import OutgoingMessage
from tests.support import feedback_sample as sample
from tests.support import people

pytestmark = pytest.mark.django_db(databases="__all__")
NAMED = "Her name is Amelia Thornbury and she is in class 5B at Hilltop School"


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests():
    cache.clear()


@pytest.fixture
def link():
    return f"/tell-us/{sample.token()}"


@pytest.fixture
def supervisor():
    return people.browser_of(people.somebody("supervisor"))


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


# ---- The private questions -------------------------------------------------------------------------------------------


def test_somebody_says_how_it_was_and_is_thanked(client, link):
    page = client.get(link)
    assert page.status_code == 200
    assert "How satisfied are you" in words(page)
    assert page["Cache-Control"] == "no-store"
    assert "noindex" in page["X-Robots-Tag"]
    answer = client.post(link, {"satisfaction": "5", "identifying": "0", "words": "Clear advice."})
    assert (answer.status_code, answer["Location"]) == (302, "/tell-us/thank-you")
    assert "Thank you" in words(client.get("/tell-us/thank-you"))
    assert client.get(link).status_code == 410
    assert client.post(link, {"satisfaction": "1"}).status_code == 410
    assert HeldAnswer.objects.count() == 1


def test_words_that_could_identify_a_child_are_refused_and_given_back(client, link):
    answer = client.post(link, {"helped": "yes", "words": NAMED})
    assert answer.status_code == 422
    assert NAMED in answer.content.decode()
    assert "could identify a child" in words(answer)
    assert not HeldAnswer.objects.exists()
    assert client.post(link, {"helped": "yes", "words": "The child asked for help."}).status_code == 302


@pytest.mark.parametrize(
    "sent",
    [{}, {"reply_to": "a@example.org"}, {"satisfaction": "6"}, {"identifying": "11"}, {"identifying": "-1"},
     {"recommend": "perhaps"}, {"words": "x" * 1001}, {"helped": "yes\x00"}, {"words": "a\u202eb"}],
)  # fmt: skip
def test_what_cannot_be_an_answer_is_refused_and_the_link_still_works(client, link, sent):
    assert client.post(link, sent).status_code == 422
    assert not HeldAnswer.objects.exists()
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 44, "../../etc", "é" * 43])
def test_a_guessed_link_finds_nothing(client, token):
    assert client.get(f"/tell-us/{token}").status_code == 404
    assert client.get(f"/tell-us/{token}/no-more").status_code == 404


def test_a_link_that_ran_out_says_so(client):
    invitation = sample.invitation()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = client.get(f"/tell-us/{blind.token_of(invitation)}")
    assert answer.status_code == 410
    assert "closed" in words(answer)


def test_asking_no_more_takes_one_press_and_no_visit_alone(client):
    invitation = sample.invitation()
    address = f"/tell-us/{blind.token_of(invitation)}/no-more"
    assert client.get(address).status_code == 200
    invitation.refresh_from_db()
    assert invitation.state == "asked"  # a mail scanner that opens links changes nothing
    assert "not ask you again" in words(client.post(address))
    invitation.refresh_from_db()
    assert invitation.state == "withdrawn"
    assert client.post(address).status_code == 200


def test_each_wave_asks_its_own_questions(client):
    later = words(client.get(f"/tell-us/{sample.token('follow_up')}"))
    assert "Looking back" in later
    assert "Did you do what was agreed?" in later
    first = words(client.get(f"/tell-us/{sample.token('close')}"))
    assert "Looking back" not in first


def test_whoever_leaves_an_address_is_known_to_those_who_see_to_the_case(client, supervisor):
    link = f"/tell-us/{sample.token()}"
    client.post(link, {"asks_for_case": "on", "words": "Nobody rang.", "reply_to": "head@school.example.org"})
    hear_held_answers(by=SYSTEM, at=timezone.now())
    case = Case.objects.get()
    page = words(supervisor.get(f"/desk/feedback/cases/{case.pk}"))
    assert "Nobody rang." in page  # known by their own choice, so nothing waits
    assert "head@school.example.org" not in page
    shown = supervisor.post(f"/desk/feedback/cases/{case.pk}/contact-details")
    assert "head@school.example.org" in words(shown)
    assert Event.objects.filter(action="feedback.details_read", subject=case.subject).count() == 1


# ---- Feedback and complaints -----------------------------------------------------------------------------------------


def form_key(client):
    return re.search(r'name="form" value="([^"]+)"', client.get("/feedback").content.decode())[1]


def test_a_complaint_opens_a_case_once_however_often_it_is_sent(client):
    sent = {
        "form": form_key(client),
        "words": "I waited two hours.",
        "formal": "yes",
        "reply_to": "head@school.example.org",
    }
    for _ in range(2):
        assert client.post("/feedback", sent)["Location"] == "/feedback/sent"
    case = Case.objects.get()
    assert (case.source, case.is_formal, case.words, case.state) == ("form", True, "I waited two hours.", "new")
    assert case.number in words(client.get("/feedback/sent"))
    assert b"head@school" not in bytes(case.sealed_details)


@pytest.mark.parametrize(
    "changes",
    [{"words": ""}, {"words": NAMED}, {"formal": ""}, {"formal": "maybe"}, {"form": "forged"}, {"form": ""},
     {"reply_to": "x" * 255}, {"words": "x" * 4001}],
)  # fmt: skip
def test_a_complaint_that_cannot_be_taken_comes_back_with_its_words(client, changes):
    sent = {"form": form_key(client), "words": "I waited two hours.", "formal": "no"} | changes
    answer = client.post("/feedback", sent)
    assert answer.status_code == 422
    assert sent["words"][:100] in answer.content.decode()
    assert not Case.objects.exists()


def test_the_number_is_shown_to_the_browser_that_sent_it_only(client):
    assert client.get("/feedback/sent")["Location"] == "/feedback"


# ---- At the desk -----------------------------------------------------------------------------------------------------


def test_an_adviser_asks_on_the_phone_and_the_answers_are_marked_so():
    adviser = people.browser_of(people.somebody("adviser"))
    for _ in range(5):
        enquiry = sample.closed_enquiry()
        address = f"/desk/enquiries/{enquiry.reference}/feedback/close"
        assert "Read this out" in words(adviser.get(address))
        assert adviser.post(address, {"satisfaction": "4", "responding": "7"}).status_code == 302
    assert adviser.post(address, {"satisfaction": "1"}).status_code == 200
    hear_held_answers(by=SYSTEM, at=timezone.now())
    assert let_out_answers(by=SYSTEM, at=timezone.now()) == 5
    assert set(FeedbackAnswerFact.objects.values_list("channel", "satisfaction")) == {("phone", 4)}
    assert adviser.post(address, {}).status_code == 422
    assert adviser.get(address.replace("close", "never")).status_code == 404


def test_an_adviser_records_dissatisfaction_on_an_enquiry():
    adviser = people.browser_of(people.somebody("adviser"))
    enquiry = sample.closed_enquiry()
    sent = {"words": "They were put on hold twice.", "formal": "no", "submission": str(uuid.uuid4())}
    for _ in range(2):
        assert adviser.post(f"/desk/enquiries/{enquiry.reference}/dissatisfaction", sent).status_code == 302
    case = Case.objects.get()
    assert (case.source, case.enquiry_id) == ("adviser", enquiry.pk)
    assert adviser.get(f"/desk/feedback/cases/{case.pk}").status_code == 403


def test_a_case_goes_from_new_to_closed_with_what_was_changed(supervisor):
    case = sample.a_case(reply_to="head@school.example.org")

    def step(name, **sent):
        return supervisor.post(f"/desk/feedback/cases/{case.pk}/{name}", sent)

    assert "Take it on" in words(supervisor.get(f"/desk/feedback/cases/{case.pk}"))
    assert step("acknowledge").status_code == 302
    assert step("answer", root_cause="capacity", changed_words="", answer="Sorry.").status_code == 422
    done = {"root_cause": "capacity", "changed_words": "A third adviser.", "answer": "We are sorry.", "cause_words": ""}
    assert step("answer", **done).status_code == 302
    assert step("close", satisfied="partly").status_code == 302
    case.refresh_from_db()
    assert (case.state, case.satisfied, case.root_cause, case.changed_words) == (
        "closed",
        "partly",
        "capacity",
        "A third adviser.",
    )
    fact = FeedbackCaseFact.objects.get()
    assert (fact.acknowledged_in_time, fact.answered_in_time, fact.satisfied) == (True, True, "partly")
    told = [
        message.args["what"]
        for message in OutgoingMessage.objects.filter(composer="feedback.case_told").order_by("created_at")
    ]
    assert sorted(told) == ["acknowledged", "answered"]
    message = tasks.case_message(case=case.pk, what="answered")
    assert message.to == ["head@school.example.org"]
    assert "We are sorry." in message.body
    assert list(CaseStep.objects.values_list("what", flat=True)) == ["open", "acknowledge", "answer", "close"]


def test_a_step_out_of_order_is_refused_in_words(supervisor):
    case = sample.a_case()
    answer = supervisor.post(f"/desk/feedback/cases/{case.pk}/close", {"satisfied": "yes"})
    assert answer.status_code == 422
    assert "cannot be closed" in words(answer)
    assert supervisor.post(f"/desk/feedback/cases/{case.pk}/vanish", {}).status_code == 302


def test_what_is_overdue_is_loud(supervisor):
    case = sample.a_case(days_ago=40)
    page = words(supervisor.get("/desk/feedback/cases"))
    assert "1 case is overdue" in page
    assert re.search(r'al-rail__count">1<', page.replace(" ", "").replace('class="', 'class="')) or ">1<" in page
    for _ in range(3):
        tasks.alert(at=timezone.now())
    mails = OutgoingMessage.objects.filter(composer=tasks.OVERDUE)
    assert mails.count() == sum(person.may("supervise") for person in type(people.somebody("adviser")).objects.all())
    message = tasks.overdue_message(**mails.first().args)
    assert "1" in message.subject
    fact = FeedbackCaseFact.objects.get()
    assert (fact.acknowledged_in_time, fact.answered_in_time) == (False, False)
    supervisor.post(f"/desk/feedback/cases/{case.pk}/dismiss", {"words": "The same thing twice."})
    assert "overdue" not in words(supervisor.get("/desk/feedback/cases"))
    assert not FeedbackCaseFact.objects.get().counts
    assert tasks.overdue_message(**mails.first().args) is None


def test_the_public_is_told_what_a_second_person_approved(client):
    writer, other = people.somebody("supervisor"), people.somebody("service_manager")
    made = sample.an_improvement("done")
    browser, second = people.browser_of(writer), people.browser_of(other)
    address = f"/desk/feedback/improvements/{made.pk}"
    assert browser.post(f"{address}/write", {"you_said": "We waited.", "we_did": "We added a line."}).status_code == 302
    made.refresh_from_db()
    assert "We added a line." not in words(client.get("/you-said-we-did"))
    browser.post(f"{address}/approve", {"version": made.version})
    assert Improvement.objects.get().public_state == "in_review"
    second.post(f"{address}/approve", {"version": made.version - 1})
    assert Improvement.objects.get().public_state == "in_review"  # not the words that were read
    second.post(f"{address}/approve", {"version": made.version})
    assert "We added a line." in words(client.get("/you-said-we-did"))
    assert PublishedImprovementFact.objects.get().we_did == "We added a line."
    second.post(f"{address}/withdraw", {"words": "It was not yet so."})
    assert "We added a line." not in words(client.get("/you-said-we-did"))
    assert not PublishedImprovementFact.objects.exists()


def test_whoever_wrote_the_words_before_does_not_approve_them_after_a_colleague_changed_them():
    first, second = (
        people.browser_of(people.somebody("supervisor")),
        people.browser_of(people.somebody("service_manager")),
    )
    made = sample.an_improvement("done")
    address = f"/desk/feedback/improvements/{made.pk}"
    first.post(f"{address}/write", {"you_said": "We waited.", "we_did": "We added a line."})
    second.post(f"{address}/write", {"you_said": "We waited.", "we_did": "We added a line. Thank you."})
    made.refresh_from_db()
    first.post(f"{address}/approve", {"version": made.version})
    assert Improvement.objects.get().public_state == "in_review"


def test_a_comment_is_coded_and_a_case_of_it_opened_once(supervisor):
    pk = sample.comment("Nobody told us that the session was cancelled.")
    assert supervisor.post(f"/desk/feedback/comments/{pk}/themes", {"themes": ["waiting", "advice"]}).status_code == 302
    assert "Waiting" in words(supervisor.get("/desk/feedback?theme=waiting"))
    assert "cancelled" not in words(supervisor.get("/desk/feedback?theme=thanks"))
    for _ in range(2):
        supervisor.post(f"/desk/feedback/comments/{pk}/case")
    assert Case.objects.get().words == "Nobody told us that the session was cancelled."


@pytest.mark.parametrize("query", ["month=x", "month=999999999999999999999", "month=-1&theme=nothing"])
def test_an_odd_filter_shows_everything(supervisor, query):
    assert supervisor.get(f"/desk/feedback?{query}").status_code == 200
