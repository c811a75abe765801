"""The public feed: what the standard asks, what is in it and what is never, how it is cached and how it refuses."""

from __future__ import annotations

import json
import os
import uuid
from datetime import timedelta
from pathlib import Path

import jsonschema_rs
import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection

from adviceline.directory.actions import change_entry, create_entry
from adviceline.directory.models import Entry, FeedService
from adviceline.directory.oruk.identity import organization_id, service_id, term_id
from adviceline.directory.search.indexing import index_entries
from adviceline.places.models import LocalAuthority
from tests.support import people

BASE = "/open-referral/"
STATED = json.loads((Path(__file__).parents[2] / "data/open_referral/hsds-uk-3.json").read_text())
#: The identifier of nothing. A fixed one, since every worker must name the tests alike.
NOBODY = "5f6f2a3e-0d4b-4c52-9a57-2f8d3b1c7e90"
PUBLISHED = os.environ.get("ADVICELINE_TEST_HSDS_SCHEMAS", "")
VALUES = {
    "title": "Meadow line", "publisher": "Meadow trust (fictional)", "url": "https://meadow.example.org/línea",
    "kind": "contact", "what_it_is": "A line for professionals.", "when_to_use": "Talking over a worry.",
    "when_not_to_use": "An emergency.", "audiences": ["education", "health"], "phases": ["primary"],
    "topics": ["images", "safety plan"], "regions": ["south_west"], "local_authorities": [], "cost": "Free",
    "eligibility": "Professionals in England", "contact_route": "Ask for the duty lead", "phone": "01632 960123",
    "hours": "Weekdays 9am to 5pm", "assured_by": "Somebody Particular", "assured_date": "2022-01-10",
    "status": "published",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests():
    cache.clear()


@pytest.fixture
def editor(db):
    return people.somebody("content_editor", strong=False)


@pytest.fixture
def meadow(editor, clock):
    return create_entry(entry_id="meadow-line", values=VALUES, by=editor, at=clock.now)


def get(client, path, **headers):
    return client.get(BASE + path, headers=headers)


def read(client, path):
    answer = get(client, path)
    assert answer.status_code == 200, answer.content
    return answer.json()


def names(page):
    return [each["name"] for each in page["contents"]]


def check(body, name):
    """By what we state of the standard and, where a folder is named, by the published files."""
    _hold({"$ref": f"#/$defs/{name}", "$defs": STATED["$defs"]}, body)
    published = Path(PUBLISHED) / f"{name}.json"
    if PUBLISHED and published.is_file():
        _hold(json.loads(published.read_text()), body)


def _hold(schema, body):
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(body)


# ---- What the standard asks -----------------------------------------------------------------------------------------


def test_the_root_says_which_version_and_profile_and_where_the_description_is(client, db):
    body = read(client, "")
    check(body, "api")
    assert body["version"] == "HSDS-UK-3.0"
    assert client.get(body["openapi_url"]).json()["openapi"] == "3.1.0"


def test_every_service_keeps_to_the_standard_in_a_list_and_whole(loaded, meadow, client):
    plain, full = read(client, "services?per_page=100"), read(client, "services?per_page=100&full=true")
    check(plain, "page")
    assert plain["total_items"] == len(plain["contents"]) == FeedService.objects.count() > 10
    for each in plain["contents"]:
        check(each, "service_list")
    for each in full["contents"]:
        check(each, "service")
        alone = read(client, f"services/{each['id']}")
        assert alone == each
        for term in (attribute["taxonomy_term"] for attribute in each["attributes"]):
            check(term, "taxonomy_term")


def test_organisations_taxonomies_and_terms_keep_to_the_standard_and_lead_to_themselves(loaded, client):
    for name, schema in (
        ("organizations", "organization"), ("taxonomies", "taxonomy"), ("taxonomy_terms", "taxonomy_term"),
    ):  # fmt: skip
        page = read(client, f"{name}?per_page=100")
        check(page, "page")
        assert page["contents"]
        for each in page["contents"]:
            check(each, schema)
            assert read(client, f"{name}/{each['id']}") == each


def test_what_the_standard_refuses_fails_these_checks(loaded, client):
    whole = read(client, "services?full=true&per_page=1")["contents"][0]
    for spoil in (
        {"id": "1"},
        {"status": "open"},
        {"url": "no address"},
        {"name": None},
        {"phones": [{"id": "x"}]},
        {"last_modified": "yesterday"},
        {"attributes": [{"id": whole["id"], "taxonomy_term": {"id": whole["id"]}}]},
    ):
        with pytest.raises(jsonschema_rs.ValidationError):
            check(whole | spoil, "service")


def test_a_whole_service_says_all_that_the_entry_says(meadow, client):
    whole = read(client, f"services/{service_id('meadow-line')}")
    assert whole["name"] == "Meadow line"
    assert whole["url"] == "https://meadow.example.org/l%C3%ADnea"
    assert whole["description"] == (
        "A line for professionals.\n\nWhen to use it: Talking over a worry.\n\nWhen not to use it: An emergency."
    )
    assert whole["organization"]["name"] == "Meadow trust (fictional)"
    assert [each["number"] for each in whole["phones"]] == ["01632 960123"]
    assert [each["description"] for each in whole["schedules"]] == ["Weekdays 9am to 5pm"]
    assert [(each["name"], each["uri"][-9:]) for each in whole["service_areas"]] == [("South West", "E12000009")]
    assert (whole["fees_description"], whole["application_process"]) == ("Free", "Ask for the duty lead")
    assert (whole["assured_date"], whole["last_modified"]) == ("2022-01-10", "2022-02-03T10:00:00.000Z")
    terms = {(each["link_type"], each["taxonomy_term"]["code"]) for each in whole["attributes"]}
    assert {("topic", "images"), ("phase", "primary"), ("audience", "health"), ("resource_kind", "contact")} <= terms


def test_an_entry_for_some_authorities_names_them_and_not_their_region(meadow, editor, client, clock):
    area = LocalAuthority.objects.get(pk="202")
    values = VALUES | {"local_authorities": ["202"]}
    change_entry(entry=meadow, values=values, version=meadow.version, by=editor, at=clock.now)
    areas = read(client, f"services/{service_id('meadow-line')}")["service_areas"]
    assert [(each["name"], each["uri"].rpartition("/")[2]) for each in areas] == [(area.name, area.gss_code)]


# ---- What is in it, and what is never ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", [{"status": "draft"}, {"status": "retired"}, {"kind": "guidance"}, {"kind": "local_approach"}]
)
def test_only_published_services_and_contacts_are_in_it(meadow, editor, client, clock, change):
    address = f"services/{service_id('meadow-line')}"
    assert get(client, address).status_code == 200
    change_entry(entry=meadow, values=VALUES | change, version=meadow.version, by=editor, at=clock.now)
    assert get(client, address).status_code == 404
    assert get(client, f"organizations/{organization_id('Meadow trust (fictional)')}").status_code == 404
    assert read(client, "services")["total_items"] == 0


def test_who_assured_an_entry_is_not_published(meadow, client):
    assert "Somebody Particular" not in get(client, "services?full=true").content.decode()


def test_identifiers_do_not_change_when_the_entry_does(meadow, editor, client, clock):
    before = read(client, "services?full=true")["contents"][0]
    values = VALUES | {"title": "Meadow line, renamed", "publisher": " meadow  TRUST (fictional)"}
    change_entry(entry=meadow, values=values, version=meadow.version, by=editor, at=clock.now)
    after = read(client, "services?full=true")["contents"][0]
    for name in ("id", "organization_id"):
        assert before[name] == after[name]
    assert [each["id"] for each in before["attributes"]] == [each["id"] for each in after["attributes"]]
    assert read(client, "organizations")["total_items"] == 1


# ---- Pages and filters ------------------------------------------------------------------------------------------------


def test_pages_come_one_after_another_without_gap_or_repeat(loaded, client):
    total = read(client, "services")["total_items"]
    seen, number = [], 1
    while True:
        page = read(client, f"services?per_page=4&page={number}")
        assert (page["total_items"], page["page_number"], page["size"]) == (total, number, len(page["contents"]))
        assert page["first_page"] == (number == 1)
        assert page["total_pages"] == -(-total // 4)
        seen += [each["id"] for each in page["contents"]]
        if page["last_page"]:
            break
        number += 1
    assert len(seen) == len(set(seen)) == total
    beyond = read(client, f"services?per_page=4&page={number + 1}")
    assert (beyond["empty"], beyond["last_page"], beyond["contents"]) == (True, True, [])


def test_a_page_holds_a_hundred_at_most_and_asks_few_questions(editor, client, clock, django_assert_max_num_queries):
    entries = Entry.objects.bulk_create(
        Entry(
            id=f"line-{n:03}", title=f"Line {n:03}", publisher=f"Trust {n % 7} (fictional)", kind="service",
            url="https://line.example.org/", when_to_use="Talking.", audiences=["health"], phases=["all"],
            topics=["images"], regions=["london"], status="published", source="file", changed_at=clock.now,
        )
        for n in range(130)
    )  # fmt: skip
    index_entries(entries)
    with django_assert_max_num_queries(9):
        page = read(client, "services?full=true&per_page=5000")
    assert (page["size"], page["total_pages"]) == (100, 2)
    with django_assert_max_num_queries(4):
        assert read(client, "organizations?per_page=5")["total_items"] == 7


def test_filters_hold_alone_and_together(loaded, meadow, editor, client, clock):
    images, other = term_id("topic", "images"), uuid.uuid4()
    trust = organization_id("Meadow trust (fictional)")
    assert "Meadow line" in names(read(client, f"services?taxonomy_term_id={images}"))
    assert names(read(client, f"services?organization_id={trust}")) == ["Meadow line"]
    assert names(read(client, f"services?organization_id={trust}&taxonomy_term_id={images}")) == ["Meadow line"]
    assert read(client, f"services?organization_id={trust}&taxonomy_term_id={other}")["empty"]
    taxonomy = read(client, "taxonomies")["contents"][0]["id"]
    assert read(client, f"services?taxonomy_id={taxonomy}")["total_items"] == FeedService.objects.count()
    later = clock.now + timedelta(hours=1)
    change_entry(entry=meadow, values=VALUES | {"cost": "None"}, version=meadow.version, by=editor, at=later)
    for text in ("2022-02-03T10:30:00Z", "2022-02-03T11:30:00+01:00", "2022-02-03T10:30:00"):
        assert names(read(client, f"services?modified_after={text}")) == ["Meadow line"]
    assert read(client, "services?modified_after=2022-02-04")["empty"]
    assert read(client, "services?minimal=true&modified_after=2022-02-03T11:00:00Z")["contents"] == [
        {"id": str(service_id("meadow-line")), "last_modified": "2022-02-03T11:00:00.000Z"}
    ]


def test_a_search_understands_slips_and_finds_services_only(loaded, meadow, client):
    found = read(client, "services?search=medow+lines")
    assert names(found)[0] == "Meadow line"
    assert not Entry.objects.filter(title__in=names(found), kind="guidance").exists()
    assert read(client, "services?search=zzzzqqqq")["empty"]
    assert names(read(client, "organizations?search=MEADOW")) == ["Meadow trust (fictional)"]


# ---- Caches, other websites, refusals ---------------------------------------------------------------------------------


def test_a_cache_is_told_when_nothing_changed(meadow, editor, client, clock):
    for path in ("", "openapi.json", "services", f"services/{service_id('meadow-line')}", "organizations"):
        first = get(client, path)
        assert "public" in first["Cache-Control"]
        again = get(client, path, if_none_match=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
    listed = get(client, "services")
    assert get(client, "services", if_modified_since=listed["Last-Modified"]).status_code == 304
    later = clock.now + timedelta(minutes=1)
    change_entry(entry=meadow, values=VALUES | {"status": "retired"}, version=meadow.version, by=editor, at=later)
    assert get(client, "services", if_none_match=listed["ETag"]).status_code == 200
    assert get(client, "services", if_modified_since=listed["Last-Modified"]).status_code == 200


def test_any_website_may_read_it_and_no_cookie_counts(meadow, client):
    staff = people.browser_of(people.somebody("content_editor"))
    for browser in (client, staff):
        for answer in (get(browser, "services"), get(browser, "nothing"), browser.options(BASE + "services")):
            assert answer["Access-Control-Allow-Origin"] == "*"
            assert "Access-Control-Allow-Credentials" not in answer
            assert "Vary" not in answer
            assert not answer.cookies
    assert get(client, "services").content == get(staff, "services").content
    assert "Access-Control-Allow-Origin" not in client.get("/directory")


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("services?page=0", 400, "'page' is a whole number"),
        ("services?page=-1", 400, "'page' is a whole number"),
        ("services?page=" + "9" * 400, 400, "'page' is a whole number"),
        ("services?page=٣", 400, "'page' is a whole number"),
        ("services?per_page=all", 400, "'per_page' is a whole number"),
        ("services?modified_after=yesterday", 400, "'modified_after' is a date"),
        ("services?modified_after=0001-01-01T00:00:00%2B23:00", 400, "'modified_after' is a date"),
        ("services?taxonomy_term_id=images", 400, "'taxonomy_term_id' is a UUID"),
        ("services?full=maybe", 400, "'full' is true or false"),
        ("services?postcode=BS1", 400, "holds no addresses"),
        ("services?minimum_age=3", 400, "holds no ages"),
        ("services?format=ndjson", 400, "can only be json"),
        ("services?search=" + "x" * 300, 400, "200 characters"),
        ("services?search=%00", 400, "not in a form we can read"),
        ("services/not-a-uuid", 404, "withdrawn"),
        (f"services/{NOBODY}", 404, "withdrawn"),
        (f"service_at_locations/{NOBODY}", 404, "withdrawn"),
        ("programs", 404, "nothing at this address"),
    ],
)
def test_a_refusal_is_a_problem_in_words(meadow, client, path, status, words):
    answer = get(client, path)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    assert answer.json()["status"] == status


def test_nothing_can_be_written(meadow, client):
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)(BASE + "services")
        assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
        assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_too_many_requests_are_asked_to_wait(meadow, client, settings, monkeypatch):
    settings.RATE_LIMITS = True
    answers = [get(client, "taxonomies").status_code for _ in range(601)]
    assert answers == [200] * 600 + [429]
    last = get(client, "taxonomies")
    assert last["Content-Type"] == "application/problem+json"
    assert int(last["Retry-After"]) > 0


# ---- The description is true ------------------------------------------------------------------------------------------


@pytest.fixture
def one_connection():
    """The application as a server would call it leaves the connection of the test open, as Django's client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_description_is_true_of_what_is_answered(loaded, meadow, client, one_connection):
    """schemathesis makes requests from the description, good and bad, and holds every answer to it."""
    schema = schemathesis.openapi.from_wsgi(f"{BASE}openapi.json", get_wsgi_application())
    tried: dict[str, int] = {}
    known = {
        "/services/{id}": str(service_id("meadow-line")),
        "/organizations/{id}": str(organization_id("Meadow trust (fictional)")),
        "/taxonomy_terms/{id}": str(term_id("topic", "images")),
    }
    bounded = settings(
        max_examples=8, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )

    def try_one(case):
        tried[case.operation.path] = tried.get(case.operation.path, 0) + 1
        cache.clear()
        # A parameter left empty, as a form sends it, counts as not given, and is not refused.
        case.call_and_validate(excluded_checks=[negative_data_rejection])

    for result in schema.get_all_operations():
        operation = result.ok()
        takes_something = bool(operation.query or operation.path_parameters)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE) if takes_something else ():
            bounded(given(operation.as_strategy(generation_mode=mode))(lambda case: try_one(case)))()
        if operation.path in known:
            case = operation.Case(path_parameters={"id": known[operation.path]})
            assert case.call_and_validate().status_code == 200
        elif not takes_something:
            try_one(operation.Case())
    assert set(tried) == set(client.get(f"{BASE}openapi.json").json()["paths"]) - {"/openapi.json"}
