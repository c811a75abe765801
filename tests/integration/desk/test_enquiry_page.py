"""The desk: what an adviser does on an enquiry, and what happens when two do it at once or a page is old."""

from __future__ import annotations

import re
import uuid

import pytest
from django.utils import timezone

from adviceline.advice.actions import walk_of
from adviceline.advice.models import AdviceRun
from adviceline.audit.models import Event
from adviceline.contacts.models import Contact, Enquiry, Note
from adviceline.facts.models import ContactFact
from adviceline.privacy.models import GuardOverride
from tests.support.advice_maps import publish_maps
from tests.support.calls import call_form, yesterday
from tests.support.people import browser_of, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def adviser():
    return somebody("adviser", email="one@staff.example.org")


@pytest.fixture
def desk(adviser):
    return browser_of(adviser)


@pytest.fixture
def enquiry(ask):
    return ask("How should we plan for both children to be back in lessons?")


def coded(enquiry, **fields):
    """The coded fields as the page sends them."""
    empty = dict.fromkeys(("kind", "urgency", "continuum", "threshold", "follow_up"), "")
    return empty | {"version": enquiry.version} | fields


def address(enquiry, *parts):
    return "/".join(["/desk/enquiries", enquiry.reference, *parts])


def test_the_queue_shows_what_waits_and_who_asks(desk, enquiry):
    page = desk.get("/desk/queue").content.decode()

    assert enquiry.reference in page
    assert "Designated safeguarding lead" in page


@pytest.mark.parametrize(
    "query",
    ["show=mine", "show=%00", "show=nope", "channel=pigeon", "after=x", "after=1e400_1", "after=1_x", "region='--"],
)
def test_an_odd_filter_never_breaks_the_queue(desk, enquiry, query):
    assert desk.get(f"/desk/queue?{query}").status_code in {200, 400}


def test_a_reference_is_found_however_it_is_typed(desk, enquiry):
    found = desk.get("/desk/search", {"q": enquiry.reference.lower().replace("-", " ")})
    assert found["Location"] == f"/desk/enquiries/{enquiry.reference}"

    wrong = desk.get("/desk/search", {"q": "HSB-0000-0000"}, follow=True)
    assert "never contain" in wrong.content.decode()


def test_reading_an_enquiry_is_recorded(desk, adviser, enquiry):
    desk.get(address(enquiry))

    event = Event.objects.get(action="enquiry.read", subject=enquiry.subject)
    assert event.actor == adviser.actor_key


def test_contact_details_are_shown_only_when_asked_for(desk, enquiry):
    assert "dsl@school.example.org" not in desk.get(address(enquiry)).content.decode()

    assert "dsl@school.example.org" in desk.post(address(enquiry, "contact-details")).content.decode()
    assert Event.objects.filter(action="details.read", subject=enquiry.subject).exists()


def test_of_two_who_claim_the_second_is_told(desk, enquiry):
    other = somebody("adviser", email="two@staff.example.org", name="Second Example")
    browser_of(other).post(address(enquiry, "claim"))

    page = desk.post(address(enquiry, "claim"), follow=True).content.decode()

    assert "Second Example already has this enquiry" in page
    assert Enquiry.objects.get(pk=enquiry.pk).owner == other


def test_a_note_that_names_a_child_is_refused_kept_on_the_page_and_may_be_overridden(desk, enquiry):
    form = {"note": "A pupil called Zebedee Fictional told staff.", "submission": str(uuid.uuid4())}
    refused = desk.post(address(enquiry, "note"), form)

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Zebedee Fictional told staff" in page
    assert "This could identify a child" in page
    assert not enquiry.notes.filter(kind=Note.Kind.NOTE).exists()

    desk.post(address(enquiry, "note"), form | {"note_reason": "These words are the name of a lesson plan."})
    assert enquiry.notes.filter(kind=Note.Kind.NOTE).exists()
    assert GuardOverride.objects.get().subject == enquiry.subject


def test_a_reason_that_identifies_is_refused_too(desk, enquiry):
    form = {"note": "A pupil called Zebedee Fictional told staff.", "submission": str(uuid.uuid4())}
    refused = desk.post(address(enquiry, "note"), form | {"note_reason": "His NHS number is 943 476 5919."})
    assert refused.status_code == 422
    assert not GuardOverride.objects.exists()


def test_a_form_sent_twice_counts_once(desk, enquiry):
    form = {"note": "Agreed to write a plan and to review it.", "submission": str(uuid.uuid4())}
    for _ in range(2):
        desk.post(address(enquiry, "note"), form)
    assert enquiry.notes.filter(kind=Note.Kind.NOTE).count() == 1


def test_an_old_page_changes_nothing_and_gives_back_what_was_chosen(desk, adviser, enquiry):
    desk.post(address(enquiry, "claim"))

    answer = desk.post(address(enquiry, "triage"), coded(enquiry, kind="E3"))

    assert answer.status_code == 409
    assert "Whole system or policy" in answer.content.decode()
    assert Enquiry.objects.get(pk=enquiry.pk).kind == ""


def test_a_script_that_saves_as_one_goes_gets_the_new_version(desk, enquiry):
    answer = desk.post(address(enquiry, "triage"), coded(enquiry, kind="E3"), headers={"accept": "application/json"})
    assert answer.json()["version"] == enquiry.version + 1

    stale = desk.post(address(enquiry, "triage"), coded(enquiry, kind="E1"), headers={"accept": "application/json"})
    assert stale.status_code == 409
    assert "problem" in stale.json()


def test_a_day_at_the_desk(desk, adviser, enquiry):
    publish_maps(at=timezone.now())
    desk.post(address(enquiry, "claim"))
    desk.post(
        address(enquiry, "confidence", "start"),
        {"confidence-start-identifying": "4", "confidence-start-responding": "3"},
    )
    desk.post(address(enquiry, "advice"), {"map": "individual-incident"})
    run = AdviceRun.objects.get(subject=enquiry.key)
    while (node := walk_of(AdviceRun.objects.get(pk=run.pk)).node) is not None:
        choice = "no" if "no" in node.answers else next(iter(node.answers))
        assert node.question in desk.get(address(enquiry)).content.decode()
        desk.post(address(enquiry, "advice", "answer"), {"run": run.pk, "node": node.id, "answer": choice})
    walk = walk_of(AdviceRun.objects.get(pk=run.pk))
    assert walk.outcome.title in desk.get(address(enquiry)).content.decode()
    desk.post(address(enquiry, "advice", "use"), {"run": run.pk})
    enquiry.refresh_from_db()
    assert enquiry.kind
    desk.post(address(enquiry, "signposts"), {"resource": ["childline"]})
    desk.post(
        address(enquiry, "confidence", "close"),
        {"confidence-close-identifying": "8", "confidence-close-responding": "8"},
    )

    closed = desk.post(
        address(enquiry, "close"),
        {
            "outcomes": ["social_care", "specialist_consultation"],
            "non_advice": "",
            "version": Enquiry.objects.get().version,
        },
        follow=True,
    )

    assert f"{enquiry.reference} is closed" in closed.content.decode()
    assert Enquiry.objects.get().state == "closed"


def test_the_adviser_sees_what_the_map_suggests_to_give_and_records_what_fits(desk, enquiry):
    publish_maps(at=timezone.now())
    desk.post(address(enquiry, "advice"), {"map": "individual-incident"})
    run = AdviceRun.objects.get(subject=enquiry.key)
    for node, choice in [("I0", "no"), ("I1", "no"), ("I2", "no"), ("I3", "not_known")]:
        desk.post(address(enquiry, "advice", "answer"), {"run": run.pk, "node": node, "answer": choice})
    page = desk.get(address(enquiry)).content.decode()
    offered = re.findall(r'<input[^>]*name="resource"[^>]*value="([^"]+)" checked>', page)
    assert offered == ["ico-10-step-guide", "sexual-assault-referral-centres"]
    assert "A 10 step guide to sharing information" in page.split("What the map suggests")[1]

    form = {"run": run.pk, "shown": "1", "resource": ["sexual-assault-referral-centres", "childline", "no-such"]}
    desk.post(address(enquiry, "advice", "use"), form)
    assert list(enquiry.signposts.values_list("resource", flat=True)) == ["sexual-assault-referral-centres"]
    desk.post(address(enquiry, "advice", "use"), {"run": run.pk, "shown": "1"})
    assert enquiry.signposts.count() == 1


def test_the_panel_says_which_editions_were_replaced_and_writes_days_in_words(desk, enquiry):
    publish_maps(at=timezone.now())
    desk.post(address(enquiry, "advice"), {"map": "individual-incident"})
    run = AdviceRun.objects.get(subject=enquiry.key)
    desk.post(address(enquiry, "advice", "answer"), {"run": run.pk, "node": "I0", "answer": "no"})
    page = desk.get(address(enquiry)).content.decode()
    assert re.search(
        r"Working together to safeguard children, December 2023, [^<]*<span[^>]*>\(replaced by a newer", page
    )
    for node, choice in [("I1", "no"), ("I2", "yes"), ("X2", "no")]:
        desk.post(address(enquiry, "advice", "answer"), {"run": run.pk, "node": node, "answer": choice})
    page = desk.get(address(enquiry)).content.decode()
    assert "(edition to be confirmed)" in page
    assert "Review due 1 September 2027." in page
    assert "2027-09-01" not in page


def test_closing_too_early_says_what_is_missing(desk, enquiry):
    answer = desk.post(address(enquiry, "close"), {"non_advice": "", "version": enquiry.version})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose at least one outcome." in page
    assert "confidence questions" in page


def test_a_call_logged_by_hand_is_counted_once(desk):
    form = call_form()
    for _ in range(2):
        desk.post("/desk/log-call", form)

    contact = Contact.objects.get()
    fact = ContactFact.objects.get()
    assert (contact.talk_seconds, contact.wrap_up_seconds) == (750, 180)
    assert (fact.month, fact.half_hour) == (int(f"{yesterday():%Y%m}"), 28)
    assert contact.enquiry.owner is not None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"talk_minutes": ""}, "how many minutes"),
        ({"outcome": "completed"}, "not offered any more"),
        ({"direction": "out", "outcome": "voicemail"}, "of that direction"),
        ({"date-year": "2122"}, "must have begun already"),
        ({"date-day": "31", "date-month": "2"}, "real date"),
        ({"talk_minutes": "-3"}, "a number from 0 to 600"),
    ],
)
def test_a_call_that_cannot_be_is_refused_in_words(desk, changes, words):
    answer = desk.post("/desk/log-call", call_form(note="") | changes)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Contact.objects.exists()


def test_a_call_back_is_promised_attempted_and_counted(desk, enquiry):
    submission = str(uuid.uuid4())
    for _ in range(2):
        form = {"submission": submission, "slot": "", "phone": "0114 496 0123"}
        desk.post(address(enquiry, "call-back"), form)
    call_back = enquiry.call_backs.get()

    for attempt in (1, 1, 2, 3):
        desk.post(f"/desk/call-backs/{call_back.pk}", {"outcome": "no_answer", "attempt": attempt})

    call_back.refresh_from_db()
    assert (call_back.state, call_back.attempts) == ("exhausted", 3)
    assert Contact.objects.filter(channel="callback").count() == 3


def test_merging_and_splitting_from_the_page(desk, ask):
    one, two = ask("First way of asking."), ask("Second way of asking.")
    page = desk.post(address(one, "merge"), {"into": two.reference}, follow=True).content.decode()
    assert "Every contact was kept" in page

    moving = two.contacts.order_by("pk").first()
    desk.post(address(two, "split"), {"contacts": [moving.pk]})
    assert Enquiry.objects.filter(split_from=two).get().contacts.get() == moving


def test_a_manager_reads_but_does_not_work(enquiry):
    manager = browser_of(somebody("service_manager"))

    page = manager.get(address(enquiry)).content.decode()

    assert "Keep note" not in page
    assert manager.post(address(enquiry, "note"), {"note": "x"}).status_code == 403
    assert manager.post(address(enquiry, "contact-details")).status_code == 403


def test_a_run_of_another_enquiry_cannot_be_moved_from_this_one(desk, ask):
    publish_maps(at=timezone.now())
    one, two = ask("First matter."), ask("Second matter.")
    desk.post(address(one, "advice"), {"map": "individual-incident"})
    run = AdviceRun.objects.get()

    answer = desk.post(address(two, "advice", "answer"), {"run": run.pk, "node": "I0", "answer": "yes"})

    assert answer.status_code == 404
    assert AdviceRun.objects.get().steps == []


def test_an_old_tab_does_not_go_on_with_the_map_of_a_closed_enquiry(desk, adviser, enquiry):
    publish_maps(at=timezone.now())
    desk.post(address(enquiry, "advice"), {"map": "individual-incident"})
    run = AdviceRun.objects.get(subject=enquiry.key)
    Enquiry.objects.filter(pk=enquiry.pk).update(state="closed", closed_at=timezone.now(), outcomes=["advice_only"])

    page = desk.post(address(enquiry, "advice/answer"), {"run": run.pk, "node": "I0", "answer": "yes"}, follow=True)

    assert "This enquiry is closed" in page.content.decode()
    assert AdviceRun.objects.get(pk=run.pk).steps == []


def test_a_page_that_only_takes_a_form_says_so_in_words(desk, enquiry):
    answer = desk.get(address(enquiry, "claim"))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This page cannot be used that way" in answer.content.decode()
