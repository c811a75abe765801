"""Other people's feeds: drafts with where they come from, nothing of ours overwritten, hostile ones refused in words."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from adviceline.audit.models import Event
from adviceline.directory.actions import change_entry, settle_conflict
from adviceline.directory.commands import directory
from adviceline.directory.models import Entry, EntryVersion, FeedRecord
from adviceline.directory.oruk import actions, reading, sources
from adviceline.directory.oruk.actions import UnableToImportFeed, import_feed
from adviceline.directory.oruk.identity import service_id
from adviceline.directory.oruk.reading import Feed, FeedReader, UnableToReadFeed, read_file
from adviceline.directory.oruk.sources import FeedFetcher
from adviceline.directory.queries import search_resources
from adviceline.directory.rules.reach import Reach
from tests.support import people
from tests.support.misbehaving import Misbehaving, answer, to

LOOPBACK = Reach(allows=lambda address: address.is_loopback, ports=None)
SERVICE = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Orchard counselling",
    "description": "<p>Talking <b>therapy</b> for families.</p><p>By appointment.</p><script>alert(1)</script>",
    "url": "https://orchard.example.org/counselling",
    "email": "hello@orchard.example.org",
    "status": "active",
    "fees_description": "Free",
    "eligibility_description": "Families in Bristol",
    "organization": {"id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "name": "Orchard (fictional)", "description": "x"},
    "phones": [{"id": "1554f2e2-a373-45db-a3fa-9fc48a61c15e", "number": "0117 496 0123"}],
    "schedules": [{"id": "x", "freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00:00", "closes_at": "17:00:00"}],
    "service_areas": [{"id": "x", "name": "South West"}],
    "contacts": [{"id": "x", "name": "Ann Persona", "email": "ann.persona@orchard.example.org"}],
    "attributes": [{"id": "x", "taxonomy_term": {"id": "x", "name": "Counselling"}}],
}


def other(**changed):
    return SERVICE | {"id": "11111111-d857-441c-9679-408f346de14b", "name": "Orchard play"} | changed


def feed(*records, whole=True):
    return Feed("https://orchard.example.org/api", tuple(records), whole)


@pytest.fixture
def editor(db):
    return people.somebody("content_editor", strong=False)


@pytest.fixture
def take(db, clock):
    def run(*records, whole=True, **options):
        return import_feed(feed=feed(*records, whole=whole), by=None, at=clock.now, **options)

    return run


@pytest.fixture
def json_file(tmp_path):
    def make(body, name="orchard.json"):
        path = tmp_path / name
        path.write_bytes(body if isinstance(body, bytes) else json.dumps(body).encode())
        return path

    return make


def run(*arguments):
    return CliRunner().invoke(directory, ["import-oruk", *map(str, arguments)])


def the_entry(record=SERVICE):
    return FeedRecord.objects.select_related("entry").get(record_id=record["id"]).entry


# ---- What an entry is made of -----------------------------------------------------------------------------------------


def test_a_service_becomes_a_draft_with_where_it_comes_from(take, clock):
    done = take(SERVICE)
    entry, record = the_entry(), FeedRecord.objects.get()
    assert (entry.status, entry.source, entry.title) == ("draft", "feed", "Orchard counselling")
    assert entry.publisher == "Orchard (fictional)"
    assert entry.what_it_is == "Talking therapy for families.\nBy appointment."
    assert (entry.cost, entry.eligibility, entry.phone) == ("Free", "Families in Bristol", "0117 496 0123")
    assert entry.hours == "Monday, Tuesday 09:00 to 17:00"
    assert entry.contact_route == "E-mail: hello@orchard.example.org"
    assert (entry.regions, entry.topics, entry.audiences) == (["south_west"], ["counselling"], [])
    assert (record.feed, record.record_id) == ("https://orchard.example.org/api", SERVICE["id"])
    assert (record.first_seen_at, record.withdrawn_at, len(record.digest)) == (clock.now, None, 64)
    assert [change.what for change in done.changes] == ["new"]
    assert not search_resources("orchard")
    event = Event.objects.get(action="directory.feed_imported")
    assert event.data["new"] == 1


def test_no_name_or_address_of_a_person_is_taken(take):
    take(SERVICE)
    kept = json.dumps(the_entry().values()) + json.dumps(FeedRecord.objects.get().values)
    assert "persona" not in kept.lower()


def test_an_import_twice_changes_nothing(take):
    take(SERVICE, other())
    versions, events = EntryVersion.objects.count(), Event.objects.count()
    done = take(SERVICE, other())
    assert (done.changes, done.unchanged) == ([], 2)
    assert (EntryVersion.objects.count(), Event.objects.count()) == (versions, events)


def test_a_dry_run_shows_every_change_and_writes_nothing(db, json_file):
    path = json_file([SERVICE])
    result = run(path, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "new draft: orchard-counselling-" in result.output
    assert "  cost: Free" in result.output
    assert "Dry run: nothing was written." in result.output
    assert (Entry.objects.count(), FeedRecord.objects.count(), Event.objects.count()) == (0, 0, 0)
    assert run(path).exit_code == 0
    shown = json.loads(run(json_file([SERVICE | {"fees_description": "£5"}]), "--dry-run", "--format", "json").output)
    assert shown["changes"][0]["fields"] == [{"field": "cost", "before": "Free", "after": "£5"}]
    assert the_entry().cost == "Free"


# ---- When the feed and an editor both change it -----------------------------------------------------------------------


def publish(entry, editor, clock, **changed):
    ours = {"audiences": ["health"], "phases": ["all"], "when_to_use": "A family asks.", "status": "published"}
    values = entry.values() | ours | changed
    return change_entry(entry=entry, values=values, version=entry.version, by=editor, at=clock.now)


def test_a_draft_that_nobody_touched_follows_its_feed(take):
    take(SERVICE)
    done = take(SERVICE | {"fees_description": "£5"})
    assert [(change.what, change.fields) for change in done.changes] == [("changed", (("cost", "Free", "£5"),))]
    assert the_entry().cost == "£5"


def test_what_an_editor_published_is_not_overwritten_and_the_feeds_words_wait(take, editor, clock):
    take(SERVICE)
    publish(the_entry(), editor, clock, cost="Free for families")
    done = take(SERVICE | {"fees_description": "£5", "eligibility_description": "Anybody"})
    entry = the_entry()
    assert [change.what for change in done.changes] == ["waits"]
    assert (entry.cost, entry.eligibility, entry.status) == ("Free for families", "Families in Bristol", "published")
    assert entry.waiting_values == {"cost": "£5", "eligibility": "Anybody"}
    assert take(SERVICE | {"fees_description": "£5", "eligibility_description": "Anybody"}).unchanged == 1
    settle_conflict(entry=entry, take=True, by=editor, at=clock.now)
    entry = the_entry()
    assert (entry.cost, entry.audiences, entry.when_to_use) == ("£5", ["health"], "A family asks.")


def test_what_a_feed_no_longer_has_is_marked_and_never_deleted(take, editor, clock):
    take(SERVICE, other())
    publish(the_entry(), editor, clock)
    done = take(other(), whole=False)
    assert done.changes == []  # a part of a feed withdraws nothing
    kept = other(id="22222222-d857-441c-9679-408f346de14b", name="Orchard walks")
    done = take(kept)
    assert sorted(change.what for change in done.changes) == ["new", "withdrawn", "withdrawn"]
    published, draft = the_entry(), the_entry(other())
    assert (published.status, published.waiting_values) == ("published", {"status": "retired"})
    assert (draft.status, draft.waiting_values) == ("retired", None)
    assert FeedRecord.objects.filter(withdrawn_at=clock.now).count() == 2
    assert take(kept).changes == []
    done = take(SERVICE, other(), kept)
    assert [change.what for change in done.changes] == ["back", "back"]
    assert (the_entry().waiting_values, the_entry(other()).status) == (None, "draft")
    assert not FeedRecord.objects.filter(withdrawn_at__isnull=False).exists()


def test_one_that_its_own_directory_closed_counts_as_withdrawn(take):
    done = take(SERVICE | {"status": "defunct"})
    assert done.left_out == [(SERVICE["id"], "Its own directory says that it is defunct.")]
    take(SERVICE)
    assert [change.what for change in take(SERVICE | {"status": "defunct"}).changes] == ["withdrawn"]
    assert the_entry().status == "retired"


def test_an_empty_feed_withdraws_nothing_unless_that_is_said(take):
    take(SERVICE)
    with pytest.raises(UnableToImportFeed, match="feed is empty"):
        take()
    assert [change.what for change in take(may_be_empty=True).changes] == ["withdrawn"]


def test_an_import_that_fails_halfway_changes_nothing(take, monkeypatch):
    take(SERVICE)
    versions = EntryVersion.objects.count()

    def fail(entries):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(actions, "index_entries", fail)
    with pytest.raises(RuntimeError):
        take(SERVICE | {"name": "Orchard, renamed"}, other())
    assert (Entry.objects.count(), FeedRecord.objects.count()) == (1, 1)
    assert EntryVersion.objects.count() == versions
    assert the_entry().title == "Orchard counselling"


def test_our_own_entries_do_not_come_back_to_us(loaded, take):
    done = take(SERVICE | {"id": str(service_id("ncats"))})
    assert done.left_out == [(str(service_id("ncats")), "It is our own entry 'ncats'.")]
    assert not FeedRecord.objects.exists()


# ---- Hostile, malformed, enormous -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "has no name"),
        ({"name": ["x"]}, "'name' is not a text"),
        ({"organization": None}, "which organisation"),
        ({"organization": "Orchard"}, "'organization' is not an object"),
        ({"url": "javascript:alert(1)"}, "no address of a web page"),
        ({"url": "https://user:secret@orchard.example.org/"}, "no address of a web page"),
        ({"url": {"href": "x"}}, "'url' is not a text"),
        ({"phones": {"number": "1"}}, "'phones' is not a list"),
        ({"attributes": ["x"]}, "'attributes' is not a list of objects"),
        ({"status": "perhaps"}, "none of those of the standard"),
        ({"description": 7}, "'description' is not a text"),
        ({"description": "x" * 200_000}, "more than 100,000 characters"),
    ],
)
def test_a_record_that_cannot_be_used_is_left_out_with_the_reason(take, changed, words):
    done = take(SERVICE | changed, other())
    assert words in dict(done.left_out)[SERVICE["id"]]
    assert [change.what for change in done.changes] == ["new"]
    assert FeedRecord.objects.get().record_id == other()["id"]


def test_a_record_that_becomes_unusable_is_not_taken_for_withdrawn(take):
    take(SERVICE)
    assert take(SERVICE | {"url": "javascript:alert(1)"}).changes == []
    assert FeedRecord.objects.get().withdrawn_at is None


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>Talking",
        "&lt;script&gt;alert(1)&lt;/script&gt; <script>alert(2)</script>Talking",
        "Talking\u202e\x00\u200b &#0; &#x202e;",
        "<style>p{}</style><svg onload=alert(1)>Talking",
        "Talking \ud800",
        "&amp;lt;svg onload=alert(1)&amp;gt; Talking &amp;lt;p&amp;gt;",
    ],
)
def test_markup_and_hidden_characters_are_taken_out(take, client, text):
    take(SERVICE | {"description": text, "name": f"Orchard {text}"[:120]})
    entry = the_entry()
    for said in (entry.what_it_is, entry.title):
        assert "Talking" in said
        assert not {"\x00", "\u202e", "\u200b", "\ud800"} & set(said)
        assert "onerror" not in said
        assert "<svg" not in said
    page = people.browser_of(people.somebody("content_editor")).get(f"/directory/entries/{entry.pk}")
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_an_address_without_its_beginning_is_completed_and_said(take):
    done = take(SERVICE | {"url": "www.orchard.example.org/help"})
    assert the_entry().url == "https://www.orchard.example.org/help"
    assert "www." in " ".join(words for _, words in done.notes)


def test_odd_values_are_cleaned_and_said(take):
    done = take(
        SERVICE
        | {
            "url": "http://orchard.example.org/",
            "fees_description": None,
            "cost_options": [{"amount": 10**400}, {"amount": 12.5, "option": "per <b>hour</b>"}, {"amount": True}],
            "phones": [{"number": "call us!"}, {"number": "+44 1632 960123"}],
            "service_areas": [{"name": "Atlantis"}, {"uri": "http://example.org/id/E92000001"}],
            "email": "not an address",
            "name": "word " * 100,
        }
    )
    entry = the_entry()
    assert (entry.url, entry.cost) == ("https://orchard.example.org/", "£12.50 per hour")
    assert (entry.phone, entry.regions, entry.contact_route) == ("+44 1632 960123", ["national"], "")
    assert len(entry.title) <= 200
    said = " ".join(words for _, words in done.notes)
    for words in ("http://", "area", "longer than 200"):
        assert words in said


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not JSON"),
        (b"<html>", "not JSON"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000 + b"]" * 100_000, "deep"),
        (b"[" * 40 + b"]" * 40, "30 levels"),
        (b"[" + b"9" * 5_000 + b"]", "a number of thousands of figures"),
        (b"7", "holds no services"),
        (b'{"contents": {}}', "holds no services"),
        (b"[1]", "no identifier"),
        (b'[{"id": 7}]', "no identifier"),
        (b'[{"id": "a\\u0000"}]', "cannot be seen"),
        (json.dumps([SERVICE, SERVICE | {"name": "x"}]).encode(), "two different services"),
        (json.dumps([{"id": str(n)} for n in range(5_001)]).encode(), "more than 5,000 services"),
    ],
)
def test_a_file_that_is_no_feed_is_refused_in_words(db, json_file, body, words):
    result = run(json_file(body))
    assert result.exit_code == 1
    assert words in result.output
    assert "Nothing was imported." in result.output


def test_a_huge_file_is_refused_before_it_is_read(db, json_file, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_FILE", 10)
    assert "larger than" in run(json_file([SERVICE])).output
    assert "cannot be opened" in run("/nowhere/feed.json").output


def test_what_a_terminal_would_act_on_is_not_printed(db, json_file):
    result = run(json_file([SERVICE | {"fees_description": "Free\x1b[2J"}]))
    assert result.exit_code == 0
    assert "\x1b" not in result.output


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        (SERVICE, False),
        ([SERVICE], True),
        ({"services": [SERVICE]}, True),
        ({"contents": [SERVICE], "first_page": True, "last_page": True}, True),
        ({"contents": [SERVICE], "first_page": True, "last_page": False}, False),
    ],
)
def test_every_form_of_a_file_is_read(json_file, body, whole):
    found = read_file(json_file(body))
    assert (found.name, found.whole, len(found.records)) == ("orchard", whole, 1)


# ---- From a web address -----------------------------------------------------------------------------------------------


@pytest.fixture
def server():
    with Misbehaving() as running:
        yield running


@pytest.fixture
def reader():
    return FeedReader(FeedFetcher("test", reach=LOOPBACK), delay_seconds=0)


def said(body, status="200 OK"):
    return answer(status, json.dumps(body).encode(), content_type="application/json")


def page(number, of, *records, total=None):
    return said(
        {
            "total_items": total if total is not None else of, "total_pages": of, "page_number": number,
            "first_page": number == 1, "last_page": number == of, "size": len(records), "contents": list(records),
        }
    )  # fmt: skip


def at(number):
    return f"/api/services?page={number}&per_page=100&full=true"


def test_a_feed_is_read_page_by_page_from_its_root(server, reader):
    server.paths["/api"] = to("/api/", "301 Moved Permanently")
    server.paths["/api/"] = said({"version": "HSDS-UK-3.0", "openapi_url": "x"})
    server.paths[at(1)], server.paths[at(2)] = page(1, 2, SERVICE), page(2, 2, other())
    found = reader.read(server.url("/api"))
    assert (found.name, found.whole) == (server.url("/api"), True)
    assert [each["name"] for each in found.records] == ["Orchard counselling", "Orchard play"]
    assert all(headers["accept"] == "application/json" for _, _, headers in server.requests)


def test_services_that_a_list_gives_in_part_are_asked_for_one_by_one(server, reader):
    part = {name: SERVICE[name] for name in ("id", "name", "status", "url")}
    server.paths["/api/services"] = server.paths[at(1)] = page(1, 1, part)
    server.paths[f"/api/services/{SERVICE['id']}"] = said(SERVICE)
    assert reader.read(server.url("/api/services")).records == (SERVICE,)
    server.paths[f"/api/services/{SERVICE['id']}"] = said(other())
    with pytest.raises(UnableToReadFeed, match="gives another service"):
        reader.read(server.url("/api/services"))


def test_one_service_is_read_alone(server, reader):
    server.paths[f"/api/services/{SERVICE['id']}"] = said(SERVICE)
    found = reader.read(server.url(f"/api/services/{SERVICE['id']}"))
    assert (found.whole, found.records) == (False, (SERVICE,))


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        ({at(1): page(1, 2, SERVICE), at(2): page(2, 2, SERVICE)}, "same as one before"),
        ({at(1): page(1, 1, SERVICE, total=2)}, "gave 1"),
        ({at(1): page(1, 2, SERVICE), at(2): said({}, "500 Oops")}, "status 500"),
        ({at(1): page(1, 2, SERVICE), at(2): said("x")}, "holds no services"),
        ({at(1): to("/api/services?page=1&per_page=100&full=true")}, "leads on and on"),
        ({at(1): answer("200 OK", b"<html>")}, "not JSON"),
    ],
)
def test_a_feed_that_breaks_off_gives_nothing(server, reader, paths, words):
    server.paths |= {"/api/": said({"version": "3.0"})} | paths
    with pytest.raises(UnableToReadFeed, match=words):
        reader.read(server.url("/api/"))


def test_time_and_size_are_bounded(server, reader, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_ANSWER", 100)
    server.paths["/api/"] = said({"version": "3.0", "description": "x" * 200})
    with pytest.raises(UnableToReadFeed, match="in one answer"):
        reader.read(server.url("/api/"))
    monkeypatch.setattr(reading, "MOST_SECONDS", 0.0)
    with pytest.raises(UnableToReadFeed, match="took longer"):
        reader.read(server.url("/api/"))
    monkeypatch.setattr(reading, "MOST_SECONDS", 0.5)
    server.paths["/api/"] = server.drip
    with pytest.raises(UnableToReadFeed, match="took too long"):
        reader.read(server.url("/api/"))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/api",
        "http://localhost/api",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/api",
        "http://10.0.0.1/services",
        "https://0x7f000001/",
        "ftp://orchard.example.org/services",
        "file:///etc/passwd",
        "http://orchard.example.org:8080/",
    ],
)
def test_addresses_inside_our_network_are_refused(db, url):
    result = run(url)
    assert result.exit_code == 1
    assert "Nothing was imported." in result.output
    assert not FeedRecord.objects.exists()


def test_a_redirect_to_the_inside_is_refused(server):
    once = Reach(allows=lambda address: str(address) == "127.0.0.1", ports=None)
    server.paths["/api/"] = to(f"http://127.0.0.2:{server.port}/api/")
    with pytest.raises(UnableToReadFeed, match="not on the public internet"):
        FeedReader(FeedFetcher("test", reach=once), delay_seconds=0).read(server.url("/api/"))


def test_what_we_publish_another_service_can_import(loaded, client, server, reader, clock, monkeypatch):
    """Our own feed, read over the wire into a directory that has none of it: nothing of what it says is lost."""
    for path in ("/open-referral/", "/open-referral/services?page=1&per_page=100&full=true"):
        server.paths[path] = answer("200 OK", client.get(path).content, content_type="application/json")
    before = {str(service_id(each.pk)): each for each in Entry.objects.filter(kind__in=["service", "contact"])}
    monkeypatch.setattr(actions, "_our_own", dict)
    monkeypatch.setattr(sources, "feed_fetcher", lambda: reader.fetcher)
    shown = CliRunner().invoke(directory, ["import-oruk", server.url("/open-referral/")])
    assert shown.exit_code == 0, shown.output
    records = FeedRecord.objects.select_related("entry")
    assert records.count() == len(before)
    for record in records:
        ours, theirs = before[record.record_id], record.entry
        for name in (
            "title", "publisher", "url", "kind", "what_it_is", "when_to_use", "when_not_to_use", "cost", "eligibility",
            "contact_route", "phone", "hours", "audiences", "phases", "topics", "regions", "local_authorities",
        ):  # fmt: skip
            assert sorted(getattr(theirs, name)) == sorted(getattr(ours, name)), (record.record_id, name)
    again = import_feed(feed=reader.read(server.url("/open-referral/")), by=None, at=clock.now + timedelta(days=1))
    assert (again.changes, again.unchanged) == ([], len(before))


@pytest.mark.parametrize("bad, why", [
    (7, "It is not a service"), ({"id": "", "name": "x"}, "It has no identifier"), ({"name": "x"}, "no identifier"),
    ({"id": "x" * 300, "name": "x"}, "longer than"), ({"id": "a\u200bb", "name": "x"}, "cannot be seen"),
])  # fmt: skip
def test_a_record_without_an_identifier_is_left_out_with_the_reason(db, tmp_path, bad, why):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([SERVICE, bad, other()]))
    answer = CliRunner().invoke(directory, ["import-oruk", str(path)])
    assert answer.exit_code == 0, answer.output
    assert "left out: service 2 of the feed" in answer.output
    assert why in answer.output
    assert Entry.objects.filter(source=Entry.Source.FEED).count() == 2

    path.write_text(json.dumps([SERVICE, bad]))
    answer = CliRunner().invoke(directory, ["import-oruk", str(path)])
    assert "Nothing is marked as withdrawn" in answer.output
    assert not FeedRecord.objects.filter(withdrawn_at__isnull=False).exists()
