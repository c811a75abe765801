"""The pages that need no form: open to anybody, the same manners everywhere."""

from __future__ import annotations

import re

import pytest
from django.db import OperationalError
from django.test import Client

from adviceline.accounts.models import Person
from adviceline.advice.actions import register_maps, withdraw_sign_off
from adviceline.advice.models import MapMove, MapVersion
from adviceline.audit.actors import SYSTEM
from adviceline.channels.web import urls
from adviceline.content.current import current_content
from adviceline.directory.actions import load_content_entries
from adviceline.directory.models import Entry
from adviceline.privacy.screening import screen_text
from tests.support.advice_maps import publish_maps
from tests.support.clock import london
from tests.support.people import browser_of, somebody

pytestmark = pytest.mark.django_db
PAGES = (
    "/", "/get-advice", "/call-back", "/directory", "/advice-map", "/advice-map/whole", "/under-18", "/about",
    "/privacy", "/accessibility", "/cookies", "/feedback", "/get-advice/for/parent_or_carer",
    "/advice-map?map=individual-incident",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _maps_in_use(db, clock):
    publish_maps(at=clock.now)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_names_999_the_hours_and_the_way_out(visitor, path):
    page = visitor.opens(path)

    assert page.status_code == 200
    assert "A child in danger now?" in visitor.text
    assert 'href="tel:999"' in visitor.text
    assert "Open now until 8pm" in visitor.text
    assert 'href="/under-18"' in visitor.text
    assert visitor.text.count("<h1") == 1
    assert "unsafe" not in page["Content-Security-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_a_method_that_a_page_does_not_take_is_answered_plainly(client, path):
    answer = client.delete(path)

    assert answer.status_code == 405
    assert "GET" in answer["Allow"]


def test_every_view_of_the_room_is_marked_public():
    for route in urls.urlpatterns:
        assert getattr(route.callback, "required_permission", "unmarked") is None, route.name


def test_the_home_page_tells_each_way_and_how_it_stands(visitor, clock):
    visitor.opens("/")
    assert "Open now. Call" in visitor.text
    assert "Thursday 3 February, 10:30am to 11am" in visitor.text

    clock.now = london(2022, 2, 6, 9)
    visitor.opens("/")
    assert "Closed: opens tomorrow 8am" in visitor.text
    assert "Monday 7 February, 8am to 8:30am" in visitor.text


def test_common_questions_open_a_part_of_the_map_that_exists(visitor):
    visitor.opens("/")
    wanted = re.findall(r'href="/advice-map/whole#([^"]+)"', visitor.text)

    visitor.opens("/advice-map/whole")

    assert wanted
    assert all(f'id="{place}"' in visitor.text for place in wanted)


def test_links_between_pages_lead_somewhere(visitor):
    found = set()
    for path in PAGES:
        visitor.opens(path)
        found |= set(re.findall(r'href="(/(?!static/)[^"#]*)', visitor.text))

    for path in sorted(found):
        assert visitor.client.get(path).status_code in {200, 302}, path


# ---- The map ---------------------------------------------------------------------------------------------------------


def walk(visitor, *answers: str) -> None:
    visitor.opens("/advice-map?map=individual-incident&w=primary")
    for code in answers:
        hidden = dict(re.findall(r'<input type="hidden" name="(map|v|w|s|node)" value="([^"]*)"', visitor.text))
        visitor.page = visitor.client.post("/advice-map", {**hidden, "answer": code}, follow=True)


def test_the_map_goes_a_question_at_a_time_in_the_words_of_the_setting(visitor):
    walk(visitor, "yes")

    assert "in school or when they go home today?" in visitor.text
    assert "Draft: waiting for clinical review" not in visitor.text
    assert "Your answers so far" in visitor.text


def test_after_an_answer_the_page_opens_at_what_is_asked_now(visitor):
    visitor.opens("/advice-map?map=individual-incident")
    hidden = dict(re.findall(r'<input type="hidden" name="(map|v|w|s|node)" value="([^"]*)"', visitor.text))
    answer = visitor.client.post("/advice-map", {**hidden, "answer": "yes"})
    assert answer["Location"].endswith("#question")
    assert 'id="question" tabindex="-1"' in visitor.text


def test_an_ending_says_which_editions_were_replaced(visitor):
    walk(visitor, "yes", "yes", "calling_now")

    assert "Working together to safeguard children (December 2023)" in visitor.text
    assert "replaced by a newer edition" in visitor.text
    assert "to be confirmed" not in visitor.text


@pytest.mark.parametrize("path", ["/advice-map", "/advice-map/whole", "/advice-map?map=individual-incident"])
def test_a_map_that_nobody_signed_is_used_in_a_demonstration_only_and_says_so(visitor, settings, path):
    MapMove.objects.all().delete()
    MapVersion.objects.all().delete()
    visitor.opens(path)
    assert "This map is not available yet" in visitor.text
    assert "signed off by a clinical reviewer" in visitor.text
    assert "Begin<" not in visitor.text
    assert "Is any child in danger" not in visitor.text

    settings.DEMO = True
    visitor.opens(path)
    assert "Draft: waiting for clinical review" in visitor.text
    assert "This map is not available yet" not in visitor.text


@pytest.mark.parametrize("query", ["map=individual-incident&v={hash}", "map=individual-incident&v={hash}&s=I0.yes"])
def test_a_version_that_was_never_in_use_cannot_be_walked_by_its_address(visitor, clock, query):
    version = MapVersion.objects.get(map_id="individual-incident")
    MapMove.objects.all().delete()
    MapVersion.objects.all().delete()
    register_maps(content=current_content(), by=SYSTEM, at=clock.now)

    visitor.opens(f"/advice-map?{query.format(hash=version.hash)}")

    assert "Please begin again" in visitor.text
    assert "Is any child in danger" not in visitor.text


def test_danger_leads_at_once_to_999(visitor):
    walk(visitor, "yes", "yes")
    assert "Will you call 999 now" in visitor.text

    walk(visitor, "yes", "yes", "calling_now")
    assert "What to do" in visitor.text
    assert "Call 999" in visitor.text


def test_an_ending_offers_what_the_directory_has_now(visitor, clock):
    load_content_entries(resources=current_content().resources, by=SYSTEM, at=clock.now)
    walk(visitor, "yes", "yes", "calling_now")
    assert "NSPCC Helpline" in visitor.text

    Entry.objects.filter(pk="nspcc-helpline").update(status=Entry.Status.RETIRED)
    Entry.objects.filter(pk="working-together").update(url="https://example.org/where-it-is-now")
    walk(visitor, "yes", "yes", "calling_now")

    assert "NSPCC Helpline" not in visitor.text
    assert 'href="https://example.org/where-it-is-now"' in visitor.text


def test_what_a_map_says_in_markdown_is_read_as_words_and_what_not_to_do_is_said(visitor):
    steps = ["I0.yes", "I1.no", "I2.no", "I3.no", "I4.no", "I5.no", "I6a.yes", "I6b.no", "I6c.no", "I6d.no", "I6e.no",
             "I6f.yes", "I6g.expected", "I7.yes", "I8a.no", "I8b.no", "I8c.no", "I8d.no", "I8e.no", "I9.internal",
             "I10.yes"]  # fmt: skip
    visitor.opens(f"/advice-map?map=individual-incident&s={'~'.join(steps)}")

    assert "<strong>impact</strong>" in visitor.text
    assert "**" not in visitor.text
    assert "Do not send the same referral again unchanged." in visitor.text


def test_in_a_demonstration_too_a_map_whose_sign_off_was_withdrawn_is_not_begun(visitor, settings, clock):
    settings.DEMO = True
    withdraw_sign_off(
        version=MapVersion.objects.get(map_id="individual-incident"), reason=screen_text("An error was found."),
        by=Person.objects.get(email__startswith="maps.clinical_reviewer"), at=clock.now,
    )  # fmt: skip

    visitor.opens("/advice-map?map=individual-incident")

    assert "This map is not available yet" in visitor.text
    assert "Can we talk" not in visitor.text


def test_going_back_is_an_address(visitor):
    walk(visitor, "yes", "no")
    back = re.search(r'govuk-back-link[^>]*href="([^"]+)"|href="([^"]+)" class="govuk-back-link', visitor.text)

    assert back
    visitor.opens((back[1] or back[2]).replace("&amp;", "&"))
    assert "Is any child in danger right now" in visitor.text


@pytest.mark.parametrize(
    "query",
    [
        "map=nothing", "map=individual-incident&v=abc", "map=individual-incident&s=I9.yes",
        "map=individual-incident&s=I0", "map=individual-incident&s=I0.perhaps",
        "map=individual-incident&s=" + "I0.yes~" * 300, "map=individual-incident&v=" + "0" * 64,
    ],
)  # fmt: skip
def test_an_address_that_does_not_fit_begins_again_and_says_so(visitor, query):
    page = visitor.opens(f"/advice-map?{query}")

    assert page.status_code == 404
    assert "Please begin again" in visitor.text


def test_an_answer_that_is_none_of_the_questions_is_refused(visitor):
    walk(visitor, "perhaps")

    assert visitor.page.status_code == 422


def test_a_walk_goes_on_with_the_version_it_began_with(visitor, clock, monkeypatch):
    walk(visitor, "yes")
    address = f"{visitor.path}?{visitor.page.request['QUERY_STRING']}"
    known = MapVersion.objects.get(map_id="individual-incident")
    from adviceline.channels.web.views import advice

    maps = advice.current_maps()
    newer = {
        **maps,
        "individual-incident": maps["whole-system"] if "whole-system" in maps else maps["individual-incident"],
    }
    if newer["individual-incident"].hash == known.hash:
        pytest.fail("The content needs a second map for this.")
    monkeypatch.setattr(advice, "current_maps", lambda: newer)

    page = visitor.opens(address)

    assert page.status_code == 200
    assert "The map has changed since you began" in visitor.text
    assert "Is any child in danger right now" in visitor.text


def test_walking_the_map_stores_nothing(visitor):
    from django.contrib.sessions.models import Session

    walk(visitor, "yes", "no")

    assert not Session.objects.exists()


# ---- The directory ---------------------------------------------------------------------------------------------------


def test_the_directory_finds_by_words_and_filters(visitor):
    visitor.opens("/directory?q=helpline")
    assert "NSPCC Helpline" in visitor.text

    visitor.opens("/directory?q=helpline&audience=police")
    assert "NSPCC Helpline" not in visitor.text


@pytest.mark.parametrize(
    "query", ["q=zzzzzz", "q=" + "x" * 3000, "region=atlantis&topic=%27&audience=1", "q=%E2%80%8B"]
)
def test_the_directory_bears_any_search(visitor, query):
    assert visitor.opens(f"/directory?{query}").status_code == 200


# ---- The guard as you type -------------------------------------------------------------------------------------------


def test_the_guard_answers_as_the_page_expects(client):
    text = "Jayden Smith in Year 8"
    (finding,) = client.post("/check-text", {"text": text}).json()["findings"]

    assert set(finding) == {"start", "end", "text", "reason", "rewording"}
    assert text[finding["start"] : finding["end"]] == finding["text"] == "Jayden Smith"


@pytest.mark.parametrize("text", ["", "   ", "How do we plan a return?"])
def test_the_guard_finds_nothing_in_innocent_words(client, text):
    assert client.post("/check-text", {"text": text}).json() == {"findings": []}


def test_the_guard_refuses_what_is_too_long_and_who_asks_too_often(client, settings):
    assert client.post("/check-text", {"text": "x" * 30_000}).status_code == 413
    assert client.get("/check-text").status_code == 405
    settings.RATE_LIMITS = True
    answers = [client.post("/check-text", {"text": ""}, HTTP_ACCEPT="application/json") for _ in range(121)]
    assert answers[-1].status_code == 429
    assert "problem" in answers[-1].json()


# ---- For operators and browsers --------------------------------------------------------------------------------------


def test_health_says_whether_the_databases_answer(client, monkeypatch):
    assert client.get("/health").json()["status"] == "ok"

    class Away:
        def __enter__(self) -> None:
            raise OperationalError("secret words of the database")

        def __exit__(self, *args: object) -> None: ...

    from django.db import connections

    monkeypatch.setattr(connections["keys"], "cursor", lambda: Away())
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["database_keys"] == "unavailable"
    assert "secret" not in answer.content.decode()


def test_browsers_and_searchers_find_their_files(client):
    assert client.get("/favicon.ico")["Location"].endswith("favicon.svg")
    assert "Disallow: /get-advice/" in client.get("/robots.txt").content.decode()
    assert "Contact: mailto:" in client.get("/.well-known/security.txt").content.decode()


def test_a_topic_keeps_its_own_capitals(visitor):
    page = visitor.client.get("/directory").content.decode()
    assert "AI images" in page
    assert "Ai images" not in page


def test_the_components_are_for_staff_in_production(db, settings):
    settings.PRODUCTION = True
    assert Client().get("/components/").status_code == 404
    assert browser_of(somebody("adviser")).get("/components/").status_code == 200
    settings.PRODUCTION = False
    assert Client().get("/components/").status_code == 200
